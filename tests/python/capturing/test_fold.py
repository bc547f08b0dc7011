"""Folding: fewer ops that compute the same."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tandem
from tandem.capturing import fold as folding
from tandem.capturing import wire
from tandem.capturing.graph import DTYPES, Graph, Node, Value
from tandem.engine import get_engine

IMAGE = np.random.default_rng(0).random((2, 6, 6, 3), np.float32)

# What makes the channels, each with constant weights, and how many there are then.
SOURCES = {
    "conv": ("tf.conv2d(x, w([3, 3, 3, 4]), 1, 'same')", 4),
    "depthwise": ("tf.depthwiseConv2d(x, w([3, 3, 3, 2]), 1, 'same')", 6),
    "transpose": ("tf.conv2dTranspose(x, w([3, 3, 5, 3]), [2, 12, 12, 5], 2, 'same')", 5),
    "matMul": ("tf.matMul(x.reshape([72, 3]), w([3, 4]))", 4),
    "nothing": ("tf.exp(x)", 3),
}
STEPS = {
    "add": "y = y.add(w([{c}]));",
    "add one": "y = y.add(0.25);",
    "mul": "y = y.mul(w([{c}]));",
    "mul one": "y = y.mul(-1.5);",
    "mul from the left": "y = w([1, 1, {c}]).reshape([{c}]).mul(y);",
    "normalise": "if (y.rank === 4) y = tf.batchNorm(y, w([{c}]), w([{c}]).square().add(0.5), "
    "w([{c}]), w([{c}]), 0.01);",
    "relu": "y = y.relu();",
    "used twice": "y = y.add(y.abs());",
}


def source(kind: str, steps: list[str]) -> str:
    call, channels = SOURCES[kind]
    lines = " ".join(STEPS[step].replace("{c}", str(channels)) for step in steps)
    return (
        "(tf) => (x) => { let seed = 0;"
        "const w = (shape) => tf.randomNormal(shape, 0, 1, 'float32', ++seed);"
        f"let y = {call}; {lines} return y; }}"
    )


@settings(max_examples=60)
@given(st.sampled_from(sorted(SOURCES)), st.lists(st.sampled_from(sorted(STEPS)), max_size=5))
def test_any_chain_computes_the_same(kind, steps):
    engine = get_engine()
    engine.use_backend("tensorflow")
    # Capturing itself compares the graph with op by op on other inputs than these.
    with tandem.capture(engine.function_of_tf(source(kind, steps)), IMAGE) as fast:
        assert np.isfinite(fast(IMAGE)).all()
        ops = Counter(node.op for node in fast.graph)
    linear = set(steps) <= {"add", "add one", "mul", "mul one", "mul from the left", "normalise"}
    if linear and kind != "nothing":
        assert ops["Mul"] == ops["FusedBatchNorm"] == 0, ops
        assert ops["Add"] <= 1, ops


def test_without_folding_the_multiplication_stays(monkeypatch):
    monkeypatch.setattr("tandem.capturing.record.fold", lambda _: None)
    engine = get_engine()
    engine.use_backend("tensorflow")
    with tandem.capture(engine.function_of_tf(source("conv", ["mul"])), IMAGE) as fast:
        assert [node.op for node in fast.graph] == ["Conv2D", "Mul"]


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ({"data_format": wire.text(2, "NCHW")}, "channels are not last"),
        ({"transpose_b": wire.number(5, 1)}, "channels are not the columns"),
    ],
)
def test_other_layouts_are_left_alone(attributes, why):
    weights = np.ones((3, 3), np.float32)
    graph = Graph(
        values=[
            Value(DTYPES["float32"], (3, 3)),
            Value(DTYPES["float32"], (3, 3), weights),
            Value(DTYPES["float32"], (3, 3)),
            Value(DTYPES["float32"], (3,), np.array([1, 2, 3], np.float32)),
            Value(DTYPES["float32"], (3, 3)),
        ],
        nodes=[Node("MatMul", attributes, [0, 1], [2]), Node("Mul", {}, [2, 3], [4])],
        inputs=[0],
        outputs=[4],
    )
    folding.fold(graph)
    assert [node.op for node in graph.nodes] == ["MatMul", "Mul"], why


def test_the_graph_def_is_what_tensorflow_reads():
    import tensorflow as tf

    engine = get_engine()
    engine.use_backend("tensorflow")
    function = engine.function_of_tf("(tf) => (x) => [x.mul(2).add(tf.scalar(-3)), x]")
    with tandem.capture(function, IMAGE) as fast:
        graph = fast._latest.graph
        parsed = tf.compat.v1.GraphDef.FromString(graph.to_graph_def())
    nodes = {node.name: node for node in parsed.node}
    assert [nodes[name].op for name in ("input_0", "Mul_0", "Add_1", "output_1")] == [
        "Placeholder",
        "Mul",
        "Add",
        "Identity",
    ]
    shape = nodes["input_0"].attr["shape"].shape
    assert [dim.size for dim in shape.dim] == list(IMAGE.shape)
    constants = [node for node in parsed.node if node.op == "Const"]
    values = sorted(float(tf.make_ndarray(node.attr["value"].tensor)) for node in constants)
    assert values == [-3, 2]


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers_are_written_as_protobuf_writes_them(value):
    from tensorflow.core.framework.attr_value_pb2 import AttrValue

    assert AttrValue.FromString(wire.number(3, value)).i == value
