"""Transfer learning: a base for 0 to 4, cut off, learns 5 to 9 under a new head, in two phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tandem.tfjs as tf
from tandem.examples import Figure, base, pictures

if TYPE_CHECKING:
    from pathlib import Path


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train the head on a frozen base, then both together."""
    epochs = 3 if quick else 8
    with base.trained(quick=quick) as whole, base.truncated(whole) as features:
        model = tf.sequential()
        model.add(features)
        model.add(tf.layers.dense(units=64, activation="relu"))
        model.add(tf.layers.dense(units=5, activation="softmax"))
        with model:
            phases = (features.freeze, features.unfreeze)
            (frozen, free), recorded = base.train_in_phases(model, phases, epochs)
    pictures.curves(out / "training.png", recorded, f"epoch; the base is free after {epochs}")
    return [
        Figure("accuracy, base frozen", frozen, at_least=0.94),
        Figure("accuracy, all trained", free, at_least=0.97),
    ]
