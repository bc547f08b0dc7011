"""How tensors lie in the memory shared with the peer, and what becomes of other dtypes.

TensorFlow.js knows float32, int32, bool, complex64 and strings. Other floats travel as float32
and other integers as int32, and outputs come back in the model's own dtype. A string tensor is
each element's length (uint32) and bytes, as in tfjs's weight files.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import ModelError
from tandem.runtimes.narrowing import check_fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.model import TensorSpec

STRING = "string"

_OF_KIND = {"f": "float32", "i": "int32", "u": "int32", "b": "bool", "c": "complex64", "U": STRING}

# What outputs come as, besides: tfjs hands an int64 tensor out as it is.
_STORED = {
    **{name: np.dtype(name) for name in ("float32", "int32", "bool", "complex64", "int64")},
    STRING: np.dtype("uint8"),
}


def wire_type(spec: TensorSpec) -> str:
    """Return TensorFlow.js's name of the type that a model's input or output travels as.

    Raises:
        ModelError: TensorFlow.js has nothing like it.
    """
    try:
        return _OF_KIND[np.dtype(spec.dtype).kind]
    except (KeyError, TypeError):
        raise ModelError(f"{spec} is of a type that TensorFlow.js does not have") from None


def pack(array: np.ndarray, spec: TensorSpec) -> tuple[np.ndarray, np.dtype[Any]]:
    """Return what is to be written for an input, and the dtype to write it as.

    Numbers are returned as they are, without a copy; strings are encoded.

    Raises:
        InputError: an integer is too large for TensorFlow.js.
    """
    wire = wire_type(spec)
    if wire == STRING:
        items = [
            item if isinstance(item, bytes) else str(item).encode() for item in array.reshape(-1)
        ]
        parts = (part for item in items for part in (len(item).to_bytes(4, "little"), item))
        return np.frombuffer(b"".join(parts), np.uint8), _STORED[wire]
    if wire == "int32":
        check_fits(spec.name, array)
    return array, _STORED[wire]


def unpack(stored: np.ndarray, wire: str, shape: Sequence[int], spec: TensorSpec) -> np.ndarray:
    """Copy an output from its bytes in shared memory into an array of the model's dtype."""
    if wire != STRING:
        return stored.view(_STORED[wire]).reshape(shape).astype(spec.dtype)
    data = stored.tobytes()
    ends = [0]
    for _ in range(int(np.prod(shape, dtype=np.int64))):
        start = ends[-1]
        ends.append(start + 4 + int.from_bytes(data[start : start + 4], "little"))
    items = np.empty(len(ends) - 1, object)
    items[:] = [data[start + 4 : end] for start, end in pairwise(ends)]
    return items.reshape(shape)
