"""``tf.set_random_seed``: what is drawn again, and what is not touched."""

from __future__ import annotations

import numpy as np
import pytest

import tandem
import tandem.tfjs as tf
from tandem.errors import CaptureError

X = np.random.default_rng(1).normal(size=(64, 4)).astype(np.float32)
Y = (X.sum(1, keepdims=True) > 0).astype(np.float32)


@pytest.fixture(autouse=True)
def restored():
    yield
    tf.set_random_seed(None)


def drawn():
    with tf.tidy():
        ops = [tf.random_uniform([4]), tf.random_normal([4]), tf.truncated_normal([4]),
               tf.dropout(np.ones(64, np.float32), 0.5)]  # fmt: skip
        return [op.numpy().copy() for op in ops]


def trained():
    layers = [
        tf.layers.dense(units=8, activation="relu", input_shape=[4]),
        tf.layers.dropout(rate=0.3),
        tf.layers.dense(units=1, kernel_initializer="orthogonal", activation="sigmoid"),
    ]
    with tf.sequential(layers=layers) as model:
        model.compile(optimizer="sgd", loss="binary_crossentropy")
        history = model.fit(X, Y, epochs=3, batch_size=8)
        with tf.tidy():
            weights = [tensor.numpy().copy() for tensor in model.get_weights()]
    return [*weights, np.array(history.history["loss"])]


@pytest.mark.parametrize("make", [drawn, trained])
def test_a_seed_draws_the_same_again(make):
    tf.set_random_seed(3)
    first, second = make(), make()
    tf.set_random_seed(3)
    again = make()
    tf.set_random_seed(4)
    other = make()
    for one, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, same)
    for later in (second, other):
        assert any((one != two).any() for one, two in zip(first, later, strict=True))


def test_the_engines_own_numbers_come_back():
    tf.set_random_seed(3)
    first = drawn()
    tf.set_random_seed(3)
    tf.set_random_seed(None)
    assert any((one != two).any() for one, two in zip(first, drawn(), strict=True))


def test_the_numbers_are_spread_evenly():
    tf.set_random_seed(2**40 + 5)
    with tf.random_uniform([10000]) as x:
        found = x.numpy()
    assert abs(found.mean() - 0.5) < 0.02
    assert np.histogram(found, 10, (0, 1))[0].min() > 850


@pytest.mark.parametrize("seed", [0, -1, np.int64(7), 2**70])
def test_whole_numbers_are_seeds(seed):
    tf.set_random_seed(seed)
    first = drawn()
    tf.set_random_seed(seed)
    np.testing.assert_array_equal(first[0], drawn()[0])


@pytest.mark.parametrize("seed", [1.5, "7"])
def test_others_are_not(seed):
    with pytest.raises(TypeError, match="integer"):
        tf.set_random_seed(seed)


def test_modules_draw_from_it_too(tmp_path):
    (tmp_path / "dice.js").write_text("exports.roll = () => Math.random();")
    dice = tandem.js_module(tmp_path / "dice.js")
    tf.set_random_seed(1)
    rolls = [dice.roll(), dice.roll()]
    assert rolls[0] != rolls[1]
    tf.set_random_seed(1)
    assert [dice.roll(), dice.roll()] == rolls


def test_a_capture_still_refuses_what_is_random():
    tf.set_random_seed(1)
    with pytest.raises(CaptureError, match="random"):
        tandem.capture(lambda x: tf.add(x, tf.random_uniform([4])), X[0])
