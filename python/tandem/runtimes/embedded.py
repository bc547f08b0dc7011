"""The runtime ``tfjs-node``: tfjs-node's own JavaScript in this process, no Node needed.

Inputs are handed over without a copy where they are 64-byte aligned (``tandem.images`` makes
them so), outputs are read-only views on TensorFlow's memory.
"""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from tandem.converter import as_graph
from tandem.engine import BUNDLE, Engine, get_engine
from tandem.errors import EngineError, JSError, ModelError, RuntimeUnavailableError
from tandem.model import load
from tandem.model.tfjs_folder import TfjsFolder
from tandem.runtimes.base import Outputs, Readiness, Runtime, Session, Timing
from tandem.runtimes.inputs import check_inputs
from tandem.tensorflow_package import require, version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tandem.model import Model

# TensorFlow's DataType numbers of what tfjs can take as an input.
_DTYPES = {"float32": 1, "int32": 3, "str": 7, "complex64": 8, "bool": 10}


class Embedded(Runtime):
    """tfjs-node in the embedded engine."""

    name = "tfjs-node"

    def check(self) -> Readiness:
        """Say whether TensorFlow, PythonMonkey and the bundle are there; starts nothing."""
        try:
            found = require()
        except RuntimeUnavailableError as error:
            return Readiness(ready=False, detail=error.reason, command=error.command)
        if version("pythonmonkey") is None:
            return Readiness(
                ready=False,
                detail="PythonMonkey is not installed",
                command='pip install "pythonmonkey<2"',
            )
        if not BUNDLE.is_file():
            return Readiness(
                ready=False,
                detail="the package lacks its JavaScript",
                command="pip install --force-reinstall tfjs-tandem",
            )
        detail = f"libtensorflow {found}, PythonMonkey {version('pythonmonkey')}"
        return Readiness(ready=True, detail=detail)

    def open(self, model: Model, *, threads: int | None = None) -> Session:
        """Open a model: a Keras model or SavedModel is converted first.

        Raises:
            RuntimeUnavailableError: TensorFlow or the engine does not start.
            ConversionError: the model cannot be converted.
            ModelError: tfjs cannot load the model.
            EngineError: called from another thread than the engine's, or with another number of
                threads than the engine has.
        """
        engine = get_engine(threads)
        converted = model if isinstance(model.native, TfjsFolder) else load(as_graph(model))
        return EmbeddedSession(engine, model, converted)


class EmbeddedSession(Session):
    """A model in the embedded engine."""

    def __init__(self, engine: Engine, model: Model, converted: Model) -> None:
        self.inputs = model.inputs
        self.outputs = model.outputs
        self._engine = engine
        self._number: int | None = None
        self._is_dynamic = False
        # The model's temporary folder lives as long as the model.
        self._model = model
        folder = converted.native
        assert isinstance(folder, TfjsFolder)  # noqa: S101 - for the type checker
        self._nodes = _node_names(folder)
        self._dtypes = [_input_dtype(spec, str(model.path or model.name)) for spec in model.inputs]
        files = json.dumps(
            {
                "json": str(folder.json_path.resolve()),
                "shards": [str(path.resolve()) for _, paths in folder.groups for path in paths],
                **self._nodes,
            }
        )
        try:
            if folder.format == "graph":
                engine.call("openGraphModel", files)
            else:
                engine.call_async("openLayersModel", files)
        except JSError as error:
            raise ModelError(f"{folder.json_path}: tfjs cannot load it: {error}") from error
        self._number = int(engine.bridge.words[0])

    def run(self, inputs: Mapping[str, np.ndarray]) -> Outputs:
        """Run the model once; see ``Session.run``.

        Inputs are handed over without a copy where they are 64-byte aligned, with one otherwise;
        they are let go of before this returns. Outputs are read-only views on TensorFlow's own
        memory, kept alive by the arrays (strings are copied).

        Raises:
            InputError: an input is missing, unknown, or of another shape or dtype.
            JSError: tfjs threw.
            EngineError: the session is closed, or the engine belongs to another thread.
        """
        if self._number is None:
            raise EngineError("this session is closed: open the model again")
        arrays = check_inputs(self.inputs, inputs)
        values, timing = self._run(arrays, self._dtypes)
        names = (spec.name for spec in self.outputs)
        return Outputs(dict(zip(names, values, strict=True)), timing)

    def fetch(self, feeds: Mapping[str, np.ndarray], node: str) -> np.ndarray:
        """Run a graph model from some of its nodes to another one.

        Args:
            feeds: C-contiguous arrays by the name of the node they stand for, which need be no
                input of the model.
            node: the node whose first output is wanted.

        Returns:
            A read-only view on TensorFlow's memory, as ``run`` returns them.

        Raises:
            JSError: tfjs threw, or this is no graph model.
            EngineError: the session is closed, or the engine belongs to another thread.
        """
        if self._number is None:
            raise EngineError("this session is closed: open the model again")
        arrays = list(feeds.values())
        dtypes = [_DTYPES.get(array.dtype.name, _DTYPES["str"]) for array in arrays]
        self._set_nodes({"inputs": list(feeds), "outputs": [node]})
        try:
            (value,), _ = self._run(arrays, dtypes)
        finally:
            self._set_nodes(self._nodes)
        return value

    def _set_nodes(self, nodes: dict[str, list[str]]) -> None:
        self._engine.check_caller()
        self._engine.bridge.words[0] = self._number
        self._engine.call("setNodes", json.dumps(nodes))

    def _run(self, arrays: list[np.ndarray], dtypes: list[int]) -> tuple[list[np.ndarray], Timing]:
        engine, bridge = self._engine, self._engine.bridge
        engine.check_caller()
        assert self._number is not None  # noqa: S101 - for the type checker
        started = perf_counter()
        words = [self._number, len(arrays)]
        for array, dtype in zip(arrays, dtypes, strict=True):
            words += [_hand_over(bridge, array), dtype, array.ndim, *array.shape]
        bridge.words[: len(words)] = words
        handed = perf_counter()
        try:
            self._compute(words)
            computed = perf_counter()
            count = int(bridge.words[0])
            ids = bridge.words[1 : 1 + count].tolist()
            values = [_take(bridge, number, arrays) for number in ids]
            read = perf_counter()
        finally:
            engine.release()
        timing = Timing(
            marshal=(handed - started) * 1e3,
            compute=(computed - handed) * 1e3,
            readback=(read - computed) * 1e3,
        )
        return values, timing

    def _compute(self, words: list[int]) -> None:
        if not self._is_dynamic:
            try:
                self._engine.call("run")
            except JSError as error:
                # tfjs says so itself of a graph with control flow or dynamic shapes.
                if "executeAsync" not in error.message:
                    raise
                self._is_dynamic = True
                self._engine.bridge.words[: len(words)] = words
            else:
                return
        self._engine.call_async("runAsync")

    def close(self) -> None:
        """Dispose of the model. A second call does nothing."""
        if self._number is not None:
            self._engine.bridge.words[0] = self._number
            self._number = None
            self._engine.call("closeModel")


def _input_dtype(spec: Any, label: str) -> int:
    if spec.dtype not in _DTYPES:
        wanted = ", ".join(_DTYPES)
        raise ModelError(
            f"{label}: its input {spec} is of a type that tfjs does not have (it has {wanted})"
        )
    return _DTYPES[spec.dtype]


def _node_names(folder: TfjsFolder) -> dict[str, list[str]]:
    """The graph's own names of the inputs and outputs, in the model's order."""
    signature = folder.document.get("signature") or {}
    return {
        side: [
            str(signature.get(side, {}).get(spec.name, {}).get("name", spec.name)).removesuffix(
                ":0"
            )
            for spec in specs
        ]
        for side, specs in (("inputs", folder.inputs), ("outputs", folder.outputs))
    }


def _hand_over(bridge: Any, array: np.ndarray) -> int:
    if array.dtype.kind in "OSU":
        items = [
            item if isinstance(item, bytes) else str(item).encode() for item in array.reshape(-1)
        ]
        return int(bridge.from_strings(list(array.shape), items))
    return int(bridge.from_buffer(array)[0])


def _take(bridge: Any, number: int, inputs: list[np.ndarray]) -> np.ndarray:
    dtype, shape = bridge.describe(number)
    if dtype == _DTYPES["str"]:
        return np.array(bridge.to_strings(number), dtype=object).reshape(shape)
    array: np.ndarray = bridge.to_array(number)
    # A model that passes an input through must not hand out the caller's own buffer.
    if any(np.may_share_memory(array, given) for given in inputs):
        array = array.copy()
    return array
