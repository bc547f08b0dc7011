"""What fit_dataset says of data that is no data: it looks at the first batch."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import InputError, TrainingWarning

X = np.random.default_rng(5).normal(size=(12, 4)).astype(np.float32)
LABELS = (np.arange(12) % 3).astype(np.float32)[:, None]


@pytest.fixture
def model():
    with tf.train.sgd(0.01) as optimizer, tf.sequential() as made:
        made.add(tf.layers.dense(units=3, activation="softmax", input_shape=[4]))
        made.compile(optimizer, "sparse_categorical_crossentropy")
        yield made


def _batches(x, y, *, named=True):
    def examples():
        for one in zip(x, y, strict=True):
            yield {"xs": one[0], "ys": one[1]} if named else one

    return tf.data.generator(examples).batch(4)


def test_good_batches_are_all_trained_on(model):
    history = model.fit_dataset(_batches(X, LABELS), epochs=2)
    assert len(history.history["loss"]) == 2
    assert np.isfinite(history.history["loss"]).all()


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (X, LABELS + 1, "labels that begin with 1|label 3"),
        (np.where(X > 0.5, np.nan, X), LABELS, "the inputs hold NaN"),
        (X[:, :3], LABELS, r"is \(batch, 4\)"),
    ],
)
def test_wrong_batches_are_named_before_a_step(model, x, y, words):
    before = model.layers[0].kernel.read().numpy().copy()
    with pytest.raises(InputError, match=words):
        model.fit_dataset(_batches(x, y))
    assert (model.layers[0].kernel.read().numpy() == before).all()


def test_tuples_are_named(model):
    with pytest.raises(InputError, match=r"yield \{'xs': x, 'ys': y\}"):
        model.fit_dataset(_batches(X, LABELS, named=False))


def test_features_that_are_not_normalised_are_said(model):
    with pytest.warns(TrainingWarning, match="are not normalised"):
        model.fit_dataset(_batches(X * 1000, LABELS))
