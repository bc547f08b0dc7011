"""``tf.data`` over arrays, and predicates of Python's."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import InputError


@pytest.mark.parametrize("dtype", ["float32", "int32", "bool", "int64", "float64", "uint8"])
@pytest.mark.parametrize("shape", [(5,), (5, 3), (5, 2, 1, 3), (0, 2)], ids=str)
def test_an_arrays_rows_are_tensors_of_its_dtype(dtype, shape):
    array = (np.arange(np.prod(shape)) % 7).reshape(shape).astype(dtype)
    before = tf.memory()["numTensors"]
    dataset = tf.data.array(array)
    assert dataset.size == shape[0]
    assert tf.memory()["numTensors"] == before
    for _ in range(2):  # an epoch takes nothing from the next
        rows = dataset.to_array()
        assert [row.shape for row in rows] == [shape[1:]] * shape[0]
        assert {row.dtype for row in rows} <= {str(tf_dtype(dtype))}
        for row, wanted in zip(rows, array, strict=True):
            np.testing.assert_array_equal(row.numpy(), wanted)
            row.dispose()
        for at, batch in enumerate(dataset.batch(2).to_array()):
            with batch:
                assert batch.dtype == tf_dtype(dtype)
                np.testing.assert_array_equal(batch.numpy(), array[2 * at : 2 * at + 2])
    assert tf.memory()["numTensors"] == before


def tf_dtype(dtype):
    return {"int64": "int32", "uint8": "int32", "float64": "float32"}.get(dtype, dtype)


def test_an_array_may_be_a_view_and_change_later():
    array = np.arange(12, dtype=np.int32).reshape(3, 4)
    dataset = tf.data.array(array.T[::2])
    array[:] = 0
    rows = dataset.to_array()
    with tf.tidy():
        assert [row.tolist() for row in rows] == [[0, 4, 8], [2, 6, 10]]
    for row in rows:
        row.dispose()


def test_functions_of_elements_are_given_tensors():
    before = tf.memory()["numTensors"]
    dataset = tf.data.array(np.arange(8, dtype=np.int32).reshape(4, 2))
    rows = dataset.filter(lambda row: row[0] > 2).map(lambda row: row * 2).batch(4).to_array()
    assert [batch.tolist() for batch in rows] == [[[8, 10], [12, 14]]]
    for row in rows:
        row.dispose()
    numbers = tf.data.array(np.array([1, 5, 3])).filter(lambda number: number > 2).to_array()
    assert [number.item() for number in numbers] == [5, 3]
    for number in numbers:
        number.dispose()
    assert tf.memory()["numTensors"] == before


def test_a_tensors_rows_and_zipped_datasets_train():
    x = np.random.default_rng(0).normal(size=(32, 3)).astype(np.float32)
    before = tf.memory()["numTensors"]
    with tf.tensor(x) as given:
        xs = tf.data.array(given)
    ys = tf.data.array(x @ np.ones((3, 1), np.float32))
    with tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[3])]) as model:
        model.compile(optimizer=tf.train.sgd(0.1), loss="mean_squared_error")
        rows = tf.data.zip({"xs": xs, "ys": ys}).batch(8)
        losses = model.fit_dataset(rows, epochs=20).history["loss"]
    assert losses[-1] < losses[0] / 10
    assert tf.memory()["numTensors"] == before


def test_lists_are_as_they_were():
    assert tf.data.array([1, 2, 3]).to_array() == [1, 2, 3]
    assert tf.data.array([{"a": 1}, {"a": 2}]).to_array() == [{"a": 1}, {"a": 2}]
    assert tf.data.array(np.array(["a", "b"])).to_array() == ["a", "b"]


def test_what_has_no_rows():
    with pytest.raises(InputError, match="no rows"):
        tf.data.array(np.array(1.0))
    with pytest.raises(InputError, match="do not fit tfjs's int32"):
        tf.data.array(np.array([2**40]))
