"""Measuring: interleaved rounds, statistics that hold up, and the machine they were made on."""

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
