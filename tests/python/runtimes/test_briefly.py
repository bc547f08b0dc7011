"""A model opened briefly, its weights lent, answers as one whose weights are constants."""

from __future__ import annotations

import models
import numpy as np
import pytest

import tandem
from tandem.converter.freeze import freeze
from tandem.model import load
from tandem.runtimes.tensorflow import open_briefly
from tandem.tensorflow_package import import_keras


def recurrent(keras):
    series = keras.Input((None, 64), name="series")
    x = keras.layers.LSTM(128, return_sequences=True)(series)
    return keras.Model(series, keras.layers.Bidirectional(keras.layers.GRU(64))(x))


def convolutional(keras):
    image = keras.Input((12, 12, 32), name="image")
    x = keras.layers.Conv2D(64, 3)(image)
    return keras.Model(image, keras.layers.Dense(8)(keras.layers.Flatten()(x)))


@pytest.mark.parametrize("made", [recurrent, convolutional])
@pytest.mark.parametrize("suffix", [".keras", ""])
def test_agrees(made, suffix, tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    keras_model = models.randomise(made(keras))
    path = tmp_path / f"m{suffix}"
    keras_model.save(path) if suffix else keras_model.export(path, verbose=False)
    model = load(path)
    assert len(freeze(model).graph.values) >= 2  # weights that are lent
    (spec,) = model.inputs
    shape = [n or 5 for n in spec.shape]
    inputs = {spec.name: np.random.default_rng(0).normal(size=shape).astype(np.float32)}
    with tandem.open("tensorflow", model) as session, open_briefly(model) as brief:
        (wanted,) = session.run(inputs).values()
        (got,) = brief.run(inputs).values()
    assert np.ptp(wanted) > 0.01
    np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-5)
