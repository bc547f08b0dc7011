"""What a recording is turned into: nodes over numbered values, and the GraphDef they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.capturing import wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STRING = 7
"""TensorFlow's DataType of strings."""

DTYPES: dict[str, int] = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "uint8": 4,
    "int16": 5,
    "int8": 6,
    "complex64": 8,
    "int64": 9,
    "bool": 10,
    "uint16": 17,
    "float16": 19,
    "uint32": 22,
    "uint64": 23,
}
"""TensorFlow's DataType numbers (tensorflow/core/framework/types.proto) by numpy's names."""

# The version of GraphDef that TensorFlow 2.16 to 2.21 write and read.
_PRODUCER = 1882


@dataclass(slots=True)
class Value:
    """A tensor of the graph."""

    dtype: int
    shape: tuple[int, ...]
    constant: np.ndarray | list[bytes] | None = None
    """Its values where they are constant; a flat list of bytes where they are strings."""


@dataclass(slots=True)
class Node:
    """One op. Inputs and outputs are numbers of values."""

    op: str
    attributes: dict[str, bytes]
    """AttrValue messages (tensorflow/core/framework/attr_value.proto) by name."""
    inputs: list[int]
    outputs: list[int]


@dataclass(slots=True)
class Graph:
    """The ops of a recording in the order they ran."""

    values: list[Value]
    nodes: list[Node]
    inputs: list[int]
    outputs: list[int]
    _names: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tape: Any, inputs: int) -> Graph:
        """Make the graph of a tape (``tandem._bridge.Tape``) of so many inputs.

        Constants are views on the tape's tensors, not copies.
        """
        values = []
        for number, (dtype, shape, is_constant) in enumerate(tape.values):
            constant = None
            if is_constant:
                read = tape.strings if dtype == STRING else tape.constant
                constant = read(number)
            values.append(Value(dtype, shape, constant))
        nodes = [
            Node(op, attributes, taken, list(range(first, first + count)))
            for op, attributes, taken, first, count in tape.ops
        ]
        return cls(values, nodes, list(range(inputs)), list(tape.outputs))

    def constant(self, number: int) -> np.ndarray | None:
        """A value's numbers where it is a constant and no string."""
        found = self.values[number].constant
        return found if isinstance(found, np.ndarray) else None

    def add_constant(self, array: np.ndarray) -> int:
        """Add a constant; its number."""
        self.values.append(Value(DTYPES[array.dtype.name], array.shape, array))
        return len(self.values) - 1

    def add_value_like(self, number: int) -> int:
        """Add a value of another one's dtype and shape; its number."""
        like = self.values[number]
        self.values.append(Value(like.dtype, like.shape))
        return len(self.values) - 1

    def uses(self) -> dict[int, int]:
        """How often each value is used, as an input of a node or as an output."""
        counts: dict[int, int] = {}
        for number in [*self.outputs, *(n for node in self.nodes for n in node.inputs)]:
            counts[number] = counts.get(number, 0) + 1
        return counts

    def used_constants(self) -> list[int]:
        """The constants that some node or output uses."""
        return [n for n in sorted(self.uses()) if self.values[n].constant is not None]

    @property
    def nbytes(self) -> int:
        """The bytes of all constants that are used."""
        arrays = (self.constant(number) for number in self.used_constants())
        return sum(array.nbytes for array in arrays if array is not None)

    def name(self, number: int) -> str:
        """The name of a value in the GraphDef: ``node``, or ``node:index``."""
        if not self._names:
            for place, value in enumerate(self.inputs):
                self._names[value] = f"input_{place}"
            for place, node in enumerate(self.nodes):
                for index, value in enumerate(node.outputs):
                    self._names[value] = f"{node.op}_{place}" + (f":{index}" if index else "")
        return self._names.get(number, f"constant_{number}")

    def node_name(self, node: Node) -> str:
        """The name of a node in the GraphDef."""
        return self.name(node.outputs[0])

    def output_name(self, place: int) -> str:
        """The name of an output: what is fed and given back goes through a node of its own."""
        number = self.outputs[place]
        if number in self.inputs or self.values[number].constant is not None:
            return f"output_{place}"
        return self.name(number)

    def to_graph_def(self, fed: Iterable[int] = ()) -> bytes:
        """The GraphDef, with fixed shapes.

        Args:
            fed: constants that become placeholders, to be fed to every run.
        """
        # NodeDef: name = 1, op = 2, input = 3, attr = 5. GraphDef: node = 1, versions = 4.
        fed = set(fed)
        nodes = [self._placeholder(number) for number in self.inputs]
        for number in self.used_constants():
            if number in fed:
                nodes.append(self._placeholder(number))
            else:
                nodes.append(_node(self.name(number), "Const", (), _const(self.values[number])))
        for node in self.nodes:
            taken = [self.name(number) for number in node.inputs]
            nodes.append(_node(self.node_name(node), node.op, taken, node.attributes))
        for place, number in enumerate(self.outputs):
            if self.output_name(place) != self.name(number):
                kind = {"T": wire.number(6, self.values[number].dtype)}
                nodes.append(_node(self.output_name(place), "Identity", [self.name(number)], kind))
        versions = wire.text(4, wire.number(1, _PRODUCER))
        return b"".join([*(wire.text(1, node) for node in nodes), versions])

    def _placeholder(self, number: int) -> bytes:
        value = self.values[number]
        # AttrValue: type = 6, shape = 7.
        attributes = {
            "dtype": wire.number(6, value.dtype),
            "shape": wire.text(7, shape_proto(value.shape)),
        }
        return _node(self.name(number), "Placeholder", (), attributes)


def shape_proto(shape: Iterable[int]) -> bytes:
    """A TensorShapeProto (tensor_shape.proto): dim = 2, of which size = 1."""
    return b"".join(wire.text(2, wire.number(1, size)) for size in shape)


def _node(name: str, op: str, inputs: Iterable[str], attributes: Mapping[str, bytes]) -> bytes:
    parts = [wire.text(1, name), wire.text(2, op)]
    parts += [wire.text(3, taken) for taken in inputs]
    parts += [wire.entry(5, key, value) for key, value in attributes.items()]
    return b"".join(parts)


def _const(value: Value) -> dict[str, bytes]:
    # TensorProto: dtype = 1, tensor_shape = 2, tensor_content = 4, string_val = 8.
    tensor = [wire.number(1, value.dtype), wire.text(2, shape_proto(value.shape))]
    if isinstance(value.constant, np.ndarray):
        tensor.append(wire.text(4, np.ascontiguousarray(value.constant).tobytes()))
    else:
        tensor += [wire.text(8, item) for item in value.constant or ()]
    # AttrValue: type = 6, tensor = 8.
    return {"dtype": wire.number(6, value.dtype), "value": wire.text(8, b"".join(tensor))}
