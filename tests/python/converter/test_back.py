"""A tfjs model, taken back to TensorFlow, answers as it does in tfjs."""

from __future__ import annotations

import json

import layered_models
import models
import pytest

import tandem
from tandem.errors import ConversionError, ModelError
from tandem.model import load
from tandem.tensorflow_package import import_keras

LAYERS = [builder for builder in layered_models.GOOD if builder.__name__ != "adapted_normalization"]


@pytest.mark.parametrize("builder", LAYERS, ids=lambda builder: builder.__name__)
def test_layers_models_run_natively(builder, tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    keras_model = models.randomise(builder(keras))
    original = load(keras_model)
    tandem.convert(original, tmp_path / "web", layers=True, check=False)
    inputs = models.inputs_for(original)
    wanted = models.expected(keras_model, original, inputs)
    model = load(tmp_path / "web")
    given = {ours.name: inputs[spec.name]
             for ours, spec in zip(model.inputs, original.inputs, strict=True)}  # fmt: skip
    with tandem.open("tensorflow", model) as session:
        got = dict(zip(wanted, session.run(given).values(), strict=True))
    models.assert_agree(got, wanted)


def test_layers_models_become_keras_files(tmp_path):
    keras_model = models.build("plain_cnn")
    original = load(keras_model)
    tandem.convert(original, tmp_path / "web", layers=True, check=False)
    tandem.convert(tmp_path / "web", tmp_path / "again.keras")
    again = load(tmp_path / "again.keras")
    inputs = models.inputs_for(original)
    with tandem.open("tensorflow", again) as session:
        models.assert_agree(session.run(inputs), models.expected(keras_model, original, inputs))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.keras", "web"]


@pytest.mark.parametrize("name", ["prelu", "batch_norm", "named_dicts"])
def test_graph_models_become_saved_models(name, tmp_path):
    keras_model = models.build(name)
    original = load(keras_model)
    tandem.convert(original, tmp_path / "web", check=False)
    tandem.convert(tmp_path / "web", tmp_path / "saved")
    again = load(tmp_path / "saved")
    inputs = models.inputs_for(original)
    wanted = models.expected(keras_model, original, inputs)
    with tandem.open("tensorflow", again) as session:
        got = session.run(inputs)
    models.assert_agree({name: got[name] for name in wanted}, wanted)


def test_what_cannot_be(tmp_path):
    tandem.convert(models.build("plain_cnn"), tmp_path / "web", check=False)
    with pytest.raises(ConversionError, match="no layers"):
        tandem.convert(tmp_path / "web", tmp_path / "out.keras")
    with pytest.raises(ConversionError, match="there already"):
        tandem.convert(tmp_path / "web", tmp_path / "web")
    assert [path.name for path in tmp_path.iterdir()] == ["web"]


def test_foreign_layers_and_missing_weights_are_named(tmp_path):
    tandem.convert(models.build("plain_cnn"), tmp_path / "web", layers=True, check=False)
    path = tmp_path / "web" / "model.json"
    document = json.loads(path.read_bytes())
    (entry,) = (e for e in document["weightsManifest"][0]["weights"]
                if e["name"] == "probabilities/bias")  # fmt: skip
    entry["name"] = "other/bias"
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match="probabilities/bias"):
        tandem.open("tensorflow", load(tmp_path / "web"))
    document["modelTopology"]["model_config"]["config"]["layers"][1]["class_name"] = "Lambda"
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match="Lambda"):
        tandem.open("tensorflow", load(tmp_path / "web"))
