"""Names that are misspelt raise; names that mean something do not."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import JSError
from tandem.tfjs import declarations


@pytest.fixture
def model():
    with tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[2])]) as made:
        yield made


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("trainble", "Sequential has no 'trainble' to set; did you mean 'trainable'"),
        ("stop_trainig", "did you mean 'stop_training'"),
        ("my_note", "Sequential has no 'my_note' to set$"),
    ],
)
def test_attributes_that_are_not_there(model, name, says):
    with pytest.raises(AttributeError, match=says):
        setattr(model, name, False)
    with pytest.raises(AttributeError):
        getattr(model, name)


def test_attributes_that_are(model):
    model.compile(optimizer="sgd", loss="mean_squared_error")
    model.stop_training = False
    model.stopTraining = False
    model.name = "mine"
    assert model.name == "mine"
    model.layers[0].trainable = False
    assert model.layers[0].trainable is False
    with tf.train.adam(0.1) as optimizer:
        optimizer.learning_rate = 0.5
        assert optimizer.learning_rate == 0.5
        with pytest.raises(AttributeError, match="did you mean 'learning_rate'"):
            optimizer.learning_rat = 0.5
    with tf.variable([1.0]) as variable:
        variable.trainable = False
        assert variable.trainable is False


def test_a_tensors_shape_and_dtype_do_not_change():
    with tf.tensor([1, 2]) as x:
        for name, value in (("shape", (2, 1)), ("dtype", "float32")):
            with pytest.raises(AttributeError, match=f"{name} does not change: reshape"):
                setattr(x, name, value)
        assert (x.shape, x.dtype) == ((2,), "int32")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: tf.layers.dense({"units": 1, "useBais": False}), "did you mean 'use_bias'"),
        (lambda: tf.layers.dense({"unit": 1}), "no option 'unit'; did you mean 'units'"),
        (lambda: tf.data.csv("file:///x", {"hasHeadr": True}), "did you mean 'has_header'"),
        (lambda: Scale(nmae="x"), r"Scale\(\) has no argument 'nmae'; did you mean 'name'"),
    ],
)
def test_options_that_are_almost_one(call, says):
    with pytest.raises(TypeError, match=says):
        call()


def test_keywords_of_what_python_does_itself(model):
    says = (
        r"compile\(\) has no argument 'optimiser'; did you mean 'optimizer'\? It takes: optimizer"
    )
    with pytest.raises(TypeError, match=says):
        model.compile(optimiser="adam", loss="mse")
    with pytest.raises(TypeError, match=r"adam\(\) has no argument 'learning_rat'; did you mean"):
        tf.train.adam(learning_rat=1)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'loss'"):
        model.compile("adam")


class Scale(tf.layers.Layer):
    """A layer of Python's."""

    def call(self, inputs):
        return inputs * 2.0


def test_a_dict_of_options_may_be_in_pythons_spelling():
    config = tf.layers.dense(
        {"units": 3, "use_bias": False, "kernel_initializer": "he_normal"}
    ).get_config()
    assert config["useBias"] is False
    assert config["kernelInitializer"]["config"]["mode"] == "fanIn"
    assert Scale(input_shape=[2], name="mine").name == "mine"


SIZES = {
    "units": 2, "filters": 1, "kernel_size": 2, "rate": 0.1, "input_dim": 3, "output_dim": 2,
    "n": 2, "dims": [1], "target_shape": [2], "stddev": 0.1, "axes": 1, "num_tokens": 3,
    "output_mode": "multiHot", "height": 2, "width": 2, "scale": 2, "factor": 0.1,
    "activation": "relu", "pool_size": 2, "cropping": [[1, 1], [1, 1]], "strides": 1,
}  # fmt: skip


def test_every_layer_is_made_again_of_its_own_configuration():
    """tfjs's configurations have more in them than it declares: none of it is refused."""
    made = []
    for name in dir(tf.layers):
        make = getattr(tf.layers, name)
        if isinstance(make, type) or name.endswith("cell"):
            continue
        declared = {option: SIZES[option] for param in make._entry["params"]
                    for option in map(declarations.snake_case, param.get("options", ()))
                    if option in SIZES and param["options"]}  # fmt: skip
        if name == "spatial_dropout1d":
            declared = {"rate": 0.1}
        try:
            config = make(**declared).get_config()
        except (JSError, TypeError, AttributeError):
            continue  # those that take a layer or a shape
        if name != "spatial_dropout1d" and "cells" not in config:
            make(config)
        made.append(name)
    assert len(made) > 60


def test_keywords_of_a_layer_that_declares_none():
    with tf.tidy():
        layer = tf.layers.spatial_dropout1d(rate=0.5, input_shape=[4, 2])
        assert layer.get_config()["batchInputShape"] == [None, 4, 2]
        assert layer(np.ones((1, 4, 2), np.float32)).shape == (1, 4, 2)
