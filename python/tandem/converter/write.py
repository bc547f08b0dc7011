"""Write a tfjs graph model: aside first, then moved into place, so that none is ever half there."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.converter import weights
from tandem.errors import ConversionError, ModelError
from tandem.model import tfjs_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tandem.model import TensorSpec


def check_target(out: Path) -> None:
    """Refuse an output path that cannot take a model, before any work is done.

    Raises:
        ConversionError: it is a file, not writable, or a folder that holds something else.
    """
    try:
        if out.exists() and not out.is_dir():
            raise ConversionError(f"{out}: is a file; name a folder to write the model into")
        if out.is_dir() and any(out.iterdir()) and not (out / "model.json").is_file():
            raise ConversionError(
                f"{out}: holds files, but no tfjs model that could be replaced; name a new folder"
            )
    except OSError as error:
        raise ConversionError(f"{out}: cannot be used ({error.strerror})") from error
    there = out
    while not there.exists():
        there = there.parent
    if not there.is_dir():
        raise ConversionError(f"{out}: cannot be written, for {there} is a file, not a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise ConversionError(f"{out}: cannot be written, for {there} is not writable")


def write_model(
    out: Path,
    document: dict[str, Any],
    constants: Iterable[Any],
    shard_bytes: int | None = None,
) -> dict[str, int]:
    """Write ``model.json`` and its shards into ``out``.

    Args:
        out: a folder that ``check_target`` let pass; a model in it is replaced.
        document: the model.json without its weights manifest.
        constants: pairs of a manifest entry and its bytes.
        shard_bytes: the size of a shard, if not the usual one.

    Returns:
        The files' names and sizes in bytes.

    Raises:
        ConversionError: writing failed; what was there before still is.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            manifest, digest = weights.write_shards(aside, constants, shard_bytes)
            metadata = {**document.get("userDefinedMetadata", {}), tfjs_folder.DIGEST: digest}
            text = json.dumps(
                {**document, "userDefinedMetadata": metadata, "weightsManifest": manifest},
                separators=(",", ":"),
            )
            (aside / "model.json").write_text(text, encoding="utf-8")
            sizes = {file.name: file.stat().st_size for file in sorted(aside.iterdir())}
            aside.chmod(0o777 & ~_umask())
            _move_into_place(aside, out, sizes)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise ConversionError(f"{out}: cannot be written ({error.strerror or error})") from error
    return sizes


def graph_document(
    graph_def: Any,
    inputs: Iterable[tuple[TensorSpec, str]],
    outputs: Iterable[tuple[TensorSpec, str]],
    layers: tuple[str, ...],
    initializer: Any = None,
) -> dict[str, Any]:
    """The ``model.json`` of a graph, without its weights manifest.

    Args:
        graph_def: the graph; the values of its constants are left out.
        inputs: each input, with its placeholder node.
        outputs: each output, with its node.
        layers: the Keras layers the nodes are named by, for messages about a single layer.
        initializer: the graph that fills lookup tables, if there are any.
    """
    import tandem
    from tandem.tensorflow_package import version

    document = {
        "format": "graph-model",
        "generatedBy": f"TensorFlow {version()}",
        "convertedBy": f"Tandem {tandem.__version__}",
        "signature": {
            "inputs": {spec.name: _signature(spec, node) for spec, node in inputs},
            "outputs": {spec.name: _signature(spec, node) for spec, node in outputs},
        },
        "userDefinedMetadata": {"layers": list(layers)},
        "modelTopology": _topology(graph_def),
    }
    if initializer is not None:
        document["modelInitializer"] = _topology(initializer)
    return document


def _topology(graph_def: Any) -> dict[str, Any]:
    """A graph as JSON, without the values of its constants."""
    from google.protobuf import json_format

    bare = type(graph_def)(versions=graph_def.versions)
    for node in graph_def.node:
        copy = bare.node.add()
        copy.CopyFrom(node)
        copy.ClearField("experimental_debug_info")  # numbers that differ from run to run
        if node.op == "Const":
            tensor = node.attr["value"].tensor
            copy.attr["value"].tensor.Clear()
            copy.attr["value"].tensor.dtype = tensor.dtype
            copy.attr["value"].tensor.tensor_shape.CopyFrom(tensor.tensor_shape)
    topology: dict[str, Any] = json_format.MessageToDict(bare)
    for node in topology["node"]:
        # Maps have no order of their own: give them one, for the same bytes every time.
        node["attr"] = dict(sorted(node.get("attr", {}).items()))
    versions = graph_def.versions
    topology["versions"] = {"producer": versions.producer, "minConsumer": versions.min_consumer}
    return topology


def _signature(spec: TensorSpec, node: str) -> dict[str, Any]:
    dtype = tfjs_folder.TENSORFLOW_OF_NUMPY[tfjs_folder.TFJS_DTYPES.get(spec.dtype, spec.dtype)]
    dims = [{"size": str(-1 if axis is None else axis)} for axis in spec.shape]
    return {"name": f"{node}:0", "dtype": dtype, "tensorShape": {"dim": dims}}


def _move_into_place(aside: Path, out: Path, sizes: dict[str, int]) -> None:
    if not out.exists() or not any(out.iterdir()):
        aside.replace(out)
        return
    # A model is there: replace its files and leave the user's own (labels, notes) alone.
    try:
        old = tfjs_folder.read(out / "model.json")
        stale = {shard.name for _, shards in old.groups for shard in shards} - set(sizes)
    except ModelError:
        stale = set()
    for name in sorted(sizes, key="model.json".__eq__):  # model.json last
        (aside / name).replace(out / name)
    for name in stale:
        (out / name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
