"""Models in files and between worlds."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

import tandem
import tandem.tfjs as tf
from tandem.errors import ConversionError, InputError, ModelError

X = np.random.default_rng(3).normal(size=(6, 8, 8, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def keras_model():
    import keras

    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(4, 3, activation="relu", name="conv"),
        keras.layers.BatchNormalization(name="norm"),
        keras.layers.Flatten(),
        keras.layers.Dense(3, activation="softmax", name="head"),
    ])  # fmt: skip
    rng = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(rng.uniform(0.2, 1, weight.shape))
    return model


@pytest.fixture(scope="module")
def folders(keras_model, tmp_path_factory):
    base = tmp_path_factory.mktemp("models")
    tandem.convert(keras_model, base / "graph", check=False)
    tandem.convert(keras_model, base / "layers", layers=True, check=False)
    keras_model.export(base / "saved", verbose=False)
    keras_model.save(base / "model.keras")
    return base


def predicted(model):
    with tf.tidy():
        found = model.predict(X)
        return found.numpy().copy()


def test_from_keras_and_back(keras_model):
    wanted = keras_model(X).numpy()
    assert wanted.std() > 1e-3
    with tf.from_keras(keras_model) as model:
        np.testing.assert_allclose(predicted(model), wanted, atol=2e-5)
        assert [layer.name for layer in model.layers][-1] == "head"
        model.compile(optimizer="sgd", loss="categorical_crossentropy")
        model.fit(X, np.eye(3)[[0, 1, 2, 0, 1, 2]], epochs=3)
        trained = predicted(model)
        assert np.abs(trained - wanted).max() > 1e-3
        back = tf.to_keras(model)
        np.testing.assert_allclose(back(X).numpy(), trained, atol=2e-5)
        for layer in ("conv", "norm", "head"):
            names = [weight.name for weight in keras_model.get_layer(layer).weights]
            assert [weight.name for weight in back.get_layer(layer).weights] == names


@pytest.mark.parametrize("first", ["flatten", "conv2d", "dense"])
def test_the_first_layer_says_the_shape(first):
    options = {"flatten": {}, "conv2d": {"filters": 2, "kernel_size": 3}, "dense": {"units": 4}}
    layer = getattr(tf.layers, first)(input_shape=[8, 8, 1], **options[first])
    rest = [] if first == "flatten" else [tf.layers.flatten()]
    with tf.sequential(layers=[layer, *rest, tf.layers.dense(units=3)]) as model:
        native = tf.to_keras(model)
        assert native.input_shape == (None, 8, 8, 1)
        np.testing.assert_allclose(native(X).numpy(), predicted(model), atol=2e-5)


def test_to_keras_names_what_keras_has_not():
    class Odd(tf.layers.Layer):
        def call(self, inputs):
            return inputs

    model = tf.sequential(layers=[Odd(input_shape=[2])])
    with model, pytest.raises(ModelError, match="not taken to Keras: Odd"):
        tf.to_keras(model)


def test_from_keras_names_what_tfjs_has_not():
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: x)])
    with pytest.raises(ConversionError, match="Lambda"):
        tf.from_keras(model)


@pytest.mark.parametrize("name", ["graph", "layers", "saved", "model.keras"])
def test_load_picks_by_the_file(folders, keras_model, name):
    with tf.load(folders / name) as model:
        np.testing.assert_allclose(predicted(model), keras_model(X).numpy(), atol=2e-5)


def test_the_wrong_loader_names_the_right_one(folders):
    with pytest.raises(ModelError, match=r"is a graph model: load it with tf.load_graph_model"):
        tf.load_layers_model(folders / "graph")
    with pytest.raises(ModelError, match=r"is a layers model: load it with tf.load_layers_model"):
        tf.load_graph_model(f"file://{folders}/layers/model.json")
    with pytest.raises(ModelError, match=r"is a saved_model model: load it with tf\.load"):
        tf.load_layers_model(folders / "saved")
    with pytest.raises(ModelError):
        tf.load(folders / "nothing")


def test_save_replaces_a_model_at_once(tmp_path):
    with tf.sequential(layers=[tf.layers.dense(units=2, input_shape=[3])]) as model:
        for target in (tmp_path / "plain", str(tmp_path / "plain"), f"file://{tmp_path}/plain"):
            saved = model.save(target)
            assert saved["modelArtifactsInfo"]["weightDataBytes"] == 32
        assert sorted(path.name for path in tmp_path.iterdir()) == ["plain"]
        files = sorted(path.name for path in (tmp_path / "plain").iterdir())
        assert files == ["model.json", "weights.bin"]
        assert json.loads((tmp_path / "plain/model.json").read_text())["format"] == "layers-model"
        x = np.ones((2, 3))
        with tf.load(tmp_path / "plain") as again, tf.tidy():
            np.testing.assert_array_equal(again.predict(x).numpy(), model.predict(x).numpy())


def test_a_graph_model_runs(folders, keras_model):
    with tf.load_graph_model(folders / "graph") as model:
        (name,) = [spec["name"] for spec in model.inputs]
        with tf.tidy():
            for found in (
                model.predict({name: X.astype(np.float64)}),
                model.execute([X]),
                model(X),
            ):
                np.testing.assert_allclose(found.numpy(), keras_model(X).numpy(), atol=2e-5)
        with tf.wait(model.execute_async(X)) as found:
            assert found.shape == (6, 3)
        with pytest.raises(InputError, match="batch axis is missing"):
            model.predict(X[0])


def test_a_model_whose_weights_lie_elsewhere_is_refused(folders, tmp_path):
    shutil.copytree(folders / "layers", tmp_path / "bad")
    path = tmp_path / "bad/model.json"
    document = json.loads(path.read_text())
    document["weightsManifest"][0]["paths"] = ["../../../etc/passwd"]
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError):
        tf.load_layers_model(tmp_path / "bad")


def test_handlers_of_ones_own():
    kept = []

    def keep(artifacts):
        kept.append(artifacts)
        return {"modelArtifactsInfo": {"dateSaved": None, "modelTopologyType": "JSON"}}

    with tf.sequential(layers=[tf.layers.dense(units=2, input_shape=[3])]) as model:
        model.save(tf.io.with_save_handler(keep))
        assert len(kept[0]["weightData"]) == 32
        with tf.load_layers_model(tf.io.from_memory(kept[0])) as again, tf.tidy():
            x = np.ones((1, 3))
            np.testing.assert_array_equal(again.predict(x).numpy(), model.predict(x).numpy())
