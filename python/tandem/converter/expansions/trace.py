"""Trace an expansion for one node and splice what it made into the graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.nodes import attribute, data_inputs, source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.converter.nodes import Graph, Node

    Expansion = Callable[["Call"], Any]

_MAX_ROUNDS = 4
_EXPANSIONS: dict[str, Expansion] = {}


@dataclass(frozen=True, slots=True)
class Call:
    """One node that is to be written out."""

    node: Node
    inputs: tuple[Any, ...]
    """Symbolic tensors of its data inputs, with the shapes that are known."""
    constants: tuple[np.ndarray | None, ...]
    """The values of those inputs that are constants."""
    shape: Any
    """Its output's ``tf.TensorShape``."""

    def attr(self, key: str) -> Any:
        """One of its attributes, as an ``AttrValue``."""
        return attribute(self.node, key)


def replaces(*ops: str) -> Callable[[Expansion], Expansion]:
    """Register an expansion for ops: it returns a tensor, or ``None`` to leave the node alone."""

    def register(expansion: Expansion) -> Expansion:
        for op in ops:
            _EXPANSIONS[op] = expansion
        return expansion

    return register


def expand(graph: Graph) -> dict[str, int]:
    """Write out every node that has an expansion; returns how many of each op were."""
    counts: Counter[str] = Counter()
    done: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        pending = [
            node
            for node in graph.nodes.values()
            if node.op in _EXPANSIONS and node.name not in done
        ]
        if not pending:
            break
        shapes = inferred(graph)
        for node in pending:
            done.add(node.name)
            if node.op == "StridedSlice" and _known_size(graph, node, shapes):
                counts["Shape"] += 1
                continue
            if _expand(graph, node, shapes):
                counts[node.op] += 1
        graph.prune()
    return dict(counts)


def inferred(graph: Graph) -> Any:
    """The graph in TensorFlow, a ``tf.Graph``, for the shapes that it infers."""
    import tensorflow as tf

    outline = tf.Graph()
    with outline.as_default():
        tf.import_graph_def(graph.to_outline(), name="")
    return outline


def _known_size(graph: Graph, node: Node, shapes: Any) -> bool:
    """Make a constant of a slice of a shape whose sizes are known, though not the batch."""
    source = graph.source(node, 0)
    if source is None or source.op != "Shape" or node.name in graph.keep:
        return False
    measured = source.input[0]
    shape = shapes.get_tensor_by_name(measured if ":" in measured else f"{measured}:0").shape
    ends = [graph.constant(name) for name in data_inputs(node)[1:]]
    if shape.rank is None or any(end is None or end.size != 1 for end in ends):
        return False
    start, stop, step = (int(end.reshape(-1)[0]) for end in ends if end is not None)
    if attribute(node, "shrink_axis_mask").i:
        taken: Any = tuple(shape)[start]
    else:
        first = None if attribute(node, "begin_mask").i else start
        last = None if attribute(node, "end_mask").i else stop
        taken = tuple(shape)[first:last:step]
    if taken is None or (isinstance(taken, tuple) and None in taken):
        return False
    graph.add_constant(node.name, np.array(taken, np.int32))
    return True


def _expand(graph: Graph, node: Node, shapes: Any) -> bool:
    import tensorflow as tf

    sources = data_inputs(node)
    traced = tf.Graph()
    with traced.as_default():
        tensors = []
        for index, source in enumerate(sources):
            known = shapes.get_tensor_by_name(source if ":" in source else f"{source}:0")
            tensors.append(tf.compat.v1.placeholder(known.dtype, known.shape, f"argument{index}"))
        constants = tuple(graph.constant(source) for source in sources)
        shape = shapes.get_tensor_by_name(f"{node.name}:0").shape
        call = Call(node, tuple(tensors), constants, shape)
        result = _EXPANSIONS[node.op](call)
        if result is None:
            return False
        result = tf.identity(result, name="result")
    _splice(graph, node.name, sources, traced.as_graph_def())
    return True


def _splice(graph: Graph, name: str, sources: list[str], body: Any) -> None:
    from tensorflow.python.framework import tensor_util

    renamed = {f"argument{index}": source for index, source in enumerate(sources)}
    own = {inner.name: graph.fresh(f"{name}/{inner.name}") for inner in body.node}
    own["result"] = name

    def moved(tensor: str) -> str:
        if source_of(tensor) in renamed:
            return renamed[source_of(tensor)]
        return own[source_of(tensor)] + tensor[len(source_of(tensor)) :]

    for inner in body.node:
        if inner.name in renamed:
            continue
        if inner.op == "Const":
            value = tensor_util.MakeNdarray(inner.attr["value"].tensor)
            graph.add_constant(own[inner.name], np.asarray(value))
            continue
        inputs = [moved(source) for source in data_inputs(inner)]
        graph.add(own[inner.name], inner.op, inputs, inner.attr)
