"""The native libraries of the embedded engine: TensorFlow's and SpiderMonkey's.

A process links one library at a time, and TensorFlow's takes 0.15 s: whoever imports an extension
meanwhile waits. So it is begun right behind SpiderMonkey's, in a thread of its own, and beside it
Python imports its modules and SpiderMonkey reads the bundle.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
from functools import cache
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any, NamedTuple

from tandem.errors import BridgeError, RuntimeUnavailableError
from tandem.tensorflow_package import COMMAND, require

if TYPE_CHECKING:
    from collections.abc import Callable

_EXTENSION = "pythonmonkey.pythonmonkey"


def tensorflow_folder() -> str:
    """The folder of the installed ``tensorflow`` package, found without importing it.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing.
    """
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeUnavailableError("tfjs-node", "TensorFlow is not installed", COMMAND)
    return next(iter(spec.submodule_search_locations))


class Libraries(NamedTuple):
    """What ``load`` gives."""

    spidermonkey: Any
    """PythonMonkey's extension."""
    wait_for_tensorflow: Callable[[], None]
    """Returns when TensorFlow's library is loaded.

    Raises ``RuntimeUnavailableError`` where it is too old or does not load.
    """


@cache
def load() -> Libraries:
    """Load SpiderMonkey's library, and begin to load TensorFlow's; once a process.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing, or PythonMonkey is or does not load.
    """
    folder = tensorflow_folder()
    # Read once, when TensorFlow's library loads: keeps its start-up notes off the terminal.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from tandem import _bridge

    spidermonkey = _load_spidermonkey()
    failure: list[BridgeError] = []

    def load_tensorflow() -> None:
        try:
            _bridge.load(folder)
        except BridgeError as error:
            failure.append(error)

    loader = threading.Thread(target=load_tensorflow, name="tandem-load")
    loader.start()

    def wait() -> None:
        loader.join()
        # Asked of the library: to read what is installed takes longer than to start SpiderMonkey.
        require(None if failure else _bridge.version())
        if failure:
            raise RuntimeUnavailableError("tfjs-node", str(failure[0]), COMMAND) from failure[0]

    return Libraries(spidermonkey, wait)


def _load_spidermonkey() -> Any:
    """PythonMonkey's extension, without the package around it, which takes a tenth of a second.

    The package finds it in its place when somebody imports it (``tandem.engine.package``).

    Raises:
        RuntimeUnavailableError: it is missing or does not load.
    """
    if _EXTENSION in sys.modules:
        return sys.modules[_EXTENSION]
    try:
        package = importlib.util.find_spec("pythonmonkey")
        if package is None or not package.submodule_search_locations:
            raise ImportError("it is not installed")  # noqa: TRY301
        spec = PathFinder.find_spec(_EXTENSION, package.submodule_search_locations)
        if spec is None or spec.loader is None:
            raise ImportError("it lacks its extension")  # noqa: TRY301
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except ImportError as error:
        raise RuntimeUnavailableError(
            "tfjs-node", f"PythonMonkey does not start ({error})", 'pip install "pythonmonkey<2"'
        ) from error
    sys.modules[_EXTENSION] = module
    return module
