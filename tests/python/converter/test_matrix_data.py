"""Rows 20 to 27 of the acceptance matrix: dtypes, how weights are stored, traps, and bytes."""

from __future__ import annotations

import os
import subprocess
import sys

import converter_cases
import layered_models
import models
import numpy as np
import pytest
from matrix import (
    HALF,
    QUICK,
    Rows,
    agrees,
    application,
    contents,
    graph,
    graph_of_module,
    keras_answers,
    keras_cleared,
    layers,
    saved,
)

import tandem
from tandem.errors import CaptureError, ConversionError, TandemError
from tandem.model import load
from tandem.tensorflow_package import import_tensorflow

ROWS = Rows()
row = ROWS.row


# -- dtypes ------------------------------------------------------------------------------------


@row("20 StringLookup of rank 2")
def string_lookup(folder):
    keras = keras_cleared()
    words = keras.Input((None,), dtype="string", name="words")
    x = keras.layers.StringLookup(vocabulary=["cat", "dog", "the"])(words)
    keras.Model(words, x).export(folder / "saved", verbose=False)
    model = load(folder / "saved")
    tandem.convert(model, folder / "a", check=False)
    given = [{model.inputs[0].name: np.array([["cat", "the", "x"], ["dog", "", "cat"]], object)}]
    wanted = {model.outputs[0].name: np.array([[1, 3, 0], [2, 0, 1]])}
    agrees(
        model,
        folder / "a",
        lambda _: wanted,
        given=given,
        where=("tensorflow", "tfjs-node", "node"),
    )
    for runtime, error in (
        ("tfjs-node+capture", CaptureError), ("tfjs-wasm", TandemError), ("tfjs-cpu", TandemError)
    ):  # fmt: skip
        with pytest.raises(error), tandem.open(runtime, load(folder / "a")) as session:
            session.run(given[0])


@row("21 int64, uint8, float64 and bool")
def types(folder):
    tf = import_tensorflow()
    weights = np.random.default_rng(0).normal(0, 1, (4, 3))

    class Types(tf.Module):
        def __init__(self):
            super().__init__()
            self.weights = tf.Variable(weights)
            self.steps = tf.constant([3, 2**40], tf.int64)

        @tf.function(
            input_signature=[
                tf.TensorSpec([None, 4], tf.float64, "x"),
                tf.TensorSpec([None], tf.int64, "ids"),
                tf.TensorSpec([None, 4], tf.uint8, "pixels"),
            ]
        )
        def serve(self, x, ids, pixels):
            return {
                "y": x @ self.weights,
                "next": ids + self.steps[0],
                "capped": tf.minimum(ids, self.steps[1]),
                "scaled": tf.cast(pixels, tf.float32) / 255.0,
                "positive": x[:, 0] > 0,
            }

    random = np.random.default_rng(1)
    given = [
        {
            "x": random.normal(0, 1, (5, 4)),
            "ids": random.integers(-(2**30), 2**30, 5),
            "pixels": random.integers(0, 256, (5, 4)).astype(np.uint8),
        }
    ]
    done = graph_of_module(Types(), folder, given=given)
    assert any("nearest int32" in warning for warning in done.warnings)  # 2**40, said and capped
    specs = {spec.name: spec.dtype for spec in (*load(folder / "a").inputs,
                                                *load(folder / "a").outputs)}  # fmt: skip
    assert specs == {
        "x": "float32", "ids": "int32", "pixels": "int32", "y": "float32", "next": "int32",
        "capped": "int32", "scaled": "float32", "positive": "bool",
    }  # fmt: skip


def mixed(policy, folder, tolerance):
    keras = keras_cleared()
    keras.mixed_precision.set_global_policy(policy)
    try:
        keras_model = models.randomise(models.BUILDERS["plain_cnn"](keras))
    finally:
        keras.mixed_precision.set_global_policy("float32")
    path = saved(keras_model, folder / "m.keras")
    # In float32, as tfjs computes, the same weights give what is wanted.
    exact = models.BUILDERS["plain_cnn"](keras_cleared())
    exact.set_weights(keras_model.get_weights())
    model = load(path)
    tandem.convert(model, folder / "a", check=False)
    agrees(model, folder / "a", lambda inputs: in_float32(exact, inputs, model))
    agrees(model, folder / "a", keras_answers(keras_model, model), tolerance=tolerance)
    document = (folder / "a" / "model.json").read_text()
    assert "DT_HALF" not in document
    assert "DT_BFLOAT16" not in document


def in_float32(exact, inputs, model):
    (value,) = inputs.values()
    return {model.outputs[0].name: np.asarray(exact(value.astype(np.float32)))}


@row("22 mixed_float16")
def mixed_float16(folder):
    mixed("mixed_float16", folder, HALF)


@row("22 mixed_bfloat16")
def mixed_bfloat16(folder):
    mixed("mixed_bfloat16", folder, 1e-2)


@row("23 uint8, uint16 and float16 weights")
def quantised(folder):
    keras_model, given = application("MobileNetV2")
    model = load(keras_model)
    plain = tandem.convert(model, folder / "plain", check=False)
    limits = {"uint8": (0.5, 0.27), "uint16": (2e-3, 0.52), "float16": (1e-2, 0.52)}
    for dtype, (most, share) in limits.items():
        done = tandem.convert(model, folder / dtype, quantize=dtype, max_error=most)
        assert done, done.check
        assert done.check.largest > 1e-7  # it is measured, and there is some
        assert done.size < share * plain.size + 100_000
        answer = keras_answers(keras_model, model)
        agrees(model, folder / dtype, answer, given=given, tolerance=most, where=QUICK)


@row("24 shards of 1 byte, 4 MiB and whole")
def shards(folder):
    keras_model = models.randomise(layered_models.siamese(keras_cleared()))
    model = load(keras_model)
    for as_layers in (False, True):
        whole = None
        for size in (1, 4 * 2**20, 2**30):
            out = folder / f"{as_layers} {size}"
            done = tandem.convert(model, out, layers=as_layers, shard_bytes=size, check=False)
            shard_files = sorted(
                out.glob("*.bin"), key=lambda p: int(p.name.split("shard")[1].split("of")[0])
            )
            assert {path.stat().st_size for path in shard_files[:-1]} <= {size}
            data = b"".join(path.read_bytes() for path in shard_files)
            whole = whole or data
            assert data == whole
            assert len(done.files) == len(shard_files) + 1
        agrees(model, folder / f"{as_layers} 1", keras_answers(keras_model, model))


@row("25 channels_first")
def channels_first(folder):
    keras = keras_cleared()
    k, first = keras.layers, "channels_first"
    image = keras.Input((4, 9, 11), name="image")
    x = k.Conv2D(6, 3, padding="same", data_format=first)(image)
    x = k.ReLU()(k.BatchNormalization(axis=1)(x))
    x = k.MaxPooling2D(2, data_format=first)(x)
    x = k.DepthwiseConv2D(2, data_format=first)(x)
    keras_model = models.randomise(keras.Model(image, k.GlobalAveragePooling2D(first)(x)))
    graph(saved(keras_model, folder / "m.keras"), folder / "a", keras_model)
    with pytest.raises(ConversionError, match="channels_first"):
        tandem.convert(keras_model, folder / "b", layers=True)


# -- traps -------------------------------------------------------------------------------------

TRAPS = [
    "activation hard_sigmoid", "layer UpSampling2D bilinear", "layer BatchNormalization axis 1",
    "layer BatchNormalization rank 5", "layer DepthwiseConv2D dilated", "layer Conv2D grouped",
    "layer GlobalMaxPooling2D", "layer Resizing bilinear", "layer CategoryEncoding",
    "layer Conv1D causal", "layer RMSNormalization", "layer ELU", "layer Softmax axis 1",
    "layer GRU", "layer Attention causal", "layer ReLU", "op tril", "op one_hot",
    "op strided int", "op cast bool", "op flip bool", "op einsum", "layer MaxPooling3D negative",
    "layer Conv3DTranspose", "op nan_to_num", "activation silu", "layer LeakyReLU",
]  # fmt: skip


def trap(name):
    def body(folder):
        keras_model = models.randomise(converter_cases.build(name))
        graph(keras_model, folder / "a", keras_model)
        try:
            layers(keras_model, folder / "b", keras_model)
        except ConversionError as refused:
            assert "a graph model works" in str(refused)  # noqa: PT017 - either will do
            assert not (folder / "b").exists()

    return body


for trapped in TRAPS:
    row(f"26 {trapped}")(trap(trapped))


@row("26 masks that tfjs gets wrong")
def masks(folder):
    for kind in ("mean", "both ways"):
        keras = keras_cleared()
        words = keras.Input((7,), dtype="int32", name="words")
        x = keras.layers.Embedding(8, 5, mask_zero=True)(words)
        if kind == "mean":
            x = keras.layers.GlobalAveragePooling1D()(x)
        else:
            x = keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True))(x)
        keras_model = models.randomise(keras.Model(words, x))
        graph(keras_model, folder / kind, keras_model)
        with pytest.raises(ConversionError, match="with a mask"):
            tandem.convert(keras_model, folder / "no", layers=True)


@row("27 the same bytes, paths with spaces, the input untouched")
def untouched(folder):
    keras_model = models.build("nested")
    keras_model.export(folder / "a model", verbose=False)
    saved(keras_model, folder / "a file.keras")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    script = "import sys, tandem; tandem.convert(*sys.argv[1:], check=False)"
    for source in ("a model", "a file.keras"):
        out = folder / f"{source} out"
        tandem.convert(folder / source, out, check=False)
        command = [sys.executable, "-c", script, folder / source, folder / "once more"]
        environment = {**os.environ, "PYTHONHASHSEED": "7"}
        subprocess.run(command, check=True, env=environment, capture_output=True)
        assert contents(out) == contents(folder / "once more")
    tandem.convert(folder / "a file.keras", folder / "some layers", layers=True, check=False)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    made = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert made == {
        "a model", "a file.keras", "a model out", "a file.keras out", "once more", "some layers"
    }  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.filterwarnings("ignore:The structure of `inputs`:UserWarning")
def test_row(name, tmp_path):
    ROWS[name](tmp_path)


def test_every_row_is_here():
    assert ROWS.numbers == set(range(20, 28))
