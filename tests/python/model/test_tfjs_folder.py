"""A tfjs folder is hostile until checked: paths, sizes, shapes, and what the graph asks for."""

from __future__ import annotations

import contextlib
import itertools
import json
import struct

import models
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tandem
from tandem.converter import native
from tandem.engine import get_engine
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
    stored = np.round((values.astype(np.float64) - least) / scale).astype(dtype)
    quantization = {"dtype": dtype, "scale": scale, "min": least}
    weight = tfjs_folder.Weight("w", values.shape, "float32", quantization)
    assert weight.size == stored.nbytes
    value = native.weight_value(weight, stored.tobytes())
    assert value.dtype == np.float32
    assert np.abs(value - values).max() <= scale / 2 + 1e-4


# ---- weights, read where TensorFlow uses them ----

STORED = st.tuples(
    st.sampled_from(["float32", "int32", "bool"]),
    st.lists(st.integers(0, 5), max_size=3).map(tuple),
    st.integers(0, 2**32 - 1),
)


def write_weights(folder, weights, cuts):
    """A graph model of nothing but weights, its shards cut at these bytes."""
    data = b"".join(array.tobytes() for array in weights)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    paths = []
    for i, (start, end) in enumerate(itertools.pairwise(edges)):
        paths.append(f"shard{i}.bin")
        (folder / paths[-1]).write_bytes(data[start:end])
    entries = [
        {"name": f"w{i}", "shape": list(array.shape), "dtype": array.dtype.name}
        for i, array in enumerate(weights)
    ]
    document = {
        "format": "graph-model",
        "modelTopology": {"node": [], "versions": {"producer": 1}},
        "weightsManifest": [{"paths": paths, "weights": entries}],
    }
    (folder / "model.json").write_text(json.dumps(document))
    return tfjs_folder.read(folder / "model.json")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STORED, min_size=1, max_size=6), st.lists(st.integers(0, 400), max_size=4))
def test_weights_are_read_as_they_were_written(tmp_path_factory, stored, cuts):
    weights = [
        np.random.default_rng(seed).integers(0, 2, shape).astype(dtype)
        for dtype, shape, seed in stored
    ]
    read = write_weights(tmp_path_factory.mktemp("weights"), weights, cuts)
    arrays = read.arrays()
    assert len(arrays) == len(weights)
    for got, wanted in zip(arrays, weights, strict=True):
        assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape)
        assert got.tobytes() == wanted.tobytes()
        assert got.size == 0 or got.ctypes.data % 64 == 0
    assert [data for _, data in read.weights()] == [array.tobytes() for array in weights]


def test_what_is_not_stored_as_it_is_used_is_left_to_tfjs(folder):
    assert load(folder).native.arrays() is not None

    def quantise(document):
        weight = group(document)["weights"][0]
        weight["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
        size = np.prod(weight["shape"], dtype=int)
        shard = folder / group(document)["paths"][0]
        shard.write_bytes(shard.read_bytes()[2 * size :])

    edit(folder, quantise)
    model = load(folder)
    assert model.native.arrays() is None
    with tandem.open("tfjs-node", model) as session:
        inputs = {s.name: np.ones((1, *s.shape[1:]), s.dtype) for s in model.inputs}
        assert all(np.isfinite(array).all() for array in session.run(inputs).values())


@pytest.mark.parametrize("fault", ["cut", "gone"])
def test_a_shard_that_changes_once_it_was_looked_at(folder, fault):
    model = load(folder)
    shard = folder / "group1-shard1of1.bin"
    if fault == "cut":
        shard.write_bytes(shard.read_bytes()[:-1])
    else:
        shard.unlink()
    message = "the shards end inside" if fault == "cut" else "No such file"
    with pytest.raises(ModelError, match=message):
        tandem.open("tfjs-node", model)


@pytest.mark.parametrize("is_plain", [True, False])
def test_a_graph_that_tfjs_cannot_load_leaves_no_weights(folder, is_plain):
    def spoil(document):
        del document["modelTopology"]["versions"]
        if not is_plain:
            weight = group(document)["weights"][0]
            weight["quantization"] = {"dtype": "float32", "scale": 1, "min": 0}

    edit(folder, spoil)
    counts = get_engine().counts
    before = counts()
    with pytest.raises(ModelError, match="tfjs cannot load it"):
        tandem.open("tfjs-node", load(folder))
    assert counts() == before
