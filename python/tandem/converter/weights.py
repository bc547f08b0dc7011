"""Weights as tfjs stores them: a manifest, and shards of raw little-endian bytes."""

from __future__ import annotations

import hashlib
import struct
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np

from tandem.converter.quantize import quantize

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHARD_BYTES = 4 * 2**20
"""What browsers cache well; tfjs's own default."""

_INT32 = np.iinfo(np.int32)


def to_tfjs(
    name: str, value: np.ndarray, warnings: list[str], stored_as: str | None = None
) -> tuple[dict[str, Any], bytes | memoryview]:
    """Return a constant's manifest entry and its bytes (not copied where they fit as they are).

    tfjs has float32, int32, bool, complex64 and strings. Other floats become float32; other
    integers become int32, and those beyond it the nearest int32 there is, with a warning.

    Args:
        name: the name of its Const node.
        value: its value.
        warnings: takes a line for each weight that lost something.
        stored_as: the dtype to quantise a float32 weight to, if any.
    """
    shape = list(value.shape)
    kind = value.dtype.kind
    if kind in "OSU":
        return {"name": name, "shape": shape, "dtype": "string"}, _strings(value)
    if kind == "b":
        return _entry(name, "bool", value.astype(np.uint8))
    if kind == "c":
        return _entry(name, "complex64", value.astype(np.complex64))
    if kind in "iu":
        if value.size and (value.max() > _INT32.max or value.min() < _INT32.min):
            warnings.append(f"{name}: {value.dtype} values beyond int32 became the nearest int32")
            value = np.clip(value, _INT32.min, _INT32.max)
        return _entry(name, "int32", value.astype(np.int32, copy=False))
    narrow = value.astype(np.float32, copy=False)
    if value.dtype == np.float64 and not np.array_equal(np.isfinite(narrow), np.isfinite(value)):
        warnings.append(f"{name}: float64 values beyond float32 became infinite")
    if not np.isfinite(narrow).all() and np.isnan(narrow).any():
        warnings.append(f"{name}: {int(np.isnan(narrow).sum())} of {narrow.size} values are NaN")
    if stored_as:
        quantized = quantize(narrow, stored_as)
        if quantized is None:
            warnings.append(f"{name}: its values do not fit {stored_as}; it stays float32")
        else:
            stored, quantization = quantized
            entry, data = _entry(name, "float32", stored)
            return {**entry, "quantization": quantization}, data
    return _entry(name, "float32", narrow)


def write_shards(
    folder: Path,
    weights: Iterable[tuple[dict[str, Any], bytes | memoryview]],
    shard_bytes: int | None = None,
) -> tuple[list[dict[str, Any]], str]:
    """Write the shards into ``folder`` as the weights come.

    Args:
        folder: an empty folder.
        weights: manifest entries and their bytes, in order.
        shard_bytes: the size of all shards but the last; ``SHARD_BYTES`` if not given.

    Returns:
        The manifest, of one group, and the SHA-256 of all the shards' bytes, in hexadecimal.
    """
    entries = []
    with _Shards(folder, shard_bytes or SHARD_BYTES) as shards:
        for entry, data in weights:
            entries.append(entry)
            shards.write(data)
    # The count of shards is part of their names, and known only now.
    names = []
    for index, path in enumerate(shards.paths):
        names.append(f"group1-shard{index + 1}of{len(shards.paths)}.bin")
        path.rename(folder / names[-1])
    return [{"paths": names, "weights": entries}], shards.digest.hexdigest()


class _Shards:
    """Files of one size, written one after the other; at least one, the last may be smaller."""

    def __init__(self, folder: Path, size: int) -> None:
        self._size = size
        self.paths: list[Path] = []
        self.digest = hashlib.sha256()
        self._folder = folder
        self._file = self._next()

    def write(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        self.digest.update(view)
        while view:
            if not self._room:
                self._file.close()
                self._file = self._next()
            part = view[: self._room]
            self._file.write(part)
            self._room -= len(part)
            view = view[len(part) :]

    def _next(self) -> IO[bytes]:
        self.paths.append(self._folder / f"shard{len(self.paths) + 1}")
        self._room = self._size
        return self.paths[-1].open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _entry(name: str, dtype: str, value: np.ndarray) -> tuple[dict[str, Any], memoryview]:
    little = np.ascontiguousarray(value.astype(value.dtype.newbyteorder("<"), copy=False))
    entry = {"name": name, "shape": list(value.shape), "dtype": dtype}
    return entry, little.reshape(-1).view(np.uint8).data


def _strings(value: np.ndarray) -> bytes:
    parts = []
    for item in value.ravel():
        data = item.encode() if isinstance(item, str) else bytes(item)
        parts += [struct.pack("<I", len(data)), data]
    return b"".join(parts)
