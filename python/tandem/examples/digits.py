"""A CNN learns to read handwritten digits, as tfjs's mnist-node example does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.examples import Figure, data, pictures

if TYPE_CHECKING:
    from pathlib import Path


def network() -> Any:
    """A CNN for digits of (8, 8, 1); the caller closes it."""
    return tf.sequential(
        layers=[
            tf.layers.conv2d(
                filters=32, kernel_size=3, padding="same", activation="relu", input_shape=[8, 8, 1]
            ),
            tf.layers.conv2d(filters=32, kernel_size=3, activation="relu"),
            tf.layers.max_pooling2d(pool_size=2),
            tf.layers.conv2d(filters=64, kernel_size=3, padding="same", activation="relu"),
            tf.layers.flatten(),
            tf.layers.dropout(rate=0.25),
            tf.layers.dense(units=128, activation="relu"),
            tf.layers.dropout(rate=0.5),
            tf.layers.dense(units=10, activation="softmax"),
        ]
    )


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train on four fifths of the scans, and read the fifth that is left."""
    scans, labels = data.digits()
    x, y, held_x, held_y = data.split(scans, data.one_hot(labels))
    with network() as model:
        model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
        history = model.fit(x, y, epochs=8 if quick else 20, batch_size=64, validation_split=0.15)
        loss, accuracy = model.evaluate(held_x, held_y)
        with model.predict(held_x) as scores:
            read = scores.numpy().argmax(axis=1)
    truth = held_y.argmax(axis=1)
    # The misread ones first.
    shown = np.argsort(read == truth, kind="stable")[:40]
    pictures.sheet(
        out / "digits.png",
        [
            (
                held_x[i, ..., 0],
                f"{truth[i]}" if read[i] == truth[i] else f"{truth[i]}, read {read[i]}",
            )
            for i in shown
        ],
        columns=10,
        marked=[bool(read[i] != truth[i]) for i in shown],
        title="scans held out, the misread ones first",
    )
    pictures.curves(out / "training.png", history.history, "epoch")
    return [
        Figure("accuracy", accuracy, at_least=0.975),
        Figure("loss", loss),
    ]
