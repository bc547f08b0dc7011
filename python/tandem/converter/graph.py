"""The pipeline from a frozen graph to a tfjs graph model."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tandem.converter import (
    fold,
    freeze,
    fuse,
    grappler,
    layout,
    memory,
    narrow,
    ops,
    simplify,
    tables,
    weights,
    write,
)
from tandem.converter.conversion import Conversion
from tandem.converter.expansions import expand
from tandem.converter.nodes import Graph
from tandem.converter.quantize import Plan, is_quantisable
from tandem.model.tfjs_folder import TENSORFLOW_OF_NUMPY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tandem.model import Model

    Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A graph as it is to be written, and how it came about."""

    graph: Graph
    inputs: list[str]
    outputs: list[str]
    layers: tuple[str, ...]
    fused: dict[str, int]
    expanded: dict[str, int]
    folded: int
    remarks: list[str]
    initializer: Graph | None
    """What fills the lookup tables."""
    is_half: bool
    """Whether the original computes in half precision, and so differs from float32 in tfjs."""


def prepare(model: Model, progress: Progress) -> Prepared:
    """Make the tfjs graph of a Keras model or SavedModel; its large weights are not copied.

    Raises:
        ConversionError: the model cannot be frozen, or has ops that tfjs has not.
    """
    progress("Freezing the model", 0.0)
    frozen = freeze.freeze(model)
    memory.release()
    progress("Simplifying the graph", 0.3)
    graph, outputs = _named_outputs(model, frozen)
    inputs = list(frozen.inputs.values())
    keep = [*inputs, *outputs]
    tables.put(graph, frozen.tables)
    is_half = narrow.to_float32(graph)
    _simplify(graph, keep)
    layout.to_channels_last(graph)
    narrow.narrow_ends(graph, inputs, outputs)
    expanded: Counter[str] = Counter()
    # What is written out may be simpler for it, and let more be written out.
    while made := expand(graph):
        expanded.update(made)
        _simplify(graph, keep)
    del expanded["Shape"]  # a size that was known: no repair
    progress("Folding and fusing", 0.6)
    simplify.simplify_reshapes(graph)
    folded = fold.fold_constants(graph)
    fused = {"Prelu": fuse.fuse_prelu(graph), **fuse.fuse_activations(graph)}
    remarks = ops.check_support(graph, str(model.path or model.name), frozen.layers)
    initializer = tables.initializer(graph, frozen.tables)
    kernels = {op: count for op, count in fused.items() if count}
    return Prepared(
        graph,
        inputs,
        outputs,
        frozen.layers,
        kernels,
        dict(expanded),
        folded,
        remarks,
        initializer,
        is_half,
    )


def write_graph(
    model: Model,
    prepared: Prepared,
    out: Path,
    *,
    plan: Plan | None = None,
    shard_bytes: int | None = None,
) -> Conversion:
    """Write a prepared graph into the folder ``out``.

    Args:
        model: what it was prepared from.
        prepared: the graph.
        out: a folder that ``check_target`` let pass.
        plan: which weights to quantise.
        shard_bytes: the size of a shard, if not the usual one.

    Raises:
        ConversionError: ``out`` cannot be written.
        UsageError: a pattern of the plan fits no weight.
    """
    graph = prepared.graph
    plan = plan or Plan(None)
    document = write.graph_document(
        graph.to_graph_def(with_values=False),
        zip(model.inputs, prepared.inputs, strict=True),
        zip(model.outputs, prepared.outputs, strict=True),
        prepared.layers,
        prepared.initializer and prepared.initializer.to_graph_def(with_values=False),
    )
    quantisable = set()
    if plan.rules:
        for node in graph.nodes.values():
            value = graph.constant(node.name)
            if value is not None and is_quantisable(value):
                quantisable.add(node.name)
        plan.check_all_matched(sorted(quantisable))
    lost: list[str] = []
    constants = (
        weights.to_tfjs(
            node.name, value, lost, plan.dtype(node.name) if node.name in quantisable else None
        )
        for part in (graph, *([prepared.initializer] if prepared.initializer else ()))
        for node in part.nodes.values()
        if (value := part.constant(node.name)) is not None
    )
    files = write.write_model(out, document, constants, shard_bytes)
    return Conversion(
        path=out,
        files=files,
        nodes=len(graph.nodes),
        fused=prepared.fused,
        expanded=prepared.expanded,
        folded=prepared.folded,
        warnings=(*prepared.remarks, *lost),
    )


def _simplify(graph: Graph, keep: list[str]) -> None:
    grappler.optimize(graph, keep)
    graph.strip_control()
    graph.prune()
    simplify.evaluate(graph)
    simplify.simplify_sign_bits(graph)
    simplify.simplify_clamps(graph)


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
