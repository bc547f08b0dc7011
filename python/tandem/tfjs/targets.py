"""Targets against the loss and the model's output: what does not fit, and what would.

tfjs checks shapes alone, and says which; labels that are no classes of the model it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import InputError
from tandem.tfjs.tensors import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

_ONE_COLUMN = (
    "{loss} over an output of one column is the same whatever the model says: for two classes use "
    'dense(units=1, activation="sigmoid") with loss="binary_crossentropy", for more one unit a '
    "class"
)


def check_targets(specs: list[tuple[list[Any], str]], losses: list[Any]) -> Callable[..., Any]:
    """A check of a target against the model's output and its loss.

    Args:
        specs: shape and dtype of each output.
        losses: the loss of each: its name in tfjs, a function, or ``None`` where it is not known.

    Raises:
        InputError: the target is of another kind than the loss takes, or holds what is no target.
    """

    def check(item: Any, index: int) -> Any:
        shape = getattr(item, "shape", None)
        if shape is None or index >= len(specs) or not specs[index][0]:
            return item
        if isinstance(item, np.ndarray) and item.dtype.kind not in "fiub":
            raise InputError(
                "the targets are text: number the classes, as "
                "classes, y = np.unique(y, return_inverse=True)"
            )
        output = specs[index][0]
        # As tfjs takes it.
        full = (*shape, 1) if len(shape) == 1 else tuple(shape)
        match losses[index] if index < len(losses) else None:
            case "categoricalCrossentropy":
                _check_categorical(item, full, output)
            case "sparseCategoricalCrossentropy":
                _check_sparse(item, full, output)
            case "binaryCrossentropy":
                _check_binary(item, full, output)
            case None:
                pass
            case _:
                _check_shape(full, output)
        if isinstance(item, np.ndarray) and item.size and np.isnan(item.min()):
            raise InputError("the targets hold NaN: fill or drop those examples first")
        return item

    return check


def losses_of(loss: Any, names: list[str]) -> list[Any]:
    """The loss of each output, where it was given for all, in order, or by name."""
    if isinstance(loss, dict):
        return [loss.get(name) for name in names]
    if isinstance(loss, list | tuple):
        return list(loss)
    return [loss] * len(names)


def _fits(shape: tuple[int, ...], output: list[Any]) -> bool:
    """Whether a target is as large as the output, but for the batch."""
    return len(shape) == len(output) and all(
        want is None or size == want for size, want in zip(shape[1:], output[1:], strict=True)
    )


def _sizes(output: list[Any]) -> str:
    return f"({', '.join(['batch', *(str(size) for size in output[1:])])})"


def _values(item: Any) -> np.ndarray:
    return np.asarray(item.numpy() if isinstance(item, Tensor) else item)


def _are_classes(item: Any, shape: tuple[int, ...], output: list[Any]) -> bool:
    """Whether targets look like numbers of classes, not like columns."""
    if shape[-1] != 1 and len(shape) != len(output) - 1:
        return False
    values = _values(item)
    return bool((values >= 0).all() and (values == np.floor(values)).all())


def _check_shape(shape: tuple[int, ...], output: list[Any]) -> None:
    if _fits(shape, output):
        return
    fix = "they have to be as large, but for the batch"
    if len(shape) == len(output) and _fits(shape, [*output[:-1], None]):
        fix = f"the last layer needs units={shape[-1]}, or the targets a last axis of {output[-1]}"
    elif len(shape) == len(output) - 1 and output[-1] == 1:
        fix = "give them a last axis, as y[..., None]"
    raise InputError(f"the targets are of shape {shape} and the output is {_sizes(output)}: {fix}")


def _check_categorical(item: Any, shape: tuple[int, ...], output: list[Any]) -> None:
    classes = output[-1]
    if classes == 1:
        raise InputError(_ONE_COLUMN.format(loss="categorical crossentropy"))
    if not _fits(shape, output) and _are_classes(item, shape, output):
        raise InputError(
            f"the targets are class numbers, of shape {tuple(item.shape)}, and categorical "
            f"crossentropy takes {classes} columns: one-hot them, as np.eye({classes})[y], or "
            'compile with loss="sparse_categorical_crossentropy"'
        )
    _check_shape(shape, output)


def _check_sparse(item: Any, shape: tuple[int, ...], output: list[Any]) -> None:
    classes = output[-1]
    if classes == 1:
        raise InputError(_ONE_COLUMN.format(loss="sparse categorical crossentropy"))
    if not _fits(shape, [*output[:-1], 1]):
        if _fits(shape, output):
            raise InputError(
                f"the targets are {classes} columns, and sparse categorical crossentropy takes "
                'class numbers: compile with loss="categorical_crossentropy", or give '
                "y.argmax(-1)"
            )
        if len(shape) == len(output) - 1:
            raise InputError(
                f"the class numbers are of shape {shape} and the output is {_sizes(output)}: give "
                "them a last axis, as y[..., None]"
            )
        raise InputError(
            f"the targets are of shape {shape}, and sparse categorical crossentropy takes one "
            f"class number where the output, {_sizes(output)}, has {classes} columns"
        )
    labels = _values(item).reshape(-1)
    wrong = (labels != np.floor(labels)) | ~(labels >= 0)
    if classes is not None:
        wrong |= labels >= classes
    if not wrong.any():
        return
    at = int(np.argmax(wrong))
    label = labels[at].item()
    if np.isnan(label):
        raise InputError("the targets hold NaN: fill or drop those examples first")
    among = "0 or more" if classes is None else f"0 to {classes - 1}"
    fix = (
        "class numbers are whole"
        if label != np.floor(label)
        else "labels that begin with 1 are y - 1"
        if label == classes and labels.min() >= 1
        else f"the last layer needs units={int(labels.max()) + 1}, or the label is a mistake"
        if label > 0
        else "-1 often stands for a label that is missing: drop those examples"
    )
    raise InputError(
        f"the label {label:g} (number {at + 1} of {labels.size}) is none of the model's {classes} "
        f"classes, {among}: {fix}"
    )


def _check_binary(item: Any, shape: tuple[int, ...], output: list[Any]) -> None:
    columns = output[-1]
    if not _fits(shape, output):
        if columns != 1 and _are_classes(item, shape, output):
            raise InputError(
                f"the targets are class numbers, of shape {tuple(item.shape)}, and the output has "
                f"{columns} columns: for one class of several use softmax with "
                'loss="sparse_categorical_crossentropy"; binary crossentropy takes a 0 or 1 for '
                "each column"
            )
        if columns == 1 and len(shape) == len(output):
            raise InputError(
                f"the targets are {shape[-1]} columns and the output is one: for one class of "
                f'several use dense(units={shape[-1]}, activation="softmax") with '
                'loss="categorical_crossentropy"'
                + ("; for two classes one column does, as y[:, 1:]" if shape[-1] == 2 else "")  # noqa: PLR2004
            )
        _check_shape(shape, output)
    values = _values(item)
    if values.size == 0 or np.isnan(values.min()):
        return
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high <= 1:
        return
    fix = (
        'targets of -1 and 1 are for loss="hinge", or (y + 1) / 2'
        if low == -1 and high <= 1
        else "labels of 1 and 2 are y - 1"
        if low == 1 and high == 2  # noqa: PLR2004
        else 'numbers of more than two classes are for loss="sparse_categorical_crossentropy", '
        'with softmax; quantities for loss="mean_squared_error"'
    )
    bad = low if low < 0 else high
    raise InputError(f"binary crossentropy takes targets from 0 to 1 and got {bad:g}: {fix}")
