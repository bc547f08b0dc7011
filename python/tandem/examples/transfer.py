"""Transfer learning: a base for 0 to 4, cut off, learns 5 to 9 under a new head, in two phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tandem.tfjs as tf
from tandem.examples import Figure, base, pictures

if TYPE_CHECKING:
    from pathlib import Path


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train the head on a frozen base, then both together."""
    x, y, held_x, held_y = base.other_digits()
    epochs = 3 if quick else 5
    with base.trained(quick=quick) as whole, base.truncated(whole) as features:
        model = tf.sequential()
        model.add(features)
        model.add(tf.layers.dense(units=64, activation="relu"))
        model.add(tf.layers.dense(units=5, activation="softmax"))
        recorded: dict[str, list[float]] = {}
        accuracies = []
        with model:
            for frozen, rate in ((True, 1e-3), (False, 1e-3)):
                features.trainable = not frozen
                # A new optimizer for each phase: what an old one keeps fits the old weights.
                with tf.train.adam(rate) as optimizer:
                    model.compile(
                        optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"]
                    )
                    history = model.fit(
                        x, y, epochs=epochs, batch_size=16, validation_data=(held_x, held_y)
                    )
                    accuracies.append(model.evaluate(held_x, held_y)[1])
                for name, values in history.history.items():
                    recorded.setdefault(name, []).extend(values)
    pictures.curves(out / "training.png", recorded, f"epoch; the base is free after {epochs}")
    return [
        Figure("accuracy, base frozen", accuracies[0], at_least=0.94),
        Figure("accuracy, all trained", accuracies[1], at_least=0.97),
    ]
