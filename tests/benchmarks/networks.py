"""The networks the benchmarks run, made once and kept in a temporary folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from calibrated import network
from models import randomise

import tandem
from tandem.images import aligned_empty
from tandem.tensorflow_package import import_keras

if TYPE_CHECKING:
    from tandem.model import Model


@cache
def folder() -> Path:
    """A folder for this process's models."""
    path = Path(tempfile.mkdtemp(prefix="tandem-benchmarks-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def mobilenet_v2() -> Model:
    """MobileNetV2 at 224 from a .keras file, random weights whose outputs vary."""
    keras = import_keras()
    keras.utils.set_random_seed(0)
    path = folder() / "mobilenet_v2.keras"
    randomise(keras.applications.MobileNetV2(weights=None)).save(path)
    return tandem.load(path)


@cache
def u_net() -> Model:
    """A 64x64 U-Net generator, as pix2pix has it, smaller."""
    keras = import_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    x = image = keras.Input((64, 64, 3), name="image")
    skips = []
    for filters in (32, 64, 128, 128, 128):
        x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
        skips.append(x)
    for filters, skip in zip((128, 128, 64, 32), reversed(skips[:-1]), strict=True):
        x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, skip])
    picture = layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh")(x)
    return tandem.load(randomise(keras.Model(image, picture, name="u_net")))


@cache
def resnet50() -> Model:
    """ResNet50 at 224."""
    return tandem.load(network("ResNet50", 224))


@cache
def efficientnet_b0() -> Model:
    """EfficientNetB0 at 224."""
    return tandem.load(network("EfficientNetB0", 224))


@cache
def recurrent() -> Model:
    """An LSTM and a GRU over 20 steps."""
    keras = import_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    network = [keras.Input((20, 8)), layers.LSTM(32, return_sequences=True), layers.GRU(32)]
    return tandem.load(keras.Sequential([*network, layers.Dense(10)], name="recurrent"))


@cache
def lstm() -> Model:
    """An LSTM over 20 steps."""
    keras = import_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    return tandem.load(
        keras.Sequential([keras.Input((20, 8)), layers.LSTM(32), layers.Dense(10)], name="lstm")
    )


NETWORKS = {
    "mobilenet_v2 224": (mobilenet_v2, (224, 224, 3)),
    "resnet50 224": (resnet50, (224, 224, 3)),
    "efficientnet_b0 224": (efficientnet_b0, (224, 224, 3)),
    "u_net 64": (u_net, (64, 64, 3)),
    "lstm 20": (lstm, (20, 8)),
    "lstm and gru 20": (recurrent, (20, 8)),
}
"""The networks, and the shape of one example."""

THREADS = int(os.environ.get("TANDEM_BENCH_THREADS", "0")) or None
"""Threads of every runtime; TensorFlow's own number, one a core, where it is not set."""


def noise(shape: tuple[int, ...], batch: int = 1) -> np.ndarray:
    """Noise in [-1, 1] in memory that can be shared."""
    array = aligned_empty((batch, *shape))
    array[:] = np.random.default_rng(0).random(array.shape) * 2 - 1
    return array


def image(height: int, width: int, channels: int = 3) -> np.ndarray:
    """A picture of noise, one in a batch."""
    return noise((height, width, channels))
