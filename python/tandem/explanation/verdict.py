"""What an explanation is made of: what was seen, and a verdict on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from tandem.images import Preprocessing

Mistake = Literal[
    "post-processing scale",
    "colour order",
    "input range",
    "resize",
    "channels order",
    "height and width swapped",
    "batch axis",
    "training mode",
    "softmax missing",
    "softmax doubled",
    "sigmoid missing",
    "class order",
    "quantised weights",
    "layer order",
    "stale weights",
    "graph edited",
]

CLEAR_DB: Final = 20.0
"""By how much a mistake, made on purpose, must bring the original closer to what was seen."""
_EXACT_DB: Final = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One mistake that explains a difference."""

    mistake: Mistake
    evidence: str
    fix: str
    """One line of code, or a command."""
    before_db: float
    """PSNR of the original against what was seen, in dB."""
    after_db: float
    """Likewise with the mistake made on purpose."""

    def __str__(self) -> str:
        return f"{self.mistake}: {self.evidence}. Fix: {self.fix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a runtime answered on some examples, and the original beside it."""

    inputs: Sequence[Mapping[str, NDArray[Any]]]
    """For each example the model's inputs, batch axis included."""
    pictures: Sequence[NDArray[np.uint8] | None]
    """The pictures they were made of, uint8 RGB; ``None`` for arrays."""
    preprocessing: Preprocessing | None
    reference: Sequence[Mapping[str, NDArray[Any]]]
    """The original's outputs."""
    observed: Sequence[Mapping[str, NDArray[Any]]]
    """The runtime's."""
    predict: Callable[[Mapping[str, NDArray[Any]]], Mapping[str, NDArray[Any]]]
    """Runs the original; what it returns is the caller's to keep."""
    again: Sequence[Mapping[str, NDArray[Any]]] = ()
    """The runtime's outputs a second time, to tell whether it is random."""

    def stacked(self, side: Sequence[Mapping[str, Any]], output: str) -> NDArray[np.float64] | None:
        """Return one output of every example as one array; ``None`` where shapes differ."""
        parts = [np.asarray(values[output]) for values in side if output in values]
        if not parts or len(parts) < len(side) or len({part.shape for part in parts}) > 1:
            return None
        return np.concatenate([np.atleast_1d(part) for part in parts]).astype(np.float64)

    def outputs(self) -> list[str]:
        """Return the outputs that are not the original's, the furthest first."""
        apart = {}
        for name in self.reference[0]:
            pair = self.pair(name)
            if pair is None:
                apart[name] = -math.inf
            elif (level := psnr(*pair)) < 100:  # noqa: PLR2004 - float32 rounding
                apart[name] = level
        return sorted(apart, key=lambda name: apart[name])

    def pair(self, output: str) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """Return (observed, reference) of an output; ``None`` where they have other shapes."""
        seen, wanted = self.stacked(self.observed, output), self.stacked(self.reference, output)
        if seen is None or wanted is None or seen.shape != wanted.shape:
            return None
        return seen, wanted


def psnr(got: NDArray[np.float64], wanted: NDArray[np.float64]) -> float:
    """Return the peak signal-to-noise ratio in dB, the peak being the range of ``wanted``."""
    both = np.isfinite(got) & np.isfinite(wanted)
    if not both.all():
        return -_EXACT_DB
    error = math.sqrt(float(np.mean((got - wanted) ** 2)))
    peak = float(wanted.max() - wanted.min()) or float(np.abs(wanted).max()) or 1.0
    return min(_EXACT_DB, 20 * math.log10(peak / error)) if error else _EXACT_DB


def is_reproduced(before_db: float, after_db: float) -> bool:
    """Say whether making the mistake brings the original clearly to what was seen."""
    return after_db - before_db >= CLEAR_DB or (after_db >= 90 and after_db > before_db + 6)  # noqa: PLR2004


def levels(before_db: float, after_db: float) -> str:
    """Write the evidence: ``PSNR 14 dB before, 131 dB with it``."""
    return f"PSNR {before_db:.0f} dB as it is, {after_db:.0f} dB with the same mistake made"
