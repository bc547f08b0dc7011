"""SavedModels of every make are given their variables: those that a signature takes, or all."""

from __future__ import annotations

import models
import numpy as np
import pytest

import tandem
from tandem.model import checkpoint, load
from tandem.tensorflow_package import import_keras, import_tensorflow

ROWS = np.array([[1, 2, 3], [-1, 0.5, 4]], np.float32)


def answer(path, **options):
    model = load(path, **options)
    with tandem.open("tensorflow", model) as session:
        return next(iter(session.run({model.inputs[0].name: ROWS}).values()))


@pytest.fixture
def restored(monkeypatch):
    """What each restoring said: whether it found all."""
    said = []
    original = checkpoint.restore

    def restore(*arguments):
        said.append(original(*arguments))
        return said[-1]

    monkeypatch.setattr(checkpoint, "restore", restore)
    return said


def test_of_keras(tmp_path, restored):
    keras = import_keras()
    keras.utils.clear_session()
    layers = [keras.Input((3,)), keras.layers.Dense(4), keras.layers.BatchNormalization()]
    keras_model = models.randomise(keras.Sequential(layers))
    keras_model.export(tmp_path / "saved", verbose=False)
    np.testing.assert_allclose(answer(tmp_path / "saved"), keras_model(ROWS), rtol=1e-5)
    assert restored == [True]


def test_only_what_a_signature_takes_is_read(tmp_path, restored, monkeypatch):
    tf = import_tensorflow()

    class Two(tf.Module):
        def __init__(self):
            super().__init__()
            self.one = tf.Variable(ROWS[:1].T * 3)
            self.nested = [tf.Variable(ROWS[1:].T * 5)]

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def first(self, x):
            return {"y": x @ self.one}

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def second(self, x):
            return {"y": x @ self.nested[0] + self.one[0]}

    module = Two()
    signatures = {"first": module.first, "second": module.second}
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=signatures)
    read = []
    original = tf.train.load_checkpoint

    def load_checkpoint(prefix):
        reader = original(prefix)
        get = reader.get_tensor

        class Told:
            has_tensor = reader.has_tensor

            def get_tensor(self, key):
                read.append(key)
                return get(key)

        return Told()

    monkeypatch.setattr(tf.train, "load_checkpoint", load_checkpoint)
    got = answer(tmp_path / "saved", signature="first")
    np.testing.assert_allclose(got, ROWS @ ROWS[:1].T * 3, rtol=1e-5)
    assert [key.partition("/")[0] for key in read] == ["_CHECKPOINTABLE_OBJECT_GRAPH", "one"]
    got = answer(tmp_path / "saved", signature="second")
    np.testing.assert_allclose(got, ROWS @ ROWS[1:].T * 5 + 3, rtol=1e-5)
    assert restored == [True, True]


def test_more_than_variables_is_loaded_as_a_whole(tmp_path, restored):
    tf = import_tensorflow()

    class Table(tf.Module):
        def __init__(self):
            super().__init__()
            self.scale = tf.Variable(3.0)
            self.table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, -1.0)

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def serve(self, x):
            return {"y": x * self.scale}

    module = Table()
    module.table.insert(tf.constant([1], tf.int64), tf.constant([2.0]))
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=module.serve)
    np.testing.assert_array_equal(answer(tmp_path / "saved"), ROWS * 3)
    assert restored == [False]


def test_of_tensorflow_1(tmp_path):
    tf = import_tensorflow()
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.compat.v1.placeholder(tf.float32, [None, 3], "x")
        scale = tf.compat.v1.get_variable("scale", initializer=np.float32(3), use_resource=True)
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.saved_model.simple_save(
            session, str(tmp_path / "saved"), {"x": x}, {"y": x * scale}
        )
    np.testing.assert_array_equal(answer(tmp_path / "saved"), ROWS * 3)


def test_without_variables(tmp_path):
    tf = import_tensorflow()
    module = tf.Module()
    module.serve = tf.function(
        lambda x: {"y": x * 2.0},
        input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")],
        autograph=False,
    )
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=module.serve)
    np.testing.assert_array_equal(answer(tmp_path / "saved"), ROWS * 2)
