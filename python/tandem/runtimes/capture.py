"""The runtime ``tfjs-node+capture``: what tfjs-node runs, recorded and run as one graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.capturing import Captured
from tandem.capturing.refusals import OP_BY_OP
from tandem.runtimes.base import Outputs, Readiness, Runtime, Session
from tandem.runtimes.embedded import Embedded
from tandem.runtimes.inputs import check_inputs
from tandem.runtimes.narrowing import narrow, widen

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from tandem.model import Model


class CapturedTfjsNode(Runtime):
    """``tfjs-node``, captured: each shape of inputs is recorded when it first comes."""

    name = "tfjs-node+capture"

    def __init__(self) -> None:
        self._recorded = Embedded("tfjs-node", "tensorflow")

    def check(self) -> Readiness:
        """Say what ``tfjs-node`` says, which is where models are recorded."""
        return self._recorded.check()

    def open(self, model: Model, *, threads: int | None = None) -> Session:
        """Open a model as ``tfjs-node`` opens it, which raises the same errors."""
        return CapturedSession(model, self._recorded.open(model, threads=threads))


class CapturedSession(Session):
    """A model as a TensorFlow graph of the ops that tfjs-node ran."""

    def __init__(self, model: Model, recorded: Any) -> None:
        self.inputs = model.inputs
        self.outputs = model.outputs
        self._captured = Captured(model.name, recorded, otherwise=OP_BY_OP)

    def run(self, inputs: Mapping[str, np.ndarray]) -> Outputs:
        """Run the model once; see ``Session.run``.

        The first run of each shape of inputs records it, which takes as long as a few runs.
        Inputs are shared where they are 64-byte aligned, else copied once; outputs are read-only
        views on TensorFlow's memory. Any thread may run a shape that was recorded.

        Raises:
            InputError: an input is missing, unknown, of another shape or dtype, or has a value
                that tfjs's dtype for it cannot hold.
            CaptureError: the model does what no graph can hold.
            EngineError: the session is closed, or a new shape comes from another thread than the
                engine's.
        """
        given = check_inputs(self.inputs, inputs)
        arrays = [narrow(spec.name, a) for spec, a in zip(self.inputs, given, strict=True)]
        values, timing = self._captured.run_timed(arrays)
        values = widen(self.outputs, values)
        return Outputs({s.name: v for s, v in zip(self.outputs, values, strict=True)}, timing)

    def close(self) -> None:
        """Let go of the graphs and of the model. A second call does nothing."""
        self._captured.close()
