"""The contract every runtime keeps: ``open(model) -> Session``, ``session.run(arrays)``.

A new runtime is one file in this folder and one line in ``runtimes/__init__.py``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from tandem.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tandem.model import Model, TensorSpec


@dataclass(frozen=True, slots=True)
class Timing:
    """One run's time in milliseconds, by stage."""

    marshal: float
    """Handing the inputs over: from numpy to the runtime's own tensors."""
    compute: float
    """Running the model until its outputs are ready."""
    readback: float
    """Making numpy arrays of the outputs."""

    @property
    def total(self) -> float:
        """The sum of the three stages."""
        return self.marshal + self.compute + self.readback


class Outputs(dict[str, np.ndarray]):
    """A run's outputs by name, in the model's own order, and the time they took."""

    def __init__(self, values: Mapping[str, np.ndarray], timing: Timing) -> None:
        super().__init__(values)
        self.timing = timing


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a runtime can run here; where it cannot, why and what brings it."""

    ready: bool
    detail: str
    """Versions where ready, else what is missing."""
    command: str | None = None
    """The command that brings what is missing."""


class Session(Closing):
    """A model opened in one runtime. Closing is idempotent; ``with`` closes."""

    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]

    @property
    def tensors(self) -> int | None:
        """Tensors alive in tfjs, the model's own too; ``None`` where they are not counted."""
        return None

    @property
    def pid(self) -> int | None:
        """The process that the model runs in; ``None`` where it is this one."""
        return None

    @abstractmethod
    def run(self, inputs: Mapping[str, np.ndarray]) -> Outputs:
        """Run the model once.

        Args:
            inputs: one C-contiguous array for each of the model's inputs, by name, of the
                input's dtype, batch axis included.

        Returns:
            The outputs by name. Whether they are views on the runtime's memory (kept alive by
            the array) or copies is said by each runtime.

        Raises:
            InputError: an input is missing, unknown, or of another shape or dtype.
            EngineError: the session is closed, or belongs to another thread.
        """


@runtime_checkable
class ShowsTensors(Protocol):
    """A session of a graph model that can also run from some of its nodes to another one."""

    def fetch(self, feeds: Mapping[str, np.ndarray], node: str) -> np.ndarray:
        """Return a node's first output, computed from the tensors fed.

        Args:
            feeds: C-contiguous arrays of float32, int32 or bool by the name of the node they
                stand for, which need be no input of the model. All that the node is computed
                from must follow from them.
            node: the node's name.

        Raises:
            JSError: the runtime failed, or this is no graph model.
            EngineError: the session is closed, or belongs to another thread.
        """


class Runtime(ABC):
    """One place a model can run."""

    name: str
    shows_tensors = False
    """Whether its sessions have a ``fetch`` too, as ``ShowsTensors`` has it."""

    @abstractmethod
    def check(self) -> Readiness:
        """Say whether this runtime is ready, without starting it."""

    @abstractmethod
    def open(self, model: Model, *, threads: int | None = None) -> Session:
        """Open a model.

        Args:
            model: what ``tandem.load`` returned.
            threads: intra-op threads, or ``None`` for the runtime's own default. TensorFlow's
                thread pool is made once a process: the first session decides.

        Raises:
            RuntimeUnavailableError: with the command that brings what is missing.
            ModelError: this runtime cannot run this kind of model.
        """
