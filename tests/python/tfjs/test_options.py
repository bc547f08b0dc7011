"""Options of a training that tfjs would take for something else, or for nothing."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import InputError, JSError, UsageError

X = np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32)
Y = X.sum(1, keepdims=True)


@pytest.fixture
def model():
    with tf.train.sgd(0.01) as optimizer, tf.sequential() as made:
        made.add(tf.layers.dense(units=1, input_shape=[2]))
        made.compile(optimizer, "mean_squared_error")
        yield made


@pytest.mark.parametrize("epochs", [1.5, "2", -1, 0, True])
def test_epochs_are_whole(model, epochs):
    with pytest.raises(UsageError, match="epochs="):
        model.fit(X, Y, epochs=epochs)


@pytest.mark.parametrize("split", [-0.1, 1, 1.5, "0.2", float("nan")])
def test_validation_splits_are_shares(model, split):
    with pytest.raises(UsageError, match="validation_split="):
        model.fit(X, Y, validation_split=split)


def test_numbers_of_numpy_are_numbers(model):
    history = model.fit(X, Y, epochs=np.int64(2), validation_split=np.float32(0.25))
    assert len(history.history["val_loss"]) == 2


def test_a_misspelt_event_is_named(model):
    class Misspelt(tf.Callback):
        def on_epoch_finish(self, epoch, logs):
            del epoch, logs
            raise AssertionError

    with pytest.raises(UsageError, match=r"'on_epoch_finish'.*on_epoch_"):
        model.fit(X, Y, callbacks=Misspelt())


def test_fit_wants_targets(model):
    with pytest.raises(UsageError, match="fit_dataset"):
        model.fit(X)


def test_no_examples_are_named(model):
    with pytest.raises(InputError, match="no examples"):
        model.predict(X[:0])


def test_infinity_is_named(model):
    with pytest.raises(InputError, match="infinity"):
        model.fit(np.where(X.mean() < X, np.inf, X), Y)


def test_one_metric_needs_no_list(model):
    model.compile(model.optimizer, "mean_squared_error", "mae")
    assert len(model.evaluate(X, Y)) == 2


def test_an_unknown_loss_is_told_the_ones_there_are(model):
    with pytest.raises(JSError, match="mean_squared_error"):
        model.compile(model.optimizer, "mse2")


@pytest.mark.parametrize("loss", [
    "mean_absolute_percentage_error", "mean_squared_logarithmic_error", "hinge", "squared_hinge",
    "categorical_hinge", "logcosh", "kullback_leibler_divergence", "poisson", "cosine_proximity",
])  # fmt: skip
def test_the_losses_that_are_told_are_there(model, loss):
    model.compile(model.optimizer, loss)


def test_names_that_the_model_has_not_are_named(model):
    name = model.output_names[0]
    with pytest.raises(InputError, match="'nothing'"):
        model.fit(X, {name: Y, "nothing": Y})
    with pytest.raises(InputError, match="nothing"):
        model.predict({"nothing": X})
    with pytest.raises(InputError, match="'nothing'"):
        model.compile(model.optimizer, "mse", {"nothing": ["mae"]})
    assert model.fit(X, {name: Y}).epoch == [0]


def test_options_that_tfjs_has_not_are_not_offered(model):
    with pytest.raises(TypeError, match="validation_split") as error:
        model.fit(X, Y, sample_weights=1)
    assert "sample_weight," not in str(error.value)
    assert "args" not in str(error.value)
