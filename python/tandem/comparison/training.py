"""Training in both worlds: the same weights, data and optimizer in Keras and in tfjs, step by step.

Random layers are taken out (their rate is 0), for the two draw other numbers. Both train on the
same batches in the same order; after every step the losses and all weights, by layer name, are
held against each other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from tandem.errors import UsageError
from tandem.model import Model, load
from tandem.tensorflow_package import import_keras, import_tensorflow

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

LIMIT = 1e-6
"""How far losses and weights may be apart after any step, if nothing else is said."""

OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam")
"""Optimizers that the two share, by the names that are taken."""

_RATES = {"rmsprop": 1e-3, "adagrad": 1e-2, "adam": 1e-3}
_MOMENTUM = 0.9
_EPSILON = 1e-7

LOSSES = (
    "mean_squared_error",
    "mean_absolute_error",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
)


_MOST_BYTES = 2**31
"""The largest array of training data that is read."""


def read_data(path: str | os.PathLike[str]) -> tuple[Any, Any]:
    """Read training data: an ``.npz`` file with ``x`` and ``y``, or ``x_name`` and ``y_name``.

    Raises:
        UsageError: it is no such file.
    """
    try:
        with np.load(path, allow_pickle=False) as held:
            sizes = [info.file_size for info in held.zip.infolist()]
            if max(sizes, default=0) > _MOST_BYTES:
                raise UsageError(f"{path}: an array of more than {_MOST_BYTES} bytes")
            arrays = {name: held[name] for name in held.files}
    except (OSError, ValueError, AttributeError, EOFError, BadZipFile) as error:
        raise UsageError(f"{path}: this is no .npz file of training data ({error})") from error
    data = []
    for side in ("x", "y"):
        named = {
            name.removeprefix(f"{side}_"): array
            for name, array in arrays.items()
            if name.startswith(f"{side}_")
        }
        if side not in arrays and not named:
            raise UsageError(f"{path}: it has no {side}; write np.savez(path, x=x, y=y)")
        data.append(arrays.get(side, named))
    return data[0], data[1]


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """The two after one step.

    Attributes:
        step: from 1.
        keras: the batch's loss in Keras, before the step.
        tfjs: the same in tfjs.
        loss_error: how far the two are apart; for losses above 1, relative to Keras's.
        weight_error: the largest difference of any weight, after the step.
        worst: the weight that it is in.
    """

    step: int
    keras: float
    tfjs: float
    loss_error: float
    weight_error: float
    worst: str


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """Whether a model trains alike; true where it does.

    Attributes:
        model: its name.
        optimizer: the optimizer, with what it was set to.
        loss: the loss's name.
        batch: examples a step.
        limit: how far losses and weights may be apart.
        steps: what was found.
        notes: what the two were made to share.
        command: the command line that asked, or an empty string.
    """

    model: str
    optimizer: str
    loss: str
    batch: int
    limit: float
    steps: tuple[TrainingStep, ...]
    notes: tuple[str, ...] = ()
    command: str = ""

    def __bool__(self) -> bool:
        return self.first is None

    @property
    def first(self) -> TrainingStep | None:
        """The first step after which the two are too far apart."""
        return next(
            (
                step
                for step in self.steps
                # Not a number is never within the limit.
                if not (step.loss_error <= self.limit and step.weight_error <= self.limit)
            ),
            None,
        )

    @property
    def loss_error(self) -> float:
        """The largest difference of losses."""
        return float(np.max([step.loss_error for step in self.steps]))

    @property
    def weight_error(self) -> float:
        """The largest difference of weights."""
        return float(np.max([step.weight_error for step in self.steps]))

    def __str__(self) -> str:
        if self.first is None:
            return (
                f"{self.model} trains alike in Keras and tfjs over {len(self.steps)} steps of "
                f"{self.optimizer}: weights within {self.weight_error:.1e}, losses within "
                f"{self.loss_error:.1e}"
            )
        step = self.first
        return (
            f"{self.model} trains apart from step {step.step} of {self.optimizer} on: weights "
            f"{step.weight_error:.1e} apart in {step.worst}, losses {step.loss_error:.1e}"
        )

    def to_dict(self) -> dict[str, Any]:
        """It, for JSON."""
        return {"schema": "tandem.training/1", "agree": bool(self), **asdict(self)}

    def to_json(self, path: str | os.PathLike[str]) -> None:
        """Write it as JSON.

        Raises:
            UsageError: the file cannot be written.
        """
        from tandem.report.json import write_data

        write_data(self.to_dict(), path)

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Write it as one HTML file to look at.

        Raises:
            UsageError: the file cannot be written.
        """
        from tandem.report.files import write_text
        from tandem.report.training import render

        write_text(path, render(self))


def compare_training(
    model: Model | str | os.PathLike[str] | Any,
    x: Any,
    y: Any,
    *,
    optimizer: str = "sgd",
    learning_rate: float | None = None,
    keras_epsilon: bool = True,
    loss: str | None = None,
    steps: int = 20,
    batch_size: int = 32,
    limit: float = LIMIT,
    unsafe: bool = False,
    command: str = "",
    progress: Callable[[str, float], None] | None = None,
) -> TrainingReport:
    """Train a Keras model in Keras and in tfjs, side by side.

    Args:
        model: a Keras model, or a ``.keras`` or ``.h5`` file. It is not changed.
        x: inputs: an array, or a list or dict of them as the model takes.
        y: targets, likewise.
        optimizer: one of ``OPTIMIZERS``.
        learning_rate: its rate; 0.01, or 0.001 for rmsprop and adam, if not given.
        keras_epsilon: let tfjs's Adam put its epsilon where Keras has it. Without, the two part
            where gradients are small, as they do in a deployment that does not ask for it.
        loss: one of ``LOSSES``; the one the model is compiled with, or one that fits its outputs,
            if not given.
        steps: how many.
        batch_size: examples a step; the data is gone through again where it ends.
        limit: how far losses and weights may be apart after any step.
        unsafe: let code in the model's file run (Lambda layers); see ``tandem.load``.
        command: kept in the report.
        progress: called with what is being done and how far it is, from 0 to 1.

    Raises:
        UsageError: an option or the data does not fit.
        ConversionError: the model has no counterpart as a tfjs layers model.
    """
    if optimizer not in OPTIMIZERS:
        raise UsageError(f"optimizer '{optimizer}': name one of {', '.join(OPTIMIZERS)}")
    if steps < 1 or batch_size < 1:
        raise UsageError("a comparison of training takes at least one step of one example")
    found = model if isinstance(model, Model) else load(model, unsafe=unsafe)
    if found.kind != "keras":
        raise UsageError(f"{found.path}: this is a {found.kind}; a Keras model can be trained")
    native, silenced = _without_chance(found.native)
    inputs, targets = _checked(native.inputs, x, "x"), _checked(native.outputs, y, "y")
    chosen = _loss_of(found.native, targets) if loss is None else _known_loss(loss)
    count = min(len(array) for array in (*inputs, *targets))
    if count < 1 or any(len(array) != count for array in (*inputs, *targets)):
        raise UsageError("x and y need as many examples each, and one at least")
    size = min(batch_size, count)
    rate = learning_rate if learning_rate is not None else _RATES.get(optimizer, 1e-2)

    def batch(step: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
        rows = (np.arange(size) + step * size) % count
        return [array[rows] for array in inputs], [array[rows] for array in targets]

    show = progress or (lambda _stage, _done: None)
    show("training in Keras", 0.0)
    ours = _train_keras(native, optimizer, rate, chosen, steps, batch)
    show("training in tfjs", 0.5)
    rows = _train_tfjs(native, optimizer, rate, chosen, steps, batch, ours, keras_epsilon)
    notes = [f"{name}: random, so its rate is 0 here" for name in silenced]
    if optimizer == "adam" and keras_epsilon:
        notes.append("tf.train.adam(epsilon='keras'): epsilon where Keras has it")
    label = f"{optimizer}({rate:g})"
    if optimizer == "adam" and not keras_epsilon:
        label = f"{optimizer}({rate:g}, epsilon where tfjs has it)"
    if optimizer in {"adam", "rmsprop"}:
        notes.append(
            f"{optimizer} divides a gradient by its own size: of those near zero, as in a model "
            "that is trained already, rounding alone makes a part of a step"
        )
    name = found.path.name if found.path is not None else found.name
    return TrainingReport(name, label, chosen, size, limit, tuple(rows), tuple(notes), command)


def _checked(specs: Any, given: Any, name: str) -> list[np.ndarray]:
    """The arrays of inputs or outputs, in the model's order."""
    names = [spec.name for spec in specs]
    if isinstance(given, dict):
        if len(specs) == 1 and len(given) == 1:
            given = list(given.values())
        else:
            missing = [spec for spec in names if spec not in given]
            if missing:
                raise UsageError(f"{name} lacks {', '.join(missing)}; it has {', '.join(given)}")
            given = [given[spec] for spec in names]
    listed = given if isinstance(given, list | tuple) else [given]
    if len(listed) != len(specs):
        raise UsageError(f"{name} has {len(listed)} arrays, and the model takes {len(specs)}")
    arrays = []
    for spec, item in zip(specs, listed, strict=True):
        array = np.asarray(item)
        if array.dtype.kind not in "fiub":
            raise UsageError(f"{name}: numbers are needed, not {array.dtype}")
        if name == "x" and (
            array.ndim != len(spec.shape)
            or any(
                want not in (None, got)
                for want, got in zip(spec.shape[1:], array.shape[1:], strict=False)
            )
        ):
            raise UsageError(f"x: {array.shape} does not fit the model's {tuple(spec.shape)}")
        arrays.append(array.astype(np.float32))
    return arrays


def _known_loss(name: str) -> str:
    if name not in LOSSES:
        raise UsageError(f"loss '{name}': name one of {', '.join(LOSSES)}")
    return name


def _loss_of(native: Any, targets: list[np.ndarray]) -> str:
    """The loss that a model is compiled with, or one that fits its outputs."""
    given = getattr(native, "loss", None)
    name = given if isinstance(given, str) else getattr(given, "name", None)
    if name is not None:
        short = {"mse": "mean_squared_error", "mae": "mean_absolute_error"}
        return _known_loss(short.get(name, name))
    activation = getattr(getattr(native.layers[-1], "activation", None), "__name__", "")
    if len(native.outputs) == 1 and activation == "softmax":
        classes = native.outputs[0].shape[-1]
        one_hot = targets[0].ndim > 1 and targets[0].shape[-1] == classes
        return "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    if len(native.outputs) == 1 and activation == "sigmoid":
        return "binary_crossentropy"
    return "mean_squared_error"


def _without_chance(native: Any) -> tuple[Any, list[str]]:
    """A copy of a model in which nothing is drawn, and the names of the layers that would be."""
    keras = import_keras()
    from keras.src.saving import serialization_lib

    try:
        with serialization_lib.SafeModeScope(
            safe_mode=False
        ):  # its code is in this process already
            copy = keras.models.clone_model(native)
    except Exception as error:
        raise UsageError(f"Keras cannot copy this model: {error}") from error
    copy.set_weights(native.get_weights())
    silenced = []
    for layer in copy._flatten_layers(include_self=False):  # noqa: SLF001 - nested ones too
        for rate in ("rate", "dropout", "recurrent_dropout", "stddev"):
            if getattr(layer, rate, 0):
                setattr(layer, rate, 0.0)
                silenced.append(layer.name)
    return copy, sorted(set(silenced))


def _keras_optimizer(name: str, rate: float) -> Any:
    keras = import_keras()
    made = keras.optimizers
    return {
        "sgd": lambda: made.SGD(rate),
        "momentum": lambda: made.SGD(rate, momentum=_MOMENTUM),
        "nesterov": lambda: made.SGD(rate, momentum=_MOMENTUM, nesterov=True),
        "rmsprop": lambda: made.RMSprop(rate, rho=0.9, epsilon=_EPSILON),
        "adagrad": lambda: made.Adagrad(rate, initial_accumulator_value=0.1, epsilon=_EPSILON),
        "adam": lambda: made.Adam(rate, epsilon=_EPSILON),
    }[name]()


def _tfjs_optimizer(name: str, rate: float, *, keras_epsilon: bool) -> Any:
    import tandem.tfjs as tf

    train: Any = tf.train
    return {
        "sgd": lambda: train.sgd(rate),
        "momentum": lambda: train.momentum(rate, _MOMENTUM),
        "nesterov": lambda: train.momentum(rate, _MOMENTUM, use_nesterov=True),
        "rmsprop": lambda: train.rmsprop(rate, decay=0.9, momentum=0, epsilon=_EPSILON),
        "adagrad": lambda: train.adagrad(rate, 0.1),
        "adam": lambda: train.adam(rate, epsilon="keras" if keras_epsilon else _EPSILON),
    }[name]()


def _train_keras(
    native: Any, optimizer: str, rate: float, loss: str, steps: int, batch: Any
) -> list[tuple[float, dict[str, np.ndarray]]]:
    """Each step's loss and the weights after it. The model is left as it was."""
    from tandem.converter.layers.convert import variables_of

    tf = import_tensorflow()
    keras = import_keras()
    start = [np.array(weight) for weight in native.get_weights()]
    made = _keras_optimizer(optimizer, rate)
    measure = keras.losses.get(loss)

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def step(x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            outputs = native(x if len(x) > 1 else x[0], training=True)
            outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
            terms = [
                tf.reduce_mean(measure(truth, output))
                for truth, output in zip(y, outputs, strict=True)
            ]
            total = tf.add_n([*terms, *native.losses])
        weights = native.trainable_variables
        made.apply_gradients(zip(tape.gradient(total, weights), weights, strict=True))
        return total

    found = []
    for number in range(steps):
        x, y = batch(number)
        value = float(step([tf.constant(a) for a in x], [tf.constant(a) for a in y]))
        weights = {name: np.array(variable.value) for name, variable in variables_of(native)}
        found.append((value, weights))
    native.set_weights(start)
    return found


def _train_tfjs(
    native: Any,
    optimizer: str,
    rate: float,
    loss: str,
    steps: int,
    batch: Any,
    ours: list[tuple[float, dict[str, np.ndarray]]],
    keras_epsilon: bool,
) -> list[TrainingStep]:
    import tandem.tfjs as tf

    rows = []
    with (
        _tfjs_optimizer(optimizer, rate, keras_epsilon=keras_epsilon) as made,
        tf.from_keras(native) as model,
    ):
        model.compile(optimizer=made, loss=loss)
        for number in range(steps):
            x, y = batch(number)
            value = model.train_on_batch(x if len(x) > 1 else x[0], y if len(y) > 1 else y[0])
            theirs = value[0] if isinstance(value, list) else value
            wanted, weights = ours[number]
            errors = {
                name: _apart(got, weights[name])
                for name, got in model.weights_by_name().items()
                if name in weights
            }
            if len(errors) < len(weights):
                lost = ", ".join(sorted(set(weights) - set(errors))[:3])
                raise UsageError(f"tfjs has no weights {lost}: training cannot be compared")
            worst = max(errors, key=lambda name: (np.isnan(errors[name]), errors[name]))
            rows.append(
                TrainingStep(
                    number + 1,
                    wanted,
                    float(theirs),
                    _apart(theirs, wanted) / max(1.0, abs(wanted)),
                    errors[worst],
                    worst,
                )
            )
    return rows


def _apart(one: Any, other: Any) -> float:
    """The largest difference; NaN where either has one."""
    return float(
        np.max(np.abs(np.asarray(one, np.float64) - np.asarray(other, np.float64)), initial=0.0)
    )
