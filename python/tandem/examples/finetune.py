"""Fine-tuning: a new layer applied to a base's output makes one model; its upper part is freed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tandem.tfjs as tf
from tandem.examples import Figure, base, pictures

if TYPE_CHECKING:
    from pathlib import Path


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train a head for 5 to 9 on the frozen base, then the base's last convolution with it."""
    epochs = 2 if quick else 5
    with base.trained(quick=quick) as whole:
        features = whole.get_layer(base.FEATURES).output
        head = tf.layers.dense(units=5, activation="softmax", name="head")
        with tf.model(inputs=whole.inputs, outputs=head(features)) as model:
            phases = (whole.freeze, whole.layers[1].unfreeze)
            (frozen, tuned), recorded = base.train_in_phases(model, phases, epochs)
    pictures.curves(out / "training.png", recorded, f"epoch; a convolution is free after {epochs}")
    return [
        Figure("accuracy, base frozen", frozen),
        Figure("accuracy, fine-tuned", tuned, at_least=0.94),
    ]
