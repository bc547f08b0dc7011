"""Intermediate tensors of a model by node name: of the original graph, and of a tfjs one.

A node is run alone by feeding the tensors it takes in their places. So are weights: as constants
of a graph they would be held once in every copy that TensorFlow makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.converter import as_graph, freeze, native
from tandem.converter.frames import inside_loops
from tandem.converter.nodes import attribute, data_inputs, source_of
from tandem.errors import EngineError
from tandem.model import load
from tandem.tensorflow_package import import_tensorflow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    from tandem.model import Model
    from tandem.model.tfjs_folder import TfjsFolder

_PLANS: Final = 48
_UNMATCHED = frozenset({"Const", "NoOp", "Placeholder"})

_LARGE: Final = 256
"""Bytes from which on a constant is a weight to be fed."""


class TensorFlowTensors:
    """Tensors of a GraphDef in native TensorFlow; its own session, closed with ``close``.

    Args:
        graph_def: the graph.
        weights: the values of those of its placeholders that are weights; not copied.
    """

    def __init__(self, graph_def: Any, weights: Mapping[str, NDArray[Any]]) -> None:
        tf = import_tensorflow()
        self._nodes = {node.name: node for node in graph_def.node}
        self._weights = weights
        from tensorflow.core.protobuf import rewriter_config_pb2

        self._graph = tf.Graph()
        with self._graph.as_default():
            tf.import_graph_def(graph_def, name="")
        config = self._config = tf.compat.v1.ConfigProto()
        # As the graph stands: an optimizer would make other kernels of it for every tensor.
        rewrite = config.graph_options.rewrite_options
        rewrite.disable_meta_optimizer = True
        rewrite.constant_folding = rewriter_config_pb2.RewriterConfig.OFF
        self._session = tf.compat.v1.Session(graph=self._graph, config=config)
        self._fetched = 0

    def dtypes(self) -> dict[str, str]:
        """Return the dtype of each node's first output, by numpy's names."""
        operations = self._graph.get_operations()
        return {op.name: op.outputs[0].dtype.name for op in operations if op.outputs}

    def fetch(self, feeds: Mapping[str, NDArray[Any]], node: str) -> NDArray[Any]:
        """Return a node's first output, computed from the tensors fed (one copy).

        Raises:
            EngineError: TensorFlow cannot compute it.
        """
        tf = import_tensorflow()
        # A session keeps a plan for every tensor it was ever asked for.
        self._fetched += 1
        if self._fetched % _PLANS == 0:
            self._session.close()
            self._session = tf.compat.v1.Session(graph=self._graph, config=self._config)
        given = {_tensor(name): value for name, value in feeds.items()}
        given |= {f"{name}:0": self._weights[name] for name in self._taken(source_of(node), feeds)}
        try:
            return np.asarray(self._session.run(_tensor(node), given))
        except tf.errors.OpError as error:
            raise EngineError(f"TensorFlow cannot compute '{node}': {_reason(error)}") from error

    def _taken(self, node: str, feeds: Mapping[str, NDArray[Any]]) -> set[str]:
        """Return the weights that a node is computed from, where some others are given."""
        taken: set[str] = set()
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            name = waiting.pop()
            if name in self._weights:
                taken.add(name)
            elif name not in seen:
                seen.add(name)
                # What is waited for by a control edge runs, whether its value is given or not.
                waiting += (
                    source_of(source)
                    for source in self._nodes[name].input
                    if source.startswith("^") or source_of(source) not in feeds
                )
        return taken

    def close(self) -> None:
        """Release the graph."""
        self._session.close()


def _reason(error: Any) -> str:
    """Return the line of TensorFlow's message that is about the fault, not about where it is."""
    where = ("Graph execution error", "Detected at", "Node:")
    lines = [line.strip() for line in str(error.message).splitlines()]
    return next((line for line in lines if line and not line.startswith(where)), str(error.message))


@dataclass(frozen=True, slots=True)
class Network:
    """A graph's nodes, and where its inputs and outputs are."""

    graph_def: Any
    nodes: dict[str, Any]
    weights: dict[str, NDArray[Any]]
    """The values of its placeholders that are weights."""
    inputs: dict[str, str]
    """The node of each input, by the original's name."""
    outputs: dict[str, str]
    """The tensor of each output, likewise."""
    layers: tuple[str, ...]
    """Paths of the Keras layers, if the graph is made of any."""


def original(model: Model) -> Network:
    """Return the graph of a model as it was handed in."""
    if model.kind == "graph":
        return deployed(model, model)
    frozen = freeze.freeze(model)
    graph_def = frozen.graph.to_graph_def()
    weights = _take_weights(graph_def)
    nodes = {node.name: node for node in graph_def.node}
    return Network(graph_def, nodes, weights, frozen.inputs, frozen.outputs, frozen.layers)


def deployed(model: Model, graph: Model | None) -> Network:
    """Return the graph that tfjs runs, its fused ops as they are.

    Args:
        model: the original.
        graph: the deployed graph model, or ``None`` for the original's conversion.
    """
    from tandem.comparison.deployed import pair

    graph = graph or load(as_graph(model))
    folder: TfjsFolder = graph.native
    feeds, fetches = native.signature_nodes(folder)
    inputs = dict(zip((spec.name for spec in graph.inputs), feeds, strict=True))
    outputs = dict(zip((spec.name for spec in graph.outputs), fetches, strict=True))
    graph_def = native.with_constants(folder)
    weights = _take_weights(graph_def)
    metadata = folder.document.get("userDefinedMetadata") or {}
    ours = zip(model.inputs, pair("input", model.inputs, graph.inputs), strict=True)
    results = zip(model.outputs, pair("output", model.outputs, graph.outputs), strict=True)
    return Network(
        graph_def,
        {node.name: node for node in graph_def.node},
        weights,
        {spec.name: source_of(inputs[name]) for spec, name in ours},
        {spec.name: source_of(outputs[name]) for spec, name in results},
        tuple(map(str, metadata.get("layers") or ())),
    )


def matched(reference: Network, other: Network) -> dict[str, str]:
    """Return, for each node of ``other`` that can be compared, the original's tensor.

    Nodes mean the same tensor where they have the same name; outputs are paired by theirs. What
    is in a loop cannot be compared: it has a value for every turn.
    """
    looping = inside_loops(reference.graph_def) | inside_loops(other.graph_def)
    tensors = {
        name: name
        for name, node in other.nodes.items()
        if name in reference.nodes
        and name not in looping
        and node.op not in _UNMATCHED
        and _is_real(node)
    }
    return tensors | {node: reference.outputs[name] for name, node in other.outputs.items()}


def sources(network: Network, node: str, stops: Collection[str]) -> tuple[list[str], list[str]]:
    """Walk back from a node to the nearest of some others.

    Returns:
        Those of ``stops`` it is computed from, and the other nodes on the way, constants left out.
    """
    found: dict[str, None] = {}
    between: dict[str, None] = {}
    waiting = list(data_inputs(network.nodes[node]))
    while waiting:
        name = source_of(waiting.pop())
        if name in found or name in between or name not in network.nodes:
            continue
        if name in stops:
            found[name] = None
        elif network.nodes[name].op != "Const" and name not in network.weights:
            between[name] = None
            waiting += data_inputs(network.nodes[name])
    return list(found), list(between)


def in_order(network: Network, wanted: Mapping[str, str]) -> Iterator[str]:
    """Yield the wanted nodes, each after those it is computed from."""
    entered: set[str] = set()
    stack = [(name, False) for name in reversed(list(wanted))]
    while stack:
        name, leaving = stack.pop()
        if leaving:
            if name in wanted:
                yield name
        elif name not in entered and name in network.nodes:
            entered.add(name)
            stack.append((name, True))
            stack += [
                (source_of(source), False) for source in reversed(data_inputs(network.nodes[name]))
            ]


def fused_operations(node: Any) -> list[str]:
    """Return the ops that a fused node stands for; empty where it is none."""
    operations = [op.decode() for op in attribute(node, "fused_ops").list.s]
    plain = native.PLAIN.get(node.op)
    return [plain, *operations] if plain and operations else []


def _take_weights(graph_def: Any) -> dict[str, NDArray[Any]]:
    """Put placeholders for the large constants of a graph; return their values (one copy)."""
    from tensorflow.core.framework import tensor_shape_pb2
    from tensorflow.python.framework import tensor_util

    looping = inside_loops(graph_def)
    weights = {}
    for node in graph_def.node:
        if node.op != "Const" or node.name in looping or node.attr["value"].ByteSize() < _LARGE:
            continue
        shape = tensor_shape_pb2.TensorShapeProto()
        shape.CopyFrom(node.attr["value"].tensor.tensor_shape)
        weights[node.name] = tensor_util.MakeNdarray(node.attr["value"].tensor)
        node.op = "Placeholder"
        del node.attr["value"]
        node.attr["shape"].shape.CopyFrom(shape)
    return weights


def works_on(node: Any) -> str | None:
    """Return the dtype that a node says it works on, by numpy's name; ``None`` if it does not."""
    from tensorflow.python.framework import dtypes

    kind = attribute(node, "T").type
    return dtypes.as_dtype(kind).name if kind else None


def _is_real(node: Any) -> bool:
    from tensorflow.core.framework import types_pb2

    kind = attribute(node, "T").type or attribute(node, "dtype").type
    return kind in {types_pb2.DT_FLOAT, types_pb2.DT_DOUBLE, types_pb2.DT_HALF, types_pb2.DT_INT32}


def _tensor(name: str) -> str:
    return name if ":" in name else f"{name}:0"
