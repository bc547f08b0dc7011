"""The base that others build on: a small CNN that knows the digits 0 to 4 and no others."""

from __future__ import annotations

from typing import Any

import tandem.tfjs as tf
from tandem.examples import data

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


def other_digits() -> data.Split:
    """The digits 5 to 9, which the base has never seen, as classes 0 to 4."""
    scans, labels = data.digits()
    large = labels >= OTHERS_FROM
    return data.split(scans[large], data.one_hot(labels[large] - OTHERS_FROM, 5))


def freeze(layers: Any, *, frozen: bool = True) -> None:
    """Keep layers from being trained, or let them be; compile afterwards."""
    for layer in layers:
        layer.trainable = not frozen
