"""From Keras and SavedModels to TensorFlow.js: ``tandem.convert("model.keras", "out")``."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.converter.automatic import smallest
from tandem.converter.back import convert_back
from tandem.converter.check import HALF_TOLERANCE, TOLERANCE
from tandem.converter.check import check as run_check
from tandem.converter.conversion import Conversion
from tandem.converter.graph import prepare, write_graph
from tandem.converter.layers import convert_layers
from tandem.converter.quantize import Plan
from tandem.converter.write import check_target
from tandem.errors import ConversionError, UsageError
from tandem.model import Model, load

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Conversion", "as_graph", "convert"]

_folders: weakref.WeakKeyDictionary[Model, Path] = weakref.WeakKeyDictionary()


def convert(
    model: Model | str | os.PathLike[str] | Any,
    out: str | os.PathLike[str],
    *,
    signature: str | None = None,
    tags: Iterable[str] | None = None,
    quantize: str | Mapping[str, str] | None = None,
    max_error: float | None = None,
    shard_bytes: int | None = None,
    layers: bool = False,
    check: bool = True,
    unsafe: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Conversion:
    """Convert a model to a TensorFlow.js model: ``model.json`` and weight shards.

    A tfjs model goes the other way: to a ``.keras`` file if ``out`` is named so (layers models
    only), else to a SavedModel folder.

    The graph model's inputs and outputs have the model's own names, in its own order.

    Args:
        model: what ``tandem.load`` returned or takes.
        out: the folder to write. It is made if missing; a tfjs model in it is replaced.
        signature: which signature of a SavedModel, if not the one to serve.
        tags: which tags of a SavedModel, if not ``serve``.
        quantize: what to store float32 weights as: ``"float16"``, ``"uint16"`` or ``"uint8"``;
            a dictionary from patterns of weight or layer names to those; or ``"auto"`` for the
            smallest whose outputs stay within ``max_error``.
        max_error: the largest |got - wanted| / (1 + |wanted|) of outputs that the check passes.
        shard_bytes: the size of a weight file; 4 MiB if not given.
        layers: write a layers model, which can be trained in tfjs, instead of a graph model;
            only for Keras models made of layers that tfjs runs rightly.
        check: whether to run what was written, in tfjs, beside the model on random inputs.
        unsafe: let code in the model's file run (Lambda layers); see ``tandem.load``.
        progress: called with what is being done and how far it is, from 0 to 1.

    Raises:
        ConversionError: the model cannot be converted (every reason in one message), or ``out``
            cannot be written. Nothing is left behind.
        ModelError: ``model`` is not a model, or has no such signature or tags.
        UsageError: an option is at fault.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    _check_options(quantize, max_error, shard_bytes, check=check, layers=layers)
    plan = Plan(None if quantize == "auto" else quantize)
    if isinstance(model, Model):
        if signature is not None or tags is not None:
            raise UsageError("name the signature and tags to tandem.load, which reads the model")
        loaded = model
    else:
        loaded = load(model, signature=signature, tags=tags, unsafe=unsafe)
    if loaded.kind in {"graph", "layers"}:
        if layers or quantize or shard_bytes:
            raise UsageError(
                f"{loaded.path}: a tfjs model goes back to TensorFlow as it is: leave out layers, "
                "quantize and shard sizes"
            )
        return convert_back(loaded, Path(out))
    show = progress or (lambda _stage, _done: None)
    folder = Path(out)
    check_target(folder)
    least = TOLERANCE
    if layers:
        done = convert_layers(loaded, folder, plan=plan, shard_bytes=shard_bytes)
    elif quantize == "auto":
        assert max_error is not None  # noqa: S101 - for the type checker
        done = smallest(loaded, prepare(loaded, show), folder, max_error, shard_bytes, show)
    else:
        prepared = prepare(loaded, show)
        show("Writing", 0.7)
        if prepared.is_half:
            least = HALF_TOLERANCE
        done = write_graph(loaded, prepared, folder, plan=plan, shard_bytes=shard_bytes)
    if check and done.check is None:
        show("Checking", 0.8)
        tolerance = max_error or max(plan.tolerance or 0.0, least)
        done = replace(done, check=run_check(loaded, done.path, tolerance=tolerance))
    show("Converted", 1.0)
    return done


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
        _folders[model] = write_graph(
            model, prepare(model, lambda _stage, _done: None), parent / "graph"
        ).path
    return _folders[model]


def _check_options(
    quantize: object,
    max_error: float | None,
    shard_bytes: int | None,
    *,
    check: bool,
    layers: bool,
) -> None:
    if shard_bytes is not None and shard_bytes < 1:
        raise UsageError(f"shards of {shard_bytes} bytes: name a positive number")
    if max_error is not None and not max_error > 0:
        raise UsageError(f"a largest error of {max_error}: name a positive number")
    if quantize == "auto" and (max_error is None or not check):
        raise UsageError(
            "quantize auto takes the smallest weights that pass the check: name the largest error "
            "that may (--max-error 1e-3, max_error=1e-3), and leave the check on"
        )
    if quantize == "auto" and layers:
        raise UsageError("quantize='auto' is for graph models")
