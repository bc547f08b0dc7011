"""What TensorFlow.js can run: by op name and by fused activation.

``tfjs_ops.json`` is made from the tfjs-converter package by ``js/tools/tfjs_ops.mjs``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tandem.converter.freeze import owner
from tandem.converter.fuse import ACTIVATIONS, FUSED
from tandem.converter.nodes import attribute
from tandem.errors import ConversionError

if TYPE_CHECKING:
    from tandem.converter.nodes import Graph, Node

# What to do about ops that users meet; anything else gets the general advice.
_ADVICE = {
    "Erfc": "use the tanh approximation of GELU: gelu(x, approximate=True)",
    "Softsign": "write softsign as x / (1 + abs(x))",
    "PyFunc": "it calls back into Python, which is not in the model",
    "EagerPyFunc": "it calls back into Python, which is not in the model",
    "StaticHashTable": "look strings up before the model",
}


@cache
def known_ops() -> frozenset[str]:
    """The ops that tfjs's graph executor knows."""
    text = resources.files("tandem.converter").joinpath("tfjs_ops.json").read_text("utf-8")
    return frozenset(json.loads(text)["ops"])


def check_support(graph: Graph, label: str, layers: tuple[str, ...]) -> None:
    """Refuse a graph that tfjs could not run.

    Args:
        graph: the graph as it would be written.
        label: the model's path or name, for the message.
        layers: the Keras layers the nodes are named by.

    Raises:
        ConversionError: one message with every op that is missing: how often, at which node
            first, made by which layer, and what to do.
    """
    problems: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes.values():
        if node.op not in known_ops():
            problems[node.op].append(node)
        elif node.op in FUSED.values():
            for operation in attribute(node, "fused_ops").list.s:
                if operation.decode() not in ("BiasAdd", *ACTIVATIONS):
                    problems[f"{node.op} with {operation.decode()}"].append(node)
    if not problems:
        return
    lines = [f"{label}: TensorFlow.js cannot run {len(problems)} of the ops in this model:"]
    for op, nodes in sorted(problems.items()):
        first = nodes[0].name
        layer = owner(first, layers)
        place = f"layer '{layer}'" if layer else f"node '{first}'"
        advice = _ADVICE.get(op, "replace that layer by ones made of ops tfjs has")
        lines.append(f"  {op}: {len(nodes)} time(s), first at {place} ({first}); {advice}")
    raise ConversionError("\n".join(lines))
