"""The report as one HTML file to look at: no script, no network, light and dark, small.

Markup is in ``templates/compare.html.j2`` (escaped by Jinja), styles in ``templates/report.css``;
what is worked out here is only what a template should not.
"""

# ruff: noqa: RUF001 - the page's text has multiplication signs

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

import tandem
from tandem.benchmark import STAGES
from tandem.benchmark.run import verdict
from tandem.comparison.samples import ImagesShown, NumbersShown
from tandem.report import charts, numbers
from tandem.report.files import write_text
from tandem.report.growth import growth
from tandem.report.verdict import headline

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from tandem.benchmark import Environment as Place
    from tandem.comparison.bisection import Bisection
    from tandem.comparison.result import OutputDifference, Report
    from tandem.comparison.samples import Sample, Thumbnail


def write(report: Report, path: str | os.PathLike[str]) -> None:
    """Write the report as one self-contained HTML file.

    Raises:
        UsageError: the file cannot be written.
    """
    write_text(path, render(report))


def render(report: Report) -> str:
    """Return the report as the text of an HTML file."""
    environment = templates()
    summaries = {r.name: r.timings.summary() for r in report.runtimes if len(r.timings)}
    colors = {result.name: index for index, result in enumerate(report.runtimes)}
    return environment.get_template("compare.html.j2").render(
        report=report,
        version=tandem.__version__,
        headline=headline(report),
        figures=_figures(report),
        rows=[_row(report, index) for index in range(len(report.runtimes))],
        colors=colors,
        bisection=report.bisection,
        growth=growth(report.bisection) if report.bisection is not None else None,
        outputs=sorted({hop.output for hop in report.hops}),
        summaries=summaries,
        slowest=max((s["total"].median for s in summaries.values()), default=1.0),
        notes={
            r.name: f"first run {numbers.milliseconds(r.first.total)}, "
            f"opening {numbers.milliseconds(r.open_ms)}"
            if r.first
            else ""
            for r in report.runtimes
        },
        classes=any(result.top1 is not None for result in report.runtimes),
        stages=STAGES[:-1],
        latencies=charts.latencies({r.name: r.timings.times() for r in report.runtimes}),
        shares=charts.shares(
            [_worst_output(report, index) for index in range(1, len(report.runtimes))],
            report.example_names,
        ),
        cards=[_card(report, sample) for sample in report.samples],
        facts=_facts(report),
    )


def render_bisection(found: Bisection) -> str:
    """Return a bisection as the text of an HTML file."""
    return (
        templates()
        .get_template("bisect.html.j2")
        .render(bisection=found, growth=growth(found), version=tandem.__version__)
    )


def templates() -> Environment:
    """Return what renders this package's templates."""
    environment = Environment(
        loader=PackageLoader("tandem.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "plain": numbers.plain,
        "ms": numbers.milliseconds,
        "percent": numbers.percent,
        "probability": numbers.probability,
        "cosine": numbers.cosine,
        "of_tolerance": numbers.of_tolerance,
        "count": numbers.count,
        "fits": numbers.fits,
        "data_uri": _data_uri,
        "decades": charts.decades,
    }
    return environment


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large figures on top."""

    value: str
    label: str
    good: bool | None = None


def _figures(report: Report) -> list[Figure]:
    apart = [d for result in report.runtimes[1:] for d in result.differences if d.examples]
    figures = []
    classes = [d.top1 for d in apart if d.top1 is not None]
    if classes:
        lowest = min(classes)
        figures.append(Figure(numbers.percent(lowest), "same top class", lowest == 1))
    if apart:
        worst = max(apart, key=lambda d: d.share)
        largest = max((d.max_abs for d in apart if d.max_abs >= 0), default=float("nan"))
        figures.append(Figure(numbers.plain(largest), "largest difference"))
        if worst.share == 0:
            figures.append(Figure("identical", "every value, to the last bit"))
        else:
            used = numbers.of_tolerance(worst.share)
            used = used.removesuffix(" the tolerance").removesuffix(" of")
            figures.append(Figure(used, "of what the tolerance allows", worst.share <= 1))
    for result in report.runtimes[1:]:
        if result.ratio is not None:
            whose = f"{result.name}: " if len(report.runtimes) > 2 else ""  # noqa: PLR2004
            ratio = f"{numbers.plain(result.ratio.value)}×"
            known = {"too noisy": ", too noisy to tell", "same": ", the same speed"}
            speed = known.get(verdict(result.ratio), "")
            figures.append(Figure(ratio, f"{whose}the time of {report.reference.name}{speed}"))
    return figures


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the runtimes' table: a runtime, or one of its several outputs."""

    name: str
    output: str | None
    apart: OutputDifference | None
    failing: bool


def _row(report: Report, index: int) -> list[Row]:
    result = report.runtimes[index]
    failing = {(finding.runtime, finding.output) for finding in report.failures}
    own = {output for runtime, output in failing if runtime == result.name}
    several = len(result.outputs) > 1
    first = result.outputs[0].difference if len(result.outputs) == 1 else None
    rows = [Row(result.name, None, first, bool(own))]
    if several and index:
        rows += [Row(result.name, o.name, o.difference, o.name in own) for o in result.outputs]
    return rows


def _worst_output(report: Report, index: int) -> NDArray[np.float64]:
    """Return each example's largest share over a runtime's outputs; NaN where none was compared."""
    columns = [d.share_by_example for d in report.runtimes[index].differences]
    if not columns or not columns[0].size:
        return np.full(report.examples, np.nan)
    stacked = np.stack(columns)
    worst: NDArray[np.float64] = np.where(
        np.isnan(stacked).all(axis=0),
        np.nan,
        np.nan_to_num(stacked, nan=-1, posinf=np.inf).max(axis=0),
    )
    return worst


@dataclass(frozen=True, slots=True)
class Bar:
    """One class or value of an output, under every runtime."""

    label: str
    values: tuple[tuple[str, float, float], ...]
    """By runtime: its name, the value, and the bar's length in percent."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One output of a card."""

    name: str
    bars: tuple[Bar, ...]
    images: ImagesShown | None
    same_class: bool
    numbers: NumbersShown | None
    distribution: bool
    """Whether the bars are probabilities."""


@dataclass(frozen=True, slots=True)
class Card:
    """One example to look at."""

    sample: Sample
    title: str
    outputs: tuple[Shown, ...]
    outside: bool


def _card(report: Report, sample: Sample) -> Card:
    return Card(
        sample,
        PurePath(sample.name).name or sample.name,
        tuple(_shown(report, name, shown) for name, shown in sample.outputs.items()),
        sample.share > 1,
    )


def _shown(report: Report, name: str, shown: NumbersShown | ImagesShown) -> Shown:
    if isinstance(shown, ImagesShown):
        return Shown(name, (), shown, same_class=True, numbers=None, distribution=False)
    finite = [abs(v) for values in shown.values.values() for v in values if np.isfinite(v)]
    distribution = shown.kind == "classes" and max(finite, default=0) <= 1
    full = 1.0 if distribution else max(finite, default=0) or 1.0
    bars = tuple(
        Bar(
            _label(report, index, shown),
            tuple(
                (runtime, values[place], _length(values[place], full))
                for runtime, values in shown.values.items()
            ),
        )
        for place, index in enumerate(shown.indices)
    )
    tops = {
        shown.indices[int(np.nanargmax(values))] if np.isfinite(values).any() else None
        for values in map(np.asarray, shown.values.values())
    }
    same = shown.kind != "classes" or len(tops) == 1
    return Shown(name, bars, None, same, shown, distribution)


def _label(report: Report, index: int, shown: NumbersShown) -> str:
    if shown.kind == "classes" and index < len(report.labels):
        return report.labels[index]
    return str(index)


def _length(value: float, full: float) -> float:
    return min(100.0, abs(value) / full * 100) if np.isfinite(value) else 0.0


def _facts(report: Report) -> list[tuple[str, str]]:
    """Return what a run was made with, as lines of a table."""
    place = report.environment
    prepared = report.preprocessing
    facts = [("Model", report.model + (f" ({report.source})" if report.source else ""))]
    if prepared is not None and prepared.size is not None:
        height, width = prepared.size
        facts.append(
            (
                "Preprocessing",
                (
                    f"{height}×{width} {prepared.color}, bilinear with half-pixel centres, "
                    f"then × {_channels(prepared.scale)} + {_channels(prepared.offset)}"
                ),
            )
        )
    facts += [
        *_tolerances(report),
        (
            "Run",
            (
                f"batch 1, {numbers.count(report.rounds, 'timed round')} of "
                f"{numbers.count(report.examples, 'example')}, runtimes in turns, "
                f"{report.warmup} warm-up runs each"
            ),
        ),
        ("Threads", str(place.threads or "each runtime's own default")),
        *environment_facts(place),
    ]
    return facts


def environment_facts(place: Place) -> list[tuple[str, str]]:
    """Return where a run was made, as lines of a table."""
    facts = [
        *place.runtimes.items(),
        ("Machine", f"{place.cpu}, {numbers.count(place.cpus, 'processor')} usable"),
        ("Memory", f"{place.memory_gb:g} GB" if place.memory_gb else numbers.NOTHING),
        ("CPU features", " ".join(place.cpu_flags) or "not stated by the system"),
        ("System", place.system),
        ("Python", place.python),
        ("Packages", ", ".join(f"{name} {found}" for name, found in place.packages.items())),
    ]
    if place.settings:
        facts.append(("Settings", " ".join(f"{k}={v}" for k, v in place.settings.items())))
    return facts


def _tolerances(report: Report) -> list[tuple[str, str]]:
    """Return the rule of each output, one line for all where it is the same."""
    rules = {
        name: f"|got - reference| ≤ {allowed.atol:g} + {allowed.rtol:g} × |reference|"
        for name, allowed in report.tolerance.items()
    }
    if len(set(rules.values())) == 1:
        return [("Tolerance", next(iter(rules.values())))]
    return [(f"Tolerance of '{name}'", rule) for name, rule in rules.items()]


def _channels(value: float | tuple[float, ...]) -> str:
    values = value if isinstance(value, tuple) else (value,)
    text = ", ".join(f"{v:.6g}" for v in values)
    return f"({text})" if len(values) > 1 else text


def _data_uri(thumbnail: Thumbnail) -> str:
    return f"data:{thumbnail.mime};base64,{b64encode(thumbnail.data).decode('ascii')}"
