"""Translate a Keras 3 model's configuration to the topology that tfjs-layers reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tandem.converter.layers import rules

_MODELS = {"Functional", "Sequential"}
_WRAPPERS = {"Bidirectional", "TimeDistributed"}


@dataclass(slots=True)
class Translation:
    """A topology in the making."""

    problems: list[str] = field(default_factory=list)
    """Each layer that cannot be translated, and why."""
    names: dict[int, str] = field(default_factory=dict)
    """The name in tfjs of each Keras layer, by its id."""
    taken: set[str] = field(default_factory=set)

    def model(self, model: Any) -> dict[str, Any]:
        """Translate a Functional or Sequential model."""
        config = model.get_config()
        for layer in model.layers:
            self._name(layer)
        if type(model).__name__ == "Sequential":
            layers = [self._layer(layer, "sequential") for layer in _with_input(model)]
            return {
                "class_name": "Sequential",
                "config": {"name": self._name(model), "layers": layers},
            }
        return self._functional(model, config)

    def _functional(self, model: Any, config: dict[str, Any]) -> dict[str, Any]:
        by_name = {operation.name: operation for operation in model.operations}
        masks = _mask_layers(config)
        layers = []
        for entry in config["layers"]:
            if entry["name"] in masks:
                continue
            layer = by_name[entry["name"]]
            made = self._layer(layer, entry.get("module", ""))
            made["name"] = made["config"]["name"]
            made["inbound_nodes"] = [
                self._inbound(node, layer, by_name) for node in entry["inbound_nodes"]
            ]
            layers.append(made)
        return {
            "class_name": "Functional",
            "config": {
                "name": self._name(model),
                "layers": layers,
                "input_layers": self._ends(config["input_layers"], by_name),
                "output_layers": self._ends(config["output_layers"], by_name),
            },
        }

    def _layer(self, layer: Any, module: str) -> dict[str, Any]:
        kind = type(layer).__name__
        label = f"{kind} '{layer.name}'"
        if ".ops." in module or ".ops." in type(layer).__module__:
            self.problems.append(f"{label}: an operation on tensors, which is no layer")
            return {"class_name": kind, "config": {"name": self._name(layer)}}
        config = dict(layer.get_config())
        if kind in rules.AT_INFERENCE_NOTHING:
            linear = {"name": self._name(layer), "activation": "linear", "trainable": True}
            return {"class_name": "Activation", "config": linear}
        if not type(layer).__module__.startswith("keras.") or kind not in rules.LAYERS:
            self.problems.append(f"{label}: tfjs-layers has no counterpart that is known to agree")
            return {"class_name": kind, "config": {"name": self._name(layer)}}
        reason = rules.LAYERS[kind](config) or _by_shape(kind, layer)
        if reason:
            self.problems.append(f"{label}: tfjs does not run {reason} rightly")
        if kind in _MODELS:
            return self.model(layer)
        made = {key: self._value(key, value, label) for key, value in config.items()
                if key not in rules.DROPPED}  # fmt: skip
        made["name"] = self._name(layer)
        if kind in _WRAPPERS:
            inner = layer.forward_layer if kind == "Bidirectional" else layer.layer
            made["layer"] = self._layer(inner, "")
            if kind == "Bidirectional":
                made["layer"]["config"]["name"] = inner.name.removeprefix("forward_")
        return _respelled(kind, made, config)

    def _value(self, key: str, value: Any, label: str) -> Any:
        if key == "dtype":
            policy = value["config"]["name"] if isinstance(value, dict) else value
            return "float32" if "float" in str(policy) else policy
        if key.endswith("activation"):
            if value is not None and value not in rules.ACTIVATIONS:
                self.problems.append(f"{label}: tfjs has no activation {value!r} that agrees")
            return None if value is None else rules.ACTIVATIONS.get(str(value), value)
        if isinstance(value, dict) and "class_name" in value:
            return self._object(key, value, label)
        return value

    def _object(self, key: str, value: dict[str, Any], label: str) -> Any:
        kind, config = value["class_name"], dict(value.get("config") or {})
        if key.endswith("initializer"):
            # The weights are given, so another start only matters to who starts over.
            known = rules.INITIALIZERS.get(kind, "Zeros")
            return {"class_name": known, "config": _plain(config) if known != "Zeros" else {}}
        if key.endswith("regularizer"):
            if kind not in {"L1", "L2", "L1L2"}:
                self.problems.append(f"{label}: tfjs has no regularizer {kind}")
            return {
                "class_name": "L1L2",
                "config": {"l1": config.get("l1", 0.0), "l2": config.get("l2", 0.0)},
            }
        if key.endswith("constraint"):
            if kind not in rules.CONSTRAINTS:
                self.problems.append(f"{label}: tfjs has no constraint {kind}")
            return {"class_name": kind, "config": _plain(config)}
        if key in {"layer", "backward_layer"}:
            return None  # the caller translates it
        self.problems.append(f"{label}: {key} is a {kind}, which tfjs has not")
        return None

    def _inbound(self, node: dict[str, Any], layer: Any, by_name: dict[str, Any]) -> list[Any]:
        tensors = list(_tensors(node["args"]))
        label = f"{type(layer).__name__} '{layer.name}'"
        for key, value in node["kwargs"].items():
            held = list(_tensors(value))
            if key == "mask":
                if held and _mask_is_wrong(layer):
                    self.problems.append(f"{label}: tfjs does not run it rightly with a mask")
            elif key == "initial_state":
                tensors += held
            elif key == "training" and type(layer).__name__ in rules.AT_INFERENCE_NOTHING:
                pass
            elif held or not (value is None or (key == "training" and not value)):
                self.problems.append(f"{label}: tfjs cannot be called with {key}=")
        if len(tensors) != len(_leaves(node["args"])) + sum(
            len(list(_tensors(value)))
            for key, value in node["kwargs"].items()
            if key == "initial_state"
        ):
            self.problems.append(f"{label}: tfjs cannot be called with constants")
        return [[*self._reference(tensor, by_name, 1), {}] for tensor in tensors]

    def _reference(self, history: list[Any], by_name: dict[str, Any], shift: int) -> list[Any]:
        name, node, tensor = history
        layer = by_name[name]
        # To tfjs a nested model has a node of its own, from when it was made.
        nested = type(layer).__name__ in _MODELS
        return [self._name(layer), node + (shift if nested else 0), tensor]

    def _ends(self, entries: Any, by_name: dict[str, Any]) -> list[Any]:
        ends = []
        for entry in _histories(entries):
            is_sequential = type(by_name[entry[0]]).__name__ == "Sequential"
            ends.append(self._reference(entry, by_name, 1 if is_sequential else 0))
        return ends

    def _name(self, layer: Any) -> str:
        """A name that is valid in tfjs and no other layer's, in this or a nested model."""
        if id(layer) not in self.names:
            valid = re.sub(r"[^-A-Za-z0-9._]", "_", layer.name)
            valid = valid if valid[:1].isalnum() else f"layer{valid}"
            name, count = valid, 1
            while name in self.taken:
                count += 1
                name = f"{valid}_again{count}"
            self.taken.add(name)
            self.names[id(layer)] = name
        return self.names[id(layer)]


def _respelled(kind: str, made: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """What tfjs calls otherwise."""
    if kind == "InputLayer":
        made["batch_input_shape"] = list(config["batch_shape"])
    elif kind == "LeakyReLU":
        made["alpha"] = made.pop("negative_slope")
    elif kind == "Normalization":
        made = {"name": made["name"], "trainable": False, "dtype": "float32", "axis": -1,
                "center": False, "scale": False, "epsilon": 0.0}  # fmt: skip
        kind = "BatchNormalization"
    return {"class_name": kind, "config": made}


def _with_input(model: Any) -> list[Any]:
    layers = list(model.layers)
    if type(model._layers[0]).__name__ == "InputLayer":  # noqa: SLF001 - ``layers`` leaves it out
        layers.insert(0, model._layers[0])  # noqa: SLF001
    return layers


def _by_shape(kind: str, layer: Any) -> str | None:
    """What tfjs gets wrong depending on the rank or the axis."""
    axis = getattr(layer, "axis", -1)
    if kind in {"BatchNormalization", "Normalization", "LayerNormalization"}:
        shape = layer.input.shape if getattr(layer, "_inbound_nodes", None) else None
        rank = len(shape) if shape is not None else None
        axes = axis if isinstance(axis, list | tuple) else [axis]
        if any(item not in (-1, None if rank is None else rank - 1) for item in axes):
            return f"axis={axis}"
        if kind != "LayerNormalization" and rank is not None and rank > 4:  # noqa: PLR2004
            return "rank 5"
    return None


def _mask_is_wrong(layer: Any) -> bool:
    kind = type(layer).__name__
    if kind == "Bidirectional":
        return bool(layer.return_sequences)
    return kind == "GlobalAveragePooling1D"


def _mask_layers(config: dict[str, Any]) -> set[str]:
    """Ops that only work out masks: tfjs passes masks on by itself."""
    users: dict[str, list[tuple[str, bool]]] = {}
    ops = set()
    for entry in config["layers"]:
        name = entry["name"]
        if ".ops." in entry.get("module", ""):
            ops.add(name)
        for node in entry["inbound_nodes"]:
            for history in _tensors(node["args"]):
                users.setdefault(history[0], []).append((name, False))
            for key, value in node["kwargs"].items():
                for history in _tensors(value):
                    users.setdefault(history[0], []).append((name, key == "mask"))
    ends = {history[0] for history in _histories(config["output_layers"])}
    masks: set[str] = set()
    changed = True
    while changed:
        found = {
            name
            for name in ops - masks - ends
            if users.get(name) and all(is_mask or user in masks for user, is_mask in users[name])
        }
        masks |= found
        changed = bool(found)
    return masks


def _tensors(value: Any) -> Any:
    """The histories (layer, node, tensor) of the Keras tensors in a serialised argument."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            yield value["config"]["keras_history"]
        else:
            for item in value.values():
                yield from _tensors(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _tensors(item)


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def _histories(entries: Any) -> list[Any]:
    """Triples, of a single triple, a list of them or a dictionary of them."""
    if isinstance(entries, dict):
        return [history for value in entries.values() for history in _histories(value)]
    if entries and isinstance(entries[0], str):
        return [entries]
    return [history for value in entries for history in _histories(value)]


def _plain(config: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if not isinstance(value, dict)}
