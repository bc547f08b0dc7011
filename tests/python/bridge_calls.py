"""The bridge's calls made from Python, as js/binding.ts makes them from JavaScript."""

from __future__ import annotations

import struct
from functools import cache

import numpy as np

from tandem import _bridge
from tandem.libraries import tensorflow_folder

FLOAT, INT32, STRING, INT64, BOOL = 1, 3, 7, 9, 10
ATTR_STRING, ATTR_INT, ATTR_FLOAT, ATTR_BOOL, ATTR_TYPE, ATTR_SHAPE = range(6)
ARRAY_TYPES = {"float32": 7, "int32": 5, "uint8": 1}


@cache
def own_bridge():
    """A bridge that JavaScript knows nothing of, so that anything may be done to its channel."""
    _bridge.load(tensorflow_folder())
    bridge = _bridge.Bridge(0)
    bridge.start()
    return bridge


class Refused(Exception):  # noqa: N818 - a status, turned into an exception for the tests
    """A call answered that it failed."""


class Caller:
    def __init__(self, bridge):
        self.bridge = bridge
        self.calls = bridge.calls()

    def call(self, name, words=(), data=b""):
        self.bridge.words[: len(words)] = words
        self.bridge.bytes[: len(data)] = np.frombuffer(data, np.uint8)
        status = self.calls[name]()
        if status == 1:
            size = int(self.bridge.words[0])
            raise Refused(bytes(self.bridge.bytes[:size]).decode())
        return status

    def define(self, op, attributes=()):
        spec = _text(op) + struct.pack("<I", len(attributes))
        for name, kind, value in attributes:
            is_list = isinstance(value, list)
            spec += _text(name) + struct.pack("<ii", kind, is_list)
            if kind == ATTR_STRING and is_list:
                spec += struct.pack("<I", len(value)) + b"".join(map(_text, value))
            elif kind == ATTR_STRING:
                spec += _text(value)
            else:
                numbers = value if is_list else [value]
                spec += struct.pack(f"<I{len(numbers)}d", len(numbers), *numbers)
        self.call("defineSpec", [len(spec)], spec)
        return int(self.bridge.words[0])

    def create(self, array, dtype, shape=None):
        shape = array.shape if shape is None else shape
        words = [dtype, ARRAY_TYPES[array.dtype.name], len(shape), array.size, 0, *shape]
        self.call("createTensor", words, array.tobytes())
        return int(self.bridge.words[0])

    def execute(self, spec, inputs, outputs=1, deletes=()):
        words = [spec, outputs, len(inputs), len(deletes), *inputs, *deletes]
        self.call("execute", words)
        count, at, found = int(self.bridge.words[0]), 1, []
        for _ in range(count):
            number, dtype, rank = (int(word) for word in self.bridge.words[at : at + 3])
            shape = tuple(self.bridge.words[at + 3 : at + 3 + rank].tolist())
            found.append((number, dtype, shape))
            at += 3 + rank
        return found

    def delete(self, *ids):
        self.call("flush", [0, 0, 0, len(ids), *ids])


def _text(value):
    data = value.encode()
    return struct.pack("<I", len(data)) + data
