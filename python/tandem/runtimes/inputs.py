"""Check arrays against a model's inputs: the same checks and messages for every runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tandem.model import TensorSpec


def check_inputs(specs: Sequence[TensorSpec], inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """Return the arrays in the model's order (no copies).

    Raises:
        InputError: an input is missing, unknown, no array, of another shape or dtype, or not
            C-contiguous; the message says what the model wants.
    """
    known = {spec.name for spec in specs}
    missing = [spec.name for spec in specs if spec.name not in inputs]
    unknown = [name for name in inputs if name not in known]
    if missing or unknown:
        wrong = [
            *(f"'{name}' is missing" for name in missing),
            *(f"'{name}' is not an input" for name in unknown),
        ]
        wanted = "; ".join(map(str, specs))
        raise InputError(f"{' and '.join(wrong)}; the model wants {wanted}")
    return [_check(spec, inputs[spec.name]) for spec in specs]


def _check(spec: TensorSpec, array: np.ndarray) -> np.ndarray:
    if not isinstance(array, np.ndarray):
        raise InputError(f"input {spec.name} is a {type(array).__name__}, not a numpy array")
    fits = array.ndim == len(spec.shape) and all(
        wanted in (None, size) for wanted, size in zip(spec.shape, array.shape, strict=True)
    )
    if not fits:
        raise InputError(f"the model wants input {spec}, and the array has shape {array.shape}")
    if spec.dtype == "str":
        if array.dtype.kind not in "OSU":
            raise InputError(f"the model wants input {spec}, and the array is {array.dtype}")
    elif array.dtype.name != spec.dtype or not array.dtype.isnative:
        raise InputError(
            f"the model wants input {spec}, and the array is {array.dtype}; "
            f"convert it with array.astype('{spec.dtype}')"
        )
    if not array.flags.c_contiguous:
        raise InputError(
            f"input {spec.name} is not C-contiguous; copy it with np.ascontiguousarray(array)"
        )
    return array
