"""Models of layers: ``fit`` that blocks and its awaitable twin, evaluation, prediction, memory."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from tandem.callers import caller
from tandem.errors import InputError, UsageError
from tandem.tfjs import callback, declarations, model_data, proxy, ranges, saving, targets, traps
from tandem.tfjs.layer import Layer
from tandem.tfjs.link import Pending, get_link
from tandem.tfjs.optimizers import Optimizer, check_rate
from tandem.tfjs.proxy import JSObject, register
from tandem.tfjs.tensors import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np

    from tandem.tfjs.link import Link


@dataclass
class History:
    """What a training recorded.

    Attributes:
        epoch: the numbers of the epochs.
        history: by name (``loss``, ``val_loss``, metrics), one value an epoch.
    """

    epoch: list[int] = field(default_factory=list)
    history: dict[str, list[float]] = field(default_factory=dict)

    def __repr__(self) -> str:
        last = ", ".join(f"{name}={row[-1]:.4g}" for name, row in self.history.items() if row)
        return f"<History of {len(self.epoch)} epochs: {last}>"


def _history_of(result: JSObject) -> History:
    recorded = result._get("history")  # noqa: SLF001
    return History(
        [int(number) for number in result._get("epoch")],  # noqa: SLF001
        {name: [float(value) for value in row] for name, row in recorded.items()},
    )


@register("LayersModel")
class Model(Layer):
    """A model of layers, made by ``tf.sequential``, ``tf.model`` or ``tf.load_layers_model``.

    Use it as a context (``with model:``), or ``close()`` it, to give its weights back. Arrays in
    and tensors out; ``x`` and ``y`` may be arrays, tensors, and lists or dicts of these. Arrays
    are copied once.
    """

    def _adopt(self, link: Link, value: dict[str, Any]) -> None:
        super()._adopt(link, value)
        # Where it is lost with its weights, its line is named.
        self.__dict__["_where"] = caller()

    @property
    def trainable(self) -> bool:
        """Whether it is trained. Setting it sets every layer's, as in Keras.

        tfjs by itself forgets what was said of a model that is a layer of another one.
        """
        return bool(self._get("trainable"))

    @trainable.setter
    def trainable(self, value: bool) -> None:
        if value:
            self.unfreeze()
        else:
            self.freeze(inference=False)

    # ---- training ----

    @declarations.asks_back
    def compile(self, optimizer: Any, loss: Any, metrics: Any = None) -> None:
        """Set how the model is trained.

        Args:
            optimizer: a name, or what ``tf.train`` makes.
            loss: a name, a function ``loss(y_true, y_pred) -> Tensor``, or a list or dict of them,
                one an output.
            metrics: names or functions like losses, one or a list or dict of them.

        Raises:
            UsageError: an asynchronous function, or a learning rate that is none.
        """
        if isinstance(optimizer, Optimizer):
            check_rate(optimizer._get("learningRate"))  # noqa: SLF001
        if isinstance(metrics, str):
            metrics = [metrics]
        if isinstance(metrics, dict):
            _check_names("metrics", metrics, self._signature()["outputNames"])
        options = {"optimizer": optimizer, "loss": traps.synchronous("loss", loss)}
        if metrics is not None:
            options["metrics"] = traps.synchronous("metric", metrics)
        entry = self._names.entries["compile"]
        self._link.request("forgetOptimizer", h=self._handle)
        proxy.call(self._link, {"h": self._handle}, "compile", entry, (), options)
        self.__dict__["_loss"] = declarations.spelled("loss", loss)
        self.__dict__.pop("_told", None)

    def fit(
        self,
        x: Any,
        y: Any = None,
        *,
        epochs: int = 1,
        batch_size: int | None = None,
        callbacks: Any = None,
        verbose: bool | int | None = None,
        **options: Any,
    ) -> History:
        """Train the model, and wait for the end.

        Args:
            x: inputs; the first axis counts examples.
            y: targets.
            epochs: passes over the data.
            batch_size: examples a step; tfjs's default is 32.
            callbacks: ``tf.Callback`` objects, dicts of functions (``{"on_epoch_end": f}``),
                tfjs's own (``tf.callbacks.early_stopping()``), or a list of these. Functions may
                be asynchronous; what they raise ends the training and is raised here.
            verbose: show a progress bar on stderr; by default where that is a terminal.
            options: tfjs's other ones: ``validation_split``, ``validation_data`` (a tuple),
                ``shuffle``, ``class_weight``, ``initial_epoch``, ``yield_every``.

        Raises:
            JSError: tfjs refused; the message says what to do where that is known.
            EngineError: an event loop is running: ``await model.fit_async(...)``.

        Penalties of regularizers are in ``loss``, and unlike Keras's neither in ``val_loss`` nor in
        what ``evaluate`` gives.
        """
        link = self._link
        link.check_can_wait("fit()")
        return self._train(
            "fit", [x, y], callbacks, verbose, epochs=epochs, batch_size=batch_size, **options
        ).wait()

    async def fit_async(self, x: Any, y: Any = None, **options: Any) -> History:
        """The awaitable twin of ``fit``, for notebooks and servers.

        Other tasks have their turn after every batch; ``yield_every`` says otherwise. Cancelled, it
        ends after the batch it is at, as by ``stop_training``, cancels a callback that is at work,
        and raises ``CancelledError`` when nothing of it is left.
        """
        proxy.check_no_tidy("fit_async")
        options.setdefault("yield_every", "batch")
        shown = options.pop("callbacks", None), options.pop("verbose", None)
        return await self._train("fit", [x, y], *shown, **options).settle()

    def fit_dataset(
        self,
        dataset: Any,
        *,
        epochs: int = 1,
        callbacks: Any = None,
        verbose: bool | int | None = None,
        **options: Any,
    ) -> History:
        """Train the model on a ``tf.data`` dataset of batches; see ``fit``.

        Examples are ``{"xs": x, "ys": y}``. The first batch of a training is looked at.
        """
        self._link.check_can_wait("fit_dataset()")
        return self._train(
            "fitDataset", [dataset], callbacks, verbose, epochs=epochs, **options
        ).wait()

    async def fit_dataset_async(self, dataset: Any, **options: Any) -> History:
        """The awaitable twin of ``fit_dataset``."""
        proxy.check_no_tidy("fit_dataset_async")
        options.setdefault("yield_every", "batch")
        shown = options.pop("callbacks", None), options.pop("verbose", None)
        return await self._train("fitDataset", [dataset], *shown, **options).settle()

    def _train(
        self, method: str, data: list[Any], given: Any, verbose: bool | int | None, **options: Any
    ) -> _Training:
        options = {name: value for name, value in options.items() if value is not None}
        options.setdefault("epochs", 1)
        params = self._names.entries[method]["params"]
        declared = {
            option: words
            for param in params
            for option, words in param.get("options", {}).items()
            if option != "sampleWeight"  # declared and not implemented
        }
        declarations.options_of(declarations.snake_case(method), options, declared)
        _check_options(options)
        if method == "fit":
            if data[1] is None:
                raise UsageError(
                    "fit() takes inputs and targets, fit(x, y); a tf.data dataset of batches is "
                    "for fit_dataset()"
                )
            data = [self._inputs(data[0]), self._targets(data[1])]
            held_out = options.get("validation_data")
            if held_out is not None:
                x, y, *weights = held_out
                options["validation_data"] = [self._inputs(x), self._targets(y), *weights]
            traps.check_training(self, data[0])
        else:
            traps.check_training(self)
            data = [*data, {"look": self._look}]
        return _Training(self, method, data, callback.prepare(self, given, verbose, options),
                         options)  # fmt: skip

    def _look(self, batch: Any) -> None:
        """Look at a dataset's first batch as ``fit`` looks at its data.

        Raises:
            InputError: it is nothing to train on.
        """
        if not isinstance(batch, dict) or not {"xs", "ys"} <= batch.keys():
            raise InputError(
                "a dataset to train on has examples {'xs': x, 'ys': y}, or dicts of these by the "
                f"names of inputs and outputs, and this one has {_kind_of(batch)}: "
                "yield {'xs': x, 'ys': y}, or dataset.map(lambda e: {'xs': e[0], 'ys': e[1]})"
            )
        x = self._inputs(batch["xs"])
        self._targets(batch["ys"])
        traps.check_training(self, x, adds=True)

    # ---- the rest ----

    def evaluate(self, x: Any, y: Any, *, batch_size: int | None = None, **options: Any) -> Any:
        """Loss and metrics on data, as a float, or a list of floats where there are metrics."""
        if batch_size is not None:
            options["batch_size"] = batch_size
        options.setdefault("verbose", 0)
        x = self._inputs(x)
        ranges.check_prediction(self, x)
        result = self._run("evaluate", x, self._targets(y), **options)
        return self._floats(result)

    def evaluate_dataset(self, dataset: Any, **options: Any) -> Any:
        """As ``evaluate``, on a ``tf.data`` dataset of batches; ``batches`` is how many of them."""
        self._link.check_can_wait("evaluate_dataset()")
        return self._floats(self._run("evaluateDataset", dataset, **options))

    async def evaluate_dataset_async(self, dataset: Any, **options: Any) -> Any:
        """The awaitable twin of ``evaluate_dataset``."""
        proxy.check_no_tidy("evaluate_dataset_async")
        entry = self._names.entries["evaluateDataset"]
        place = {"h": self._handle}
        started = proxy.call(self._link, place, "evaluateDataset", entry, (dataset,), options)
        return self._floats(await self._link.settle(started))

    def predict(self, x: Any, *, batch_size: int | None = None) -> Any:
        """The outputs for inputs, in batches: a tensor, or a list where there are several.

        Raises:
            InputError: an input does not fit, or a dict has not the names of all inputs.
        """
        options = {} if batch_size is None else {"batch_size": batch_size}
        x = self._in_order(x)
        ranges.check_prediction(self, x)
        return self._run("predict", x, **options)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for inputs in one go; see ``predict``."""
        x = self._in_order(x)
        ranges.check_prediction(self, x)
        return self._run("predictOnBatch", x)

    def train_on_batch(self, x: Any, y: Any) -> Any:
        """One step on a batch: its loss as a float, or a list with metrics."""
        self._link.check_can_wait("train_on_batch()")
        return self._run("trainOnBatch", *self._batch(x, y))

    async def train_on_batch_async(self, x: Any, y: Any) -> Any:
        """The awaitable twin of ``train_on_batch``."""
        proxy.check_no_tidy("train_on_batch_async")
        entry = self._names.entries["trainOnBatch"]
        data = self._batch(x, y)
        started = proxy.call(self._link, {"h": self._handle}, "trainOnBatch", entry, data)
        return await self._link.settle(started)

    def _batch(self, x: Any, y: Any) -> tuple[Any, Any]:
        """A batch to train on, looked at."""
        x, y = self._inputs(x), self._targets(y)
        traps.check_training(self, x, adds=True)
        return x, y

    def _run(self, name: str, *arguments: Any, **options: Any) -> Any:
        entry = self._names.entries[name]
        link = self._link
        result = proxy.call(link, {"h": self._handle}, name, entry, arguments, options)
        return link.wait(result)

    @staticmethod
    def _floats(result: Any) -> Any:
        tensors = result if isinstance(result, list) else [result]
        numbers = [float(tensor) for tensor in tensors]
        for tensor in tensors:
            if isinstance(tensor, Tensor):
                tensor._call("dispose")  # noqa: SLF001
        return numbers if isinstance(result, list) else numbers[0]

    def summary(self) -> str:
        """The layers as a table of text; ``print(model.summary())``."""
        lines: list[str] = []
        self._call("summary", None, None, lambda *words: lines.append(" ".join(map(str, words))))
        return "\n".join(lines)

    def weights_by_name(self) -> dict[str, np.ndarray]:
        """Every weight under the name that files have it by, such as ``dense/kernel``.

        Read-only views on TensorFlow's memory, of the weights as they are now.
        """
        named = self._link.request("weights", h=self._handle)
        return {name: variable.numpy() for name, variable in named}

    # ---- files and memory ----

    def save(self, target: Any, **options: Any) -> Any:
        """Write ``model.json`` and ``weights.bin``.

        Args:
            target: a folder, or what tfjs saves to: a URL or an IO handler.
            options: ``include_optimizer``, ``trainable_only``.

        Returns:
            What tfjs says of it, as a dict.

        Raises:
            OSError: the folder cannot be written; what was in it is as it was.
            UsageError: it is the name of a Keras file: ``tf.to_keras(model).save(...)``.
        """
        saved: Any = proxy.waits(saving.save)(self, target, options)
        return saved

    async def save_async(self, target: Any, **options: Any) -> Any:
        """The awaitable twin of ``save``."""
        proxy.check_no_tidy("save_async")
        return await saving.save(self, target, options)

    def _dispose(self) -> None:
        """Weights that another open model has too stay; an optimizer made of its name goes."""
        self._link.request("closeModel", h=self._handle)

    # ---- data ----

    def _signature(self) -> dict[str, Any]:
        """Shapes and dtypes of ``inputs`` and ``outputs``, ``inputNames`` and ``outputNames``."""
        found: dict[str, Any] = self._link.request("signature", h=self._handle)
        return found

    def _inputs(self, x: Any) -> Any:
        found = self._signature()
        specs = found["inputs"]
        _check_names("inputs", x, found["inputNames"])
        dtypes = [dtype for _, dtype in specs]
        check = traps.check_inputs(self.name, specs)
        return model_data.arrays(x, dtypes, check, found["inputNames"])

    def _in_order(self, x: Any) -> Any:
        """Inputs as tfjs predicts from: a dict, which it only trains from, as a list."""
        if isinstance(x, Mapping):
            names = self._signature()["inputNames"]
            if set(x) != set(names):
                raise InputError(
                    f"'{self.name}' has the inputs {', '.join(names)}, and the dict "
                    f"{', '.join(map(str, x)) or 'none'}"
                )
            x = [x[name] for name in names]
            x = x[0] if len(x) == 1 else x
        return self._inputs(x)

    def _targets(self, y: Any) -> Any:
        found = self._signature()
        specs, names = found["outputs"], found["outputNames"]
        _check_names("targets", y, names)
        if "_loss" not in self.__dict__:  # compiled by what it was loaded from, if at all
            self.__dict__["_loss"] = self._get("loss")
        losses = targets.losses_of(self.__dict__["_loss"], names)
        check = targets.check_targets(specs, losses)
        return model_data.arrays(y, ["float32"] * len(specs), check, names)


register("Sequential")(Model)


def _check_options(options: dict[str, Any]) -> None:
    """Raise where tfjs would take an option for another one, or for nothing.

    Raises:
        UsageError: it would.
    """
    epochs: Any = options["epochs"]
    if isinstance(epochs, bool) or not isinstance(epochs, Integral) or int(epochs) < 1:
        raise UsageError(f"epochs={epochs!r}: give a whole number, 1 or more")
    split = options.get("validation_split", 0)
    if not isinstance(split, Real) or not 0 <= float(split) < 1:
        raise UsageError(
            f"validation_split={split!r}: give the share of the examples that validate, from 0 up "
            "to but not 1"
        )


def _check_names(what: str, given: Any, names: list[str]) -> None:
    """Raise where a dict has what the model has not, which tfjs leaves out in silence.

    Raises:
        InputError: it has.
    """
    unknown = [name for name in given if name not in names] if isinstance(given, dict) else []
    if unknown:
        raise InputError(
            f"{what} are given for {', '.join(map(repr, unknown))}, which the model has not: it "
            f"has {', '.join(map(repr, names))}"
        )


def _kind_of(batch: Any) -> str:
    if isinstance(batch, dict):
        return f"dicts of {', '.join(map(repr, batch))}"
    return "tuples" if isinstance(batch, list | tuple) else f"a {type(batch).__name__} each"


async def _to_the_end(link: Link, started: Any, stop: Callable[[], None]) -> Any:
    """Wait for what JavaScript has started, also where the task that waits is cancelled.

    JavaScript cannot be interrupted: it is asked to stop, and has the batch's tensors and the
    model to itself until it has.

    Raises:
        CancelledError: the task was cancelled, and JavaScript has ended.
    """
    if not isinstance(started, Pending):
        return started
    cancelled: asyncio.CancelledError | None = None
    while True:
        try:
            ended = link.end(started)
            if not isinstance(ended, bool):
                await ended
            break
        except asyncio.CancelledError as error:
            cancelled = cancelled or error
            stop()
    if cancelled is None:
        return link.request("settle", i=started.number)
    with suppress(Exception, asyncio.CancelledError):
        link.request("settle", i=started.number)
    raise cancelled


class _Training:
    """A training under way."""

    def __init__(
        self,
        model: Model,
        method: str,
        data: Sequence[Any],
        shown: callback.Prepared,
        options: dict[str, Any],
    ) -> None:
        self._model, self._shown = model, shown
        self._link: Link = get_link()
        self._entry = model._names.entries[method]  # noqa: SLF001
        self._method, self._data, self._options = method, data, options

    def _start(self) -> Any:
        place = {"h": self._model._handle}  # noqa: SLF001
        # The progress bar is Python's.
        options = {**self._options, "verbose": 0, "callbacks": self._shown.callbacks}
        return proxy.call(self._link, place, self._method, self._entry, self._data, options)

    def wait(self) -> History:
        try:
            with self._stopped_by_interrupts() as interrupts:
                result = self._start()
                if isinstance(result, Pending):
                    self._link.wait_end(result)
            result = self._link.wait(result)
        finally:
            self._shown.close()
        if interrupts:
            raise KeyboardInterrupt
        return self._end(result)

    @contextmanager
    def _stopped_by_interrupts(self) -> Iterator[list[int]]:
        """Let Ctrl-C end the training after the batch it is at; a second one ends it at once.

        Raised anywhere in the middle, it would leave tensors behind, or be lost.
        """
        interrupts: list[int] = []
        before = signal.getsignal(signal.SIGINT)
        if before is not signal.default_int_handler or (
            threading.current_thread() is not threading.main_thread()
        ):
            yield interrupts
            return
        loop = self._link.engine.loop

        def stop(number: int, frame: Any) -> None:
            interrupts.append(number)
            if len(interrupts) > 1:
                signal.default_int_handler(number, frame)
            loop.call_soon_threadsafe(self._stop)

        signal.signal(signal.SIGINT, stop)
        try:
            yield interrupts
        finally:
            signal.signal(signal.SIGINT, before)

    async def settle(self) -> History:
        try:
            result = await _to_the_end(self._link, self._start(), self._cancel)
        finally:
            self._shown.close()
        return self._end(result)

    def _stop(self) -> None:
        """End the training after the batch it is at."""
        self._link.request("stopTraining", h=self._model._handle)  # noqa: SLF001

    def _cancel(self) -> None:
        self._stop()
        self._shown.cancel()

    def _end(self, result: JSObject) -> History:
        history = _history_of(result)
        traps.check_history(history.history)
        return history
