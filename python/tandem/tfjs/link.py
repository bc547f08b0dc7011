"""The line to JavaScript: requests, replies, handles and callbacks; js/library is the other end.

A request and its reply are JSON through the channel's bytes, where nothing leaks. Handles that
Python lets go of ride along with the next request.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import warnings
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakKeyDictionary, WeakValueDictionary

from tandem.engine import BACKEND, get_engine, note_rejection
from tandem.errors import DisposedError, EngineError, JSError, TensorLeakWarning
from tandem.tfjs import values

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from tandem.tfjs.proxy import JSObject

_EXCEPTIONS_A_COLLECTION = 100
"""Exceptions that are worth a collection of JavaScript's garbage: until it has forgotten them they
are kept, with what their frames hold."""

_REQUESTS_A_USE = 10
"""Requests that leave as much garbage in JavaScript as a model's run, after which it counts one."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A promise of JavaScript's that has not been waited for."""

    number: int


class Link:
    """One process's line to its engine's JavaScript. Use ``get_link``."""

    def __init__(self) -> None:
        self.engine = get_engine()
        self.backend = BACKEND
        self.bridge = self.engine.bridge
        self._bytes = memoryview(self.bridge.bytes)
        self._perform = self.engine.function("perform")
        self._settle = self.engine.function("settle")
        self.engine.on_callback = self._serve
        # What Python knows of JavaScript's objects, by handle.
        self.objects: WeakValueDictionary[int, JSObject] = WeakValueDictionary()
        self.received: dict[int, int] = {}
        self._released: deque[tuple[int, int, str | None]] = deque()
        # What JavaScript knows of Python's functions, by number.
        self._functions: dict[int, Callable[..., Any]] = {}
        self._next_function = 1
        # What JavaScript can throw, by number, until it has forgotten it.
        self._exceptions: dict[int, BaseException] = {}
        self._collects_at = _EXCEPTIONS_A_COLLECTION
        self.engine.exception_of = self._exceptions.__getitem__
        self._next_exception = 1
        # Tensors that were made for the request being written.
        self.handed_over: list[int] = []
        # What goes on by itself, so that it lives: the loop alone would not keep it.
        self.tasks: set[asyncio.Task[Any]] = set()
        # The open tidies of tasks, which are in force only while a task asks for something.
        self.tidies: WeakKeyDictionary[asyncio.Task[Any], list[int]] = WeakKeyDictionary()
        self._next_coroutine = 1
        self._warned: dict[Any, Any] = {}
        self._requests = 0

    # ---- requests ----

    def request(self, op: str, **fields: Any) -> Any:
        """Ask JavaScript for something; the fields' values are encoded already.

        Returns:
            The value, or ``Pending`` where JavaScript answered with a promise.

        Raises:
            JSError: JavaScript threw.
            DisposedError: a tensor was used that is disposed of.
            EngineError: this thread or process cannot call JavaScript.
            BaseException: whatever a Python function raised that JavaScript called.
        """
        reply = self._send({"op": op, **fields})
        if "w" in reply:
            return Pending(reply["w"])
        if "e" in reply:
            self._throw(reply["e"])
        return values.decode(self, reply["v"])

    def adopt(self, made: JSObject, op: str, **fields: Any) -> None:
        """A request whose answer is a new object of JavaScript's, for one of Python's.

        Raises:
            JSError: JavaScript threw.
        """
        reply = self._send({"op": op, **fields})
        if "e" in reply:
            self._throw(reply["e"])
        self.receive(reply["v"]["i"])
        made._adopt(self, reply["v"])  # noqa: SLF001

    def _send(self, message: dict[str, Any]) -> dict[str, Any]:
        engine = self.engine
        engine.check_caller()
        engine.use_backend(self.backend)
        self._clear_up(message)
        # Promises that JavaScript makes on the way need a loop to go on in.
        running = asyncio._get_running_loop()  # noqa: SLF001 - its documented way for loops
        if self.tidies and running is not None:
            task = asyncio.current_task(running)
            if task is not None and task in self.tidies:
                message["s"] = self.tidies[task]
        alone = running is None
        if running is not None and running.get_exception_handler() is None:
            # Else PythonMonkey puts its own there, which stops JavaScript's timers.
            running.set_exception_handler(_note_unhandled)
        if alone:
            asyncio._set_running_loop(engine.loop)  # noqa: SLF001
        try:
            if self._put(message):
                self._perform()
            reply: dict[str, Any] = json.loads(self._take())
        finally:
            if alone:
                asyncio._set_running_loop(None)  # noqa: SLF001
        self._forget(reply)
        return reply

    def _clear_up(self, message: dict[str, Any]) -> None:
        """Give back what was let go of since the last request."""
        engine = self.engine
        if self._released:
            message["r"] = [self._released.popleft() for _ in range(len(self._released))]
        self._requests += 1
        if self._requests % _REQUESTS_A_USE == 0:
            engine.count_use()
        if self._next_exception > self._collects_at:
            self._collects_at = self._next_exception + _EXCEPTIONS_A_COLLECTION
            engine.collect()

    def _forget(self, reply: dict[str, Any]) -> None:
        """Let go of what JavaScript has forgotten, and warn of what Python has lost."""
        for number in reply.get("x", ()):
            self._functions.pop(number, None)
        for number in reply.get("y", ()):
            self._exceptions.pop(number, None)
        for lost in reply.get("l", ()):
            self._warn_of(lost)

    def _put(self, message: Any) -> bool:
        """Put a text into the channel; false where it was too long and went another way."""
        text = json.dumps(message, separators=(",", ":"))
        if len(text) > len(self._bytes):
            self.engine.function("performLong")(text)
            return False
        self._bytes[: len(text)] = text.encode("ascii")
        self.bridge.words[0] = len(text)
        return True

    def _take(self) -> str | bytes:
        size = int(self.bridge.words[0])
        if size < 0:
            return str(self.engine.function("longText")())
        return bytes(self._bytes[:size])

    def _throw(self, error: dict[str, Any]) -> NoReturn:
        if "python" in error:
            raise self._exceptions[error["python"]]
        if "disposed" in error:
            raise DisposedError(self._say_disposed(error["disposed"]))
        if error["message"].startswith("Python KeyboardInterrupt"):
            raise KeyboardInterrupt
        from tandem.tfjs import traps

        raise traps.explain(JSError(error["name"], error["message"], error["stack"]))

    def _say_disposed(self, handle: int) -> str:
        tensor: Any = self.objects.get(handle)
        made = f" made at {tensor._where}" if tensor is not None and tensor._where else ""  # noqa: SLF001
        which = f"the tensor of shape {tensor.shape}{made}" if tensor is not None else "a tensor"
        return (
            f"{which} was disposed of: by dispose(), or at the end of the tidy it was made in; "
            "tf.keep(tensor) keeps one beyond a tidy, and numpy() copies nothing and stays valid"
        )

    # ---- promises ----

    def wait(self, result: Any) -> Any:
        """Wait for a promise and return its value; what is no promise is its own.

        Raises:
            EngineError: an event loop is running in this thread.
            JSError: the promise was rejected; see ``request``.
        """
        if not isinstance(result, Pending):
            return result
        self.wait_end(result)
        return self.request("settle", i=result.number)

    def wait_end(self, pending: Pending) -> None:
        """Wait until a promise has ended, whichever way.

        Raises:
            EngineError: an event loop is running in this thread.
        """
        self.check_can_wait("this call")
        self.engine.wait(lambda: self.end(pending))

    def check_can_wait(self, what: str) -> None:
        """Raise where an event loop is running, so that nothing can be waited for.

        Raises:
            EngineError: one is; the message names the awaitable twin.
        """
        if asyncio._get_running_loop() is not None:  # noqa: SLF001 - cheaper than an exception
            if self.engine.is_at_work:
                raise EngineError(
                    f"{what} cannot be waited for inside a callback, or in what tf.wait() runs: "
                    "make that function `async def` and await the twin, the same name with "
                    "_async, as in `await self.model.save_async(...)`"
                )
            raise EngineError(
                f"{what} would block the event loop that runs in this thread (a notebook, a "
                "server or an async function): use its awaitable twin, the same name with "
                "_async, as in `await model.fit_async(...)`"
            )

    def wait_for(self, awaitable: Awaitable[Any]) -> Any:
        """Wait for an awaitable on the engine's own loop."""
        self.check_can_wait("tf.wait()")
        return self.engine.wait(lambda: awaitable)

    async def settle(self, result: Any) -> Any:
        """The awaitable twin of ``wait``."""
        if not isinstance(result, Pending):
            return result
        ended = self.end(result)
        if not isinstance(ended, bool):
            await ended
        return self.request("settle", i=result.number)

    def end(self, pending: Pending) -> Awaitable[Any] | bool:
        """The end of a promise, whichever way, as something to await, unless it has come."""
        self.bridge.words[0] = pending.number
        ended: Awaitable[Any] | bool = self._settle()
        # JavaScript ends it also where nobody waits any more.
        return ended if isinstance(ended, bool) else asyncio.shield(ended)

    # ---- handles ----

    def receive(self, handle: int) -> JSObject | None:
        """Note that a handle came in; its object where Python knows it already."""
        self.received[handle] = self.received.get(handle, 0) + 1
        return self.objects.get(handle)

    def release(self, handle: int, where: str | None) -> None:
        """Note that Python's object of a handle is gone; the next request says so."""
        self._released.append((handle, self.received.pop(handle, 0), where))

    def _warn_of(self, lost: dict[str, Any]) -> None:
        filename, _, line = lost["w"].rpartition(":")
        fix = (
            "close it, or use it as a context: `with model:`"
            if lost["k"].startswith("model")
            else "use `with tf.tidy():`, dispose(), or tf.keep() where it is meant to stay"
        )
        message = (
            f"the {lost['k']} that this line made was lost without being disposed of: it stays in "
            f"TensorFlow's memory; {fix}"
        )
        warnings.warn_explicit(
            message, TensorLeakWarning, filename, int(line), registry=self._warned
        )

    # ---- callbacks ----

    def number_of(self, function: Callable[..., Any]) -> int:
        """The number that JavaScript knows a function of Python's by."""
        number = self._next_function
        self._next_function += 1
        self._functions[number] = function
        return number

    def function_of(self, number: int) -> Callable[..., Any]:
        """The function of Python's that JavaScript knows by a number."""
        return self._functions[number]

    def _serve(self) -> Any:
        """Call a function for JavaScript; the request is in the channel, and so is the reply.

        Returns:
            What cannot go through the channel: the function that a file was compiled to.
        """
        message = json.loads(self._take())
        answer: dict[str, Any]
        if "op" in message:
            from tandem import javascript

            try:
                value = javascript.serve(message)
            except BaseException as error:  # noqa: BLE001 - it comes back as itself
                self._answer({"e": self._keep(error)})
                return None
            self._answer({"v": None})
            return value
        try:
            function = self._functions[message["f"]]
            arguments = [values.decode(self, value) for value in message["a"]]
            result = function(*arguments)
            if inspect.iscoroutine(result):
                answer = {"w": self._go_on(result)}
            else:
                answer = {"v": values.encode(self, result)}
        except BaseException as error:  # noqa: BLE001 - it comes back as itself
            answer = {"e": self._keep(error)}
        self._answer(answer)
        return None

    def _answer(self, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, separators=(",", ":"))
        if len(text) > len(self._bytes):
            text = json.dumps({"e": self._keep(ValueError("a callback returned too much"))})
        self._bytes[: len(text)] = text.encode("ascii")
        self.bridge.words[0] = len(text)

    def _keep(self, error: BaseException) -> dict[str, Any]:
        number = self._next_exception
        self._next_exception += 1
        self._exceptions[number] = error
        return {"n": number, "message": f"{type(error).__name__}: {error}"}

    def _go_on(self, coroutine: Coroutine[Any, Any, Any]) -> int:
        number = self._next_coroutine
        self._next_coroutine += 1

        async def run() -> None:
            try:
                answer: dict[str, Any] = {"v": values.encode(self, await coroutine)}
            except BaseException as error:  # noqa: BLE001 - it comes back as itself
                answer = {"e": self._keep(error)}
            self.request("finish", i=number, v=answer)

        task = asyncio.get_running_loop().create_task(run())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return number


def _note_unhandled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Leave promises that were rejected before their handler came to the engine's own."""
    if type(context.get("exception")).__name__ == "SpiderMonkeyError":
        note_rejection(loop, context)
    else:
        loop.default_exception_handler(context)


_link: Link | None = None


def get_link() -> Link:
    """This process's line to JavaScript; the first call starts the engine."""
    global _link  # noqa: PLW0603 - one engine a process
    if _link is None:
        _link = Link()
    return _link
