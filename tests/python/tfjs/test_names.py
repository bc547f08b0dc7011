"""Names and arguments: Python's spelling to JavaScript's, and what is not there."""

from __future__ import annotations

import inspect
import subprocess
import sys

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.tfjs import declarations


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("resizeBilinear", "resize_bilinear"),
        ("conv2dTranspose", "conv2d_transpose"),
        ("useBias", "use_bias"),
        ("Tensor", "Tensor"),
        ("dense", "dense"),
        ("whereAsync", "where_async"),
    ],
)
def test_a_name_in_pythons_spelling(name, python):
    assert declarations.snake_case(name) == python
    if name[0].islower():
        assert declarations.camel_case(python) == name


def test_the_import_starts_nothing():
    code = (
        "import sys, tandem.tfjs as tf; tf.layers.dense; tf.add; dir(tf.train)\n"
        "assert 'pythonmonkey' not in sys.modules and 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("spelling", ["re_lu", "reLU", "relu"])
def test_one_name_in_its_spellings(spelling):
    layer = getattr(tf.layers, spelling)()
    assert repr(layer) == "<tf ReLU>"


def test_keywords_are_parameters_or_options():
    image = np.arange(16.0).reshape(1, 4, 4, 1)
    with tf.tidy():
        plain = tf.image.resize_bilinear(image, [8, 8]).numpy()
        corners = tf.image.resize_bilinear(image, size=[8, 8], align_corners=True).numpy()
    assert plain.shape == (1, 8, 8, 1)
    assert corners[0, -1, -1, 0] == 15
    assert np.abs(plain - corners).max() > 0.1
    layer = tf.layers.dense(units=3, use_bias=False, kernel_initializer="he_normal")
    config = layer.get_config()
    assert config["units"] == 3
    assert isinstance(config["units"], int)
    assert config["useBias"] is False


def test_a_dict_passes_as_it_is():
    assert tf.layers.dense({"units": 3, "useBias": False}).get_config()["useBias"] is False


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: tf.layers.dense(unit=3), TypeError, "did you mean 'units'"),
        (lambda: tf.train.adagrad(lr=1e-3), TypeError, "It takes: learning_rate, initial"),
        (lambda: tf.layers.denes, AttributeError, "did you mean 'dense'"),
        (lambda: tf.softmaxx, AttributeError, "did you mean 'softmax'"),
        (tf.one_hot, TypeError, "needs its argument 'indices'"),
        (lambda: tf.one_hot([1], 2, depth=3), TypeError, "several values for 'depth'"),
        (lambda: tf.layers.dense(units=3).unitz, AttributeError, "Dense has no 'unitz'"),
        (lambda: tf.add(object(), 1), TypeError, "a object cannot be passed"),
    ],
)
def test_what_is_not_there_says_so(call, error, says):
    with pytest.raises(error, match=says):
        call()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: tf.layers.dense(10), r"as in dense\(units=10\). It takes: units, activation"),
        (lambda: tf.layers.conv2d(8, 3), r"conv2d\(filters=8\)"),
        (lambda: tf.layers.activation("relu"), r"activation\(activation='relu'\)"),
        (lambda: tf.layers.dropout(0.5), r"dropout\(rate=0.5\)"),
        (lambda: tf.layers.rescaling(1 / 255), r"rescaling\(scale=0.0039"),
        (lambda: tf.layers.flatten(3, name="f"), "flatten"),
        (lambda: tf.layers.spatial_dropout1d(0.5), "options by keyword"),
        (lambda: tf.layers.bidirectional(tf.layers.lstm(units=2)), r"\(layer=...\)"),
        (lambda: tf.sequential([tf.layers.dense(units=1)]), r"sequential\(layers=...\)"),
        (lambda: tf.input([3]), r"input\(shape=...\)"),
        (lambda: tf.model(tf.input(shape=[3]), tf.input(shape=[3])), r"model\(inputs=...\)"),
        (lambda: tf.callbacks.early_stopping("loss"), r"early_stopping\(monitor='loss'\)"),
        (lambda: tf.initializers.random_normal(0, 1), r"random_normal\(mean=0\)"),
    ],
)
def test_options_that_are_no_dict_are_refused(call, says):
    with pytest.raises(TypeError, match=says):
        call()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda x: tf.relu(x, 1, 2), r"relu\(\) takes 1 argument \(x\) and got 3"),
        (lambda x: tf.sum(x, 0, None, 5), r"sum\(\) takes 3 arguments \(x, axis, keep_dims\)"),
        (lambda x: x.transpose(1, 0), r"transpose\(\) takes 1 argument \(perm\) and got 2"),
        (lambda x: x.reshape(2, 1), r"reshape\(\) takes 1 argument \(shape\)"),
        (lambda _: tf.memory(1), r"memory\(\) takes 0 arguments and got 1"),
    ],
)
def test_more_arguments_than_there_are_are_refused(call, says):
    with tf.tensor([[1, 2]]) as x, pytest.raises(TypeError, match=says):
        call(x)


def test_what_takes_any_number_of_arguments_does():
    assert tf.util.assert_shapes_match([1], [1], "same") is None
    config = tf.layers.dense({"units": 2}).get_config()
    assert config["units"] == 2
    with tf.sequential(None) as model, tf.sequential() as other:
        assert model.layers == other.layers == []


def test_completions_and_signatures():
    assert {"tensor", "layers", "add", "Tensor", "tidy", "Callback"} <= set(dir(tf))
    assert {"conv2d", "dense", "max_pooling2d", "Layer"} <= set(dir(tf.layers))
    assert "alignCorners" not in inspect.signature(tf.image.resize_bilinear).parameters
    adagrad = inspect.signature(tf.train.adagrad)
    assert list(adagrad.parameters) == ["learning_rate", "initial_accumulator_value"]
    assert "units" in inspect.signature(tf.layers.dense).parameters
    assert {"units", "kernel", "get_weights"} <= set(dir(tf.layers.dense(units=1)))


def test_objects_keep_their_identity():
    with tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[2], name="one")]) as model:
        assert model.layers[0] is model.get_layer("one")
        model.layers[0].trainable = False
        assert model.get_layer("one").trainable is False
        assert model.get_layer(index=0).name == "one"


def test_the_untouched_javascript():
    assert tf.raw.version["tfjs-core"] == "4.22.0"
