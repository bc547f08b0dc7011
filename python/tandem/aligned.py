"""Buffers that TensorFlow takes without a copy: C-contiguous arrays at a multiple of 64 bytes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray

ALIGNMENT: Final = 64
"""Bytes; TensorFlow aliases a buffer so aligned and copies any other."""


def aligned_empty(shape: Sequence[int], dtype: DTypeLike = "float32") -> NDArray[np.float32]:
    """Return an uninitialised C-contiguous array that starts at a multiple of 64 bytes.

    Args:
        shape: the array's shape.
        dtype: any numpy dtype without Python objects.
    """
    kind = np.dtype(dtype)
    size = math.prod(shape) * kind.itemsize
    block = np.empty(size + ALIGNMENT, np.uint8)
    start = -block.ctypes.data % ALIGNMENT
    return block[start : start + size].view(kind).reshape(shape)
