"""Simplify what Grappler leaves: shapes that are worked out at every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tandem.converter.nodes import Graph


def simplify_reshapes(graph: Graph) -> int:
    """Give a Reshape to ``(batch, 3, 4)`` the constant shape ``(-1, 3, 4)``; returns how many.

    Keras writes a free batch axis as Shape, StridedSlice and Pack. As a reshape keeps the
    number of elements, one axis that is not known is always the one that is left.
    """
    simplified = 0
    for node in list(graph.nodes.values()):
        shape = graph.source(node, 1) if node.op == "Reshape" else None
        if shape is None or shape.op != "Pack":
            continue
        axes = [graph.constant(name) for name in shape.input]
        known = [int(axis) for axis in axes if axis is not None]
        # An axis of size 0 would leave the other open; -1 already stands for one.
        if len(known) == len(axes) - 1 and min(known, default=1) > 0:
            value = [-1 if axis is None else int(axis) for axis in axes]
            constant = graph.add_constant(
                graph.fresh(f"{node.name}/shape"), np.array(value, np.int32)
            )
            graph.add(node.name, "Reshape", (node.input[0], constant), node.attr)
            simplified += 1
    graph.prune()
    return simplified
