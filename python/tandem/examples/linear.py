"""Regression on the diabetes data: z-scores, and a training that stops where its loss is NaN."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.errors import TrainingWarning
from tandem.examples import Figure, data, pictures

if TYPE_CHECKING:
    from pathlib import Path

    from tandem.examples.data import Array


class StopOnNaN(tf.Callback):
    """Ends a training at the first batch whose loss is no number."""

    def __init__(self) -> None:
        self.batches = 0

    def on_batch_end(self, batch: int, logs: dict[str, float]) -> None:  # noqa: ARG002
        """Look at the loss of a batch."""
        self.batches += 1
        if not math.isfinite(logs["loss"]):
            self.model.stop_training = True


def fit(
    x: Array, y: Array, held_x: Array, epochs: int, callback: Any
) -> tuple[Array, dict[str, list[float]]]:
    """Train one dense unit; the predictions for what was held out, and the history."""
    with tf.train.sgd(0.02) as optimizer, tf.sequential() as model:
        model.add(tf.layers.dense(units=1, input_shape=[x.shape[1]]))
        model.compile(optimizer=optimizer, loss="mean_squared_error")
        history = model.fit(
            x, y, epochs=epochs, batch_size=32, validation_split=0.2, callbacks=callback
        )
        with model.predict(held_x) as predicted:
            return predicted.numpy()[:, 0], history.history


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train on raw features, which ends in NaN, and on normalised ones, which does not."""
    from sklearn.datasets import load_diabetes

    found = load_diabetes(scaled=False)
    # A tenth of the disease's progress, 2.5 to 34.6.
    x, y, held_x, held_y = data.split(found.data, found.target / 10)

    stop = StopOnNaN()
    with warnings.catch_warnings():
        # What it warns of is what is shown here.
        warnings.simplefilter("ignore", TrainingWarning)
        fit(x, y, held_x, 100, stop)

    mean, deviation = x.mean(axis=0), x.std(axis=0)
    z, held_z = (x - mean) / deviation, (held_x - mean) / deviation
    predicted, history = fit(z, y, held_z, 15 if quick else 60, None)
    solved = np.linalg.lstsq(np.insert(z, 0, 1, axis=1), y, rcond=None)[0]

    chart = pictures.axes(5, 4.5)
    chart.plot([0, 35], [0, 35], color="gray", linewidth=1)
    chart.scatter(held_y, predicted, s=14)
    chart.set(xlabel="progress after a year", ylabel="predicted", title="patients held out")
    pictures.save(out / "predicted.png", chart)
    pictures.curves(out / "training.png", history, "epoch")
    return [
        Figure("MSE", _mse(predicted, held_y), at_most=27.5),
        Figure("MSE of least squares", _mse(np.insert(held_z, 0, 1, axis=1) @ solved, held_y)),
        Figure("MSE of the mean", _mse(y.mean(), held_y)),
        Figure("batches to NaN, raw features", stop.batches, at_most=100),
    ]


def _mse(predicted: Any, truth: Array) -> float:
    return float(np.mean((predicted - truth) ** 2))
