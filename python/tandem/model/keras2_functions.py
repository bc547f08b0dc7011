"""Bare TensorFlow functions in Keras 2 models (``x * 2``, ``tf.nn.relu(x)``) as layers of Keras 3.

Keras 2 wrote them into a file by name. A file may name what it likes: only functions that compute
a tensor from tensors are looked up.
"""

from __future__ import annotations

from functools import cache
from typing import Any

KINDS = {"TFOpLambda", "SlicingOpLambda"}
"""What Keras 2 calls such a layer."""

REFUSED = {"ClassMethod", "InstanceMethod", "InstanceProperty"}
"""Its kin, which are methods of objects that Keras 3 has not."""

_TENSOR = "tensor_of_the_call"
_MODULES = {"math", "nn", "linalg", "__operators__"}
_FUNCTIONS = {
    "abs", "add", "broadcast_to", "cast", "clip_by_value", "concat", "cos", "cumsum", "divide",
    "einsum", "equal", "exp", "expand_dims", "eye", "fill", "floor", "gather", "gather_nd",
    "greater", "identity", "image.crop_to_bounding_box", "image.resize", "less", "linspace",
    "logical_and", "logical_not", "logical_or", "matmul", "maximum", "minimum", "multiply", "ones",
    "ones_like", "one_hot", "pad", "pow", "range", "rank", "reduce_max", "reduce_mean",
    "reduce_min", "reduce_prod", "reduce_sum", "repeat", "reshape", "reverse", "round", "shape",
    "sigmoid", "sign", "sin", "slice", "sort", "split", "sqrt", "square", "squeeze", "stack",
    "stop_gradient", "strided_slice", "subtract", "tanh", "tensordot", "tile", "transpose",
    "unstack", "where", "zeros", "zeros_like", "compat.v1.transpose", "compat.v1.gather",
    "compat.v1.squeeze", "compat.v1.shape", "compat.v1.pad", "compat.v1.nn.conv2d",
}  # fmt: skip


def problems(config: dict[str, Any]) -> list[str]:
    """What is wrong with such a layer's configuration: the function's name, where it is unknown."""
    name = config.get("function")
    return [] if _function(name) is not None else [f"the function {name!r}"]


def _function(name: Any) -> Any:
    """The TensorFlow function of that name, or ``None`` if it is not one that only computes."""
    import tensorflow as tf

    if not isinstance(name, str):
        return None
    module, _, rest = name.partition(".")
    is_plain = rest.isidentifier() and not rest.startswith("_")
    if name not in _FUNCTIONS and not (module in _MODULES and is_plain):
        return None
    found: Any = tf
    for part in name.split("."):
        found = getattr(found, part, None)
    return found if callable(found) and not isinstance(found, type) else None


def place(tensors: list[Any], tensor: Any) -> dict[str, int]:
    """What stands for a tensor in a layer's ``arguments``; the tensor is added to the list."""
    tensors.append(tensor)
    return {_TENSOR: len(tensors) - 1}


@cache
def layers() -> dict[str, Any]:
    """The layer classes that stand for Keras 2's, by its names."""
    import keras

    class TensorFlowFunction(keras.layers.Layer):  # type: ignore[misc]
        """One function of TensorFlow, called with what the model's author gave it.

        ``arguments`` are the first one and the keywords, with places for the tensors.
        """

        def __init__(self, function: str, arguments: Any, **options: Any) -> None:
            super().__init__(**options)
            self.function = function
            self.arguments = arguments

        def call(self, tensors: list[Any]) -> Any:
            first, keywords = _filled(self.arguments, tensors)
            if "slice_spec" in keywords:
                return first[_slices(keywords["slice_spec"])]
            return _function(self.function)(first, **keywords)

    return dict.fromkeys(KINDS, TensorFlowFunction)


def _filled(value: Any, tensors: list[Any]) -> Any:
    if isinstance(value, dict):
        if set(value) == {_TENSOR}:
            return tensors[value[_TENSOR]]
        return {key: _filled(item, tensors) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(item, tensors) for item in value]
    return value


def _slices(value: Any) -> Any:
    """What stood between the brackets."""
    if isinstance(value, dict) and "start" in value:
        return slice(value["start"], value["stop"], value["step"])
    if isinstance(value, list):
        return tuple(_slices(item) for item in value)
    return Ellipsis if isinstance(value, dict) or value is Ellipsis else value
