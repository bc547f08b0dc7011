"""Rows 1 to 19 of the acceptance matrix: networks, sequences, and models of every structure."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import layered_models
import models
import numpy as np
import pytest
from matrix import (
    QUICK,
    Rows,
    agrees,
    application,
    contents,
    graph,
    graph_of_module,
    keras_cleared,
    layers,
    saved,
)

import tandem
from tandem.errors import ConversionError, ModelError
from tandem.model import load
from tandem.tensorflow_package import import_tensorflow

ROWS = Rows()
row = ROWS.row


# -- networks ----------------------------------------------------------------------------------


@row("01 MobileNetV2")
def mobilenet_v2(folder):
    keras_model, given = application("MobileNetV2")
    path = saved(keras_model, folder / "m.keras")
    done = graph(path, folder / "a", keras_model, given=given)
    assert done.fused["_FusedConv2D"] + done.fused["FusedDepthwiseConv2dNative"] == 52
    assert done.nodes <= 182
    for name, source in (("h5", saved(keras_model, folder / "m.h5")), ("memory", keras_model)):
        tandem.convert(source, folder / name, check=False)
        assert contents(folder / name) == contents(folder / "a"), name
    layers(path, folder / "layers", keras_model, given=given)


@row("02 EfficientNetB0")
def efficientnet(folder):
    keras_model, given = application("EfficientNetB0")
    graph(
        saved(keras_model, folder / "m.keras"), folder / "a", keras_model, given=given, where=QUICK
    )


@row("02 DenseNet121")
def densenet(folder):
    keras_model, given = application("DenseNet121")
    graph(
        saved(keras_model, folder / "m.keras"), folder / "a", keras_model, given=given, where=QUICK
    )


@row("03 MobileNetV3Small")
def mobilenet_v3(folder):
    keras_model, given = application("MobileNetV3Small")
    graph(saved(keras_model, folder / "m.keras"), folder / "a", keras_model, given=given)
    document = json.loads((folder / "a" / "model.json").read_bytes())
    fused = {
        op
        for node in document["modelTopology"]["node"]
        for op in node.get("attr", {}).get("fused_ops", {}).get("list", {}).get("s", [])
    }
    # BiasAdd, Relu, Sigmoid in base64: no _FusedHardSwish.
    assert fused <= {"Qmlhc0FkZA==", "UmVsdQ==", "U2lnbW9pZA==", "UmVsdTY="}


@row("04 ConvNeXtTiny")
def convnext(folder):
    keras_model, given = application("ConvNeXtTiny")
    graph(
        saved(keras_model, folder / "m.keras"), folder / "a", keras_model, given=given, where=QUICK
    )


@row("04 grouped convolution")
def grouped(folder):
    keras = keras_cleared()
    x = image = keras.Input((9, 8, 6), name="image")
    for groups, filters in ((2, 8), (4, 8), (8, 16)):
        x = keras.layers.Conv2D(filters, 3, padding="same", groups=groups)(x)
    keras_model = models.randomise(keras.Model(image, x))
    graph(saved(keras_model, folder / "m.keras"), folder / "a", keras_model)


@row("05 CNN with BN, Dropout and Concat")
def cnn(folder):
    keras_model = models.randomise(layered_models.convolutions(keras_cleared()))
    path = saved(keras_model, folder / "m.keras")
    graph(path, folder / "a", keras_model)
    layers(path, folder / "b", keras_model)


@row("06 kernels and PReLU with two consumers")
def two_consumers(folder):
    keras_model = models.build("two_consumers")
    graph(keras_model, folder / "a", keras_model)


@row("07 residual adds")
def residual(folder):
    keras_model = models.build("residual")
    graph(keras_model, folder / "a", keras_model)


@row("08 one kernel under two batch norms, Keras 3")
def shared_kernel(folder):
    keras_model = models.build("shared_kernel")
    keras_model.export(folder / "saved", verbose=False)
    graph(folder / "saved", folder / "a", keras_model)


@row("08 one kernel under two fused batch norms, as Keras 2 has them")
def fused_batch_norms(folder):
    tf = import_tensorflow()
    random = np.random.default_rng(0)

    class Shared(tf.Module):
        def __init__(self):
            super().__init__()
            self.kernel = tf.Variable(random.normal(0, 0.3, (3, 3, 3, 4)).astype("float32"))
            self.parts = [tf.Variable(random.uniform(0.5, 1.5, 4).astype("f4")) for _ in range(8)]

        @tf.function(input_signature=[tf.TensorSpec([None, 8, 8, 3], tf.float32, "image")])
        def serve(self, image):
            made = tf.nn.conv2d(image, self.kernel, 1, "SAME")
            return {
                name: tf.compat.v1.nn.fused_batch_norm(
                    made, *self.parts[start : start + 4], is_training=False
                )[0]
                for name, start in (("a", 0), ("b", 4))
            }

    module = Shared()
    graph_of_module(module, folder)


# -- sequences ---------------------------------------------------------------------------------


@row("09 LSTM, GRU and BiLSTM, static and free time")
def recurrent(folder):
    for steps in (7, None):
        keras = keras_cleared()
        series = keras.Input((steps, 4), name="series")
        x = keras.layers.LSTM(6, return_sequences=True)(series)
        y = keras.layers.GRU(5)(x)
        z = keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True))(series)
        keras_model = models.randomise(keras.Model(series, {"y": y, "z": z}))
        path = saved(keras_model, folder / f"{steps}.keras")
        graph(path, folder / f"{steps}", keras_model)


@row("10 Embedding and LSTM, mask_zero")
def masked(folder):
    keras_model = models.randomise(layered_models.masked_lstm(keras_cleared()))
    path = saved(keras_model, folder / "m.keras")
    graph(path, folder / "a", keras_model)
    layers(path, folder / "b", keras_model)


@row("11 encoder-decoder with initial_state")
def encoder_decoder(folder):
    keras_model = models.randomise(layered_models.encoder_decoder(keras_cleared()))
    path = saved(keras_model, folder / "m.keras")
    layers(path, folder / "a", keras_model)
    graph(path, folder / "b", keras_model)


@row("12 causal attention, exact GELU")
def gpt(folder):
    k = keras_cleared()
    words = k.Input((None,), dtype="int32", name="words")
    x = k.layers.Embedding(8, 16)(words)
    for _ in range(2):
        y = k.layers.LayerNormalization()(x)
        y = k.layers.MultiHeadAttention(2, 8)(y, y, use_causal_mask=True)
        x = k.layers.Add()([x, y])
        y = k.layers.Dense(32, activation="gelu")(k.layers.LayerNormalization()(x))
        x = k.layers.Add()([x, k.layers.Dense(16)(y)])
    keras_model = models.randomise(k.Model(words, k.layers.Dense(8, name="next")(x)))
    given = [{"words": np.random.default_rng(s).integers(0, 8, (2, 9), np.int32)} for s in (0, 1)]
    done = graph(saved(keras_model, folder / "m.keras"), folder / "a", keras_model, given=given)
    assert {"Erfc", "Einsum"} <= set(done.expanded)


# -- structure ---------------------------------------------------------------------------------


@row("13 nested models with the same names")
def nested(folder):
    keras_model = models.randomise(layered_models.nested(keras_cleared()))
    path = saved(keras_model, folder / "m.keras")
    layers(path, folder / "a", keras_model)
    graph(path, folder / "b", keras_model)


@row("14 siamese, shared layers")
def siamese(folder):
    keras_model = models.randomise(layered_models.siamese(keras_cleared()))
    path = saved(keras_model, folder / "m.keras")
    layers(path, folder / "a", keras_model)
    graph(path, folder / "b", keras_model)


@row("15 transfer learning with augmentation")
def transfer(folder):
    keras_model = models.randomise(layered_models.transfer(keras_cleared()))
    path = saved(keras_model, folder / "m.keras")
    graph(path, folder / "a", keras_model)
    layers(path, folder / "b", keras_model)


@row("16 Normalization, adapted")
def normalization(folder):
    keras_model = layered_models.adapted_normalization(keras_cleared())
    path = saved(keras_model, folder / "m.keras")
    graph(path, folder / "a", keras_model)
    layers(path, folder / "b", keras_model)


@row("17 twelve outputs, inputs zeta and alpha, dictionaries: 20 runs")
def order(folder):
    first = {}
    for name in ("named_lists", "named_dicts"):
        keras_model = models.build(name)
        path = saved(keras_model, folder / f"{name}.keras")
        graph(path, folder / name, keras_model)
        first[name] = contents(folder / name)
        for _ in range(16):
            tandem.convert(path, folder / "again", check=False)
            assert contents(folder / "again") == first[name]
    script = (
        "import sys, tandem\nfor f in sys.argv[2:]: tandem.convert(f, f + sys.argv[1], check=False)"
    )
    for seed in "123":
        command = [sys.executable, "-c", script, seed, *folder.glob("*.keras")]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, check=True, env=environment, capture_output=True)
        for name, wanted in first.items():
            assert contents(folder / f"{name}.keras{seed}") == wanted


@row("18 an output twice, an input passed through, an input unused")
def odd_outputs(folder):
    keras_model = models.build("odd_outputs")
    graph(keras_model, folder / "a", keras_model)


@row("19 subclassed models and Lambda, exported")
def exported(folder):
    keras = keras_cleared()

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(3)

        def call(self, x):
            return keras.ops.tanh(self.dense(x)) * 2

    own = Own()
    own(np.zeros((1, 4), np.float32))
    models.randomise(own).export(folder / "own", verbose=False)
    row_in = keras.Input((4,), name="row")
    scaled = keras.layers.Lambda(lambda x: x * 3, name="thrice")(keras.layers.Dense(3)(row_in))
    functional = models.randomise(keras.Model(row_in, scaled))
    functional.export(folder / "lambda", verbose=False)
    for name, keras_model in (("own", own), ("lambda", functional)):
        model = load(folder / name)
        tandem.convert(model, folder / f"{name} web", check=False)
        output = model.outputs[0].name

        def answer(inputs, keras_model=keras_model, output=output):
            (value,) = inputs.values()
            return {output: np.asarray(keras_model(value))}

        agrees(model, folder / f"{name} web", answer)
    with pytest.raises(ConversionError, match="Lambda 'thrice'"):
        tandem.convert(functional, folder / "no", layers=True)
    with pytest.raises(ModelError, match="Own is a subclassed model"):
        tandem.convert(own, folder / "no", layers=True)
    assert not (folder / "no").exists()


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.filterwarnings("ignore:The structure of `inputs`:UserWarning")
def test_row(name, tmp_path):
    ROWS[name](tmp_path)


def test_every_row_is_here():
    assert ROWS.numbers == set(range(1, 20))
