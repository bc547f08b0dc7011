"""What a comparison found: plain data, from which every kind of report is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from tandem.benchmark import Environment, Ratio, TimingLog
    from tandem.comparison.bisection import Bisection
    from tandem.comparison.hops import Hop
    from tandem.comparison.metrics import Kind
    from tandem.comparison.samples import Sample
    from tandem.comparison.tolerance import Tolerance
    from tandem.explanation import Verdict
    from tandem.images import Preprocessing
    from tandem.runtimes.base import Timing

FindingKind = Literal[
    "nothing-compared",
    "stopped",
    "missing-output",
    "extra-output",
    "skipped-output",
    "empty-output",
    "shape",
    "dtype",
    "nan",
    "infinity",
    "constant",
    "mismatch",
    "tie",
    "one-example",
    "budget",
    "quantised",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader must know; one ``failure`` is enough for the runtimes not to agree."""

    severity: Literal["failure", "note"]
    kind: FindingKind
    message: str
    runtime: str | None = None
    output: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputDifference:
    """How far one output is from the reference's, over all examples."""

    max_abs: float
    """NaN where nothing could be compared; likewise below."""
    mean_abs: float
    max_rel: float
    """Largest ``|got - reference| / |reference|`` where the reference is not 0."""
    max_ulp: int | None
    cosine: float
    """The lowest of the examples' cosines."""
    share: float
    """Largest difference as a share of what the tolerance allows; over 1 is a mismatch."""
    elements: int
    elements_outside: int
    examples: int
    examples_outside: int
    top1: float | None
    """Share of the examples with the same largest class; ``None`` where there are no classes."""
    fit: dict[str, float]
    """The examples' lowest of the metrics that fit the output, see `tandem.comparison.fit`."""
    worst_example: str
    worst_index: tuple[int, ...]
    worst_got: float
    worst_reference: float
    share_by_example: NDArray[np.float64]
    """Each example's `share`, in their order; NaN where the output was not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputResult:
    """One output of one runtime, over all examples."""

    name: str
    kind: Kind
    shape: tuple[int, ...]
    """Of the first example, batch axis included."""
    dtype: str
    minimum: float
    """Smallest finite value; NaN where there is none."""
    maximum: float
    nan: int
    """How many elements were NaN."""
    infinite: int
    varies: bool | None
    """Whether examples differ by more than the tolerance; ``None`` with fewer than two."""
    difference: OutputDifference | None
    """``None`` for the reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeResult:
    """One runtime: its outputs and its times."""

    name: str
    outputs: tuple[OutputResult, ...]
    open_ms: float
    """Opening the model, in milliseconds."""
    first: Timing | None
    """The very first run, kept apart; ``None`` where nothing ran."""
    timings: TimingLog
    """Every run after the warm-up."""
    ratio: Ratio | None
    """Median total time over the reference's; ``None`` for the reference or where nothing ran."""

    @property
    def top1(self) -> float | None:
        """The lowest top-1 agreement of its outputs; ``None`` where none has classes."""
        shares = [d.top1 for d in self.differences if d.top1 is not None]
        return min(shares) if shares else None

    @property
    def differences(self) -> tuple[OutputDifference, ...]:
        """Those of its outputs that were compared; empty for the reference."""
        return tuple(o.difference for o in self.outputs if o.difference is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `tandem.compare` found. It is true when the runtimes agree."""

    model: str
    """The model's name."""
    source: str | None
    """The file or folder the model was read from."""
    created: str
    """When, ISO 8601 with the UTC offset."""
    command: str | None
    """The command line that made it; ``None`` from Python."""
    examples: int
    rounds: int
    """How often each example was run and timed under each runtime."""
    warmup: int
    """Runs under each runtime before the timed ones, the first run included."""
    tolerance: dict[str, Tolerance]
    """By output."""
    preprocessing: Preprocessing | None
    """How pictures were prepared; ``None`` for arrays."""
    labels: tuple[str, ...]
    """The classes' names, or empty."""
    runtimes: tuple[RuntimeResult, ...]
    """In the order asked for; the first is the reference."""
    hops: tuple[Hop, ...]
    """How far each step goes, by output; empty where the reference is not TensorFlow."""
    verdicts: dict[str, tuple[Verdict, ...]]
    """By runtime that does not agree, the mistakes that explain it, where that was asked for."""
    bisection: Bisection | None
    """The first diverging node of the first runtime that does not agree, likewise."""
    findings: tuple[Finding, ...]
    """Failures first."""
    samples: tuple[Sample, ...]
    """Some of the examples to look at, the furthest apart first."""
    example_names: tuple[str, ...]
    environment: Environment

    def __bool__(self) -> bool:
        return not self.failures

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings for which the runtimes do not agree."""
        return tuple(f for f in self.findings if f.severity == "failure")

    @property
    def reference(self) -> RuntimeResult:
        """The runtime the others are compared with."""
        return self.runtimes[0]

    # The report package is above this one; these three are its doors, opened when used.

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON data of the versioned schema, pictures left out."""
        from tandem.report.json import to_dict

        return to_dict(self)

    def to_json(self, path: str | os.PathLike[str]) -> None:
        """Write `to_dict` to a file.

        Raises:
            UsageError: the file cannot be written.
        """
        from tandem.report.json import write

        write(self, path)

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Write one self-contained HTML file to look at.

        Raises:
            UsageError: the file cannot be written.
        """
        from tandem.report.html import write

        write(self, path)
