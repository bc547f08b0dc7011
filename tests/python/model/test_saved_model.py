"""SavedModels of every make: read from their files where that can be, else by TensorFlow."""

from __future__ import annotations

import models
import numpy as np
import pytest

import tandem
from tandem.errors import ModelError
from tandem.model import checkpoint, load, signature
from tandem.tensorflow_package import import_keras, import_tensorflow

ROWS = np.array([[1, 2, 3], [-1, 0.5, 4]], np.float32)


def answer(path, **options):
    model = load(path, **options)
    with tandem.open("tensorflow", model) as session:
        return next(iter(session.run({model.inputs[0].name: ROWS}).values()))


@pytest.fixture
def read_by_tensorflow(monkeypatch):
    """The SavedModels that TensorFlow had to load itself."""
    tf = import_tensorflow()
    said = []
    original = tf.saved_model.load

    def loading(path, **options):
        said.append(path)
        return original(path, **options)

    monkeypatch.setattr(tf.saved_model, "load", loading)
    return said


def exported(path):
    keras = import_keras()
    keras.utils.clear_session()
    layers = [keras.Input((3,)), keras.layers.Dense(4), keras.layers.BatchNormalization()]
    keras_model = models.randomise(keras.Sequential(layers))
    keras_model.export(path, verbose=False)
    return keras_model


def test_of_keras(tmp_path, read_by_tensorflow):
    keras_model = exported(tmp_path / "saved")
    np.testing.assert_allclose(answer(tmp_path / "saved"), keras_model(ROWS), rtol=1e-5)
    assert not read_by_tensorflow


def test_described_as_tensorflow_does(tmp_path, monkeypatch):
    tf = import_tensorflow()

    class Many(tf.Module):
        @tf.function(
            input_signature=[
                tf.TensorSpec([None, 3], tf.float32, "b"),
                tf.TensorSpec([], tf.int64, "a"),
                tf.TensorSpec(None, tf.string, "c"),
            ]
        )
        def serve(self, b, a, c):
            return {"out_10": b * 2, "out_2": a + 1, "text": c, "flag": b > 0}

    module = Many()
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=module.serve)
    own = load(tmp_path / "saved")
    assert isinstance(own.native, signature.Signature)
    monkeypatch.setattr(signature, "read", lambda *_: None)
    theirs = load(tmp_path / "saved")
    assert (own.inputs, own.outputs) == (theirs.inputs, theirs.outputs)
    assert [spec.name for spec in own.outputs] == ["flag", "out_2", "out_10", "text"]


def test_only_what_a_signature_takes_is_read(tmp_path, read_by_tensorflow, monkeypatch):
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
    original = checkpoint.Checkpoint.read

    def reading(self, key):
        read.append(key.partition("/")[0])
        return original(self, key)

    monkeypatch.setattr(checkpoint.Checkpoint, "read", reading)
    got = answer(tmp_path / "saved", signature="first")
    np.testing.assert_allclose(got, ROWS @ ROWS[:1].T * 3, rtol=1e-5)
    assert set(read) == {"one"}
    got = answer(tmp_path / "saved", signature="second")
    np.testing.assert_allclose(got, ROWS @ ROWS[1:].T * 5 + 3, rtol=1e-5)
    assert set(read) == {"one", "nested"}
    assert not read_by_tensorflow


def test_branches_and_loops_on_variables(tmp_path, read_by_tensorflow):
    tf = import_tensorflow()

    class Turns(tf.Module):
        def __init__(self):
            super().__init__()
            self.one, self.two = tf.Variable(2.0), tf.Variable(5.0)
            self.offset = tf.constant([0.5, 1.5, 2.5])

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def serve(self, x):
            for _ in tf.range(3):
                x = x * self.one if tf.reduce_sum(x) < 20.0 else x + self.two
            return {"y": x + self.offset}

    module = Turns()
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=module.serve)
    wanted = module.serve(tf.constant(ROWS))["y"].numpy()
    assert not np.allclose(wanted, ROWS * 8 + module.offset)  # both branches were taken
    np.testing.assert_allclose(answer(tmp_path / "saved"), wanted, rtol=1e-6)
    assert not read_by_tensorflow


def test_tables_are_loaded_by_tensorflow(tmp_path, read_by_tensorflow):
    tf = import_tensorflow()

    class Table(tf.Module):
        def __init__(self):
            super().__init__()
            self.scale = tf.Variable(3.0)
            keys = tf.constant([1, 4], tf.int64)
            start = tf.lookup.KeyValueTensorInitializer(keys, tf.constant([7.0, 9.0]))
            self.table = tf.lookup.StaticHashTable(start, -1.0)

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def serve(self, x):
            return {"y": self.table.lookup(tf.cast(x, tf.int64)) * self.scale}

    module = Table()
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=module.serve)
    wanted = np.array([[7, -1, -1], [-1, -1, 9]], np.float32) * 3
    np.testing.assert_array_equal(answer(tmp_path / "saved"), wanted)
    assert len(read_by_tensorflow) == 1


def test_one_that_changed_since_it_was_loaded(tmp_path):
    exported(tmp_path / "saved")
    model = load(tmp_path / "saved")
    exported(tmp_path / "saved")
    with pytest.raises(ModelError, match="changed since it was loaded; load it again"):
        tandem.convert(model, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("fault", ["cut", "flip", "gone", "index"])
def test_damaged_variables(tmp_path, fault):
    exported(tmp_path / "saved")
    kind = "*.index" if fault == "index" else "*.data-*"
    (data,) = (tmp_path / "saved" / "variables").glob(kind)
    content = data.read_bytes()
    if fault == "gone":
        data.unlink()
    else:
        flipped = bytes(byte ^ 4 for byte in content)
        data.write_bytes(flipped if fault in {"flip", "index"} else content[:16])
    with pytest.raises(ModelError, match=r"saved: .*(cannot be read|cannot load)"):
        tandem.convert(tmp_path / "saved", tmp_path / "out", check=False)
    assert not (tmp_path / "out").exists()


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
