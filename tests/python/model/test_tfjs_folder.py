"""A tfjs folder is hostile until checked: paths, sizes, shapes, and what the graph asks for."""

from __future__ import annotations

import contextlib
import json
import struct

import models
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tandem
from tandem.converter import native
from tandem.errors import ModelError, TandemError
from tandem.model import load, tfjs_folder
from tandem.runtimes.tensorflow import TensorFlow


@pytest.fixture
def folder(tmp_path):
    return tandem.convert(models.build("named_dicts"), tmp_path / "m").path


def edit(folder, change):
    document = json.loads((folder / "model.json").read_text())
    change(document)
    (folder / "model.json").write_text(json.dumps(document))


def group(document):
    return document["weightsManifest"][0]


CLAIMS = {
    "absolute": (lambda d: group(d).update(paths=["/etc/passwd"]), "outside the model's folder"),
    "parent": (lambda d: group(d).update(paths=["../secret.bin"]), "outside the model's folder"),
    "hidden parent": (lambda d: group(d).update(paths=["a/../../x"]), "outside the model's folder"),
    "backslash": (lambda d: group(d).update(paths=["..\\secret"]), "not the path of a weight"),
    "number": (lambda d: group(d).update(paths=[3]), "not the path of a weight"),
    "missing": (lambda d: group(d).update(paths=["nowhere.bin"]), "'nowhere.bin' is missing"),
    "folder": (lambda d: group(d).update(paths=["."]), "is missing"),
    "too large": (lambda d: group(d)["weights"][0].update(shape=[2**40]), "was cut short"),
    "too small": (lambda d: group(d)["weights"].pop(), "was cut short"),
    "negative": (lambda d: group(d)["weights"][0].update(shape=[-1]), "no valid shape"),
    "no number": (lambda d: group(d)["weights"][0].update(shape=["4"]), "no valid shape"),
    "dtype": (lambda d: group(d)["weights"][0].update(dtype="evil"), "no valid shape and dtype"),
    "quantization": (
        lambda d: group(d)["weights"][0].update(quantization={"dtype": "x"}),
        "no valid shape and dtype",
    ),
    "twice": (lambda d: group(d)["weights"].append(group(d)["weights"][0]), "listed twice"),
    "no paths": (lambda d: group(d).pop("paths"), "malformed"),
    "no list": (lambda d: d.update(weightsManifest=3), "not a list"),
    "no topology": (lambda d: d.pop("modelTopology"), "no modelTopology"),
    "signature": (
        lambda d: d["signature"]["outputs"]["y"].update(name="gone:0"),
        "the graph has no node 'gone:0'",
    ),
    "signature type": (lambda d: d.update(signature=[1]), "not written as TensorFlow.js does"),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_false_claim_is_refused(claim, folder):
    (folder.parent / "secret.bin").write_bytes(b"secret")
    change, message = CLAIMS[claim]
    edit(folder, change)
    with pytest.raises(ModelError) as caught:
        load(folder)
    assert message in str(caught.value)
    assert str(folder / "model.json") in str(caught.value)


def test_a_link_out_of_the_folder_is_refused(folder):
    shard = folder / "group1-shard1of1.bin"
    outside = folder.parent / "outside.bin"
    shard.rename(outside)
    shard.symlink_to(outside)
    with pytest.raises(ModelError, match="outside the model's folder"):
        load(folder)


def test_a_shard_that_was_cut_is_refused(folder):
    shard = folder / "group1-shard1of1.bin"
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(ModelError, match="was cut short"):
        load(folder)


def test_a_document_of_absurd_size_is_not_read(folder, monkeypatch):
    monkeypatch.setattr(tfjs_folder, "MAX_JSON", 1000)
    with pytest.raises(ModelError, match="more than the 1000 any model needs"):
        load(folder)


def test_a_graph_that_would_touch_files_is_not_run(folder):
    def change(document):
        nodes = document["modelTopology"]["node"]
        nodes.append({"name": "steal", "op": "ReadFile", "input": ["alpha"], "attr": {}})

    edit(folder, change)
    with pytest.raises(ModelError, match="is not given: ReadFile"):
        TensorFlow().open(load(folder))


def test_a_graph_without_a_signature_is_described_by_its_ends(folder):
    wanted = load(folder)
    edit(folder, lambda d: d.pop("signature"))
    model = load(folder)
    assert [spec.shape for spec in model.inputs] == [(None, 4), (None, 4)]
    assert [spec.name for spec in model.outputs] == [spec.name for spec in wanted.outputs]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_changed_document_loads_or_is_refused_in_our_words(data, folder, tmp_path):
    """No edit of one value ends in anything but a model or a TandemError."""
    document = json.loads((folder / "model.json").read_text())
    places = []

    def collect(value, path):
        places.append(path)
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            if isinstance(inner, dict | list):
                collect(inner, (*path, key))
            else:
                places.append((*path, key))

    collect(document, ())
    path = data.draw(st.sampled_from(places[1:]))
    rubbish = data.draw(st.sampled_from([None, -1, 2**70, "", "x:y", [], {}, [[]], {"a": []}, 0.5]))
    target = document
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = rubbish
    changed = tmp_path / "changed"
    changed.mkdir(exist_ok=True)
    for file in folder.iterdir():
        (changed / file.name).write_bytes(file.read_bytes())
    (changed / "model.json").write_text(json.dumps(document))
    with contextlib.suppress(TandemError):
        TensorFlow().open(load(changed)).close()


@given(
    st.lists(st.binary(max_size=20), max_size=8),
    st.sampled_from([(), (1,), (0,)]),
)
def test_strings_come_back(words, shape):
    shape = (len(words), *shape)
    words = words if 0 not in shape else []
    data = b"".join(struct.pack("<I", len(word)) + word for word in words)
    weight = tfjs_folder.Weight("w", shape, "string", None)
    assert native.weight_value(weight, data).ravel().tolist() == words


@given(
    st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=30),
    st.sampled_from(["uint8", "uint16"]),
)
def test_quantised_weights_come_back_within_a_step(values, dtype):
    values = np.array(values, np.float32)
    least, steps = float(values.min()), np.iinfo(dtype).max
    scale = (float(values.max()) - least) / steps or 1.0
    stored = np.round((values - least) / scale).astype(dtype)
    quantization = {"dtype": dtype, "scale": scale, "min": least}
    weight = tfjs_folder.Weight("w", values.shape, "float32", quantization)
    assert weight.size == stored.nbytes
    value = native.weight_value(weight, stored.tobytes())
    assert value.dtype == np.float32
    assert np.abs(value - values).max() <= scale / 2 + 1e-4
