"""Layers models: what is written loads in tfjs and agrees with Keras; the rest is refused."""

from __future__ import annotations

import json

import converter_cases
import models
import numpy as np
import pytest

import tandem
from tandem.errors import ConversionError
from tandem.model import load
from tandem.tensorflow_package import import_keras

RUNTIMES = {"tfjs-node", "tfjs-wasm"}


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


@pytest.mark.parametrize("builder", GOOD, ids=lambda builder: builder.__name__)
def test_agrees_in_tfjs(builder, tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    keras_model = builder(keras)
    if builder is not adapted_normalization:
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
