"""Measuring: interleaved rounds, statistics that hold up, and the machine they were made on.

timing       who runs when, and the times
statistics   medians, percentiles, ratios with an interval
environment  the machine and versions
run          a benchmark of runtimes, batches and threads; worker is its child process
stored       benchmarks on disk, and judging a run against one
"""

from __future__ import annotations

from tandem.benchmark.environment import Environment
from tandem.benchmark.statistics import Ratio, Summary, ratio_of_medians, summarise
from tandem.benchmark.timing import STAGES, TimingLog, rotations

__all__ = [
    "STAGES",
    "Environment",
    "Ratio",
    "Summary",
    "TimingLog",
    "ratio_of_medians",
    "rotations",
    "summarise",
]
