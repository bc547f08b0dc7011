"""The native libraries of the embedded engine: TensorFlow's and SpiderMonkey's.

A process links one library at a time, and TensorFlow's takes 0.15 s: whoever imports an extension
meanwhile waits. So it is begun right behind SpiderMonkey's, in a thread of its own, and beside it
Python imports its modules and SpiderMonkey reads the bundle.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import threading
from contextlib import contextmanager
from functools import cache
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any, NamedTuple

from tandem.errors import EngineError, RuntimeUnavailableError
from tandem.tensorflow_package import COMMAND, require, version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

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


class Owner(NamedTuple):
    """Who loaded SpiderMonkey: nobody else can use it."""

    thread: threading.Thread
    process: int

    def check(self) -> None:
        """Raise where it cannot be used from.

        Raises:
            EngineError: another thread, or a process that was forked since.
        """
        if os.getpid() != self.process:
            raise EngineError(
                "the engine was opened before this process was forked: start child processes "
                "with multiprocessing's 'spawn' method, or open the engine in the child"
            )
        # By the object: the number of a thread that ended is given out again.
        if threading.current_thread() is not self.thread:
            raise EngineError(
                "the engine belongs to the thread that opened it: call it from that thread, or "
                "hand this work to it (queue.Queue, loop.call_soon_threadsafe)"
            )


_owner: dict[None, Owner] = {}


def load() -> Libraries:
    """Load SpiderMonkey's library, and begin to load TensorFlow's; once a process.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing, or PythonMonkey is or does not load.
        EngineError: another thread has loaded them, or is about to, or another process did.
    """
    folder = tensorflow_folder()
    # In one step: two threads may come at once.
    _owner.setdefault(None, Owner(threading.current_thread(), os.getpid())).check()
    try:
        with uninterrupted():
            return _load(folder)
    except RuntimeUnavailableError:
        _owner.clear()
        raise


def owner() -> Owner:
    """Who called ``load``."""
    return _owner[None]


@cache
def _load(folder: str) -> Libraries:
    # Read once, when TensorFlow's library loads: keeps its start-up notes off the terminal.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from tandem import _bridge

    spidermonkey = _load_spidermonkey()
    failure: list[Exception] = []
    is_done = threading.Event()  # an interrupted join() takes the thread for ended

    def load_tensorflow() -> None:
        try:
            _bridge.load(folder)
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            failure.append(error)
        finally:
            is_done.set()

    threading.Thread(target=load_tensorflow, name="tandem-load").start()

    def wait() -> None:
        is_done.wait()
        # Asked of the library: to read what is installed takes longer than to start SpiderMonkey.
        found = version() if failure else _bridge.version()
        if found is not None:
            require(found)
        if failure:
            raise RuntimeUnavailableError("tfjs-node", str(failure[0]), COMMAND) from failure[0]

    return Libraries(spidermonkey, wait)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until the block ends, where an exception in the middle would break more."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: held.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        before(*held[0])


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
        # It imports asyncio, and dies of an exception there: Ctrl-C is held back.
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except ImportError as error:
        raise RuntimeUnavailableError(
            "tfjs-node", f"PythonMonkey does not start ({error})", 'pip install "pythonmonkey<2"'
        ) from error
    sys.modules[_EXTENSION] = module
    return module
