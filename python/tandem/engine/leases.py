"""Python's buffers lent to JavaScript: the same memory, for a time that ends explicitly.

PythonMonkey (1.4) never gives back a buffer it was handed: it keeps a reference for good, and the
memory with it. Worse, where the array becomes garbage, SpiderMonkey collects it on a thread of its
own and PythonMonkey lets go of Python's object there without the GIL, which crashed the process
once in some hundred models opened. So no array of Python's is ever left to be collected: a lease
hands over a memoryview of its own, has JavaScript detach its array at the end (SpiderMonkey then
lets go of the buffer at once) and returns the reference that PythonMonkey forgot.
Whether it forgets one is measured when the engine starts, not assumed.
"""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tandem.errors import LeaseError

if TYPE_CHECKING:
    from types import TracebackType

    import numpy.typing as npt

    from tandem.engine import Engine

_FORMATS = {"float32", "int32", "uint8", "float64", "int8", "int16", "uint16", "uint32"}


class Lease:
    """One array lent to JavaScript, where it is a typed array over the same memory.

    Attributes:
        number: how JavaScript knows it.
    """

    def __init__(self, lessor: Lessor, number: int, view: memoryview) -> None:
        self._lessor = lessor
        self._view: memoryview | None = view
        self._number = number

    @property
    def number(self) -> int:
        """How JavaScript knows the array.

        Raises:
            LeaseError: the lease has ended.
        """
        if self._view is None:
            raise LeaseError("this lease has ended: lend the array again with engine.lease(array)")
        return self._number

    def end(self) -> None:
        """End the lease: JavaScript's array becomes empty. A second call does nothing.

        Raises:
            EngineError: called from another thread than the engine's; the lease goes on.
        """
        if self._view is not None:
            self._lessor.end(self._number, self._view)
            self._view = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()


class Lessor:
    """Lends and takes back, for one engine."""

    def __init__(self, engine: Engine, channel: Any) -> None:
        self._engine = engine
        self._bridge = channel
        self._lend = engine.function("lend")
        self._end = engine.function("endLease")
        self.active = 0
        self._forgotten = 0
        self._forgotten = self._measure_forgotten()

    def _measure_forgotten(self) -> int:
        view = memoryview(bytearray(8))
        before = sys.getrefcount(view)
        self._lend(view)
        self._detach(int(self._bridge.words[0]))
        return sys.getrefcount(view) - before

    def _detach(self, number: int) -> None:
        self._bridge.words[0] = number
        self._end()

    def lend(self, array: npt.NDArray[Any]) -> Lease:
        """Lend an array; see ``Engine.lease``."""
        if array.dtype.name not in _FORMATS:
            raise LeaseError(f"JavaScript has no typed array of {array.dtype}")
        if not array.flags.c_contiguous:
            raise LeaseError("only a C-contiguous array can be lent: np.ascontiguousarray(array)")
        if not array.flags.writeable:
            raise LeaseError(
                "a read-only array cannot be lent, as JavaScript could write to it: lend a copy"
            )
        if array.size == 0:
            raise LeaseError("an array without elements cannot be lent")
        view = memoryview(np.reshape(array, -1))  # type: ignore[arg-type]  # a numpy array is one
        self._lend(view)
        self.active += 1
        return Lease(self, int(self._bridge.words[0]), view)

    def end(self, number: int, view: memoryview) -> None:
        """Take an array back."""
        self._engine.check_caller()
        self._detach(number)
        view.release()
        for _ in range(self._forgotten):
            ctypes.pythonapi.Py_DecRef(ctypes.py_object(view))
        self.active -= 1
        self._engine.count_use()
