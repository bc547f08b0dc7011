"""How far two arrays are apart, and whether an output says anything at all.

Everything is computed in float64. Elements that are NaN or infinite on either side are counted
and left out of the distances; they never count as agreement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tandem.comparison.tolerance import Tolerance

Kind = Literal["classes", "image", "values"]

REAL: Final = "fiub"
"""The kinds of dtype that are compared."""

_INTEGER_OF: Final[dict[int, type[np.signedinteger[Any]]]] = {2: np.int16, 4: np.int32, 8: np.int64}
_LOGITS_FROM = 5
_SMALLEST_IMAGE = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """How far ``got`` is from ``reference``, over all their elements."""

    max_abs: float
    """Largest ``|got - reference|``; NaN where no element is finite on both sides."""
    sum_abs: float
    """Sum of ``|got - reference|``, so that means over many arrays can be made."""
    max_rel: float
    """Largest ``|got - reference| / |reference|`` where the reference is not 0."""
    max_ulp: int | None
    """Largest distance in representable numbers; ``None`` unless both are of one float dtype."""
    cosine: float
    """Cosine of the angle between the two; 1 where both are all zeros, 0 where one is."""
    share: float
    """Largest ``|got - reference|`` as a share of what the tolerance allows: over 1 is outside."""
    outside: int
    """How many elements are outside the tolerance, those not finite included."""
    elements: int
    """How many elements there are."""
    finite: int
    """How many of them are finite on both sides."""
    worst: int
    """Flat index of the element with the largest share."""


def difference(got: NDArray[Any], reference: NDArray[Any], tolerance: Tolerance) -> Difference:
    """Return how far two real arrays of one shape, not empty, are apart."""
    elements, gaps, worst = got.size, 0, 0
    got, reference = got.ravel(), reference.ravel()
    a, b = got.astype(np.float64), reference.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        apart = np.abs(a - b)
    if not np.isfinite(apart.max()):
        finite = np.isfinite(a) & np.isfinite(b)
        gaps = elements - int(np.count_nonzero(finite))
        worst = int(finite.argmin())
        if gaps == elements:
            nan = math.nan
            return Difference(nan, nan, nan, None, nan, math.inf, gaps, elements, 0, worst)
        got, reference, a, b, apart = (x[finite] for x in (got, reference, a, b, apart))
    share = _share(apart, tolerance.allowed(b))
    return Difference(
        max_abs=float(apart.max()),
        sum_abs=float(apart.sum()),
        max_rel=_max_rel(apart, b),
        max_ulp=max_ulp(got, reference),
        cosine=cosine(a, b),
        share=math.inf if gaps else float(share.max()),
        outside=int(np.count_nonzero(share > 1)) + gaps,
        elements=elements,
        finite=elements - gaps,
        worst=worst if gaps else int(share.argmax()),
    )


def _share(apart: NDArray[np.float64], allowed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``apart / allowed``, where 0 of 0 is 0 and anything else of 0 is infinite."""
    if allowed.min() > 0:
        return apart / allowed
    share = np.where(apart > 0, np.inf, 0.0)
    np.divide(apart, allowed, out=share, where=allowed > 0)
    return share


def _max_rel(apart: NDArray[np.float64], reference: NDArray[np.float64]) -> float:
    nonzero = reference != 0
    if not nonzero.any():
        return 0.0
    ratio = np.divide(apart, np.abs(reference), out=np.zeros_like(apart), where=nonzero)
    return float(ratio.max())


def cosine(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the cosine of the angle between two flat arrays, -1 to 1."""
    largest = max(float(np.abs(a).max()), float(np.abs(b).max()))
    if largest == 0:
        return 1.0
    # Scaled first: squares of very large or very small numbers leave float64's range.
    a, b = a / largest, b / largest
    norms = float(np.sqrt(a @ a) * np.sqrt(b @ b))
    return max(-1.0, min(1.0, float(a @ b) / norms)) if norms else 0.0


def max_ulp(got: NDArray[Any], reference: NDArray[Any]) -> int | None:
    """Return the largest distance counted in representable numbers of the arrays' float dtype.

    Finite arrays only. ``None`` where the dtypes differ or are no IEEE float of 2, 4 or 8 bytes.
    """
    if got.dtype != reference.dtype or got.dtype.kind != "f" or got.itemsize not in _INTEGER_OF:
        return None
    a, b = (_ordered(x) for x in (got, reference))
    # Of two int64, the distance of opposite signs needs one bit more than int64 has.
    apart = np.where(
        a > b, a.view(np.uint64) - b.view(np.uint64), b.view(np.uint64) - a.view(np.uint64)
    )
    return int(apart.max())


def _ordered(x: NDArray[Any]) -> NDArray[np.int64]:
    """Return integers that count the floats in order: neighbours differ by 1, -0 equals 0."""
    integer = _INTEGER_OF[x.itemsize]
    bits = np.ascontiguousarray(x).view(integer).astype(np.int64)
    return np.where(bits < 0, int(np.iinfo(integer).min) - bits, bits)


def kind_of(output: NDArray[Any], labels: int | None = None) -> Kind:
    """Say what one example's output is, judged by its shape and values.

    Args:
        output: a runtime's output for one example, batch axis included.
        labels: how many class labels the user gave, if any.

    Returns:
        ``"image"`` for (1, height, width, 1 or 3) of at least 8x8; ``"classes"`` for (1, n) that
        has a label for each, or is a probability distribution, or has 5 values or more;
        ``"values"`` for anything else.
    """
    if output.ndim == 4 and output.shape[0] == 1 and output.shape[3] in {1, 3}:  # noqa: PLR2004
        return "image" if min(output.shape[1:3]) >= _SMALLEST_IMAGE else "values"
    if output.ndim != 2 or output.shape[0] != 1 or output.shape[1] < 2 or output.dtype.kind != "f":  # noqa: PLR2004
        return "values"
    distribution = bool(output.min() >= 0 and abs(float(output.sum(dtype=np.float64)) - 1) < 1e-2)  # noqa: PLR2004
    count = output.shape[1]
    return "classes" if distribution or count == labels or count >= _LOGITS_FROM else "values"


class Variation:
    """Whether an output varies over the examples by more than the tolerance.

    One that does not proves nothing: the outputs of different examples would pass for each
    other. Two arrays of the output's size are held until variation has been seen.
    """

    def __init__(self, tolerance: Tolerance) -> None:
        self.varies = False
        """Whether two examples were seen that differ by more than the tolerance."""
        self._tolerance = tolerance
        self._low: NDArray[np.float64] | None = None
        self._high: NDArray[np.float64] | None = None

    def add(self, output: NDArray[Any]) -> None:
        """Take one example's output into account (copied)."""
        if self.varies:
            return
        values = np.array(output, np.float64)
        if self._low is None or self._high is None:
            self._low, self._high = values, values.copy()
            return
        if values.shape != self._low.shape:
            self.varies = True
        else:
            np.fmin(self._low, values, out=self._low)
            np.fmax(self._high, values, out=self._high)
            allowed = self._tolerance.allowed(np.fmax(np.abs(self._low), np.abs(self._high)))
            with np.errstate(invalid="ignore"):  # infinities are a finding of their own
                self.varies = bool((self._high - self._low > allowed).any())
        if self.varies:
            self._low = self._high = None
