"""A search over units and learning rates, its trainings spread over processes.

The embedded engine belongs to one thread of one process, so each worker starts its own.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem import examples
from tandem.examples import Figure, data, pictures
from tandem.examples.progress import shown

if TYPE_CHECKING:
    from pathlib import Path

UNITS = (10, 25, 50, 100, 200)
RATES = (1e-4, 1e-3, 1e-2, 1e-1)


def train(units: int, rate: float, epochs: int) -> float:
    """The validation accuracy that one training ends with; this is what a worker runs."""
    import tandem.tfjs as tf

    tf.set_random_seed(examples.SEED)
    scans, labels = data.digits()
    x, y, *_ = data.split(scans.reshape(len(scans), -1), data.one_hot(labels))
    with tf.train.adam(rate) as optimizer, tf.sequential() as model:
        model.add(tf.layers.dense(units=units, activation="relu", input_shape=[64]))
        model.add(tf.layers.dense(units=10, activation="softmax"))
        model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
        history = model.fit(x, y, epochs=epochs, validation_split=0.2, verbose=False)
    return float(history.history["val_acc"][-1])


def start() -> None:
    """Set up a worker: one thread, as there are as many workers as processors."""
    from tandem.engine import get_engine

    get_engine(threads=1)


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train every combination, and draw how well each did."""
    units, rates, epochs = (UNITS[::2], RATES[1::2], 2) if quick else (UNITS, RATES, 15)
    accuracies = np.zeros((len(units), len(rates)))
    workers = min(os.cpu_count() or 1, accuracies.size)
    # Spawned: TensorFlow does not survive a fork.
    spawn: Any = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, start) as pool:
        places = {
            pool.submit(train, units[row], rates[column], epochs): (row, column)
            for row, column in np.ndindex(accuracies.shape)
        }
        for done in shown(as_completed(places), accuracies.size):
            accuracies[places[done]] = done.result()

    best = np.unravel_index(accuracies.argmax(), accuracies.shape)
    chart = pictures.axes(5.5, 4.5)
    chart.imshow(accuracies, cmap="viridis", aspect="auto")
    chart.set_xticks(range(len(rates)), [f"{rate:g}" for rate in rates])
    chart.set_yticks(range(len(units)), [str(number) for number in units])
    chart.set(xlabel="learning rate", ylabel="units", title="validation accuracy")
    middle = (accuracies.min() + accuracies.max()) / 2
    for place in np.ndindex(accuracies.shape):
        chart.text(
            place[1], place[0], f"{accuracies[place]:.3f}", ha="center", va="center",
            color="black" if accuracies[place] > middle else "white",
            weight="bold" if place == best else "normal",
        )  # fmt: skip
    pictures.save(out / "grid.png", chart)
    return [
        Figure("best accuracy", float(accuracies.max()), at_least=0.95),
        Figure("its units", units[best[0]]),
        Figure("its learning rate", rates[best[1]]),
        Figure("worst accuracy", float(accuracies.min())),
        Figure("processes", workers),
    ]
