"""Keras files are loaded without random weights first, and come out as Keras loads them."""

from __future__ import annotations

import models
import numpy as np
import pytest

from tandem.model import load
from tandem.tensorflow_package import import_keras, import_tensorflow


def cleared():
    keras = import_keras()
    keras.utils.clear_session()
    return keras


@pytest.fixture
def drawn(monkeypatch):
    """The shapes that Keras drew random weights of."""
    keras = import_keras()
    shapes = []
    original = keras.initializers.GlorotUniform.__call__

    def draw(self, shape, dtype=None):
        # A layer that is only tried, in a graph of its own, draws nothing.
        if import_tensorflow().executing_eagerly():
            shapes.append(tuple(shape))
        return original(self, shape, dtype)

    monkeypatch.setattr(keras.initializers.GlorotUniform, "__call__", draw)
    return shapes


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_weights_are_the_stored_ones(tmp_path, suffix, drawn):
    keras_model = models.build("plain_cnn")
    keras_model.save(tmp_path / f"m{suffix}")
    plain = import_keras().models.load_model(tmp_path / f"m{suffix}", compile=False)
    assert drawn
    drawn.clear()
    loaded = load(tmp_path / f"m{suffix}").native
    assert not drawn
    assert len(loaded.weights) == len(keras_model.weights) > 4
    for own, wanted in zip(loaded.weights, plain.weights, strict=True):
        assert (own.path, own.dtype) == (wanted.path, wanted.dtype)
        np.testing.assert_array_equal(own.numpy(), wanted.numpy())
    loaded.weights[0].assign(loaded.weights[0] + 1)  # and they are variables like any


def test_state_that_no_file_holds_is_as_keras_makes_it(tmp_path):
    keras = cleared()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dropout(0.5, seed=3)])
    model.save(tmp_path / "m.keras")
    loaded = load(tmp_path / "m.keras").native
    assert [v.shape for v in loaded.variables] == [v.shape for v in model.variables]
    rows = np.ones((200, 4), np.float32)
    kept = np.asarray(loaded(rows, training=True)) > 0
    assert 0.3 < kept.mean() < 0.7


def test_a_layer_that_wants_values_while_it_is_made(tmp_path, drawn):
    keras = cleared()

    @keras.saving.register_keras_serializable("tests")
    class Measured(keras.layers.Layer):
        def build(self, shape):
            self.kernel = self.add_weight(shape=(shape[-1], 3), name="kernel")
            if self.kernel.value is not None:
                self.size = float(np.abs(self.kernel.numpy()).sum())
            self.fixed = keras.Variable(np.float32(2.0), trainable=False, name="fixed")

        def call(self, x):
            return x @ self.kernel * self.fixed

    model = keras.Sequential([keras.Input((4,)), Measured()])
    model.save(tmp_path / "m.keras")
    drawn.clear()
    loaded = load(tmp_path / "m.keras").native
    assert drawn  # it was built as Keras does
    rows = np.random.default_rng(0).normal(size=(2, 4)).astype(np.float32)
    np.testing.assert_array_equal(np.asarray(loaded(rows)), np.asarray(model(rows)))


def test_what_was_there_before_is_assigned_too(tmp_path):
    keras = cleared()
    shared = keras.Variable(np.zeros(3, np.float32), name="shared")

    @keras.saving.register_keras_serializable("tests")
    class Sharing(keras.layers.Layer):
        def build(self, _):
            self.shared = shared

        def call(self, x):
            return x + self.shared

    model = keras.Sequential([keras.Input((3,)), Sharing()])
    shared.assign([1.0, 2.0, 3.0])
    model.save(tmp_path / "m.keras")
    shared.assign([0.0, 0.0, 0.0])
    load(tmp_path / "m.keras")
    np.testing.assert_array_equal(shared.numpy(), [1, 2, 3])
