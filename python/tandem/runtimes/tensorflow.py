"""The runtime ``tensorflow``: a model run natively, as a frozen function.

A Keras model or SavedModel runs as it was handed in, before any conversion; a tfjs graph model
runs as the graph it is. ``open_converted`` runs the graph that a model converts to, so that
the conversion and tfjs's kernels can be told apart.
"""

from __future__ import annotations

import os
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter import as_graph, native
from tandem.converter.back import keras_of
from tandem.converter.freeze import freeze
from tandem.errors import EngineError, ModelError, RuntimeUnavailableError, UsageError
from tandem.model import keras_model, load
from tandem.model.tfjs_folder import TfjsFolder
from tandem.runtimes.base import Outputs, Readiness, Runtime, Session, Timing
from tandem.runtimes.inputs import check_inputs
from tandem.runtimes.narrowing import narrow, widen
from tandem.tensorflow_package import import_tensorflow, require, version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tandem.converter.freeze import Frozen
    from tandem.converter.nodes import Held
    from tandem.model import Model


class TensorFlow(Runtime):
    """Native TensorFlow, in this process."""

    name = "tensorflow"
    shows_tensors = True

    def check(self) -> Readiness:
        """Say whether TensorFlow is installed and recent enough, without importing it."""
        try:
            found = require()
        except RuntimeUnavailableError as error:
            return Readiness(ready=False, detail=error.reason, command=error.command)
        return Readiness(ready=True, detail=f"TensorFlow {found}, Keras {version('keras')}")

    def open(self, model: Model, *, threads: int | None = None) -> Session:
        """Open a model as it was handed in.

        Args:
            model: what ``tandem.load`` returned.
            threads: intra-op threads, or ``None`` for as many as TensorFlow takes. TensorFlow
                fixes the number when it starts, which loading a Keras model does: call
                ``set_threads`` before ``tandem.load`` where it matters.

        Raises:
            RuntimeUnavailableError: TensorFlow is missing or too old.
            ModelError: a tfjs model that native TensorFlow cannot take.
            UsageError: TensorFlow already runs with another number of threads.
        """
        import_tensorflow()
        if threads is not None:
            set_threads(threads)
        if model.kind == "layers":
            return _open_layers(model, model.native)
        if isinstance(model.native, TfjsFolder):
            return _open_graph(model, model.native)
        frozen = freeze(model)
        return TensorFlowSession(model, _function(model, frozen, frozen.graph_def))


def open_briefly(model: Model) -> TensorFlowSession:
    """Open a Keras model or SavedModel for a run or two: slower ones, but at once.

    Its weights are lent and not made constants, so that a tenth of the memory does.

    Raises:
        ConversionError: TensorFlow cannot trace or freeze it.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    frozen = freeze(model)
    outline = frozen.graph.to_outline()
    return TensorFlowSession(model, _function(model, frozen, outline, frozen.graph.values))


def _function(
    model: Model, frozen: Frozen, graph_def: Any, lent: Mapping[str, Held] | None = None
) -> Any:
    feeds = [frozen.inputs[spec.name] for spec in model.inputs]
    fetches = [frozen.outputs[spec.name] for spec in model.outputs]
    return native.function(graph_def, feeds, fetches, frozen.tables, lent)


def open_converted(model: Model) -> TensorFlowSession:
    """Open, in native TensorFlow, the graph that a model converts to (or already is).

    Raises:
        ConversionError: the model cannot be converted.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    folder = load(as_graph(model)).native
    return _open_graph(model, folder)


def set_threads(threads: int) -> None:
    """Give native TensorFlow this many intra-op threads, for the rest of the process.

    Raises:
        UsageError: not a positive number, or TensorFlow already runs with another one.
    """
    if threads < 1:
        raise UsageError(f"{threads} threads: name a positive number")
    tf = import_tensorflow()
    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
    except RuntimeError as error:
        # Zero, the default, stands for every core this process may use.
        now = tf.config.threading.get_intra_op_parallelism_threads() or _cores()
        if now != threads:
            raise UsageError(
                f"TensorFlow already runs with {now} threads in this process and cannot change "
                f"to {threads}; set the number before the first model is loaded"
            ) from error


class TensorFlowSession(Session):
    """A frozen function of native TensorFlow. Its outputs are copies, the caller's to keep."""

    def __init__(self, model: Model, function: Any, *, is_narrowed: bool = False) -> None:
        """Take a function of the model's inputs, in order.

        Args:
            model: whose function it is.
            function: takes tensors and returns a list of them.
            is_narrowed: whether it takes and gives tfjs's dtypes instead of the model's.
        """
        self.inputs = model.inputs
        self.outputs = model.outputs
        self._name = model.name
        self._function: Any = function
        self._is_narrowed = is_narrowed

    def run(self, inputs: Mapping[str, np.ndarray]) -> Outputs:
        """Run the model once: one copy of each input, one of each output.

        Raises:
            InputError: an input is missing, unknown, of another shape or dtype, or has a value
                that a converted graph cannot take.
            EngineError: the session is closed, or TensorFlow fails on these inputs.
        """
        import tensorflow as tf

        if self._function is None:
            raise EngineError(f"the session of '{self._name}' is closed; open the model again")
        arrays = check_inputs(self.inputs, inputs)
        if self._is_narrowed:
            arrays = [narrow(spec.name, a) for spec, a in zip(self.inputs, arrays, strict=True)]
        start = perf_counter()
        tensors = [tf.constant(array) for array in arrays]
        handed = perf_counter()
        try:
            results = self._function(*tensors)
        except tf.errors.OpError as error:
            raise EngineError(f"TensorFlow failed on '{self._name}': {error.message}") from error
        computed = perf_counter()
        values = [np.asarray(result.numpy()) for result in results]
        if self._is_narrowed:
            values = widen(self.outputs, values)
        read = perf_counter()
        timing = Timing(
            marshal=(handed - start) * 1e3,
            compute=(computed - handed) * 1e3,
            readback=(read - computed) * 1e3,
        )
        names = (spec.name for spec in self.outputs)
        return Outputs(dict(zip(names, values, strict=True)), timing)

    def close(self) -> None:
        """Release the function. A second call does nothing."""
        self._function = None


def _open_layers(model: Model, folder: TfjsFolder) -> TensorFlowSession:
    """A layers model as the Keras model it is, under the tfjs model's own names."""
    rebuilt = keras_model.describe(keras_of(folder), path=model.path)
    frozen = freeze(rebuilt)
    return TensorFlowSession(model, _function(rebuilt, frozen, frozen.graph_def))


def _open_graph(model: Model, folder: TfjsFolder) -> TensorFlowSession:
    feeds, fetches = native.signature_nodes(folder)
    try:
        graph_def, tables = native.graph_of(folder)
        function = native.function(graph_def, feeds, fetches, tables)
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        raise ModelError(f"{folder.json_path}: not a graph TensorFlow can run: {reason}") from error
    # A tfjs folder's own signature says what its placeholders are; its original's does not.
    return TensorFlowSession(model, function, is_narrowed=model.native is not folder)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
