"""The range of what a model is trained on, and of what it is given later.

Whatever the numbers came as: they are looked at as the model takes them. A training's are all
looked at, a prediction's by a sample that is spread over them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tandem.errors import InputError
from tandem.tfjs.tensors import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tandem.tfjs.training import Model

_WIDE = 20.0
"""Values beyond this are not what weights are initialised for."""

_UNLIKE = 20.0
"""How many times the range of training another range is before it is one of its own."""

_PIXELS = 4
"""The rank of a batch of pictures."""

_SAMPLE = 1 << 16
"""Numbers of an input that are looked at before a prediction: about 0.1 ms."""


class _Range(NamedTuple):
    low: float
    high: float

    @property
    def largest(self) -> float:
        return max(abs(self.low), abs(self.high))

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


def _numbers(x: Any) -> Iterator[tuple[Any, np.ndarray]]:
    """The inputs that are numbers, each by its name or place."""
    items = x.items() if isinstance(x, dict) else enumerate(x if isinstance(x, list) else [x])
    for key, item in items:
        if isinstance(item, Tensor) and item.dtype in {"float32", "int32"}:
            array = np.asarray(item.numpy())
        elif isinstance(item, np.ndarray) and item.dtype.kind in "fiu":
            array = item
        else:
            continue
        if array.size:
            yield key, array


def _sample(array: np.ndarray) -> np.ndarray:
    """Some numbers, of all examples, columns and channels alike."""
    step = math.ceil(array.size / _SAMPLE)
    one = max(array.size // len(array), 1) if array.ndim else 1
    while math.gcd(step, one) > 1:
        step += 1
    return array.reshape(-1)[::step]


def _range(array: np.ndarray) -> _Range:
    return _Range(float(array.min()), float(array.max()))


def check_training(model: Model, x: Any, *, normalises: bool, adds: bool) -> None:
    """Look at what a model is trained on, and keep its range for what it is given later.

    Args:
        model: the model.
        x: its inputs as it takes them.
        normalises: it has a layer that brings them into range.
        adds: they are one batch of several.

    Raises:
        InputError: they hold NaN or infinity.
    """
    trained = dict(model.__dict__.get("_trained", {})) if adds else {}
    pictures, wide = False, _Range(0, 0)
    for key, array in _numbers(x):
        found = _range(array)
        if math.isnan(found.low):
            raise InputError("the inputs hold NaN: fill or drop those examples first")
        if math.isinf(found.largest):
            raise InputError("the inputs hold infinity: fill or drop those examples first")
        if array.ndim == _PIXELS and _is_washed_out(found):
            _warn(
                model,
                ("washed out",),
                f"pictures from {found} look as if x * 0.5 + 0.5 was applied to what was from 0 to "
                "1 already: 2 * x - 1 restores them",
            )
        if found.largest > max(_WIDE, wide.largest):
            pictures, wide = array.ndim == _PIXELS, found
        before = trained.get(key, found)
        trained[key] = _Range(min(found.low, before.low), max(found.high, before.high))
    if not adds:
        told = model.__dict__.setdefault("_told", set())
        told -= {cause for cause in told if cause[0] in {"wider", "narrower"}}
    model.__dict__["_trained"] = trained
    if normalises or not wide.largest:
        return
    if pictures:
        _warn(
            model,
            ("wide",),
            f"pictures with values up to {wide.largest:g}: train on x / 255, or put "
            "tf.layers.rescaling(scale=1/255) first",
        )
    else:
        _warn(
            model,
            ("wide",),
            f"features up to {wide.largest:g} are not normalised, which slows training down or "
            "ends in NaN: train on (x - x.mean(0)) / x.std(0), and keep both numbers for "
            "prediction",
        )


def check_prediction(model: Model, x: Any) -> None:
    """Look at what a model that was trained here is given."""
    known = model.__dict__.get("_trained")
    if not known:
        return
    for key, array in _numbers(x):
        trained = known.get(key)
        if trained is None or not trained.largest:
            continue
        sample = _sample(array)
        given = _range(sample)
        if given.largest > _UNLIKE * trained.largest:
            _warn(
                model,
                ("wider", key),
                f"the model was trained on values up to {trained.largest:g} and is given ones up "
                f"to {given.largest:g}: prepare them as for training",
            )
        elif array.ndim == _PIXELS:
            fix = _narrower(trained, given, sample)
            if fix is not None:
                _warn(
                    model,
                    ("narrower", key),
                    f"the model was trained on pictures from {trained} and is given ones from "
                    f"{given}: {fix}",
                )


def _narrower(trained: _Range, given: _Range, sample: np.ndarray) -> str | None:
    """What brings pictures back to the range of training, where they are in another usual one."""
    if given.low < 0 or given.high > 1 or given.high - given.low < 0.25:  # noqa: PLR2004
        return None
    if trained.low >= 0 and trained.high > _WIDE and bool((sample != np.floor(sample)).any()):
        return "give x * 255"
    ends_dark = given.low < 0.1 and given.high > 0.5  # noqa: PLR2004
    if ends_dark and trained.low < -0.9 and 0.9 < trained.high <= 1.01:  # noqa: PLR2004
        return "give 2 * x - 1"
    if trained.low < 0.1 and trained.low >= 0 and trained.high <= 1 and _is_washed_out(given):  # noqa: PLR2004
        return "x * 0.5 + 0.5 was applied once too often; 2 * x - 1 restores them"
    return None


def _is_washed_out(found: _Range) -> bool:
    """Whether this looks like all of 0 to 1, with half its contrast."""
    return 0.5 <= found.low < 0.55 and 0.9 < found.high <= 1  # noqa: PLR2004


def _warn(model: Model, cause: Any, message: str) -> None:
    from tandem.tfjs import traps

    traps.warn_once(model, cause, message)
