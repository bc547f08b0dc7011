"""Every example, run quickly: its figures, its pictures, and that nothing is left in memory."""

from __future__ import annotations

import math
import sys

import cv2
import pytest

import tandem.tfjs as tf
from tandem import examples
from tandem.errors import UsageError

BARS = {
    "digits": {"accuracy": (0.85, 1)},
    "linear": {"MSE": (10, 40), "batches to NaN, raw features": (2, 100)},
    "iris": {"accuracy": (0.6, 1)},
    "polynomial": {"MSE": (1e-5, 5e-3), "largest error of a coefficient": (0, 0.3)},
    "transfer": {"accuracy, base frozen": (0.7, 1), "accuracy, all trained": (0.85, 1)},
    "finetune": {"accuracy, base frozen": (0.6, 0.99), "accuracy, fine-tuned": (0.8, 1)},
    "knn": {"accuracy": (0.9, 1), "accuracy, 5 examples a class": (0.6, 0.98)},
    "gridsearch": {"best accuracy": (0.8, 1), "worst accuracy": (0.1, 0.9), "processes": (1, 64)},
    "detector": {"mean IoU": (0.25, 1), "class right": (0.5, 1)},
    "pix2pix": {"PSNR between the runtimes, dB": (100, 200), "PSNR to the truth, dB": (12, 40)},
    "compress": {
        "float32: PSNR, dB": (100, 200),
        "uint8: PSNR, dB": (40, 70),
        "uint8: SSIM": (0.98, 0.99999),
    },
    "lstm": {"loss": (1, 3.2)},
    "vae": {"loss": (24, 30), "loss of the first epoch": (30, 45)},
    "gan": {"drawings read as what was asked for": (0.2, 1), "tensors left by the steps": (0, 0)},
}
"""What a quick run must lie within. A full one is held to more: see ``tandem example``."""


def test_there_is_a_test_for_each():
    assert set(BARS) == set(examples.EXAMPLES)


@pytest.mark.parametrize("name", BARS)
def test_quick(name, tmp_path):
    before = tf.memory()["numTensors"]
    figures = {figure.name: figure for figure in examples.run(name, tmp_path, quick=True)}
    assert tf.memory()["numTensors"] == before
    assert all(math.isfinite(figure.value) for figure in figures.values())
    for figure, (low, high) in BARS[name].items():
        assert low <= figures[figure].value <= high, figure
    # Every example is held to something when it runs in full.
    assert any(figure.bar for figure in figures.values())
    written = list(tmp_path.iterdir())
    assert written
    for path in written:
        if path.suffix == ".png":
            picture = cv2.imread(str(path))
            assert min(picture.shape[:2]) > 100
            assert picture.std() > 5


def test_an_example_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="no example 'digit'; there are digits, "):
        examples.run("digit", tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(UsageError, match=r"need scikit-learn: pip install '\S+\[examples\]'"):
        examples.run("digits", tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_the_same_seed_gives_the_same_figures(tmp_path):
    first, second = (examples.run("iris", tmp_path, quick=True) for _ in range(2))
    assert first == second


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("mine")
    for folder in ("file", "file/below"):
        with pytest.raises(UsageError, match=f"{folder}: pictures cannot be written there"):
            examples.run("polynomial", tmp_path / folder, quick=True)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (examples.Figure("a", 1.0, at_least=1), True),
        (examples.Figure("a", 0.9, at_least=1), False),
        (examples.Figure("a", 2.0, at_most=1), False),
        (examples.Figure("a", math.nan, at_most=1), False),
        (examples.Figure("a", math.nan), True),
    ],
)
def test_bars(figure, reached):
    assert figure.reached is reached
