"""The base that others build on: a small CNN that knows the digits 0 to 4 and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tandem.tfjs as tf
from tandem.examples import data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OTHERS_FROM = 5
"""The first of the digits that the base does not know."""

FEATURES = "features"
"""The layer to cut the base off at: what comes after it only tells 0 to 4 apart."""


def trained(*, quick: bool) -> Any:
    """Train the base on the digits 0 to 4; the caller closes it."""
    scans, labels = data.digits()
    small = labels < OTHERS_FROM
    x, y, *_ = data.split(scans[small], data.one_hot(labels[small], 5))
    base = tf.sequential(
        layers=[
            tf.layers.conv2d(
                filters=32, kernel_size=3, padding="same", activation="relu", input_shape=[8, 8, 1]
            ),
            tf.layers.conv2d(filters=32, kernel_size=3, activation="relu"),
            tf.layers.max_pooling2d(pool_size=2),
            tf.layers.flatten(name=FEATURES),
            tf.layers.dense(units=64, activation="relu"),
            tf.layers.dense(units=5, activation="softmax"),
        ]
    )
    base.compile(optimizer="adam", loss="categorical_crossentropy")
    base.fit(x, y, epochs=3 if quick else 8)
    return base


def truncated(base: Any) -> Any:
    """The base up to its features, (batch, 288), over the same weights."""
    return tf.model(inputs=base.inputs, outputs=base.get_layer(FEATURES).output)


def train_in_phases(
    model: Any, phases: Sequence[Callable[[], None]], epochs: int
) -> tuple[list[float], dict[str, list[float]]]:
    """Train a model on the digits 5 to 9, which the base has never seen, as classes 0 to 4.

    Args:
        model: five outputs.
        phases: what each phase begins with, such as ``base.freeze``.
        epochs: of each phase.

    Returns:
        The accuracy after each phase on scans held out, and the history of all.
    """
    scans, labels = data.digits()
    others = labels >= OTHERS_FROM
    x, y, *held = data.split(scans[others], data.one_hot(labels[others] - OTHERS_FROM, 5))
    accuracies: list[float] = []
    recorded: dict[str, list[float]] = {}
    for begin in phases:
        begin()
        # A new optimizer for each phase: the moments of an old one are of other weights.
        with tf.train.adam(1e-3) as optimizer:
            model.compile(
                optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"]
            )
            history = model.fit(x, y, epochs=epochs, batch_size=16, validation_data=held)
            accuracies.append(model.evaluate(*held)[1])
        for name, values in history.history.items():
            recorded.setdefault(name, []).extend(values)
    return accuracies, recorded
