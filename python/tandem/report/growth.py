"""Where the error grows: every node of a network, from the input to the output."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tandem.comparison.bisection import AGREES
from tandem.report.charts import Tick

if TYPE_CHECKING:
    from tandem.comparison.bisection import Bisection

_BOTTOM: Final = -9
_TOP: Final = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One node, in percent of the chart's sides."""

    x: float
    y: float
    title: str
    first: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """The chart: errors from bottom (little) to top on a logarithmic axis."""

    steps: tuple[Step, ...]
    line: str
    """The points of a polyline through the steps."""
    ticks: tuple[Tick, ...]
    limit: float
    """Where rounding ends, in percent from the top."""


def growth(found: Bisection) -> Growth:
    """Return the chart of a bisection: of shapes and other integers only those that diverge."""
    shown = [n for n in found.nodes if n.dtype.startswith("float") or n.error]
    count = len(shown)
    first = found.first.node if found.first else None
    steps = tuple(
        Step(
            50.0 if count == 1 else 1 + 98 * index / (count - 1),
            _place(node.error),
            f"{node.node} ({node.op}{', layer ' + node.layer if node.layer else ''}): "
            f"{node.error:.1e}",
            node.node == first,
        )
        for index, node in enumerate(shown)
    )
    return Growth(
        steps,
        " ".join(f"{step.x:.2f},{step.y:.2f}" for step in steps),
        (
            Tick(_place(0.0), "identical"),
            *(Tick(_place(10.0**e), f"1e{e}") for e in range(_BOTTOM + 1, _TOP, 2)),
        ),
        _place(AGREES),
    )


def _place(error: float) -> float:
    exponent = math.log10(error) if 0 < error < math.inf else (_TOP if error else _BOTTOM)
    share = (min(max(exponent, _BOTTOM), _TOP) - _BOTTOM) / (_TOP - _BOTTOM)
    return 98 - 96 * share
