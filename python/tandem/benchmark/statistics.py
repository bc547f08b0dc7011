"""Statistics of measured times: medians, percentiles, and ratios with a confidence interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Summary:
    """Times in milliseconds; percentiles interpolate linearly, as numpy's do."""

    count: int
    minimum: float
    median: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long as the baseline, with a confidence interval."""

    value: float
    low: float
    high: float
    confidence: float

    @property
    def conclusive(self) -> bool:
        """Whether the interval leaves out 1, that is, the two differ in speed."""
        return not self.low <= 1 <= self.high


def summarise(times: ArrayLike) -> Summary:
    """Return the summary of at least one time.

    Raises:
        ValueError: there are no times.
    """
    values = np.asarray(times, np.float64)
    if not values.size:
        raise ValueError("no times to summarise")
    median, p95, p99 = np.percentile(values, (50, 95, 99))
    return Summary(values.size, float(values.min()), float(median), float(p95), float(p99))


def ratio_of_medians(
    times: ArrayLike,
    baseline: ArrayLike,
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Ratio:
    """Return median(times) / median(baseline) with a percentile bootstrap interval.

    The two are resampled together, round by round: what slowed the machine down in a round
    slowed both, and so does not widen the interval.

    Args:
        times: one time for each round, in any unit.
        baseline: the baseline's times in the same rounds and unit.
        confidence: of the interval, between 0 and 1.
        resamples: how many bootstrap samples are drawn.
        seed: of their random choice, so that a report can be made again.

    Raises:
        ValueError: there are no rounds, or the two have different numbers of them.
    """
    a, b = np.asarray(times, np.float64), np.asarray(baseline, np.float64)
    if a.shape != b.shape or a.ndim != 1 or not a.size:
        raise ValueError(f"times of the same rounds are wanted, not {a.shape} and {b.shape}")
    random = np.random.default_rng(seed)
    ratios = np.empty(resamples)
    # In blocks, so that memory does not grow with rounds x resamples.
    block = max(1, 100_000 // a.size)
    for start in range(0, resamples, block):
        count = min(block, resamples - start)
        chosen = random.integers(0, a.size, (count, a.size))
        ratios[start : start + count] = np.median(a[chosen], axis=1) / np.median(b[chosen], axis=1)
    tail = (1 - confidence) / 2
    low, high = np.quantile(ratios, (tail, 1 - tail))
    return Ratio(float(np.median(a) / np.median(b)), float(low), float(high), confidence)
