"""A detector finds the one big shape in a drawn scene, and says which: custom loss, boxes.

After tfjs's simple-object-detection: five numbers an image, the class and the box's edges in
pixels, and a loss that counts the class as much as the whole canvas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

import tandem.tfjs as tf
from tandem.examples import SEED, Figure, pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tandem.examples.data import Array


CANVAS = 96
CLASSES = ("rectangle", "triangle")


def draw(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw scenes: thin lines and small discs, and one rectangle or triangle.

    Returns:
        Images of (count, 96, 96, 3) in [0, 1], and rows of class, left, right, top, bottom.
    """
    images = np.empty((count, CANVAS, CANVAS, 3), np.uint8)
    truth = np.empty((count, 5), np.float32)
    for image, row in zip(images, truth, strict=True):
        image[:] = rng.integers(160, 256, 3)
        for _ in range(6):
            (start, end), color = rng.integers(0, CANVAS, (2, 2)).tolist(), _color(rng)
            cv2.line(image, start, end, color, 1, cv2.LINE_AA)
            cv2.circle(image, rng.integers(0, CANVAS, 2).tolist(), 3, _color(rng), -1, cv2.LINE_AA)
        kind = int(rng.integers(2))
        turns = np.radians([45, 135, 225, 315] if kind == 0 else [90, 210, 330])
        turns = turns + rng.uniform(-0.5, 0.5)
        radius = rng.uniform(14, 26)
        middle = rng.uniform(radius, CANVAS - radius, 2)
        corners = middle + radius * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        # Four more bits of every place, so that edges lie where they are said to.
        cv2.fillPoly(image, [np.rint(corners * 16).astype(np.int32)], _color(rng), cv2.LINE_AA, 4)
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        row[:] = kind, left, right, top, bottom
    return (images / 255).astype(np.float32), truth


def _color(rng: np.random.Generator) -> list[int]:
    return [int(part) for part in rng.integers(0, 140, 3)]


class Pixels(tf.layers.Layer):
    """Edges as shares of the canvas become pixels; the class stays what it is."""

    def call(self, inputs: Any) -> Any:
        """Multiply each row by the canvas."""
        return inputs * [1, CANVAS, CANVAS, CANVAS, CANVAS]


def loss(truth: Any, predicted: Any) -> Any:
    """Squared error in pixels, the class as wide as the canvas."""
    return ((truth - predicted) * [CANVAS, 1, 1, 1, 1]).square().mean()


def overlap(one: Array, other: Array) -> Array:
    """Intersection over union of boxes, rows of left, right, top, bottom."""
    low = np.maximum(one[:, [0, 2]], other[:, [0, 2]])
    high = np.minimum(one[:, [1, 3]], other[:, [1, 3]])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    areas = [np.prod(box[:, [1, 3]] - box[:, [0, 2]], axis=1) for box in (one, other)]
    return np.asarray(shared / (areas[0] + areas[1] - shared), np.float32)


def network() -> Any:
    """Four strided convolutions and a head of five numbers; the caller closes it."""
    model = tf.sequential()
    for number, filters in enumerate((16, 32, 64, 64)):
        first: dict[str, Any] = {"input_shape": [CANVAS, CANVAS, 3]} if number == 0 else {}
        model.add(
            tf.layers.conv2d(
                filters=filters,
                kernel_size=3,
                strides=2,
                padding="same",
                activation="relu",
                kernel_initializer="heNormal",
                **first,
            )
        )
    model.add(tf.layers.flatten())
    model.add(tf.layers.dense(units=128, activation="relu"))
    model.add(tf.layers.dense(units=5))
    model.add(Pixels())
    return model


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train on scenes that are fresh in every epoch, and look at scenes of other seeds."""
    rng = np.random.default_rng(SEED)
    epochs, batches = (3, 25) if quick else (34, 125)
    with tf.train.adam(1e-3) as optimizer, network() as model:
        model.compile(optimizer=optimizer, loss=loss)

        def scenes() -> Iterator[dict[str, Array]]:
            while True:
                x, y = draw(32, rng)
                yield {"xs": x, "ys": y}

        def slow_down(epoch: int, logs: dict[str, float]) -> None:  # noqa: ARG001
            optimizer.learning_rate = 1e-3 * 0.1 ** (epoch / epochs)

        history = model.fit_dataset(
            tf.data.generator(scenes),
            epochs=epochs,
            batches_per_epoch=batches,
            callbacks={"on_epoch_begin": slow_down},
        )
        x, truth = draw(400, np.random.default_rng(SEED + 1))
        with model.predict(x) as predicted:
            found = predicted.numpy()
    kinds = np.rint(found[:, 0]).clip(0, 1).astype(int)
    ious = overlap(truth[:, 1:], found[:, 1:])
    pictures.sheet(
        out / "boxes.png",
        [
            (_boxed(x[i], truth[i], found[i]), f"{CLASSES[kinds[i]]} {ious[i]:.2f}")
            for i in range(24)
        ],
        columns=6,
        marked=[bool(kinds[i] != truth[i, 0]) for i in range(24)],
        inches=1.5,
        title="blue: the true box; red: the predicted one, its class and their overlap",
    )
    pictures.curves(out / "training.png", history.history, "epoch")
    return [
        Figure("mean IoU", float(ious.mean()), at_least=0.75),
        Figure("class right", float(np.mean(kinds == truth[:, 0])), at_least=0.97),
        Figure("loss", history.history["loss"][-1]),
    ]


def _boxed(image: Array, truth: Array, found: Array) -> Array:
    """A scene, three times as large, with the true box in blue and the predicted one in red."""
    large: Array = cv2.resize(image, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST)
    for (left, right, top, bottom), color in ((truth[1:], (0, 0, 1)), (found[1:], (1, 0, 0))):
        edges = [round(float(edge) * 3) for edge in (left, top, right, bottom)]
        cv2.rectangle(large, edges[:2], edges[2:], color, 2)
    return large
