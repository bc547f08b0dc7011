"""What ``convert`` writes, refuses and leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import models
import numpy as np
import pytest

import tandem
from tandem import converter
from tandem.converter import weights
from tandem.converter.freeze import freeze, owner
from tandem.errors import ConversionError
from tandem.model import load
from tandem.runtimes.tensorflow import open_converted
from tandem.tensorflow_package import import_keras


def contents(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_conversion_says_what_it_did(tmp_path):
    seen = []
    conversion = tandem.convert(
        models.build("batch_norm"), tmp_path / "out", progress=lambda *step: seen.append(step)
    )
    assert conversion
    assert conversion.path == tmp_path / "out"
    assert conversion.files == {name: len(data) for name, data in contents(conversion.path).items()}
    assert conversion.size == sum(conversion.files.values())
    document = json.loads((tmp_path / "out" / "model.json").read_bytes())
    assert conversion.nodes == len(document["modelTopology"]["node"])
    assert conversion.folded >= 5
    assert conversion.fused["FusedDepthwiseConv2dNative"] == 1
    assert conversion.warnings == ()
    fractions = [fraction for _, fraction in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert all(stage for stage, _ in seen)


def test_the_same_model_gives_the_same_bytes(tmp_path):
    keras_model = models.build("nested")
    keras_model.save(tmp_path / "model.keras")
    converter.convert(tmp_path / "model.keras", tmp_path / "a b")
    converter.convert(keras_model, tmp_path / "from_memory")
    script = "import sys, tandem; tandem.convert(*sys.argv[1:])"
    command = [sys.executable, "-c", script, tmp_path / "model.keras", tmp_path / "again"]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert contents(tmp_path / "a b") == contents(tmp_path / "again")
    assert contents(tmp_path / "a b") == contents(tmp_path / "from_memory")


def test_nodes_are_named_by_the_layer_that_made_them():
    frozen = freeze(load(models.build("nested")))
    assert {"inner", "inner/conv", "inner/act", "conv", "head/conv"} <= set(frozen.layers)
    convolutions = [n.name for n in frozen.graph.nodes.values() if n.op == "Conv2D"]
    owners = [owner(name, frozen.layers) for name in convolutions]
    assert owners == ["inner/conv", "conv", "inner/conv"]  # the last is the second call
    assert len(set(convolutions)) == 3
    assert owner("somewhere/else", frozen.layers) is None


def test_tracing_leaves_the_keras_model_as_it_was(tmp_path):
    keras_model = models.build("plain_cnn")
    converter.convert(keras_model, tmp_path / "out")
    assert not any("call" in layer.__dict__ for layer in keras_model.layers)


def test_every_op_that_tfjs_lacks_is_named_with_its_layer(tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    image = keras.Input((4, 4))
    solved = keras.layers.Lambda(keras.ops.cholesky, name="first")(image)
    solved = keras.layers.Lambda(keras.ops.cholesky, name="second")(solved)
    gamma = keras.layers.Lambda(lambda x: keras.tree.map_structure(_lgamma, x), name="g")(solved)
    with pytest.raises(ConversionError) as caught:
        converter.convert(keras.Model(image, gamma), tmp_path / "out")
    message = str(caught.value)
    assert "cannot run all ops of this model" in message
    assert "Lgamma: once, at layer 'g' (" in message
    assert "Cholesky: 2 times, first at layer 'first'" in message
    assert list(tmp_path.iterdir()) == []


def _lgamma(x):
    import tensorflow as tf

    return tf.math.lgamma(x)


def test_a_model_in_the_folder_is_replaced_and_the_users_files_stay(tmp_path, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.setattr(weights, "SHARD_BYTES", 1000)
    converter.convert(models.build("batch_norm"), out)
    assert len(contents(out)) > 3
    (out / "labels.txt").write_text("cat\ndog\n")
    monkeypatch.undo()
    keras_model = models.build("plain_cnn")
    conversion = converter.convert(keras_model, out)
    assert set(contents(out)) == {*conversion.files, "labels.txt"}
    model = load(out)
    inputs = models.inputs_for(model)
    wanted = models.expected(keras_model, model, inputs)
    with open_converted(model) as session:
        models.assert_agree(session.run(inputs), wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("size", [1, 7, 4 * 2**20])
def test_shards_of_any_size_hold_the_same_weights(size, tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "SHARD_BYTES", size)
    keras_model = models.build("named_dicts")
    converter.convert(keras_model, tmp_path / "out")
    model = load(tmp_path / "out")
    inputs = models.inputs_for(model)
    wanted = models.expected(keras_model, model, inputs)
    with open_converted(model) as session:
        models.assert_agree(session.run(inputs), wanted)


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda out: out.write_text("mine"), "is a file"),
        (lambda out: (out.mkdir(), (out / "mine").touch()), "holds files, but no tfjs model"),
    ],
)
def test_an_output_that_is_something_else_is_refused(prepare, message, tmp_path):
    out = tmp_path / "out"
    prepare(out)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ConversionError, match=message):
        converter.convert(models.build("named_dicts"), out)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ConversionError, match="not writable"):
        converter.convert(models.build("named_dicts"), tmp_path / "sub" / "out")


def test_a_file_in_the_way_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ConversionError, match="is a file, not a folder"):
        converter.convert(models.build("named_dicts"), tmp_path / "file" / "out")


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    converter.convert(models.build("plain_cnn"), tmp_path / "out")
    before = contents(tmp_path / "out")
    monkeypatch.setattr(weights, "to_tfjs", interrupted)
    with pytest.raises(KeyboardInterrupt):
        converter.convert(models.build("batch_norm"), tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_as_graph_converts_once_and_goes_with_the_model(tmp_path):
    model = load(models.build("named_dicts"))
    folder = converter.as_graph(model)
    assert converter.as_graph(model) == folder
    assert load(folder).outputs == model.outputs
    del model
    assert not folder.exists()
    converter.convert(models.build("named_dicts"), tmp_path / "out")
    assert converter.as_graph(load(tmp_path / "out")) == tmp_path / "out"


def test_as_graph_goes_at_the_interpreters_exit(tmp_path):
    models.build("named_dicts").save(tmp_path / "m.keras")
    script = (
        "import sys, tandem; from tandem.converter import as_graph\n"
        "model = tandem.load(sys.argv[1]); print(as_graph(model))"
    )
    command = [sys.executable, "-c", script, tmp_path / "m.keras"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    folder = Path(done.stdout.strip())
    assert folder.name == "graph"
    assert not folder.parent.exists()


def test_integers_beyond_int32_saturate_with_a_warning():
    lost = []
    values = np.array([2**63 - 1, -(2**40), 5], np.int64)
    entry, data = weights.to_tfjs("table", values, lost)
    assert entry == {"name": "table", "shape": [3], "dtype": "int32"}
    assert np.frombuffer(data, "<i4").tolist() == [2**31 - 1, -(2**31), 5]
    assert "table" in lost[0]
    assert len(lost) == 1


@pytest.mark.parametrize(
    ("value", "dtype", "stored"),
    [
        (np.array([[1.5, -2.0]], np.float16), "float32", np.array([1.5, -2.0], "<f4")),
        (np.array(1.5, np.float64), "float32", np.array(1.5, "<f4")),
        (np.array([True, False]), "bool", np.array([1, 0], "u1")),
        (np.array([200], np.uint8), "int32", np.array([200], "<i4")),
        (np.array([2**31 - 1], np.int64), "int32", np.array([2**31 - 1], "<i4")),
        (np.array([1 + 2j], np.complex128), "complex64", np.array([1 + 2j], "<c8")),
        (np.array([], np.int64), "int32", np.array([], "<i4")),
    ],
)
def test_dtypes_become_those_tfjs_has(value, dtype, stored):
    lost = []
    entry, data = weights.to_tfjs("w", value, lost)
    assert entry == {"name": "w", "shape": list(value.shape), "dtype": dtype}
    assert data == stored.tobytes()
    assert lost == []


def test_strings_are_stored_with_their_lengths():
    entry, data = weights.to_tfjs("words", np.array([b"ab", "é", b""], object), [])
    assert entry["dtype"] == "string"
    assert data == b"\x02\0\0\0ab" + b"\x02\0\0\0\xc3\xa9" + b"\0\0\0\0"
