"""From Keras and SavedModels to TensorFlow.js: ``tandem.convert("model.keras", "out")``."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.converter.graph import Conversion, convert_graph
from tandem.errors import ConversionError
from tandem.model import Model, load

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

__all__ = ["Conversion", "as_graph", "convert"]

_folders: weakref.WeakKeyDictionary[Model, Path] = weakref.WeakKeyDictionary()


def convert(
    model: Model | str | os.PathLike[str] | Any,
    out: str | os.PathLike[str],
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Conversion:
    """Convert a model to a TensorFlow.js graph model: ``model.json`` and weight shards.

    The graph model's inputs and outputs have the model's own names, in its own order.

    Args:
        model: what ``tandem.load`` returned or takes.
        out: the folder to write. It is made if missing; a tfjs model in it is replaced.
        progress: called with what is being done and how far it is, from 0 to 1.

    Raises:
        ConversionError: the model cannot be converted (every reason in one message), or ``out``
            cannot be written. Nothing is left behind.
        ModelError: ``model`` is not a model.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    loaded = model if isinstance(model, Model) else load(model)
    if loaded.kind in {"graph", "layers"}:
        raise ConversionError(f"{loaded.path}: is a TensorFlow.js {loaded.kind} model already")
    return convert_graph(loaded, Path(out), progress or (lambda _stage, _done: None))


def as_graph(model: Model) -> Path:
    """Return a folder that holds the model as a tfjs graph model.

    That is the model's own folder if it is one already; else the model is converted, once, into
    a temporary folder that goes with the ``Model`` or at the interpreter's exit.

    Raises:
        ConversionError: the model cannot be converted.
    """
    if model.kind == "graph" and model.path is not None:
        return model.path
    if model.kind == "layers":
        raise ConversionError(f"{model.path}: a tfjs layers model has no graph")
    if model not in _folders:
        parent = Path(tempfile.mkdtemp(prefix="tandem-"))
        weakref.finalize(model, shutil.rmtree, parent, ignore_errors=True)
        _folders[model] = convert_graph(model, parent / "graph", lambda _stage, _done: None).path
    return _folders[model]
