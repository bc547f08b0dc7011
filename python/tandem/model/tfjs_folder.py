"""A TensorFlow.js model on disk: ``model.json`` and its weight shards, read without TensorFlow.

Everything in it is hostile until checked: sizes are bounded, shards stay inside the folder,
and what the manifest claims must be what is there.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from io import FileIO
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from tandem.aligned import ALIGNMENT, aligned_empty
from tandem.errors import ModelError
from tandem.model.spec import TensorSpec, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_JSON = 256 * 2**20
"""Bytes of a model.json. The largest graphs there are take some tens of MiB."""

DIGEST = "weightsSha256"
"""What Tandem's own folders keep the SHA-256 of their shards under, in userDefinedMetadata."""

_STORED_BYTES = {"float32": 4, "float16": 2, "int32": 4, "uint8": 1, "uint16": 2, "bool": 1,
                 "complex64": 8}  # fmt: skip

_AS_STORED = {"float32", "int32", "bool"}
"""The dtypes whose bytes in a shard are those of a tensor, where it is not quantised."""

_NUMPY_OF_TENSORFLOW = {
    "DT_FLOAT": "float32",
    "DT_DOUBLE": "float64",
    "DT_HALF": "float16",
    "DT_BFLOAT16": "bfloat16",
    "DT_INT8": "int8",
    "DT_INT16": "int16",
    "DT_INT32": "int32",
    "DT_INT64": "int64",
    "DT_UINT8": "uint8",
    "DT_UINT16": "uint16",
    "DT_UINT32": "uint32",
    "DT_UINT64": "uint64",
    "DT_BOOL": "bool",
    "DT_STRING": "str",
    "DT_COMPLEX64": "complex64",
    "DT_COMPLEX128": "complex128",
}
TENSORFLOW_OF_NUMPY = {numpy: name for name, numpy in _NUMPY_OF_TENSORFLOW.items()}
"""TensorFlow's names of the dtypes a ``TensorSpec`` can have."""

TFJS_DTYPES = {
    "float16": "float32",
    "bfloat16": "float32",
    "float64": "float32",
    "int64": "int32",
    "int16": "int32",
    "int8": "int32",
    "uint8": "int32",
    "uint16": "int32",
    "complex128": "complex64",
}
"""What an input or output of another dtype is in tfjs."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One tensor of the weights manifest."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    """What tfjs makes of it: float32, int32, bool, string or complex64."""
    quantization: dict[str, Any] | None

    @property
    def size(self) -> int | None:
        """Bytes in the shards; ``None`` for strings, whose length is in the data."""
        if self.dtype == "string":
            return None
        stored = self.quantization["dtype"] if self.quantization else self.dtype
        return math.prod(self.shape) * _STORED_BYTES[stored]


@dataclass(frozen=True, slots=True)
class TfjsFolder:
    """A checked tfjs model: every shard is inside the folder and the sizes add up."""

    json_path: Path
    document: dict[str, Any]
    format: Literal["graph", "layers"]
    groups: tuple[tuple[tuple[Weight, ...], tuple[Path, ...]], ...]
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]

    @property
    def quantisation(self) -> tuple[str, int, int]:
        """What weights are rounded to (``"uint8"``, or ``""``), how many of them, and of how many.

        As the manifest says it; weights that were rounded and written as float again are not seen.
        """
        every = [weight for weights, _ in self.groups for weight in weights]
        rounded = [weight.quantization["dtype"] for weight in every if weight.quantization]
        return " and ".join(sorted(set(rounded))), len(rounded), len(every)

    def weights(self) -> Iterator[tuple[Weight, bytes]]:
        """Yield each weight with its bytes as stored (one copy), in the manifest's order.

        Raises:
            ModelError: a shard changed since the folder was opened.
        """
        for weights, shards in self.groups:
            data = memoryview(b"".join(shard.read_bytes() for shard in shards))
            start = 0
            for weight in weights:
                size = _string_size(data[start:], weight) if weight.size is None else weight.size
                end = start + size
                if end > len(data):
                    raise ModelError(f"{self.json_path}: the shards end inside '{weight.name}'")
                yield weight, bytes(data[start:end])
                start = end

    def arrays(self) -> list[np.ndarray] | None:
        """Read every weight into memory that TensorFlow takes as it is, once.

        Returns:
            Arrays in the manifest's order, 64-byte aligned parts of one block; ``None`` where a
            weight is not stored as it is used (quantised, of strings, complex), or has a shape
            that numpy has not.

        Raises:
            ModelError: a shard changed since the folder was opened.
        """
        every = [weight for weights, _ in self.groups for weight in weights]
        if any(weight.quantization or weight.dtype not in _AS_STORED for weight in every):
            return None
        starts = accumulate(
            (-(-(weight.size or 0) // ALIGNMENT) * ALIGNMENT for weight in every), initial=0
        )
        *places, size = starts
        block = aligned_empty((size,), np.uint8)
        found: list[np.ndarray] = []
        for weights, shards in self.groups:
            with _Bytes(shards) as data:
                for weight in weights:
                    part = block[places[len(found)] :][: weight.size]
                    try:
                        is_whole = data.fill(part)
                    except OSError as error:
                        raise ModelError(f"{self.json_path}: {error}") from error
                    if not is_whole:
                        raise ModelError(f"{self.json_path}: the shards end inside '{weight.name}'")
                    try:
                        found.append(part.view(weight.dtype).reshape(weight.shape))
                    except ValueError:  # no elements, in more dimensions than numpy can number
                        return None
        return found

    def check_digest(self) -> None:
        """Read every shard, to see whether they are what was written.

        Nothing is known of folders that others wrote: tfjs's own format has no digest.

        Raises:
            ModelError: they are not.
        """
        import hashlib

        metadata = self.document.get("userDefinedMetadata")
        wanted = metadata.get(DIGEST) if isinstance(metadata, dict) else None
        if wanted is None:
            return
        found = hashlib.sha256()
        for _, shards in self.groups:
            for shard in shards:
                with shard.open("rb") as file:
                    while part := file.read(2**20):
                        found.update(part)
        if found.hexdigest() != wanted:
            raise ModelError(
                f"{self.json_path}: its weight shards are not those that were written: damaged, or "
                f"changed since; if that was meant, take '{DIGEST}' out of its userDefinedMetadata"
            )


class _Bytes:
    """The bytes of files, one after the other."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = iter(paths)
        self._file: FileIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def fill(self, array: np.ndarray) -> bool:
        """Read as many bytes as an array has; whether there were so many."""
        left = memoryview(array)  # type: ignore[arg-type]  # a numpy array is one
        while left:
            if self._file is not None and (count := self._file.readinto(left)):
                left = left[count:]
                continue
            self.__exit__()
            following = next(self._paths, None)
            if following is None:
                return False
            self._file = FileIO(following)
        return True


def read(path: Path) -> TfjsFolder:
    """Read and check the ``model.json`` at ``path``; the shards' contents are not read.

    Raises:
        ModelError: it is not a tfjs model, or claims what is not so.
    """
    document = _document(path)
    topology = document.get("modelTopology")
    if not isinstance(topology, dict):
        raise ModelError(f"{path}: no modelTopology, so this is not a TensorFlow.js model")
    groups = tuple(_groups(path, document))
    try:
        if "node" in topology or document.get("format") == "graph-model":
            inputs, outputs = _graph_signature(document)
            return TfjsFolder(path, document, "graph", groups, inputs, outputs)
        inputs, outputs = _layers_signature(topology)
        return TfjsFolder(path, document, "layers", groups, inputs, outputs)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError(
            f"{path}: the inputs and outputs are not written as TensorFlow.js does ({error!r})"
        ) from error


def _document(path: Path) -> dict[str, Any]:
    size = path.stat().st_size
    if size > MAX_JSON:
        raise ModelError(f"{path}: {size} bytes of JSON, more than the {MAX_JSON} any model needs")
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not JSON ({error})") from error
    if not isinstance(document, dict):
        raise ModelError(f"{path}: JSON, but not a TensorFlow.js model")
    return document


def _groups(
    path: Path, document: dict[str, Any]
) -> Iterator[tuple[tuple[Weight, ...], tuple[Path, ...]]]:
    folder = path.parent.resolve()
    manifest = document.get("weightsManifest", [])
    names: set[str] = set()
    if not isinstance(manifest, list):
        raise ModelError(f"{path}: weightsManifest is not a list")
    for group in manifest:
        try:
            weights = tuple(_weight(path, entry) for entry in group["weights"])
            shards = tuple(_shard(path, folder, name) for name in group["paths"])
        except (KeyError, TypeError) as error:
            raise ModelError(f"{path}: weightsManifest is malformed ({error!r})") from error
        for weight in weights:
            if weight.name in names:
                raise ModelError(f"{path}: the weight '{weight.name}' is listed twice")
            names.add(weight.name)
        claimed = sum(weight.size or 0 for weight in weights)
        there = sum(shard.stat().st_size for shard in shards)
        exact = all(weight.size is not None for weight in weights)
        if claimed > there or (exact and claimed != there):
            raise ModelError(
                f"{path}: its weights need {claimed} bytes and its shards hold {there}; "
                "the download or the conversion was cut short"
            )
        yield weights, shards


def _weight(path: Path, entry: dict[str, Any]) -> Weight:
    name, shape, dtype = entry["name"], entry["shape"], entry["dtype"]
    quantization = entry.get("quantization")
    stored = quantization["dtype"] if quantization else dtype
    if not (
        isinstance(name, str)
        and isinstance(shape, list)
        and all(type(axis) is int and axis >= 0 for axis in shape)
        and (dtype == "string" or (dtype in _STORED_BYTES and stored in _STORED_BYTES))
    ):
        raise ModelError(
            f"{path}: the weight {name!r} has no valid shape and dtype: {entry!r:.200}"
        )
    return Weight(name, tuple(shape), dtype, quantization)


def _shard(path: Path, folder: Path, name: str) -> Path:
    if not isinstance(name, str) or not name or "\\" in name or "\0" in name:
        raise ModelError(f"{path}: {name!r} is not the path of a weight shard")
    relative = PurePosixPath(name)
    shard = (folder / relative).resolve()
    if relative.is_absolute() or ".." in relative.parts or not shard.is_relative_to(folder):
        raise ModelError(f"{path}: the weight shard '{name}' lies outside the model's folder")
    if not shard.is_file():
        raise ModelError(f"{path}: the weight shard '{name}' is missing")
    return shard


def _string_size(data: memoryview, weight: Weight) -> int:
    """Bytes of a string tensor: each element is its length (uint32) and its bytes."""
    size = 0
    for _ in range(math.prod(weight.shape)):
        if size + 4 > len(data):
            return size + 4
        size += 4 + int(np.frombuffer(data[size : size + 4], "<u4")[0])
    return size


def _graph_signature(
    document: dict[str, Any],
) -> tuple[tuple[TensorSpec, ...], tuple[TensorSpec, ...]]:
    nodes = {node["name"]: node for node in document["modelTopology"]["node"]}
    metadata = document.get("userDefinedMetadata") or {}
    signature = metadata.get("signature") or document.get("signature") or {}
    inputs, outputs = signature.get("inputs"), signature.get("outputs")
    if not inputs:
        inputs = {
            name: {"name": name, "dtype": node["attr"]["dtype"]["type"],
                   "tensorShape": node["attr"].get("shape", {}).get("shape", {})}
            for name, node in nodes.items()
            if node["op"].startswith("Placeholder")
        }  # fmt: skip
    if not outputs:
        used = {source.split(":")[0].lstrip("^") for node in nodes.values()
                for source in node.get("input", ())}  # fmt: skip
        outputs = {
            name: {"name": name, "dtype": node.get("attr", {}).get("T", {}).get("type", "DT_FLOAT")}
            for name, node in nodes.items()
            if name not in used and node["op"] not in {"Const", "NoOp", "Placeholder"}
        }
    for entry in (*inputs.values(), *outputs.values()):
        if "resourceId" not in entry and entry["name"].split(":")[0] not in nodes:
            raise ValueError(f"the graph has no node '{entry['name']}'")
    return (
        # Inputs with a resource id are tables that the model fills itself.
        tuple(_graph_spec(k, v) for k, v in inputs.items() if "resourceId" not in v),
        tuple(_graph_spec(k, v) for k, v in outputs.items()),
    )


def _graph_spec(name: str, entry: dict[str, Any]) -> TensorSpec:
    dtype = _NUMPY_OF_TENSORFLOW.get(entry.get("dtype", "DT_FLOAT"), "float32")
    shape = entry.get("tensorShape")
    if shape is None or shape.get("unknownRank"):
        return TensorSpec(name, (None,), dtype)
    sizes = (int(axis.get("size", 0)) for axis in shape.get("dim", ()))
    return TensorSpec(name, tuple(None if size < 0 else size for size in sizes), dtype)


def _layers_signature(
    topology: dict[str, Any],
) -> tuple[tuple[TensorSpec, ...], tuple[TensorSpec, ...]]:
    model = topology.get("model_config", topology)
    config = model["config"]
    layers = config if isinstance(config, list) else config["layers"]
    if model["class_name"] == "Sequential":
        first, last = layers[0], layers[-1]
        shape = _layer_shape(first)
        if shape is None:
            raise ValueError("the first layer states no input shape")
        return (
            (TensorSpec(_layer_name(first), shape, _layer_dtype(first)),),
            (TensorSpec(_layer_name(last), (None,), "float32"),),
        )
    by_name = {_layer_name(layer): layer for layer in layers}
    inputs = []
    for name in _endpoints(config["input_layers"]):
        shape = _layer_shape(by_name[name])
        if shape is None:
            raise ValueError(f"the input layer '{name}' states no shape")
        inputs.append(TensorSpec(name, shape, _layer_dtype(by_name[name])))
    outputs = unique(_endpoints(config["output_layers"]))
    return tuple(inputs), tuple(TensorSpec(name, (None,), "float32") for name in outputs)


def _endpoints(entries: list[Any]) -> list[str]:
    """Layer names of ``[name, node, tensor]`` triples, or of a single such triple."""
    if entries and isinstance(entries[0], str):
        entries = [entries]
    return [entry[0] for entry in entries]


def _layer_name(layer: dict[str, Any]) -> str:
    return str(layer["config"]["name"])


def _layer_shape(layer: dict[str, Any]) -> tuple[int | None, ...] | None:
    config = layer["config"]
    shape = config.get("batch_input_shape") or config.get("batchInputShape")
    if shape is None and "layers" in config:
        return _layer_shape(config["layers"][0])
    return None if shape is None else tuple(None if axis is None else int(axis) for axis in shape)


def _layer_dtype(layer: dict[str, Any]) -> str:
    dtype = layer["config"].get("dtype", "float32")
    return dtype if isinstance(dtype, str) else "float32"
