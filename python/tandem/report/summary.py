"""Judged runs for CI: GitHub-flavoured Markdown and JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tandem.report import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.comparison.stored import Judgement


def markdown(runs: Sequence[Judgement]) -> str:
    """Return a summary for a pull request or a job's page: a table, then what to know."""
    good = sum(map(bool, runs))
    lines = [
        f"### {'✅' if good == len(runs) else '❌'} Parity: {good} of {len(runs)} agree",
        "",
        "| | model | runtime | output | max abs | cosine | of the tolerance |",
        "|---|---|---|---|---:|---:|---:|",
    ]
    for run in runs:
        failing = {(f.runtime, f.output) for f in run.findings if f.severity == "failure"}
        for outcome in run.outcomes:
            cosine = outcome.metrics["cosine"]
            bad = {(outcome.runtime, outcome.output), (outcome.runtime, None)} & failing
            cells = (
                "❌" if bad else "✅",
                run.model,
                outcome.runtime,
                outcome.output,
                numbers.plain(outcome.metrics["max_abs"]),
                numbers.cosine(cosine) if cosine is not None else numbers.NOTHING,
                numbers.plain(outcome.metrics["share"]),
            )
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    notes = [
        f"- {'**' + f.severity + '**'} {_cell(run.model)}, {_cell(f.runtime or 'run')}: "
        f"{_cell(f.message)}"
        for run in runs
        for f in run.findings
    ]
    reasons = [
        f"- **reason** {_cell(run.model)}, {_cell(runtime)}: {_cell(verdict['mistake'])}: "
        f"{_cell(verdict['evidence'])}. Fix: `{verdict['fix']}`"
        for run in runs
        for runtime, verdicts in run.verdicts.items()
        for verdict in verdicts
    ]
    return "\n".join([*lines, "", *notes, *reasons]).rstrip() + "\n"


def junit(runs: Sequence[Judgement]) -> str:
    """Return JUnit XML: a test case for each output of each runtime, and one for each run."""
    root = ET.Element("testsuites", name="tandem")
    for run in runs:
        suite = ET.SubElement(root, "testsuite", name=run.model)
        places = [(o.runtime, o.output) for o in run.outcomes]
        failures = [f for f in run.findings if f.severity == "failure"]
        # A runtime that stopped has failed in each of its outputs.
        cases = [(f"{r}: {o}", [f for f in failures if f.runtime == r and f.output in {o, None}])
                 for r, o in places]  # fmt: skip
        placed = [finding for _, found in cases for finding in found]
        elsewhere = [f for f in failures if f not in placed]
        for name, found in [*cases, ("run", elsewhere)]:
            case = ET.SubElement(suite, "testcase", classname=f"tandem.{run.model}", name=name)
            if found:
                node = ET.SubElement(case, "failure", message=_xml(found[0].message))
                node.text = _xml("\n".join(f.message for f in found))
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _cell(text: str) -> str:
    """Escape what would end a cell or start markup."""
    plain = " ".join(text.split())
    for sign in "\\|<>*_`":
        plain = plain.replace(sign, f"\\{sign}" if sign not in "<>" else f"&{'lg'[sign == '>']}t;")
    return plain


def _xml(text: str) -> str:
    """Drop what XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or c >= " ")
