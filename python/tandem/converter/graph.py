"""The pipeline from a frozen graph to a tfjs graph model."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tandem.converter import fold, freeze, fuse, grappler, narrow, ops, simplify, weights, write
from tandem.converter.expansions import expand
from tandem.converter.nodes import Graph
from tandem.model.tfjs_folder import TENSORFLOW_OF_NUMPY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tandem.model import Model

    Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a conversion wrote, and what it did. Always true: a failed one raises instead."""

    path: Path
    """The folder written."""
    files: dict[str, int]
    """Its files and their sizes in bytes."""
    nodes: int
    """Nodes of the graph, constants included."""
    fused: dict[str, int]
    """How many of each fused op were made."""
    expanded: dict[str, int]
    """How many of each op that tfjs lacks, or runs wrongly, were written out as others."""
    folded: int
    """Mul and Add nodes that went into kernels and biases."""
    warnings: tuple[str, ...] = field(default=())
    """What was lost on the way, such as integers beyond int32."""

    def __bool__(self) -> bool:
        return True

    @property
    def size(self) -> int:
        """Bytes in all files."""
        return sum(self.files.values())


def convert_graph(model: Model, out: Path, progress: Progress) -> Conversion:
    """Convert a Keras model or SavedModel to a tfjs graph model in the folder ``out``.

    Raises:
        ConversionError: the model cannot be frozen, has ops that tfjs has not, or ``out``
            cannot be written.
    """
    write.check_target(out)
    progress("Freezing the model", 0.0)
    frozen = freeze.freeze(model)
    progress("Simplifying the graph", 0.3)
    graph, outputs = _named_outputs(model, frozen)
    inputs = list(frozen.inputs.values())
    keep = [*inputs, *outputs]
    narrow.to_float32(graph)
    narrow.narrow_ends(graph, inputs, outputs)
    graph = _simplified(graph, keep)
    expanded: Counter[str] = Counter()
    # What is written out may be simpler for it, and let more be written out.
    while made := expand(graph):
        expanded.update(made)
        graph = _simplified(graph, keep)
    progress("Folding and fusing", 0.6)
    simplify.simplify_reshapes(graph)
    folded = fold.fold_constants(graph)
    fused = {"Prelu": fuse.fuse_prelu(graph), **fuse.fuse_activations(graph)}
    remarks = ops.check_support(graph, str(model.path or model.name), frozen.layers)
    progress("Writing", 0.8)
    document = write.graph_document(
        graph.to_graph_def(with_values=False),
        zip(model.inputs, inputs, strict=True),
        zip(model.outputs, outputs, strict=True),
        frozen.layers,
    )
    lost: list[str] = []
    constants = (
        weights.to_tfjs(node.name, value, lost)
        for node in graph.nodes.values()
        if (value := graph.constant(node.name)) is not None
    )
    files = write.write_model(out, document, constants)
    progress("Converted", 1.0)
    kernels = {op: count for op, count in fused.items() if count}
    return Conversion(out, files, len(graph.nodes), kernels, dict(expanded), folded, (*remarks, *lost))


def _simplified(graph: Graph, keep: list[str]) -> Graph:
    graph = grappler.optimize(graph, keep)
    graph.strip_control()
    graph.prune()
    simplify.evaluate(graph)
    simplify.simplify_sign_bits(graph)
    simplify.simplify_clamps(graph)
    return graph


def _named_outputs(model: Model, frozen: freeze.Frozen) -> tuple[Graph, list[str]]:
    """End each output in an Identity named after it, so that no two outputs share a node."""
    from tensorflow.core.framework import attr_value_pb2, types_pb2

    graph = Graph(frozen.graph.to_graph_def(with_values=False), (), frozen.graph.values)
    outputs = []
    for spec in model.outputs:
        dtype = types_pb2.DataType.Value(TENSORFLOW_OF_NUMPY[spec.dtype])
        kind = {"T": attr_value_pb2.AttrValue(type=dtype)}
        valid = re.sub(r"[^A-Za-z0-9_./-]", "_", spec.name.lstrip("_/.-")) or "output"
        node = graph.add(graph.fresh(valid), "Identity", (frozen.outputs[spec.name],), kind)
        outputs.append(node.name)
    return graph, outputs
