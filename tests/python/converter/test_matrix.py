"""The cases that other converters are known to get wrong, each run in tfjs beside the model."""

from __future__ import annotations

import json

import models
import numpy as np
import pytest

import tandem
from tandem.errors import ConversionError, ModelError
from tandem.model import load
from tandem.runtimes.tensorflow import open_converted
from tandem.tensorflow_package import import_keras, import_tensorflow

RUNTIMES = {"tfjs-node", "tfjs-wasm"}


def assert_converts(model, out, *, tolerance=2e-5, runtimes=RUNTIMES, **options):
    done = tandem.convert(model, out, max_error=tolerance, **options)
    assert set(done.check.errors) == runtimes, done.check.skipped
    assert done.check.constant == ()
    assert done, done.check
    return done


def keras_cleared():
    keras = import_keras()
    keras.utils.clear_session()
    return keras


def saved(module, path):
    import_tensorflow().saved_model.save(module, str(path), signatures=module.serve)
    return path


def gpt(k):
    """Embeddings, causal attention, exact GELU, layer norms: one small decoder block."""
    words = k.Input((None,), dtype="int32", name="words")
    x = k.layers.Embedding(8, 16)(words)
    y = k.layers.LayerNormalization()(x)
    y = k.layers.MultiHeadAttention(2, 8)(y, y, use_causal_mask=True)
    x = k.layers.Add()([x, y])
    y = k.layers.Dense(32, activation="gelu")(k.layers.LayerNormalization()(x))
    x = k.layers.Add()([x, k.layers.Dense(16)(y)])
    return k.Model(words, k.layers.Dense(8, name="next")(x))


def masked_lstm(k):
    words = k.Input((None,), dtype="int32", name="words")
    x = k.layers.Embedding(8, 5, mask_zero=True)(words)
    return k.Model(words, k.layers.Dense(3)(k.layers.LSTM(6)(x)))


def transfer(k):
    image = k.Input((16, 16, 3), name="image")
    x = k.layers.Rescaling(0.5)(k.layers.RandomFlip()(image))
    return k.Model(image, k.layers.Dense(4)(models.BUILDERS["plain_cnn"](k)(x)))


@pytest.mark.parametrize("builder", [gpt, masked_lstm, transfer], ids=lambda b: b.__name__)
def test_keras_files(builder, tmp_path):
    keras_model = models.randomise(builder(keras_cleared()))
    keras_model.save(tmp_path / "model.keras")
    done = assert_converts(tmp_path / "model.keras", tmp_path / "out")
    if builder is gpt:
        assert {"Erfc", "Einsum"} <= set(done.expanded)


def test_h5_files(tmp_path):
    keras_model = models.build("batch_norm")
    keras_model.save(tmp_path / "model.h5")
    assert_converts(tmp_path / "model.h5", tmp_path / "out")


def test_one_kernel_under_two_fused_batch_norms_of_keras_2(tmp_path):
    tf = import_tensorflow()
    random = np.random.default_rng(0)

    class Shared(tf.Module):
        def __init__(self):
            super().__init__()
            self.kernel = tf.Variable(random.normal(0, 1, (3, 3, 3, 4)).astype("float32"))
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

    assert_converts(saved(Shared(), tmp_path / "saved"), tmp_path / "out")


def test_integers_doubles_and_bools(tmp_path):
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
                "far": tf.minimum(ids + tf.int64.max // 2, self.steps[1]),
                "scaled": tf.cast(pixels, tf.float32) / 255.0,
                "positive": x[:, 0] > 0,
            }

    model = load(saved(Types(), tmp_path / "saved"))
    done = tandem.convert(model, tmp_path / "out")
    errors = done.check.errors["tfjs-node"]
    assert max(errors[name] for name in ("y", "next", "scaled", "positive")) < 2e-5
    assert not done  # what is beyond int32 is said, not hidden
    assert any("nearest int32" in warning for warning in done.warnings)
    specs = {spec.name: spec.dtype for spec in (*load(tmp_path / "out").inputs,
                                                *load(tmp_path / "out").outputs)}  # fmt: skip
    assert specs["x"] == specs["y"] == "float32"
    assert specs["ids"] == specs["pixels"] == specs["next"] == "int32"
    assert specs["positive"] == "bool"


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision_becomes_float32(policy, tmp_path):
    keras = keras_cleared()
    keras.mixed_precision.set_global_policy(policy)
    try:
        keras_model = models.randomise(models.BUILDERS["plain_cnn"](keras))
    finally:
        keras.mixed_precision.set_global_policy("float32")
    assert_converts(keras_model, tmp_path / "out", tolerance=1e-3 if "bf" not in policy else 1e-2)
    document = (tmp_path / "out" / "model.json").read_text()
    assert "DT_HALF" not in document
    assert "DT_BFLOAT16" not in document


def test_channels_first_is_refused_with_its_layers(tmp_path):
    keras = keras_cleared()
    image = keras.Input((3, 8, 8))
    x = keras.layers.Conv2D(4, 3, data_format="channels_first", name="first")(image)
    with pytest.raises(ConversionError, match="channels_last") as caught:
        tandem.convert(keras.Model(image, x), tmp_path / "out")
    assert "layer 'first'" in str(caught.value)


def test_string_lookup_keeps_its_shape(tmp_path):
    keras = keras_cleared()
    words = keras.Input((None,), dtype="string", name="words")
    x = keras.layers.StringLookup(vocabulary=["cat", "dog", "the"])(words)
    keras.Model(words, x).export(tmp_path / "saved", verbose=False)
    model = load(tmp_path / "saved")
    assert_converts(model, tmp_path / "out", runtimes={"tfjs-node"})
    given = {model.inputs[0].name: np.array([["cat", "the", "x"], ["dog", "", "cat"]], object)}
    with open_converted(model) as session:
        (answer,) = session.run(given).values()
    assert answer.tolist() == [[1, 3, 0], [2, 0, 1]]
    again = tandem.convert(load(tmp_path / "saved"), tmp_path / "again", check=False)
    for name in again.files:
        assert (tmp_path / "out" / name).read_bytes() == (again.path / name).read_bytes()


def test_text_vectorization_is_refused_with_advice(tmp_path):
    keras = keras_cleared()
    text = keras.Input((), dtype="string")
    x = keras.layers.TextVectorization(vocabulary=["cat"], output_sequence_length=4)(text)
    keras.Model(text, x).export(tmp_path / "saved", verbose=False)
    with pytest.raises(ConversionError, match="before the model") as caught:
        tandem.convert(tmp_path / "saved", tmp_path / "out")
    assert "StringLower" in str(caught.value)
    assert "StringSplitV2" in str(caught.value)


@pytest.mark.filterwarnings("ignore:Layer InputLayer does not have:UserWarning")
def test_quantised_keras_is_refused_with_advice(tmp_path):
    keras = keras_cleared()
    keras_model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4)])
    keras_model.quantize("int8")
    with pytest.raises(ConversionError, match="quantised: convert the one it was made from"):
        tandem.convert(keras_model, tmp_path / "out")


def test_stateful_layers_are_refused(tmp_path):
    keras = keras_cleared()
    row = keras.Input(batch_shape=(2, 5, 4))
    with pytest.raises(ConversionError, match="stateful=False"):
        tandem.convert(keras.Model(row, keras.layers.LSTM(3, stateful=True)(row)), tmp_path / "out")


def test_nan_weights_are_said(tmp_path):
    keras_model = models.build("plain_cnn")
    kernel = keras_model.layers[0].kernel.numpy()
    kernel[0, 0, 0, 0] = np.nan
    keras_model.layers[0].kernel.assign(kernel)
    done = tandem.convert(keras_model, tmp_path / "out", check=False)
    assert any("1 of 216 values are NaN" in warning for warning in done.warnings)


def test_signatures_and_tags_are_chosen_and_listed(tmp_path):
    tf = import_tensorflow()

    class Two(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def twice(self, x):
            return {"y": 2.0 * x}

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def square(self, x):
            return {"y": x * x}

    module = Two()
    signatures = {"twice": module.twice, "square": module.square}
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=signatures)
    given = {"x": np.array([[1, 2, 3]], np.float32)}
    for name, wanted in (("twice", [[2, 4, 6]]), ("square", [[1, 4, 9]])):
        tandem.convert(tmp_path / "saved", tmp_path / name, signature=name, tags=["serve"])
        with tandem.open("tfjs-node", load(tmp_path / name)) as session:
            assert session.run(given)["y"].tolist() == wanted
    for options, word in (
        ({}, "square, twice"),
        ({"signature": "cube"}, "square, twice"),
        ({"tags": ["train"]}, "serve"),
    ):
        with pytest.raises(ModelError, match=word):
            tandem.convert(tmp_path / "saved", tmp_path / "none", **options)
    assert not (tmp_path / "none").exists()


def test_the_input_folder_stays_untouched(tmp_path):
    folder = tmp_path / "a model"
    models.build("plain_cnn").export(folder, verbose=False)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert_converts(folder, tmp_path / "out folder")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert json.loads((tmp_path / "out folder" / "model.json").read_bytes())["format"]
