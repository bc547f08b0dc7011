"""A runtime made of a Python function, so that a comparison's own behaviour can be tested alone.

The real runtimes have tests of their own; here the arithmetic is trivial and faults are planted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.model import Model, TensorSpec
from tandem.runtimes.base import Outputs, Readiness, Runtime, Session, Timing
from tandem.runtimes.inputs import check_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Function = Callable[[dict[str, np.ndarray]], dict[str, np.ndarray]]


class FakeSession(Session):
    def __init__(self, model: Model, function: Function, milliseconds: float) -> None:
        self.inputs, self.outputs = model.inputs, model.outputs
        self.closed = False
        self.runs = 0
        self._function = function
        self._milliseconds = milliseconds

    def run(self, inputs: Mapping[str, np.ndarray]) -> Outputs:
        assert not self.closed
        arrays = check_inputs(self.inputs, inputs)
        self.runs += 1
        values = self._function({s.name: a for s, a in zip(self.inputs, arrays, strict=True)})
        jitter = self._milliseconds * (1 + 0.05 * np.sin(self.runs))
        return Outputs(values, Timing(jitter * 0.1, jitter * 0.8, jitter * 0.1))

    def close(self) -> None:
        self.closed = True


class FakeRuntime(Runtime):
    def __init__(self, name: str, function: Function, milliseconds: float = 1.0) -> None:
        self.name = name
        self.sessions: list[FakeSession] = []
        self._function = function
        self._milliseconds = milliseconds

    def check(self) -> Readiness:
        return Readiness(ready=True, detail=f"{self.name} 1.0")

    def open(self, model: Model, *, threads: int | None = None) -> FakeSession:  # noqa: ARG002
        session = FakeSession(model, self._function, self._milliseconds)
        self.sessions.append(session)
        return session


def model(
    inputs: dict[str, tuple[int | None, ...]],
    outputs: dict[str, tuple[int | None, ...]],
    dtype: str = "float32",
) -> Model:
    return Model(
        name="fake",
        kind="keras",
        path=None,
        inputs=[TensorSpec(name, shape, dtype) for name, shape in inputs.items()],
        outputs=[TensorSpec(name, shape, dtype) for name, shape in outputs.items()],
    )


_WEIGHTS = np.random.default_rng(7).normal(size=(48, 10)).astype(np.float32)


def classify(inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """A colour-sensitive softmax over 10 classes of a (1, 4, 4, 3) picture."""
    logits = inputs["photo"].reshape(1, -1) @ _WEIGHTS
    scores = np.exp(logits - logits.max())
    return {"scores": (scores / scores.sum()).astype(np.float32)}


def classifier() -> Model:
    return model({"photo": (None, 4, 4, 3)}, {"scores": (None, 10)})


def soften(inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """A picture of the same size: the input blurred with its neighbours, in -1 to 1."""
    x = inputs["photo"]
    blurred = (x + np.roll(x, 1, axis=1) + np.roll(x, 1, axis=2)) / 3
    return {"picture": (blurred * 2 - 1).astype(np.float32)}
