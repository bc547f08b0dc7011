"""Write a Keras model as a tfjs layers model: topology and weights by layer name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter import write
from tandem.converter.conversion import Conversion
from tandem.converter.layers.topology import Translation
from tandem.converter.quantize import Plan, is_quantisable
from tandem.converter.variables import captured_value
from tandem.converter.weights import to_tfjs
from tandem.errors import ConversionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tandem.model import Model

_LEAST_DEVIATION = 1e-7  # of Keras's Normalization


def convert_layers(
    model: Model, out: Path, *, plan: Plan | None = None, shard_bytes: int | None = None
) -> Conversion:
    """Write a Keras model as a tfjs layers model into the folder ``out``.

    Raises:
        ConversionError: it is no Keras model, or has layers that tfjs does not run rightly; all
            of them are named at once.
        UsageError: a pattern of the plan fits no weight.
    """
    label = str(model.path or model.name)
    if model.kind != "keras":
        raise ConversionError(
            f"{label}: a SavedModel has no layers to make a layers model of: hand in the .keras or "
            ".h5 file, or convert it to a graph model, without --layers"
        )
    kind = type(model.native).__name__
    if kind not in {"Functional", "Sequential"}:
        raise ConversionError(f"{label}: {kind} is no Functional or Sequential model; " + _INSTEAD)
    translation = Translation()
    topology = translation.model(model.native)
    if translation.problems:
        problems = sorted(set(translation.problems))
        raise ConversionError(
            f"{label}: these parts have no counterpart in a tfjs layers model:\n"
            + "".join(f"  {problem}\n" for problem in problems)
            + _INSTEAD
        )
    named = list(_weights(model.native, translation))
    plan = plan or Plan(None)
    quantisable = [name for name, value in named if is_quantisable(value)]
    if plan.rules:
        plan.check_all_matched(quantisable)
    lost: list[str] = []
    entries = (
        to_tfjs(name, value, lost, plan.dtype(name) if name in quantisable else None)
        for name, value in named
    )
    files = write.write_model(out, _document(topology), entries, shard_bytes)
    return Conversion(out, files, nodes=len(translation.names), warnings=tuple(lost))


_INSTEAD = "a graph model works: convert it without --layers"


def _document(topology: dict[str, Any]) -> dict[str, Any]:
    import keras

    import tandem

    return {
        "format": "layers-model",
        "generatedBy": f"keras v{keras.__version__}",
        "convertedBy": f"Tandem {tandem.__version__}",
        "modelTopology": {
            "keras_version": keras.__version__,
            "backend": "tensorflow",
            "model_config": topology,
        },
    }


def _weights(model: Any, translation: Translation) -> Iterator[tuple[str, np.ndarray]]:
    """Each weight under the name that tfjs looks it up by."""
    for layer in model.layers:
        kind = type(layer).__name__
        name = translation.names[id(layer)]
        if kind in {"Functional", "Sequential"}:
            yield from _weights(layer, translation)
        elif kind == "Normalization":
            mean, variance = np.asarray(layer.mean), np.asarray(layer.variance)
            deviation = np.maximum(np.sqrt(variance), _LEAST_DEVIATION)
            yield f"{name}/moving_mean", mean.reshape(-1).astype(np.float32)
            yield f"{name}/moving_variance", (deviation.reshape(-1) ** 2).astype(np.float32)
        else:
            for own, variable in _variables(layer, kind):
                if _is_weight(variable):
                    yield f"{name}/{own}", _value(variable)


def variables_of(model: Any) -> Iterator[tuple[str, Any]]:
    """Each variable of a Keras model under the name that tfjs looks it up by."""
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in {"Functional", "Sequential"}:
            yield from variables_of(layer)
            continue
        for own, variable in _variables(layer, kind):
            if _is_weight(variable):
                yield f"{layer.name}/{own}", variable


def _variables(layer: Any, kind: str) -> Iterator[tuple[str, Any]]:
    if kind == "Bidirectional":
        inner = layer.forward_layer.name.removeprefix("forward_")
        for half, side in ((layer.forward_layer, "forward"), (layer.backward_layer, "backward")):
            for variable in half.weights:
                yield f"{side}_{inner}/{variable.name}", variable
        return
    for variable in layer.weights:
        is_depthwise = variable.name == "kernel" and kind == "DepthwiseConv2D"
        yield ("depthwise_kernel" if is_depthwise else variable.name), variable


def _is_weight(variable: Any) -> bool:
    return "seed" not in variable.path.rpartition("/")[2] and "seed_generator" not in variable.path


def _value(variable: Any) -> np.ndarray:
    value = captured_value(variable.value.handle)
    assert value is not None  # noqa: S101 - for the type checker
    return value
