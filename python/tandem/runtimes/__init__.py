"""Where a model can run, by the name a user types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.errors import UsageError

if TYPE_CHECKING:
    from tandem.model import Model
    from tandem.runtimes.base import Runtime, Session

CAPTURED = "tfjs-node+capture"
"""``tfjs-node``, recorded and run as one graph (``tandem.capturing``)."""

NAMES = ("tensorflow", "tfjs-node", CAPTURED, "tfjs-wasm", "tfjs-cpu", "node")
"""Every runtime's name, in the order reports list them."""

_BACKENDS = {"tfjs-node": "tensorflow", "tfjs-wasm": "wasm", "tfjs-cpu": "cpu"}
"""The tfjs backend behind each runtime of the embedded engine."""


def get(name: str) -> Runtime:
    """Return the runtime of that name; its heavy parts load only when it opens a model.

    Raises:
        UsageError: there is no such runtime; the message lists those there are.
    """
    if name == "tensorflow":
        from tandem.runtimes.tensorflow import TensorFlow

        return TensorFlow()
    if name in _BACKENDS:
        from tandem.runtimes.embedded import Embedded

        return Embedded(name, _BACKENDS[name])
    if name == CAPTURED:
        from tandem.runtimes.capture import CapturedTfjsNode

        return CapturedTfjsNode()
    if name == "node":
        from tandem.runtimes.node import Node

        return Node()
    raise UsageError(f"unknown runtime '{name}'; there are: {', '.join(NAMES)}")


def showing_tensors() -> list[str]:
    """Return the names of the runtimes that `tandem.bisect` can look into."""
    return [name for name in NAMES if get(name).shows_tensors]


def open(  # noqa: A001
    runtime: str, model: Model, *, threads: int | None = None, capture: bool = False
) -> Session:
    """Open a model in a runtime: ``tandem.open("tfjs-node", tandem.load("model.keras"))``.

    Args:
        runtime: a name in ``NAMES``.
        model: what ``tandem.load`` returned.
        threads: intra-op threads, or ``None`` for the runtime's own default.
        capture: run ``tfjs-node`` as ``tfjs-node+capture``.

    Raises:
        UsageError: no such runtime, or one that cannot be captured.
        RuntimeUnavailableError: the runtime is not ready here; names the command that brings it.
        ModelError: the runtime cannot run this kind of model.
    """
    return get(captured(runtime) if capture else runtime).open(model, threads=threads)


def captured(runtime: str) -> str:
    """The name under which a runtime runs as one recorded graph.

    Raises:
        UsageError: it cannot be recorded.
    """
    if runtime not in ("tfjs-node", CAPTURED):
        raise UsageError(f"runtime '{runtime}' cannot be captured; 'tfjs-node' can")
    return CAPTURED
