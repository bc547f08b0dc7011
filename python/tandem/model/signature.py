"""A SavedModel's signature, read from its files: a function, and where its variables are stored.

TensorFlow's own loading makes Python objects of every op of every function there is, which for
MobileNetV2 takes 70 MB, five times its weights; and it restores all variables at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tandem.model.checkpoint import Checkpoint, Stored
from tandem.model.spec import TensorSpec

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

_CALLS = {"PartitionedCall", "StatefulPartitionedCall"}


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One signature, as its files state it."""

    function: Any
    """Its ``FunctionDef``."""
    library: Any
    """A ``FunctionDefLibrary`` of the functions it calls."""
    inputs: dict[str, tuple[TensorSpec, str]]
    """Each input, with the function's argument that takes it."""
    outputs: dict[str, tuple[TensorSpec, str]]
    """Each output, with the function's result that gives it."""
    captures: dict[str, Stored | np.ndarray]
    """The values of the function's other arguments."""
    min_consumer: int
    """The oldest version of graphs that what reads it must know."""


def read(path: Path, meta_graph: Any, name: str) -> Signature | None:
    """Read a signature, if it is one function of variables and constants: what Keras exports.

    Args:
        path: the SavedModel's folder.
        meta_graph: its ``MetaGraphDef``.
        name: the signature.

    Returns:
        The signature; ``None`` where TensorFlow has to load the model itself (lookup tables,
        TensorFlow 1, or files that are not as they should be).
    """
    try:
        return _read(path, meta_graph, name)
    except Exception:  # noqa: BLE001 - TensorFlow says in its own words what is wrong
        return None


def _read(path: Path, meta_graph: Any, name: str) -> Signature | None:
    from tensorflow.core.framework import function_pb2
    from tensorflow.python.framework import tensor_util

    graph = meta_graph.graph_def
    signature = meta_graph.signature_def[name]
    nodes = {node.name: node for node in graph.node}
    functions = {function.signature.name: function for function in graph.library.function}
    calls = {info.name.partition(":")[0] for info in signature.outputs.values()}
    if len(calls) != 1:
        return None
    call = nodes[calls.pop()]
    if call.op not in _CALLS:
        return None
    function = functions[call.attr["f"].func.name]
    arguments = [argument.name for argument in function.signature.input_arg]
    results = [result.name for result in function.signature.output_arg]
    given = [source for source in call.input if not source.startswith("^")]
    fed = {info.name.partition(":")[0]: key for key, info in signature.inputs.items()}
    inputs: dict[str, tuple[TensorSpec, str]] = {}
    captured: dict[str, Any] = {}
    for argument, source in zip(arguments, given, strict=True):
        if source in fed:
            inputs[fed[source]] = (_spec(fed[source], signature.inputs[fed[source]]), argument)
        else:
            captured[argument] = nodes[source]
    if len(inputs) != len(signature.inputs):
        return None
    outputs = {
        key: (_spec(key, info), results[int(info.name.partition(":")[2] or 0)])
        for key, info in signature.outputs.items()
    }
    called = _called(function, functions)
    if any(node.op in functions for one in (function, *called) for node in one.node_def):
        return None  # called by its name, as TensorFlow 1 did
    captures: dict[str, Stored | np.ndarray] = {}
    keys: dict[str, str] = {}
    checkpoint = None
    for argument, node in captured.items():
        if node.op == "Const":
            captures[argument] = tensor_util.MakeNdarray(node.attr["value"].tensor)
        elif node.op == "VarHandleOp":
            checkpoint = checkpoint or Checkpoint(path)
            keys = keys or _keys(meta_graph, nodes, functions)
            captures[argument] = Stored(checkpoint, keys[node.name])
        else:
            return None
    own, library = function_pb2.FunctionDef(), function_pb2.FunctionDefLibrary()
    own.CopyFrom(function)
    library.function.extend(called)
    return Signature(own, library, inputs, outputs, captures, graph.versions.min_consumer)


def _spec(name: str, info: Any) -> TensorSpec:
    from tensorflow.python.framework import dtypes

    if not info.name:
        raise ValueError(f"{name} is not one tensor")
    dtype = dtypes.as_dtype(info.dtype).name
    axes = (None if axis.size < 0 else axis.size for axis in info.tensor_shape.dim)
    shape = (None,) if info.tensor_shape.unknown_rank else tuple(axes)
    return TensorSpec(name, shape, "str" if dtype == "string" else dtype)


def _called(function: Any, functions: dict[str, Any]) -> list[Any]:
    """The functions that a function calls, or that those call."""
    found: dict[str, Any] = {}
    pending = [function]
    while pending:
        for node in pending.pop().node_def:
            for value in node.attr.values():
                for name in (value.func.name, *(one.name for one in value.list.func)):
                    if name and name not in found:
                        found[name] = functions[name]
                        pending.append(functions[name])
    return list(found.values())


def _keys(meta_graph: Any, nodes: dict[str, Any], functions: dict[str, Any]) -> dict[str, str]:
    """The checkpoint's key of each variable's node, as the model's own restoring function says."""
    from tensorflow.python.framework import tensor_util

    call = nodes[meta_graph.saver_def.restore_op_name]
    function = functions[call.attr["f"].func.name]
    handles = dict(
        zip((argument.name for argument in function.signature.input_arg), call.input, strict=True)
    )
    body = {node.name: node for node in function.node_def}
    keys = {}
    for node in function.node_def:
        if node.op != "AssignVariableOp":
            continue
        source = node.input[1]
        while body[source.partition(":")[0]].op == "Identity":
            source = body[source.partition(":")[0]].input[0]
        name, _, index = source.split(":")
        restore = body[name]
        names, slices = (
            tensor_util.MakeNdarray(body[part.partition(":")[0]].attr["value"].tensor)
            for part in restore.input[1:3]
        )
        if restore.op != "RestoreV2" or slices[int(index)]:
            raise ValueError(f"{node.name} is not restored whole")
        keys[handles[node.input[0]]] = names[int(index)].decode()
    return keys
