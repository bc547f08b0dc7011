"""Functions over ``tandem.tfjs``: Python's own, its methods, and what it says of their lines."""

from __future__ import annotations

import numpy as np
import pytest

import tandem
import tandem.tfjs as tf
from tandem.errors import CaptureError, JSError

X = np.arange(6, dtype=np.float32).reshape(2, 3)


def test_a_python_function_over_tensors():
    def scores(x):
        return {"scaled": x * 0.5 + 0.5, "best": x.arg_max(axis=1)}

    with tandem.capture(scores, X) as fast:
        for array in (X, -X):
            got = fast(array)
            np.testing.assert_allclose(got["scaled"], array * 0.5 + 0.5)
            np.testing.assert_array_equal(got["best"], array.argmax(1))


def test_reading_a_value_names_the_python_line():
    def branch(x):
        if float(x.sum()) > 1:
            return x.neg()
        return x

    with pytest.raises(CaptureError, match="reads a value that depends on the input") as caught:
        tandem.capture(branch, X)
    line = branch.__code__.co_firstlineno + 1
    assert caught.value.line == f"branch ({__file__}:{line})"


def test_an_exception_of_python_comes_back_as_itself():
    error = LookupError("mine")

    def broken(_):
        raise error

    with pytest.raises(LookupError) as caught:
        tandem.capture(broken, X)
    assert caught.value is error


def test_a_layers_model_is_captured_and_its_normalisations_folded():
    images = np.random.default_rng(0).random((2, 8, 8, 1), np.float32)
    layers = tf.layers
    shift = tf.initializers.random_normal(mean=0, stddev=0.5, seed=1)
    scale = tf.initializers.random_normal(mean=1, stddev=0.2, seed=2)
    with tf.sequential() as model:
        model.add(layers.conv2d(filters=4, kernel_size=3, input_shape=[8, 8, 1]))
        model.add(layers.batch_normalization(beta_initializer=shift))
        model.add(layers.depthwise_conv2d(kernel_size=3, depth_multiplier=2))
        model.add(layers.batch_normalization(gamma_initializer=scale))
        model.add(layers.re_lu())
        model.add(layers.flatten())
        model.add(layers.dense(units=3, activation="softmax"))
        with tandem.capture(model.predict, images) as fast:
            ops = [node.op for node in fast.graph]
            assert not {"Mul", "FusedBatchNorm"} & set(ops), ops
            with tf.tidy():
                wanted = model.predict(images).numpy()
            assert np.ptp(wanted) > 1e-3
            np.testing.assert_allclose(fast(images), wanted, rtol=0, atol=1e-6)


def test_a_disposed_model_is_an_error_that_leaves_nothing():
    with tf.sequential() as model:
        model.add(tf.layers.dense(units=2, input_shape=[3]))
    with pytest.raises(JSError, match="disposed"):
        tandem.capture(model.predict, X)


def test_a_capture_outlives_the_model_it_was_made_of():
    with tf.sequential() as model:
        model.add(tf.layers.dense(units=2, input_shape=[3]))
        fast = tandem.capture(model, X)
        with tf.tidy():
            wanted = model.predict(X).numpy()
    with fast:
        np.testing.assert_allclose(fast(X), wanted, rtol=0, atol=1e-6)
        with pytest.raises(JSError, match="disposed"):
            fast(X[:1].copy())
