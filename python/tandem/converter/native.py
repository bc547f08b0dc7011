"""Run a graph in native TensorFlow: a frozen one, or one that was converted for tfjs.

tfjs's fused ops are not TensorFlow's: they are written out again as the ops they cover, the
last of which keeps the name, so that tensors can still be fetched by name.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter import frames
from tandem.converter import tables as lookup
from tandem.converter.fuse import FUSED
from tandem.converter.nodes import Graph, array_of, attribute
from tandem.converter.ops import known_ops
from tandem.errors import ModelError
from tandem.tensorflow_package import import_tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tandem.converter.nodes import Held
    from tandem.converter.tables import Table
    from tandem.model.tfjs_folder import TfjsFolder, Weight

PLAIN = {fused: plain for plain, fused in FUSED.items()}
"""The op that each fused op starts with."""

# What reading a graph that is not what it should be ends in.
_MALFORMED = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)
_FUSED_ONLY = {"fused_ops", "num_args", "leakyrelu_alpha", "epsilon", "TArgs"}


def function(
    graph_def: Any,
    feeds: Iterable[str],
    fetches: Iterable[str],
    tables: Mapping[str, Table] | None = None,
    lent: Mapping[str, Held] | None = None,
) -> Any:
    """Make a function of a graph: called with tensors for ``feeds``, returns those of ``fetches``.

    Args:
        graph_def: a ``tensorflow.GraphDef`` of TensorFlow's own ops, without variables.
        feeds: names of tensors to take as arguments, in order.
        fetches: names of tensors to return, in order.
        tables: the contents of lookup tables, by the placeholders that stand for them.
        lent: values of constants that the graph has none for. TensorFlow copies the constants of
            a graph several times over, and prepares them for speed; these it takes as they are.

    Returns:
        A ``tensorflow.ConcreteFunction``.
    """
    tf = import_tensorflow()
    tensors = {name: tf.convert_to_tensor(array_of(value)) for name, value in (lent or {}).items()}
    made = {name: lookup.make(table) for name, table in (tables or {}).items()}

    def imported() -> None:
        handles = {
            f"{name}:0": tf.identity(table.resource_handle, name=f"tandem_table/{name}")
            for name, table in made.items()
        }
        handles |= {
            f"{name}:0": tf.identity(value, name=f"tandem_lent/{name}")
            for name, value in tensors.items()
        }
        tf.import_graph_def(graph_def, name="", input_map=handles)

    wrapped = tf.compat.v1.wrap_function(imported, [])
    graph = wrapped.graph

    def tensor(name: str) -> Any:
        return graph.get_tensor_by_name(name if ":" in name else f"{name}:0")

    result = wrapped.prune([tensor(name) for name in feeds], [tensor(name) for name in fetches])
    result._tandem_tables = made  # noqa: SLF001 - a table lives as long as its Python object
    return result


def graph_of(folder: TfjsFolder) -> tuple[Any, dict[str, Table]]:
    """Build the ``tensorflow.GraphDef`` of a tfjs graph model, fused ops written out.

    Its lookup tables are placeholders, whose contents are returned too.

    Only ops that tfjs knows are let in, so that a downloaded graph can neither read nor write
    files.

    Raises:
        ModelError: the graph is malformed, or has an op or a weight it should not.
    """
    import_tensorflow()
    where = folder.json_path
    try:
        graph = Graph(plain(with_constants(folder)), keep=())
        found = lookup.take(graph, lookup.filling_of(folder.document), _Weights(folder))
        return graph.to_graph_def(), found
    except _MALFORMED as error:
        raise ModelError(f"{where}: the graph is malformed: {error}") from error


class _Weights:
    """A folder's weights, each read when it is asked for."""

    def __init__(self, folder: TfjsFolder) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> np.ndarray:
        for weight, data in self._folder.weights():
            if weight.name == name:
                return weight_value(weight, data)
        raise KeyError(name)


def plain(graph_def: Any) -> Any:
    """Return a copy of a graph in which tfjs's own ops are written out as TensorFlow's."""
    graph = Graph(graph_def, keep=())
    write_out_fused(graph)
    frames.enter_constants(graph)
    return graph.to_graph_def()


def with_constants(folder: TfjsFolder) -> Any:
    """Return the graph as it is written, fused ops and all, constants filled from the shards.

    Raises:
        ModelError: the graph is malformed, or has an op or a weight it should not.
    """
    from google.protobuf import json_format
    from tensorflow.core.framework import graph_pb2
    from tensorflow.python.framework import tensor_util

    where = folder.json_path
    graph_def = graph_pb2.GraphDef()
    try:
        json_format.ParseDict(
            folder.document["modelTopology"], graph_def, ignore_unknown_fields=True
        )
    except json_format.ParseError as error:
        raise ModelError(f"{where}: the graph is malformed: {error}") from error
    foreign = sorted({node.op for node in graph_def.node} - known_ops())
    if foreign or graph_def.library.function:
        what = ", ".join(foreign) or "a function library"
        raise ModelError(f"{where}: the graph has what native TensorFlow is not given: {what}")
    constants = {node.name: node for node in graph_def.node if node.op == "Const"}
    for weight, data in folder.weights():
        node = constants.pop(weight.name, None)
        if node is not None:
            dtype = node.attr["dtype"].type
            value = weight_value(weight, data)
            node.attr["value"].tensor.CopyFrom(tensor_util.make_tensor_proto(value, dtype=dtype))
    if constants:
        raise ModelError(f"{where}: no weight in the shards for '{min(constants)}'")
    return graph_def


def write_out_fused(graph: Graph) -> None:
    """Write tfjs's fused ops and Prelu out as TensorFlow's own ops, in place."""
    for node in list(graph.nodes.values()):
        if node.op in PLAIN:
            _unfuse(graph, node)
        elif node.op == "Prelu":
            _expand_prelu(graph, node.name, node.input[0], node.input[1], node.attr["T"])


def signature_nodes(folder: TfjsFolder) -> tuple[list[str], list[str]]:
    """The tensors of a graph model's inputs and outputs, in its own order."""
    document = folder.document
    metadata = document.get("userDefinedMetadata") or {}
    signature = metadata.get("signature") or document.get("signature") or {}

    def names(side: str, specs: Iterable[Any]) -> list[str]:
        entries = signature.get(side) or {}
        return [entries[spec.name]["name"] if entries else spec.name for spec in specs]

    return names("inputs", folder.inputs), names("outputs", folder.outputs)


def weight_value(weight: Weight, data: bytes) -> np.ndarray:
    """A weight's value from its stored bytes (one copy); quantised ones are made float again."""
    if weight.dtype == "string":
        return np.array(_strings(data, math.prod(weight.shape)), dtype=object).reshape(weight.shape)
    stored = weight.quantization["dtype"] if weight.quantization else weight.dtype
    value = np.frombuffer(data, np.dtype(stored).newbyteorder("<")).reshape(weight.shape)
    if weight.quantization and "scale" in weight.quantization:
        scale, least = weight.quantization["scale"], weight.quantization["min"]
        value = value.astype(np.float64) * scale + least
    return value.astype(np.dtype(weight.dtype))


def _strings(data: bytes, count: int) -> list[bytes]:
    values = []
    start = 0
    for _ in range(count):
        end = start + 4 + int.from_bytes(data[start : start + 4], "little")
        values.append(data[start + 4 : end])
        start = end
    return values


def _unfuse(graph: Graph, node: Any) -> None:
    operations = [op.decode() for op in attribute(node, "fused_ops").list.s]
    attributes = {k: v for k, v in node.attr.items() if k not in _FUSED_ONLY}
    kind = {"T": node.attr["T"]}
    name, extra = node.name, list(node.input[2:])
    current = graph.fresh(f"{name}/plain") if operations else name
    graph.add(current, PLAIN[node.op], node.input[:2], attributes)
    for step, op in enumerate(operations):
        last = step == len(operations) - 1
        result = name if last else graph.fresh(f"{name}/{op}")
        if op == "BiasAdd":
            graph.add(result, op, (current, extra.pop(0)), kind)
        elif op == "Prelu":
            _expand_prelu(graph, result, current, extra.pop(0), node.attr["T"])
        elif op == "LeakyRelu":
            alpha = attribute(node, "leakyrelu_alpha")
            graph.add(result, op, (current,), {**kind, "alpha": alpha})
        else:
            graph.add(result, op, (current,), kind)
        current = result


def _expand_prelu(graph: Graph, name: str, tensor: str, alpha: str, dtype: Any) -> None:
    kind = {"T": dtype}
    parts = {
        part: graph.fresh(f"{name}/{part}") for part in ("positive", "minus", "negative", "scaled")
    }
    graph.add(parts["positive"], "Relu", (tensor,), kind)
    graph.add(parts["minus"], "Neg", (tensor,), kind)
    graph.add(parts["negative"], "Relu", (parts["minus"],), kind)
    graph.add(parts["scaled"], "Mul", (alpha, parts["negative"]), kind)
    graph.add(name, "Sub", (parts["positive"], parts["scaled"]), kind)
