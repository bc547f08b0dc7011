"""Keras models made of layers that tfjs-layers runs rightly, each a case of its own."""

from __future__ import annotations

import models
import numpy as np


def nested(k):
    """A Functional called twice, a Sequential at the end, layer names that repeat."""
    return models.BUILDERS["nested"](k)


def ends_in_functional(k):
    inside = k.Input((4,), name="inside")
    head = k.Model(inside, k.layers.Dense(3, name="dense")(inside), name="head")
    outer = k.Input((4,), name="row")
    return k.Model(outer, head(k.layers.Dense(4, name="dense")(outer)))


def siamese(k):
    tower = k.Sequential([k.Input((6,)), k.layers.Dense(5, activation="relu"), k.layers.Dense(4)])
    left, right = k.Input((6,), name="left"), k.Input((6,), name="right")
    return k.Model([left, right], k.layers.Dot(1)([tower(left), tower(right)]))


def masked_lstm(k):
    words = k.Input((7,), dtype="int32", name="words")
    x = k.layers.Embedding(8, 5, mask_zero=True)(words)
    x = k.layers.LSTM(6, return_sequences=True)(x)
    return k.Model(words, k.layers.Dense(3)(k.layers.LSTM(4)(x)))


def encoder_decoder(k):
    source, target = k.Input((5, 3), name="source"), k.Input((4, 3), name="target")
    _, h, c = k.layers.LSTM(6, return_state=True, name="encoder")(source)
    x = k.layers.LSTM(6, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    return k.Model([source, target], k.layers.Dense(2)(x))


def bidirectional(k):
    row = k.Input((None, 4), name="row")
    x = k.layers.Bidirectional(k.layers.LSTM(5, return_sequences=True))(row)
    x = k.layers.Bidirectional(k.layers.GRU(3, reset_after=False), merge_mode="sum")(x)
    return k.Model(row, x)


def transfer(k):
    image = k.Input((16, 16, 3), name="image")
    x = k.layers.RandomRotation(0.2)(k.layers.RandomFlip()(image))
    x = k.layers.Rescaling(0.5, offset=0.1)(x)
    base = models.BUILDERS["plain_cnn"](k)
    return k.Model(image, k.layers.Dense(4, name="top")(base(x)))


def adapted_normalization(k):
    row = k.Input((6,), name="row")
    normalization = k.layers.Normalization()
    normalization.adapt(np.random.default_rng(3).normal(2.0, 3.0, (50, 6)).astype("float32"))
    return k.Model(row, k.layers.Dense(3)(normalization(row)))


def convolutions(k):
    x = image = k.Input((12, 12, 3), name="image")
    y = k.layers.Conv2D(8, 3, padding="same", use_bias=False, kernel_regularizer="l2")(x)
    y = k.layers.ReLU(6.0)(k.layers.BatchNormalization()(y))
    x = k.layers.Concatenate()([y, k.layers.DepthwiseConv2D(3, padding="same")(y)])
    x = k.layers.SeparableConv2D(6, 3, activation="swish")(k.layers.Dropout(0.3)(x))
    x = k.layers.Conv2DTranspose(4, 3, strides=2, kernel_constraint=k.constraints.MaxNorm(100.0))(x)
    return k.Model(image, k.layers.GlobalAveragePooling2D()(x))


def several_outputs(k):
    zeta, alpha = k.Input((4,), name="zeta"), k.Input((4,), name="alpha")
    total = k.layers.Add()([zeta, k.layers.Dense(4)(alpha)])
    return k.Model(
        [zeta, alpha], [k.layers.Dense(3, name=f"k{i * 7 % 12}")(total) for i in range(12)]
    )


GOOD = [
    nested, ends_in_functional, siamese, masked_lstm, encoder_decoder, bidirectional, transfer,
    adapted_normalization, convolutions, several_outputs,
]  # fmt: skip
