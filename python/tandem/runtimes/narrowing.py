"""Between a model's own dtypes and those it has in tfjs, where its conversion narrowed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.errors import InputError
from tandem.model.tfjs_folder import TFJS_DTYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.model import TensorSpec

_INT32 = np.iinfo(np.int32)


def tfjs_dtype(dtype: str) -> str:
    """The dtype that a model's input or output of this dtype has in tfjs."""
    return TFJS_DTYPES.get(dtype, dtype)


def narrow(name: str, array: np.ndarray) -> np.ndarray:
    """Return an array as tfjs takes it: itself, or a copy of the dtype that tfjs has for it.

    Doubles are rounded to float32; nothing else may change.

    Raises:
        InputError: a value is beyond int32 or float32; the message names it.
    """
    wanted = tfjs_dtype(array.dtype.name)
    if wanted == array.dtype.name:
        return array
    if wanted == "int32":
        check_fits(name, array)
    with np.errstate(over="ignore"):
        narrowed = array.astype(wanted)
    if array.dtype == np.float64:
        lost = np.isfinite(array) & ~np.isfinite(narrowed)
        if lost.any():
            raise InputError(
                f"input {name} has the value {array[lost][0]}, and tfjs's floats are float32, "
                f"up to {np.finfo(np.float32).max:.4g}"
            )
    return narrowed


def check_fits(name: str, array: np.ndarray) -> None:
    """Refuse integers that tfjs cannot hold.

    Raises:
        InputError: a value is beyond int32; the message names it.
    """
    if not array.size or np.can_cast(array.dtype, np.int32):
        return
    for value in (array.min(), array.max()):
        if not _INT32.min <= value <= _INT32.max:
            raise InputError(
                f"input {name} has the value {value}, and tfjs's integers are int32, "
                f"from {_INT32.min} to {_INT32.max}"
            )


def widen(specs: Sequence[TensorSpec], arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return outputs of tfjs in the model's own dtypes: themselves, or copies."""
    return [
        array.astype(spec.dtype) if spec.dtype in TFJS_DTYPES else array
        for spec, array in zip(specs, arrays, strict=True)
    ]
