"""A pix2pix generator goes online: trained in Keras, converted, run in both worlds, looked at.

It draws coloured shapes from their edges: discs red, squares blue, triangles green.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

import tandem
import tandem.tfjs as tf
from tandem.comparison.fit import psnr
from tandem.examples import SEED, Figure, pictures
from tandem.examples.progress import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tandem.examples.data import Array


SIZE = 64
COLORS = ((200, 60, 50), (60, 90, 190), (70, 150, 80))
PAPER = (238, 228, 208)


def draw(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw pairs: edges of (count, 64, 64, 1) and pictures of (count, 64, 64, 3) in [-1, 1]."""
    edges = np.empty((count, SIZE, SIZE, 1), np.uint8)
    images = np.empty((count, SIZE, SIZE, 3), np.uint8)
    for edge, image in zip(edges, images, strict=True):
        image[:] = PAPER
        for _ in range(3):
            kind, radius = int(rng.integers(3)), int(rng.integers(8, 16))
            middle = rng.integers(radius, SIZE - radius, 2)
            if kind == 0:
                cv2.circle(image, middle.tolist(), radius, COLORS[0], -1)
            else:
                turns = np.arange(4 if kind == 1 else 3) * (np.pi / 2 if kind == 1 else np.pi / 1.5)
                turns = turns + rng.uniform(0, np.pi)
                corners = middle + radius * np.stack([np.cos(turns), np.sin(turns)], axis=1)
                cv2.fillPoly(image, [np.rint(corners).astype(np.int32)], COLORS[kind])
        edge[..., 0] = cv2.Canny(image, 50, 100)
    return _to_unit(edges), _to_unit(images)


def _to_unit(pixels: Array) -> Array:
    return (pixels / 127.5 - 1).astype(np.float32)


def to_picture(output: Array) -> Array:
    """What a page does with the generator's output: [-1, 1] to [0, 1], once."""
    return np.clip(output * 0.5 + 0.5, 0, 1)


def generator() -> Any:
    """A small U-Net in Keras."""
    from keras import Model, layers

    edges = layers.Input((SIZE, SIZE, 1), name="edges")
    skips, flow = [], edges
    for filters in (16, 32, 64, 64):
        flow = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(flow)
        flow = layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=0.9)(flow))
        skips.append(flow)
    for filters, skip in zip((64, 32, 16), skips[-2::-1], strict=True):
        flow = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False)(flow)
        flow = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(flow))
        flow = layers.Concatenate()([flow, skip])
    flow = layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh")(flow)
    return Model(edges, flow, name="shapes")


def discriminator() -> Any:
    """A PatchGAN in Keras: for each of 8x8 patches, whether picture and edges belong together."""
    from keras import Model, layers

    edges, image = layers.Input((SIZE, SIZE, 1)), layers.Input((SIZE, SIZE, 3))
    flow = layers.Concatenate()([edges, image])
    for filters in (16, 32, 64):
        flow = layers.Conv2D(filters, 4, strides=2, padding="same")(flow)
        flow = layers.LeakyReLU(0.2)(flow)
    return Model([edges, image], layers.Conv2D(1, 4, padding="same")(flow))


def trained(steps: int, losses: list[float]) -> Any:
    """Train a generator natively against a discriminator; ``losses`` gets its L1 of each step."""
    import keras
    import tensorflow

    keras.utils.set_random_seed(SEED)
    artist, critic = generator(), discriminator()
    optimizers = [keras.optimizers.Adam(rate, beta_1=0.5) for rate in (2e-3, 2e-4)]
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    @tensorflow.function  # type: ignore[untyped-decorator]
    def step(edges: Any, truth: Any) -> Any:
        with tensorflow.GradientTape() as artists, tensorflow.GradientTape() as critics:
            drawn = artist(edges, training=True)
            real, fake = critic([edges, truth]), critic([edges, drawn])
            distance = tensorflow.reduce_mean(tensorflow.abs(truth - drawn))
            artist_loss = entropy(tensorflow.ones_like(fake), fake) + 100 * distance
            critic_loss = entropy(tensorflow.ones_like(real), real) + entropy(
                tensorflow.zeros_like(fake), fake
            )
        for tape, loss, model, optimizer in (
            (artists, artist_loss, artist, optimizers[0]),
            (critics, critic_loss, critic, optimizers[1]),
        ):
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return distance

    for optimizer, model in zip(optimizers, (artist, critic), strict=True):
        optimizer.build(model.trainable_variables)
    rng = np.random.default_rng(SEED)
    losses += [float(step(*draw(16, rng))) for _ in shown(range(steps), steps)]
    return artist


def milliseconds(predict: Callable[[Array], Any], image: Array) -> float:
    """The median time of a prediction of one image, the first ten left out."""
    times = []
    for _ in range(50):
        started = time.perf_counter()
        predict(image)
        times.append(time.perf_counter() - started)
    return float(np.median(times[10:])) * 1e3


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train, convert, and put pictures of both worlds side by side."""
    import tensorflow

    losses: list[float] = []
    native = trained(40 if quick else 1200, losses)
    tandem.convert(native, out / "web")

    edges, truth = draw(64, np.random.default_rng(SEED + 1))
    # In inference mode: with training=True the batch's own statistics would blur the comparison.
    compiled = tensorflow.function(lambda images: native(images, training=False))
    expected = np.asarray(compiled(edges))
    with tf.load_graph_model(out / "web") as web:

        def predict(images: Array) -> Array:
            with web.predict(images) as predicted:
                found: Array = predicted.numpy()
                return found

        found = predict(edges)
        web_ms = milliseconds(predict, edges[:1])
    native_ms = milliseconds(lambda images: np.asarray(compiled(images)), edges[:1])

    columns = {"edges": edges, "TensorFlow": expected, "TensorFlow.js": found, "truth": truth}
    pictures.sheet(
        out / "contact-sheet.png",
        [
            (to_picture(np.broadcast_to(images[i], (SIZE, SIZE, 3))), name)
            for i in range(10)
            for name, images in columns.items()
        ],
        columns=8,
        inches=1.3,
    )
    pictures.curves(out / "training.png", {"L1 loss": losses}, "step")
    return [
        Figure("PSNR between the runtimes, dB", psnr(found, expected), at_least=100),
        Figure("largest difference", float(np.abs(expected - found).max())),
        Figure("PSNR to the truth, dB", psnr(found, truth), at_least=15),
        Figure("TensorFlow.js, ms a picture", web_ms),
        Figure("TensorFlow, ms a picture", native_ms),
    ]
