"""Two recordings of a function, held against each other, and the graph they prove.

A function is run three times: once for what it does only the first time, once recorded on the
given inputs, and once on others of the same shapes. Only where the two recordings have the same
ops and the same constants, and the graph gives on the second inputs what the function gave op by
op, is the graph trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from tandem.capturing.fold import fold
from tandem.capturing.graph import STRING, Graph
from tandem.capturing.refusals import refusal, where
from tandem.errors import EngineError

if TYPE_CHECKING:
    from tandem.capturing.graph import Node
    from tandem.engine import Engine
    from tandem.runtimes.embedded import NodeSession

TOLERANCE = 1e-4
"""The largest difference from op by op that is taken for rounding, as a part of the output's
largest magnitude: folding multiplications into weights changes the order of the arithmetic."""

FED_BYTES = 4096
"""Constants of at least as many bytes are weights, which ``memory="low"`` feeds to each run."""

MOST_CONSTANT_BYTES = 1 << 30
"""More weights than this are fed to each run: a GraphDef holds at most 2 GB, and a copy or two
are made of it on the way."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A graph for inputs of one shape and dtype, and the session that runs it."""

    graph: Graph
    native: Any
    """``tandem._bridge.CapturedGraph``."""


def check_idle(engine: Engine) -> None:
    """Raise where a recording is being made.

    Raises:
        EngineError: one is.
    """
    if engine.bridge.is_recording:
        raise EngineError(
            "a capture is being made, and a function that is recorded cannot make another one: "
            "capture the inner function before, or the outer one alone"
        )


class _Recording:
    """One run's tape (``tandem.runtimes.embedded.Recording``)."""

    def __init__(self, engine: Engine, reference: Any = None, stop_at: int = -1) -> None:
        self._engine = engine
        self._reference = reference
        self._stop_at = stop_at
        self.tape: Any = None

    def begin(self, inputs: list[int]) -> None:
        self._engine.bridge.begin_recording(inputs, self._reference, self._stop_at)
        self._engine.call("startRecording")

    def finish(self) -> None:
        words = self._engine.bridge.words
        results = words[1 : 1 + int(words[0])].tolist()
        self._engine.call("checkVariables")
        # Whoever comes next finds the results where the run left them.
        words[0] = len(results)
        words[1 : 1 + len(results)] = results
        self._engine.bridge.finish_recording(results)
        self.tape = self._engine.bridge.end_recording()

    def end(self) -> None:
        if self.tape is None:
            self.tape = self._engine.bridge.end_recording()
        self._engine.call("stopRecording")


def capture(name: str, session: NodeSession, arrays: list[np.ndarray], *, low: bool) -> Capture:
    """Capture what a session runs, for inputs of these shapes and dtypes.

    Args:
        name: what errors call it.
        session: the function, op by op.
        arrays: its inputs.
        low: feed weights to each run, instead of making them constants of the graph.

    Raises:
        CaptureError: it does what no graph can hold.
        JSError: the function threw.
    """
    session.run_arrays(arrays)
    first, _ = _record(name, session, arrays)
    graph = Graph.of(first, len(arrays))
    others = [_another(array) for array in arrays]
    _, expected = _record(name, session, others, reference=first)
    if STRING in {graph.values[number].dtype for number in [*graph.inputs, *graph.outputs]}:
        raise refusal(name, "strings", "its inputs or outputs are strings")
    fold(graph)
    made = _start(graph, session.engine.threads or 0, low=low)
    for node in graph.nodes:
        if not made.is_static(graph.node_name(node)):
            _refuse_shape(name, session, arrays, first, node)
    _check(name, expected, made.run(*others))
    return Capture(graph, made)


def _record(
    name: str,
    session: NodeSession,
    arrays: list[np.ndarray],
    reference: Any = None,
    stop_at: int = -1,
) -> tuple[Any, list[np.ndarray]]:
    engine = session.engine
    before = engine.counts()["tensors"]
    recording = _Recording(engine, reference, stop_at)
    try:
        results, _ = session.run_arrays(arrays, recording)
    except Exception as error:
        kind, reason = recording.tape.refusal if recording.tape else ("", "")
        if kind:
            raise refusal(name, kind, reason, where(error)) from error
        raise
    kind, reason = recording.tape.refusal
    if kind:  # JavaScript caught the error
        raise refusal(name, kind, reason)
    kept = engine.counts()["tensors"] - before
    if kept:
        raise refusal(name, "effect", f"it keeps {kept} tensors after it returns (tf.keep)")
    return recording.tape, results


def _refuse_shape(
    name: str, session: NodeSession, arrays: list[np.ndarray], tape: Any, node: Node
) -> NoReturn:
    """Record once more as far as the node, for the line of JavaScript that runs it."""
    places = {first: place for place, (_, _, _, first, _) in enumerate(tape.ops)}
    _record(name, session, arrays, stop_at=places.get(node.outputs[0], -1))
    raise refusal(name, "shape", f"the shape that the op {node.op} gives is not known before")


def _start(graph: Graph, threads: int, *, low: bool) -> Any:
    from tandem import _bridge

    constants = {
        number: array
        for number in graph.used_constants()
        if (array := graph.constant(number)) is not None and array.nbytes >= FED_BYTES
    }
    if not low and sum(array.nbytes for array in constants.values()) <= MOST_CONSTANT_BYTES:
        constants = {}
    made = _bridge.CapturedGraph(graph.to_graph_def(fed=constants))
    made.start(
        [graph.name(number) for number in graph.inputs],
        [(graph.values[number].dtype, graph.values[number].shape) for number in graph.inputs],
        [graph.output_name(place) for place in range(len(graph.outputs))],
        [(graph.name(number), array) for number, array in constants.items()],
        threads,
    )
    return made


def _another(array: np.ndarray) -> np.ndarray:
    """Other values that are as valid: the same ones in another order, floats smaller as well."""
    random = np.random.default_rng(0)
    other = random.permutation(array.reshape(-1)).reshape(array.shape)
    if array.dtype.kind == "f":
        other = other * random.uniform(0.5, 1, array.shape).astype(array.dtype)
    return np.ascontiguousarray(other, array.dtype)


def _check(name: str, expected: list[np.ndarray], got: list[np.ndarray]) -> None:
    for place, (wanted, found) in enumerate(zip(expected, got, strict=True)):
        if wanted.dtype != found.dtype or wanted.shape != found.shape:
            reason = f"its output {place} is {found.dtype}{found.shape} and not {wanted.shape}"
            raise refusal(name, "differs", reason)
        if wanted.dtype.kind not in "fc":
            if not np.array_equal(wanted, found):
                raise refusal(name, "differs", f"the graph gives another output {place}")
            continue
        finite = np.isfinite(wanted)
        size = float(np.abs(wanted[finite]).max(initial=0))
        if not np.array_equal(wanted[~finite], found[~finite], equal_nan=True) or not np.allclose(
            wanted[finite], found[finite], rtol=0, atol=TOLERANCE * size
        ):
            worst = float(np.abs(wanted - found)[finite].max(initial=0))
            reason = f"the graph's output {place} differs by {worst:.1e} from op by op"
            raise refusal(name, "differs", reason)
