"""A converted graph, run natively, gives what Keras gives, and keeps names and order."""

from __future__ import annotations

import models
import pytest

import tandem
from tandem import converter
from tandem.model import load
from tandem.runtimes.tensorflow import TensorFlow, open_converted
from tandem.tensorflow_package import import_keras


@pytest.mark.parametrize("name", models.BUILDERS)
def test_converted_graph_agrees_with_keras(name, tmp_path):
    keras_model = models.build(name)
    keras_model.save(tmp_path / "model.keras")
    model = load(tmp_path / "model.keras")
    for seed in (0, 1):
        inputs = models.inputs_for(model, batch=3, seed=seed)
        wanted = models.expected(keras_model, model, inputs)
        with TensorFlow().open(model) as original, open_converted(model) as converted:
            models.assert_agree(original.run(inputs), wanted)
            models.assert_agree(converted.run(inputs), wanted)


@pytest.mark.parametrize("name", models.BUILDERS)
def test_converted_graph_agrees_in_tfjs(name):
    keras_model = models.build(name)
    model = load(keras_model)
    inputs = models.inputs_for(model, batch=3)
    with tandem.open("tfjs-node", model) as session:
        models.assert_agree(session.run(inputs), models.expected(keras_model, model, inputs))


@pytest.mark.parametrize("name", models.BUILDERS)
def test_written_folder_describes_itself_as_the_model(name, tmp_path):
    model = load(models.build(name))
    converter.convert(model, tmp_path / "out")
    folder = load(tmp_path / "out")
    assert folder.kind == "graph"
    assert folder.inputs == model.inputs
    assert folder.outputs == model.outputs


def test_names_and_order_are_the_authors():
    lists = load(models.build("named_lists"))
    assert [spec.name for spec in lists.inputs] == ["zeta", "alpha"]
    assert [spec.name for spec in lists.outputs] == [f"k{(i * 7) % 12}" for i in range(12)]
    dicts = load(models.build("named_dicts"))
    assert [spec.name for spec in dicts.inputs] == ["zeta", "alpha"]
    assert [spec.name for spec in dicts.outputs] == ["y", "c"]
    odd = load(models.build("odd_outputs"))
    assert [spec.name for spec in odd.inputs] == ["used", "unused"]
    assert [spec.name for spec in odd.outputs] == ["dense", "dense_1", "used"]


def test_saved_model_agrees_and_orders_names_by_number(tmp_path):
    keras_model = models.build("named_lists")
    keras_model.export(tmp_path / "saved", verbose=False)
    model = load(tmp_path / "saved")
    assert [spec.name for spec in model.inputs] == ["alpha", "zeta"]
    assert [spec.name for spec in model.outputs] == [f"output_{i}" for i in range(12)]
    inputs = models.inputs_for(model)
    answer = keras_model([inputs["zeta"], inputs["alpha"]])
    wanted = {f"output_{i}": value.numpy() for i, value in enumerate(answer)}
    with TensorFlow().open(model) as original, open_converted(model) as converted:
        models.assert_agree(original.run(inputs), wanted)
        models.assert_agree(converted.run(inputs), wanted)


def test_mobilenet_v2_is_fully_fused_and_agrees(tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    keras_model = models.randomise(
        keras.applications.MobileNetV2(weights=None, input_shape=(96, 96, 3))
    )
    model = load(keras_model)
    conversion = converter.convert(model, tmp_path / "out")
    assert conversion.nodes <= 182
    assert conversion.fused["_FusedConv2D"] + conversion.fused["FusedDepthwiseConv2dNative"] == 52
    inputs = models.inputs_for(model)
    with open_converted(model) as converted:
        models.assert_agree(converted.run(inputs), models.expected(keras_model, model, inputs))


@pytest.mark.parametrize("runtime", ["tfjs-node", "tfjs-wasm", "tfjs-cpu"])
@pytest.mark.parametrize("kind", ["Conv2D", "DepthwiseConv2D", "Dense"])
def test_fused_activations_agree_in_tfjs(kind, runtime):
    keras = import_keras()
    keras.utils.clear_session()
    activations = {
        "elu": keras.layers.ELU(),
        "leaky": keras.layers.LeakyReLU(0.4),
        "prelu": keras.layers.PReLU(shared_axes=[1, 2]),
        "relu": keras.layers.ReLU(),
        "relu6": keras.layers.ReLU(6.0),
        "sigmoid": keras.layers.Activation("sigmoid"),
    }
    image = keras.Input((6, 6, 4), name="image")
    outputs = {}
    for name, activation in activations.items():
        sizes = {"Conv2D": (4, 3), "DepthwiseConv2D": (3,), "Dense": (4,)}[kind]
        outputs[name] = activation(getattr(keras.layers, kind)(*sizes)(image))
    keras_model = models.randomise(keras.Model(image, outputs))
    model = load(keras_model)
    inputs = models.inputs_for(model)
    with tandem.open(runtime, model) as session:
        models.assert_agree(session.run(inputs), models.expected(keras_model, model, inputs))
