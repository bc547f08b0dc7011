"""What the engine starts from: TensorFlow's library, PythonMonkey and the bundle."""

from __future__ import annotations

import importlib.util
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tandem.errors import REINSTALL, RuntimeUnavailableError
from tandem.tensorflow_package import COMMAND, require

if TYPE_CHECKING:
    from collections.abc import Iterator

BUNDLE = Path(__file__).parent.parent / "_js" / "embedded.js"


def tensorflow_folder() -> str:
    """The folder of the installed ``tensorflow`` package, found without importing it.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    require()
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeUnavailableError("tfjs-node", "TensorFlow is not installed", COMMAND)
    return next(iter(spec.submodule_search_locations))


def load(folder: str) -> tuple[Any, Any, Any]:
    """Load TensorFlow's library, and beside it SpiderMonkey and the bundle: half a second each.

    Returns:
        PythonMonkey, ``tandem._bridge``, and the function that starts the bundle.

    Raises:
        RuntimeUnavailableError: one of the three is missing or does not load.
    """
    from tandem import _bridge
    from tandem.errors import BridgeError

    failure: list[BridgeError] = []

    def load_library() -> None:
        try:
            _bridge.load(folder)
        except BridgeError as error:
            failure.append(error)

    loader = threading.Thread(target=load_library, name="tandem-load")
    loader.start()
    try:
        with _aiohttp_later():
            import pythonmonkey

        begin = pythonmonkey.eval(_bundle(), {"filename": "tandem/embedded.js"})
    except ImportError as error:
        raise RuntimeUnavailableError(
            "tfjs-node", f"PythonMonkey does not start ({error})", 'pip install "pythonmonkey<2"'
        ) from error
    finally:
        loader.join()
    if failure:
        raise RuntimeUnavailableError("tfjs-node", str(failure[0]), COMMAND) from failure[0]
    return pythonmonkey, _bridge, begin


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

    It imports it for XMLHttpRequest alone, which takes a tenth of the engine's start.
    """
    if "aiohttp" in sys.modules or "pythonmonkey" in sys.modules:
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


def _bundle() -> str:
    try:
        return BUNDLE.read_text(encoding="utf-8")
    except OSError as error:
        raise RuntimeUnavailableError(
            "tfjs-node",
            f"the package lacks its JavaScript ({error})",
            REINSTALL,
        ) from error
