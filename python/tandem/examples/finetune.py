"""Fine-tuning: new layers applied to a base's output make one model; its upper part is freed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tandem.tfjs as tf
from tandem.examples import Figure, base, pictures

if TYPE_CHECKING:
    from pathlib import Path


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train a head for 5 to 9 on the frozen base, then the base's last convolution with it."""
    x, y, held_x, held_y = base.other_digits()
    epochs = 2 if quick else 5
    with base.trained(quick=quick) as whole:
        features = whole.get_layer(base.FEATURES).output
        head = tf.layers.dense(units=5, activation="softmax", name="head")
        recorded: dict[str, list[float]] = {}
        accuracies = []
        with tf.model(inputs=whole.inputs, outputs=head(features)) as model:
            base.freeze(whole.layers)
            # First the head alone, then the second convolution with it.
            for freed in (whole.layers[:0], whole.layers[1:2]):
                base.freeze(freed, frozen=False)
                with tf.train.adam(1e-3) as optimizer:
                    model.compile(
                        optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"]
                    )
                    history = model.fit(
                        x, y, epochs=epochs, batch_size=16, validation_data=(held_x, held_y)
                    )
                    accuracies.append(model.evaluate(held_x, held_y)[1])
                for name, values in history.history.items():
                    recorded.setdefault(name, []).extend(values)
    pictures.curves(out / "training.png", recorded, f"epoch; a convolution is free after {epochs}")
    return [
        Figure("accuracy, base frozen", accuracies[0]),
        Figure("accuracy, fine-tuned", accuracies[1], at_least=0.94),
    ]
