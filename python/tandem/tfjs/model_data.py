"""What a model is given: arrays as the tensors it takes, alone, listed or named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tandem.tfjs import values
from tandem.tfjs.proxy import JSObject


def arrays(value: Any, dtypes: list[str], check: Callable[[Any, int], Any]) -> Any:
    """Arrays as tensors will have them: of the dtypes that a model takes."""

    def one(item: Any, index: int) -> Any:
        if item is None or isinstance(item, JSObject):
            return check(item, index)
        dtype = dtypes[min(index, len(dtypes) - 1)] if dtypes else "float32"
        return check(values.as_tensor_array(item, dtype), index)

    if isinstance(value, Mapping):
        return {name: one(item, index) for index, (name, item) in enumerate(value.items())}
    if isinstance(value, tuple | list) and (
        len(dtypes) > 1 or any(isinstance(item, np.ndarray | JSObject) for item in value[:1])
    ):
        return [one(item, index) for index, item in enumerate(value)]
    return one(value, 0)
