"""Which dtype Python's own numbers get in a call: ints stay ints.

Arrays and tensors have a dtype and keep it. Numbers and nested lists take one from what is beside
them, as in numpy: float32 where anything in the call is real, else int32 where anything is whole,
else bool. tfjs by itself reads every number as float32.

``declarations.json`` says of a parameter what its ``numbers`` become: ``own``, by that rule, or
``float32``, in functions of real numbers such as ``tf.div`` and ``tf.exp``. Of parameters that it
says nothing of tfjs has a dtype itself: indices are int32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.tfjs.values import UNDEFINED, array_of, as_tensor_array, tensor_dtype

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tandem.tfjs.declarations import Entry

_LISTS = (list, tuple, range)
_NUMBERS = (bool, int, float, np.number, np.bool_)

_RANKS = {"bool": 0, "int32": 1, "float32": 2, "complex64": 2}
"""Each takes in those before it; complex numbers have real ones beside them."""

_DTYPES = ("bool", "int32", "float32")

_PYTHONS = {bool: "bool", int: "int32", float: "float32"}


def settle(params: list[Entry], given: Sequence[Any], own: Any = None) -> list[Any]:
    """The arguments of a call, with Python's numbers in the dtype that they have there.

    Args:
        params: what the function declares.
        given: its positional arguments.
        own: the object whose method is called, if any.

    Raises:
        InputError: a list that no tensor can be made of, or a whole number beyond int32.
    """
    bound = list(given)
    slots = list(_slots(params, bound))
    for values, index, _ in slots:
        if getattr(values[index], "_class", None) == "LayerVariable":
            # A layer's weight stands for its tensor, which tfjs's ops take only as such.
            values[index] = values[index].read()
    least = {param["numbers"] for param in params if "numbers" in param}
    weak = [slot for slot in slots if _is_weak(slot[0][slot[1]])]
    if weak:
        for values, index, _ in weak:
            if isinstance(values[index], _LISTS):
                values[index] = array_of(values[index])
        members = (values[index] for values, index, _ in slots)
        dtype = _common([getattr(own, "dtype", None), *map(_dtype_of, members), *least])
        for values, index, takes_numbers in weak:
            values[index] = _as(values[index], dtype, takes_numbers=takes_numbers)
    return _with_dtypes(params, bound)


def _slots(params: list[Entry], bound: list[Any]) -> Iterator[tuple[list[Any], int, bool]]:
    """The places that tensors go to: the list, the index, and whether a number can stay one."""
    for index, param in enumerate(params[: len(bound)]):
        if "numbers" not in param:
            continue
        takes_numbers = "TensorLike" in param["type"]
        value = bound[index]
        if param.get("rest"):
            yield from ((bound, at, takes_numbers) for at in range(index, len(bound)))
        elif "Sequence[" in param["type"] and isinstance(value, list | tuple):
            items = bound[index] = list(value)
            yield from ((items, at, takes_numbers) for at in range(len(items)))
        else:
            yield bound, index, takes_numbers


def _is_weak(value: Any) -> bool:
    """Whether it is a number, or nested lists of numbers and arrays."""
    if isinstance(value, _LISTS):
        return all(isinstance(item, np.ndarray) or _is_weak(item) for item in value)
    return isinstance(value, _NUMBERS)


def _dtype_of(value: Any) -> str | None:
    known = _PYTHONS.get(type(value)) or getattr(value, "dtype", None)
    return tensor_dtype(known) if isinstance(known, np.dtype) else known


def _common(dtypes: list[Any]) -> str:
    """The smallest dtype that takes in all of them; what has none does not count."""
    return _DTYPES[max(_RANKS.get(dtype, 0) for dtype in dtypes if isinstance(dtype, str))]


def _as(value: Any, dtype: str, *, takes_numbers: bool) -> Any:
    if takes_numbers and dtype != "int32" and isinstance(value, _NUMBERS):
        # What tfjs reads as this by itself.
        return float(value) if dtype == "float32" else bool(value)
    return as_tensor_array(value, dtype)


def _with_dtypes(params: list[Entry], bound: list[Any]) -> list[Any]:
    """With int32 for a dtype that is not given, where it is for numbers that are all whole."""
    for index, param in enumerate(params):
        if "of" not in param or (index < len(bound) and bound[index] is not UNDEFINED):
            continue
        given = [
            value
            for value, other in zip(bound, params, strict=False)
            if other["name"] in param["of"] and value is not UNDEFINED
        ]
        if given and all(_dtype_of(value) == "int32" for value in given):
            bound.extend([UNDEFINED] * (index + 1 - len(bound)))
            bound[index] = "int32"
    return bound
