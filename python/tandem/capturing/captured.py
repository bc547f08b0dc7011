"""The captured function: a callable over numpy arrays that needs no JavaScript to run."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tandem.callers import warn
from tandem.capturing.record import Capture, capture, check_idle
from tandem.capturing.refusals import FALLBACK, CaptureRefusal
from tandem.capturing.saved_model import write
from tandem.closing import Closing
from tandem.errors import BridgeError, EngineError, InputError
from tandem.runtimes.base import Timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.runtimes.embedded_session import NodeSession

_log = logging.getLogger(__name__)

MOST_CAPTURES = 16
"""Shapes and dtypes whose graphs are kept; the one that was not used for longest goes first."""

MOST_BYTES = 512 * 2**20
"""Constants in the graphs that are kept beside the two used last. TensorFlow's own copies come to
about four times as much."""


class CaptureWarning(UserWarning):
    """A function is not captured and runs op by op."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One op of a captured graph."""

    name: str
    op: str
    inputs: tuple[str, ...]
    shape: tuple[int, ...]
    """Of its first output."""
    dtype: int
    """TensorFlow's DataType number of its first output."""


class Captured(Closing):
    """A function over TensorFlow.js as TensorFlow graphs, one for each shape and dtype given.

    Made by ``tandem.capture``. Calling it takes numpy arrays and gives read-only ones on
    TensorFlow's memory: one array, a tuple of them, or a dictionary, as the function does. Calls
    from many threads run at once, without the GIL and without JavaScript; inputs are shared where
    they are 64-byte aligned and copied otherwise. Inputs of a new shape or dtype are captured when
    they first come, which the engine's own thread alone can do; each shape holds the weights for
    itself, unless ``memory="low"`` feeds them.

    A capture stands for the function as it was: weights that change afterwards change nothing.
    """

    def __init__(
        self,
        name: str,
        session: NodeSession,
        *,
        on_refuse: Literal["error", "fallback"] = "error",
        memory: Literal["fast", "low"] = "fast",
        otherwise: str = FALLBACK,
    ) -> None:
        self.name = name
        self._session = session
        self._falls_back = on_refuse == "fallback"
        self._low = memory == "low"
        self._otherwise = otherwise
        self._captures: OrderedDict[tuple[Any, ...], Capture | None] = OrderedDict()
        self._lock = threading.Lock()
        self._latest: Capture | None = None
        self._first: Capture | None = None
        self._closed = False

    def __call__(self, *arrays: Any) -> Any:
        """Run it.

        Raises:
            CaptureError: inputs of this shape cannot be captured, and it may not fall back.
            EngineError: inputs of a new shape or dtype from another thread than the engine's, or
                it is closed.
            InputError: an input is no C-contiguous array.
            BridgeError: TensorFlow refused to compute.
        """
        made = self._latest
        try:
            values = made.native.run(*arrays) if made is not None else None
        except BridgeError:
            self._check(arrays)
            raise
        if made is None or values is None:
            made = self.capture_of(arrays)
            if made is None:
                values, _ = self._session.run_arrays(list(arrays))
                return _as_given(values, self._session.result_names())
            values = made.native.run(*arrays)
        return _as_given(values, made.names)

    def run_timed(self, arrays: Sequence[np.ndarray]) -> tuple[list[np.ndarray], Timing]:
        """Run it and say how long each stage took; else as a call.

        Recording, where a shape comes for the first time, counts as computing.
        """
        asked = perf_counter()
        made = self.capture_of(arrays)
        if made is None:
            return self._session.run_arrays(list(arrays))
        started = perf_counter()
        values, handed_over, computed = made.native.run_timed(*arrays)
        ended = perf_counter()
        timing = Timing(
            marshal=(handed_over - started) * 1e3,
            compute=(computed - handed_over + started - asked) * 1e3,
            readback=(ended - computed) * 1e3,
        )
        return values, timing

    @property
    def graph(self) -> list[GraphNode]:
        """The ops of the first capture, in their order.

        Raises:
            EngineError: nothing is captured.
        """
        graph = self._captured(()).graph
        return [
            GraphNode(
                name=graph.node_name(node),
                op=node.op,
                inputs=tuple(graph.name(number) for number in node.inputs),
                shape=graph.values[node.outputs[0]].shape,
                dtype=graph.values[node.outputs[0]].dtype,
            )
            for node in graph.nodes
        ]

    def save(
        self,
        folder: str | Path,
        *example_inputs: np.ndarray,
        input_names: Sequence[str] = (),
        output_names: Sequence[str] = (),
    ) -> Path:
        """Write a capture as a SavedModel, which TensorFlow and TF Serving load.

        Args:
            folder: is made; what it held before is replaced only where that was a SavedModel of
                constants, as this writes them.
            example_inputs: which capture: the one for inputs like these; by default the first.
            input_names: names for the signature's inputs; by default the function's own, or
                ``input_0`` and so on.
            output_names: the same of its outputs.

        Raises:
            UsageError: the folder holds something else, the names do not fit, or the weights are
                larger than a SavedModel of constants can be.
            EngineError: nothing is captured.
        """
        made = self._captured(example_inputs)
        graph = made.graph
        own = [spec.name for spec in self._session.inputs]
        inputs = list(input_names) or own or _numbered("input", len(graph.inputs))
        own = [spec.name for spec in self._session.outputs] or made.names
        outputs = list(output_names) or own or _numbered("output", len(graph.outputs))
        return write(Path(folder), graph, inputs, outputs)

    def _captured(self, example_inputs: Sequence[np.ndarray]) -> Capture:
        made = self.capture_of(example_inputs) if example_inputs else self._first
        if made is None:
            raise EngineError(f"{self.name} has no captured graph: call it once")
        return made

    def close(self) -> None:
        """Let go of the graphs and of the function. A second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._session.engine.check_caller()
            self._closed = True
            self._latest = self._first = None
            self._captures.clear()
        self._session.close()

    def capture_of(
        self, arrays: Sequence[Any], check_inputs: Sequence[np.ndarray] = ()
    ) -> Capture | None:
        """The capture for inputs like these, made where there is none yet.

        Args:
            arrays: the inputs.
            check_inputs: others to check a new capture on; by default some are made.

        Returns:
            ``None`` where it cannot be captured and runs op by op instead.
        """
        checked = self._check(arrays)
        key = tuple((array.shape, array.dtype.str) for array in arrays)
        with self._lock:
            self._check_open()
            if key in self._captures:
                self._captures.move_to_end(key)
                made = self._captures[key]
                self._latest = made or self._latest
                return made
        # Recording is the engine's thread's alone, so that none is made twice.
        self._check_engine(arrays)
        made = self._capture(checked, check_inputs)
        with self._lock:
            self._check_open()
            self._captures[key] = made
            self._latest = made or self._latest
            self._first = self._first or made
            self._forget_some()
        return made

    def _check(self, arrays: Sequence[Any]) -> list[np.ndarray]:
        """The arguments; InputError where one is nothing the engine takes."""
        for place, array in enumerate(arrays):
            if not isinstance(array, np.ndarray):
                kind = type(array).__name__
                raise InputError(f"{self.name}: argument {place} is a {kind}, not a numpy array")
        return self._session.check(list(arrays))

    def _check_open(self) -> None:
        if self._closed:
            raise EngineError(f"{self.name} is closed: capture it again")

    def _forget_some(self) -> None:
        """Let go of what was not used for longest, but for the two used last."""

        def size() -> int:
            return sum(made.nbytes for made in self._captures.values() if made is not None)

        while len(self._captures) > MOST_CAPTURES or (
            len(self._captures) > 2 and size() > MOST_BYTES  # noqa: PLR2004
        ):
            shapes, _ = self._captures.popitem(last=False)
            _log.info("%s: the capture for %s is let go of: memory", self.name, shapes)

    def _check_engine(self, arrays: Sequence[np.ndarray]) -> None:
        shapes = ", ".join(f"{array.dtype}{list(array.shape)}" for array in arrays)
        try:
            self._session.engine.check_caller()
        except EngineError as error:
            raise EngineError(
                f"{self.name} is not captured for {shapes}, or no longer where it was captured for "
                f"many shapes; the thread that opened the engine must do that: call it there once "
                f"with such inputs"
            ) from error
        check_idle(self._session.engine)

    def _capture(
        self, arrays: list[np.ndarray], check_inputs: Sequence[np.ndarray]
    ) -> Capture | None:
        others = self._session.check(check_inputs) if check_inputs else None
        try:
            return capture(self.name, self._session, arrays, others, low=self._low)
        except CaptureRefusal as refusal:
            error = refusal.error(self.name, self._otherwise)
            if not self._falls_back:
                raise error from refusal
            warn(f"{error} It runs op by op.", CaptureWarning)
            return None


def _as_given(values: list[np.ndarray], names: list[str]) -> Any:
    """What a function gives: a dictionary, one array, or a tuple."""
    if names:
        return dict(zip(names, values, strict=True))
    return values[0] if len(values) == 1 else tuple(values)


def _numbered(side: str, count: int) -> list[str]:
    return [f"{side}_{place}" for place in range(count)]
