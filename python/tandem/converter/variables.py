"""Replace a traced function's variables by constants, without copying their values.

TensorFlow's own ``convert_variables_to_constants_v2`` puts every value into protocol buffers,
several times over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter import grappler, tables
from tandem.converter.inline import function_body, inline_calls
from tandem.converter.nodes import Graph, attribute, data_inputs, source_of
from tandem.errors import ConversionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.converter.nodes import Held, Node
    from tandem.model.signature import Signature

# Ops that hand a variable on unread, as loops and branches do.
_HAND_ON = {"Identity", "Enter", "Switch", "Merge", "NextIteration", "Exit", "RefSwitch"}


def as_constants(function: Any) -> tuple[Graph, dict[str, tables.Table]]:
    """The graph of a ``ConcreteFunction``, calls inlined, control flow as Switch and Merge.

    Variables and captured tensors become constants, whose values are views on TensorFlow's own
    memory where they are large. Captured tables stay placeholders; their contents are returned.

    Raises:
        ConversionError: the function changes a variable.
    """
    keep = [tensor.name for tensor in (*function.inputs, *function.outputs)]
    graph = _inlined(lambda graph_def: graph_def.CopyFrom(function.graph.as_graph_def()), keep)
    needed = _needed(graph, [tensor.name for tensor in function.outputs])
    found = {}
    for outside, inside in function.graph.captures:
        name = inside.op.name
        if name not in graph.nodes:
            continue
        value = captured_value(outside)
        if value is not None:
            _replace(graph, graph.nodes[name], value, needed)
        elif table := tables.read(graph, name, outside):
            found[name] = table
    return graph, found


def of_signature(signature: Signature) -> tuple[Graph, dict[str, str]]:
    """The graph of a SavedModel's signature in the same way, its variables not read.

    Returns:
        The graph, and the tensor of each result of the function.

    Raises:
        ConversionError: the function changes a variable.
    """
    body, results = function_body(signature.function)
    keep = [argument.name for argument in signature.function.signature.input_arg]
    keep += results.values()

    def write(graph_def: Any) -> None:
        graph_def.CopyFrom(body)
        graph_def.library.CopyFrom(signature.library)
        graph_def.versions.min_consumer = signature.min_consumer

    graph = _inlined(write, keep)
    needed = _needed(graph, list(results.values()))
    for name, value in signature.captures.items():
        if name in graph.nodes:
            _replace(graph, graph.nodes[name], value, needed)
    return graph, results


def _inlined(write: Callable[[Any], None], keep: list[str]) -> Graph:
    def write_to_be_inlined(graph_def: Any) -> None:
        write(graph_def)
        for library_function in graph_def.library.function:
            # It would keep TensorFlow from inlining (Keras 2's LSTM has it).
            if "api_implements" in library_function.attr:
                del library_function.attr["api_implements"]

    # Version 1 control flow (Switch, Merge): what tfjs runs without a function library.
    made = grappler.run(write_to_be_inlined, keep, ("function",))
    return Graph(inline_calls(made), keep=())


def captured_value(tensor: Any) -> np.ndarray | None:
    """The value behind a captured tensor or variable (a view); ``None`` for a table."""
    import tensorflow as tf

    if tensor.dtype == tf.resource:
        held = tensor._handle_data  # noqa: SLF001 - what there is to tell a variable by
        if held is None or not held.is_set or len(held.shape_and_type) != 1:
            return None
        tensor = tf.raw_ops.ReadVariableOp(resource=tensor, dtype=held.shape_and_type[0].dtype)
    elif tensor.dtype == tf.variant:
        return None
    return np.asarray(tensor._numpy())  # noqa: SLF001 - ``numpy()`` copies


def _needed(graph: Graph, tensors: list[str]) -> set[str]:
    """The nodes whose values reach one of the tensors; what only has to run before does not."""
    needed: set[str] = set()
    pending = [source_of(tensor) for tensor in tensors]
    while pending:
        name = pending.pop()
        if name not in needed and name in graph.nodes:
            needed.add(name)
            pending += [source_of(source) for source in data_inputs(graph.nodes[name])]
    return needed


def _replace(graph: Graph, placeholder: Node, value: Held, needed: set[str]) -> None:
    """Put a constant for a captured placeholder, and plain ops for what reads the variable."""
    is_read = placeholder.name in needed
    if placeholder.attr["dtype"].type != _resource():
        graph.add_constant(placeholder.name, value)
        return
    users = graph.users(placeholder.name)
    name = placeholder.name
    if users and users[0].op == "ReadVariableOp":
        name = users[0].name  # says which layer reads it; a capture's own name says nothing
    graph.add_constant(name, value)
    kind = graph.nodes[name].attr["dtype"]
    pending = [(user, placeholder.name) for user in users]
    seen = {name}
    while pending:
        node, handle = pending.pop()
        if node.name in seen:
            continue
        seen.add(node.name)
        inputs = {placeholder.name: name, f"^{placeholder.name}": f"^{name}"}
        data = [inputs.get(source, source) for source in node.input]
        if all(source_of(source) != handle for source in data_inputs(node)):
            changed = type(node)()  # only a control edge comes from there
            changed.CopyFrom(node)
            del changed.input[:]
            changed.input.extend(data)
            graph.put(changed)
        elif node.op in _HAND_ON:
            attributes = {**node.attr, "T": kind}
            pending += [(user, node.name) for user in graph.users(node.name)]
            graph.add(node.name, node.op, data, attributes)
        else:
            _read(graph, node, data, kind, is_read=is_read)


def _read(graph: Graph, node: Node, data: list[str], kind: Any, *, is_read: bool) -> None:
    """Write an op on a variable as the op on its value."""
    from tensorflow.core.framework import attr_value_pb2, types_pb2

    if node.op == "ReadVariableOp":
        graph.add(node.name, "Identity", data, {"T": kind})
    elif node.op == "ResourceGather":
        axis = graph.add_constant(
            graph.fresh(f"{node.name}/axis"), np.array(attribute(node, "batch_dims").i, np.int32)
        )
        attributes = {
            "Tparams": kind,
            "Tindices": node.attr["Tindices"],
            "Taxis": attr_value_pb2.AttrValue(type=types_pb2.DT_INT32),
            "batch_dims": attr_value_pb2.AttrValue(i=attribute(node, "batch_dims").i),
        }
        control = [source for source in data[2:] if source.startswith("^")]
        graph.add(node.name, "GatherV2", (*data[:2], axis, *control), attributes)
    elif node.op == "VariableShape":
        graph.add(node.name, "Shape", data, {"T": kind, "out_type": node.attr["out_type"]})
    elif not is_read:
        # Such as the state of random numbers that a dropout draws and does not use.
        graph.add(node.name, "NoOp", [source for source in data if source.startswith("^")])
    elif node.op != "VarIsInitializedOp":
        raise ConversionError(
            f"{node.name}: the model changes a variable that its outputs depend on when it runs "
            f"({node.op}), and a frozen one cannot; make layers stateful=False, or give a "
            "function that takes the state and returns it"
        )


def _resource() -> int:
    from tensorflow.core.framework import types_pb2

    return int(types_pb2.DT_RESOURCE)
