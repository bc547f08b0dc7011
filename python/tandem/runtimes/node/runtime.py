"""The runtime ``node``: a model in a Node process of its own, with tfjs-node's real addon."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import (
    EngineError,
    InputError,
    JSError,
    ModelError,
    RuntimeUnavailableError,
    UsageError,
)
from tandem.runtimes.base import Outputs, Readiness, Runtime, Session, Timing
from tandem.runtimes.node import addon, binary
from tandem.runtimes.node.memory import aligned
from tandem.runtimes.node.peer import Peer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tandem.model import Model, TensorSpec

_WIRE = {name: np.dtype(name) for name in ("float32", "int32", "bool", "int64")}
"""The types tensors have in shared memory. Only outputs are ever int64."""

_INT32 = np.iinfo(np.int32)


class Node(Runtime):
    """Real Node.js with the real tfjs-node addon: what the embedded engine is measured against.

    Args:
        timeout: seconds a process may take to start, to load a model, and for each run, before
            it is given up and killed.
    """

    name = "node"

    def __init__(self, *, timeout: float = 300.0) -> None:
        self._timeout = timeout

    def check(self) -> Readiness:
        """Say whether Node.js, TensorFlow and a compiler (until the addon is made) are here."""
        try:
            node = binary.find()
            made = addon.recipe()
            if not made.compiled:
                addon.compiler()
        except RuntimeUnavailableError as error:
            return Readiness(ready=False, detail=error.reason, command=error.command)
        when = "compiled" if made.compiled else "compiled at first use"
        return Readiness(
            ready=True,
            detail=f"Node.js {node.version}, tfjs-node {made.tfjs_node} with its addon {when} "
            f"for TensorFlow {made.tensorflow}",
        )

    def open(self, model: Model, *, threads: int | None = None) -> NodeSession:
        """Start a Node process and load the model in it.

        Args:
            model: what ``tandem.load`` returned. A layers model runs as it is; any other as
                its converted graph.
            threads: threads of TensorFlow's intra-op pool in that process
                (``TF_NUM_INTRAOP_THREADS``), or ``None`` for one a core. Every session has a
                process, hence a pool, of its own.

        Raises:
            UsageError: ``threads`` is less than 1.
            RuntimeUnavailableError: Node.js, TensorFlow or a compiler is missing.
            ModelError: TensorFlow.js cannot load the model.
            PeerError: the process died, or did not answer in time.
        """
        if threads is not None and threads < 1:
            raise UsageError(f"threads must be 1 or more, not {threads}")
        return NodeSession(model, threads, self._timeout)


class NodeSession(Session):
    """A model in a Node process. Any thread may use it; a forked process must open its own.

    A process that dies or is given up fails that one call, with `PeerError`; the next starts
    another.
    """

    tensors: int | None = None
    """Tensors alive in the process after the last run: the model's own, so ever the same."""

    def __init__(self, model: Model, threads: int | None, timeout: float) -> None:
        self.inputs = model.inputs
        self.outputs = model.outputs
        self._feeds = [_wire_type(spec, model) for spec in model.inputs]
        self._fetches = [_wire_type(spec, model) and np.dtype(spec.dtype) for spec in model.outputs]
        self._kind, self._path = _model_json(model)
        self._environment = {
            # Its notes at every start would fill the last words.
            "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "2"),
            **({} if threads is None else {"TF_NUM_INTRAOP_THREADS": str(threads)}),
        }
        self._timeout = timeout
        self._model = model  # keeps a converted folder, which is removed with its model
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._closed = False
        self._peer: Peer | None = self._start()

    def run(self, inputs: Mapping[str, np.ndarray]) -> Outputs:
        """Run the model once.

        Copies: each input once, into shared memory, where TensorFlow uses it in place. Each
        output three times: out of TensorFlow by tfjs-node, into shared memory, and into an array
        of the caller's own. Waking the other process counts as *marshal*, being woken as
        *readback*.

        Raises:
            InputError: an input is missing, unknown, or of another shape or dtype.
            EngineError: the session is closed, or another process opened it.
            JSError: the model's JavaScript threw.
            PeerError: the process died, or did not answer in time; the next call starts another.
        """
        arrays = [_checked(spec, inputs) for spec in self.inputs]
        if unknown := inputs.keys() - {spec.name for spec in self.inputs}:
            wanted = ", ".join(spec.name for spec in self.inputs)
            raise InputError(f"no input is named '{min(unknown)}'; there are: {wanted}")
        if os.getpid() != self._owner:
            raise EngineError("this session belongs to the process that forked: open one here")
        with self._lock:
            if self._closed:
                raise EngineError("this session is closed: open the model again")
            if self._peer is None or self._peer.closed:
                self._peer = self._start()
            return self._run(self._peer, arrays)

    def _run(self, peer: Peer, arrays: list[np.ndarray]) -> Outputs:
        begun = _now()
        offsets = []
        end = 0
        for array, dtype in zip(arrays, self._feeds, strict=True):
            offsets.append(aligned(end))
            end = offsets[-1] + array.size * dtype.itemsize
        try:
            peer.memory.reserve(end)
        except OSError as error:
            raise InputError(
                f"there is no memory to share {end} bytes of inputs: {error}"
            ) from error
        feeds = []
        for spec, array, dtype, offset in zip(
            self.inputs, arrays, self._feeds, offsets, strict=True
        ):
            np.copyto(peer.memory.array(offset, dtype, array.shape), array, "unsafe")
            feeds.append(
                {"name": spec.name, "dtype": dtype.name, "shape": array.shape, "offset": offset}
            )
        answer = peer.request(
            {"op": "run", "memory": peer.memory.size, "free": end, "inputs": feeds}
        )
        peer.memory.reserve(answer["memory"])
        self.tensors = answer["tensors"]
        values = {
            spec.name: peer.memory.array(
                fetch["offset"], _WIRE[fetch["dtype"]], fetch["shape"]
            ).astype(dtype)
            for spec, dtype, fetch in zip(
                self.outputs, self._fetches, answer["outputs"], strict=True
            )
        }
        started, finished = answer["started"], answer["finished"]
        return Outputs(values, Timing(started - begun, finished - started, _now() - finished))

    def close(self) -> None:
        """Kill the process and wait until it is gone. Idempotent."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            self._closed = True
            if self._peer is not None:
                self._peer.close()
                self._peer = None

    def _start(self) -> Peer:
        node = binary.find()
        environment = {"TANDEM_NODE_ADDON": str(addon.build()), **self._environment}
        peer = Peer(node.path, addon.BUNDLE, environment, self._timeout)
        try:
            peer.request(
                {
                    "op": "load",
                    "kind": self._kind,
                    "path": str(self._path),
                    "outputs": [spec.name for spec in self.outputs],
                }
            )
        except JSError as error:
            peer.close()
            raise ModelError(f"{self._path}: tfjs-node cannot load it: {error}") from error
        return peer


def _model_json(model: Model) -> tuple[str, Path]:
    """The kind of the model to load, and its model.json."""
    if model.kind in ("graph", "layers") and model.path is not None:
        path = model.path.resolve()
        return model.kind, path / "model.json" if path.is_dir() else path
    from tandem.converter import as_graph

    return "graph", as_graph(model).resolve() / "model.json"


def _wire_type(spec: TensorSpec, model: Model) -> np.dtype[Any]:
    """The type TensorFlow.js has for a model's: it knows no other number than these."""
    kinds = {"f": "float32", "i": "int32", "u": "int32", "b": "bool"}
    try:
        return _WIRE[kinds[np.dtype(spec.dtype).kind]]
    except (KeyError, TypeError):
        raise ModelError(
            f"model '{model.name}': '{spec.name}' is of type {spec.dtype}, and the runtime 'node' "
            "takes and gives float, integer and bool tensors only"
        ) from None


def _checked(spec: TensorSpec, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
    """The array given for an input, found to fit it."""
    if spec.name not in inputs:
        raise InputError(f"input '{spec.name}' is missing")
    array = inputs[spec.name]
    wanted = f"input '{spec.name}' takes {spec.dtype} of shape {_shape(spec.shape)}"
    if array.dtype != np.dtype(spec.dtype):
        raise InputError(f"{wanted}, not {array.dtype}: convert it with .astype('{spec.dtype}')")
    if len(array.shape) != len(spec.shape) or any(
        want not in (None, size) for want, size in zip(spec.shape, array.shape, strict=True)
    ):
        raise InputError(f"{wanted}, not of shape {_shape(array.shape)}")
    if array.dtype.kind in "iu" and not np.can_cast(array.dtype, np.int32) and array.size:
        low, high = array.min(), array.max()
        if low < _INT32.min or high > _INT32.max:
            raise InputError(
                f"input '{spec.name}' has values from {low} to {high}: "
                "TensorFlow.js integers have 32 bits"
            )
    return array


def _shape(shape: tuple[int | None, ...]) -> str:
    return f"({', '.join('?' if size is None else str(size) for size in shape)})"


def _now() -> float:
    """Milliseconds of the clock that the peer reads too."""
    return time.clock_gettime(time.CLOCK_MONOTONIC) * 1e3
