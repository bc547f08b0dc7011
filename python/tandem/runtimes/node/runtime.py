"""The runtime ``node``: a model in a Node process of its own, with tfjs-node's real addon."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter import as_graph
from tandem.errors import (
    EngineError,
    JSError,
    ModelError,
    RuntimeUnavailableError,
    UsageError,
)
from tandem.model import TensorSpec
from tandem.model.tfjs_folder import TfjsFolder
from tandem.runtimes.base import Outputs, Readiness, Runtime, Session, Timing
from tandem.runtimes.inputs import check_inputs
from tandem.runtimes.node import addon, binary
from tandem.runtimes.node.memory import aligned
from tandem.runtimes.node.peer import Peer
from tandem.runtimes.node.wire import STRING, pack, unpack, wire_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tandem.model import Model


class Node(Runtime):
    """Real Node.js with the real tfjs-node addon: what the embedded engine is measured against.

    Args:
        timeout: seconds a process may take to start, to load a model, and for each run, before
            it is given up and killed.
    """

    name = "node"
    shows_tensors = True

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
            threads: threads that share the work of one op, the caller among them
                (``TF_NUM_INTRAOP_THREADS``), or ``None`` for one a core. Every session has a
                process, hence a pool, of its own.

        Raises:
            UsageError: ``threads`` is less than 1.
            RuntimeUnavailableError: Node.js, TensorFlow or a compiler is missing.
            ConversionError: the model cannot be converted.
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

    def __init__(self, model: Model, threads: int | None, timeout: float) -> None:
        self.inputs = model.inputs
        self.outputs = model.outputs
        for spec in (*model.inputs, *model.outputs):
            wire_type(spec)  # or the model cannot run here
        if isinstance(model.native, TfjsFolder):
            self._kind, path = model.kind, model.native.json_path
        else:
            self._kind, path = "graph", as_graph(model) / "model.json"
        self._path = path.resolve()
        self._threads = threads
        self._timeout = timeout
        self._model = model  # keeps a converted folder, which is removed with its model
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._closed = False
        self._tensors: int | None = None
        self._peer: Peer | None = self._start()

    @property
    def tensors(self) -> int | None:
        """Tensors alive in the process after the last run: the model's own, so ever the same."""
        return self._tensors

    @property
    def pid(self) -> int | None:
        """The Node process; ``None`` while there is none."""
        return self._peer.pid if self._peer is not None and not self._peer.closed else None

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
        arrays = check_inputs(self.inputs, inputs)
        begun = _now()
        answer, values = self._ask(self.inputs, arrays)
        started, finished = answer["started"], answer["finished"]
        names = (spec.name for spec in self.outputs)
        return Outputs(
            dict(zip(names, values, strict=True)),
            Timing(started - begun, finished - started, _now() - finished),
        )

    def fetch(self, feeds: Mapping[str, np.ndarray], node: str) -> np.ndarray:
        """Run a graph model from some of its nodes to another one; see ``ShowsTensors``.

        Copies as ``run`` does.
        """
        arrays = list(feeds.values())
        specs = [TensorSpec(name, array.shape, array.dtype.name) for name, array in feeds.items()]
        _, (value,) = self._ask(specs, arrays, node)
        return value

    def _ask(
        self, specs: Sequence[TensorSpec], arrays: list[np.ndarray], node: str | None = None
    ) -> tuple[dict[str, Any], list[np.ndarray]]:
        """Run to the model's outputs, or to a node; return the answer and copies of the values."""
        if os.getpid() != self._owner:
            raise EngineError("this session belongs to the process that forked: open one here")
        with self._lock:
            if self._closed:
                raise EngineError("this session is closed: open the model again")
            if self._peer is None or self._peer.closed:
                self._peer = self._start()
            peer = self._peer
            inputs, end = _write(peer, specs, arrays)
            request = {"op": "run", "memory": peer.memory.size, "free": end, "inputs": inputs}
            answer = peer.request(request if node is None else {**request, "node": node})
            peer.reserve(answer["memory"])
            self._tensors = answer["tensors"]
            outputs = answer["outputs"]
            if node is not None:
                wanted = [_spec_of(node, output) for output in outputs]
            else:
                wanted = list(self.outputs)
            return answer, [
                unpack(
                    peer.memory.view(output["offset"], output["size"]),
                    output["dtype"],
                    output["shape"],
                    spec,
                )
                for output, spec in zip(outputs, wanted, strict=True)
            ]

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
        environment = addon.environment(self._threads)
        peer = Peer(binary.find().path, addon.BUNDLE, environment, self._timeout)
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


def _spec_of(node: str, output: Mapping[str, Any]) -> TensorSpec:
    dtype = "str" if output["dtype"] == STRING else output["dtype"]
    return TensorSpec(node, tuple(output["shape"]), dtype)


def _write(
    peer: Peer, specs: Sequence[TensorSpec], arrays: list[np.ndarray]
) -> tuple[list[dict[str, Any]], int]:
    """Copy arrays into the shared memory; return where each lies, and where it is free."""
    packed = [pack(array, spec) for array, spec in zip(arrays, specs, strict=True)]
    offsets = []
    end = 0
    for data, dtype in packed:
        offsets.append(aligned(end))
        end = offsets[-1] + data.size * dtype.itemsize
    peer.reserve(end)
    written = []
    for spec, array, (data, dtype), offset in zip(specs, arrays, packed, offsets, strict=True):
        size = data.size * dtype.itemsize
        shared = peer.memory.view(offset, size).view(dtype).reshape(data.shape)
        np.copyto(shared, data, "unsafe")
        written.append(
            {
                "name": spec.name,
                "dtype": wire_type(spec),
                "shape": array.shape,
                "offset": offset,
                "size": size,
            }
        )
    return written, end


def _now() -> float:
    """Milliseconds of the clock that the peer reads too."""
    return time.clock_gettime(time.CLOCK_MONOTONIC) * 1e3
