"""Channels-first models become channels-last ones in tfjs, and answer as Keras does.

No picture here is as wide as it has channels: Keras 3 would then add a bias along the width.
"""

from __future__ import annotations

import json

import models
import pytest

import tandem
from tandem.tensorflow_package import import_keras

FIRST = "channels_first"
IMAGE, SERIES, VOLUME = (4, 9, 11), (4, 13), (4, 3, 7, 9)


def residual(k, x):
    """What the transposes must be moved past: padding, sums, joins and activations."""
    x = k.Conv2D(4, 3, padding="same", activation="tanh", data_format=FIRST)(x)
    y = k.Conv2D(4, 3, data_format=FIRST)(k.ZeroPadding2D(1, data_format=FIRST)(x))
    y = k.ReLU(6.0)(k.BatchNormalization(axis=1)(y))
    y = k.ZeroPadding2D(((1, 0), (0, 2)), data_format=FIRST)(y)
    y = k.DepthwiseConv2D((2, 3), data_format=FIRST)(y)
    z = k.LeakyReLU()(k.Add()([x, k.BatchNormalization(axis=1)(y)]))
    z = k.Concatenate(axis=1)([z, x])
    z = k.Conv2D(3, 2, strides=2, activation="relu", data_format=FIRST)(z)
    return k.Dense(3)(k.GlobalAveragePooling2D(data_format=FIRST)(z))


CASES = {
    "Conv1D": (SERIES, lambda k, x: k.Conv1D(5, 3, data_format=FIRST)(x)),
    "SeparableConv1D": (SERIES, lambda k, x: k.SeparableConv1D(5, 3, data_format=FIRST)(x)),
    "Conv1DTranspose": (SERIES, lambda k, x: k.Conv1DTranspose(5, 3, 2, data_format=FIRST)(x)),
    "Conv2D": (IMAGE, lambda k, x: k.Conv2D(6, (3, 2), (2, 1), "same", data_format=FIRST)(x)),
    "Conv2D dilated": (IMAGE, lambda k, x: k.Conv2D(6, 3, dilation_rate=2, data_format=FIRST)(x)),
    "Conv2D grouped": (IMAGE, lambda k, x: k.Conv2D(8, 3, groups=2, data_format=FIRST)(x)),
    "Conv2DTranspose": (IMAGE, lambda k, x: k.Conv2DTranspose(5, 3, 2, data_format=FIRST)(x)),
    "DepthwiseConv2D": (IMAGE, lambda k, x: k.DepthwiseConv2D(3, data_format=FIRST)(x)),
    "MaxPooling2D": (IMAGE, lambda k, x: k.MaxPooling2D(2, data_format=FIRST)(x)),
    "Conv3D": (VOLUME, lambda k, x: k.Conv3D(5, 2, data_format=FIRST)(x)),
    "Conv3DTranspose": (VOLUME, lambda k, x: k.Conv3DTranspose(5, 2, 2, data_format=FIRST)(x)),
    "PReLU": (
        IMAGE,
        lambda k, x: k.PReLU(shared_axes=[2, 3])(k.Conv2D(5, 3, data_format=FIRST)(x)),
    ),
    "residual": (IMAGE, residual),
}


@pytest.mark.parametrize("name", CASES)
def test_channels_first_agrees(name, tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    shape, body = CASES[name]
    image = keras.Input(shape, name="image")
    keras_model = models.randomise(keras.Model(image, body(keras.layers, image)))
    done = tandem.convert(keras_model, tmp_path / "out", max_error=2e-5)
    assert set(done.check.errors) == {"tfjs-node", "tfjs-wasm"}, done.check.skipped
    assert done.check.constant == ()
    assert done, done.check
    model = tandem.load(keras_model)
    inputs = models.inputs_for(model)
    wanted = models.expected(keras_model, model, inputs)
    with tandem.open("tfjs-cpu", model) as session:
        models.assert_agree(session.run(inputs), wanted)


def test_only_the_ends_are_transposed(tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    image = keras.Input(IMAGE, name="image")
    keras_model = models.randomise(keras.Model(image, residual(keras.layers, image)))
    done = tandem.convert(keras_model, tmp_path / "out", check=False)
    assert done.fused == {"_FusedConv2D": 3, "FusedDepthwiseConv2dNative": 1, "_FusedMatMul": 1}
    document = json.loads((tmp_path / "out" / "model.json").read_bytes())
    nodes = document["modelTopology"]["node"]
    transposed = [node["name"] for node in nodes if node["op"] == "Transpose"]
    assert len(transposed) == 2, transposed
    assert not any("NCHW" in str(node) or "TkNIVw==" in str(node) for node in nodes)
