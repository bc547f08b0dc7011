"""Models with control flow, in each form that tfjs is given them.

The converter, as the official one by default, writes loops out of Enter, Merge, Switch and so on.
With ``--control_flow_v2`` the official one leaves them functions. Models of TensorFlow 1 have the
ops and arrays of their day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import tensorflow as tf
from google.protobuf.json_format import MessageToDict
from node_models import port, write
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
from tensorflow.python.ops import control_flow_util

import tandem
from tandem.model import TensorSpec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tandem.model import Model

    # Of float32 tensors x0, x1, ...; it gives tensors by name.
    Function = Callable[..., dict[str, tf.Tensor]]
    Shape = tuple[int | None, ...]


def written_out(folder: Path, function: Function, *shapes: Shape) -> Model:
    """A SavedModel, for the converter."""
    module = tf.Module()
    module.f = tf.function(function, autograph=False)
    traced = module.f.get_concrete_function(*_specs(shapes))
    tf.saved_model.save(module, str(folder), signatures=traced)
    return tandem.load(folder)


def functional(folder: Path, function: Function, *shapes: Shape) -> Model:
    """A graph model whose loops and branches are functions."""
    traced = tf.function(function, autograph=False).get_concrete_function(*_specs(shapes))
    frozen = convert_variables_to_constants_v2(traced, lower_control_flow=False)
    outputs = dict(zip(sorted(traced.structured_outputs), frozen.outputs, strict=True))
    return _graph_model(folder, frozen.graph, frozen.inputs, outputs)


def of_tensorflow_1(folder: Path, function: Function, *shapes: Shape) -> Model:
    """A graph model as TensorFlow 1 wrote it."""
    graph = tf.Graph()
    with mock.patch.object(control_flow_util, "ENABLE_CONTROL_FLOW_V2", new=False):  # noqa: SIM117
        with graph.as_default():
            inputs = [
                tf.compat.v1.placeholder(tf.float32, s, f"x{i}") for i, s in enumerate(shapes)
            ]
            outputs = {name: tf.identity(value) for name, value in function(*inputs).items()}
    return _graph_model(folder, graph, inputs, outputs)


def _graph_model(
    folder: Path, graph: tf.Graph, inputs: list[tf.Tensor], outputs: dict[str, tf.Tensor]
) -> Model:
    definition = graph.as_graph_def()
    weights: dict[str, np.ndarray] = {}
    for part in definition.library.function:
        _name_constants_apart(part)
    parts = [definition.node, *(part.node_def for part in definition.library.function)]
    for node in (node for nodes in parts for node in nodes if node.op == "Const"):
        value = tf.make_ndarray(node.attr["value"].tensor)
        weights[node.name] = value.astype(np.int32) if value.dtype == np.int64 else value
        node.attr["value"].Clear()
    document = {
        "format": "graph-model",
        "modelTopology": MessageToDict(definition),
        "signature": {
            "inputs": {t.op.name: port(t.op.name, _spec(t.op.name, t)) for t in inputs},
            "outputs": {n: port(t.op.name, _spec(n, t)) for n, t in outputs.items()},
        },
    }
    write(folder, document, weights)
    return tandem.load(folder)


def _name_constants_apart(part: Any) -> None:
    """tfjs knows weights by their node's name alone."""
    renamed = {n.name: f"{part.signature.name}/{n.name}" for n in part.node_def if n.op == "Const"}

    def rename(source: str) -> str:
        name, colon, rest = source.partition(":")
        return renamed.get(name, name) + colon + rest

    for node in part.node_def:
        node.name = rename(node.name)
        node.input[:] = [rename(source) for source in node.input]
    for result, source in part.ret.items():
        part.ret[result] = rename(source)


def _specs(shapes: tuple[Shape, ...]) -> list[tf.TensorSpec]:
    return [tf.TensorSpec(shape, tf.float32, f"x{i}") for i, shape in enumerate(shapes)]


def _spec(name: str, tensor: tf.Tensor) -> TensorSpec:
    return TensorSpec(name, tuple(tensor.shape), tensor.dtype.name)
