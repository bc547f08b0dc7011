"""A benchmark as one HTML file: how fast, how sure, where the time goes, and what it costs."""

# ruff: noqa: RUF001 - the page's text has multiplication signs

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

import tandem
from tandem.benchmark import STAGES
from tandem.report import charts, numbers
from tandem.report.charts import Tick
from tandem.report.html import environment_facts, templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tandem.benchmark.run import Benchmark, Case, Memory
    from tandem.benchmark.statistics import Ratio, Summary
    from tandem.benchmark.stored import Change

SPEEDS = {"too noisy": "too noisy to tell", "same": "the same speed"}
"""What is said of a ratio; the other words stand as they are."""

_MARKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 2, 5, 10, 20, 50, 100)
_LEAST_APART = 9.0
"""Percent of the axis between two marks."""


def render(found: Benchmark, changes: Sequence[Change] = ()) -> str:
    """Return a benchmark as the text of an HTML file.

    Args:
        found: what was measured.
        changes: beside a stored run, where it was judged by one.
    """
    runtimes = dict.fromkeys((*(case.runtime for case in found.cases), *found.memory))
    groups = [
        _group(list(cases))
        for _, cases in groupby(found.cases, key=lambda case: (case.batch, case.threads))
    ]
    return (
        templates()
        .get_template("bench.html.j2")
        .render(
            found=found,
            version=tandem.__version__,
            headline=headline(found, changes),
            tone=_tone(changes),
            colors={name: index for index, name in enumerate(runtimes)},
            groups=groups,
            several=len(groups) > 1,
            intervals=_intervals(
                [
                    (f"{case.runtime}{_of(case) if len(groups) > 1 else ''}", case.ratio)
                    for case in found.cases
                    if case.ratio is not None
                ]
            ),
            against=_intervals([(change.name, change.ratio) for change in changes]),
            changes=changes,
            noisy=noise(found),
            words=SPEEDS,
            memory=[(name, memory, megabytes(memory)) for name, memory in found.memory.items()],
            stages=STAGES[:-1],
            facts=_facts(found),
        )
    )


def headline(found: Benchmark, changes: Sequence[Change] = ()) -> str:
    """Say in one sentence what was found."""
    slower = [change for change in changes if change.slower]
    if slower:
        cases = numbers.count(len(changes), "case")
        return f"{len(slower)} of {cases} slower than the stored run allows"
    if changes and any(change.noisy for change in changes):
        return "Too noisy to tell whether it became slower"
    if changes:
        return f"No slower than the stored run: {numbers.count(len(changes), 'case')} within bounds"
    first = [case for case in found.cases if case.ratio is not None]
    if not first:
        total = found.cases[0].summary["total"]
        return f"{found.baseline} takes {numbers.milliseconds(total.median)} ms"
    same = [case for case in first if _of(case) == _of(first[0])]
    parts = [f"{case.runtime} {_in_words(case)}" for case in same]
    return f"Beside {found.baseline}: {', '.join(parts)}"


def noise(found: Benchmark) -> str | None:
    """Say that the machine was too noisy to conclude on some case; ``None`` where it was not."""
    cases = [case for case in found.cases if case.speed == "too noisy"]
    if not cases:
        return None
    load = f" (load {found.load:.1f} a processor)" if found.load is not None else ""
    return (
        f"the machine was too noisy to conclude on {len(cases)} of {len(found.cases)} cases{load}; "
        "measure longer with --seconds, or when it is idle"
    )


def _in_words(case: Case) -> str:
    if case.ratio is None or case.speed in SPEEDS:
        return SPEEDS.get(case.speed or "", "")
    if case.speed == "faster":
        return f"{numbers.plain(1 / case.ratio.value)}× as fast"
    return f"takes {numbers.plain(case.ratio.value)}× as long"


def _of(case: Case) -> str:
    threads = f", {numbers.count(case.threads, 'thread')}" if case.threads else ""
    return f", batch {case.batch}{threads}"


def _tone(changes: Sequence[Change]) -> str:
    if any(change.slower for change in changes):
        return "differ"
    return "neutral" if not changes or any(change.noisy for change in changes) else "agree"


@dataclass(frozen=True, slots=True)
class Group:
    """The runtimes at one batch size and number of threads."""

    title: str
    cases: tuple[Case, ...]
    latencies: charts.Latencies | None
    summaries: dict[str, dict[str, Summary]]
    notes: dict[str, str]
    slowest: float


def _group(cases: list[Case]) -> Group:
    summaries = {case.runtime: case.summary for case in cases}
    batch = numbers.count(cases[0].batch, "example")
    threads = cases[0].threads
    return Group(
        f"Batches of {batch}" + (f", {numbers.count(threads, 'thread')}" if threads else ""),
        tuple(cases),
        charts.latencies({case.runtime: np.array(case.times["total"]) for case in cases}),
        summaries,
        {case.runtime: f"first run {numbers.milliseconds(case.first['total'])}" for case in cases},
        max(summary["total"].median for summary in summaries.values()),
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """A ratio with its confidence interval, in percent of the axis."""

    name: str
    ratio: Ratio
    at: float
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """Ratios on one logarithmic axis."""

    rows: tuple[Interval, ...]
    ticks: tuple[Tick, ...]
    one: float
    """Where the ratio is 1."""


def _intervals(ratios: Sequence[tuple[str, Ratio]]) -> Intervals | None:
    if not ratios:
        return None
    low = min(0.9, *(ratio.low for _, ratio in ratios))
    high = max(1.1, *(ratio.high for _, ratio in ratios))
    left, right = math.log(low) - 0.03, math.log(high) + 0.03

    def place(value: float) -> float:
        return (math.log(value) - left) / (right - left) * 100

    return Intervals(
        tuple(
            Interval(
                name,
                ratio,
                place(ratio.value),
                place(ratio.low),
                max(0.4, place(ratio.high) - place(ratio.low)),
            )
            for name, ratio in ratios
        ),
        tuple(Tick(at, f"{mark:g}×") for mark, at in _apart(place)),
        place(1.0),
    )


def _apart(place: Callable[[float], float]) -> Iterator[tuple[float, float]]:
    """Yield 1, and what other round ratios are on the axis and not too close to another."""
    taken = [place(1.0)]
    yield 1.0, taken[0]
    for mark in sorted(_MARKS, key=lambda mark: abs(math.log(mark))):
        at = place(mark)
        if 0 <= at <= 100 and min(abs(at - other) for other in taken) >= _LEAST_APART:  # noqa: PLR2004
            taken.append(at)
            yield mark, at


def megabytes(memory: Memory) -> tuple[str, str]:
    """Return resident and peak memory as text, that of another process beside this one's."""

    def text(own: float | None, peer: float | None) -> str:
        if own is None:
            return numbers.NOTHING
        return f"{own:,.0f}" + (f" + {peer:,.0f}" if peer is not None else "")

    return text(memory.rss_mb, memory.peer_rss_mb), text(memory.peak_mb, memory.peer_peak_mb)


def _facts(found: Benchmark) -> list[tuple[str, str]]:
    rounds = sorted({len(case.times["total"]) for case in found.cases})
    many = f"{rounds[0]:,}" + (f" to {rounds[-1]:,}" if len(rounds) > 1 else "")
    load = numbers.NOTHING if found.load is None else f"{found.load:.2f} a processor"
    return [
        ("Model", f"{found.model}: {found.signature}"),
        ("Run", f"{many} timed rounds, runtimes in turns, on random inputs; 5 warm-up runs each"),
        ("Load before", load),
        *environment_facts(found.environment),
    ]
