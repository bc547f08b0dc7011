"""Saving where it cannot be as asked: to a Keras file's name, and in a synchronous callback."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import EngineError, UsageError

X = np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32)
Y = X.sum(1, keepdims=True)


@pytest.fixture
def model():
    with tf.train.sgd(0.01) as optimizer, tf.sequential() as made:
        made.add(tf.layers.dense(units=1, input_shape=[2]))
        made.compile(optimizer, "mean_squared_error")
        yield made


@pytest.mark.parametrize("name", ["out.keras", "out.h5"])
def test_the_name_of_a_keras_file_is_refused(model, tmp_path, name):
    with pytest.raises(UsageError, match=rf'tf.to_keras\(model\).save\("{name}"\)'):
        model.save(tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("keras", [False, True])
def test_a_synchronous_callback_is_told_to_be_asynchronous(model, tmp_path, keras):
    class Checkpoint(tf.Callback):
        def on_epoch_end(self, epoch, logs):
            del epoch, logs
            tf.to_keras(self.model) if keras else self.model.save(tmp_path / "out")

    with pytest.raises(EngineError, match=r"callback.*async def.*self\.model\.save_async") as error:
        model.fit(X, Y, callbacks=Checkpoint())
    assert "notebook" not in str(error.value)


def test_an_asynchronous_callback_saves(model, tmp_path):
    class Checkpoint(tf.Callback):
        async def on_epoch_end(self, epoch, logs):
            del logs
            await self.model.save_async(tmp_path / f"epoch-{epoch}")

    model.fit(X, Y, epochs=2, callbacks=Checkpoint())
    assert {path.name for path in tmp_path.iterdir()} == {"epoch-0", "epoch-1"}
