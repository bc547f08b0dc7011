"""One output of one runtime, summed up example by example; nothing that grows but one number."""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.comparison.fit import fit
from tandem.comparison.metrics import REAL, Difference, Variation, difference, kind_of
from tandem.comparison.result import FindingKind, OutputDifference, OutputResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tandem.comparison.metrics import Kind
    from tandem.comparison.tolerance import Tolerance


class OutputLog:
    """Sums up one output over the examples.

    Args:
        name: the output's name.
        tolerance: how far it may be from the reference.
        labels: how many class labels there are.
    """

    def __init__(self, name: str, tolerance: Tolerance, labels: int | None) -> None:
        self.name = name
        self.problems: dict[FindingKind, str] = {}
        """What kept it from being compared or is wrong with it, as first seen."""
        self._tolerance = tolerance
        self._labels = labels
        self._kind: Kind = "values"
        self._shape: tuple[int, ...] = ()
        self._dtype = ""
        self._minimum, self._maximum = math.inf, -math.inf
        self._nan = self._infinite = self._seen = 0
        self._variation = Variation(tolerance)
        self._total: _Total | None = None

    def add(self, example: str, got: NDArray[Any] | None, reference: NDArray[Any] | None) -> float:
        """Take one example's output into account (copied where kept).

        Args:
            example: its name.
            got: the output; ``None`` where the runtime did not give it.
            reference: the reference's; ``None`` where this is the reference.

        Returns:
            The largest difference as a share of the tolerance: 0 for the reference, infinite
            where there was nothing to compare.
        """
        usable = got is not None and self._usable(example, got)
        if reference is None:
            if usable and got is not None:
                self._look_at(got)
            return 0.0
        if self._total is None:
            self._total = _Total()
        if not usable or got is None:
            return self._total.skip()
        self._look_at(got)
        if reference.dtype.kind not in REAL or not reference.size:  # the reference's own finding
            return self._total.skip()
        if got.shape != reference.shape:
            self._problem(
                "shape", f"has shape {got.shape} where the reference has {reference.shape}", example
            )
            return self._total.skip()
        if got.dtype != reference.dtype:
            self._problem("dtype", f"is {got.dtype}, the reference's is {reference.dtype}", example)
        kind = kind_of(reference, self._labels)
        same = bool(got.argmax() == reference.argmax()) if kind == "classes" else None
        self._total.add_fit(fit(got, reference, kind))
        return self._total.add(
            example, difference(got, reference, self._tolerance), got, reference, same_class=same
        )

    def result(self) -> OutputResult:
        """Return the sum."""
        empty = self._minimum > self._maximum
        return OutputResult(
            name=self.name,
            kind=self._kind,
            shape=self._shape,
            dtype=self._dtype,
            minimum=math.nan if empty else self._minimum,
            maximum=math.nan if empty else self._maximum,
            nan=self._nan,
            infinite=self._infinite,
            varies=self._variation.varies if self._seen > 1 else None,
            difference=self._total.result() if self._total else None,
        )

    def _usable(self, example: str, got: NDArray[Any]) -> bool:
        if got.dtype.kind not in REAL:
            self._problem("skipped-output", f"is {got.dtype}, which is not compared", example)
            return False
        if not got.size:
            self._problem("empty-output", f"is empty, of shape {got.shape}", example)
            return False
        return True

    def _problem(self, kind: FindingKind, text: str, example: str) -> None:
        self.problems.setdefault(kind, f"{text} ({example})")

    def _look_at(self, got: NDArray[Any]) -> None:
        if not self._seen:
            self._kind, self._shape = kind_of(got, self._labels), got.shape
            self._dtype = str(got.dtype)
        self._seen += 1
        self._variation.add(got)
        low, high = float(got.min()), float(got.max())
        if not (math.isfinite(low) and math.isfinite(high)):
            finite = got[np.isfinite(got)]
            nan = int(np.count_nonzero(np.isnan(got)))
            self._nan += nan
            self._infinite += got.size - finite.size - nan
            if not finite.size:
                return
            low, high = float(finite.min()), float(finite.max())
        self._minimum, self._maximum = min(self._minimum, low), max(self._maximum, high)


class _Total:
    """Differences from the reference, summed up."""

    def __init__(self) -> None:
        self._shares = array("d")
        self._max_abs = self._max_rel = self._share = -1.0
        self._sum_abs = 0.0
        self._finite = self._elements = self._outside = self._examples_outside = self._compared = 0
        self._max_ulp: int | None = None
        self._cosine = math.inf
        self._classes = self._same_classes = 0
        self._fit: dict[str, float] = {}
        self._worst: tuple[str, tuple[int, ...], float, float] = ("", (), math.nan, math.nan)

    def skip(self) -> float:
        """Count an example that could not be compared."""
        self._shares.append(math.nan)
        return math.inf

    def add_fit(self, new: dict[str, float]) -> None:
        """Keep the lowest of each metric that fits the output."""
        for name, value in new.items():
            self._fit[name] = min(self._fit.get(name, math.inf), value)

    def add(
        self,
        example: str,
        new: Difference,
        got: NDArray[Any],
        reference: NDArray[Any],
        *,
        same_class: bool | None,
    ) -> float:
        """Add one example's difference and return its share of the tolerance."""
        self._compared += 1
        self._shares.append(new.share)
        self._elements += new.elements
        self._outside += new.outside
        self._examples_outside += new.share > 1
        if new.share > self._share:
            self._share = new.share
            index = tuple(int(i) for i in np.unravel_index(new.worst, reference.shape))
            self._worst = (example, index, float(got[index]), float(reference[index]))
        if same_class is not None:
            self._classes += 1
            self._same_classes += same_class
        if not math.isnan(new.max_abs):
            self._finite += new.finite
            self._max_abs = max(self._max_abs, new.max_abs)
            self._max_rel = max(self._max_rel, new.max_rel)
            self._sum_abs += new.sum_abs
            self._cosine = min(self._cosine, new.cosine)
        if new.max_ulp is not None:
            self._max_ulp = max(self._max_ulp or 0, new.max_ulp)
        return new.share

    def result(self) -> OutputDifference:
        """Return the sum."""
        example, index, got, reference = self._worst
        return OutputDifference(
            max_abs=self._max_abs if self._finite else math.nan,
            mean_abs=self._sum_abs / self._finite if self._finite else math.nan,
            max_rel=self._max_rel if self._finite else math.nan,
            max_ulp=self._max_ulp,
            cosine=self._cosine if self._finite else math.nan,
            share=self._share if self._compared else math.nan,
            elements=self._elements,
            elements_outside=self._outside,
            examples=self._compared,
            examples_outside=self._examples_outside,
            top1=self._same_classes / self._classes if self._classes else None,
            fit=self._fit,
            worst_example=example,
            worst_index=index,
            worst_got=got,
            worst_reference=reference,
            share_by_example=np.array(self._shares),
        )
