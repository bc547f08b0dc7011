"""A classifier of three flowers, trained from a tf.data pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.examples import SEED, Figure, data, pictures

if TYPE_CHECKING:
    from pathlib import Path


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train on four fifths of the flowers, and draw what the classifier thinks of all others."""
    from sklearn.datasets import load_iris

    found = load_iris()
    x, y, held_x, held_y = data.split(found.data.astype(np.float32), data.one_hot(found.target, 3))
    rows: Any = [
        {"xs": flower, "ys": kind} for flower, kind in zip(x.tolist(), y.tolist(), strict=True)
    ]
    with tf.train.adam(0.02) as optimizer, tf.sequential() as model:
        model.add(tf.layers.dense(units=10, activation="sigmoid", input_shape=[4]))
        model.add(tf.layers.dense(units=3, activation="softmax"))
        model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
        dataset = tf.data.array(rows).shuffle(len(x), seed=str(SEED)).batch(16)
        history = model.fit_dataset(dataset, epochs=10 if quick else 40)
        loss, accuracy = model.evaluate(held_x, held_y)

        # The plane of petals; sepals are as long and wide as they are on average.
        length, width = np.meshgrid(np.linspace(0.5, 7.5, 200), np.linspace(0, 2.8, 200))
        sepals = np.broadcast_to(found.data[:, :2].mean(axis=0), (length.size, 2))
        plane = np.column_stack([sepals, length.ravel(), width.ravel()])
        with model.predict(plane) as scores:
            kinds = scores.numpy().argmax(axis=1).reshape(length.shape)

    chart = pictures.axes(6, 4.5)
    chart.contourf(length, width, kinds, levels=[-0.5, 0.5, 1.5, 2.5], alpha=0.25,
                   colors=["C0", "C1", "C2"])  # fmt: skip
    for kind, name in enumerate(found.target_names):
        own = held_y[:, kind] == 1
        chart.scatter(held_x[own, 2], held_x[own, 3], s=22, label=name)
    chart.set(xlabel="petal length, cm", ylabel="petal width, cm", title="flowers held out")
    chart.legend(loc="upper left")
    pictures.save(out / "flowers.png", chart)
    pictures.curves(out / "training.png", history.history, "epoch")
    return [Figure("accuracy", accuracy, at_least=0.9), Figure("loss", loss)]
