"""Ops that Keras layers do not emit, or seldom: written out, they give what TensorFlow gives."""

from __future__ import annotations

import numpy as np
import pytest

import tandem
from tandem.converter.expansions import expand
from tandem.converter.nodes import Graph
from tandem.tensorflow_package import import_tensorflow

tf = import_tensorflow()
R = tf.raw_ops

OPS = {
    "BatchMatMulV3": lambda x: R.BatchMatMulV3(x=x, y=x, Tout=tf.float32, adj_y=True),
    "Xlogy": lambda x: R.Xlogy(x=tf.nn.relu(x), y=tf.abs(x)),
    "Xlog1py": lambda x: R.Xlog1py(x=tf.nn.relu(x), y=tf.abs(x)),
    "Xdivy": lambda x: R.Xdivy(x=tf.nn.relu(x), y=tf.abs(x)),
    "Inv": lambda x: R.Inv(x=x + 9.0),
    "Rint": lambda x: R.Rint(x=x * 2),
    "Bucketize": lambda x: R.Bucketize(input=x, boundaries=[-1.0, 0.0, 0.5]),
    "TensorScatterAdd": lambda x: tf.tensor_scatter_nd_add(x, [[0], [1]], x[1:3]),
    "TensorScatterSub": lambda x: tf.tensor_scatter_nd_sub(x, [[0], [1]], x[1:3]),
    "UnsortedSegmentMin": lambda x: tf.math.unsorted_segment_min(x, [0, 1, 0], 2),
    "UnsortedSegmentMax": lambda x: tf.math.unsorted_segment_max(x, [0, 1, 0], 2),
    "UnsortedSegmentSum": lambda x: tf.math.unsorted_segment_sum(x, [0, 1, 0], 3),
    "MatrixDiagV3": lambda x: tf.linalg.diag(x, k=1),
    "MatrixDiagPartV3": lambda x: tf.linalg.diag_part(x, k=-1),
    "MatrixBandPart": lambda x: tf.linalg.band_part(x, 1, 0),
    "Roll": lambda x: tf.roll(x, [1, -2], [1, 2]),
    "Einsum": lambda x: tf.einsum("abc,dec->abd", x, x[:2]),
    "GatherV2": lambda x: tf.gather(x, [[3, 0], [1, 1], [2, 2]], axis=1, batch_dims=1),
    "Cumsum": lambda x: tf.cumsum(x, axis=-2, exclusive=True, reverse=True),
    "OneHot": lambda x: tf.one_hot(tf.cast(tf.abs(x), tf.int32), 3, 2.0, -1.0, axis=1),
    "Cast": lambda x: tf.cast(tf.round(x), tf.bool),
    "ReverseV2": lambda x: tf.reverse(x > 0, [1]),
    "StridedSlice": lambda x: tf.cast(x * 9, tf.int32)[:, ::-2],
    "Cross": lambda x: tf.linalg.cross(x[..., :3], x[..., 1:4]),
    "SpaceToDepth": lambda x: tf.nn.space_to_depth(x[..., None], 2),
    "ResizeBicubic": lambda x: R.ResizeBicubic(
        images=x[..., None], size=[7, 3], half_pixel_centers=True
    ),
    "ResizeNearestNeighbor": lambda x: tf.cast(
        R.ResizeNearestNeighbor(images=tf.cast(x[..., None] * 9, tf.int32), size=[8, 8]),
        tf.float32,
    ),
    # Two groups, by a kernel that the model itself makes.
    "Conv2D": lambda x: R.Conv2D(
        input=tf.stack([x, x * 2, x + 1, -x], -1),
        filter=tf.reshape(x[0], [2, 2, 2, 2]),
        strides=[1] * 4,
        padding="VALID",
    ),
    "Softsign": tf.nn.softsign,
    "Erfc": tf.math.erfc,
    "DenseBincount": lambda x: R.DenseBincount(
        input=tf.cast(tf.abs(x[0]), tf.int32), size=4, weights=tf.abs(x[0]), binary_output=False
    ),
}


@pytest.mark.parametrize("op", OPS)
def test_written_out_op_agrees(op, tmp_path):
    module = tf.Module()
    module.serve = tf.function(
        lambda x: {"y": OPS[op](x)},
        input_signature=[tf.TensorSpec([3, 4, 4], tf.float32, "x")],
        autograph=False,
    )
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=module.serve)
    done = tandem.convert(tmp_path / "saved", tmp_path / "out", max_error=2e-5)
    assert op in done.expanded
    assert set(done.check.errors) == {"tfjs-node", "tfjs-wasm"}, done.check.skipped
    assert done.check.constant == ()
    assert done, done.check


def test_what_one_runtime_lacks_is_said(tmp_path):
    module = tf.Module()
    module.serve = tf.function(
        lambda x: {"y": tf.abs(tf.signal.fft(tf.cast(x, tf.complex64)))},
        input_signature=[tf.TensorSpec([3, 4], tf.float32, "x")],
        autograph=False,
    )
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=module.serve)
    done = tandem.convert(tmp_path / "saved", tmp_path / "out", max_error=2e-5)
    said = [warning for warning in done.warnings if warning.startswith("FFT: once, at")]
    assert len(said) == 1
    assert "tfjs-wasm cannot run it" in said[0]
    assert set(done.check.errors) == {"tfjs-node"}
    assert "tfjs-wasm" in done.check.skipped
    assert done


def test_an_expansion_keeps_the_nodes_name():
    with tf.Graph().as_default() as traced:
        x = tf.compat.v1.placeholder(tf.float32, [2, 3], "x")
        tf.nn.softsign(x, name="soft")
    graph = Graph(traced.as_graph_def(), keep=("x", "soft"))
    assert expand(graph) == {"Softsign": 1}
    assert "soft" in graph.nodes
    assert "Softsign" not in {node.op for node in graph.nodes.values()}
    assert all(name.startswith(("soft", "x")) for name in graph.nodes)


def test_what_cannot_be_written_out_stays():
    with tf.Graph().as_default() as traced:
        x = tf.compat.v1.placeholder(tf.float32, [None, None], "x")
        tf.roll(x, 1, 0, name="rolled")
    graph = Graph(traced.as_graph_def(), keep=("x", "rolled"))
    assert expand(graph) == {}
    assert np.array([node.op == "Roll" for node in graph.nodes.values()]).any()
