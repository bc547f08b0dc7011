"""The networks the benchmarks run, made once and kept in a temporary folder."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
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


def image(height: int, width: int, channels: int = 3) -> np.ndarray:
    """A picture of noise in [-1, 1], one in a batch, in memory that can be shared."""
    array = aligned_empty((1, height, width, channels))
    array[:] = np.random.default_rng(0).random(array.shape) * 2 - 1
    return array
