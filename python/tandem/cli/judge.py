"""``tandem judge``: runs that were kept, judged again by the budget of today."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.compare import MISMATCH, check_targets


def judge(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN.json", help="What `tandem compare --json` wrote.")
    ],
    budget: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="What may differ, why, and until when."),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Write a summary for GitHub.")
    ] = None,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE.xml", help="Write JUnit XML for CI.")
    ] = None,
) -> None:
    """Judge runs that were kept, without running anything.

    Exits with 0 where all agree and with 1 where one does not.

    Examples:

        tandem judge run.json --budget budget.toml --markdown summary.md --junit parity.xml
    """
    from tandem.comparison import budget as budgets
    from tandem.comparison import stored
    from tandem.report import summary
    from tandem.report.files import write_text

    outputs = check_targets(markdown, junit)
    entries = budgets.load(budget) if budget is not None else ()
    judged = [stored.judge(stored.load(run), entries) for run in runs]
    for run, found in zip(runs, judged, strict=True):
        others = ", ".join(dict.fromkeys(o.runtime for o in found.outcomes))
        typer.echo(f"{'✓' if found else '✗'} {run}: {found.model}, {others}")
        for finding in found.findings:
            where = f"{finding.runtime}: " if finding.runtime else ""
            typer.echo(f"  {finding.severity} {where}{finding.message}")
    if markdown is not None:
        write_text(markdown, summary.markdown(judged))
    if junit is not None:
        write_text(junit, summary.junit(judged))
    for path in outputs:
        typer.echo(path)
    raise typer.Exit(0 if all(judged) else MISMATCH)
