"""Comparing a real Keras model on real pictures, native TensorFlow being every runtime."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import tandem
from tandem.comparison import Tolerance
from tandem.images import Preprocessing

keras = pytest.importorskip("keras")


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """A small CNN with random weights that tells digits apart by chance, and real scans."""
    datasets = pytest.importorskip("sklearn.datasets")
    folder = tmp_path_factory.mktemp("digits")
    for index, scan in enumerate(datasets.load_digits().images[:10]):
        cv2.imwrite(str(folder / f"{index}.png"), (scan * 255 / 16).round().astype(np.uint8))
    keras.utils.set_random_seed(4)
    image = keras.Input((8, 8, 1), name="image")
    x = keras.layers.Conv2D(8, 3, activation="relu", name="conv")(image)
    x = keras.layers.Dense(10, activation="softmax", name="digit")(keras.layers.Flatten()(x))
    return keras.Model(image, x, name="digits"), folder


def test_tensorflow_agrees_with_itself(digits, tmp_path) -> None:
    model, folder = digits
    model.save(tmp_path / "digits.keras")
    report = tandem.compare(tmp_path / "digits.keras", folder, runtimes=("tensorflow",) * 2)
    assert report, report.findings
    assert report.runtimes[1].differences[0].max_abs <= 1e-6
    assert report.runtimes[0].outputs[0].varies
    assert report.runtimes[0].outputs[0].name == "digit"
    assert "TensorFlow" in report.environment.runtimes["tensorflow"]


def test_the_input_range_matters_to_a_real_model(digits) -> None:
    """What a report compares is what Keras itself predicts of the same prepared pictures."""
    model, folder = digits
    for preset in ("0-1", "0-255"):
        report = tandem.compare(
            model,
            folder,
            runtimes=("tensorflow",) * 2,
            preprocessing=Preprocessing.preset(preset),
            tolerance=Tolerance(1e-5, 0),
        )
        batch = tandem.images.load_batch(
            [folder / f"{i}.png" for i in range(10)], report.preprocessing
        )
        wanted = model.predict(batch, verbose=0)
        assert report.runtimes[0].outputs[0].maximum == pytest.approx(wanted.max(), abs=1e-5)
