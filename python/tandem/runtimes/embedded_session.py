"""Models opened in the embedded engine: how data goes in and comes out on each tfjs backend."""

from __future__ import annotations

import json
from abc import abstractmethod
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from tandem.engine import Engine, Lease
from tandem.errors import EngineError, InputError, JSError, ModelError
from tandem.libraries import uninterrupted
from tandem.runtimes.base import Outputs, Session, Timing
from tandem.runtimes.inputs import check_inputs
from tandem.runtimes.narrowing import narrow, tfjs_dtype, widen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from tandem.model import Model, TensorSpec
    from tandem.model.tfjs_folder import TfjsFolder

# TensorFlow's DataType numbers of what tfjs can take as an input.
DTYPES = {"float32": 1, "int32": 3, "str": 7, "complex64": 8, "bool": 10}


class Recording(Protocol):
    """Whoever wants to know the ops of one run (``tandem.capturing``)."""

    def begin(self, inputs: list[int]) -> None:
        """The inputs are tensors of these numbers now."""

    def finish(self) -> None:
        """It has computed; the results' numbers are in the channel's words."""

    def end(self) -> None:
        """It is over, well or not."""


class EmbeddedSession(Session):
    """A model in the embedded engine; how data is handed over and read is the backends' own."""

    _taken: tuple[str, ...] = tuple(DTYPES)
    """The dtypes an input can have."""

    def __init__(
        self,
        engine: Engine,
        name: str,
        backend: str,
        model: Model,
        folder: TfjsFolder,
        weights: Sequence[np.ndarray] | None,
    ) -> None:
        self.inputs = model.inputs
        self.outputs = model.outputs
        self._engine = engine
        self._name, self._backend = name, backend
        self._number: int | None = None
        self._is_dynamic = False
        # The model's temporary folder lives as long as the model.
        self._model = model
        label = str(model.path or model.name)
        self._dtypes = [self._input_dtype(spec, label) for spec in model.inputs]
        self._nodes = _node_names(folder)
        files: dict[str, Any] = {
            "json": str(folder.json_path.resolve()),
            "shards": [str(path.resolve()) for _, paths in folder.groups for path in paths],
            "weights": None,
            **self._nodes,
        }
        if weights is None:
            # What JavaScript reads it may compute with: TensorFlow's library is waited for.
            _ = engine.bridge
        else:
            files["weights"] = [
                {"dtype": DTYPES[array.dtype.name], "shape": array.shape} for array in weights
            ]
        engine.use_backend(self._backend)
        try:
            if folder.format == "graph":
                engine.call("openGraphModel", json.dumps(files))
            else:
                engine.call_async("openLayersModel", json.dumps(files))
        except JSError as error:
            raise ModelError(f"{folder.json_path}: tfjs cannot load it: {error}") from error
        self._number = int(engine.words[0])
        if weights is not None:
            self._give_weights(weights)

    @property
    def engine(self) -> Engine:
        """The engine it runs in."""
        return self._engine

    @property
    def tensors(self) -> int | None:
        """Tensors alive in the engine, those of every model that is open."""
        return self._engine.counts()["tensors"]

    def run(self, inputs: Mapping[str, np.ndarray]) -> Outputs:
        """Run the model once; see ``Session.run``.

        On ``tfjs-node`` inputs are handed over without a copy where they are 64-byte aligned, with
        one otherwise, and outputs are read-only views on TensorFlow's own memory, kept alive by
        the arrays (strings are copied). On the others inputs are borrowed without a copy (the wasm
        backend then copies them into its own memory) and outputs are copied twice. All let go of
        the inputs before this returns. Dtypes that tfjs has not (int64, float64, uint8, ...) cost
        one copy more, in and out.

        Raises:
            InputError: an input is missing, unknown, of another shape or dtype, or has a value
                that tfjs's dtype for it cannot hold.
            JSError: tfjs threw, or answered with data that does not fit its own shape.
            EngineError: the session is closed, or the engine belongs to another thread.
        """
        given = check_inputs(self.inputs, inputs)
        arrays = [narrow(spec.name, a) for spec, a in zip(self.inputs, given, strict=True)]
        values, timing = self._run(arrays, self._dtypes)
        values = widen(self.outputs, values)
        names = (spec.name for spec in self.outputs)
        return Outputs(dict(zip(names, values, strict=True)), timing)

    def fetch(self, feeds: Mapping[str, np.ndarray], node: str) -> np.ndarray:
        """Run a graph model from some of its nodes to another one; see ``ShowsTensors``.

        The value is as ``run`` returns them.
        """
        arrays = [narrow(name, array) for name, array in feeds.items()]
        dtypes = [DTYPES.get(array.dtype.name, DTYPES["str"]) for array in arrays]
        self._set_nodes({"inputs": list(feeds), "outputs": [node]})
        self._is_dynamic = False  # which part of the graph is run decides
        try:
            (value,), _ = self._run(arrays, dtypes)
        finally:
            self._set_nodes(self._nodes)
        return value

    def _set_nodes(self, nodes: dict[str, list[str]]) -> None:
        self._engine.check_caller()
        self._engine.bridge.words[0] = self._open_number()
        self._engine.call("setNodes", json.dumps(nodes))

    def _open_number(self) -> int:
        if self._number is None:
            raise EngineError("this session is closed: open the model again")
        return self._number

    def _run(
        self, arrays: list[np.ndarray], dtypes: list[int], recording: Recording | None = None
    ) -> tuple[list[np.ndarray], Timing]:
        engine, bridge = self._engine, self._engine.bridge
        engine.check_caller()
        engine.use_backend(self._backend)
        words = [self._open_number(), len(arrays)]
        handed: list[Any] = []
        taken = False
        started = perf_counter()
        try:
            for array, dtype in zip(arrays, dtypes, strict=True):
                handed.append(self._hand_over(array))
                words += [handed[-1].number, dtype, array.ndim, *array.shape]
            if recording is not None:
                recording.begin([given.number for given in handed])
            bridge.words[: len(words)] = words
            marshalled = perf_counter()
            taken = True
            self._compute()
            computed = perf_counter()
            if recording is not None:
                recording.finish()
            values = self._take(arrays)
            read = perf_counter()
        finally:
            if recording is not None:
                recording.end()
            if taken:
                engine.release()
            self._let_go(handed, taken=taken)
        timing = Timing(
            marshal=(marshalled - started) * 1e3,
            compute=(computed - marshalled) * 1e3,
            readback=(read - computed) * 1e3,
        )
        return values, timing

    def _input_dtype(self, spec: TensorSpec, label: str) -> int:
        dtype = tfjs_dtype(spec.dtype)
        if dtype not in self._taken:
            wanted = ", ".join(self._taken)
            raise ModelError(
                f"{label}: its input {spec} is of a type that {self._name} cannot be given "
                f"(it can be given {wanted})"
            )
        return DTYPES[dtype]

    def _compute(self) -> None:
        if not self._is_dynamic:
            try:
                self._engine.call("run")
            except JSError as error:
                # tfjs says so itself of a graph with control flow or dynamic shapes.
                if "executeAsync" not in error.message:
                    raise
                self._is_dynamic = True
                # The inputs are taken already.
                self._engine.bridge.words[:2] = self._number, -1
            else:
                return
        self._engine.call_async("runAsync")

    def _give_weights(self, weights: Sequence[np.ndarray]) -> None:
        bridge = self._engine.bridge
        numbers: list[int] = []
        # Interrupted, the numbers would be known to nobody.
        with uninterrupted():
            try:
                for array in weights:
                    numbers.append(self._hand_over(array).number)  # noqa: PERF401 - one by one
            except BaseException:
                for number in numbers:
                    bridge.delete(number)
                raise
            bridge.words[0] = self._number
            self._engine.call("giveWeights", json.dumps(numbers))

    @staticmethod
    def read_weights(folder: TfjsFolder) -> Sequence[np.ndarray] | None:
        """Read the weights that ``__init__`` takes; ``None``: JavaScript reads the shards itself.

        Raises:
            ModelError: they are not as the model says.
        """
        del folder
        return None

    @abstractmethod
    def _hand_over(self, array: np.ndarray) -> Any:
        """Something with a ``number`` that JavaScript knows it by."""

    @abstractmethod
    def _let_go(self, handed: list[Any], *, taken: bool) -> None:
        """Let go of what was handed over; ``taken``: JavaScript had taken charge of it."""

    @abstractmethod
    def _take(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        """The results of the run, in the model's order."""

    def close(self) -> None:
        """Dispose of the model. A second call does nothing."""
        if self._number is not None:
            self._engine.check_caller()
            number, self._number = self._number, None
            self._engine.close_model(self._backend, number)

    def __del__(self) -> None:
        # Nothing is there yet where opening failed.
        number: int | None = getattr(self, "_number", None)
        if number is not None:
            self._engine.abandon(self._backend, number)


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


class _Handed(NamedTuple):
    """A tensor of the bridge."""

    number: int


class NodeSession(EmbeddedSession):
    """On tfjs-node's own backend: tensors of the bridge in and out."""

    def check(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Check arrays in the model's order as ``run`` checks them by name; no copies.

        They are of the dtypes that tfjs has for the model's: int32 for int64.

        Raises:
            InputError: there are too few or too many, or one does not fit.
        """
        if len(arrays) != len(self.inputs):
            wanted = "; ".join(map(str, self.inputs))
            raise InputError(f"it takes {len(self.inputs)} inputs, not {len(arrays)}: {wanted}")
        specs = [replace(spec, dtype=tfjs_dtype(spec.dtype)) for spec in self.inputs]
        names = (spec.name for spec in specs)
        return check_inputs(specs, dict(zip(names, arrays, strict=True)))

    def result_names(self) -> list[str]:
        """The outputs' names where there is more than one; else none."""
        return [spec.name for spec in self.outputs] if len(self.outputs) > 1 else []

    def run_arrays(
        self, arrays: list[np.ndarray], recording: Recording | None = None
    ) -> tuple[list[np.ndarray], Timing]:
        """Run on arrays in the model's order, unchecked; ``recording`` is told of the run."""
        dtypes = [DTYPES.get(array.dtype.name, DTYPES["str"]) for array in arrays]
        return self._run(arrays, dtypes, recording)

    @staticmethod
    def read_weights(folder: TfjsFolder) -> Sequence[np.ndarray] | None:  # noqa: D102 - as above
        return folder.arrays() if folder.format == "graph" else None

    def _hand_over(self, array: np.ndarray) -> _Handed:
        bridge = self._engine.bridge
        if array.dtype.kind not in "OSU":
            return _Handed(int(bridge.from_buffer(array)[0]))
        try:
            items = [
                item if isinstance(item, bytes) else str(item).encode()
                for item in array.reshape(-1)
            ]
        except UnicodeEncodeError as error:
            raise InputError(f"a string of an input is no Unicode text: {error}") from error
        return _Handed(int(bridge.from_strings(list(array.shape), items)))

    def _let_go(self, handed: list[Any], *, taken: bool) -> None:
        # What JavaScript took charge of, the run has deleted.
        for given in () if taken else handed:
            self._engine.bridge.delete(given.number)

    def _take(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        bridge = self._engine.bridge
        count = int(bridge.words[0])
        return [_array(bridge, number, inputs) for number in bridge.words[1 : 1 + count].tolist()]


def _array(bridge: Any, number: int, inputs: list[np.ndarray]) -> np.ndarray:
    dtype, shape = bridge.describe(number)
    if dtype == DTYPES["str"]:
        return np.array(bridge.to_strings(number), dtype=object).reshape(shape)
    array: np.ndarray = bridge.to_array(number)
    # A model that passes an input through must not hand out the caller's own buffer.
    if any(np.may_share_memory(array, given) for given in inputs):
        array = array.copy()
    return array


_NAMES = {1: "float32", 3: "int32", 10: "bool"}


class LendingSession(EmbeddedSession):
    """On tfjs's own backends: inputs on loan, outputs read through the channel."""

    _taken = ("float32", "int32", "bool")

    def _hand_over(self, array: np.ndarray) -> Lease | _Handed:
        if array.size == 0:
            return _Handed(0)
        if array.dtype == np.bool_:
            array = array.view(np.uint8)
        return self._engine.lease(array if array.flags.writeable else array.copy())

    def _let_go(self, handed: list[Any], *, taken: bool) -> None:
        del taken
        for given in handed:
            if isinstance(given, Lease):
                given.end()

    def _take(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        del inputs  # outputs are copies
        words = self._engine.bridge.words.tolist()
        count, at, outputs = words[0], 1, []
        for _ in range(count):
            dtype, rank = words[at], words[at + 1]
            outputs.append(np.empty(words[at + 2 : at + 2 + rank], _NAMES[dtype]))
            at += 2 + rank
        for number, output in enumerate(outputs):
            self._read(number, output)
        return outputs

    def _read(self, number: int, output: np.ndarray) -> None:
        bridge, target = self._engine.bridge, output.reshape(-1).view(np.uint8)
        done = 0
        while done < target.size:
            bridge.words[0] = number if done == 0 else -1
            self._engine.call("readResult")
            size = int(bridge.words[0])
            if not 0 < size <= target.size - done:
                # A kernel of tfjs whose values are not of its output's dtype.
                raise JSError(
                    "",
                    f"{self._name} answered with other data than its shape {output.shape} and "
                    f"dtype {output.dtype} say: a fault of the kernel that made it",
                )
            target[done : done + size] = bridge.bytes[:size]
            done += size
