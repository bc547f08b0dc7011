"""Callbacks of a training: Python's classes and functions, tfjs's own, and the progress bar."""

from __future__ import annotations

import asyncio
import inspect
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tandem.errors import UsageError
from tandem.tfjs import proxy
from tandem.tfjs.declarations import camel_case, close_to, snake_case
from tandem.tfjs.link import get_link
from tandem.tfjs.proxy import JSObject

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_EVENTS = (
    "on_train_begin",
    "on_train_end",
    "on_epoch_begin",
    "on_epoch_end",
    "on_batch_begin",
    "on_batch_end",
    "on_yield",
)


class Callback:
    """Base of callbacks written in Python: define the methods that you need.

    They may be asynchronous. ``self.model.stop_training = True`` ends the training.

    Attributes:
        model: the model in training.
    """

    model: Any = None

    def on_train_begin(self, logs: dict[str, float]) -> Any:
        """Before the first epoch."""

    def on_train_end(self, logs: dict[str, float]) -> Any:
        """After the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, float]) -> Any:
        """Before an epoch, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> Any:
        """After an epoch: ``loss``, ``val_loss`` and metrics are in ``logs``."""

    def on_batch_begin(self, batch: int, logs: dict[str, float]) -> Any:
        """Before a batch, counted from 0; ``logs`` has its ``size``."""

    def on_batch_end(self, batch: int, logs: dict[str, float]) -> Any:
        """After a batch: its ``loss`` and metrics are in ``logs``."""

    def on_yield(self, epoch: int, batch: int, logs: dict[str, float]) -> Any:
        """Where tfjs lets others run; see ``yield_every``."""


proxy.FUNCTIONS[("Callback",)] = Callback


class StopOnNaN(Callback):
    """Ends a training at the first batch whose loss is NaN or infinite."""

    def on_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Look at the batch's loss."""
        del batch
        if not math.isfinite(logs["loss"]):
            self.model.stop_training = True


proxy.FUNCTIONS[("StopOnNaN",)] = StopOnNaN


@dataclass
class Prepared:
    """Callbacks as tfjs takes them, and the progress bar, which is to be closed."""

    callbacks: list[JSObject] = field(default_factory=list)
    progress: Progress | None = None
    # Asynchronous ones at work.
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def cancel(self) -> None:
        """Cancel the asynchronous ones that are at work."""
        for task in self.tasks:
            task.cancel()

    def watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, whose coroutines are cancelled with the training."""

        async def watch(coroutine: Coroutine[Any, Any, Any]) -> Any:
            task: Any = asyncio.current_task()
            self.tasks.add(task)
            try:
                return await coroutine
            finally:
                self.tasks.discard(task)

        def call(*arguments: Any) -> Any:
            result = function(*arguments)
            return watch(result) if inspect.iscoroutine(result) else result

        return call

    def close(self) -> None:
        """End the progress bar."""
        if self.progress is not None:
            self.progress.close()


def prepare(
    model: Any, given: Any, verbose: bool | int | None, options: dict[str, Any]
) -> Prepared:
    """Make tfjs's callbacks of what a user hands in.

    Raises:
        UsageError: something that is no callback.
    """
    listed = given if isinstance(given, list | tuple) else [] if given is None else [given]
    prepared = Prepared()
    if verbose or (verbose is None and sys.stderr.isatty()):
        prepared.progress = Progress(options["epochs"])
        listed = [*listed, prepared.progress]
    if all(isinstance(callback, JSObject) for callback in listed):
        # What tfjs adds itself where there are none: the one that lets others run, and Ctrl-C.
        listed = [*listed, {}]
    every = options.get("yield_every", "auto")
    prepared.callbacks = [_one(model, callback, every, prepared) for callback in listed]
    return prepared


def _one(model: Any, callback: Any, yield_every: Any, prepared: Prepared) -> JSObject:
    if isinstance(callback, JSObject):
        return callback
    if isinstance(callback, Callback):
        for name in dir(callback):
            # What the class is for beside its events may have any other name.
            if name.startswith("on_") and name not in _EVENTS and close_to(name, _EVENTS):
                raise UsageError(f"callbacks have no event '{name}'{close_to(name, _EVENTS)}")
        callback.model = model
        functions = {
            event: getattr(callback, event)
            for event in _EVENTS
            if getattr(type(callback), event) is not getattr(Callback, event)
        }
    elif isinstance(callback, Mapping):
        functions = dict(callback)
    else:
        raise UsageError(
            f"a {type(callback).__name__} is no callback: give a tf.Callback, a dict of "
            "functions such as {'on_epoch_end': f}, or one of tf.callbacks"
        )
    events: dict[str, Callable[..., Any]] = {}
    for name, function in functions.items():
        if snake_case(name) not in _EVENTS:
            raise UsageError(f"callbacks have no event '{name}'{close_to(name, _EVENTS)}")
        events[camel_case(name)] = prepared.watched(function)
    place: dict[str, Any] = {"p": []}
    link = get_link()
    made: JSObject = proxy.call(link, place, "CustomCallback", None, (events, yield_every))
    return made


class Progress(Callback):
    """A bar of epochs on stderr, with the last epoch's loss and metrics."""

    def __init__(self, epochs: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("epoch"),
            MofNCompleteColumn(),
            BarColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[figures]}"),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task("fit", total=epochs, figures="")
        self._bar.start()

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Move the bar on."""
        del epoch
        figures = " ".join(f"{name} {float(value):.4g}" for name, value in logs.items())
        self._bar.update(self._task, advance=1, figures=figures)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.stop()
