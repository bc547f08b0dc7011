"""A GraphDef that can be edited: nodes by name, who uses them, constants as numpy arrays.

Large constants live in a table beside the nodes, so that neither TensorFlow's optimizer nor
protocol buffers ever copy a model's weights; only ``to_graph_def`` puts them in.

One rule holds for every edit: a node's name always stands for the same tensor value as in the
frozen graph. A pass that merges nodes names the result after the last of them. So tensors can
be matched by name between the original and the converted graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.model.checkpoint import Stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INLINE_BYTES = 2**15
"""A constant beyond this is kept in the table, out of the nodes."""


OUTLINED = "FakeParam"
"""What stands for such a constant: it has a shape and is never folded, and unlike for a
Placeholder, Grappler does not allocate a tensor of that shape for it."""


class Scaled:
    """A large constant times factors, worked out each time it is asked for and held by nobody."""

    def __init__(self, value: Held, factors: np.ndarray) -> None:
        self._value, self._factors = value, factors
        self.shape: tuple[int, ...] = value.shape
        self.dtype: np.dtype[Any] = value.dtype
        self.ndim: int = value.ndim
        self.nbytes: int = value.nbytes

    def array(self) -> np.ndarray:
        """The scaled values: a new array."""
        return np.asarray(array_of(self._value) * self._factors)


Held = np.ndarray | Stored | Scaled
"""A large constant: in memory, or read or worked out when it is asked for."""


def array_of(held: Held) -> np.ndarray:
    """The values of a constant; not to be written to."""
    return held if isinstance(held, np.ndarray) else held.array()


Node = Any
"""A ``tensorflow.NodeDef``; TensorFlow ships no types for it."""


class Graph:
    """Nodes in topological order, with their consumers kept up to date."""

    def __init__(
        self,
        graph_def: Any,
        keep: Iterable[str],
        values: Mapping[str, Held] | None = None,
    ) -> None:
        """Index a graph (one copy of its nodes).

        Args:
            graph_def: a ``tensorflow.GraphDef`` without function calls.
            keep: names of nodes that must stay: inputs and outputs.
            values: the values of Const nodes that hold none themselves; not copied.
        """
        self.versions = copy(graph_def.versions)
        self.keep = tuple(keep)
        self.values: dict[str, Held] = dict(values or {})
        self.nodes: dict[str, Node] = {}
        self._users: dict[str, dict[str, int]] = {}
        self.refill(graph_def.node)

    def refill(self, nodes: Iterable[Node]) -> None:
        """Put these nodes in place of all there are."""
        self.nodes = {}
        self._users = {}
        for node in nodes:
            self.put(node)

    def put(self, node: Node) -> Node:
        """Add a node, replacing the one of the same name; consumers stay as they are."""
        if node.name in self.nodes:
            self._forget(self.nodes[node.name])
        self.nodes[node.name] = node
        for source in node.input:
            users = self._users.setdefault(source_of(source), {})
            users[node.name] = users.get(node.name, 0) + 1
        return node

    def add(
        self, name: str, op: str, inputs: Iterable[str], attributes: Mapping[str, Any] | None = None
    ) -> Node:
        """Put a new node; attributes are ``AttrValue`` messages, copied."""
        from tensorflow.core.framework import node_def_pb2

        node = node_def_pb2.NodeDef(name=name, op=op, input=list(inputs))
        for key, value in (attributes or {}).items():
            node.attr[key].CopyFrom(value)
        return self.put(node)

    def add_constant(self, name: str, value: Held) -> str:
        """Put a Const node of ``value`` (not copied where it is large) and return its name."""
        from tensorflow.core.framework import attr_value_pb2, tensor_pb2
        from tensorflow.python.framework import dtypes, tensor_util

        if value.nbytes > INLINE_BYTES and value.dtype.kind not in "OSU":
            tensor = tensor_pb2.TensorProto(dtype=dtypes.as_dtype(value.dtype).as_datatype_enum)
            for axis in value.shape:
                tensor.tensor_shape.dim.add(size=axis)
            self.values[name] = value
        else:
            tensor = tensor_util.make_tensor_proto(array_of(value))
            self.values.pop(name, None)
        dtype = attr_value_pb2.AttrValue(type=tensor.dtype)
        held = attr_value_pb2.AttrValue(tensor=tensor)
        self.add(name, "Const", (), {"dtype": dtype, "value": held})
        return name

    def constant(self, tensor: str) -> np.ndarray | None:
        """The value of a tensor that is a constant (not to be written to), else ``None``."""
        value = self.held(tensor)
        return None if value is None else array_of(value)

    def held(self, tensor: str) -> Held | None:
        """The value of a tensor that is a constant, a large one as the table has it."""
        from tensorflow.python.framework import tensor_util

        node = self.nodes.get(source_of(tensor))
        if node is None or node.op != "Const":
            return None
        if node.name in self.values:
            return self.values[node.name]
        return np.asarray(tensor_util.MakeNdarray(node.attr["value"].tensor))

    def source(self, node: Node, index: int) -> Node | None:
        """The node that makes a node's data input, when it is that node's only output."""
        data = data_inputs(node)
        if index >= len(data) or ":" in data[index]:
            return None
        return self.nodes.get(data[index])

    def uses(self, name: str) -> int:
        """How many inputs of other nodes take from this node; a kept node has one more."""
        return sum(self._users.get(name, {}).values()) + (name in self.keep)

    def users(self, name: str) -> list[Node]:
        """The nodes that take from this node."""
        return [self.nodes[user] for user in self._users.get(name, ())]

    def redirect(self, old: str, new: str) -> None:
        """Make every consumer of the tensor ``old`` take ``new`` instead."""
        for node in self.users(source_of(old)):
            changed = type(node)()
            changed.CopyFrom(node)
            del changed.input[:]
            changed.input.extend(new if name == old else name for name in node.input)
            self.put(changed)

    def strip_control(self) -> None:
        """Drop all control edges, and the NoOps that only they used.

        A frozen graph for inference has no side effects to order.
        """
        for node in list(self.nodes.values()):
            if any(name.startswith("^") for name in node.input):
                bare = type(node)()
                bare.CopyFrom(node)
                del bare.input[:]
                bare.input.extend(data_inputs(node))
                self.put(bare)
        for name in [name for name, node in self.nodes.items() if node.op == "NoOp"]:
            self._forget(self.nodes.pop(name))

    def prune(self) -> None:
        """Drop what no kept node needs, and put the rest in topological order."""
        order: dict[str, Node] = {}
        entered: set[str] = set()
        stack = [(name, False) for name in reversed(self.keep)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                order[name] = self.nodes[name]
                continue
            if name in entered:
                continue
            entered.add(name)
            stack.append((name, True))
            # Loops close through NextIteration; entering a node once breaks the circle.
            stack.extend((source_of(s), False) for s in reversed(self.nodes[name].input))
        self.refill(order.values())
        self.values = {name: value for name, value in self.values.items() if name in order}

    def fresh(self, name: str) -> str:
        """A node name that is free: ``name``, or ``name_1`` and so on."""
        candidate = name
        count = 0
        while candidate in self.nodes:
            count += 1
            candidate = f"{name}_{count}"
        return candidate

    def to_graph_def(self, *, with_values: bool = True) -> Any:
        """Return a ``tensorflow.GraphDef`` of the nodes (one copy).

        Args:
            with_values: whether constants of the table are put in; without, they are empty.
        """
        from tensorflow.core.framework import graph_pb2
        from tensorflow.python.framework import tensor_util

        graph = graph_pb2.GraphDef(versions=self.versions)
        graph.node.extend(self.nodes.values())
        for node in graph.node if with_values else ():
            if node.op == "Const" and node.name in self.values:
                tensor = tensor_util.make_tensor_proto(self.constant(node.name))
                node.attr["value"].tensor.CopyFrom(tensor)
        return graph

    def to_outline(self) -> Any:
        """Return a ``tensorflow.GraphDef``, an OUTLINED node for every constant of the table."""
        from tensorflow.core.framework import graph_pb2

        outline = graph_pb2.GraphDef()
        self.outline_into(outline)
        return outline

    def outline_into(self, outline: Any) -> None:
        """Write that into an empty ``tensorflow.GraphDef`` (one copy)."""
        from tensorflow.core.framework import attr_value_pb2

        outline.versions.CopyFrom(self.versions)
        outline.node.extend(self.nodes.values())
        for node in outline.node:
            if node.op == "Const" and node.name in self.values:
                shape = attr_value_pb2.AttrValue(shape=node.attr["value"].tensor.tensor_shape)
                node.op = OUTLINED
                del node.attr["value"]
                node.attr["shape"].CopyFrom(shape)

    def _forget(self, node: Node) -> None:
        for source in node.input:
            users = self._users[source_of(source)]
            users[node.name] -= 1
            if not users[node.name]:
                del users[node.name]


def copy(message: Any) -> Any:
    """Copy a protocol buffer: a part of one keeps the whole of it in memory."""
    copied = type(message)()
    copied.CopyFrom(message)
    return copied


def source_of(tensor: str) -> str:
    """The node that makes a tensor: ``a:1`` and ``^a`` come from ``a``."""
    return tensor.removeprefix("^").partition(":")[0]


def data_inputs(node: Node) -> list[str]:
    """A node's inputs without its control edges."""
    return [name for name in node.input if not name.startswith("^")]


def attribute(node: Node, key: str) -> Any:
    """A node's attribute, or an empty one: reading ``node.attr[key]`` would write it."""
    from tensorflow.core.framework import attr_value_pb2

    return node.attr[key] if key in node.attr else attr_value_pb2.AttrValue()


def channels_last(node: Node) -> bool:
    """Whether a node's channels are on the last axis."""
    return attribute(node, "data_format").s in {b"", b"NHWC", b"NDHWC"}
