"""Loop frames: what native TensorFlow asks of a graph with loops, and tfjs does not.

In TensorFlow an op in a loop may only take what was handed into that loop's frame by an Enter.
Without control edges, a constant is outside every loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.converter.nodes import Graph, attribute, data_inputs, source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.converter.nodes import Node

    Frame = tuple[bytes, ...]


def enter_constants(graph: Graph) -> int:
    """Hand constants into the loops that take them, in place; returns how many Enters it took."""
    if not any(node.op == "Enter" for node in graph.nodes.values()):
        return 0
    frames = _frames(graph)
    entered: dict[tuple[str, Frame], str] = {}
    for node in list(graph.nodes.values()):
        here = frames[node.name]
        inputs = []
        for source in node.input:
            there = _result(graph.nodes[source_of(source)], frames)
            tensor = source
            if not source.startswith("^") and len(there) < len(here):
                for depth in range(len(there), len(here)):
                    tensor = _enter(graph, tensor, here[: depth + 1], entered)
            inputs.append(tensor)
        if inputs != list(node.input):
            changed = type(node)()
            changed.CopyFrom(node)
            del changed.input[:]
            changed.input.extend(inputs)
            graph.put(changed)
    return len(entered)


def inside_loops(graph_def: Any) -> frozenset[str]:
    """Return the nodes that run once for every turn of a loop, and so have no one value."""
    if not any(node.op == "Enter" for node in graph_def.node):
        return frozenset()
    graph = Graph(graph_def, keep=())
    # What only waits in a loop, by a control edge, is in it too.
    frames = _frames(graph, lambda node: list(node.input))
    return frozenset(name for name, node in graph.nodes.items() if _result(node, frames))


def _frames(graph: Graph, inputs_of: Callable[[Node], list[str]] = data_inputs) -> dict[str, Frame]:
    """The frame each node takes its inputs in; of its result see ``_result``."""
    frames: dict[str, Frame] = dict.fromkeys(graph.nodes, ())
    pending = list(graph.nodes.values())
    while pending:
        node = pending.pop()
        sources = [graph.nodes[source_of(source)] for source in inputs_of(node)]
        deepest = max((_result(source, frames) for source in sources), key=len, default=())
        if len(deepest) > len(frames[node.name]):
            frames[node.name] = deepest
            pending.extend(graph.users(node.name))
    return frames


def _result(node: Node, frames: dict[str, Frame]) -> Frame:
    frame = frames[node.name]
    if node.op == "Enter":
        return (*frame, attribute(node, "frame_name").s)
    return frame[:-1] if node.op == "Exit" else frame


def _enter(graph: Graph, tensor: str, frame: Frame, entered: dict[tuple[str, Frame], str]) -> str:
    from tensorflow.core.framework import attr_value_pb2

    if (tensor, frame) not in entered:
        source = graph.nodes[source_of(tensor)]
        kind = source.attr["dtype"] if "dtype" in source.attr else attribute(source, "T")
        name = graph.fresh(f"{source.name}/enter")
        attributes = {
            "T": kind,
            "frame_name": attr_value_pb2.AttrValue(s=frame[-1]),
            "is_constant": attr_value_pb2.AttrValue(b=True),
        }
        graph.add(name, "Enter", (tensor,), attributes)
        entered[tensor, frame] = name
    return entered[tensor, frame]
