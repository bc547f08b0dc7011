"""The memory Python and its Node peer share: one nameless file, mapped in both.

Having no name, it is gone with the two processes, however they end.
"""

from __future__ import annotations

import mmap
import os
import tempfile

import numpy as np

from tandem.errors import PeerError

ALIGNMENT = 64
"""TensorFlow uses memory so aligned in place, and copies other memory."""

_SMALLEST = 1 << 16


def aligned(offset: int) -> int:
    """The first aligned offset from ``offset`` on."""
    return -(-offset // ALIGNMENT) * ALIGNMENT


class SharedMemory:
    """A growing block of shared memory, ``size`` bytes long.

    Arrays on it stay valid when it grows or is closed: each keeps its own mapping alive.
    """

    def __init__(self) -> None:
        self.fd = _nameless_file()
        self.size = 0
        self._map: mmap.mmap | None = None
        self.reserve(_SMALLEST)

    def reserve(self, size: int) -> None:
        """Make room for ``size`` bytes. The other side may have made it already.

        Raises:
            OSError: there is no memory for it.
        """
        if size <= self.size:
            return
        size = max(_SMALLEST, 1 << (size - 1).bit_length())
        if os.fstat(self.fd).st_size < size:
            if hasattr(os, "posix_fallocate"):
                # Claims the pages: a full memory is an error here, not a SIGBUS at a write.
                os.posix_fallocate(self.fd, 0, size)
            else:
                os.ftruncate(self.fd, size)
        self._map = mmap.mmap(self.fd, size)
        self.size = size

    def view(self, offset: int, size: int) -> np.ndarray:
        """View ``size`` bytes from ``offset`` on, as uint8: no copy.

        Raises:
            PeerError: they would reach beyond the block.
        """
        if self._map is None or offset < 0 or size < 0 or offset + size > self.size:
            raise PeerError(f"{size} bytes from {offset} on do not lie in the shared memory")
        return np.frombuffer(self._map, np.uint8, size, offset)

    def close(self) -> None:
        """Let go of the memory; it stays as long as an array on it does. Idempotent."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1
        self._map = None
        self.size = 0


def _nameless_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("tandem", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
