"""The report as a table in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tandem.report import numbers
from tandem.report.verdict import headline

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tandem.comparison.result import OutputDifference, Report, RuntimeResult


def render(report: Report) -> RenderableType:
    """Return the report as something a rich console prints: verdict, table, findings."""
    mark, style = ("✓", "bold green") if report else ("✗", "bold red")
    parts: list[RenderableType] = [Text(f"{mark} {headline(report)}", style=style), _table(report)]
    parts += [
        Text(f"{result.name}, '{output.name}' at worst: {fits}")
        for result in report.runtimes[1:]
        for output in result.outputs
        if output.difference and (fits := numbers.fits(output.difference.fit))
    ]
    if report.hops:
        parts.append(_hops(report))
    for finding in report.findings:
        color = "red" if finding.severity == "failure" else "yellow"
        where = f"{escape(finding.runtime)}: " if finding.runtime else ""
        parts.append(
            Text.from_markup(f"[{color}]{finding.severity}[/] {where}{escape(finding.message)}")
        )
    for runtime, verdicts in report.verdicts.items():
        parts += [
            Text.from_markup(
                f"[cyan]reason[/] {escape(runtime)}: [bold]{verdict.mistake}[/]: "
                f"{escape(verdict.evidence)}\n  fix: {escape(verdict.fix)}"
            )
            for verdict in verdicts
        ]
        if not verdicts:
            parts.append(Text(f"reason {runtime}: none of the mistakes known reproduces it"))
    if report.bisection is not None:
        parts.append(Text(str(report.bisection)))
    return Group(*parts)


def _hops(report: Report) -> Text:
    several = len({hop.output for hop in report.hops}) > 1
    text = Text("each hop by itself:", style="bold")
    for hop in report.hops:
        output = f"{hop.output}: " if several else ""
        used = numbers.of_tolerance(hop.share)
        text.append(
            f"\n  {output}{hop.source} → {hop.target}  {numbers.plain(hop.max_abs)}  "
            f"({hop.cause}, {used})",
            style="red" if hop.share > 1 else "not bold",
        )
    return text


def _table(report: Report) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("runtime", no_wrap=True)
    classes = any(result.top1 is not None for result in report.runtimes)
    for name, shown in (
        ("top-1", classes),
        ("max abs", True),
        ("mean abs", True),
        ("cosine", True),
    ):
        if shown:
            table.add_column(name, justify="right", no_wrap=True)
    table.add_column("median / p95 ms", justify="right", no_wrap=True)
    table.add_column("marshal + compute + read back", justify="right")
    for result in report.runtimes:
        several = len(result.differences) > 1
        cells = ["reference"] if result is report.reference else []
        if len(result.differences) == 1:
            cells = _apart(result.differences[0], classes)
        blank = [""] * (len(table.columns) - 3 - len(cells))
        table.add_row(escape(result.name), *cells, *blank, *_times(result))
        if several:
            for output in result.outputs:
                if output.difference is not None:
                    table.add_row(f"  {escape(output.name)}", *_apart(output.difference, classes))
    return table


def _apart(apart: OutputDifference, classes: bool) -> list[str]:
    return [
        *([numbers.percent(apart.top1)] if classes else []),
        numbers.plain(apart.max_abs),
        numbers.plain(apart.mean_abs),
        numbers.cosine(apart.cosine),
    ]


def _times(result: RuntimeResult) -> list[str]:
    summary = result.timings.summary()
    if not summary:
        return [numbers.NOTHING, numbers.NOTHING]
    total = summary["total"]
    stages = (summary[stage].median for stage in ("marshal", "compute", "readback"))
    return [
        f"{numbers.milliseconds(total.median)} / {numbers.milliseconds(total.p95)}",
        " + ".join(numbers.milliseconds(stage) for stage in stages),
    ]
