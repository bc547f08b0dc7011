"""What the engine starts from: TensorFlow's library, PythonMonkey and the bundle."""

from __future__ import annotations

import importlib.util
import sys
import threading
from contextlib import contextmanager
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tandem.errors import REINSTALL, RuntimeUnavailableError
from tandem.tensorflow_package import COMMAND, require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EXTENSION = "pythonmonkey.pythonmonkey"

BUNDLE = Path(__file__).parent.parent / "_js" / "embedded.js"


def tensorflow_folder() -> str:
    """The folder of the installed ``tensorflow`` package, found without importing it.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing.
    """
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeUnavailableError("tfjs-node", "TensorFlow is not installed", COMMAND)
    return next(iter(spec.submodule_search_locations))


def load_tensorflow(folder: str) -> Callable[[], None]:
    """Begin to load TensorFlow's library, which takes 0.15 s, in a thread.

    One library at a time is linked in a process: whoever imports an extension meanwhile waits.

    Returns:
        What waits for it; it raises ``RuntimeUnavailableError`` where it is too old or does not
        load.
    """
    from tandem import _bridge
    from tandem.errors import BridgeError

    failure: list[BridgeError] = []

    def load() -> None:
        try:
            _bridge.load(folder)
        except BridgeError as error:
            failure.append(error)

    loader = threading.Thread(target=load, name="tandem-load")
    loader.start()

    def wait() -> None:
        loader.join()
        # Asked of the library: to read what is installed takes longer than to start SpiderMonkey.
        require(None if failure else _bridge.version())
        if failure:
            raise RuntimeUnavailableError("tfjs-node", str(failure[0]), COMMAND) from failure[0]

    return wait


def load_spidermonkey() -> Any:
    """PythonMonkey's extension, without the package around it, which takes a tenth of a second.

    The package finds it in its place when it is imported, by ``import_package`` or anybody else.

    Raises:
        RuntimeUnavailableError: it is missing or does not load.
    """
    try:
        package = importlib.util.find_spec("pythonmonkey")
        where = package.submodule_search_locations if package is not None else None
        spec = PathFinder.find_spec(_EXTENSION, where)
        if spec is None or spec.loader is None:
            raise ImportError("it is not installed")  # noqa: TRY301
        if _EXTENSION not in sys.modules:
            sys.modules[_EXTENSION] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[_EXTENSION])
    except ImportError as error:
        sys.modules.pop(_EXTENSION, None)
        raise RuntimeUnavailableError(
            "tfjs-node", f"PythonMonkey does not start ({error})", 'pip install "pythonmonkey<2"'
        ) from error
    return sys.modules[_EXTENSION]


def import_package() -> bool:
    """Import PythonMonkey's package, whose JavaScript sets globals; js/host/package.ts asks for it.

    Returns:
        Whether it was imported now; else it has been, or is being.
    """
    if "pythonmonkey" in sys.modules:
        return False
    with _aiohttp_later():
        import pythonmonkey  # noqa: F401
    return True


class _Later(ModuleType):
    """Stands for aiohttp until something of it is used."""

    def __init__(self) -> None:
        super().__init__("aiohttp")
        self.is_starting = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # PythonMonkey names some of its types in annotations as it starts, and no more.
        return object if self.is_starting else getattr(importlib.import_module("aiohttp"), name)


@contextmanager
def _aiohttp_later() -> Iterator[None]:
    """Have PythonMonkey import aiohttp when it makes its first request, not as it starts.

    It imports it for XMLHttpRequest alone, which takes as long as all else.
    """
    if "aiohttp" in sys.modules:
        yield
        return
    later = _Later()
    sys.modules["aiohttp"] = later
    try:
        yield
    finally:
        later.is_starting = False
        if sys.modules.get("aiohttp") is later:
            del sys.modules["aiohttp"]


def read_bundle() -> str:
    """The bundle's source (js/embedded.ts).

    Raises:
        RuntimeUnavailableError: it is missing.
    """
    try:
        return BUNDLE.read_text(encoding="utf-8")
    except OSError as error:
        raise RuntimeUnavailableError(
            "tfjs-node",
            f"the package lacks its JavaScript ({error})",
            REINSTALL,
        ) from error
