"""Fold batch normalisation into weights: scales into kernels, offsets into biases.

Keras 3 writes an inference batch norm as Mul and AddV2 with constants. A Mul by one value for
each channel goes into the kernel before it; an Add of one value for each channel becomes the
bias. Anything else (a residual, say) stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.converter.nodes import Scaled, attribute, channels_last

if TYPE_CHECKING:
    from tandem.converter.nodes import Graph, Held, Node

# The axis (or axes) of the kernel that make the output's channels, and the output's rank.
_KERNELS = {
    "Conv2D": ((3,), 4),
    "DepthwiseConv2dNative": ((2, 3), 4),
    "Conv2DBackpropInput": ((2,), 4),
    "Conv3D": ((4,), 5),
    "MatMul": ((1,), 2),
}
_INPUT_OF_KERNEL = 1
_ADDS = {"Add", "AddV2", "Sub", "BiasAdd"}


def fold_constants(graph: Graph) -> int:
    """Fold every Mul and Add that can be; returns how many nodes went."""
    folded = 0
    for name in list(graph.nodes):  # topological, so that Mul comes before its Add
        node = graph.nodes.get(name)
        if node is None:
            continue
        if node.op == "Mul":
            folded += _fold_scale(graph, node)
        elif node.op in _ADDS:
            folded += _fold_offset(graph, node)
    graph.prune()
    return folded


def _fold_scale(graph: Graph, mul: Node) -> int:
    """Mul(kernel op [+ bias], scale) becomes the kernel op with a scaled kernel [and bias]."""
    for index in (0, 1):
        below = graph.source(mul, index)
        scale = graph.constant(mul.input[1 - index])
        if below is None or scale is None:
            continue
        biased = below if below.op == "BiasAdd" else None
        anchor = graph.source(biased, 0) if biased is not None else below
        if anchor is None or any(
            graph.uses(node.name) > 1 for node in (anchor, biased) if node is not None
        ):
            continue
        kernel = _kernel(graph, anchor)
        if kernel is None:
            continue
        factors = _per_channel(scale, anchor, kernel)
        bias = graph.constant(biased.input[1]) if biased is not None else None
        if factors is None or (biased is not None and bias is None):
            continue
        new = type(anchor)()
        new.CopyFrom(anchor)
        # Scaled, it is another value: it may not keep the name.
        new.name = mul.name if biased is None else graph.fresh(f"{mul.name}/scaled")
        new.input[_INPUT_OF_KERNEL] = graph.add_constant(
            graph.fresh(f"{mul.name}/kernel"),
            Scaled(kernel, _along_kernel(kernel, factors, anchor)),
        )
        if biased is not None and bias is not None:
            shifted = graph.add_constant(graph.fresh(f"{mul.name}/bias"), bias * factors)
            graph.add(mul.name, "BiasAdd", (new.name, shifted), biased.attr)
        graph.put(new)
        return 1
    return 0


def _fold_offset(graph: Graph, add: Node) -> int:
    """Add(kernel op [+ bias], offset) becomes one BiasAdd."""
    for index in (0,) if add.op in {"Sub", "BiasAdd"} else (0, 1):
        below = graph.source(add, index)
        offset = graph.constant(add.input[1 - index])
        if below is None or offset is None:
            continue
        biased = below if below.op == "BiasAdd" else None
        if biased is None and add.op == "BiasAdd":
            continue  # nothing to merge
        anchor = graph.source(biased, 0) if biased is not None else below
        if anchor is None or graph.uses(below.name) > 1:
            continue
        kernel = _kernel(graph, anchor)
        if kernel is None:
            continue
        values = _per_channel(offset, anchor, kernel)
        if values is None:
            continue
        if add.op == "Sub":
            values = -values
        if biased is not None:
            bias = graph.constant(biased.input[1])
            if bias is None:
                continue
            values = bias + values
        constant = graph.add_constant(graph.fresh(f"{add.name}/bias"), values)
        attributes = {"T": anchor.attr["T"]}
        graph.add(add.name, "BiasAdd", (anchor.name, constant), attributes)
        return 1
    return 0


def _kernel(graph: Graph, anchor: Node) -> Held | None:
    """The constant kernel of a convolution or matrix product over the last axis."""
    if anchor.op not in _KERNELS or not channels_last(anchor):
        return None
    kernel = graph.held(anchor.input[_INPUT_OF_KERNEL])
    return kernel if kernel is not None and kernel.dtype == np.float32 else None


def _channels(anchor: Node, kernel: Held) -> int:
    if anchor.op == "MatMul" and attribute(anchor, "transpose_b").b:
        return int(kernel.shape[0])
    axes, _ = _KERNELS[anchor.op]
    return int(np.prod([kernel.shape[axis] for axis in axes]))


def _per_channel(value: np.ndarray, anchor: Node, kernel: Held) -> np.ndarray | None:
    """The constant as one finite float32 for each output channel, or ``None``."""
    channels = _channels(anchor, kernel)
    _, rank = _KERNELS[anchor.op]
    fits = value.size == 1 or (value.size == channels and value.shape[-1] == channels)
    # A constant of higher rank would add axes to the result.
    if not fits or value.ndim > rank or value.dtype != kernel.dtype:
        return None
    if not np.isfinite(value).all():
        return None
    return np.broadcast_to(value.reshape(-1), (channels,)).copy()


def _along_kernel(kernel: Held, factors: np.ndarray, anchor: Node) -> np.ndarray:
    """The factors, one for each channel, in a shape that multiplies the kernel."""
    if anchor.op == "MatMul" and attribute(anchor, "transpose_b").b:
        return factors[:, None]
    axes, _ = _KERNELS[anchor.op]
    shape = [kernel.shape[axis] if axis in axes else 1 for axis in range(kernel.ndim)]
    return factors.reshape(shape)
