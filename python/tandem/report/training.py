"""A comparison of training: a table for the terminal, and an HTML page with its curve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import tandem
from tandem.report import numbers
from tandem.report.charts import Tick
from tandem.report.html import templates

if TYPE_CHECKING:
    from rich.table import Table

    from tandem.comparison.training import TrainingReport

_BOTTOM: Final = -9
_TOP: Final = 1
_MOST_ROWS: Final = 24


@dataclass(frozen=True, slots=True)
class Curve:
    """One error by step, in percent of the chart's sides."""

    name: str
    points: tuple[tuple[float, float, str], ...]

    @property
    def line(self) -> str:
        """The points of a polyline."""
        return " ".join(f"{x:.2f},{y:.2f}" for x, y, _ in self.points)


def render(found: TrainingReport) -> str:
    """Return it as the text of an HTML file."""
    count = len(found.steps)

    def curve(name: str, errors: list[float]) -> Curve:
        places = (50.0 if count == 1 else 1 + 98 * index / (count - 1) for index in range(count))
        return Curve(
            name,
            tuple(
                (x, _place(error), f"{name}, step {index + 1}: {error:.1e}")
                for index, (x, error) in enumerate(zip(places, errors, strict=True))
            ),
        )

    return (
        templates()
        .get_template("training.html.j2")
        .render(
            found=found,
            version=tandem.__version__,
            curves=[
                curve("weights", [step.weight_error for step in found.steps]),
                curve("loss", [step.loss_error for step in found.steps]),
            ],
            ticks=[Tick(_place(10.0**e), f"1e{e}") for e in range(_BOTTOM + 1, _TOP, 2)],
            limit=_place(found.limit),
        )
    )


def table(found: TrainingReport) -> Table:
    """Return it as a table for the terminal; of many steps, evenly chosen ones."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in ("step", "loss, Keras", "loss, tfjs", "apart", "weights apart"):
        made.add_column(name, justify="right", no_wrap=True)
    made.add_column("worst", no_wrap=True)
    every = math.ceil(len(found.steps) / _MOST_ROWS)
    for step in found.steps:
        if (step.step - 1) % every and step.step != len(found.steps) and step != found.first:
            continue
        mark = "✗ " if step == found.first else ""
        made.add_row(
            f"{mark}{step.step}",
            f"{step.keras:.6f}",
            f"{step.tfjs:.6f}",
            numbers.plain(step.loss_error),
            numbers.plain(step.weight_error),
            step.worst,
        )
    return made


def _place(error: float) -> float:
    """Percent from the top of the logarithmic axis; what is no number is at the top."""
    if not math.isfinite(error):
        return 0.0
    exponent = math.log10(error) if error > 0 else _BOTTOM
    share = (min(max(exponent, _BOTTOM), _TOP) - _BOTTOM) / (_TOP - _BOTTOM)
    return 100 - 98 * share - 1
