"""The classic mistakes of training with tfjs, each with the message its maker would want."""

from __future__ import annotations

import math
import re
import warnings
from typing import TYPE_CHECKING, Any

from tandem.errors import InputError, JSError, TrainingWarning

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.tfjs.training import Model

_HELP = (
    (
        "another fit() call is ongoing",
        "one model trains once at a time: await the first fit_async() before the second",
    ),
    (
        "The model needs to be compiled before",
        'call model.compile(optimizer="adam", loss="mean_squared_error") first',
    ),
)


def explain(error: JSError) -> JSError:
    """The same error, with what to do where that is known."""
    # How tfjs's binding words what TensorFlow says.
    message = re.sub(r"^Invalid TF_Status: \d+\s*Message: ", "", error.message)
    help_ = next((help_ for sign, help_ in _HELP if sign in message), None)
    return JSError(error.name, f"{message}: {help_}" if help_ else message, error.stack)


def note_compiled(model: Model) -> None:
    """Remember what was trainable when a model was compiled."""
    del model


def check_training(model: Model, data: list[Any], options: dict[str, Any]) -> None:
    """Look at a training before it starts."""
    del model, data, options


def check_inputs(name: str, specs: list[tuple[list[Any], str]]) -> Callable[[Any, int], Any]:
    """A check of an input's shape against the model's.

    Raises:
        InputError: the batch axis is missing, or the shape does not fit.
    """

    def check(item: Any, index: int) -> Any:
        shape = getattr(item, "shape", None)
        if shape is None or index >= len(specs):
            return item
        wanted = specs[index][0]
        if _fits(shape, wanted):
            return item
        expected = "(" + ", ".join("batch" if i == 0 else str(d) for i, d in enumerate(wanted)) + ")"
        what = f"input {index + 1} of '{name}' is {expected} and got {tuple(shape)}"
        if _fits(shape, wanted[1:]):
            raise InputError(f"{what}: the batch axis is missing; one example is x[None]")
        raise InputError(what)

    return check


def _fits(shape: Any, wanted: list[Any]) -> bool:
    return len(shape) == len(wanted) and all(
        want is None or size == want for size, want in zip(shape, wanted, strict=True)
    )


def check_history(model: Model, history: dict[str, list[float]]) -> None:
    """Say where a loss became NaN."""
    del model
    for name, row in history.items():
        bad = next((i for i, value in enumerate(row) if not math.isfinite(value)), None)
        if bad is not None:
            warnings.warn(
                f"{name} is {row[bad]} from epoch {bad + 1} on",
                TrainingWarning,
                stacklevel=4,
            )
            return
