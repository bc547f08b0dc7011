"""Put the bodies of function calls in their place, until no call is left.

TensorFlow's own inliner leaves calls that are marked for XLA, such as a grouped convolution's.
"""

from __future__ import annotations

from typing import Any

from tandem.converter.nodes import copy, source_of

_CALLS = {"PartitionedCall", "StatefulPartitionedCall"}
_MAX_DEPTH = 100


def inline_calls(graph_def: Any) -> Any:
    """Return the graph (one copy) with every (Stateful)PartitionedCall replaced by its body."""
    for _ in range(_MAX_DEPTH):
        if not any(node.op in _CALLS for node in graph_def.node):
            break
        graph_def = _inline_once(graph_def)
    return graph_def


def _inline_once(graph_def: Any) -> Any:
    from tensorflow.core.framework import graph_pb2

    functions = {function.signature.name: function for function in graph_def.library.function}
    result = graph_pb2.GraphDef(versions=graph_def.versions, library=graph_def.library)
    replaced: dict[str, str] = {}  # a call's output tensor -> the body's
    bodies: dict[str, str] = {}  # a call -> a node to hang its control edges on
    for node in graph_def.node:
        if node.op not in _CALLS:
            result.node.add().CopyFrom(node)
            continue
        function = functions[node.attr["f"].func.name]
        body, tensors = function_body(function)
        data = [name for name in node.input if not name.startswith("^")]
        control = [name for name in node.input if name.startswith("^")]
        arguments = dict(zip((arg.name for arg in function.signature.input_arg), data, strict=True))
        for inner in body.node:
            if inner.name in arguments:
                continue
            put = result.node.add()
            put.CopyFrom(inner)
            put.name = f"{node.name}/{inner.name}"
            del put.input[:]
            put.input.extend(_renamed(name, node.name, arguments) for name in inner.input)
            put.input.extend(control)
            bodies[node.name] = put.name
        for index, output in enumerate(function.signature.output_arg):
            tensor = tensors[output.name]
            old = node.name if index == 0 else f"{node.name}:{index}"
            replaced[old] = _renamed(tensor, node.name, arguments).removesuffix(":0")
    for node in result.node:
        inputs = [_follow(name, replaced, bodies) for name in node.input]
        del node.input[:]
        node.input.extend(inputs)
    return result


def function_body(function: Any) -> tuple[Any, dict[str, str]]:
    """A ``FunctionDef`` as a graph, its arguments as placeholders.

    Returns:
        A ``tensorflow.GraphDef``, and the tensor of each of the function's results.
    """
    from tensorflow.python.framework.function_def_to_graph import function_def_to_graph_def

    # TensorFlow wants those that it calls to be registered in this process; for a body they need
    # not be, so their names are kept aside.
    unnamed = copy(function)
    names = [(value, value.name) for node in unnamed.node_def for value in _called(node)]
    for value, _ in names:
        value.name = ""
    graph_def, tensors = function_def_to_graph_def(unnamed)
    values = [value for node in graph_def.node for value in _called(node)]
    for value, (_, name) in zip(values, names, strict=True):
        value.name = name
    for node in graph_def.node:
        if node.op == "Placeholder" and "shape" not in node.attr:  # Grappler wants one
            node.attr["shape"].shape.unknown_rank = True
    return graph_def, {name: tensors[tensor] for name, tensor in function.ret.items()}


def _called(node: Any) -> list[Any]:
    """What a node's attributes say of functions, in a fixed order."""
    return [
        called
        for _, value in sorted(node.attr.items())
        for called in ([value.func] if value.HasField("func") else value.list.func)
    ]


def _renamed(tensor: str, prefix: str, arguments: dict[str, str]) -> str:
    name = source_of(tensor)
    if name in arguments:
        return f"^{source_of(arguments[name])}" if tensor.startswith("^") else arguments[name]
    mark = "^" if tensor.startswith("^") else ""
    return f"{mark}{prefix}/{tensor.removeprefix('^')}"


def _follow(tensor: str, replaced: dict[str, str], bodies: dict[str, str]) -> str:
    if tensor.startswith("^"):
        return f"^{bodies.get(tensor[1:], tensor[1:])}"
    tensor = tensor.removesuffix(":0")
    while tensor in replaced:
        tensor = replaced[tensor]
    return tensor
