"""What a graph can do ahead of its runs: arithmetic on weights.

TensorFlow's own optimiser fuses a convolution with its bias and activation, but what tfjs writes
as a batch normalisation or as a multiplication after a convolution stays a pass over the whole
output. Here it goes into the weights: ``(x * w) * m = x * (w * m)``, ``(y + a) + b = y + (a + b)``.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from tandem.capturing import wire
from tandem.capturing.graph import Node

if TYPE_CHECKING:
    from tandem.capturing.graph import Graph

_NORMALISATIONS = {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"}
_ADDS = {"Add", "AddV2", "BiasAdd"}

# Where the output channels of each op's weights are: axes of its input 1, the weights.
_CHANNELS = {
    "Conv2D": (3,),
    "DepthwiseConv2dNative": (2, 3),
    "Conv2DBackpropInput": (2,),
    "MatMul": (1,),
    "BatchMatMulV2": (-1,),
}


def fold(graph: Graph) -> None:
    """Rewrite a graph in place; what it computes changes by rounding alone."""
    _Folding(graph).run()


class _Folding:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._uses = graph.uses()
        self._makers = {number: node for node in graph.nodes for number in node.outputs}
        # Values that are another one under a second number.
        self._same: dict[int, int] = {}

    def run(self) -> None:
        nodes: list[Node] = []
        for node in self._graph.nodes:
            node.inputs = [self._same.get(number, number) for number in node.inputs]
            if self._changes_nothing(node):
                continue
            # A node that goes into the one before it gives its value away.
            nodes.extend(
                made
                for made in self._normalisation(node) or [node]
                if not (self._multiply(made) or self._add(made))
            )
        self._graph.nodes = nodes
        self._graph.outputs = [self._same.get(n, n) for n in self._graph.outputs]
        self._forget_replaced()

    # ---- reshapes to the same shape, which tfjs makes round a batch normalisation ----

    def _changes_nothing(self, node: Node) -> bool:
        if node.op != "Reshape":
            return False
        source, made = node.inputs[0], node.outputs[0]
        if self._graph.values[source].shape != self._graph.values[made].shape:
            return False
        self._same[made] = source
        self._uses[source] += self._uses.get(made, 0) - 1
        return True

    # ---- batch normalisation: x * a + b ----

    def _normalisation(self, node: Node) -> list[Node] | None:
        graph = self._graph
        if node.op not in _NORMALISATIONS or any(self._uses.get(n) for n in node.outputs[1:]):
            return None
        if node.attributes.get("is_training") != wire.number(5, 0) or not _is_nhwc(node):
            return None
        parts = [graph.constant(number) for number in node.inputs[1:]]
        if any(part is None or part.dtype != np.float32 for part in parts):
            return None
        scale, offset, mean, variance = (np.asarray(part, np.float64) for part in parts)
        # AttrValue: f = 4, a tag of one byte and four bytes little-endian.
        (epsilon,) = struct.unpack("<xf", node.attributes["epsilon"])
        factor = scale / np.sqrt(variance + epsilon)
        kind = {"T": wire.number(6, graph.values[node.inputs[0]].dtype)}
        product = graph.add_value_like(node.outputs[0])
        factors = graph.add_constant(factor.astype(np.float32))
        offsets = graph.add_constant((offset - mean * factor).astype(np.float32))
        multiplied = Node("Mul", kind, [node.inputs[0], factors], [product])
        added = Node("Add", kind, [product, offsets], [node.outputs[0]])
        self._makers.update({product: multiplied, node.outputs[0]: added})
        self._uses[product] = 1
        return [multiplied, added]

    # ---- multiplication into weights ----

    def _multiply(self, node: Node) -> bool:
        if node.op != "Mul":
            return False
        taken, factors = self._with_vector(node)
        if factors is None:
            return False
        addition = self._sole_maker(taken)
        if addition is not None and addition.op in _ADDS:
            inner, offsets = self._with_vector(addition)
            if offsets is None:
                return False
            source = self._sole_maker(inner)
            if source is None or not self._scale_weights(source, factors):
                return False
            self._replace_constant(addition, self._broadcast(offsets, node) * factors)
        elif addition is None or not self._scale_weights(addition, factors):
            return False
        self._give_away(node, taken)
        return True

    def _scale_weights(self, node: Node, factors: np.ndarray) -> bool:
        if node.op not in _CHANNELS or not _is_nhwc(node) or _is_transposed(node):
            return False
        weights = self._graph.constant(node.inputs[1])
        if weights is None or weights.dtype != np.float32:
            return False
        axes = [axis % weights.ndim for axis in _CHANNELS[node.op]]
        sizes = [weights.shape[axis] for axis in axes]
        if factors.size not in (1, int(np.prod(sizes))):
            return False
        shape = [1] * weights.ndim
        if factors.size > 1:
            for axis, size in zip(axes, sizes, strict=True):
                shape[axis] = size
        factors = factors.reshape(shape)
        with np.errstate(over="ignore", under="ignore"):
            product = (weights * factors).astype(np.float32)
        # What over- or underflows here would not have where the product came later.
        lost = (product == 0) & (weights != 0) & (factors != 0)
        if lost.any() or not np.isfinite(product).all():
            return False
        node.inputs[1] = self._graph.add_constant(product)
        return True

    # ---- one addition for two ----

    def _add(self, node: Node) -> bool:
        if node.op not in _ADDS:
            return False
        taken, offsets = self._with_vector(node)
        inner = self._sole_maker(taken) if offsets is not None else None
        if offsets is None or inner is None or inner.op not in _ADDS:
            return False
        _, others = self._with_vector(inner)
        if others is None:
            return False
        self._replace_constant(inner, self._broadcast(others, node) + offsets)
        self._give_away(node, taken)
        return True

    # ---- helpers ----

    def _with_vector(self, node: Node) -> tuple[int, np.ndarray | None]:
        """The value and the float constant, one for each channel or one for all, of a node."""
        for place in (1, 0):
            if node.op == "BiasAdd" and place == 0:
                break
            constant = self._graph.constant(node.inputs[place])
            if constant is None or constant.dtype != np.float32:
                continue
            other = node.inputs[1 - place]
            shape = self._graph.values[other].shape
            vector = constant.reshape(-1) if shape else constant
            is_vector = constant.size == 1 or (
                bool(shape) and constant.shape[-1] == constant.size == shape[-1]
            )
            if is_vector and self._graph.values[node.outputs[0]].shape == shape and _is_nhwc(node):
                return other, vector
        return node.inputs[0], None

    def _broadcast(self, vector: np.ndarray, node: Node) -> np.ndarray:
        shape = self._graph.values[node.outputs[0]].shape
        return np.broadcast_to(vector, shape[-1:]) if shape else vector.reshape(())

    def _sole_maker(self, number: int) -> Node | None:
        """The node that makes a value which nothing else uses."""
        return self._makers.get(number) if self._uses.get(number) == 1 else None

    def _replace_constant(self, node: Node, vector: np.ndarray) -> None:
        place = 1 if self._graph.constant(node.inputs[1]) is not None else 0
        node.inputs[place] = self._graph.add_constant(np.asarray(vector, np.float32))

    def _give_away(self, node: Node, taken: int) -> None:
        """The maker of ``taken`` makes the node's value from now on."""
        maker = self._makers.pop(taken)
        maker.outputs[maker.outputs.index(taken)] = node.outputs[0]
        self._makers[node.outputs[0]] = maker

    def _forget_replaced(self) -> None:
        used = self._graph.uses()
        for number, value in enumerate(self._graph.values):
            if number not in used:
                value.constant = None


def _is_nhwc(node: Node) -> bool:
    # AttrValue: s = 2. Ops without the attribute have their channels last as well.
    return node.attributes.get("data_format", wire.text(2, "NHWC")) == wire.text(2, "NHWC")


def _is_transposed(node: Node) -> bool:
    # AttrValue: b = 5.
    flags = ("transpose_b", "adj_y")
    return any(node.attributes.get(name, wire.number(5, 0)) == wire.number(5, 1) for name in flags)
