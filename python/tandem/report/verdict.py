"""The verdict in one sentence, the same in every kind of report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.report import numbers

if TYPE_CHECKING:
    from tandem.comparison.result import Report


def headline(report: Report) -> str:
    """Say which runtimes agree with the reference, or which do not."""
    reference = report.reference.name
    if not report.examples:
        return "Nothing was compared: there were no examples"
    failing = {finding.runtime for finding in report.failures}
    others = [result.name for result in report.runtimes[1:]]
    examples = numbers.count(report.examples, "example")
    wrong = [name for name in others if name in failing]
    if len(others) == 1 and wrong and (count := _outside(report)):
        return f"{wrong[0]} differs from {reference} on {count:,} of {examples}"
    if wrong:
        verb = "does" if len(wrong) == 1 else "do"
        return f"{_list(wrong)} {verb} not agree with {reference} on {examples}"
    if report.failures:
        return f"The comparison of {_list(others)} with {reference} proves nothing"
    verb = "agrees" if len(others) == 1 else "agree"
    return f"{_list(others)} {verb} with {reference} on {examples}"


def _outside(report: Report) -> int:
    """Return on how many examples the second runtime's worst output is outside the tolerance."""
    return max((d.examples_outside for d in report.runtimes[1].differences), default=0)


def _list(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
