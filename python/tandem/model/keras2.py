"""Full-model HDF5 files of Keras 2, which Keras 3 means to read, and mostly refuses.

It trips over words it no longer has (``groups`` of every DepthwiseConv2D, ``time_major`` of every
recurrent layer), slashes in names, policies, nested models and tensors handed in by keyword. Here
the configuration is put into Keras 3's words; the weights Keras loads itself.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from tandem.errors import ModelError
from tandem.model import keras2_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# What a layer of Keras 2 wrote that one of Keras 3 does not take, where it changes nothing.
_NEUTRAL = {"groups": 1, "noise_shape": None, "time_major": False, "trainable": True}
# And what never does.
_UNUSED = {
    "kernel_constraint", "kernel_initializer", "kernel_regularizer", "key_shape", "query_shape",
    "value_shape",
}  # fmt: skip
_MODELS = {"Functional", "Model", "Sequential"}
_RECURRENT = {"Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "LSTM", "RNN",
              "SimpleRNN"}  # fmt: skip
_CONSTANT = "_CONSTANT_VALUE"
_HARD_SIGMOID = "hard_sigmoid_of_keras_2"


def translate(config: dict[str, Any], label: str) -> dict[str, Any]:
    """Return a model's configuration in Keras 3's words; a new one.

    Raises:
        ModelError: it has what Keras 3 has no word for; the message says what to do.
    """
    import keras

    problems: list[str] = []
    try:
        made: dict[str, Any] = _translated(config, keras, problems)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{label}: its configuration is malformed ({error!r})") from error
    if problems:
        raise ModelError(
            f"{label}: a file of Keras 2 with what Keras 3 has not: "
            f"{', '.join(dict.fromkeys(problems))}; where Keras 2 is, write it with "
            "tf.saved_model.save(model, 'folder') and hand in that folder"
        )
    return made


def load(path: Path, config: dict[str, Any], *, unsafe: bool) -> Any:
    """Build the model of a configuration that was translated, and load the file's weights."""
    import h5py
    from keras.src.applications import convnext, inception_resnet_v2
    from keras.src.legacy.saving import legacy_h5_format, saving_options, saving_utils
    from keras.src.saving import serialization_lib

    own = (inception_resnet_v2.CustomScaleLayer, convnext.LayerScale, convnext.StochasticDepth)
    known = {
        **{f"{package}{layer.__name__}": layer for package in ("", "Custom>") for layer in own},
        **keras2_functions.layers(),
        _HARD_SIGMOID: _hard_sigmoid,
    }
    legacy = saving_options.keras_option_scope(use_legacy_config=True)
    with legacy, serialization_lib.SafeModeScope(not unsafe), h5py.File(path, "r") as file:
        model = saving_utils.model_from_config(config, custom_objects=known)
        legacy_h5_format.load_weights_from_hdf5_group(file["model_weights"], model)
    return model


def _hard_sigmoid(x: Any) -> Any:
    """Steeper than Keras 3's, which is ``relu6(x + 3) / 6``."""
    import keras

    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


def _translated(value: Any, keras: Any, problems: list[str]) -> Any:
    if isinstance(value, list):
        return [_translated(item, keras, problems) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _translated(item, keras, problems) for key, item in value.items()}
    kind, config = made.get("class_name"), made.get("config")
    if not isinstance(kind, str) or not isinstance(config, dict):
        return made
    if kind == "Policy":
        return config.get("name")
    if str(made.get("module")).startswith(("tf_keras.", "tensorflow.")):
        made = {key: made[key] for key in made if key not in {"module", "registered_name"}}
    if kind in _MODELS:
        _rewrite_model(config)
    elif kind in keras2_functions.KINDS:
        problems += keras2_functions.problems(config)
    elif kind in keras2_functions.REFUSED:
        problems.append(f"{kind} ({config.get('name')})")
    elif inspect.isclass(layer := getattr(keras.layers, kind, None)):
        _drop(config, layer, problems)
    return made


def _rewrite_model(config: dict[str, Any]) -> None:
    layers = config["layers"]
    if "input_layers" in config:
        _rewrite_calls(config)
    elif layers and layers[0]["class_name"] not in {"InputLayer", *_MODELS}:
        first = layers[0]["config"]
        if "batch_input_shape" in first:
            entry = {"batch_input_shape": first["batch_input_shape"], "name": "input"}
            layers.insert(0, {"class_name": "InputLayer", "config": entry})
    for layer in layers:
        if layer["class_name"] != "InputLayer":
            layer["config"].pop("batch_input_shape", None)
    _rename(layers, [config.get(end) for end in ("input_layers", "output_layers")])


def _drop(config: dict[str, Any], layer: Any, problems: list[str]) -> None:
    """Drop what this layer of Keras 3 does not take, and name what it takes for something else."""
    for key, item in config.items():
        if item == "hard_sigmoid":
            config[key] = _HARD_SIGMOID
    if layer.__name__ == "LeakyReLU" and "alpha" in config:
        config["negative_slope"] = config.pop("alpha")
    taken = dict(_parameters(layer))
    for key in list(config):
        if key in taken:
            if isinstance(config[key], str) and config[key] == taken[key]:
                # Keras would take a word such as "dot" for its function of that name.
                del config[key]
        elif key in _UNUSED or (key in _NEUTRAL and config[key] == _NEUTRAL[key]):
            del config[key]
        elif key in _NEUTRAL:
            problems.append(f"{key}={config[key]!r} of layer '{config.get('name')}'")


def _parameters(layer: Any) -> Iterator[tuple[str, Any]]:
    """What a layer can be made with, and the defaults."""
    for base in layer.__mro__:
        parameters = inspect.signature(base.__init__).parameters.values()
        yield from ((parameter.name, parameter.default) for parameter in parameters)
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
            return
        if base.__module__.endswith("layers.layer"):
            yield from (("batch_input_shape", None), ("batch_shape", None), ("input_shape", None))
            return


def _rewrite_calls(config: dict[str, Any]) -> None:
    """Write the calls of a functional model's layers as Keras 3 does."""
    layers = config["layers"]
    kinds = {layer["config"]["name"]: layer["class_name"] for layer in layers}
    for layer in layers:
        layer.setdefault("inbound_nodes", [])
    nodes = [node for layer in layers for node in layer["inbound_nodes"]]
    used: dict[str, list[int]] = {}
    for name, index, *_ in _references([*nodes, config["output_layers"]], kinds):
        used.setdefault(name, []).append(index)
    # Keras 2 gave most nested models a node of their own, from when they were made.
    first = {
        name: 1 if kinds[name] in _MODELS and min(indices) > 0 else 0
        for name, indices in used.items()
    }
    for layer in layers:
        layer["inbound_nodes"] = [_call(layer, node, first) for node in layer["inbound_nodes"]]
    for reference in _references([config["output_layers"]], kinds):
        # Of a functional model's, Keras 3 takes it off itself.
        if kinds[reference[0]] == "Sequential":
            reference[1] -= first[reference[0]]


def _is_reference(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 3  # noqa: PLR2004 - layer, node, tensor
        and isinstance(value[0], str)
        and all(type(item) is int for item in value[1:3])
    )


def _references(value: Any, names: dict[str, str]) -> Iterator[list[Any]]:
    """Every ``[layer, node, tensor, ...]`` in a structure, at any depth."""
    pending = [value]
    while pending:
        item = pending.pop()
        if _is_reference(item) and item[0] in names:
            yield item
            pending += item[3:]
        elif isinstance(item, dict):
            pending += item.values()
        elif isinstance(item, list):
            pending += item


def _call(layer: dict[str, Any], node: list[Any], first: dict[str, int]) -> dict[str, Any]:
    """One call of a layer in Keras 3's format."""
    keywords: dict[str, Any] = {}

    def tensor(reference: list[Any]) -> dict[str, Any]:
        name, index, output = reference[:3]
        history = [name, index - first[name], output]
        config = {"shape": [None], "dtype": "float32", "keras_history": history}
        return {"class_name": "__keras_tensor__", "config": config}

    def leading(value: Any) -> Any:
        """The first argument, whose every tensor carries the keywords."""
        if isinstance(value[0], str):
            keywords.update(*value[3:])
            return value[2] if value[0] == _CONSTANT else value[:3]
        return [leading(item) for item in value]

    argument = leading(node)
    if layer["class_name"] in keras2_functions.KINDS:
        tensors: list[Any] = []
        layer["config"]["arguments"] = _mapped(
            [argument, keywords], first, lambda found: keras2_functions.place(tensors, found)
        )
        return {"args": [[tensor(found) for found in tensors]], "kwargs": {}}
    tensors = _mapped(argument, first, tensor)
    made = _mapped(keywords, first, tensor)
    if layer["class_name"] in _RECURRENT and len(tensors) > 1:
        return {"args": tensors[:1], "kwargs": {**made, "initial_state": tensors[1:]}}
    return {"args": tensors if len(tensors) == 1 else [tensors], "kwargs": made}


def _mapped(value: Any, names: dict[str, int], change: Callable[[list[Any]], Any]) -> Any:
    """A structure with every reference to a layer's output changed."""
    if _is_reference(value) and value[0] in names:
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, names, change) for item in value]
    if isinstance(value, dict):
        return {key: _mapped(item, names, change) for key, item in value.items()}
    return value


def _rename(layers: list[Any], ends: list[Any]) -> None:
    """Take the slashes out of a model's layer names, which Keras 3 does not allow."""
    taken = {layer["config"].get("name") for layer in layers}
    renamed: dict[str, str] = {}
    for name in [name for name in taken if name and "/" in name]:
        free = name.replace("/", "_")
        while free in taken:
            free += "_"
        taken.add(free)
        renamed[name] = free
    if not renamed:
        return
    for layer in layers:
        for place in (layer, layer["config"]):
            place["name"] = renamed.get(place.get("name"), place.get("name"))
        for tensor in _tensors(layer.get("inbound_nodes")):
            history = tensor["keras_history"]
            history[0] = renamed.get(history[0], history[0])
    for reference in _references(ends, renamed):
        reference[0] = renamed[reference[0]]


def _tensors(value: Any) -> Iterator[dict[str, Any]]:
    """Every tensor in a structure that ``_call`` made."""
    if isinstance(value, dict):
        if "keras_history" in value:
            yield value
        for item in value.values():
            yield from _tensors(item)
    elif isinstance(value, list):
        for item in value:
            yield from _tensors(item)
