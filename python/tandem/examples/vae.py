"""A variational autoencoder lays the digits out on a plane: a layer in Python, ``minimize``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.examples import SEED, Figure, data, pictures
from tandem.examples.progress import shown

if TYPE_CHECKING:
    from pathlib import Path

    from tandem.examples.data import Array

PIXELS = 64
PLANE = 2


class Sample(tf.layers.Layer):
    """A random point around a mean: how a decoder learns that near points look alike."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the mean."""
        return input_shape[0]

    def call(self, inputs: Any) -> Any:
        """Draw a point for each mean and log variance."""
        mean, log_variance = inputs
        return mean + (log_variance * 0.5).exp() * tf.random_normal(mean.shape)


def networks() -> tuple[Any, Any]:
    """Encoder (to mean, log variance, sample) and decoder (to logits); the caller closes them."""
    image = tf.input(shape=[PIXELS])
    hidden = tf.layers.dense(units=128, activation="relu")(image)
    mean = tf.layers.dense(units=PLANE)(hidden)
    log_variance = tf.layers.dense(units=PLANE)(hidden)
    sample = Sample()([mean, log_variance])
    encoder = tf.model(inputs=image, outputs=[mean, log_variance, sample])
    decoder = tf.sequential(
        layers=[
            tf.layers.dense(units=128, activation="relu", input_shape=[PLANE]),
            tf.layers.dense(units=PIXELS),
        ]
    )
    return encoder, decoder


def loss(encoder: Any, decoder: Any, images: Any) -> Any:
    """How badly images are drawn again, and how far their points are from a standard normal."""
    mean, log_variance, sample = encoder(images)
    drawn = tf.losses.sigmoid_cross_entropy(images, decoder(sample)) * PIXELS
    spread = (1 + log_variance - mean.square() - log_variance.exp()).sum(axis=1) * -0.5
    return drawn + spread.mean()


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train without labels, then draw what the plane holds."""
    scans, labels = data.digits()
    x = scans.reshape(-1, PIXELS)
    rng = np.random.default_rng(SEED)
    losses = []
    encoder, decoder = networks()
    with encoder, decoder, tf.train.adam(3e-3) as optimizer:
        epochs = 3 if quick else 40
        for _ in shown(range(epochs), epochs):
            order = rng.permutation(len(x))
            batches = np.array_split(x[order], len(x) // 64)
            costs = []
            for batch in batches:
                with tf.tidy():
                    images = tf.tensor(batch)
                    cost = optimizer.minimize(
                        lambda images=images: loss(encoder, decoder, images), return_cost=True
                    )
                    costs.append(float(cost))
            losses.append(float(np.mean(costs)))
        with tf.tidy():
            points = encoder.predict(x)[0].numpy()
            edge = np.linspace(-2, 2, 15)
            across, down = np.meshgrid(edge, -edge)
            grid = np.column_stack([across.ravel(), down.ravel()])
            drawn = decoder.predict(grid).sigmoid().numpy()

    _draw(out / "plane.png", points, labels, drawn.reshape(15, 15, 8, 8))
    pictures.curves(out / "training.png", {"loss": losses}, "epoch")
    return [Figure("loss", losses[-1], at_most=26), Figure("loss of the first epoch", losses[0])]


def _draw(path: Path, points: Array, labels: Array, drawn: Array) -> None:
    left, right = pictures.axes(11, 5.2, ncols=2)
    shown = left.scatter(points[:, 0], points[:, 1], c=labels, cmap="tab10", s=6)
    left.figure.colorbar(shown, ax=left, ticks=range(10), label="digit")
    left.set(title="where the scans lie", xlim=(-3, 3), ylim=(-3, 3))
    framed = np.pad(drawn, ((0, 0), (0, 0), (1, 1), (1, 1)))
    right.imshow(framed.transpose(0, 2, 1, 3).reshape(150, 150), cmap="gray", extent=(-2, 2, -2, 2))
    right.set(title="what lies where")
    pictures.save(path, left)
