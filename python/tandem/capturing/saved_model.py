"""A captured graph as a SavedModel that plain TensorFlow and TF Serving load.

The format is tensorflow/core/protobuf/{saved_model,meta_graph}.proto; the weights are constants of
the graph, so that there are no variables.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.capturing import wire
from tandem.capturing.graph import shape_proto
from tandem.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.capturing.graph import Graph

_MOST_BYTES = (1 << 31) - 1
_FILE = "saved_model.pb"


def write(folder: Path, graph: Graph, inputs: Sequence[str], outputs: Sequence[str]) -> Path:
    """Write it aside, then move it into place.

    Raises:
        UsageError: names that do not fit, a folder that holds something else, or a graph of 2 GB.
    """
    _check_names("input", inputs, len(graph.inputs))
    _check_names("output", outputs, len(graph.outputs))
    if folder.exists() and not (folder.is_dir() and _holds_nothing_else(folder)):
        raise UsageError(
            f"{folder} exists and holds something else than a SavedModel of constants: name "
            "another folder, or remove this one"
        )
    model = _saved_model(graph, inputs, outputs)
    if len(model) > _MOST_BYTES:
        raise UsageError(
            f"the captured graph has {len(model) / 1e9:.1f} GB of weights, and a SavedModel of "
            "constants holds 2: save the Keras model it came from instead"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            (aside / _FILE).write_bytes(model)
            (aside / "variables").mkdir()
            aside.chmod(0o755)
            if folder.exists():
                shutil.rmtree(folder)
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from error
    return folder


def _check_names(side: str, names: Sequence[str], count: int) -> None:
    if len(names) != count or len(set(names)) != count or not all(names):
        raise UsageError(f"the graph has {count} {side}s, and their names are {list(names)}")


def _holds_nothing_else(folder: Path) -> bool:
    """Nothing, or what this writes: a SavedModel with variables has weights of its own."""
    names = {path.name for path in folder.iterdir()}
    if not names <= {_FILE, "variables"}:
        return False
    return not ((folder / "variables").is_dir() and any((folder / "variables").iterdir()))


def _saved_model(graph: Graph, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    signature = b"".join(
        [
            *(
                wire.entry(1, name, _tensor_info(graph, number, graph.name(number)))
                for name, number in zip(inputs, graph.inputs, strict=True)
            ),
            *(
                wire.entry(2, name, _tensor_info(graph, number, graph.output_name(place)))
                for place, (name, number) in enumerate(zip(outputs, graph.outputs, strict=True))
            ),
            wire.text(3, "tensorflow/serving/predict"),
        ]
    )
    # MetaGraphDef: meta_info_def = 1 (of which tags = 4), graph_def = 2, signature_def = 5.
    meta_graph = b"".join(
        [
            wire.text(1, wire.text(4, "serve")),
            wire.text(2, graph.to_graph_def()),
            wire.entry(5, "serving_default", signature),
        ]
    )
    # SavedModel: saved_model_schema_version = 1, meta_graphs = 2.
    return wire.number(1, 1) + wire.text(2, meta_graph)


def _tensor_info(graph: Graph, number: int, name: str) -> bytes:
    # TensorInfo: name = 1, dtype = 2, tensor_shape = 3.
    value = graph.values[number]
    full = name if ":" in name else f"{name}:0"
    shape = wire.text(3, shape_proto(value.shape))
    return wire.text(1, full) + wire.number(2, value.dtype) + shape
