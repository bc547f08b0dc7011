"""The runtime ``tensorflow``: what it runs, what it refuses, and its threads."""

from __future__ import annotations

import json
import subprocess
import sys

import models
import numpy as np
import pytest

import tandem
from tandem.errors import EngineError, InputError, ModelError, UsageError
from tandem.model import load
from tandem.runtimes.tensorflow import TensorFlow, open_converted


@pytest.fixture(scope="module")
def cnn():
    return models.build("plain_cnn")


def test_it_runs_the_model_and_times_the_stages(cnn):
    model = load(cnn)
    with tandem.open("tensorflow", model) as session:
        assert (session.inputs, session.outputs) == (model.inputs, model.outputs)
        for batch in (1, 5):
            inputs = models.inputs_for(model, batch)
            outputs = session.run(inputs)
            models.assert_agree(outputs, models.expected(cnn, model, inputs), 1e-6)
            timing = outputs.timing
            assert min(timing.marshal, timing.compute, timing.readback) > 0
            assert timing.total == timing.marshal + timing.compute + timing.readback


def test_inputs_and_outputs_are_copies(cnn):
    model = load(cnn)
    inputs = models.inputs_for(model)
    before = inputs["image"].copy()
    with TensorFlow().open(model) as session:
        first = session.run(inputs)["probabilities"]
        kept = first.copy()
        inputs["image"] *= 2
        second = session.run(inputs)["probabilities"]
        assert not np.array_equal(first, second)
        np.testing.assert_array_equal(first, kept)
        first[:] = 0
        np.testing.assert_array_equal(session.run({"image": before})["probabilities"], kept)


def test_it_infers_and_does_not_train(cnn):
    model = load(cnn)
    inputs = models.inputs_for(model)
    with TensorFlow().open(model) as session:  # the model has a dropout layer
        first, second = (session.run(inputs)["probabilities"] for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_model_is_a_snapshot_for_every_runtime():
    keras_model = models.build("plain_cnn")
    model = load(keras_model)
    inputs = models.inputs_for(model)
    with TensorFlow().open(model) as session:
        before = session.run(inputs)
    models.randomise(keras_model, seed=5)
    with TensorFlow().open(model) as session, open_converted(model) as converted:
        models.assert_agree(session.run(inputs), before, 0)
        models.assert_agree(converted.run(inputs), before)
    fresh = load(keras_model)
    with TensorFlow().open(fresh) as session:
        assert np.abs(session.run(inputs)["probabilities"] - before["probabilities"]).max() > 0.01


def test_a_tfjs_folder_runs_natively(cnn, tmp_path):
    folder = tandem.convert(cnn, tmp_path / "out").path
    model = load(folder)
    inputs = models.inputs_for(model)
    with TensorFlow().open(model) as session:
        models.assert_agree(session.run(inputs), models.expected(cnn, model, inputs))


def test_a_layers_model_that_keras_cannot_build_is_refused(tmp_path):
    layers = [{"class_name": "Dense", "config": {"name": "d", "batch_input_shape": [None, 4]}}]
    document = {"modelTopology": {"class_name": "Sequential", "config": {"layers": layers}}}
    (tmp_path / "model.json").write_text(json.dumps(document))
    with pytest.raises(ModelError, match="cannot build this layers model"):
        TensorFlow().open(load(tmp_path))


def test_wrong_inputs_and_closed_sessions_are_refused(cnn):
    session = TensorFlow().open(load(cnn))
    with pytest.raises(InputError, match=r"image: float32 \(any, 16, 16, 3\)"):
        session.run({"image": np.zeros((1, 8, 8, 3), np.float32)})
    session.close()
    session.close()
    with pytest.raises(EngineError, match=r"is closed; open the model again"):
        session.run({"image": np.zeros((1, 16, 16, 3), np.float32)})


def test_a_failure_inside_tensorflow_is_ours():
    model = load(models.build("shared_kernel"))
    inputs = models.inputs_for(model, batch=3)
    inputs["left"] = inputs["left"][:2]  # batches that do not match
    with TensorFlow().open(model) as session, pytest.raises(EngineError, match="TensorFlow failed"):
        session.run(inputs)


def test_check_does_not_import_tensorflow(monkeypatch):
    script = (
        "import sys; from tandem.runtimes import get; ready = get('tensorflow').check();"
        "assert ready.ready and 'TensorFlow 2.' in ready.detail, ready;"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    monkeypatch.setattr("tandem.tensorflow_package.version", lambda *_: None)
    ready = TensorFlow().check()
    assert not ready.ready
    assert ready.command == 'pip install "tensorflow>=2.16"'


def test_threads_are_set_before_tensorflow_starts_and_fixed_after(cnn, tmp_path):
    folder = tandem.convert(cnn, tmp_path / "out").path
    script = """
import sys, numpy as np, tandem
from tandem.errors import UsageError
model = tandem.load(sys.argv[1])
session = tandem.open("tensorflow", model, threads=1)
session.run({"image": np.zeros((1, 16, 16, 3), np.float32)})
import tensorflow as tf
assert tf.config.threading.get_intra_op_parallelism_threads() == 1
tandem.open("tensorflow", model, threads=1)
try:
    tandem.open("tensorflow", model, threads=3)
except UsageError as error:
    print(error)
"""
    command = [sys.executable, "-c", script, folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "already runs with 1 threads in this process and cannot change to 3" in done.stdout
    with pytest.raises(UsageError, match="name a positive number"):
        tandem.open("tensorflow", load(folder), threads=0)
