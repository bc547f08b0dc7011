"""The report's diagrams, as data for inline SVG: shapes in a 0 to 100 square, labels beside it.

The template stretches the shapes to the page's width and sets the labels as text over them, so
that they stay readable on a phone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

_POINTS: Final = 160
_BINS: Final = 240
_LOG_FROM: Final = 12
"""Medians this many times apart are drawn on a logarithmic axis."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis, in percent of its length."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """One runtime's times: the outline of their density, and where its percentiles are."""

    name: str
    path: str
    median: float
    p95: float
    beyond: int
    """How many times lie to the right of what is drawn."""


@dataclass(frozen=True, slots=True)
class Latencies:
    """Distributions on one axis of milliseconds."""

    rows: tuple[Distribution, ...]
    ticks: tuple[Tick, ...]
    logarithmic: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """One example, or the worst of several neighbours, of one runtime."""

    x: float
    y: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Each example's share of the tolerance, from bottom (little) to top."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    limit: float
    """Where the tolerance is, in percent from the top."""
    grouped: int
    """How many neighbouring examples one dot stands for."""


def latencies(times: Mapping[str, NDArray[np.float64]]) -> Latencies | None:
    """Return the distributions of each runtime's times, or ``None`` where nothing ran.

    The axis ends a little beyond the highest 99th percentile: a few stragglers would squeeze
    everything else together, so they are counted instead.
    """
    ran = {name: own for name, own in times.items() if own.size}
    if not ran:
        return None
    medians = [float(np.median(own)) for own in ran.values()]
    low = min(float(own.min()) for own in ran.values())
    high = max(float(np.percentile(own, 99)) for own in ran.values())
    logarithmic = min(medians) > 0 and max(medians) / min(medians) > _LOG_FROM
    if logarithmic:
        left, right = math.log10(max(low, 1e-6)) - 0.05, math.log10(high) + 0.1
    else:
        left, right = 0.0, high * 1.08 or 1.0

    def place(value: float) -> float:
        scaled = math.log10(max(value, 1e-6)) if logarithmic else value
        return min(100.0, max(0.0, (scaled - left) / (right - left) * 100))

    rows = tuple(_distribution(name, own, place) for name, own in ran.items())
    ticks = tuple(
        Tick(place(value), f"{value:g}") for value in _ticks(left, right, logarithmic=logarithmic)
    )
    return Latencies(rows, ticks, logarithmic)


def _distribution(
    name: str, times: NDArray[np.float64], place: Callable[[float], float]
) -> Distribution:
    edge = 100.0 - 1e-9
    at = np.array([place(float(value)) for value in times])
    inside = at[at < edge]
    grid = np.linspace(0, 100, _POINTS)
    spread = float(np.subtract(*np.percentile(inside, (75, 25)))) if inside.size else 0.0
    # Silverman's rule with the quartiles, never so narrow that one time becomes a needle.
    width = max(0.9 * (spread / 1.34) * max(inside.size, 1) ** -0.2, 0.6)
    counts, edges = np.histogram(inside, bins=1000, range=(0, 100))
    middles = (edges[:-1] + edges[1:]) / 2
    density = np.exp(-(((grid[:, None] - middles) / width) ** 2) / 2) @ counts
    heights = density / (density.max() or 1)
    points = " ".join(f"{x:.2f},{100 - 92 * y:.1f}" for x, y in zip(grid, heights, strict=True))
    median, p95 = np.percentile(times, (50, 95))
    return Distribution(
        name,
        f"M0,100 L{points} L100,100 Z",
        place(float(median)),
        place(float(p95)),
        int(times.size - inside.size),
    )


def _ticks(left: float, right: float, *, logarithmic: bool) -> list[float]:
    """Return round values between two ends, which are exponents where it is logarithmic."""
    if logarithmic:
        decades = range(math.floor(left), math.ceil(right) + 1)
        factors = (1, 2, 5) if right - left < 2 else (1,)  # noqa: PLR2004
        values = [factor * 10.0**decade for decade in decades for factor in factors]
        return [value for value in values if left <= math.log10(value) <= right]
    span = right - left
    step = 10.0 ** math.floor(math.log10(span / 2.5))
    step *= next((m for m in (1, 2, 5, 10) if span / (step * m) <= 6), 10)  # noqa: PLR2004
    return [round(step * k, 10) for k in range(int(span / step) + 1)]


def shares(by_runtime: Sequence[NDArray[np.float64]], names: Sequence[str]) -> Shares | None:
    """Return each example's share of the tolerance under each runtime, on a logarithmic axis.

    Args:
        by_runtime: for each runtime but the reference one share for each example; NaN is left
            out, 0 stands at the bottom, more than the axis has at the top.
        names: the examples' names.

    Returns:
        ``None`` where no example was compared or all are identical.
    """
    values = [own[np.isfinite(own) & (own > 0)] for own in by_runtime]
    present = np.concatenate(values) if values else np.empty(0)
    beyond = any(np.isinf(own).any() for own in by_runtime)
    if not present.size and not beyond:
        return None
    bottom = math.floor(math.log10(present.min())) if present.size else -1
    bottom = max(min(bottom, -1), -9)
    top = max(math.ceil(math.log10(present.max())) if present.size else 1, 0) + (
        1 if beyond else 0.5
    )
    top = min(top, 12)

    def place(share: float) -> float:
        if share == 0:
            return 98.0
        exponent = math.log10(share) if math.isfinite(share) else top
        return min(98.0, max(2.0, (top - exponent) / (top - bottom) * 96))

    count = len(names)
    group = -(-count // _BINS)
    dots = []
    for series, own in enumerate(by_runtime):
        for start in range(0, len(own), group):
            part = own[start : start + group]
            if np.isnan(part).all():
                continue
            at = start + int(np.nanargmax(part))
            x = 50.0 if count == 1 else 1 + 98 * at / (count - 1)
            dots.append(Dot(x, place(float(own[at])), series, names[at]))
    step = max(1, math.ceil((top - bottom) / 6))
    exponents = range(0, math.ceil(bottom) - 1, -step)
    above = range(step, math.floor(top) + 1, step)
    ticks = tuple(
        Tick(place(10.0**e), _share_label(e)) for e in (*above, *exponents) if e >= bottom
    )
    return Shares(tuple(dots), ticks, place(1.0), group)


def _share_label(exponent: int) -> str:
    if exponent == 0:
        return "limit"
    if exponent > 0:
        return f"{10**exponent:,}×"  # noqa: RUF001
    return f"{100 * 10.0**exponent:g} %" if exponent >= -5 else f"1e{exponent + 2} %"  # noqa: PLR2004


def decades(share: float) -> float:
    """Return a bar's length in percent: 0 at a millionth of the tolerance, 100 at 1000 times."""
    if math.isnan(share) or share <= 0:
        return 0.0
    return min(100.0, max(0.0, (math.log10(min(share, 1e3)) + 6) / 9 * 100))
