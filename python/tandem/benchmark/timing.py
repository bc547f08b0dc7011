"""Who runs when, and the times that come of it.

Runtimes take turns on the same input, so that a slow moment of the machine falls on all of
them; the turn rotates, so that none always runs on what another left in the caches.
"""

from __future__ import annotations

from array import array
from itertools import count
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from tandem.benchmark.statistics import summarise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tandem.benchmark.statistics import Summary
    from tandem.runtimes.base import Timing

T = TypeVar("T")

STAGES: Final = ("marshal", "compute", "readback", "total")
"""The stages of a run, as `Timing` names them."""


def rotations(items: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Yield the items in turning order, without end: ABC, BCA, CAB, ABC, ..."""
    for turn in count():
        at = turn % len(items)
        yield (*items[at:], *items[:at])


class TimingLog:
    """One runtime's times in milliseconds: 32 bytes a run, nothing else kept."""

    def __init__(self) -> None:
        self._times = {stage: array("d") for stage in STAGES}

    def add(self, timing: Timing) -> None:
        """Append one run."""
        for stage, times in self._times.items():
            times.append(getattr(timing, stage))

    def __len__(self) -> int:
        return len(self._times["total"])

    def times(self, stage: str = "total") -> NDArray[np.float64]:
        """Return a copy of one stage's times, one for each run."""
        return np.array(self._times[stage])

    def summary(self) -> dict[str, Summary]:
        """Return each stage's summary; empty where nothing ran."""
        return {stage: summarise(times) for stage, times in self._times.items() if times}
