"""Two recordings of a function, held against each other, and the graph they prove.

A function is run three times: once for what it does only the first time, once recorded on the
given inputs, and once on others of the same shapes. Only where the two recordings have the same
ops and the same constants, nothing that depends on the inputs is left behind, and the graph gives
on the second inputs what the function gave op by op, is the graph trusted.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from tandem.capturing.fold import fold
from tandem.capturing.graph import STRING, Graph
from tandem.capturing.refusals import CaptureRefusal, where
from tandem.errors import BridgeError, EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tandem.capturing.graph import Node
    from tandem.engine import Engine
    from tandem.runtimes.embedded_session import NodeSession

_log = logging.getLogger("tandem.capture")

TOLERANCE = 1e-5
"""The largest difference from op by op that is taken for rounding, as a part of the output's
largest magnitude: folding and fusing change the order of the arithmetic."""

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
    names: list[str]
    """What the function calls its results; empty where it does not."""
    nbytes: int
    """Of the constants that the session holds."""


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
    """One run's tape (``tandem.runtimes.embedded_session.Recording``)."""

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


def capture(
    name: str,
    session: NodeSession,
    arrays: list[np.ndarray],
    others: list[np.ndarray] | None = None,
    *,
    low: bool,
) -> Capture:
    """Capture what a session runs, for inputs of these shapes and dtypes.

    Args:
        name: what the log calls it.
        session: the function, op by op.
        arrays: its inputs.
        others: inputs of the same shapes to check on; by default some are made of ``arrays``.
        low: feed weights to each run, instead of making them constants of the graph.

    Raises:
        CaptureRefusal: it does what no graph can hold.
        JSError: the function threw on ``arrays``.
        BaseException: whatever a Python function raised on them.
    """
    session.run_arrays(arrays)
    tape, _ = _record(session, arrays)
    names = session.result_names()
    checked, expected = _record_another(session, arrays, others, tape)
    if session.result_names() != names:
        raise CaptureRefusal("changes", "it gives its results other names from one run to the next")
    differs = ""
    for is_folded, is_fused in ((True, True), (False, True), (False, False)):
        graph = Graph.of(tape, len(arrays))
        if STRING in {graph.values[number].dtype for number in [*graph.inputs, *graph.outputs]}:
            raise CaptureRefusal("strings", "its inputs or outputs are strings")
        if is_folded:
            fold(graph)
        fed = _fed(graph, low=low)
        made = _start(graph, fed, session.engine.threads or 0, fuse=is_fused)
        for node in graph.nodes:
            if not made.is_static(graph.node_name(node)):
                _refuse_shape(session, arrays, tape, node)
        differs = _difference(expected, _run(made, checked))
        if not differs:
            nbytes = 0 if fed else graph.nbytes
            return Capture(graph, made, names, nbytes)
        _log.info("%s, folded %s, fused %s: %s", name, is_folded, is_fused, differs)
    raise CaptureRefusal("differs", differs)


def _record(
    session: NodeSession, arrays: list[np.ndarray], reference: Any = None, stop_at: int = -1
) -> tuple[Any, list[np.ndarray]]:
    engine = session.engine
    before = engine.counts()["tensors"]
    recording = _Recording(engine, reference, stop_at)
    try:
        results, _ = session.run_arrays(arrays, recording)
    except Exception as error:
        kind, reason = recording.tape.refusal if recording.tape else ("", "")
        if kind:
            raise CaptureRefusal(kind, reason, where(error)) from error
        raise
    kind, reason = recording.tape.refusal
    if kind:  # JavaScript caught the error
        raise CaptureRefusal(kind, reason)
    kept = engine.counts()["tensors"] - before
    if kept > 0:
        raise CaptureRefusal("effect", f"it keeps {kept} tensors after it returns (tf.keep)")
    if kept < 0:
        raise CaptureRefusal("effect", f"it disposes of {-kept} tensors that it did not make")
    return recording.tape, results


def _record_another(
    session: NodeSession,
    arrays: list[np.ndarray],
    others: list[np.ndarray] | None,
    tape: Any,
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Record once more, on other inputs; those, and what the function gave on them."""
    failure: Exception | None = None
    said = ""
    for tried in [others] if others else _others(arrays):
        try:
            results = _record(session, tried, reference=tape)[1]
        except CaptureRefusal:
            raise
        except Exception as error:  # noqa: BLE001 - inputs that are made up may make no sense
            failure, said = error, str(error)
            continue
        place = _not_a_number(results)
        if place is None:
            return tried, results
        failure = None
        said = f"its output {place} has no finite value, so that there is nothing to compare"
    reason = f"it works on no other inputs of these shapes that were tried ({said})"
    raise CaptureRefusal("check", reason) from failure


def _not_a_number(results: list[np.ndarray]) -> int | None:
    """The first output without a finite number, where it should have some."""
    for place, result in enumerate(results):
        if result.size > 0 and result.dtype.kind in "fc" and not np.isfinite(result).any():
            return place
    return None


def _refuse_shape(
    session: NodeSession, arrays: list[np.ndarray], tape: Any, node: Node
) -> NoReturn:
    """Record once more as far as the node, for the line of JavaScript that runs it."""
    places = {first: place for place, (_, _, _, first, _) in enumerate(tape.ops)}
    _record(session, arrays, stop_at=places.get(node.outputs[0], -1))
    raise CaptureRefusal("shape", f"the shape that the op {node.op} gives is not known before")


def _fed(graph: Graph, *, low: bool) -> dict[int, np.ndarray]:
    """The weights to feed to each run: none where they are not too large for constants."""
    weights = {
        number: array
        for number in graph.used_constants()
        if (array := graph.constant(number)) is not None and array.nbytes >= FED_BYTES
    }
    size = sum(array.nbytes for array in weights.values())
    return weights if low or size > MOST_CONSTANT_BYTES else {}


def _start(graph: Graph, fed: dict[int, np.ndarray], threads: int, *, fuse: bool) -> Any:
    from tandem import _bridge

    try:
        made = _bridge.CapturedGraph(graph.to_graph_def(fed=fed))
        made.start(
            [graph.name(number) for number in graph.inputs],
            [(graph.values[number].dtype, graph.values[number].shape) for number in graph.inputs],
            [graph.output_name(place) for place in range(len(graph.outputs))],
            [(graph.name(number), array) for number, array in fed.items()],
            threads,
            fuse,
        )
    except BridgeError as error:
        raise CaptureRefusal("differs", f"TensorFlow takes no such graph ({error})") from error
    return made


def _run(made: Any, arrays: list[np.ndarray]) -> list[np.ndarray]:
    try:
        values: list[np.ndarray] = made.run(*arrays)
    except BridgeError as error:
        raise CaptureRefusal("differs", f"its graph fails ({error})") from error
    return values


def _others(arrays: list[np.ndarray]) -> Iterator[list[np.ndarray]]:
    """Other inputs, each made of the given ones' values: the wildest first, then tamer ones."""
    yield [_shuffled(array) for array in arrays]
    yield [_shuffled(array) if array.dtype.kind == "f" else _turned(array) for array in arrays]
    yield [_shuffled(array) if array.dtype.kind == "f" else array for array in arrays]
    yield [_turned(array) for array in arrays]


def _shuffled(array: np.ndarray) -> np.ndarray:
    """The same values in another order and, where they are floats, none as it was."""
    random = np.random.default_rng(0)
    other = random.permutation(array.reshape(-1)).reshape(array.shape)
    if array.dtype.kind in "fc":
        finite = np.abs(array[np.isfinite(array)])
        is_flat = array.size > 0 and (array == array.reshape(-1)[0]).all()
        noise = random.uniform(0.5, 1, array.shape)
        # A constant input says nothing of what becomes of others.
        shift = (
            random.uniform(0, 0.1, array.shape) * max(1.0, finite.max(initial=0)) if is_flat else 0
        )
        other = other * noise + shift
    elif array.dtype.kind == "b" and array.size > 0 and array.all() == array.any():
        other = random.integers(0, 2, array.shape) > 0
    return _like(other, array)


def _turned(array: np.ndarray) -> np.ndarray:
    """The same rows in another order."""
    return _like(np.roll(array, 1, axis=0) if array.ndim else array, array)


def _like(values: np.ndarray, array: np.ndarray) -> np.ndarray:
    return np.require(values, array.dtype, "C").reshape(array.shape)


def _difference(expected: list[np.ndarray], got: list[np.ndarray]) -> str:
    """How the graph's outputs differ from those op by op; empty where they do not."""
    for place, (wanted, found) in enumerate(zip(expected, got, strict=True)):
        if wanted.dtype != found.dtype or wanted.shape != found.shape:
            what = f"{found.dtype}{list(found.shape)} and not {wanted.dtype}{list(wanted.shape)}"
            return f"its output {place} is {what}"
        if wanted.dtype.kind not in "fc":
            if not np.array_equal(wanted, found):
                return f"the graph gives another output {place}"
            continue
        finite = np.isfinite(wanted)
        if not np.array_equal(wanted[~finite], found[~finite], equal_nan=True):
            return f"the graph's output {place} is infinite or no number elsewhere"
        size = float(np.abs(wanted[finite]).max(initial=0))
        worst = float(np.abs(wanted[finite] - found[finite]).max(initial=0))
        if not worst <= TOLERANCE * size:
            return f"the graph's output {place} differs by {worst:.1e} from op by op"
    return ""
