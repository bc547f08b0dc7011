"""The engine's own event loop, in which JavaScript's promises go on."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import sys
import threading
from collections import deque
from contextlib import contextmanager
from types import BuiltinFunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class EngineLoop(asyncio.SelectorEventLoop):
    """A loop that runs JavaScript's jobs as its engines do, and gives back what is forgotten.

    PythonMonkey (1.4) hands the loop a function for every ``await`` of JavaScript's that is not the
    bundle's (js/host/promises.ts): a user's own. asyncio would look for input and output between
    any two of them. Here they run one after the other until none is left, as microtasks do.

    It also keeps a reference to each for good, and with it an object of SpiderMonkey's that every
    collection of young objects then visits: after a million of them every op takes ten times as
    long. The reference is returned.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set_exception_handler(note_rejection)
        self._owner = threading.get_ident()
        self._jobs: deque[Callable[..., Any]] = deque()
        self._is_draining = False
        # How many references a function has on this very way that nobody else holds.
        self._references = sys.maxsize
        self._jobs.append([].copy)
        self._references = self._run_job(self._jobs.popleft())

    def call_soon_threadsafe(  # type: ignore[override]  # whatever asyncio's own takes
        self, callback: Callable[..., Any], *args: Any, **options: Any
    ) -> asyncio.Handle | None:
        """As asyncio's own, but that jobs of this thread's cannot be cancelled: no handle."""
        is_job = isinstance(callback, BuiltinFunctionType) and not args
        if not is_job or threading.get_ident() != self._owner:
            return super().call_soon_threadsafe(callback, *args, **options)
        self._jobs.append(callback)
        if not self._is_draining:
            self._is_draining = True
            self.call_soon(self._drain)
        return None

    def _drain(self) -> None:
        try:
            while self._jobs:
                self._run_job(self._jobs.popleft())
        finally:
            # Ctrl-C comes up here; what waits goes on when the loop does.
            self._is_draining = bool(self._jobs)
            if self._is_draining:
                self.call_soon(self._drain)

    def _run_job(self, job: Callable[..., Any]) -> int:
        # Looked at, not assumed: another version may not forget it.
        references = sys.getrefcount(job)
        try:
            job()
        except Exception as error:  # noqa: BLE001 - as asyncio does with its callbacks
            self.call_exception_handler({"message": "a job of JavaScript's", "exception": error})
        finally:
            if references > self._references:
                ctypes.pythonapi.Py_DecRef(ctypes.py_object(job))
        return references


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
