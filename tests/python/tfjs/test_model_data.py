"""Tensors of another dtype than a model takes."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf

X = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32)
CLASSES = (X[:, 0] > 0).astype(np.int32)


def classifier():
    model = tf.sequential()
    model.add(tf.layers.dense(units=2, activation="softmax", input_shape=[4]))
    model.compile(
        optimizer=tf.train.adam(0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def test_class_numbers_may_be_an_int32_tensor():
    before = tf.memory()["numTensors"]
    with classifier() as model, tf.tensor(CLASSES) as y:
        start = model.evaluate(X, CLASSES)
        assert model.evaluate(X, y) == start
        first, _ = model.train_on_batch(X, y)
        assert first == pytest.approx(start[0], rel=1e-5)
        history = model.fit(X, y, epochs=40, validation_data=(X, y)).history
        assert history["val_loss"][-1] < start[0] / 2
        assert history["val_acc"][-1] > 0.85
        assert y.dtype == "int32"
        assert y.tolist() == CLASSES.tolist()
    assert tf.memory()["numTensors"] == before


@pytest.mark.parametrize("dtype", ["int32", "bool"])
def test_inputs_may_be_whole(dtype):
    array = (X > 0).astype(dtype)
    with tf.sequential(layers=[tf.layers.dense(units=2, input_shape=[4])]) as model:
        with tf.tidy():
            wanted = model.predict(array).numpy()
            found = model.predict(tf.tensor(array, dtype=dtype)).numpy()
        np.testing.assert_array_equal(found, wanted)
        assert wanted.std() > 0


def test_inputs_of_an_embedding_may_be_real():
    layer = tf.layers.embedding(input_dim=5, output_dim=3, input_length=2)
    with tf.sequential(layers=[layer]) as model, tf.tidy():
        found = model.predict(tf.tensor([[1.0, 4.0]])).numpy()
        np.testing.assert_array_equal(found, model.predict(np.array([[1, 4]])).numpy())
        assert found.std() > 0
