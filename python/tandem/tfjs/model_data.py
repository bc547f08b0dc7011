"""What a model is given: arrays as the tensors it takes, alone, listed or named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tandem.tfjs import values
from tandem.tfjs.proxy import JSObject
from tandem.tfjs.tensors import Tensor

_NUMBERS = {"float32", "int32", "bool"}


def arrays(
    value: Any,
    dtypes: list[str],
    check: Callable[[Any, int], Any],
    names: Sequence[str] = (),
) -> Any:
    """Arrays as tensors will have them: of the dtypes that a model takes.

    Tensors of those pass as they are; others become arrays, with one copy.

    Args:
        value: an array or tensor, or a list or dict of them.
        dtypes: of the model's inputs, in their order.
        check: looks at an array and the place of its input, and returns it.
        names: of the inputs, by which a dict's are found.
    """

    def one(item: Any, index: int) -> Any:
        dtype = dtypes[min(index, len(dtypes) - 1)] if dtypes else "float32"
        if isinstance(item, Tensor) and {item.dtype, dtype} <= _NUMBERS and item.dtype != dtype:
            # As an array, it is the call's own, which disposes of it.
            item = item.numpy()
        if item is None or isinstance(item, JSObject):
            return check(item, index)
        return check(values.as_tensor_array(item, dtype), index)

    if isinstance(value, Mapping):
        places = {name: index for index, name in enumerate(names)}
        return {
            name: one(item, places.get(name, index))
            for index, (name, item) in enumerate(value.items())
        }
    if isinstance(value, tuple | list) and (
        len(dtypes) > 1 or any(isinstance(item, np.ndarray | JSObject) for item in value[:1])
    ):
        return [one(item, index) for index, item in enumerate(value)]
    return one(value, 0)
