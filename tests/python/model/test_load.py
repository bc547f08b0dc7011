"""What ``load`` recognises, and what it says of everything else."""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import zipfile

import h5py
import models
import numpy as np
import pytest

import tandem
from tandem.errors import ModelError, RuntimeUnavailableError
from tandem.model import TensorSpec, load
from tandem.tensorflow_package import import_keras

IMAGE = TensorSpec("image", (None, 16, 16, 3), "float32")
OUTPUT = TensorSpec("probabilities", (None, 10), "float32")


@pytest.fixture(scope="module")
def cnn():
    return models.build("plain_cnn")


@pytest.fixture
def keras_file(cnn, tmp_path):
    cnn.save(tmp_path / "cnn.keras")
    return tmp_path / "cnn.keras"


@pytest.fixture
def tfjs_folder(cnn, tmp_path):
    return tandem.convert(cnn, tmp_path / "tfjs").path


def assert_cnn(model, kind, name):
    assert (model.kind, model.name) == (kind, name)
    assert model.inputs == (IMAGE,)
    assert model.outputs == (OUTPUT,)


def test_every_kind_is_recognised(cnn, keras_file, tfjs_folder, tmp_path):
    assert_cnn(load(keras_file), "keras", "cnn")
    assert_cnn(load(str(keras_file)), "keras", "cnn")
    assert_cnn(load(cnn), "keras", "sequential")
    assert_cnn(load(tfjs_folder), "graph", "tfjs")
    assert_cnn(load(tfjs_folder / "model.json"), "graph", "tfjs")
    assert load(tfjs_folder / "model.json").path == tfjs_folder
    cnn.export(tmp_path / "saved", verbose=False)
    saved = load(tmp_path / "saved")
    assert saved.kind == "saved_model"
    assert saved.outputs == (TensorSpec("output_0", (None, 10), "float32"),)


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_contents_count_and_not_the_suffix(cnn, keras_file, tmp_path):
    cnn.save(tmp_path / "cnn.h5")
    assert_cnn(load(tmp_path / "cnn.h5"), "keras", "cnn")
    (tmp_path / "a model.h5").write_bytes(keras_file.read_bytes())
    (tmp_path / "other.keras").write_bytes((tmp_path / "cnn.h5").read_bytes())
    assert_cnn(load(tmp_path / "a model.h5"), "keras", "a model")
    assert_cnn(load(tmp_path / "other.keras"), "keras", "other")


def test_keras_2_layers_models_are_described(tmp_path):
    layers = [
        {"class_name": "InputLayer", "config": {"name": "x", "batch_input_shape": [None, 4]}},
        {"class_name": "Dense", "config": {"name": "y", "units": 3}},
    ]
    functional = {
        "class_name": "Functional",
        "config": {"layers": layers, "input_layers": [["x", 0, 0]], "output_layers": ["y", 0, 0]},
    }
    sequential = {"class_name": "Sequential", "config": {"layers": layers}}
    for config in (functional, sequential):
        document = {"format": "layers-model", "modelTopology": {"model_config": config}}
        (tmp_path / "model.json").write_text(json.dumps(document))
        model = load(tmp_path)
        assert model.kind == "layers"
        assert model.inputs == (TensorSpec("x", (None, 4), "float32"),)
        assert [spec.name for spec in model.outputs] == ["y"]


def test_a_tfjs_folder_needs_no_tensorflow(tfjs_folder):
    script = (
        "import sys, tandem; model = tandem.load(sys.argv[1]); print(model.outputs[0].name);"
        "assert not {'tensorflow', 'keras', 'h5py'} & set(sys.modules)"
    )
    command = [sys.executable, "-c", script, tfjs_folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "probabilities\n"


def test_a_wrong_file_is_named_and_told_from_a_model(tmp_path):
    cases = {
        "missing.keras": (None, "no such file or folder"),
        "empty.keras": (b"", "an empty file"),
        "text.keras": (b"hello world", "named .keras, but its contents are not"),
        "cut.h5": (b"\x89HDF\r\n\x1a\n" + b"\0" * 99, "a corrupt HDF5 file"),
        "pickle.pkl": (pickle.dumps([1]), "a Python pickle, which is never opened"),
        "lfs.keras": (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        "photo.png": (b"\x89PNG\r\n\x1a\n", "a picture"),
        "page.json": (b"<!doctype html>", "a web page"),
        "net.tflite": (b"\x1c\0\0\0TFL3\0\0", "a TensorFlow Lite model"),
        "net.onnx": (b"\x08\x07\x12", "an ONNX model"),
        "saved_model.pb": (b"\x08\x01\x12", "hand in its folder"),
        "broken.json": (b"{", "not JSON"),
        "other.json": (b'{"a": 1}', "not a TensorFlow.js model"),
        "deep.json": (b'{"a":' + b"[" * 100_000, "not JSON"),
    }
    for name, (data, message) in cases.items():
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(ModelError) as caught:
            load(path)
        assert message in str(caught.value), name
        assert str(path) in str(caught.value), name


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"data.pkl": b""}, "a PyTorch checkpoint"),
        ({"m/saved_model.pb": b""}, "a zipped SavedModel"),
        ({"a.npy": b""}, "a NumPy archive"),
        ({"a.txt": b""}, "not a .keras one"),
        (
            {"config.json": b"{}", "model.weights.h5": b"", "../evil": b"x"},
            "'../evil' would be written outside",
        ),
        (
            {"config.json": b"{}", "model.weights.h5": b"", "/etc/evil": b"x"},
            "'/etc/evil' would be written outside",
        ),
        ({"config.json": b"{}", "model.weights.h5": b"rubbish"}, "corrupt HDF5"),
    ],
)
def test_a_zip_that_is_no_keras_file(entries, message, tmp_path):
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    with pytest.raises(ModelError, match=message):
        load(tmp_path / "m.keras")


def test_a_zip_that_grows_without_bounds_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", b"\0" * (300 * 2**20))
    with pytest.raises(ModelError, match="claims 314572800 bytes from"):
        load(tmp_path / "m.keras")


def test_a_keras_file_that_was_cut_or_changed_is_refused(keras_file):
    data = keras_file.read_bytes()
    for length in (30, len(data) // 2, len(data) - 10):
        keras_file.write_bytes(data[:length])
        with pytest.raises(ModelError, match="corrupt"):
            load(keras_file)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("model.weights.h5")
    flipped = bytearray(data)
    flipped[info.header_offset + info.compress_size // 2] ^= 0xFF
    keras_file.write_bytes(flipped)
    with pytest.raises(ModelError, match="corrupt"):
        load(keras_file)


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_weights_only_files_are_told_from_models(cnn, tmp_path):
    cnn.save_weights(tmp_path / "cnn.weights.h5")
    with pytest.raises(ModelError, match="holds weights only, no architecture"):
        load(tmp_path / "cnn.weights.h5")
    cnn.save(tmp_path / "keras2.h5")
    with h5py.File(tmp_path / "keras2.h5", "a") as file:
        del file.attrs["model_config"]
    with pytest.raises(ModelError, match="holds weights only, no architecture"):
        load(tmp_path / "keras2.h5")
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["values"] = np.zeros(3)
    with pytest.raises(ModelError, match="no Keras model in it"):
        load(tmp_path / "data.h5")


def _edit_weights(path, edit):
    """Rewrite the weights inside a .keras file."""
    with zipfile.ZipFile(path) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist()}
    buffer = io.BytesIO(entries["model.weights.h5"])
    with h5py.File(buffer, "a") as file:
        edit(file)
    entries["model.weights.h5"] = buffer.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            lambda f: f.__setitem__("out", h5py.ExternalLink("/etc/passwd", "/")),
            "refers to another file, '/etc/passwd'",
        ),
        (lambda f: f.__setitem__("soft", h5py.SoftLink("/layers")), "is a link"),
        (
            lambda f: f.create_dataset(
                "raw", (4,), "uint8", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)]
            ),
            "keeps its data in another file",
        ),
        (
            lambda f: f.create_dataset("huge", (2**29,), "float32", chunks=(1024,)),
            "claims 2147483648 bytes and stores 0",
        ),
    ],
)
def test_weights_that_reach_out_or_claim_too_much_are_refused(edit, message, keras_file):
    _edit_weights(keras_file, edit)
    with pytest.raises(ModelError) as caught:
        load(keras_file)
    assert message in str(caught.value)


def _edit_config(path, edit):
    with zipfile.ZipFile(path) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist()}
    config = json.loads(entries["config.json"])
    edit(config)
    entries["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def test_code_in_a_model_file_is_refused_by_name(tmp_path):
    keras = import_keras()
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Lambda(lambda x: x * 2, name="twice")]
    )
    model.save(tmp_path / "m.keras")
    with pytest.raises(ModelError, match=r"holds code \(Lambda: twice\), which is not run"):
        load(tmp_path / "m.keras")


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_code_and_custom_layers_in_an_h5_file_are_refused_by_name(cnn, tmp_path):
    cnn.save(tmp_path / "m.h5")
    for kind, message in [
        ("Lambda", r"code \(Lambda: conv2d\)"),
        ("Mine", "cannot load it: .*Mine"),
    ]:
        with h5py.File(tmp_path / "m.h5", "a") as file:
            config = json.loads(file.attrs["model_config"])
            config["config"]["layers"][1] |= {"class_name": kind, "module": None}
            file.attrs["model_config"] = json.dumps(config)
        with pytest.raises(ModelError, match=message):
            load(tmp_path / "m.h5")


def test_a_foreign_module_is_never_imported(keras_file, tmp_path, monkeypatch):
    (tmp_path / "evil.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)

    def edit(config):
        layer = config["config"]["layers"][1]
        layer |= {"module": "evil", "class_name": "Layer", "registered_name": "Layer"}

    _edit_config(keras_file, edit)
    with pytest.raises(ModelError, match="custom objects that are not registered here: Layer"):
        load(keras_file)
    assert "evil" not in sys.modules


def test_a_custom_layer_is_named_until_it_is_registered(tmp_path):
    keras = import_keras()

    def define():
        class Doubling(keras.layers.Layer):
            def call(self, x):
                return 2.0 * x

        return Doubling

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2), define()()])
    model.save(tmp_path / "m.keras")
    with pytest.raises(ModelError, match="not registered here: Doubling"):
        load(tmp_path / "m.keras")
    layer = keras.saving.register_keras_serializable("shop")(define())
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2), layer()])
    model.save(tmp_path / "m.keras")
    assert load(tmp_path / "m.keras").inputs[0].shape == (None, 4)


@pytest.mark.filterwarnings("ignore:You are saving a model that has not yet been built")
def test_keras_models_without_inputs_say_what_to_do(tmp_path):
    keras = import_keras()
    unbuilt = keras.Sequential([keras.layers.Dense(3)], name="unbuilt")
    with pytest.raises(ModelError, match=r"'unbuilt': .* no input shape yet; add a keras.Input"):
        load(unbuilt)
    unbuilt.save(tmp_path / "m.keras")
    with pytest.raises(ModelError, match=r"m\.keras: .* no input shape yet"):
        load(tmp_path / "m.keras")
    built = keras.Sequential([keras.layers.Dense(3)])
    built(np.zeros((5, 4), "float32"))
    assert load(built).inputs[0].shape == (None, 4)

    class Custom(keras.Model):
        def call(self, x):
            return x

    with pytest.raises(ModelError, match=r"subclassed model.*model\.export"):
        load(Custom())


def test_folders_without_a_model_list_what_they_hold(tmp_path, keras_file):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ModelError, match="an empty folder"):
        load(empty)
    with pytest.raises(ModelError, match=r"no model in this folder.*it holds cnn.keras, empty"):
        load(tmp_path)
    with zipfile.ZipFile(keras_file) as archive:
        archive.extractall(tmp_path / "unpacked")
    with pytest.raises(ModelError, match=r"an unpacked \.keras file"):
        load(tmp_path / "unpacked")
    shutil.rmtree(empty)
    (tmp_path / "sm").mkdir()
    (tmp_path / "sm" / "saved_model.pb").write_bytes(b"rubbish")
    with pytest.raises(ModelError, match="TensorFlow cannot load this SavedModel"):
        load(tmp_path / "sm")


def test_what_is_no_model_at_all_is_refused():
    with pytest.raises(ModelError, match=r"builtins\.int is not a model; hand in a \.keras file"):
        load(3)
    with pytest.raises(ModelError, match=r"builtins\.NoneType is not a model"):
        load(None)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_file_is_named(keras_file):
    keras_file.chmod(0)
    with pytest.raises(ModelError, match="cannot be read"):
        load(keras_file)


@pytest.mark.parametrize(
    ("found", "reason"),
    [(None, "TensorFlow is not installed"), ("2.15.1", "TensorFlow 2.15.1 is installed and 2.16")],
)
def test_a_missing_or_old_tensorflow_names_the_command(found, reason, keras_file, monkeypatch):
    monkeypatch.setattr("tandem.tensorflow_package.version", lambda *_: found)
    with pytest.raises(RuntimeUnavailableError) as caught:
        load(keras_file)
    assert reason in str(caught.value)
    assert caught.value.command == 'pip install "tensorflow>=2.16"'
    assert caught.value.exit_code == 3


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.parametrize("name", ["m.keras", "m.h5"])
def test_unsafe_lets_the_code_of_a_lambda_run(name, tmp_path):
    keras = import_keras()
    double = keras.layers.Lambda(lambda x: x * 2, name="twice")
    keras.Sequential([keras.Input((4,)), double]).save(tmp_path / name)
    with pytest.raises(ModelError, match="unsafe=True"):
        load(tmp_path / name)
    model = load(tmp_path / name, unsafe=True)
    assert model.native(np.ones((1, 4), np.float32)).numpy().tolist() == [[2, 2, 2, 2]]
