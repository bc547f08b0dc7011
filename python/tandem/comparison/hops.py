"""Hops: how far each step from the original model to a runtime moves its outputs.

original in TensorFlow -> its conversion in TensorFlow -> the deployed graph in TensorFlow, where
one was given -> each runtime of tfjs. The first hop is the conversion, the second the deployed
graph and its weights, which may be quantised, the last the runtime's kernels.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from tandem.comparison import recorded
from tandem.comparison.deployed import DeployedSession
from tandem.comparison.metrics import REAL, difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from tandem.comparison.examples import Examples
    from tandem.comparison.tolerance import Tolerance
    from tandem.model import Model
    from tandem.runtimes.base import Session

EXAMPLES: Final = 16
"""How many examples hops are measured on: the furthest apart, and some spread over the run."""

CONVERTED: Final = "converted graph"
DEPLOYED: Final = "deployed graph"

Cause = Literal[
    "conversion",
    "deployed graph",
    "kernels",
    "float16 weights",
    "uint16 weights",
    "uint8 weights",
    "quantised weights",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """What one step changes in one output, over the examples it was measured on."""

    cause: Cause
    source: str
    target: str
    output: str
    max_abs: float
    """NaN where nothing could be compared."""
    share: float
    """Largest difference as a share of the tolerance; NaN likewise."""
    examples: int


def measure(
    model: Model,
    deployed: Model | None,
    sessions: Mapping[str, Session],
    examples: Examples,
    indices: Sequence[int],
    tolerance: Mapping[str, Tolerance],
) -> tuple[Hop, ...]:
    """Run some examples through every stage and return each hop's differences.

    Args:
        model: the original.
        deployed: the deployed graph model, if another than the original's conversion.
        sessions: open sessions by runtime; the first runs the original in TensorFlow.
        examples: what to run.
        indices: the places of those to run.
        tolerance: by output, what differences are measured against.

    Returns:
        For each output the hops in order; empty where the model is no graph that TensorFlow runs.

    Raises:
        TandemError: a stage failed.
    """
    reference, *others = sessions
    if (deployed or model).kind == "layers":
        return ()
    with ExitStack() as stack:
        stages = {reference: sessions[reference]}
        hops: list[tuple[Cause, str, str]] = []
        last = reference
        from tandem.runtimes.tensorflow import open_converted

        if model.kind != "graph":
            stages[CONVERTED] = stack.enter_context(open_converted(model))
            hops.append(("conversion", last, CONVERTED))
            last = CONVERTED
        if deployed is not None:
            stages[DEPLOYED] = stack.enter_context(DeployedSession(open_converted(deployed), model))
            hops.append((_cause(deployed), last, DEPLOYED))
            last = DEPLOYED
        # TensorFlow named twice is no hop: both are the original.
        tfjs = [name for name in others if not name.startswith(("tensorflow", recorded.NAME))]
        stages |= {name: sessions[name] for name in tfjs}
        hops += [("kernels", last, name) for name in tfjs]
        sums = _run(stages, hops, examples.take(indices), tolerance)
    return tuple(
        Hop(
            cause=cause,
            source=source,
            target=target,
            output=spec.name,
            max_abs=sums[target, spec.name].max_abs,
            share=sums[target, spec.name].share,
            examples=sums[target, spec.name].examples,
        )
        for spec in model.outputs
        for cause, source, target in hops
    )


def _cause(deployed: Model) -> Cause:
    """Return what the hop to a deployed graph is called."""
    kind, _, _ = deployed.native.quantisation
    named: dict[str, Cause] = {
        "": "deployed graph",
        "float16": "float16 weights",
        "uint16": "uint16 weights",
        "uint8": "uint8 weights",
    }
    return named.get(kind, "quantised weights")


def choose(shares: Iterable[NDArray[np.float64]], count: int) -> list[int]:
    """Return the places of the examples to measure hops on, in order.

    Args:
        shares: for each runtime and output, each example's share of the tolerance.
        count: how many examples there are.
    """
    worst = {int(np.nanargmax(s)) for s in shares if s.size and not np.isnan(s).all()}
    room = max(1, EXAMPLES - len(worst))
    spread = np.linspace(0, count - 1, min(room, count)).round().astype(int)
    return sorted(worst | set(spread.tolist())) if count else []


class _Sum:
    def __init__(self) -> None:
        self.max_abs = self.share = float("nan")
        self.examples = 0

    def add(self, got: NDArray[Any], source: NDArray[Any], tolerance: Tolerance) -> None:
        if got.shape != source.shape or got.dtype.kind not in REAL or not got.size:
            return
        new = difference(got, source, tolerance)
        self.max_abs = float(np.fmax(self.max_abs, new.max_abs))
        self.share = float(np.fmax(self.share, new.share))
        self.examples += 1


def _run(
    stages: Mapping[str, Session],
    hops: Sequence[tuple[Cause, str, str]],
    examples: Iterable[Any],
    tolerance: Mapping[str, Tolerance],
) -> dict[tuple[str, str], _Sum]:
    first = next(iter(stages.values()))
    sums = {(target, spec.name): _Sum() for _, _, target in hops for spec in first.outputs}
    for example in examples:
        outputs = {name: session.run(example.inputs) for name, session in stages.items()}
        for _, source, target in hops:
            for name, values in outputs[target].items():
                if name in outputs[source] and (target, name) in sums:
                    sums[target, name].add(values, outputs[source][name], tolerance[name])
    return sums
