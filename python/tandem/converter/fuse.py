"""Fuse a convolution or matrix product with its bias and activation, as tfjs can.

A fused node takes the place and the name of the last node it covers. A tensor that anything
else uses, or that is an output, is never fused away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.nodes import channels_last

if TYPE_CHECKING:
    from tandem.converter.nodes import Graph, Node

FUSED = {
    "Conv2D": "_FusedConv2D",
    "DepthwiseConv2dNative": "FusedDepthwiseConv2dNative",
    "MatMul": "_FusedMatMul",
}
"""The fused op of each op that has one."""

ACTIVATIONS = ("Relu", "Relu6", "Elu", "LeakyRelu", "Prelu", "Sigmoid")
"""Activations that tfjs's fused kernels apply, on every backend."""


def fuse_prelu(graph: Graph) -> int:
    """Make ``Prelu`` of Keras's ``relu(x) + (-alpha) * relu(-x)``; returns how many."""
    fused = 0
    for name in list(graph.nodes):
        node = graph.nodes[name]
        if node.op in {"Add", "AddV2"}:
            found = _prelu(graph, node, 0) or _prelu(graph, node, 1)
            if found:
                tensor, slope = found
                alpha = graph.add_constant(graph.fresh(f"{name}/alpha"), slope)
                graph.add(name, "Prelu", (tensor, alpha), {"T": node.attr["T"]})
                fused += 1
    graph.prune()
    return fused


def _prelu(graph: Graph, add: Node, positive: int) -> tuple[str, np.ndarray] | None:
    relu, scaled = graph.source(add, positive), graph.source(add, 1 - positive)
    if relu is None or scaled is None or relu.op != "Relu" or scaled.op != "Mul":
        return None
    for index in (0, 1):
        slope = graph.constant(scaled.input[index])
        negative = graph.source(scaled, 1 - index)
        if slope is None or negative is None or negative.op != "Relu":
            continue
        negated = graph.source(negative, 0)
        if negated is None or negated.op != "Neg" or negated.input[0] != relu.input[0]:
            continue
        if slope.dtype == np.float32:
            return relu.input[0], -slope
    return None


def fuse_activations(graph: Graph) -> dict[str, int]:
    """Fuse kernels with BiasAdd and an activation; returns how many of each fused op."""
    fused: dict[str, int] = {}
    for name in list(graph.nodes):
        anchor = graph.nodes.get(name)
        if anchor is not None and anchor.op in FUSED and _fuse(graph, anchor):
            fused[FUSED[anchor.op]] = fused.get(FUSED[anchor.op], 0) + 1
    graph.prune()
    return fused


def _fuse(graph: Graph, anchor: Node) -> bool:
    from tensorflow.core.framework import attr_value_pb2

    if anchor.attr["T"].type != _float32() or not channels_last(anchor):
        return False
    bias = _only_user(graph, anchor)
    # tfjs reads the first fused op as the bias: without one, it would drop the activation.
    if bias is None or bias.op != "BiasAdd" or bias.input[0] != anchor.name:
        return False
    last, operations, arguments = bias, [b"BiasAdd"], [bias.input[1]]
    attributes: dict[str, Any] = dict(anchor.attr)
    activation = _only_user(graph, bias)
    if activation is not None and _follows(activation, bias, anchor):
        slope = activation.input[1] if activation.op == "Prelu" else None
        if slope is None or _fits_fused(graph.constant(slope)):
            last = activation
            operations.append(activation.op.encode())
            arguments.extend([slope] if slope else [])
            if activation.op == "LeakyRelu":
                attributes["leakyrelu_alpha"] = activation.attr["alpha"]
    value = attr_value_pb2.AttrValue
    attributes["fused_ops"] = value(list=value.ListValue(s=operations))
    attributes["num_args"] = value(i=len(arguments))
    graph.add(
        last.name, FUSED[anchor.op], (anchor.input[0], anchor.input[1], *arguments), attributes
    )
    return True


def _follows(activation: Node, bias: Node, anchor: Node) -> bool:
    """Whether the anchor's fused op applies this activation, to the bias's sum."""
    if activation.op not in ACTIVATIONS or activation.input[0] != bias.name:
        return False
    # tfjs does not read the slope from a fused depthwise convolution.
    return not (activation.op == "LeakyRelu" and anchor.op == "DepthwiseConv2dNative")


def _only_user(graph: Graph, node: Node) -> Node | None:
    users = graph.users(node.name)
    return users[0] if graph.uses(node.name) == 1 and users else None


def _fits_fused(slope: np.ndarray | None) -> bool:
    """Whether a fused kernel takes this slope: a constant, one value for each channel or one."""
    return slope is not None and slope.size == (slope.shape[-1] if slope.ndim else 1)


def _float32() -> int:
    from tensorflow.core.framework import types_pb2

    return int(types_pb2.DT_FLOAT)
