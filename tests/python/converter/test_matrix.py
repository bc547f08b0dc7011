"""The acceptance matrix of the converter: 27 rows, by their numbers.

What other converters are known to get wrong, each converted as the row says (a graph model,
``--layers``, or both) and run in every runtime there is beside Keras itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import calibrated
import converter_cases
import layered_models
import models
import numpy as np
import pytest

import tandem
from tandem.converter.check import distance
from tandem.errors import ConversionError, ModelError, TandemError
from tandem.model import load
from tandem.tensorflow_package import import_keras, import_tensorflow

ROWS = {}
FLOAT32, HALF = 2e-5, 1e-3
EVERYWHERE = ("tensorflow", "tfjs-node", "tfjs-wasm", "tfjs-cpu", "node")
QUICK = ("tensorflow", "tfjs-node", "tfjs-wasm", "node")
"""Without plain JavaScript, which takes half a minute for a network of a hundred layers."""


def row(name):
    """Register a row of the matrix."""

    def register(body):
        ROWS[name] = body
        return body

    return register


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.filterwarnings("ignore:The structure of `inputs`:UserWarning")
def test_row(name, tmp_path):
    ROWS[name](tmp_path)


def keras_cleared():
    keras = import_keras()
    keras.utils.clear_session()
    return keras


def saved(keras_model, path):
    keras_model.save(path)
    return path


def keras_answers(keras_model, model):
    return lambda inputs: models.expected(keras_model, model, inputs)


def agrees(model, folder, answer, *, given=None, tolerance=FLOAT32, where=EVERYWHERE):
    """Run a converted folder in every runtime beside the original's answers.

    Args:
        model: the original, for the names and order.
        folder: what was converted.
        answer: the original's outputs by name, of inputs by name.
        given: inputs, if random ones will not do.
        tolerance: the largest |got - wanted| / (1 + |wanted|) that passes.
        where: the runtimes.
    """
    batches = given or [models.inputs_for(model, batch, seed) for batch, seed in ((3, 0), (2, 1))]
    wanted = [answer(inputs) for inputs in batches]
    for spec in model.outputs:
        together = np.concatenate([np.asarray(outputs[spec.name]).ravel() for outputs in wanted])
        assert np.unique(together).size > 1, f"{spec.name} is constant: this proves nothing"
    converted = load(folder)
    assert [len(specs) for specs in (converted.inputs, converted.outputs)] == [
        len(specs) for specs in (model.inputs, model.outputs)
    ]
    renamed = list(zip(model.inputs, converted.inputs, strict=True))
    for runtime in where:
        with tandem.open(runtime, converted) as session:
            for inputs, outputs in zip(batches, wanted, strict=True):
                taken = {}
                for own, spec in renamed:
                    array = inputs[own.name]
                    taken[spec.name] = array if spec.dtype == "str" else array.astype(spec.dtype)
                got = session.run(taken)
                assert list(got) == [spec.name for spec in converted.outputs]
                for own, spec in zip(model.outputs, converted.outputs, strict=True):
                    reference = np.asarray(outputs[own.name])
                    if reference.dtype.kind == "f":
                        assert np.isfinite(got[spec.name]).all(), (runtime, own.name)
                    error = distance(np.asarray(got[spec.name]), reference)
                    assert error <= tolerance, (runtime, own.name, error)


def graph(source, folder, keras_model, **options):
    """Convert to a graph model and run it everywhere; returns the conversion."""
    how = {key: options.pop(key) for key in ("given", "where", "tolerance") if key in options}
    model = load(source)
    done = tandem.convert(model, folder, check=False, **options)
    agrees(model, folder, keras_answers(keras_model, model), **how)
    return done


def layers(source, folder, keras_model, **how):
    """Convert to a layers model and run it everywhere."""
    return graph(source, folder, keras_model, layers=True, **how)


def contents(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def application(name, side=32):
    """A network of keras.applications, and pictures for it."""
    keras_model = calibrated.network(name, side)
    batches = [calibrated.pictures(2, side, seed) for seed in (5, 6)]
    (spec,) = load(keras_model).inputs
    return keras_model, [{spec.name: batch} for batch in batches]


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


def graph_of_module(module, folder, **how):
    """Save a module's ``serve`` and convert it; TensorFlow's own answers are what is wanted."""
    tf = import_tensorflow()
    tf.saved_model.save(module, str(folder / "saved"), signatures=module.serve)
    model = load(folder / "saved")
    done = tandem.convert(model, folder / "a", check=False)

    def answer(inputs):
        made = module.serve(**{name: tf.constant(value) for name, value in inputs.items()})
        return {name: value.numpy() for name, value in made.items()}

    agrees(model, folder / "a", answer, **how)
    return done


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
    for runtime in ("tfjs-wasm", "tfjs-cpu"):
        with pytest.raises(TandemError), tandem.open(runtime, load(folder / "a")) as session:
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


def test_every_row_is_here():
    assert {int(name[:2]) for name in ROWS} == set(range(1, 28))
