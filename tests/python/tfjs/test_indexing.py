"""Indexing as numpy has it, and what is no index."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import tandem.tfjs as tf

SHAPES = npst.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)


def filled(shape):
    return np.arange(np.prod(shape), dtype=np.int32).reshape(shape)


def check(array, key):
    wanted = array[key]
    with tf.tensor(array) as tensor, tensor[key] as found:
        assert found.shape == wanted.shape
        np.testing.assert_array_equal(found, wanted)


@st.composite
def arrays_and_slices(draw):
    array = filled(draw(SHAPES))
    return array, draw(npst.basic_indices(array.shape, allow_newaxis=True, allow_ellipsis=True))


@given(arrays_and_slices())
def test_numbers_and_slices(case):
    check(*case)


@st.composite
def arrays_and_positions(draw):
    array = filled(draw(SHAPES))
    axis = draw(st.integers(0, array.ndim - 1))
    size = array.shape[axis]
    kind = draw(st.sampled_from(["positions", "mask", "none"]))
    if kind == "positions":
        part = draw(npst.arrays(np.int64, npst.array_shapes(max_dims=2, min_side=0),
                                elements=st.integers(-size, size - 1)))  # fmt: skip
    else:
        covered = array.shape[axis : axis + draw(st.integers(1, array.ndim - axis))]
        part = draw(npst.arrays(np.bool_, covered)) & (kind == "mask")
    slices = [draw(st.slices(size)) for size in array.shape[:axis]]
    key = (*slices, draw(st.sampled_from([part, part.tolist()]))) if part.ndim else (*slices, part)
    return array, (*key, ...) if draw(st.booleans()) else key


@given(arrays_and_positions())
def test_positions_and_masks(case):
    array, key = case
    if isinstance(key[-1], list) and not np.asarray(key[-1]).size:
        key = (*key[:-1], np.asarray(key[-1], np.int64))
    check(array, key)


KEYS = [
    0, -1, (1, 2), slice(1, None), slice(None, None, -1), (slice(None), slice(None, None, 2)),
    (..., 0), (0, ...), (slice(2, 0, -1), None, 1), slice(5, 2), None, (),
    [0, 2, -1], np.array([2, 0]), np.array([True, False, True]),
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_indexing_is_numpys(key):
    array = np.arange(24, dtype=np.int32).reshape(3, 4, 2)
    with tf.tidy():
        found = tf.tensor(array)[key]
        assert found.shape == array[key].shape
        np.testing.assert_array_equal(found.numpy(), array[key])


GRADED = [
    0, -1, (slice(None), 0), (slice(None), slice(None, 2)), (..., slice(1, None)),
    (slice(None), None), slice(None, None, 2), (slice(None), slice(None, None, -1)), ..., None,
    (slice(None, None, -2), slice(3, 0, -1), 1), (1, slice(None, None, 3), None), (1, 2, 0),
    [0, 2, 2], np.array([True, False, True]), (slice(1, None), [3, 0]),
]  # fmt: skip


@pytest.mark.parametrize("key", GRADED, ids=str)
def test_what_is_indexed_has_a_gradient(key):
    array = np.arange(24, dtype=np.float32).reshape(3, 4, 2)
    weights = np.arange(1, array[key].size + 1, dtype=np.float32).reshape(array[key].shape)
    wanted = np.zeros_like(array)
    np.add.at(wanted, key, weights)
    before = tf.memory()["numTensors"]
    with tf.tidy():
        found = tf.grad(lambda x: tf.sum(x[key] * weights))(array)
        np.testing.assert_array_equal(found.numpy(), wanted)
    assert tf.memory()["numTensors"] == before


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_indexing_leaves_one_tensor(key):
    with tf.tensor(np.arange(24).reshape(3, 4, 2)) as x:
        before = tf.memory()["numTensors"]
        with x[key]:
            assert tf.memory()["numTensors"] == before + 1


def test_a_loss_and_a_layer_that_index_train():
    class Half(tf.layers.Layer):
        def call(self, inputs):
            return inputs[:, :2]

        def compute_output_shape(self, input_shape):
            return [input_shape[0], 2]

    x = np.random.default_rng(0).normal(size=(32, 3)).astype(np.float32)
    with tf.sequential() as model:
        model.add(tf.layers.dense(units=4, input_shape=[3]))
        model.add(Half())
        model.compile(
            optimizer=tf.train.sgd(0.1),
            loss=lambda true, found: tf.mean(tf.square(found[:, 0] - true[:, 0])),
        )
        losses = model.fit(x, x[:, :2], epochs=20).history["loss"]
    assert losses[-1] < losses[0] / 4


def test_indices_may_be_tensors():
    array = filled([3, 4])
    with tf.tidy():
        x, rows = tf.tensor(array), tf.tensor([2, 0])
        np.testing.assert_array_equal(x[rows], array[[2, 0]])
        np.testing.assert_array_equal(x[rows[0]], array[2])
        np.testing.assert_array_equal(x[x > 5], array[array > 5])


ARRAY = filled([3, 4, 2])


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (3, "index 3 is out of range on axis 0 of size 3"),
        ((0, -5), "index -5 is out of range on axis 1 of size 4"),
        ((0, 0, 0, 0), "4 indices for a tensor of 3 dimensions"),
        ([7], "index 7 is out of range"),
        ((slice(None), [0, -5]), "index -5 is out of range on axis 1"),
        ([1.5], "an array of float64 is no index"),
        (1.5, "a float is no index"),
        ("x", "a str is no index"),
        (True, "a bool is no index"),
        ((..., ...), "one ellipsis"),
        ([True, False], r"a mask of shape \(2,\) on axes of shape \(3,\)"),
        (np.ones((3, 3), bool), r"a mask of shape \(3, 3\) on axes of shape \(3, 4\)"),
    ],
    ids=str,
)
def test_what_is_no_index(key, says):
    with tf.tensor(ARRAY) as x:
        with pytest.raises(IndexError, match=says):
            x[key]
        if key is not True:
            with pytest.raises(IndexError):
                ARRAY[key]


@pytest.mark.parametrize("key", [(0, [1, 2]), ([0, 1], [1, 2]), (0, slice(None), [0, 1])], ids=str)
def test_arrays_beside_arrays_and_numbers_are_refused(key):
    with tf.tensor(ARRAY) as x, pytest.raises(IndexError, match="in a second step"):
        x[key]


def test_a_mask_by_tfjss_own_op():
    with tf.boolean_mask([[1, 2], [3, 4]], [False, True]) as x:
        assert x.tolist() == [[3, 4]]
    assert {"boolean_mask", "boolean_mask_async"} <= set(dir(tf))
