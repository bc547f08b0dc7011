"""A GAN draws the digit it is asked for: two models in turns by ``train_on_batch``, two outputs.

After tfjs's mnist-acgan: the critic tells drawn from real, and which digit it is; the artist
learns through the critic, which is frozen meanwhile.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.examples import SEED, Figure, data, digits, pictures
from tandem.examples.progress import shown

if TYPE_CHECKING:
    from pathlib import Path

NOISE = 16
LOSSES = ["binary_crossentropy", "categorical_crossentropy"]


def artist() -> Any:
    """From noise and a digit, one-hot, to a picture in [0, 1]."""
    noise, digit = tf.input(shape=[NOISE]), tf.input(shape=[10])
    flow = tf.layers.concatenate()([noise, digit])
    flow = tf.layers.dense(units=4 * 4 * 32, activation="relu")(flow)
    flow = tf.layers.reshape(target_shape=[4, 4, 32])(flow)
    flow = tf.layers.conv2d_transpose(
        filters=32, kernel_size=4, strides=2, padding="same", activation="relu"
    )(flow)
    flow = tf.layers.conv2d(filters=1, kernel_size=3, padding="same", activation="sigmoid")(flow)
    return tf.model(inputs=[noise, digit], outputs=flow)


def critic() -> Any:
    """From a picture to whether it is real, and which digit it shows."""
    image = tf.input(shape=[8, 8, 1])
    flow = image
    for filters, strides in ((32, 1), (64, 2)):
        flow = tf.layers.conv2d(filters=filters, kernel_size=3, strides=strides, padding="same")(
            flow
        )
        flow = tf.layers.leaky_re_lu(alpha=0.2)(flow)
        flow = tf.layers.dropout(rate=0.3)(flow)
    flow = tf.layers.flatten()(flow)
    outputs = [
        tf.layers.dense(units=1, activation="sigmoid")(flow),
        tf.layers.dense(units=10, activation="softmax")(flow),
    ]
    return tf.model(inputs=image, outputs=outputs)


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train both in turns, and let a third network read what was drawn."""
    scans, labels = data.digits()
    targets = data.one_hot(labels)
    rng = np.random.default_rng(SEED)
    steps, batch = (60, 32) if quick else (1500, 64)
    real, drawn = np.full((batch, 1), 0.9, np.float32), np.zeros((batch, 1), np.float32)
    recorded: dict[str, list[float]] = {"critic's loss": [], "artist's loss": []}
    with (
        tf.train.adam(5e-4, 0.5) as critics,
        tf.train.adam(1e-3, 0.5) as artists,
        artist() as draws,
        critic() as judges,
    ):
        judges.compile(optimizer=critics, loss=LOSSES)
        judges.freeze()
        noise, digit = tf.input(shape=[NOISE]), tf.input(shape=[10])
        with tf.model(inputs=[noise, digit], outputs=judges(draws([noise, digit]))) as both:
            both.compile(optimizer=artists, loss=LOSSES)
            started = time.perf_counter()
            for step in shown(range(steps), steps):
                if step == 1:
                    tensors = tf.memory()["numTensors"]
                picked = rng.integers(len(scans), size=batch)
                wanted = data.one_hot(rng.integers(10, size=batch))
                ideas = rng.normal(size=(batch, NOISE))
                with draws.predict([ideas, wanted]) as made:
                    images = np.concatenate([scans[picked], made.numpy()])
                judges.unfreeze()
                judged = judges.train_on_batch(
                    images,
                    [np.concatenate([real, drawn]), np.concatenate([targets[picked], wanted])],
                )
                judges.freeze()
                fooled = both.train_on_batch([ideas, wanted], [real, wanted])
                recorded["critic's loss"].append(judged[0])
                recorded["artist's loss"].append(fooled[0])
            milliseconds = (time.perf_counter() - started) / steps * 1e3
            grown = tf.memory()["numTensors"] - tensors
        wanted = np.repeat(np.arange(10), 10)
        with draws.predict([rng.normal(size=(100, NOISE)), data.one_hot(wanted)]) as made:
            pictures_drawn = made.numpy()

    with digits.network() as reader:
        reader.compile(optimizer="adam", loss="categorical_crossentropy")
        reader.fit(scans, targets, epochs=2 if quick else 8)
        with reader.predict(pictures_drawn) as scores:
            read = scores.numpy().argmax(axis=1)
    pictures.sheet(
        out / "drawn.png",
        [(image[..., 0], f"{digit}") for image, digit in zip(pictures_drawn, wanted, strict=True)],
        columns=10,
        marked=[bool(differs) for differs in read != wanted],
        inches=0.8,
        title="what was asked for; red: read as another digit",
    )
    pictures.curves(out / "training.png", recorded, "step")
    return [
        Figure("drawings read as what was asked for", float(np.mean(read == wanted)), at_least=0.8),
        Figure("spread of the drawings of one digit", _spread(pictures_drawn), at_least=0.03),
        Figure("ms a step", milliseconds),
        Figure("tensors left by the steps", grown, at_most=0),
    ]


def _spread(drawn: Any) -> float:
    """The standard deviation of pixels over drawings of one digit: 0 where they are all alike."""
    return float(drawn.reshape(10, 10, -1).std(axis=1).mean())
