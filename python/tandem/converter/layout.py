"""Channels-first graphs as channels-last ones: tfjs's fused and wasm kernels know no other.

Every kernel with its channels first is written between two transposes, which are then moved down
past what works on elements, until they meet and cancel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.expansions.trace import inferred
from tandem.converter.nodes import attribute, data_inputs

if TYPE_CHECKING:
    from tandem.converter.nodes import Graph, Node

# Each kernel and which of its inputs the picture is.
_KERNELS = {
    "AvgPool": 0,
    "AvgPool3D": 0,
    "Conv2D": 0,
    "Conv2DBackpropInput": 2,
    "Conv3D": 0,
    "Conv3DBackpropInputV2": 2,
    "DepthwiseConv2dNative": 0,
    "FusedBatchNormV3": 0,
    "MaxPool": 0,
    "MaxPool3D": 0,
}
_FIRST = {b"NCHW": 4, b"NCDHW": 5}
_LAST = {4: b"NHWC", 5: b"NDHWC"}
_UNARY = {
    "Abs", "Cast", "Elu", "Erf", "Exp", "Identity", "LeakyRelu", "Neg", "Relu", "Relu6", "Selu",
    "Sigmoid", "Softplus", "Sqrt", "Square", "Tanh",
}  # fmt: skip
_BINARY = {"Add", "AddV2", "Maximum", "Minimum", "Mul", "RealDiv", "Sub"}


def to_channels_last(graph: Graph) -> int:
    """Write channels-first kernels as channels-last ones, in place; returns how many."""
    first = [n for n in graph.nodes.values() if attribute(n, "data_format").s in _FIRST]
    if not first:
        return 0
    shapes = inferred(graph)
    made = 0
    for node in first:
        if node.op == "BiasAdd":
            # "NCHW" whatever the rank is.
            rank = shapes.get_tensor_by_name(f"{node.name}:0").shape.rank
            if rank is not None:
                _write_out_bias(graph, node, rank)
        elif node.op in _KERNELS and not _has_other_outputs(graph, node):
            _turn(graph, node)
            made += 1
    if made:
        _sink(graph)
        _cancel(graph)
        graph.prune()
    return made


def _order(rank: int) -> list[int]:
    """The axes of a channels-first tensor in channels-last order."""
    return [0, *range(2, rank), 1]


def _back(rank: int) -> list[int]:
    return [0, rank - 1, *range(1, rank - 1)]


def _has_other_outputs(graph: Graph, node: Node) -> bool:
    return any(
        source.startswith(f"{node.name}:") and source != f"{node.name}:0"
        for user in graph.users(node.name)
        for source in user.input
    )


def _write_out_bias(graph: Graph, node: Node, rank: int) -> None:
    """An addition of the bias with an axis for each that follows the channels."""
    tensor, bias = data_inputs(node)
    value = graph.constant(bias)
    shape = [-1, *[1] * (rank - 2)]
    if value is not None:
        bias = graph.add_constant(graph.fresh(f"{node.name}/bias"), value.reshape(shape))
    else:
        axes = graph.add_constant(graph.fresh(f"{node.name}/shape"), np.array(shape, np.int32))
        bias = graph.add(
            graph.fresh(f"{node.name}/bias"), "Reshape", (bias, axes), {"T": node.attr["T"]}
        ).name
    graph.add(node.name, "AddV2", (tensor, bias), {"T": node.attr["T"]})


def _turn(graph: Graph, node: Node) -> None:
    """Write a kernel between a transpose of its picture and one of its result."""
    from tensorflow.core.framework import attr_value_pb2

    rank = _FIRST[attribute(node, "data_format").s]
    value = attr_value_pb2.AttrValue
    attributes = dict(node.attr)
    attributes["data_format"] = value(s=_LAST[rank])
    for key, each in (("strides", 1), ("ksize", 1), ("dilations", 1), ("explicit_paddings", 2)):
        axes = list(attribute(node, key).list.i)
        if len(axes) == rank * each:
            parts = [axes[at * each : at * each + each] for at in _order(rank)]
            attributes[key] = value(list=value.ListValue(i=[x for part in parts for x in part]))
    inputs = data_inputs(node)
    place = _KERNELS[node.op]
    kind = node.attr["T"]
    inputs[place] = _transpose(graph, f"{node.name}/last", inputs[place], _order(rank), kind)
    if node.op in {"Conv2DBackpropInput", "Conv3DBackpropInputV2"}:
        inputs[0] = _turned_sizes(graph, node, inputs[0], rank)
    inner = graph.add(graph.fresh(f"{node.name}/channels_last"), node.op, inputs, attributes)
    _transpose(graph, node.name, inner.name, _back(rank), kind, is_new=False)


def _turned_sizes(graph: Graph, node: Node, sizes: str, rank: int) -> str:
    """The size of a transposed convolution's result, its channels last."""
    from tensorflow.core.framework import attr_value_pb2, types_pb2

    value = graph.constant(sizes)
    if value is not None:
        return graph.add_constant(graph.fresh(f"{node.name}/sizes"), value[_order(rank)])
    packed = graph.nodes[sizes]
    if packed.op == "Pack":
        inputs = [packed.input[axis] for axis in _order(rank)]
        return str(graph.add(graph.fresh(f"{node.name}/sizes"), "Pack", inputs, packed.attr).name)
    int32 = attr_value_pb2.AttrValue(type=types_pb2.DT_INT32)
    order = graph.add_constant(graph.fresh(f"{node.name}/order"), np.array(_order(rank), np.int32))
    axis = graph.add_constant(graph.fresh(f"{node.name}/axis"), np.zeros((), np.int32))
    attributes = {"Tparams": int32, "Tindices": int32, "Taxis": int32}
    gathered = graph.add(
        graph.fresh(f"{node.name}/sizes"), "GatherV2", (sizes, order, axis), attributes
    )
    return str(gathered.name)


def _transpose(
    graph: Graph, name: str, source: str, order: list[int], kind: Any, *, is_new: bool = True
) -> str:
    from tensorflow.core.framework import attr_value_pb2, types_pb2

    name = graph.fresh(name) if is_new else name
    axes = graph.add_constant(graph.fresh(f"{name}/order"), np.array(order, np.int32))
    attributes = {"T": kind, "Tperm": attr_value_pb2.AttrValue(type=types_pb2.DT_INT32)}
    return str(graph.add(name, "Transpose", (source, axes), attributes).name)


def _turned(graph: Graph, tensor: str) -> tuple[str, int] | None:
    """The channels-last tensor that a tensor is the channels-first view of, and its rank."""
    node = graph.nodes.get(tensor)
    if node is None or node.op != "Transpose":
        return None
    order = graph.constant(node.input[1])
    if order is None or order.size not in _LAST or order.tolist() != _back(order.size):
        return None
    return str(node.input[0]), int(order.size)


def _sink(graph: Graph) -> None:
    """Move the transposes of results down past ops on elements, padding and concatenation."""
    graph.prune()  # topological order: a transpose that was moved is met again by its users
    for name in list(graph.nodes):
        node = graph.nodes[name]
        if node.op in _UNARY:
            count = 1
        elif node.op in {*_BINARY, "ConcatV2", "Pad", "PadV2"}:
            count = len(node.input)
        else:
            continue
        found = [_turned(graph, source) for source in node.input[:count]]
        ranks = {turned[1] for turned in found if turned}
        if len(ranks) != 1:
            continue
        inputs = _moved(graph, node, found, ranks.pop())
        if inputs is None:
            continue
        inner = graph.add(graph.fresh(f"{name}/channels_last"), node.op, inputs, node.attr)
        rank = next(turned[1] for turned in found if turned)
        kind = node.attr["DstT" if node.op == "Cast" else "T"]
        _transpose(graph, name, inner.name, _back(rank), kind, is_new=False)


def _moved(
    graph: Graph, node: Node, found: list[tuple[str, int] | None], rank: int
) -> list[str] | None:
    """A node's inputs as they are channels last, or ``None`` where one of them cannot be."""
    inputs = []
    for place, (source, turned) in enumerate(zip(node.input, found, strict=True)):
        if turned:
            inputs.append(turned[0])
            continue
        value = graph.constant(source)
        if value is None:
            return None
        if node.op in _BINARY:
            if value.ndim > rank:
                return None
            wide = value.reshape([1] * (rank - value.ndim) + list(value.shape))
            value = wide.transpose(_order(rank))
            while value.ndim and value.shape[0] == 1:
                value = value[0]  # one value for each channel, where that is all it is
        elif node.op in {"Pad", "PadV2"} and place == 1:
            value = value[_order(rank)]
        elif node.op == "ConcatV2":
            if place != len(node.input) - 1:
                return None
            value = np.array(_order(rank).index(int(value) % rank), np.int32)
        name = graph.fresh(f"{node.name}/channels_last/operand")
        inputs.append(graph.add_constant(name, np.asarray(value, order="C")))
    return inputs


def _cancel(graph: Graph) -> None:
    """Take out pairs of transposes that undo each other."""
    for node in list(graph.nodes.values()):
        if node.op != "Transpose" or node.name in graph.keep:
            continue
        order, turned = graph.constant(node.input[1]), _turned(graph, node.input[0])
        if turned and order is not None and order.tolist() == _order(turned[1]):
            graph.redirect(node.name, turned[0])
