"""How far two arrays are apart, and whether an output says anything at all.

Everything is computed in float64. Elements that are NaN or infinite on either side are counted
and left out of the distances; they never count as agreement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tandem.comparison.tolerance import Tolerance

Kind = Literal["classes", "image", "values"]

REAL: Final = "fiub"
"""The kinds of dtype that are compared."""

_PIECE: Final = 16_384
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
    """Return how far two real arrays of one shape, not empty, are apart.

    Works through pieces that fit the processor's caches: on pictures that is ten times as fast
    as whole arrays, and needs no memory of their size.
    """
    got, reference = got.ravel(), reference.ravel()
    starts = range(0, got.size, _PIECE)
    pieces = [
        _piece(got[at : at + _PIECE], reference[at : at + _PIECE], tolerance) for at in starts
    ]
    share, at, worst = max(
        ((piece.share, -at, piece.worst) for at, piece in zip(starts, pieces, strict=True)),
    )
    finite = sum(piece.finite for piece in pieces)
    ulps = [piece.ulp for piece in pieces if piece.ulp is not None]
    nothing = math.nan
    return Difference(
        max_abs=max(piece.max_abs for piece in pieces) if finite else nothing,
        sum_abs=sum(piece.sum_abs for piece in pieces) if finite else nothing,
        max_rel=max(piece.max_rel for piece in pieces) if finite else nothing,
        max_ulp=max(ulps, default=None),
        cosine=_cosine(pieces) if finite else nothing,
        share=share,
        outside=sum(piece.outside for piece in pieces),
        elements=got.size,
        finite=finite,
        worst=worst - at,
    )


class _Piece(NamedTuple):
    """The difference of a piece; its sums and largest values are of what is finite."""

    finite: int = 0
    max_abs: float = 0.0
    sum_abs: float = 0.0
    max_rel: float = 0.0
    ulp: int | None = None
    scale: float = 0.0
    """Largest absolute value on either side; the three products are of values divided by it."""
    got_reference: float = 0.0
    got_got: float = 0.0
    reference_reference: float = 0.0
    share: float = 0.0
    outside: int = 0
    worst: int = 0


def _piece(got: NDArray[Any], reference: NDArray[Any], tolerance: Tolerance) -> _Piece:
    size, gaps, worst = got.size, 0, 0
    a, b = got.astype(np.float64), reference.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        apart = np.abs(a - b)
    max_abs = float(apart.max())
    if not math.isfinite(max_abs):
        finite = np.isfinite(a) & np.isfinite(b)
        gaps = size - int(np.count_nonzero(finite))
        worst = int(finite.argmin())
        if gaps == size:
            return _Piece(share=math.inf, outside=size)
        got, reference, a, b, apart = (x[finite] for x in (got, reference, a, b, apart))
        max_abs = float(apart.max())
    size_of_b = np.abs(b)
    share = _quotient(apart, tolerance.allowed(b), np.inf)
    scale = max(float(np.abs(a).max()), float(size_of_b.max()))
    # Scaled first: squares of very large or very small numbers leave float64's range.
    a, b = a / (scale or 1), b / (scale or 1)
    return _Piece(
        finite=a.size,
        max_abs=max_abs,
        sum_abs=float(apart.sum()),
        max_rel=float(_quotient(apart, size_of_b, 0.0).max()),
        ulp=max_ulp(got, reference),
        scale=scale,
        got_reference=_dot(a, b),
        got_got=_dot(a, a),
        reference_reference=_dot(b, b),
        share=math.inf if gaps else float(share.max()),
        outside=int(np.count_nonzero(share > 1)) + gaps,
        worst=worst if gaps else int(share.argmax()),
    )


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    # Not ``a @ b``: BLAS would wake its threads, and they go on spinning into a timed run.
    return float(np.einsum("i,i->", a, b))


def _quotient(
    apart: NDArray[np.float64], by: NDArray[np.float64], of_zero: float
) -> NDArray[np.float64]:
    """Return ``apart / by``; where ``by`` is 0, 0 if ``apart`` is 0 too, else ``of_zero``."""
    with np.errstate(over="ignore"):
        if by.min() > 0:
            return apart / by
        quotient = np.where(apart > 0, of_zero, 0.0)
        np.divide(apart, by, out=quotient, where=by > 0)
    return quotient


def _cosine(pieces: list[_Piece]) -> float:
    """Return the cosine of the angle between the two whole arrays, -1 to 1."""
    scale = max(piece.scale for piece in pieces)
    if scale == 0:
        return 1.0
    dot = got = reference = 0.0
    for piece in pieces:
        weight = (piece.scale / scale) ** 2
        dot += piece.got_reference * weight
        got += piece.got_got * weight
        reference += piece.reference_reference * weight
    lengths = math.sqrt(got) * math.sqrt(reference)
    return max(-1.0, min(1.0, dot / lengths)) if lengths else 0.0


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
