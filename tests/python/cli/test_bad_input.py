"""What ``tandem convert`` refuses: message, exit code 2, nothing written, the input untouched."""

from __future__ import annotations

import json
import pickle
import zipfile

import h5py
import models
import numpy as np
import pytest

from tandem import converter
from tandem.tensorflow_package import import_keras, import_tensorflow

REFUSED = 2
BAD = {}


def bad(message, *options):
    """Register a maker of bad input: it returns what is to be converted."""

    def register(make):
        BAD[make.__name__] = (make, options, message)
        return make

    return register


def keras_cleared():
    keras = import_keras()
    keras.utils.clear_session()
    return keras


def saved(model, path):
    model.save(path)
    return path


def small(path):
    return saved(models.build("plain_cnn"), path)


def entries(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(path, contents, **options):
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def configured(path, edit):
    """A small .keras file whose configuration is edited."""
    contents = entries(small(path))
    config = json.loads(contents["config.json"])
    edit(config)
    return zipped(path, {**contents, "config.json": json.dumps(config)})


def cut(path, by=0.5):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * by)])
    return path


def web(folder, name="plain_cnn", edit=None, **options):
    """A tfjs folder whose model.json is edited."""
    made = folder / "web model"
    converter.convert(models.build(name), made, check=False, **options)
    if edit:
        document = json.loads((made / "model.json").read_bytes())
        edit(document)
        (made / "model.json").write_text(json.dumps(document))
    return made


def text_model(folder, layer, path="saved"):
    keras = keras_cleared()
    text = keras.Input((), dtype="string", name="text")
    keras.Model(text, layer(keras)(text)).export(folder / path, verbose=False)
    return folder / path


# -- paths and kinds ---------------------------------------------------------------------------


@bad("gone.keras: no such file or folder")
def a_missing_path(folder):
    return folder / "gone.keras"


@bad("hand in its folder")
def one_file_of_a_saved_model(folder):
    models.build("plain_cnn").export(folder / "saved", verbose=False)
    return folder / "saved" / "saved_model.pb"


@bad("an unpacked .keras file; zip its contents again")
def an_unpacked_keras_file(folder):
    with zipfile.ZipFile(small(folder / "m.keras")) as archive:
        archive.extractall(folder / "saved")
    return folder / "saved"


@bad("signatures and tags are of SavedModels; this is a keras model", "--signature", "serve")
def a_keras_file_for_a_saved_model(folder):
    return small(folder / "m.keras")


@bad("named .keras, but its contents are not")
def text_named_keras(folder):
    (folder / "m.keras").write_text("hello")
    return folder / "m.keras"


@bad("a Python pickle, which is never opened", "--unsafe")
def a_pickle(folder):
    (folder / "m.keras").write_bytes(pickle.dumps({"a": 1}))
    return folder / "m.keras"


@bad("a zipped SavedModel: unpack it")
def a_zipped_saved_model(folder):
    return zipped(folder / "m.keras", {"saved/saved_model.pb": b"x"})


# -- damage ------------------------------------------------------------------------------------


@bad("a corrupt zip file")
def a_keras_file_cut_short(folder):
    return cut(small(folder / "m.keras"))


@bad("a corrupt zip file (Bad CRC-32 for file 'model.weights.h5'); copy or save it again")
def a_keras_file_with_a_bit_flipped(folder):
    path = small(folder / "m.keras")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("model.weights.h5").header_offset
    data[start + 4000] ^= 4
    path.write_bytes(data)
    return path


@bad("it is encrypted; save it again without a password")
def a_keras_file_that_is_encrypted(folder):
    path = small(folder / "m.keras")
    data = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + flags] |= 1
            start = data.find(mark, start + 1)
    path.write_bytes(data)
    return path


@bad("a corrupt HDF5 file")
def an_h5_file_cut_short(folder):
    return cut(small(folder / "m.h5"), 0.7)


@bad("cannot load this SavedModel")
def a_saved_model_cut_short(folder):
    models.build("plain_cnn").export(folder / "saved", verbose=False)
    cut(folder / "saved" / "saved_model.pb")
    return folder / "saved"


@bad("its weights need")
def a_shard_cut_short(folder):
    made = web(folder)
    cut(made / "group1-shard1of1.bin")
    return made


@bad("is missing")
def a_shard_that_is_missing(folder):
    made = web(folder)
    (made / "group1-shard1of1.bin").unlink()
    return made


@bad("not those that were written: damaged")
def a_shard_with_a_bit_flipped(folder):
    made = web(folder)
    shard = made / "group1-shard1of1.bin"
    data = bytearray(shard.read_bytes())
    data[len(data) // 2] ^= 16
    shard.write_bytes(data)
    return made


@bad("the shards end inside 'words'")
def a_string_that_claims_too_much(folder):
    made = web(
        folder,
        edit=lambda document: (
            document.pop("userDefinedMetadata"),
            document["weightsManifest"][0]["weights"].insert(
                0, {"name": "words", "shape": [2], "dtype": "string"}
            ),
        ),
    )
    shard = made / "group1-shard1of1.bin"
    shard.write_bytes(b"\xff\xff\xff\x7f" + shard.read_bytes())
    return made


# -- hostile sizes and paths -------------------------------------------------------------------


@bad("would be written outside its folder")
def a_zip_entry_that_escapes(folder):
    contents = entries(small(folder / "m.keras"))
    return zipped(folder / "m.keras", {**contents, "../../evil": b"x"})


@bad("claims 300000000 bytes")
def a_zip_bomb(folder):
    contents = entries(small(folder / "m.keras"))
    bomb = {**contents, "assets/zeros": bytes(300_000_000)}
    return zipped(folder / "m.keras", bomb, compression=zipfile.ZIP_DEFLATED)


@bad("claims 2147483648 bytes and stores 0")
def two_gigabytes_claimed_in_an_h5_file(folder):
    path = small(folder / "m.h5")
    with h5py.File(path, "a") as file:
        file.create_dataset("huge", (2**29,), "float32", chunks=(1024,))
    return path


@bad("its weights need 2147483648 bytes and its shards hold 1000")
def two_gigabytes_claimed_in_a_manifest(folder):
    (folder / "web").mkdir()
    (folder / "web" / "group1-shard1of1.bin").write_bytes(bytes(1000))
    weight = {"name": "w", "shape": [2**29], "dtype": "float32"}
    document = {
        "format": "graph-model",
        "modelTopology": {"node": []},
        "weightsManifest": [{"paths": ["group1-shard1of1.bin"], "weights": [weight]}],
    }
    (folder / "web" / "model.json").write_text(json.dumps(document))
    return folder / "web"


def shard_named(name):
    def make(folder):
        (folder / "evil.bin").write_bytes(bytes(10_000))
        return web(
            folder, edit=lambda document: document["weightsManifest"][0].update(paths=[name])
        )

    return make


for case, name in (
    ("an_absolute_shard_path", "/etc/hostname"),
    ("a_shard_path_that_escapes", "../evil.bin"),
    ("a_shard_path_that_escapes_inside", "sub/../../evil.bin"),
):
    BAD[case] = (shard_named(name), (), "lies outside the model's folder")


@bad("is listed twice")
def a_weight_listed_twice(folder):
    def twice(document):
        weights = document["weightsManifest"][0]["weights"]
        weights.append(weights[0])

    return web(folder, edit=twice)


@bad("has no valid shape and dtype")
def a_shape_below_zero(folder):
    return web(folder, edit=lambda d: d["weightsManifest"][0]["weights"][0].update(shape=[-1, 3]))


# -- code --------------------------------------------------------------------------------------


@bad("holds code (Lambda: twice)")
def a_lambda(folder):
    keras = keras_cleared()
    layers = [keras.Input((4,)), keras.layers.Lambda(lambda x: x * 2, name="twice")]
    return saved(keras.Sequential(layers), folder / "m.keras")


@bad("holds code (Lambda: twice)")
def a_lambda_in_an_h5_file(folder):
    keras = keras_cleared()
    layers = [keras.Input((4,)), keras.layers.Lambda(lambda x: x * 2, name="twice")]
    return saved(keras.Sequential(layers), folder / "m.h5")


def function_of(module, name):
    entry = {
        "module": module, "class_name": "function", "config": name, "registered_name": "function"
    }  # fmt: skip
    return lambda config: config["config"]["layers"][1]["config"].update(activation=entry)


@bad("custom objects that are not registered here: exec", "--unsafe")
def a_function_of_python(folder):
    return configured(folder / "m.keras", function_of("builtins", "exec"))


@bad("download files: keras.utils.get_file", "--unsafe")
def a_download(folder):
    return configured(folder / "m.keras", function_of("keras.utils", "get_file"))


@bad("custom objects that are not registered here: system", "--unsafe")
def a_command(folder):
    return configured(folder / "m.keras", function_of("os", "system"))


# -- models that cannot be ---------------------------------------------------------------------


@bad("it holds weights only, no architecture")
def weights_only(folder):
    models.build("plain_cnn").save_weights(folder / "m.weights.h5")
    return folder / "m.weights.h5"


@bad("add a keras.Input as its first layer, or call it once on data")
def an_unbuilt_sequential(folder):
    keras = keras_cleared()
    return saved(keras.Sequential([keras.layers.Dense(3)]), folder / "m.keras")


@bad("no signature 'cube'; it has: serve, serving_default", "--signature", "cube")
def an_unknown_signature(folder):
    models.build("plain_cnn").export(folder / "saved", verbose=False)
    return folder / "saved"


@bad("a checkpoint, which holds weights and no architecture; save all of it")
def a_checkpoint(folder):
    (folder / "ck").mkdir()
    for name in ("checkpoint", "model.ckpt.index", "model.ckpt.data-00000-of-00001"):
        (folder / "ck" / name).write_bytes(b"x")
    return folder / "ck"


@bad("a checkpoint, which holds weights and no architecture; hand in its parent")
def the_variables_of_a_saved_model(folder):
    models.build("plain_cnn").export(folder / "saved", verbose=False)
    return folder / "saved" / "variables"


@bad("has no layers to make a layers model of: hand in the .keras", "--layers")
def a_saved_model_for_a_layers_model(folder):
    models.build("plain_cnn").export(folder / "saved", verbose=False)
    return folder / "saved"


@bad("nothing with the tags train; it has: serve", "--tags", "train")
def unknown_tags(folder):
    models.build("plain_cnn").export(folder / "saved", verbose=False)
    return folder / "saved"


@bad("custom objects that are not registered here: Doubling")
def a_custom_layer(folder):
    keras = keras_cleared()

    class Doubling(keras.layers.Layer):
        def call(self, x):
            return 2.0 * x

    return saved(keras.Sequential([keras.Input((4,)), Doubling()]), folder / "m.keras")


@bad("Cholesky: once, at node 'PartitionedCall/Cholesky'; no runtime can; replace that layer")
def unsupported_ops(folder):
    tf = import_tensorflow()
    module = tf.Module()
    module.serve = tf.function(
        lambda x: {"y": tf.math.lgamma(tf.linalg.cholesky(x))},
        input_signature=[tf.TensorSpec([None, 3, 3], tf.float32, "x")],
        autograph=False,
    )
    tf.saved_model.save(module, str(folder / "saved"), signatures=module.serve)
    return folder / "saved"


@bad("these parts have no counterpart", "--layers")
def layers_and_activations_that_tfjs_has_not(folder):
    keras = keras_cleared()
    layers = [
        keras.Input((8, 4)),
        keras.layers.Dense(4, activation="celu", name="odd"),
        keras.layers.GroupNormalization(2, name="group"),
    ]
    return saved(keras.Sequential(layers), folder / "m.keras")


@bad("do text work before the model")
def text_vectorization(folder):
    return text_model(
        folder,
        lambda k: k.layers.TextVectorization(vocabulary=["cat"], output_sequence_length=4),
    )


@bad("this model is quantised: convert the one it was made from")
def an_int8_model(folder):
    keras = keras_cleared()
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4)])
    model.quantize("int8")
    return saved(model, folder / "m.keras")


@bad("make layers stateful=False")
def stateful_layers(folder):
    keras = keras_cleared()
    series = keras.Input(batch_shape=(2, 5, 4))
    model = keras.Model(series, keras.layers.LSTM(3, stateful=True)(series))
    return saved(model, folder / "m.keras")


@bad("build the model with data_format='channels_last'")
def channels_first_where_they_cannot_be_turned(folder):
    tf = import_tensorflow()
    module = tf.Module()
    module.serve = tf.function(
        lambda x: {"y": tf.raw_ops.DepthToSpace(input=x, block_size=2, data_format="NCHW")},
        input_signature=[tf.TensorSpec([None, 8, 3, 3], tf.float32, "x")],
        autograph=False,
    )
    tf.saved_model.save(module, str(folder / "saved"), signatures=module.serve)
    return folder / "saved"


@bad("a graph model has no layers for a .keras file", "again.keras")
def a_graph_model_into_a_keras_file(folder):
    return web(folder)


# -- options -----------------------------------------------------------------------------------


for case, options, message in (
    ("a_pattern_that_fits_nothing", ("--quantize", "uint8=nothing*"), "nothing*"),
    ("no_largest_error", ("--quantize", "auto"), "name the largest error that may (--max-error"),
    ("shards_of_no_bytes", ("--shard-bytes", "0"), "positive number"),
    ("shards_of_fewer", ("--shard-bytes", "-5"), "positive number"),
    ("an_output_that_is_a_file", ("there.txt",), "is a file"),
    ("an_output_in_a_file", ("there.txt/web",), "there.txt is a file, not a folder"),
    ("an_output_that_holds_something_else", ("taken",), "holds files, but no tfjs model"),
):

    def a_good_model(folder):
        (folder / "there.txt").write_text("mine")
        (folder / "taken").mkdir()
        (folder / "taken" / "notes.txt").write_text("mine")
        return small(folder / "m.keras")

    BAD[case] = (a_good_model, options, message)


def state(folder):
    """Every file's bytes and time, and every folder."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("case", BAD)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.filterwarnings("ignore:Layer InputLayer does not have:UserWarning")
@pytest.mark.filterwarnings("ignore:You are saving a model that has not yet been built")
def test_bad_input_is_refused(case, tandem, tmp_path):
    make, options, message = BAD[case]
    source = make(tmp_path)
    before = state(tmp_path)
    out = () if options and not options[0].startswith("--") else ("out",)
    ended = tandem("convert", source, *out, *options)
    assert ended.code == REFUSED, ended.err
    assert message in " ".join(ended.err.split())
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert state(tmp_path) == before


def test_unsafe_lets_a_lambda_run(tandem, tmp_path):
    a_lambda(tmp_path)
    ended = tandem("convert", tmp_path / "m.keras", "out", "--unsafe")
    assert ended.code == 0, ended.err
    assert (tmp_path / "out" / "model.json").is_file()


def test_nan_weights_are_said_both_ways(tandem, tmp_path):
    keras_model = models.build("plain_cnn")
    kernel = keras_model.layers[0].kernel.numpy()
    kernel[0, 0, 0, 0] = np.nan
    keras_model.layers[0].kernel.assign(kernel)
    keras_model.save(tmp_path / "m.keras")
    there = tandem("convert", tmp_path / "m.keras", "web", "--no-check")
    assert "1 of 216 values are NaN" in " ".join(there.err.split())
    back = tandem("convert", tmp_path / "web", "saved")
    assert back.code == 0
    assert "1 of 216 values are NaN" in " ".join(back.err.split())


def test_files_are_told_by_their_contents(tandem, tmp_path):
    """A SavedModel folder named like a file, and a file named like a folder, just work."""
    models.build("plain_cnn").export(tmp_path / "m.keras", verbose=False)
    assert tandem("convert", tmp_path / "m.keras", "a", "--no-check").code == 0
    small(tmp_path / "n.keras").rename(tmp_path / "saved_model")
    assert tandem("convert", tmp_path / "saved_model", "b", "--no-check").code == 0
