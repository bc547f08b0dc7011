"""The pictures that examples write, by matplotlib without a display."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tandem.examples.data import Array

_DPI = 110


def axes(width: float = 6, height: float = 4, **options: Any) -> Any:
    """A chart to draw on, in inches; ``save`` writes it."""
    return Figure((width, height), layout="constrained").subplots(**options)


def save(path: Path, chart: Any) -> None:
    """Write the picture that a chart is part of."""
    chart.figure.savefig(path, dpi=_DPI)


def curves(path: Path, series: Mapping[str, Sequence[float]], x_label: str) -> None:
    """Draw lines over their positions, losses apart from what else there is."""
    losses = [name for name in series if "loss" in name]
    others = [name for name in series if "loss" not in name]
    groups = [group for group in (losses, others) if group]
    charts = axes(5 * len(groups), 3.5, ncols=len(groups), squeeze=False)[0]
    for chart, group in zip(charts, groups, strict=True):
        for name in group:
            chart.plot(range(1, len(series[name]) + 1), series[name], label=name)
        chart.set_xlabel(x_label)
        chart.grid(alpha=0.3)
        chart.legend()
    save(path, charts[0])


def sheet(
    path: Path,
    images: Sequence[tuple[Array, str]],
    columns: int,
    marked: Sequence[bool] = (),
    inches: float = 1.1,
    title: str = "",
) -> None:
    """Write pictures in rows, each with its caption above.

    Args:
        path: the file.
        images: arrays of (height, width) or (height, width, 3) in [0, 1], and captions.
        columns: pictures a row.
        marked: which captions are red.
        inches: the width of a picture.
        title: a line above them all.
    """
    rows = math.ceil(len(images) / columns)
    grid = axes(columns * inches, rows * (inches + 0.2), nrows=rows, ncols=columns, squeeze=False)
    for chart in grid.flat:
        chart.axis("off")
    for number, (chart, (image, caption)) in enumerate(zip(grid.flat, images, strict=False)):
        chart.imshow(image, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        red = number < len(marked) and marked[number]
        chart.set_title(caption, fontsize=8, color="firebrick" if red else "black", pad=2)
    if title:
        grid.flat[0].figure.suptitle(title, fontsize=9)
    save(path, grid.flat[0])
