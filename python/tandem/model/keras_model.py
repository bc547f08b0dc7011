"""Keras models: checked files, loaded without their code, and described by their own names."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
import zlib
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from tandem.errors import ModelError
from tandem.model import deferred, hdf5, keras2
from tandem.model.spec import Model, TensorSpec, unique
from tandem.tensorflow_package import import_keras, require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAX_CONFIG = 64 * 2**20
_MAX_RATIO = 200
"""How much larger than its stored bytes a zip entry may claim to be."""

# Packages whose objects Keras itself resolves; anything else must be registered by the user.
_KNOWN_PACKAGES = {"keras", "keras_hub", "keras_cv", "keras_nlp"}

_TOUCHES_FILES = re.compile(
    r"keras\.(src\.)?(utils|saving|models|datasets|applications|export|legacy)\b"
)
"""Modules of Keras whose functions download, read or write files."""


def is_model(value: Any) -> bool:
    """Whether this is a Keras 3 model object; imports nothing that is not loaded already."""
    import keras

    return isinstance(value, keras.Model)


def load_keras_zip(path: Path, *, unsafe: bool = False) -> Model:
    """Load a ``.keras`` file, after checking what is in it.

    Args:
        path: the file.
        unsafe: whether code in it (Lambda layers) may run.

    Raises:
        ModelError: it is another kind of zip, corrupt, hostile, or Keras cannot load it.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    with tempfile.TemporaryDirectory(prefix="tandem-") as scratch:
        try:
            with zipfile.ZipFile(path) as archive:
                _check_zip(path, archive)
                _unpack(path, archive, scratch)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise ModelError(
                f"{path}: a corrupt zip file ({error}); copy or save it again"
            ) from error
        require()  # h5py comes with TensorFlow
        with Path(scratch, "model.weights.h5").open("rb") as weights:
            hdf5.check(weights, f"{path}: model.weights.h5")
        config = _parse_config(path, Path(scratch, "config.json").read_bytes())
        return _load(path, config, partial(_load_unpacked, path, scratch), unsafe=unsafe)


def load_h5(path: Path, *, unsafe: bool = False) -> Model:
    """Load a full model from an HDF5 file (Keras 2 or 3).

    Args:
        path: the file.
        unsafe: whether code in it (Lambda layers) may run.

    Raises:
        ModelError: it holds weights only, is corrupt or hostile, or Keras cannot load it.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    require()  # h5py comes with TensorFlow
    text, written_by = hdf5.model_config(path)
    config = _parse_config(path, text)
    if written_by[:1] in {"1", "2"}:
        import_keras()
        config = keras2.translate(config, str(path))
        return _load(path, config, partial(keras2.load, path, config), unsafe=unsafe)
    return _load(path, config, partial(_load_file, path, ".h5"), unsafe=unsafe)


def describe(model: Any, path: Path | None) -> Model:
    """Describe a Keras model object.

    Raises:
        ModelError: it has no fixed inputs (unbuilt, or subclassed).
    """
    label = str(path) if path else f"the Keras model '{model.name}'"
    keras = import_keras()
    try:
        inputs, outputs = model.inputs, model.outputs
    except AttributeError:
        inputs = outputs = None
    if not inputs or not outputs:
        if isinstance(model, keras.Sequential):
            raise ModelError(
                f"{label}: this Sequential model has no input shape yet; "
                "add a keras.Input as its first layer, or call it once on data"
            )
        raise ModelError(
            f"{label}: {type(model).__name__} is a subclassed model, whose inputs are not known; "
            "write it with model.export('folder') and load that folder"
        )
    # A stateful layer keeps one state for each row of its batch, so there the size is fixed.
    free_batch = not any(getattr(layer, "stateful", False) for layer in model.layers)
    return Model(
        name=path.stem if path else str(model.name),
        kind="keras",
        path=path,
        inputs=_specs(input_names(model), ordered(inputs, _struct(model, "inputs")), free_batch),
        outputs=_specs(
            output_names(model), ordered(outputs, _struct(model, "outputs")), free_batch
        ),
        native=model,
    )


def input_names(model: Any) -> list[str]:
    """Names of a Keras model's inputs: its dictionary's keys, else its input layers' names."""
    struct = _struct(model, "inputs")
    if isinstance(struct, dict):
        return [str(key) for key in struct]
    return unique(_input_name(tensor) for tensor in model.inputs)


def _input_name(tensor: Any) -> str:
    """Of an unnamed input the tensor's own name is another once the model is saved."""
    maker: Any = getattr(getattr(tensor, "_keras_history", None), "operation", None)
    return str((maker if type(maker).__name__ == "InputLayer" else tensor).name)


def output_names(model: Any) -> list[str]:
    """Names of a Keras model's outputs: its dictionary's keys, else its output layers' names."""
    struct = _struct(model, "outputs")
    if isinstance(struct, dict):
        return [str(key) for key in struct]
    names = getattr(model, "output_names", None) or [model.layers[-1].name]
    return unique(str(name) for name in names)


def ordered(tensors: list[Any], struct: Any) -> list[Any]:
    """Put tensors, flat as Keras lists them, in their author's order.

    Keras flattens dictionaries by sorted key; the author's own order is the dictionary's.
    """
    return list(struct.values()) if isinstance(struct, dict) else list(tensors)


def call(model: Any, tensors: list[Any], *, training: bool = False) -> list[Any]:
    """Call a Keras model, for inference unless ``training``, on tensors in ``input_names``' order.

    Returns:
        The outputs in the order of ``output_names``.
    """
    import keras

    struct = _struct(model, "inputs")
    arguments: Any
    if isinstance(struct, dict):
        arguments = dict(zip(struct, tensors, strict=True))
    elif struct is None or len(tensors) == 1:
        arguments = tensors[0]
    else:
        arguments = keras.tree.pack_sequence_as(struct, tensors)
    result = model(arguments, training=training)
    outputs = _struct(model, "outputs")
    if isinstance(outputs, dict):
        return [result[key] for key in outputs]
    return list(keras.tree.flatten(result))


def _struct(model: Any, side: str) -> Any:
    """The structure of a functional model's inputs or outputs; a nested one counts as flat."""
    struct = getattr(model, f"_{side}_struct", None)
    if isinstance(struct, dict) and any(
        isinstance(v, dict | list | tuple) for v in struct.values()
    ):
        raise ModelError(
            f"the Keras model '{model.name}': its {side} are nested in each other; "
            "give it a flat list or dictionary of tensors"
        )
    return struct


def _specs(names: list[str], tensors: list[Any], free_batch: bool) -> Iterator[TensorSpec]:
    for name, tensor in zip(names, tensors, strict=True):
        shape = tuple(tensor.shape)
        if free_batch and shape:
            shape = (None, *shape[1:])
        dtype = "str" if tensor.dtype == "string" else str(tensor.dtype)
        yield TensorSpec(name, shape, dtype)


def _check_zip(path: Path, archive: zipfile.ZipFile) -> None:
    entries = {info.filename: info for info in archive.infolist()}
    if "config.json" not in entries or "model.weights.h5" not in entries:
        looks = "a zip file, but not a .keras one (no config.json and model.weights.h5 in it)"
        if any(name.endswith("data.pkl") for name in entries):
            looks = "a PyTorch checkpoint, which holds no Keras model"
        elif any(name.endswith("saved_model.pb") for name in entries):
            looks = "a zipped SavedModel: unpack it and hand in the folder"
        elif any(name.endswith(".npy") for name in entries):
            looks = "a NumPy archive (.npz), which holds no architecture"
        raise ModelError(f"{path}: {looks}")
    for name, info in entries.items():
        inside = PurePosixPath(name.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts:
            raise ModelError(f"{path}: its entry '{name}' would be written outside its folder")
        if info.file_size > _MAX_RATIO * max(info.compress_size, 2**20):
            raise ModelError(
                f"{path}: its entry '{name}' claims {info.file_size} bytes from "
                f"{info.compress_size} stored ones"
            )
    if entries["config.json"].file_size > _MAX_CONFIG:
        raise ModelError(f"{path}: config.json has more than {_MAX_CONFIG} bytes")
    if any(info.flag_bits & 1 for info in entries.values()):
        raise ModelError(f"{path}: it is encrypted; save it again without a password")


def _unpack(path: Path, archive: zipfile.ZipFile, scratch: str) -> None:
    """Unpack a checked ``.keras`` file: its bytes are checked by that too."""
    try:
        archive.extractall(scratch)
    except OSError as error:
        raise ModelError(
            f"{path}: cannot be unpacked into {scratch} ({error.strerror or error}); name a folder "
            "with room for it in TMPDIR"
        ) from error


def _parse_config(path: Path, text: str | bytes) -> dict[str, Any]:
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: its model configuration is not JSON ({error})") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path}: its model configuration is not an object")
    return config


def _load(path: Path, config: dict[str, Any], build: Callable[..., Any], *, unsafe: bool) -> Model:
    keras = import_keras()
    _refuse_code(path, config, keras, unsafe=unsafe)
    try:
        model = deferred.without_drawing(partial(build, unsafe=unsafe))
    except Exception as error:  # Keras raises nearly every type there is.
        reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
        raise ModelError(f"{path}: Keras {keras.__version__} cannot load it: {reason}") from error
    return describe(model, path)


def _load_unpacked(path: Path, scratch: str, *, unsafe: bool) -> Any:
    """Have Keras load an unpacked ``.keras`` file, one weight after the other.

    From the file itself it takes all of them into memory, twice over.
    """
    from keras.src.saving import saving_lib

    if not hasattr(saving_lib, "_load_model_from_dir"):  # an older Keras 3
        return _load_file(path, ".keras", unsafe=unsafe)
    import keras

    return keras.models.load_model(scratch, compile=False, safe_mode=not unsafe)


def _load_file(path: Path, suffix: str, *, unsafe: bool) -> Any:
    """Have Keras load a file: Keras goes by the suffix; we went by the contents."""
    import keras

    with tempfile.TemporaryDirectory(prefix="tandem-") as scratch:
        link = path.resolve()
        if path.suffix != suffix:
            link = Path(scratch) / f"model{suffix}"
            link.symlink_to(path.resolve())
        return keras.models.load_model(str(link), compile=False, safe_mode=not unsafe)


def _refuse_code(path: Path, config: dict[str, Any], keras: Any, *, unsafe: bool) -> None:
    """Refuse code in the configuration, and name what the user must register first."""
    lambdas: list[str] = []
    unknown: list[str] = []
    calls: list[str] = []
    for entry in _objects(config):
        kind, inner = entry["class_name"], entry.get("config")
        name = inner.get("name", kind) if isinstance(inner, dict) else kind
        if kind in {"Lambda", "__lambda__"}:
            if kind == "Lambda" or not lambdas:  # a Lambda layer holds a __lambda__
                lambdas.append(str(name))
            continue
        module = str(entry.get("module") or "keras")
        package = module.partition(".")[0]
        if kind == "function" and _TOUCHES_FILES.match(module):
            calls.append(f"{module}.{inner}")
            continue
        registered = entry.get("registered_name") or kind
        if kind == "function":
            registered = inner if isinstance(inner, str) else registered
        if package in _KNOWN_PACKAGES or keras.saving.get_registered_object(str(registered)):
            continue
        unknown.append(str(registered))
    if calls:
        raise ModelError(
            f"{path}: it calls functions that read, write or download files: "
            f"{', '.join(dict.fromkeys(calls))}; no model needs that, and this one is not loaded"
        )
    if lambdas and not unsafe:
        raise ModelError(
            f"{path}: it holds code (Lambda: {', '.join(dict.fromkeys(lambdas))}), which is not "
            "run; replace Lambda layers by layers of Keras, write the model with "
            "model.export('folder') and load that folder, or, if you trust whoever made it, "
            "let the code run: --unsafe on the command line, in Python "
            "tandem.load(path, unsafe=True)"
        )
    if unknown:
        raise ModelError(
            f"{path}: it uses custom objects that are not registered here: "
            f"{', '.join(dict.fromkeys(unknown))}; import the module that defines them, with "
            "@keras.saving.register_keras_serializable(), before loading"
        )


def _objects(config: Any) -> Iterator[dict[str, Any]]:
    """Every serialised object in a configuration, at any depth."""
    pending = [config]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if isinstance(value.get("class_name"), str):
                yield value
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(value))
