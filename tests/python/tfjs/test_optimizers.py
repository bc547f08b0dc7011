"""Optimizers: a learning rate that is set in the middle takes effect."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import UsageError

X = np.random.default_rng(3).normal(size=(8, 2)).astype(np.float32)
Y = (X.sum(1) + 1)[:, None]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("sgd", (0.1,)),
        ("momentum", (0.1, 0.9)),
        ("adam", (0.1,)),
        ("adamax", (0.1,)),
        ("adagrad", (0.1,)),
        ("adadelta", (0.1,)),
        ("rmsprop", (0.1,)),
    ],
)
def test_a_learning_rate_that_is_set_takes_effect(name, arguments):
    with getattr(tf.train, name)(*arguments) as optimizer, tf.sequential() as model:
        model.add(tf.layers.dense(units=1, input_shape=[2]))
        model.compile(optimizer, "mean_squared_error")

        def step():
            before = model.weights_by_name()[_kernel(model)].copy()
            model.train_on_batch(X, Y)
            return np.abs(model.weights_by_name()[_kernel(model)] - before).max()

        assert step() > 0
        optimizer.learning_rate = 0.0
        assert optimizer.learning_rate == 0
        assert step() == 0
        optimizer.learning_rate = 0.2
        assert step() > 0


def _kernel(model):
    return next(name for name in model.weights_by_name() if name.endswith("kernel"))


@pytest.mark.parametrize(("name", "rate"), [("sgd", -1), ("adam", "a"), ("adam", -0.1)])
def test_a_learning_rate_that_is_none_is_named(name, rate):
    with getattr(tf.train, name)(rate) as optimizer, tf.sequential() as model:
        model.add(tf.layers.dense(units=1, input_shape=[2]))
        with pytest.raises(UsageError, match="learning rate is"):
            model.compile(optimizer, "mean_squared_error")


def test_a_learning_rate_is_not_set_to_none():
    with tf.train.sgd(0.1) as optimizer:
        with pytest.raises(UsageError, match="learning rate is -1"):
            optimizer.learning_rate = -1
        assert optimizer.learning_rate == pytest.approx(0.1)
