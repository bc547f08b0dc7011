"""Layers models: what is written loads in tfjs and agrees with Keras; the rest is refused."""

from __future__ import annotations

import json

import converter_cases
import layered_models
import models
import pytest

import tandem
from tandem.errors import ConversionError
from tandem.model import load
from tandem.tensorflow_package import import_keras

RUNTIMES = {"tfjs-node", "tfjs-wasm"}


@pytest.mark.parametrize("builder", layered_models.GOOD, ids=lambda builder: builder.__name__)
def test_agrees_in_tfjs(builder, tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    keras_model = builder(keras)
    if builder.__name__ != "adapted_normalization":
        models.randomise(keras_model)
    keras_model.save(tmp_path / "model.keras")
    done = tandem.convert(tmp_path / "model.keras", tmp_path / "out", layers=True, max_error=2e-5)
    assert done
    assert set(done.check.errors) == RUNTIMES, done.check.skipped
    assert done.check.constant == ()
    assert load(tmp_path / "out").kind == "layers"


def test_mobilenet_v2_agrees_in_tfjs(tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    network = keras.applications.MobileNetV2(weights=None, input_shape=(64, 64, 3), classes=10)
    done = tandem.convert(models.randomise(network), tmp_path / "out", layers=True, max_error=2e-5)
    assert set(done.check.errors) == RUNTIMES, done.check.skipped
    assert done


def test_everything_that_does_not_fit_is_named_at_once(tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    image = keras.Input((8, 8, 4), name="image")
    x = keras.layers.Conv2D(4, 3, groups=2, name="grouped")(image)
    x = keras.layers.UpSampling2D(2, interpolation="bilinear", name="smooth")(x)
    x = keras.ops.abs(x)
    x = keras.layers.Dense(3, activation="celu", name="odd")(x)
    x = keras.layers.GroupNormalization(3, name="group")(x)
    model = keras.Model(image, x)
    with pytest.raises(ConversionError) as caught:
        tandem.convert(model, tmp_path / "out", layers=True)
    message = str(caught.value)
    for word in ("'grouped'", "'smooth'", "Absolute", "'celu'", "'group'", "without --layers"):
        assert word in message
    assert list(tmp_path.iterdir()) == []
    assert tandem.convert(model, tmp_path / "graph")


def test_masks_that_tfjs_gets_wrong_are_refused(tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    words = keras.Input((7,), dtype="int32")
    x = keras.layers.Embedding(8, 5, mask_zero=True)(words)
    for layer in (
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True)),
    ):
        with pytest.raises(ConversionError, match="with a mask"):
            tandem.convert(keras.Model(words, layer(x)), tmp_path / "out", layers=True)


def test_subclassed_layers_are_refused_by_name(tmp_path):
    keras = import_keras()

    class Dense(keras.layers.Dense):
        def call(self, inputs):
            return super().call(inputs) * 2

    row = keras.Input((4,))
    with pytest.raises(ConversionError, match="Dense 'mine'"):
        tandem.convert(keras.Model(row, Dense(3, name="mine")(row)), tmp_path / "out", layers=True)


ALLOWED = [
    "layer Dense", "layer Conv1D", "layer Conv3D", "layer Conv2DTranspose", "layer PReLU",
    "layer DepthwiseConv2D", "layer SeparableConv2D", "layer LayerNormalization", "layer Dot",
    "layer BatchNormalization", "layer SimpleRNN", "layer LSTM backwards", "layer Masking",
    "layer GRU reset before", "layer TimeDistributed", "layer UpSampling2D nearest",
    "layer RandomFlip", "layer LeakyReLU", "activation silu", "activation log_softmax",
]  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
@pytest.mark.filterwarnings("ignore:The structure of `inputs`:UserWarning")
def test_allowed_layer_agrees(name, tmp_path):
    model = models.randomise(converter_cases.build(name))
    done = tandem.convert(model, tmp_path / "out", layers=True, max_error=2e-5)
    assert set(done.check.errors) == RUNTIMES, done.check.skipped
    assert done


def test_weights_are_named_by_layer(tmp_path):
    tandem.convert(models.build("plain_cnn"), tmp_path / "out", layers=True, check=False)
    document = json.loads((tmp_path / "out" / "model.json").read_bytes())
    names = [entry["name"] for entry in document["weightsManifest"][0]["weights"]]
    assert "probabilities/kernel" in names
    assert len(names) == len(set(names))
