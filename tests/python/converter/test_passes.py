"""Each pass on the smallest graph that shows what it must and must not do."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tandem.converter import fold, fuse, native, simplify
from tandem.converter.inline import inline_calls
from tandem.converter.nodes import Graph

RANDOM = np.random.default_rng(0)


def constant(*shape):
    return tf.constant(RANDOM.normal(0.0, 1.0, shape).astype("float32"))


def trace(body, *shapes):
    """The graph of a Python function of float32 tensors, and the names of its outputs."""
    with tf.Graph().as_default() as graph:
        inputs = [
            tf.compat.v1.placeholder("float32", s, name=f"in{i}") for i, s in enumerate(shapes)
        ]
        outputs = body(*inputs)
        names = [tf.identity(out, name=f"out{i}").op.name for i, out in enumerate(outputs)]
        return Graph(graph.as_graph_def(), keep=[t.op.name for t in inputs] + names)


def run(graph, *arrays):
    feeds = [name for name in graph.keep if name.startswith("in")]
    fetches = [name for name in graph.keep if name.startswith("out")]
    plain = Graph(graph.to_graph_def(), graph.keep)
    native.write_out_fused(plain)
    function = native.function(plain.to_graph_def(), feeds, fetches)
    return [result.numpy() for result in function(*map(tf.constant, arrays))]


def assert_same(before, after, *shapes):
    arrays = [RANDOM.normal(0.0, 1.0, shape).astype("float32") for shape in shapes]
    for wanted, got in zip(run(before, *arrays), run(after, *arrays), strict=True):
        assert np.ptp(wanted) > 0.1
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-5)


def copy(graph):
    return Graph(graph.to_graph_def(), graph.keep)


def ops(graph):
    return sorted(node.op for node in graph.nodes.values() if node.op not in {"Const", "Identity"})


KERNELS = {
    "conv2d": (lambda x: tf.nn.conv2d(x, constant(3, 3, 4, 6), 1, "SAME"), (2, 6, 5, 4), 6),
    "depthwise": (
        lambda x: tf.nn.depthwise_conv2d(x, constant(3, 3, 4, 2), (1, 1, 1, 1), "SAME"),
        (2, 5, 5, 4),
        8,
    ),
    "transposed": (
        lambda x: tf.nn.conv2d_transpose(x, constant(3, 3, 6, 4), (2, 10, 10, 6), 2, "SAME"),
        (2, 5, 5, 4),
        6,
    ),
    "conv3d": (
        lambda x: tf.nn.conv3d(x, constant(2, 2, 2, 4, 6), (1, 1, 1, 1, 1), "SAME"),
        (2, 4, 4, 4, 4),
        6,
    ),
    "matmul": (lambda x: tf.matmul(x, constant(4, 6)), (3, 4), 6),
    "matmul_transposed": (lambda x: tf.matmul(x, constant(6, 4), transpose_b=True), (3, 4), 6),
}


@pytest.mark.parametrize("kind", KERNELS)
@pytest.mark.parametrize("bias", [False, True])
def test_batch_norm_folds_into_the_kernel(kind, bias):
    kernel, shape, channels = KERNELS[kind]

    def body(x):
        y = kernel(x)
        y = tf.nn.bias_add(y, constant(channels)) if bias else y
        return [constant(channels) * y - constant(channels)]

    before = trace(body, shape)
    after = copy(before)
    assert fold.fold_constants(after) == 2
    assert not {"Mul", "AddV2", "Sub"} & set(ops(after))
    assert ops(after).count("BiasAdd") == 1
    assert_same(before, after, shape)


@pytest.mark.parametrize(
    "other",
    [
        lambda: constant(6, 5, 6),  # one value for each place
        lambda: constant(6, 1, 1),  # one for each row
        lambda: constant(1, 1, 1, 1, 6),  # adds an axis
        lambda: tf.constant(np.array([1, 2, 3, np.inf, 5, 6], "float32")),
    ],
)
@pytest.mark.parametrize("op", [tf.multiply, tf.add])
def test_only_one_finite_value_for_each_channel_folds(other, op):
    kernel, shape, _ = KERNELS["conv2d"]
    graph = trace(lambda x: [op(kernel(x), other())], shape)
    assert fold.fold_constants(graph) == 0


def test_a_residual_is_no_bias():
    kernel, shape, _ = KERNELS["conv2d"]
    graph = trace(lambda x, y: [kernel(x) + y, kernel(x) * y], shape, (6,))
    assert fold.fold_constants(graph) == 0


def test_a_tensor_used_twice_is_not_folded_away():
    kernel, shape, channels = KERNELS["conv2d"]

    def body(x):
        y = kernel(x)
        z = tf.nn.bias_add(y, constant(channels))
        return [y * constant(channels), z * constant(channels), z + constant(channels)]

    before = trace(body, shape)
    after = copy(before)
    assert fold.fold_constants(after) == 0
    assert_same(before, after, shape)


def test_a_kernel_that_is_shared_is_scaled_for_one_use_only():
    shape = (2, 5, 5, 4)

    def body(x):
        weights = constant(3, 3, 4, 6)
        one, two = (tf.nn.conv2d(x, weights, 1, "SAME") for _ in range(2))
        return [one * constant(6), two * constant(6), tf.nn.conv2d(x, weights, 2, "SAME")]

    before = trace(body, shape)
    after = copy(before)
    assert fold.fold_constants(after) == 2
    assert_same(before, after, shape)


ACTIVATIONS = {
    "Relu": tf.nn.relu,
    "Relu6": tf.nn.relu6,
    "Elu": tf.nn.elu,
    "LeakyRelu": lambda x: tf.nn.leaky_relu(x, 0.3),
    "Sigmoid": tf.nn.sigmoid,
    "Prelu": lambda x: tf.nn.relu(x) + constant(x.shape[-1]) * tf.nn.relu(-x),
}


@pytest.mark.parametrize("kind", ["conv2d", "depthwise", "matmul"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_bias_and_activation_fuse(kind, activation):
    kernel, shape, channels = KERNELS[kind]
    before = trace(
        lambda x: [ACTIVATIONS[activation](tf.nn.bias_add(kernel(x), constant(channels)))], shape
    )
    after = copy(before)
    fuse.fuse_prelu(after)
    assert sum(fuse.fuse_activations(after).values()) == 1
    fused = next(node for node in after.nodes.values() if "fused_ops" in node.attr)
    names = [op.decode() for op in fused.attr["fused_ops"].list.s]
    if (kind, activation) == ("depthwise", "LeakyRelu"):  # whose slope tfjs would not read
        assert names == ["BiasAdd"]
    else:
        assert names == ["BiasAdd", activation]
        assert len(ops(after)) == 2  # the placeholder and the fused op
    assert_same(before, after, shape)


@pytest.mark.parametrize("activation", [tf.nn.swish, tf.nn.tanh, tf.nn.softplus])
def test_an_activation_tfjs_cannot_fuse_stays(activation):
    kernel, shape, channels = KERNELS["conv2d"]
    before = trace(lambda x: [activation(tf.nn.bias_add(kernel(x), constant(channels)))], shape)
    after = copy(before)
    fuse.fuse_activations(after)
    fused = [node for node in after.nodes.values() if "fused_ops" in node.attr]
    assert all(list(node.attr["fused_ops"].list.s) == [b"BiasAdd"] for node in fused)
    assert_same(before, after, shape)


def test_an_activation_without_a_bias_is_not_fused():
    # tfjs takes the first fused op for the bias and would drop the activation.
    kernel, shape, _ = KERNELS["conv2d"]
    graph = trace(lambda x: [tf.nn.relu(kernel(x))], shape)
    assert fuse.fuse_activations(graph) == {}


@pytest.mark.parametrize("kind", ["conv2d", "depthwise", "matmul"])
def test_what_else_uses_is_not_fused_away(kind):
    kernel, shape, channels = KERNELS[kind]

    def body(x):
        plain = kernel(x)
        biased = tf.nn.bias_add(kernel(x), constant(channels))
        return [
            tf.nn.relu(tf.nn.bias_add(plain, constant(channels))),
            tf.nn.sigmoid(plain),
            tf.nn.relu(biased),
            biased + 1.0,
        ]

    before = trace(body, shape)
    after = copy(before)
    fused = fuse.fuse_activations(after)
    assert sum(fused.values()) == 1  # the second kernel with its bias, no activation
    assert_same(before, after, shape)


def test_prelu_whose_parts_are_used_still_agrees():
    def body(x):
        positive = tf.nn.relu(x)
        scaled = constant(4) * tf.nn.relu(-x)
        return [positive + scaled, scaled, positive]

    before = trace(body, (3, 4))
    after = copy(before)
    assert fuse.fuse_prelu(after) == 1
    assert_same(before, after, (3, 4))


def test_relus_of_two_tensors_are_no_prelu():
    graph = trace(lambda x, y: [tf.nn.relu(x) + constant(4) * tf.nn.relu(-y)], (3, 4), (3, 4))
    assert fuse.fuse_prelu(graph) == 0


def test_a_reshape_with_one_free_axis_becomes_constant():
    def body(x):
        return [tf.reshape(x, (tf.shape(x)[0], 6)), tf.reshape(x, (tf.shape(x)[0], 0 + 2, 3))]

    before = trace(body, (None, 2, 3))
    after = copy(before)
    assert simplify.simplify_reshapes(after) == 2
    assert "Shape" not in ops(after)
    assert_same(before, after, (4, 2, 3))


def test_a_reshape_with_two_free_axes_stays():
    graph = trace(lambda x: [tf.reshape(x, (tf.shape(x)[0], tf.shape(x)[1], 1))], (None, None))
    assert simplify.simplify_reshapes(graph) == 0


def test_calls_are_inlined_those_marked_for_xla_too():
    @tf.function(jit_compile=True)
    def inner(x, y):
        return x * 2.0, x - y

    @tf.function
    def outer(x, y):
        first, second = inner(x, y)
        return second, inner(second, first)[1], x

    concrete = outer.get_concrete_function(
        tf.TensorSpec((3,), name="in0"), tf.TensorSpec((3,), name="in1")
    )
    inlined = inline_calls(concrete.graph.as_graph_def())
    assert not [node.op for node in inlined.node if "Call" in node.op]
    inputs = [tensor.op.name for tensor in concrete.inputs]
    outputs = [tensor.name for tensor in concrete.outputs]
    function = native.function(inlined, inputs, outputs)
    x, y = tf.constant([1.0, -2.0, 5.0]), tf.constant([0.5, 3.0, 1.0])
    for got, wanted in zip(function(x, y), outer(x, y), strict=True):
        np.testing.assert_array_equal(got, wanted)
