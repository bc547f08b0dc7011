"""From tfjs back to TensorFlow: a layers model as a Keras model, a graph model as a SavedModel."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter import native
from tandem.converter.conversion import Conversion
from tandem.converter.layers import rules
from tandem.errors import ConversionError, ModelError
from tandem.model.tfjs_folder import TfjsFolder
from tandem.tensorflow_package import import_keras, import_tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tandem.model import Model

_MODELS = {"Functional", "Model", "Sequential"}


def convert_back(model: Model, out: Path) -> Conversion:
    """Write a tfjs model for TensorFlow: ``out`` ends in ``.keras``, or is a SavedModel folder.

    Raises:
        ConversionError: a graph model is to become a .keras file, or ``out`` is there already or
            cannot be written.
        ModelError: the model is malformed, made of what Keras has not, or its shards are not those
            that were written.
    """
    is_keras = out.suffix == ".keras"
    if model.kind == "graph" and is_keras:
        raise ConversionError(
            f"{model.path}: a graph model has no layers for a .keras file; name a folder, for a "
            "SavedModel"
        )
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise ConversionError(f"{out}: is there already; name a new place")
    folder = model.native
    assert isinstance(folder, TfjsFolder)  # noqa: S101 - for the type checker
    folder.check_digest()
    warnings = tuple(_nan_weights(folder))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            made = aside / (out.name if is_keras else "saved_model")
            _write(model, folder, made)
            made.replace(out)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise ConversionError(f"{out}: cannot be written ({error.strerror or error})") from error
    files = [out] if out.is_file() else sorted(path for path in out.rglob("*") if path.is_file())
    sizes = {str(path.relative_to(out.parent)): path.stat().st_size for path in files}
    return Conversion(out, sizes, nodes=0, warnings=warnings)


def keras_of(folder: TfjsFolder) -> Any:
    """Build the Keras model of a tfjs layers model, weights by layer name.

    Only layers that the converter knows are let in, so that no code from the folder runs.

    Raises:
        ModelError: the topology is malformed, or has other layers; a weight is missing.
    """
    keras = import_keras()
    from keras.src.legacy.saving import saving_utils

    where = folder.json_path
    topology = folder.document["modelTopology"]
    config = topology.get("model_config", topology)
    foreign = sorted({kind for kind in _classes(config) if kind not in {*rules.LAYERS, *_MODELS}})
    if foreign:
        raise ModelError(
            f"{where}: it has layers that are not taken to Keras: {', '.join(foreign)}"
        )
    try:
        model = saving_utils.model_from_config(_as_keras(config))
    except Exception as error:  # Keras raises nearly every type there is.
        reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
        raise ModelError(
            f"{where}: Keras {keras.__version__} cannot build this layers model: {reason}"
        ) from error
    values = {weight.name: native.weight_value(weight, data) for weight, data in folder.weights()}
    _fill(model, values, where)
    return model


def _nan_weights(folder: TfjsFolder) -> Iterator[str]:
    for weight, data in folder.weights():
        if weight.dtype == "float32":
            value = native.weight_value(weight, data)
            count = int(np.isnan(value).sum())
            if count:
                yield f"{weight.name}: {count} of {value.size} values are NaN"


def _write(model: Model, folder: TfjsFolder, out: Path) -> None:
    if model.kind == "layers":
        keras_model = keras_of(folder)
        if out.suffix == ".keras":
            keras_model.save(out)
        else:
            keras_model.export(out, verbose=False)
        return
    tf = import_tensorflow()
    graph_def, tables = native.graph_of(folder)
    feeds, fetches = native.signature_nodes(folder)
    run = native.function(graph_def, feeds, fetches, tables)
    module = tf.Module()

    def serve(**inputs: Any) -> dict[str, Any]:
        results = run(*(inputs[spec.name] for spec in model.inputs))
        return {spec.name: result for spec, result in zip(model.outputs, results, strict=True)}

    module.tables = run._tandem_tables  # noqa: SLF001 - saved with what looks things up in them
    signature = {
        spec.name: tf.TensorSpec(
            spec.shape, "string" if spec.dtype == "str" else spec.dtype, name=spec.name
        )
        for spec in model.inputs
    }
    module.serve = tf.function(serve, autograph=False).get_concrete_function(**signature)
    tf.saved_model.save(module, str(out), signatures=module.serve)


def _classes(config: Any) -> Iterator[str]:
    """The class of every layer, at any depth."""
    if isinstance(config, dict):
        inner = config.get("config")
        if isinstance(config.get("class_name"), str) and isinstance(inner, dict):
            is_layer = "name" in inner or "layers" in inner
            if is_layer:
                yield config["class_name"]
        for value in config.values():
            yield from _classes(value)
    elif isinstance(config, list):
        for value in config:
            yield from _classes(value)


def _as_keras(value: Any) -> Any:
    """The topology as Keras 3 reads it: its names, and its way to write calls."""
    if isinstance(value, list):
        return [_as_keras(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _as_keras(item) for key, item in value.items()}
    kind, config = made.get("class_name"), made.get("config")
    if kind == "Model":
        made["class_name"] = "Functional"
    elif kind in _INITIALIZERS:
        made["class_name"] = _INITIALIZERS[kind]
    elif kind == "LeakyReLU" and isinstance(config, dict) and "alpha" in config:
        config["negative_slope"] = config.pop("alpha")
    elif kind in _WRAPPERS and isinstance(config, dict):
        config["layer"].update(module="keras.layers", registered_name=None)
    if kind in {"Functional", "Model"} and isinstance(config, dict):
        _rewrite_calls(config)
    if kind == "Sequential" and isinstance(config, dict):
        _add_input(config["layers"])
    return made


def _add_input(layers: list[dict[str, Any]]) -> None:
    """Give a sequential model a layer for its input: not all layers of Keras 3 take its shape."""
    if not layers or layers[0]["class_name"] in {"InputLayer", *_MODELS}:
        return
    first = layers[0]["config"]
    shape = first.pop("batch_input_shape", None)
    if shape is not None:
        config = {"batch_shape": shape, "name": f"{first.get('name')}_input"}
        config["dtype"] = first.get("dtype") or "float32"
        layers.insert(0, {"class_name": "InputLayer", "config": config})


def _rewrite_calls(config: dict[str, Any]) -> None:
    kinds = {layer["config"]["name"]: layer["class_name"] for layer in config["layers"]}
    for layer in config["layers"]:
        layer["inbound_nodes"] = [
            _call(layer["class_name"], node, kinds) for node in layer.get("inbound_nodes", ())
        ]
    ends = config["output_layers"]
    ends = [ends] if ends and isinstance(ends[0], str) else ends
    # To tfjs a nested model has a node of its own, from when it was made; to Keras 3 it has not.
    config["output_layers"] = [
        [name, node - (kinds[name] == "Sequential"), tensor] for name, node, tensor in ends
    ]


def _call(kind: str, node: list[Any], kinds: dict[str, str]) -> dict[str, Any]:
    references = [node] if node and isinstance(node[0], str) else node
    tensors = [
        {
            "class_name": "__keras_tensor__",
            "config": {
                "shape": [None],
                "dtype": "float32",
                "keras_history": [name, index - (kinds[name] in _MODELS), tensor],
            },
        }
        for name, index, tensor, *_ in references
    ]
    if kind in _RECURRENT:
        states = {"initial_state": tensors[1:]} if len(tensors) > 1 else {}
        return {"args": tensors[:1], "kwargs": states}
    return {"args": tensors if len(tensors) == 1 else [tensors], "kwargs": {}}


_WRAPPERS = {"Bidirectional", "TimeDistributed"}
_RECURRENT = {"Bidirectional", "GRU", "LSTM", "SimpleRNN"}
_INITIALIZERS = {
    theirs: ours for ours, theirs in rules.INITIALIZERS.items() if ours.startswith("Lecun")
}


def _fill(model: Any, values: dict[str, np.ndarray], where: Path) -> None:
    from tandem.converter.layers.convert import variables_of

    for name, variable in variables_of(model):
        value = values.get(name)
        if value is None:
            # Older writers name the cell too: layer/cell/kernel.
            head, _, last = name.rpartition("/")
            value = next(
                (held for key, held in values.items()
                 if key.startswith(f"{head}/") and key.endswith(f"/{last}")), None
            )  # fmt: skip
        if value is None or tuple(value.shape) != tuple(variable.shape):
            raise ModelError(
                f"{where}: no weight '{name}' of shape {tuple(variable.shape)} in its manifest"
            )
        variable.assign(value)
