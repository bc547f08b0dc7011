"""Files of Keras 2, made by Keras 2 (``keras2/make.py``), answer in tfjs as Keras 2 did."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

import tandem
from tandem.errors import ModelError
from tandem.model import load

FILES = Path(__file__).parent / "keras2"


def assert_answers(got, answers, tolerance=2e-5):
    """Outputs in Keras 2's order, near its own answers, which vary."""
    wanted = [answers[f"output{index}"] for index in range(len(got))]
    for (name, value), reference in zip(got.items(), wanted, strict=True):
        assert value.shape == reference.shape, name
        assert np.unique(reference).size > 2
        assert (np.abs(value - reference) / (1 + np.abs(reference))).max() <= tolerance, name


@pytest.mark.parametrize("name", ["cnn", "functions", "words"])
@pytest.mark.parametrize("runtime", ["tensorflow", "tfjs-node", "tfjs-wasm", "tfjs-cpu"])
def test_it_answers_as_keras_2_did(name, runtime, tmp_path):
    answers = np.load(FILES / f"{name}.npz")
    model = load(FILES / f"{name}.h5")
    if runtime != "tensorflow":
        tandem.convert(model, tmp_path / "web", check=False)
        model = load(tmp_path / "web")
    (spec,) = model.inputs
    with tandem.open(runtime, model) as session:
        assert_answers(session.run({spec.name: answers[spec.name]}), answers)


def test_layers_models_of_keras_2_files(tmp_path):
    tandem.convert(FILES / "cnn.h5", tmp_path / "web", layers=True)
    answers = np.load(FILES / "cnn.npz")
    for runtime in ("tfjs-node", "tfjs-wasm"):
        with tandem.open(runtime, load(tmp_path / "web")) as session:
            assert_answers(session.run({"image": answers["image"]}), answers)


def edited(path, edit):
    shutil.copy(FILES / "functions.h5", path)
    with h5py.File(path, "a") as file:
        config = json.loads(file.attrs["model_config"])
        edit(config)
        file.attrs["model_config"] = json.dumps(config)
    return path


def layer_of(config, kind):
    return next(layer for layer in config["config"]["layers"] if layer["class_name"] == kind)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            lambda c: layer_of(c, "TFOpLambda")["config"].update(function="io.write_file"),
            "the function 'io.write_file'",
        ),
        (
            lambda c: layer_of(c, "TFOpLambda")["config"].update(function="math.__class__"),
            "the function 'math.__class__'",
        ),
        (lambda c: layer_of(c, "LSTM")["config"].update(time_major=True), "time_major=True"),
        (lambda c: layer_of(c, "Dense").update(inbound_nodes=[[]]), "malformed"),
        (lambda c: c["config"].pop("output_layers"), "malformed"),
        (
            lambda c: layer_of(c, "Reshape").update(class_name="Lambda"),
            "holds code",
        ),
    ],
)
def test_what_keras_3_has_not_is_named(edit, message, tmp_path):
    def safe(config):
        try:
            edit(config)
        except StopIteration:
            tower = layer_of(config, "Functional")
            edit({"config": tower["config"]})

    with pytest.raises(ModelError, match=message):
        load(edited(tmp_path / "m.h5", safe))
