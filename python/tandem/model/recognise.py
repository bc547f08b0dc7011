"""Tell what a path holds by its contents, not its suffix, and load it.

What reads each kind is imported when one is met: that takes longer than to read a tfjs folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.errors import ModelError
from tandem.model import tfjs_folder
from tandem.model.spec import Model

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCEPTED = (
    "a .keras file, a full-model .h5 file, a SavedModel folder, a TensorFlow.js folder "
    "(or its model.json), or a Keras model in memory"
)

ZIP = b"PK\x03\x04"
HDF5 = b"\x89HDF\r\n\x1a\n"

# First bytes of what people hand in by mistake, and what to call it.
_LOOKALIKES = (
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself: run git lfs pull"),
    (b"\x80", "a Python pickle, which is never opened: it can run code"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"<", "a web page or XML: was the download refused?"),
)


def load(
    source: str | os.PathLike[str] | Any,
    *,
    signature: str | None = None,
    tags: Iterable[str] | None = None,
    unsafe: bool = False,
) -> Model:
    """Load a model: ``tandem.load("model.keras")``.

    TensorFlow is imported only for Keras models and SavedModels; a TensorFlow.js folder is
    described from its ``model.json``. No code from a model file is run unless ``unsafe``.

    Args:
        source: the path of a ``.keras`` file, a full-model ``.h5`` file, a SavedModel folder, a
            TensorFlow.js folder or its ``model.json``; or a Keras model in memory, of which the
            weights are taken when it is first run or converted. A SavedModel's are read from its
            folder each time, which must stay as it is meanwhile.
        signature: which signature of a SavedModel, if not the one to serve.
        tags: which tags of a SavedModel, if not ``serve``.
        unsafe: let the code of a Keras file's Lambda layers run; only for files whose maker you
            trust, for it can do whatever you can.

    Returns:
        The model, with its author's own input and output names in their order.

    Raises:
        ModelError: the path is missing, unreadable or not a model, or the model cannot be
            loaded; the message says what it looks like and what to do.
        RuntimeUnavailableError: TensorFlow is needed, and missing or too old.
    """
    tags = None if tags is None else list(tags)
    if isinstance(source, str | os.PathLike):
        model = _load_path(Path(source), signature, tags, unsafe=unsafe)
    else:
        model = _describe_object(source)
    if model.kind != "saved_model" and not (signature is None and tags is None):
        raise ModelError(
            f"{model.path or model.name}: signatures and tags are of SavedModels; "
            f"this is a {model.kind} model"
        )
    model.options = {"signature": signature, "tags": tags, "unsafe": unsafe}
    return model


def _describe_object(source: Any) -> Model:
    # A Keras object cannot exist unless Keras is loaded, so asking does not import it.
    if "keras" in sys.modules:
        from tandem.model import keras_model

        if keras_model.is_model(source):
            return keras_model.describe(source, path=None)
    kind = f"{type(source).__module__}.{type(source).__qualname__}"
    if kind.startswith(("tf_keras.", "keras.engine.", "keras.src.engine.")):
        raise ModelError(
            f"{kind} is a Keras 2 model: save it with model.save('model.h5') and load that file"
        )
    raise ModelError(f"{kind} is not a model; hand in {ACCEPTED}")


def _load_path(
    path: Path, signature: str | None, tags: Iterable[str] | None, *, unsafe: bool
) -> Model:
    try:
        if path.is_dir():
            return _load_folder(path, signature, tags)
        if not path.exists():
            raise ModelError(f"{path}: no such file or folder")
        return _load_file(path, unsafe=unsafe)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or error})") from error


def _load_folder(path: Path, signature: str | None, tags: Iterable[str] | None) -> Model:
    entries = sorted(entry.name for entry in path.iterdir())
    if "model.json" in entries:
        return _load_tfjs(path / "model.json")
    if "saved_model.pb" in entries or "saved_model.pbtxt" in entries:
        from tandem.model.saved_model import load_saved_model

        return load_saved_model(path, signature, tags)
    if "config.json" in entries and "model.weights.h5" in entries:
        raise ModelError(
            f"{path}: an unpacked .keras file; zip its contents again, without the folder, "
            "into a file ending in .keras"
        )
    if not entries:
        raise ModelError(f"{path}: an empty folder; hand in {ACCEPTED}")
    if any(entry.endswith(".index") for entry in entries):
        of_saved_model = (path.parent / "saved_model.pb").is_file()
        way_out = (
            "hand in its parent" if of_saved_model else "save all of it: model.save('m.keras')"
        )
        raise ModelError(
            f"{path}: a checkpoint, which holds weights and no architecture; {way_out}"
        )
    listing = ", ".join(entries[:5]) + (", ..." if len(entries) > 5 else "")  # noqa: PLR2004
    raise ModelError(
        f"{path}: no model in this folder (no model.json, no saved_model.pb); it holds {listing}"
    )


def _load_file(path: Path, *, unsafe: bool) -> Model:
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        raise ModelError(f"{path}: an empty file")
    if head.startswith((ZIP, HDF5)):
        from tandem.model import keras_model

        if head.startswith(HDF5):
            return keras_model.load_h5(path, unsafe=unsafe)
        return keras_model.load_keras_zip(path, unsafe=unsafe)
    if head.lstrip().startswith(b"{"):
        return _load_tfjs(path)
    if path.name == "saved_model.pb":
        raise ModelError(
            f"{path}: one file of a SavedModel; hand in its folder, {path.resolve().parent}"
        )
    raise ModelError(f"{path}: {_looks_like(path, head)}; hand in {ACCEPTED}")


def _load_tfjs(path: Path) -> Model:
    folder = tfjs_folder.read(path)
    return Model(
        name=path.resolve().parent.name,
        kind=folder.format,
        path=path.parent if path.name == "model.json" else path,
        inputs=folder.inputs,
        outputs=folder.outputs,
        native=folder,
    )


def _looks_like(path: Path, head: bytes) -> str:
    for magic, name in _LOOKALIKES:
        if head.startswith(magic):
            return f"not a model but {name}"
    if head[4:8] == b"TFL3":
        return "a TensorFlow Lite model; its original Keras model or SavedModel is needed"
    if path.suffix in {".keras", ".h5", ".hdf5"}:
        return f"named {path.suffix}, but its contents are not; it is corrupt or something else"
    if path.suffix == ".onnx":
        return "an ONNX model; the original Keras model is needed"
    return "not a model"
