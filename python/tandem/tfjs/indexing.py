"""``tensor[key]`` as numpy has it: numbers, slices, ``...``, ``None``, positions and masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.tfjs import ops, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from tandem.tfjs.tensors import Tensor

_KINDS = "whole numbers, slices, ..., None, and arrays or lists of positions or booleans"


def take(tensor: Tensor, key: Any) -> Tensor:
    """The part of a tensor that a key names, as a new tensor; see ``Tensor.__getitem__``.

    Raises:
        IndexError: out of range, too many indices, or something that is no index.
    """
    keys = _spread(tensor, list(key) if isinstance(key, tuple) else [key])
    chosen = [at for at, part in enumerate(keys) if _is_array(part)]
    if not chosen:
        return _basic(tensor, keys)
    at, *more = chosen
    if more or any(_is_number(part) for part in keys):
        raise IndexError(
            "one array or list of positions goes with slices only: take the others in a second "
            "step, as in x[0][[1, 2]]"
        )
    # The other indices first; then the array's own axis of what is left.
    array = _positions(keys[at])
    whole = [slice(None)] * (array.ndim if array.dtype == bool else 1)
    parts = [*keys[:at], *whole, *keys[at + 1 :]]
    if all(part == slice(None) for part in parts):
        return _choose(tensor, array, at)
    with _basic(tensor, parts) as rest:
        return _choose(rest, array, at)


def _spread(tensor: Tensor, keys: list[Any]) -> list[Any]:
    """Keys for all axes: ``...``, or what is left out, as slices."""
    keys = [_checked(part) for part in keys]
    ellipses = [at for at, part in enumerate(keys) if part is Ellipsis]
    if len(ellipses) > 1:
        raise IndexError("an index can have one ellipsis ('...') only")
    taken = sum(_axes(part) for part in keys)
    if taken > tensor.ndim:
        raise IndexError(f"{taken} indices for a tensor of {tensor.ndim} dimensions")
    at = ellipses[0] if ellipses else len(keys)
    keys[at : at + 1] = [slice(None)] * (tensor.ndim - taken)
    return keys


def _checked(part: Any) -> Any:
    """An index as a number, slice, array, ``None`` or ``...``."""
    from tandem.tfjs.tensors import Tensor

    if part is None or part is Ellipsis or isinstance(part, slice):
        return part
    if isinstance(part, list | tuple | range | np.ndarray | Tensor):
        return _positions(part)
    if isinstance(part, bool | np.bool_) or not hasattr(part, "__index__"):
        raise IndexError(f"a {type(part).__name__} is no index of a tensor: it takes {_KINDS}")
    return part.__index__()


def _positions(given: Any) -> npt.NDArray[Any]:
    array = values.array_of(given)
    if array.size == 0 and array.dtype.kind == "f":
        return array.astype(np.int32)
    if array.dtype.kind not in "iub":
        raise IndexError(f"an array of {array.dtype} is no index of a tensor: it takes {_KINDS}")
    return array


def _is_array(part: Any) -> bool:
    return isinstance(part, np.ndarray)


def _is_number(part: Any) -> bool:
    return isinstance(part, int)


def _axes(part: Any) -> int:
    """How many axes an index is for."""
    if part is None or part is Ellipsis:
        return 0
    return part.ndim if _is_array(part) and part.dtype == bool else 1


def _choose(tensor: Tensor, array: npt.NDArray[Any], axis: int) -> Tensor:
    """The positions, or what a mask lets through, along an axis."""
    if array.dtype != bool:
        size = tensor.shape[axis]
        outside = array[(array < -size) | (array >= size)]
        if outside.size:
            raise IndexError(f"index {outside[0]} is out of range on axis {axis} of size {size}")
        return ops.run("gather", tensor, (array % max(size, 1)).astype(np.int32), axis)
    before, covered = tensor.shape[:axis], tensor.shape[axis : axis + array.ndim]
    if array.shape != covered:
        raise IndexError(f"a mask of shape {array.shape} on axes of shape {covered}")
    where = np.flatnonzero(array).astype(np.int32)
    if array.ndim == 1:
        return ops.run("gather", tensor, where, axis)
    flat = [*before, array.size, *tensor.shape[axis + array.ndim :]]
    with ops.run("reshape", tensor, flat) as reshaped:
        return ops.run("gather", reshaped, where, axis)


def _basic(tensor: Tensor, keys: list[Any]) -> Tensor:
    spans: list[range] = []
    shape: list[int] = []
    for part in keys:
        if part is None:
            shape.append(1)
            continue
        axis = len(spans)
        size = tensor.shape[axis]
        if isinstance(part, slice):
            spans.append(range(*part.indices(size)))
            shape.append(len(spans[axis]))
        else:
            if not -size <= part < size:
                raise IndexError(f"index {part} is out of range on axis {axis} of size {size}")
            spans.append(range(part % size, part % size + 1))
    if 0 in shape:
        return ops.run("zeros", shape, tensor.dtype)
    steps = [*_steps(tensor.shape, spans)]
    if not steps or shape != [len(span) for span in spans]:
        steps.append(("reshape", shape))
    return _in_turn(tensor, steps)


def _steps(sizes: Sequence[int], spans: list[range]) -> Iterator[tuple[Any, ...]]:
    """The ops that take a span of each axis: those with gradients, which stridedSlice has not."""
    turned = [axis for axis, span in enumerate(spans) if span.step == -1 and len(span) > 1]
    if turned:
        yield "reverse", turned
    stepped = [axis for axis, span in enumerate(spans) if abs(span.step) > 1 and len(span) > 1]
    begins = [
        size - 1 - span[0] if axis in turned else 0 if axis in stepped else span[0]
        for axis, (size, span) in enumerate(zip(sizes, spans, strict=True))
    ]
    lengths = [
        size if axis in stepped else len(span)
        for axis, (size, span) in enumerate(zip(sizes, spans, strict=True))
    ]
    if lengths != list(sizes):
        yield "slice", begins, lengths
    for axis in stepped:
        yield "gather", np.array(spans[axis], np.int32), axis


def _in_turn(tensor: Tensor, steps: list[tuple[Any, ...]]) -> Tensor:
    """What the last of some ops makes, each of what the one before made."""
    *others, (name, *arguments) = steps
    if not others:
        return ops.run(name, tensor, *arguments)
    with _in_turn(tensor, others) as before:
        return ops.run(name, before, *arguments)
