"""Tensors of another dtype than a model takes."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import InputError

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


def test_inputs_by_name_are_predicted_from():
    a, b = (tf.input(shape=[2], name=name) for name in "ab")
    joined = tf.layers.concatenate()([a, b])
    first, second = X[:, :2], X[:, 2:]
    with tf.model(inputs=[a, b], outputs=tf.layers.dense(units=1)(joined)) as model, tf.tidy():
        wanted = model.predict([first, second]).numpy()
        named = {"b": second, "a": first}
        np.testing.assert_array_equal(model.predict(named).numpy(), wanted)
        np.testing.assert_allclose(model.predict_on_batch(named).numpy(), wanted, rtol=1e-5)
        assert not np.allclose(model.predict([second, first]).numpy(), wanted)
        for wrong in ({"a": first}, {"a": first, "c": second}, {}):
            with pytest.raises(InputError, match="has the inputs a, b, and the dict"):
                model.predict(wrong)


def test_the_input_of_a_sequential_model_by_name():
    with classifier() as model, tf.tidy():
        name = model.inputs[0].name
        found = model.predict({name: X}).numpy()
        np.testing.assert_array_equal(found, model.predict(X).numpy())
        model.fit({name: X}, CLASSES, epochs=1)
        with pytest.raises(InputError, match=f"has the inputs {name}, and the dict other"):
            model.predict({"other": X})


def test_a_datasets_evaluation_is_of_floats():
    before = tf.memory()["numTensors"]
    with classifier() as model:
        ys = CLASSES[:, None].astype(np.float32)
        rows = tf.data.zip({"xs": tf.data.array(X), "ys": tf.data.array(ys)}).batch(10)
        wanted = model.evaluate(X, CLASSES)
        found = model.evaluate_dataset(rows)
        assert [type(number) for number in found] == [float, float]
        assert found == pytest.approx(wanted, rel=1e-4)
        assert tf.wait(model.evaluate_dataset_async(rows, batches=3)) == pytest.approx(found)
    assert tf.memory()["numTensors"] == before


def test_a_layers_weight_is_an_operand():
    class Scale(tf.layers.Layer):
        def build(self, input_shape):
            self.scale = self.add_weight("scale", [input_shape[-1]], initializer="ones")

        def call(self, inputs):
            return self.scale * tf.add(inputs * self.scale, self.scale)

    with tf.sequential(layers=[Scale(input_shape=[4])]) as model, tf.tidy():
        np.testing.assert_array_equal(model.predict(X).numpy(), X + 1)
        model.compile(optimizer=tf.train.sgd(0.1), loss="mean_squared_error")
        losses = model.fit(X, X * 3 + 1, epochs=30).history["loss"]
        assert losses[-1] < losses[0] / 2
