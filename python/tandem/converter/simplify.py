"""Simplify what Grappler leaves: shapes that are worked out at every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.converter.nodes import attribute, data_inputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.converter.nodes import Graph, Node


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


def evaluate(graph: Graph) -> int:
    """Work out what becomes of large constants before they are used; returns how many nodes.

    Grappler does not see their values. A constant that has another use as well stays as it is,
    for its changed copy would be stored too.
    """
    evaluated = 0
    for node in list(graph.nodes.values()):
        data = data_inputs(node)
        if (
            node.op not in {"Identity", *_EVALUATED}
            or node.name in graph.keep
            or data[0] not in graph.values
        ):
            continue
        if graph.uses(data[0]) > 1:
            continue
        if node.op == "Identity":  # as it is held: it need not be read
            graph.add_constant(node.name, graph.values[data[0]])
            evaluated += 1
            continue
        others = [graph.constant(name) for name in data[1:]]
        value = graph.constant(data[0])
        if value is None or any(other is None for other in others):
            continue
        graph.add_constant(
            node.name, np.ascontiguousarray(_EVALUATED[node.op](node, value, *others))
        )
        evaluated += 1
    graph.prune()
    return evaluated


def _cast(node: Node, value: np.ndarray) -> np.ndarray:
    from tensorflow.python.framework import dtypes

    return value.astype(dtypes.as_dtype(node.attr["DstT"].type).as_numpy_dtype)


def _squeeze(node: Node, value: np.ndarray) -> np.ndarray:
    axes = tuple(attribute(node, "squeeze_dims").list.i)
    return np.squeeze(value, axis=axes or None)


_EVALUATED: dict[str, Callable[..., np.ndarray]] = {
    "Cast": _cast,
    "Squeeze": _squeeze,
    "ExpandDims": lambda _node, value, axis: np.expand_dims(value, int(axis)),
    "Reshape": lambda _node, value, shape: value.reshape(shape),
    "Transpose": lambda _node, value, order: value.transpose(order),
}


def simplify_sign_bits(graph: Graph) -> int:
    """Write Keras's sign bit (the bits of a float, as an integer below 0) without bits.

    tfjs has no Bitcast. -0 has the sign bit, and 1 / -0 is below 0. Returns how many.
    """
    from tensorflow.core.framework import attr_value_pb2, types_pb2

    kind = {"T": attr_value_pb2.AttrValue(type=types_pb2.DT_FLOAT)}
    simplified = 0
    for node in list(graph.nodes.values()):
        bits = graph.source(node, 0) if node.op == "Less" else None
        if bits is not None and bits.op == "BitwiseAnd":  # with the sign bit alone
            mask = graph.constant(bits.input[1])
            is_sign = mask is not None and mask.size == 1 and int(mask.reshape(-1)[0]) == -(2**31)
            bits = graph.source(bits, 0) if is_sign else None
        if bits is None or bits.op != "Bitcast" or bits.attr["T"].type != types_pb2.DT_FLOAT:
            continue
        limit = graph.constant(node.input[1])
        if limit is None or limit.any():
            continue
        name, x = node.name, bits.input[0]
        zero = graph.add_constant(graph.fresh(f"{name}/zero"), np.zeros((), np.float32))
        below = graph.add(graph.fresh(f"{name}/below"), "Less", (x, zero), kind).name
        inverse = graph.add(graph.fresh(f"{name}/inverse"), "Reciprocal", (x,), kind).name
        minus_zero = graph.add(graph.fresh(f"{name}/minus"), "Less", (inverse, zero), kind).name
        graph.add(name, "LogicalOr", (below, minus_zero))
        simplified += 1
    graph.prune()
    return simplified


def simplify_clamps(graph: Graph) -> int:
    """Make ``min(c, max(c, x))`` the constant it is; returns how many.

    Keras bounds the number of classes so on both sides.
    """
    simplified = 0
    for node in list(graph.nodes.values()):
        if node.op != "Minimum" or node.name in graph.keep:
            continue
        for index in (0, 1):
            most, inner = graph.constant(node.input[index]), graph.source(node, 1 - index)
            if most is None or most.size != 1 or inner is None or inner.op != "Maximum":
                continue
            bounds = [graph.constant(name) for name in inner.input]
            if any(bound is not None and np.array_equal(bound, most) for bound in bounds):
                graph.add_constant(node.name, most)
                simplified += 1
                break
    return simplified
