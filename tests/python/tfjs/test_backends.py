"""The same program on tfjs's other backends."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import UsageError


@pytest.fixture(params=["wasm", "cpu"])
def backend(request):
    tf.set_backend(request.param)
    yield request.param
    tf.set_backend("tensorflow")


def test_ops_run_there(backend):
    assert tf.get_backend() == backend
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    with tf.tidy():
        found = tf.add(array, 1) @ tf.tensor(array.T)
        np.testing.assert_allclose(found.numpy(), (array + 1) @ array.T, rtol=1e-6)
        assert found.numpy().flags.owndata is False
        mask = found > 100
        assert mask.dtype == "bool"
        np.testing.assert_array_equal(mask.numpy(), found.numpy() > 100)
        assert tf.tensor([1, 2, 3]).sum().item() == 6
        assert tf.tensor(["a"]).numpy().tolist() == ["a"]


def test_tensors_move(backend):
    tf.set_backend("tensorflow")
    with tf.tensor([1.0, 2.0]) as native:
        tf.set_backend(backend)
        with native * 2 as there:
            tf.set_backend("tensorflow")
            with there + 1 as back:
                assert back.tolist() == [3, 5]


def test_training_on_the_other_backend():
    x = np.linspace(-1, 1, 32, dtype=np.float32)[:, None]
    tf.set_backend("cpu")
    try:
        with tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[1])]) as model:
            model.compile(optimizer=tf.train.sgd(0.3), loss="mse")
            losses = model.fit(x, 2 * x + 1, epochs=8).history["loss"]
            assert losses[-1] < losses[0] / 5
    finally:
        tf.set_backend("tensorflow")


def test_no_such_backend():
    with pytest.raises(UsageError, match="name tensorflow, wasm, cpu"):
        tf.set_backend("webgl")
