"""The engine's own event loop, in which JavaScript's promises go on."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import sys
from contextlib import contextmanager
from types import BuiltinFunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Whoever looks holds one reference, and so does the look.
_REFERENCES = 2


class EngineLoop(asyncio.SelectorEventLoop):
    """A loop that gives back what PythonMonkey (1.4) forgets.

    For every ``await`` of JavaScript's it hands the loop a function and keeps a reference for good,
    and with it an object of SpiderMonkey's, which each collection of young objects then visits: an
    LSTM's run leaves 3,800 of them, and after some hundred runs every op takes ten times as long.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set_exception_handler(note_rejection)

    def call_soon_threadsafe(  # type: ignore[override]  # whatever asyncio's own takes
        self, callback: Callable[..., Any], *args: Any, **options: Any
    ) -> asyncio.Handle:
        """As asyncio's own. Timers go another way, and are kept by whoever may clear them."""
        return super().call_soon_threadsafe(_once(callback), *args, **options)


def _once(callback: Callable[..., Any]) -> Callable[..., Any]:
    return _Job(callback) if isinstance(callback, BuiltinFunctionType) else callback


class _Job:
    """A function that is called once, and then has the reference returned that was forgotten."""

    __slots__ = ("_callback",)

    def __init__(self, callback: Callable[..., Any]) -> None:
        self._callback: Callable[..., Any] | None = callback

    def __call__(self, *args: Any) -> None:
        callback, self._callback = self._callback, None
        assert callback is not None  # noqa: S101 - for the type checker
        # Looked at, not assumed: another version may not forget it.
        is_forgotten = sys.getrefcount(callback) > _REFERENCES
        try:
            callback(*args)
        finally:
            if is_forgotten:
                ctypes.pythonapi.Py_DecRef(ctypes.py_object(callback))


def note_rejection(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log a promise that was rejected before anybody waited for it.

    PythonMonkey cannot tell whether somebody does later; its own handler prints it in any case
    and stops JavaScript's timers, so that whoever waits for one waits for ever.
    """
    del loop
    reason = context.get("exception") or context.get("message")
    logging.getLogger("tandem.js").info("a promise was rejected, maybe unheard: %s", reason)


@contextmanager
def no_loop_running() -> Iterator[None]:
    """Have no event loop running in this thread, as far as asyncio can tell, for a while."""
    running = asyncio._get_running_loop()  # noqa: SLF001 - its documented way for loops
    asyncio._set_running_loop(None)  # noqa: SLF001
    try:
        yield
    finally:
        asyncio._set_running_loop(running)  # noqa: SLF001
