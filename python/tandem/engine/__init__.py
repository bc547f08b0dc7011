"""The embedded engine: tfjs-node's JavaScript in this process, over the bridge to libtensorflow.

One engine a process, owned by the thread that opened it. TensorFlow's Python package is not
imported: its library is loaded from the installed wheel.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import re
import time
from collections import deque
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem import libraries
from tandem.engine.bundle import BUNDLE, read_bundle
from tandem.engine.host import FileService
from tandem.engine.leases import Lease, Lessor
from tandem.engine.loop import EngineLoop, no_loop_running, note_rejection
from tandem.engine.package import import_package, is_being_imported
from tandem.errors import REINSTALL, EngineError, JSError, RuntimeUnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    import numpy.typing as npt

__all__ = [
    "BACKEND",
    "BUNDLE",
    "Engine",
    "Lease",
    "get_engine",
    "note_rejection",
    "start_engine",
]

BACKEND = "tensorflow"
"""The tfjs backend that must be running; tfjs falls back to another one with a mere warning."""

WASM_BINARY = "tfjs-backend-wasm-simd.wasm"
"""The build of the wasm backend that must be running; the plain one is three times slower."""

_COLLECT_EVERY = 2000
"""Runs and leases between two collections of JavaScript's garbage: SpiderMonkey does not see how
much memory hangs on it (2.5 KB a run of a small model), and a collection takes 15 to 40 ms."""

_engine: Engine | None = None


def get_engine(threads: int | None = None) -> Engine:
    """Return this process's engine, starting it at the first call (a quarter of a second).

    Args and errors as ``start_engine``'s.
    """
    engine = start_engine(threads)
    _ = engine.bridge
    return engine


def start_engine(threads: int | None = None) -> Engine:
    """As ``get_engine``, but that TensorFlow's library may be loading still.

    Its ``bridge`` waits for that. JavaScript can be called before, but no op.

    Args:
        threads: TensorFlow's intra-op and inter-op threads, or ``None`` for its default, one a
            core. TensorFlow fixes the number when it starts.

    Raises:
        RuntimeUnavailableError: TensorFlow or the engine is missing, or does not start.
        EngineError: the engine runs in another thread, was opened before a fork, or has another
            number of threads.
    """
    global _engine  # noqa: PLW0603 - one engine a process is SpiderMonkey's own limit
    if _engine is None:
        # Begun twice, tfjs would be there twice.
        with libraries.uninterrupted():
            _engine = Engine(threads)
    _engine.check_caller()
    _engine.count_use()
    if threads is not None and threads != _engine.threads:
        has = f"with {_engine.threads}" if _engine.threads else "with TensorFlow's own number of"
        raise EngineError(
            f"the engine already runs {has} threads, and TensorFlow fixes the number when it "
            f"starts: ask for {threads} before anything else, or in a process of its own"
        )
    return _engine


class Engine:
    """SpiderMonkey with tfjs-node loaded. Use ``get_engine``: a process has one."""

    def __init__(self, threads: int | None = None) -> None:
        if _engine is not None:
            raise EngineError(
                "a process has one engine: SpiderMonkey's globals, and tfjs's registries in them, "
                "cannot be had twice; get_engine() gives the one there is"
            )
        from tandem import _bridge

        self.threads = threads
        self._channel = _bridge.Bridge(threads or 0)
        self._monkey, self._wait_for_tensorflow = libraries.load()
        self._owner = libraries.owner()
        begin = self._monkey.eval(read_bundle(), {"filename": "tandem/embedded.js"})
        self.loop = EngineLoop()
        # Calls of Python's functions by JavaScript that have not returned.
        self._callbacks = 0
        atexit.register(self.loop.close)
        self._files = FileService(self._channel.bytes)
        # In a notebook or a server another loop runs already.
        with no_loop_running():
            self._js = self.wait(lambda: _later(begin, self._services()))
        # Reading a function off a JavaScript object makes a new proxy each time: once is enough.
        self._functions: dict[str, Callable[..., Any]] = {}
        self.versions: dict[str, str] = json.loads(self._js.versions)
        self._backend = self.backends()["backend"]
        if self._backend != BACKEND:
            raise EngineError(f"tfjs started its backend '{self._backend}' instead of '{BACKEND}'")
        self._started = {BACKEND, "cpu"}
        self.collect: Callable[[], None] = self._monkey.collect  # JavaScript's garbage
        self._uses = 0
        self._abandoned: deque[tuple[str, int]] = deque()
        self._lessor = Lessor(self, self._channel)
        # Serves JavaScript's calls of Python's functions (tandem.tfjs).
        self.on_callback: Callable[[], Any] = _no_callbacks
        self.exception_of: Callable[[int], BaseException] = _no_exception

    @cached_property
    def bridge(self) -> Any:
        """``tandem._bridge.Bridge``, started; TensorFlow's library is waited for.

        Raises:
            RuntimeUnavailableError: the library is too old or does not load.
        """
        self._wait_for_tensorflow()
        self._channel.start()
        return self._channel

    @property
    def words(self) -> npt.NDArray[Any]:
        """The channel's words, whether TensorFlow's library is there yet or not."""
        words: npt.NDArray[Any] = self._channel.words
        return words

    def _services(self) -> dict[str, Any]:
        """What js/host/native.ts says the bundle gets."""
        from tandem import _bridge

        # Functions of Python, not of nanobind, which PythonMonkey takes for objects.
        bridge, files = self._channel, self._files
        return {
            "calls": bridge.calls(),
            "version": lambda: _bridge.version(),  # noqa: PLW0108
            "words": lambda: bridge.words,
            "bytes": lambda: bridge.bytes,
            "clock": time.perf_counter,
            "service": lambda request: files(request),  # noqa: PLW0108
            "callback": lambda: self._called_back(),  # noqa: PLW0108
            "cwd": lambda: str(Path.cwd()),
            "package": lambda: import_package(),  # noqa: PLW0108
            "isPackageComing": lambda: is_being_imported(),  # noqa: PLW0108
        }

    def _called_back(self) -> Any:
        self._callbacks += 1
        try:
            return self.on_callback()
        finally:
            self._callbacks -= 1

    # ---- calls ----

    def check_caller(self) -> None:
        """Raise where JavaScript cannot be called from.

        Raises:
            EngineError: another thread, or a process forked after the engine was opened.
        """
        self._owner.check()

    def call(self, name: str, *arguments: Any) -> None:
        """Call a function of the bundle; its results are in the channel's words.

        Raises:
            JSError: it threw.
            EngineError: this thread or process cannot call it.
        """
        self.check_caller()
        if not self.function(name)(*arguments):
            self._raise()

    def call_async(self, name: str, *arguments: Any) -> None:
        """Call a function that returns a promise and wait for it, in a notebook or a server too.

        An event loop that runs in this thread stands still meanwhile, as in any other call.

        Raises:
            JSError: it threw.
            EngineError: this thread or process cannot call it, or JavaScript is at work itself.
        """
        self.check_caller()
        self.check_can_wait()
        function = self.function(name)
        with no_loop_running():
            done = self.wait(lambda: function(*arguments))
        if not done:
            self._raise()
        self.call("finish")

    @property
    def is_at_work(self) -> bool:
        """Whether JavaScript called the Python that asks: a callback, a loss, a function."""
        return self._callbacks > 0 or self.loop.is_running()

    def check_can_wait(self) -> None:
        """Raise in what JavaScript calls: it would have to go on before that returns.

        Raises:
            EngineError: JavaScript waits for what is being done.
        """
        if self.is_at_work:
            raise EngineError(
                "JavaScript called this code (a callback, a loss, a layer, a function of yours) "
                "and waits for it, so that nothing can be waited for that JavaScript does later, "
                "such as a model with loops, opening a layers model or starting wasm: do it "
                "before or after"
            )

    def wait(self, start: Callable[[], Awaitable[Any] | bool]) -> Any:
        """Run an awaitable to its end on the engine's own loop and return its result.

        Args:
            start: makes the awaitable; it is called inside the loop, which promises need.

        Raises:
            EngineError: an event loop is running in this thread.
        """
        if asyncio._get_running_loop() is None:  # noqa: SLF001 - what is raised here has no cause
            return self.loop.run_until_complete(_await(start))
        raise EngineError(
            "an event loop is running in this thread, so that JavaScript's promises cannot be "
            "waited for: do this before the loop starts, or in a thread of its own that opens "
            "the engine"
        )

    def function(self, name: str) -> Callable[..., Any]:
        """A function of the bundle (js/embedded.ts)."""
        if name not in self._functions:
            self._functions[name] = getattr(self._js, name)
        return self._functions[name]

    def _raise(self) -> None:
        error = json.loads(str(self._js.takeError()))
        if error.get("python") is not None:
            raise self.exception_of(error["python"])
        if error["message"].startswith("Python KeyboardInterrupt"):
            raise KeyboardInterrupt
        raise JSError(error["name"], error["message"], error["stack"])

    # ---- backends ----

    def use_backend(self, name: str) -> None:
        """Make a tfjs backend the one that runs: ``tensorflow``, ``wasm`` or ``cpu``.

        Raises:
            EngineError: it does not start, or another build of wasm started than the SIMD one.
        """
        if name == self._backend:
            return
        if name not in self._started:
            if not (BUNDLE.parent / WASM_BINARY).is_file():
                # tfjs would wait for it for ever.
                raise RuntimeUnavailableError(
                    "tfjs-wasm", f"the package lacks {WASM_BINARY}", REINSTALL
                )
            try:
                self.call_async("startWasm", str(BUNDLE.parent))
            except JSError as error:
                raise EngineError(f"tfjs's backend '{name}' does not start: {error}") from error
            binary = self.backends()["wasmBinary"]
            if binary != WASM_BINARY:
                raise EngineError(f"tfjs's wasm backend runs {binary} instead of {WASM_BINARY}")
            self._started.add(name)
        self.call("useBackend", name)
        self._backend = name

    def backends(self) -> dict[str, str]:
        """What tfjs says of itself: the ``backend`` that runs, the ``wasmBinary`` that started."""
        self.check_caller()
        return dict(json.loads(str(self.function("describeBackends")())))

    def compile(self, source: str, filename: str) -> Any:
        """Make a function of JavaScript of its source; errors and stacks name the file.

        Raises:
            JSError: it is no JavaScript.
        """
        self.check_caller()
        try:
            return self._monkey.eval(source, {"filename": filename})
        except self._monkey.SpiderMonkeyError as error:
            text = str(error)
            where = re.search(r"on line (\d+)", text)
            said = re.search(r"^(\w*Error): (.*)$", text, re.MULTILINE)
            name, message = said.groups() if said else ("", text)
            line = f":{where[1]}" if where else ""
            raise JSError(name, f"{message} ({filename}{line})") from None

    @contextmanager
    def confined(self, folder: str) -> Iterator[None]:
        """Let JavaScript see the files of one folder only, while the block runs.

        Blocks may overlap, as awaits do: JavaScript sees the files of each then.
        """
        self._files.rooms.append(folder)
        try:
            yield
        finally:
            self._files.rooms.remove(folder)

    @contextmanager
    def opened(self, folder: str) -> Iterator[None]:
        """Let JavaScript see the files of a folder too, where it is confined to another."""
        self._files.opened.append(folder)
        try:
            yield
        finally:
            self._files.opened.remove(folder)

    def stop_waiting(self) -> None:
        """End ``run_until_idle`` although timers are left."""
        self._monkey.stop()

    def run_until_idle(self) -> None:
        """Run JavaScript's timers and promises until none is left.

        Raises:
            EngineError: an event loop is running in this thread.
        """
        self.wait(self._monkey.wait)

    @property
    def tf(self) -> Any:
        """TensorFlow.js itself, as PythonMonkey's own proxy of it."""
        return self._js.tf

    def function_of_tf(self, source: str) -> Callable[..., Any]:
        """Make a function of JavaScript that is given tfjs: ``(tf) => (...) => ...``.

        It is for small things that are no model. Strings and numbers pass; what it throws comes
        as PythonMonkey's own error.
        """
        self.check_caller()
        made: Callable[..., Any] = self._monkey.eval(source)(self.tf)
        return made

    # ---- memory ----

    def release(self) -> None:
        """Let go of the last run's inputs and results."""
        self.call("release")
        self.count_use()

    def close_model(self, backend: str, number: int) -> None:
        """Dispose of a model of the bundle's."""
        self.use_backend(backend)
        self.bridge.words[0] = number
        self.call("closeModel")

    def abandon(self, backend: str, number: int) -> None:
        """Have a model disposed of that nobody closed, when the engine is used next.

        Any thread may call: Python's collector runs on whichever it likes.
        """
        self._abandoned.append((backend, number))

    def count_use(self) -> None:
        """Clear up between uses: models that were abandoned, JavaScript's garbage now and then."""
        if self._abandoned and "bridge" in self.__dict__:
            running = self._backend
            while self._abandoned:
                self.close_model(*self._abandoned.popleft())
            self.use_backend(running)
        self._uses += 1
        if self._uses % _COLLECT_EVERY == 0:
            self.collect()

    def lease(self, array: npt.NDArray[Any]) -> Lease:
        """Lend an array's memory to JavaScript as a typed array, without a copy.

        Args:
            array: C-contiguous and writable, of any shape; JavaScript sees it flat.

        Returns:
            The lease; it ends with ``end()`` or ``with``, and JavaScript's array is empty then.

        Raises:
            LeaseError: the array cannot be lent; the message says what to do.
        """
        self.check_caller()
        return self._lessor.lend(array)

    def watch_tensors(self) -> None:
        """Start to note where each tensor is made.

        Raises:
            JSError: it is being noted already.
        """
        self.call("watchTensors")

    def unwatch_tensors(self) -> list[dict[str, Any]]:
        """Stop; return ``shape``, ``dtype`` and ``stack`` of what was made since and is alive."""
        self.check_caller()
        return list(json.loads(str(self.function("unwatchTensors")())))

    def counts(self) -> dict[str, int]:
        """What is alive: ``tensors`` and ``data_ids`` in tfjs, ``handles`` in the bridge, and
        ``leases``.
        """  # noqa: D205
        self.call("counts")
        tensors, data_ids, handles = (int(word) for word in self.bridge.words[:3])
        return {
            "tensors": tensors,
            "data_ids": data_ids,
            "handles": handles,
            "leases": self._lessor.active,
        }


def _no_exception(number: int) -> BaseException:
    raise EngineError(f"Python knows of no exception {number}")


def _no_callbacks() -> None:
    raise EngineError("nothing of Python's can be called yet")


async def _await(start: Callable[[], Awaitable[Any] | bool]) -> Any:
    result = start()
    return result if isinstance(result, bool) else await result


async def _later(call: Callable[..., Any], *arguments: Any) -> Any:
    return call(*arguments)
