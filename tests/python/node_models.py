"""Small tfjs models written by hand, for the tests of the runtime `node`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

import tandem
from tandem.model import TensorSpec
from tandem.model.tfjs_folder import TENSORFLOW_OF_NUMPY

if TYPE_CHECKING:
    from pathlib import Path

    from tandem.model import Model


def node(name: str, op: str, *inputs: str, **attributes: object) -> dict[str, object]:
    return {"name": name, "op": op, "input": list(inputs), "attr": attributes}


def dtype(name: str = "float32") -> dict[str, str]:
    return {"type": TENSORFLOW_OF_NUMPY[name]}


def graph_model(
    folder: Path,
    nodes: list[dict[str, object]],
    inputs: dict[str, TensorSpec],
    outputs: dict[str, TensorSpec],
    weights: dict[str, np.ndarray] | None = None,
) -> Model:
    """Write a graph model. `inputs` and `outputs`: the node, and what the user calls it."""
    weights = weights or {}
    placeholders = [
        node(name, "Placeholder", dtype=dtype(spec.dtype), shape={"shape": _dims(spec.shape)})
        for name, spec in inputs.items()
    ]
    constants = [node(name, "Const", dtype=dtype(w.dtype.name)) for name, w in weights.items()]
    document = {
        "format": "graph-model",
        "modelTopology": {
            "node": [*placeholders, *constants, *nodes],
            "library": {},
            "versions": {"producer": 1882},
        },
        "signature": {
            "inputs": {spec.name: port(name, spec) for name, spec in inputs.items()},
            "outputs": {spec.name: port(name, spec) for name, spec in outputs.items()},
        },
    }
    write(folder, document, weights)
    return tandem.load(folder)


def matmul(folder: Path, weight: np.ndarray, rows: int | None = None) -> Model:
    """scores = image @ weight, followed by what makes outputs vary in sign: minus one."""
    multiply = node(
        "y", "MatMul", "x", "w", T=dtype(), transpose_a={"b": False}, transpose_b={"b": False}
    )
    return graph_model(
        folder,
        [multiply, node("z", "Sub", "y", "one", T=dtype())],
        {"x": TensorSpec("image", (rows, None), "float32")},
        {"z": TensorSpec("scores", (rows, weight.shape[1]), "float32")},
        {"w": weight, "one": np.ones((), np.float32)},
    )


def elementwise(folder: Path, op: str, given: str, gives: str | None = None) -> Model:
    """y = op(x), for any shape."""
    return graph_model(
        folder,
        [node("y", op, "x", T=dtype(given))],
        {"x": TensorSpec("x", (None, None), given)},
        {"y": TensorSpec("y", (None, None), gives or given)},
    )


def dense_layers(folder: Path, kernel: np.ndarray, bias: np.ndarray) -> Model:
    """A layers model of two inputs, in an order that is not the alphabet's: dense(b) + a."""
    size, units = kernel.shape

    def layer(kind: str, name: str, *sources: str, **config: object) -> dict[str, object]:
        return {
            "class_name": kind,
            "name": name,
            "config": {"name": name, "trainable": True, "dtype": "float32", **config},
            "inbound_nodes": [[[source, 0, 0, {}] for source in sources]] if sources else [],
        }

    layers = [
        layer("InputLayer", "b", batch_input_shape=[None, size], sparse=False),
        layer("InputLayer", "a", batch_input_shape=[None, units], sparse=False),
        layer("Dense", "dense", "b", units=units, activation="linear", use_bias=True),
        layer("Add", "sum", "dense", "a"),
    ]
    config = {
        "name": "tiny",
        "layers": layers,
        "input_layers": [["b", 0, 0], ["a", 0, 0]],
        "output_layers": [["sum", 0, 0]],
    }
    topology = {
        "keras_version": "2.15.0",
        "backend": "tensorflow",
        "model_config": {"class_name": "Functional", "config": config},
    }
    weights = {"dense/kernel": kernel, "dense/bias": bias}
    write(folder, {"format": "layers-model", "modelTopology": topology}, weights)
    return tandem.load(folder)


def _dims(shape: tuple[int | None, ...]) -> dict[str, object]:
    return {"dim": [{"size": str(-1 if size is None else size)} for size in shape]}


def port(name: str, spec: TensorSpec) -> dict[str, object]:
    return {
        "name": f"{name}:0",
        "dtype": TENSORFLOW_OF_NUMPY[spec.dtype],
        "tensorShape": _dims(spec.shape),
    }


def write(folder: Path, document: dict[str, object], weights: dict[str, np.ndarray]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    entries = [
        {"name": name, "shape": w.shape, "dtype": w.dtype.name} for name, w in weights.items()
    ]
    document["weightsManifest"] = [{"paths": ["weights.bin"], "weights": entries}]
    (folder / "weights.bin").write_bytes(b"".join(w.tobytes() for w in weights.values()))
    (folder / "model.json").write_text(json.dumps(document))
