"""The classic mistakes of training with tfjs, each with the message its maker would want.

What would go wrong for certain raises; what most likely goes otherwise than meant warns with
``TrainingWarning``.
"""

from __future__ import annotations

import inspect
import math
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from tandem.callers import warn
from tandem.errors import InputError, JSError, TrainingWarning, UsageError
from tandem.tfjs import ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

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
    (
        "expected a batch of elements where each example",
        "the first axis counts examples; one example is x[None]",
    ),
    (
        "at least one of the input variables to be trainable",
        "all its layers are frozen: model.unfreeze(), or layer.trainable = True, and compile again",
    ),
    (
        "The result y returned by f() must be a",
        "the function returns one tensor, a scalar for minimize(), and is not asynchronous",
    ),
    (
        "Unknown loss",
        (
            "there are mean_squared_error (mse), mean_absolute_error (mae), "
            "mean_absolute_percentage_error, mean_squared_logarithmic_error, binary_crossentropy, "
            "categorical_crossentropy, sparse_categorical_crossentropy, hinge, squared_hinge, "
            "categorical_hinge, logcosh, kullback_leibler_divergence, poisson and "
            "cosine_proximity, or give a function of (y_true, y_pred)"
        ),
    ),
    (
        "is already disposed",
        "it was closed, or disposed of, or its `with` block has ended: load or make it again",
    ),
)


def explain(error: JSError) -> JSError:
    """The same error, with what to do where that is known."""
    # How tfjs's binding words what TensorFlow says.
    message = re.sub(r"^Invalid TF_Status: \d+\s*Message: ", "", error.message)
    help_ = next((help_ for sign, help_ in _HELP if sign in message), None)
    return JSError(error.name, f"{message}: {help_}" if help_ else message, error.stack)


def synchronous(what: str, given: Any) -> Any:
    """Losses or metrics whose functions of Python's raise where they turn out asynchronous.

    Raises:
        UsageError: one is known to be.
    """
    if isinstance(given, dict):
        return {name: synchronous(what, one) for name, one in given.items()}
    if isinstance(given, list | tuple):
        return [synchronous(what, one) for one in given]
    if not callable(given) or hasattr(given, "_js_reference_"):
        return given
    name = name_of(given)
    if is_asynchronous(given):
        raise refuse_asynchronous(f"the {what} '{name}'")

    def call(*arguments: Any) -> Any:
        return at_once(f"the {what} '{name}'", given(*arguments))

    # A metric is reported under its function's name.
    call.__name__ = name
    return call


def name_of(function: Any) -> str:
    """What a function is called, or the class of a callable object."""
    while isinstance(function, partial):
        function = function.func
    return str(getattr(function, "__name__", None) or type(function).__name__)


def is_asynchronous(function: Any) -> bool:
    """Whether calling it makes a coroutine or an asynchronous generator, as far as can be told."""
    while isinstance(function, partial):
        function = function.func
    method = getattr(type(function), "__call__", None)  # noqa: B004 - what is it, not is there one
    return any(
        inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one)
        for one in (function, method)
    )


def at_once(what: str, result: Any) -> Any:
    """A function's result, which has to be there when it returns.

    Raises:
        UsageError: it is an awaitable.
    """
    if inspect.isawaitable(result):
        if inspect.iscoroutine(result):
            result.close()
        raise refuse_asynchronous(what)
    return result


def refuse_asynchronous(what: str) -> UsageError:
    """The error of a function that has to be synchronous."""
    return UsageError(
        f"{what} is asynchronous, and has to be synchronous: tfjs takes what it returns at once, "
        "and gradients through it; callbacks may be asynchronous"
    )


def check_training(model: Model, x: Any = None, *, adds: bool = False) -> None:
    """Look at a training before it starts.

    Args:
        model: the model.
        x: its inputs as the model takes them, where they can be looked at.
        adds: they are one batch of several.

    Raises:
        UsageError: the optimizer has state of other weights.
        InputError: the inputs hold NaN.
    """
    found = model._link.request("examine", h=model._handle)  # noqa: SLF001
    if found["reused"]:
        raise UsageError(
            "this optimizer was used for other weights, by place, and would mix up its moments: "
            "compile with one of its own, such as tf.train.adam(1e-3), after freezing, unfreezing "
            "or with another model"
        )
    if found["stale"]:
        warn_once(
            model,
            ("stale", *found["stale"]),
            f"`trainable` changed since the model was compiled, of {_some(found['stale'])}: call "
            "model.compile(...) again, with a new optimizer; until then what was unfrozen is not "
            "trained, and the optimizer's moments go to other weights than their own",
        )
    if found["frozen"]:
        warn_once(
            model,
            ("frozen", *found["frozen"]),
            f"{_some(found['frozen'])} is frozen, and tfjs still normalises with each batch's own "
            "statistics and moves the averages, unlike Keras: freeze with "
            "layer.freeze(inference=True)",
        )
    if x is not None:
        ranges.check_training(model, x, normalises=found["normalises"], adds=adds)


def _some(names: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")  # noqa: PLR2004


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
            if shape and shape[0] == 0:
                raise InputError(f"input {index + 1} of '{name}' has no examples: {tuple(shape)}")
            return item
        sizes = ", ".join(["batch", *(str(size) for size in wanted[1:])])
        what = f"input {index + 1} of '{name}' is ({sizes}) and got {tuple(shape)}"
        if _fits(shape, wanted[1:]):
            raise InputError(f"{what}: the batch axis is missing; one example is x[None]")
        raise InputError(what)

    return check


def _fits(shape: Any, wanted: list[Any]) -> bool:
    return len(shape) == len(wanted) and all(
        want is None or size == want for size, want in zip(shape, wanted, strict=True)
    )


def check_history(history: dict[str, list[float]]) -> None:
    """Say where a loss became NaN."""
    for name, row in history.items():
        bad = next((i for i, value in enumerate(row) if not math.isfinite(value)), None)
        if bad is not None:
            warn(
                f"{name} is {row[bad]} from epoch {bad + 1} on, and the weights are lost: "
                "normalise the features, or lower the learning rate; callbacks=[tf.StopOnNaN()] "
                "ends such a training at once",
                TrainingWarning,
            )
            return


def warn_once(model: Model, cause: Hashable, message: str) -> None:
    """Warn of what a model's user has not been told since it was compiled."""
    told = model.__dict__.setdefault("_told", set())
    if cause not in told:
        told.add(cause)
        warn(message, TrainingWarning)
