"""Mistakes that people make, to be planted: each with the name it must be found under.

What an "application" answers is made here by other code than the explanation's: OpenCV,
TensorFlow and Keras themselves.
"""

from __future__ import annotations

import cv2
import numpy as np
import tensorflow as tf
from deployed_models import edit_weights
from models import randomise

SIZE = 24


def draw_photos(folder):
    """Six colourful pictures of 60x40, smooth enough to be resized and with edges."""
    random = np.random.default_rng(5)
    for index in range(6):
        small = random.integers(0, 256, (5, 7, 3), np.uint8)
        picture = cv2.resize(small, (60, 40), interpolation=cv2.INTER_CUBIC)
        cv2.circle(picture, tuple(random.integers(8, 32, 2).tolist()), 7, (255, 10, 60), -1)
        cv2.imwrite(str(folder / f"{index}.png"), picture)
    return folder


def rgb(folder):
    return [cv2.imread(str(p))[..., ::-1].astype(np.float32) for p in sorted(folder.iterdir())]


def right(picture, scale=1 / 127.5, offset=-1.0):
    return tf.image.resize(picture, (SIZE, SIZE)).numpy() * scale + offset


def build_classifier():
    import keras

    layers = keras.layers
    x = image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Conv2D(8, 3, use_bias=False, name="first")(x)
    x = layers.ReLU()(layers.BatchNormalization(name="norm")(x))
    x = layers.Conv2D(12, 3, strides=2, activation="relu", name="second")(x)
    x = layers.Conv2D(12, 3, strides=2, padding="same", activation="relu", name="third")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(10, activation="softmax", name="scores")(x)
    return randomise(keras.Model(image, x, name="classifier"), seed=3)


def build_generator():
    import keras

    layers = keras.layers
    x = image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2D(3, 3, padding="same", activation="tanh", name="picture")(x)
    return randomise(keras.Model(image, x, name="generator"), seed=4)


def build_tagger():
    """Several answers may be right: a sigmoid for each."""
    import keras

    layers = keras.layers
    x = image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.Dense(6, activation="sigmoid", name="tags")(layers.Flatten()(x))
    return randomise(keras.Model(image, x, name="tagger"), seed=5)


def trained(model, inputs):
    """What a model left in training mode answers, one example at a time, itself unchanged."""
    kept = [np.array(variable) for variable in model.non_trainable_variables]
    made = [np.array(model(x[None].astype(np.float32), training=True))[0] for x in inputs]
    for variable, value in zip(model.non_trainable_variables, kept, strict=True):
        variable.assign(value)
    return np.stack(made)


def swap_layers(folder):
    """Two weights of one shape change places in a deployed folder; returns their names."""
    values = {}
    edit_weights(folder, values.setdefault)
    by_shape = {}
    for name, value in values.items():
        by_shape.setdefault(value.shape, []).append(name)
    a, b = next(names for names in by_shape.values() if len(names) > 1)[:2]
    edit_weights(folder, {a: values[b], b: values[a]}.get)
    return a, b


def answers(model, inputs, **options):
    return np.array(model(np.stack(inputs).astype(np.float32), training=False, **options))


def softmax(x):
    raised = np.exp(x - x.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def top_left(picture):
    """tfjs's default resize, written out plainly."""
    height, width, _ = picture.shape
    ys, xs = np.arange(SIZE) * height / SIZE, np.arange(SIZE) * width / SIZE
    y0, x0 = ys.astype(int), xs.astype(int)
    y1, x1 = np.minimum(y0 + 1, height - 1), np.minimum(x0 + 1, width - 1)
    fy, fx = (ys - y0)[:, None, None], (xs - x0)[None, :, None]
    above = picture[y0][:, x0] * (1 - fx) + picture[y0][:, x1] * fx
    below = picture[y1][:, x0] * (1 - fx) + picture[y1][:, x1] * fx
    return above * (1 - fy) + below * fy


INPUT_FAULTS = {
    "bgr": ("colour order", lambda p: right(p)[..., ::-1]),
    "0-1": ("input range", lambda p: right(p, 1 / 255, 0.0)),
    "0-255": ("input range", lambda p: right(p, 1.0, 0.0)),
    "torch": ("input range", lambda p: (right(p, 1 / 255, 0.0) - [0.485, 0.456, 0.406])
              / [0.229, 0.224, 0.225]),
    "twice": ("input range", lambda p: right(p) / 127.5 - 1),
    "tfjs resize": ("resize", lambda p: top_left(p) / 127.5 - 1),
    "corners": ("resize", lambda p: tf.compat.v1.image.resize_bilinear(
        p[None], (SIZE, SIZE), align_corners=True)[0].numpy() / 127.5 - 1),
    "nearest": ("resize", lambda p: cv2.resize(
        p, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST) / 127.5 - 1),
    "area": ("resize", lambda p: cv2.resize(
        p, (SIZE, SIZE), interpolation=cv2.INTER_AREA) / 127.5 - 1),
    "antialias": ("resize", lambda p: tf.image.resize(
        p, (SIZE, SIZE), antialias=True).numpy() / 127.5 - 1),
    "chw": ("channels order", lambda p: right(p).transpose(2, 0, 1).reshape(SIZE, SIZE, 3)),
    "transposed": ("height and width swapped", lambda p: right(p).transpose(1, 0, 2)),
}  # fmt: skip


OUTPUT_FAULTS = {
    "softmax twice": ("softmax doubled", softmax),
    "no softmax": ("softmax missing", lambda y: np.log(y) + 1.7),
    "classes shifted": ("class order", lambda y: np.roll(y, 1, axis=1)),
    "percent": ("post-processing scale", lambda y: y * 255),
    "batch axis twice": ("batch axis", lambda y: y[:, None]),
}


TAGS_FAULTS = {
    "no sigmoid": ("sigmoid missing", lambda y: np.log(y / (1 - y))),
    "tags shifted": ("class order", lambda y: np.roll(y, 1, axis=1)),
}


PICTURE_FAULTS = {
    "washed out": ("post-processing scale", lambda y: y * 0.5 + 0.5),
    "0-255": ("post-processing scale", lambda y: y * 127.5 + 127.5),
    "bgr": ("colour order", lambda y: y[..., ::-1]),
    "turned": ("height and width swapped", lambda y: y.transpose(0, 2, 1, 3)),
    "nchw": ("channels order", lambda y: np.ascontiguousarray(y.transpose(0, 3, 1, 2))),
    "nchw bytes": ("channels order", lambda y: y.transpose(0, 3, 1, 2).reshape(y.shape)),
}


def uint8(_, value):
    low, step = value.min(), np.ptp(value) / 255
    return np.round((value - low) / step) * step + low if value.size > 1 else value


DEPLOYED_FAULTS = {
    "stale": ("stale weights", lambda _, v: v + 0.02 * np.sin(np.arange(v.size)).reshape(v.shape)),
    "uint8": ("quantised weights", uint8),
    "float16": ("quantised weights", lambda _, v: v.astype(np.float16).astype(np.float32)),
}
