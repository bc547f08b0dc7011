"""Protobuf's wire format, as far as graphs need it, so that no capture has to import TensorFlow.

The format is https://protobuf.dev/programming-guides/encoding/; field numbers are those of
tensorflow/core/framework/*.proto, named where they are used.
"""

from __future__ import annotations

_VARINT, _BYTES = 0, 2
_MORE = 0x80
"""The bit of a varint's byte that says that another one follows."""


def varint(value: int) -> bytes:
    """A varint; negative numbers are 64-bit two's complement, as int32 and int64 fields have it."""
    value &= (1 << 64) - 1
    encoded = bytearray()
    while value >= _MORE:
        encoded.append(value % _MORE | _MORE)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def number(field: int, value: int) -> bytes:
    """A field that is an integer, an enum or a bool."""
    return varint(field << 3 | _VARINT) + varint(value)


def text(field: int, value: bytes | str) -> bytes:
    """A field that is a string, bytes or a message."""
    data = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | _BYTES) + varint(len(data)) + data


def entry(field: int, key: str, value: bytes) -> bytes:
    """One entry of a map from strings to messages."""
    return text(field, text(1, key) + text(2, value))
