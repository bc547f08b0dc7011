"""What TensorFlow.js can run: by op name, fused activation, dtype, and kernel of each runtime.

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

_QUANTISED = "this model is quantised: convert the one it was made from, and quantise that"
# What to do about ops that users meet; anything else gets the general advice.
_ADVICE = {
    "PyFunc": "it calls back into Python, which is not in the model",
    "EagerPyFunc": "it calls back into Python, which is not in the model",
    "StringLower": "do text work before the model: TextVectorization is not for tfjs",
    "StringSplitV2": "do text work before the model: TextVectorization is not for tfjs",
    "AsString": "do text work before the model",
    "BatchMatMulV3": _QUANTISED,
    "Bitcast": "the bits of a number cannot be read in tfjs",
}
_CHANNELS_LAST = "build the model with data_format='channels_last'"
_GENERAL = "replace that layer by ones made of ops tfjs has"

_NO_KERNEL = {
    "tfjs-node": {
        "BitwiseAnd", "DenseBincount", "ImageProjectiveTransformV3", "LowerBound",
        "MaxPoolWithArgmax", "RaggedGather", "RaggedRange", "RaggedTensorToTensor",
        "SparseFillEmptyRows", "SparseReshape", "SparseSegmentMean", "SparseSegmentSum",
        "StringNGrams", "StringSplit", "StringToHashBucketFast", "UpperBound",
    },
    "tfjs-wasm": {
        "Complex", "ComplexAbs", "Einsum", "FFT", "IFFT", "IRFFT", "Imag", "RFFT", "RaggedGather",
        "RaggedRange", "RaggedTensorToTensor", "Real", "StaticRegexReplace",
    },
}  # fmt: skip
"""Ops in the list that a runtime has no kernel for, in tfjs 4.22."""

_DTYPES = {
    "DT_INT8": _QUANTISED,
    "DT_UINT8": "tfjs keeps it as int32, which does not wrap; cast to int32 in the model",
    "DT_INT16": "cast to int32 in the model",
    "DT_UINT16": "cast to int32 in the model",
    "DT_UINT32": "cast to int32 in the model",
    "DT_UINT64": "cast to int32 in the model",
    "DT_COMPLEX128": "use complex64",
}
"""Dtypes that tfjs cannot compute in, and what to do about each."""


@cache
def known_ops() -> frozenset[str]:
    """The ops that tfjs's graph executor knows."""
    text = resources.files("tandem.converter").joinpath("tfjs_ops.json").read_text("utf-8")
    return frozenset(json.loads(text)["ops"])


def check_support(graph: Graph, label: str, layers: tuple[str, ...]) -> list[str]:
    """Refuse a graph that tfjs could not run.

    Args:
        graph: the graph as it would be written.
        label: the model's path or name, for the message.
        layers: the Keras layers the nodes are named by.

    Returns:
        A line for each op that some runtime has no kernel for.

    Raises:
        ConversionError: one message with every problem: the op, how often, at which node
            first, made by which layer, in which runtimes, and what to do.
    """
    fatal: dict[str, list[Node]] = defaultdict(list)
    partial: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes.values():
        problem = _problem(node)
        if problem:
            fatal[problem].append(node)
        elif _lacking(node.op):
            partial[node.op].append(node)
    remarks = [
        _line(op, nodes, layers, f"{' and '.join(_lacking(op))} cannot run it")
        for op, nodes in sorted(partial.items())
    ]
    if not fatal:
        return remarks
    lines = [f"{label}: TensorFlow.js cannot run all ops of this model:"]
    for problem, nodes in sorted(fatal.items()):
        lines.append("  " + _line(problem, nodes, layers, f"no runtime can; {_advice(problem)}"))
    if remarks:
        lines.append("and some of its runtimes cannot run these:")
    raise ConversionError("\n".join([*lines, *(f"  {remark}" for remark in remarks)]))


def _problem(node: Node) -> str | None:
    """Why no tfjs runtime can run a node; ``None`` if some can."""
    if node.op not in known_ops():
        return str(node.op)
    if node.op in FUSED.values():
        for operation in attribute(node, "fused_ops").list.s:
            if operation.decode() not in ("BiasAdd", *ACTIVATIONS):
                return f"{node.op} with {operation.decode()}"
    if attribute(node, "data_format").s in {b"NCHW", b"NCDHW"}:
        return f"{node.op} in NCHW"
    for key in ("T", "DstT"):
        dtype = _dtype_name(attribute(node, key).type)
        # A cast from a small integer is harmless: its value fits.
        if dtype in _DTYPES and node.op not in {"Identity", "Shape"}:
            return f"{node.op} of {dtype.removeprefix('DT_').lower()}"
    return None


def _advice(problem: str) -> str:
    if " of " in problem:
        return _DTYPES[f"DT_{problem.rpartition(' ')[2].upper()}"]
    if problem.endswith(" in NCHW"):
        return _CHANNELS_LAST
    return _ADVICE.get(problem, _GENERAL)


def _lacking(op: str) -> list[str]:
    return [runtime for runtime, ops in _NO_KERNEL.items() if op in ops]


def _line(problem: str, nodes: list[Node], layers: tuple[str, ...], rest: str) -> str:
    first = nodes[0].name
    layer = owner(first, layers)
    place = f"layer '{layer}' ({first})" if layer else f"node '{first}'"
    times = "once, at" if len(nodes) == 1 else f"{len(nodes)} times, first at"
    return f"{problem}: {times} {place}; {rest}"


def _dtype_name(number: int) -> str:
    from tensorflow.core.framework import types_pb2

    return str(types_pb2.DataType.Name(number))
