"""``tandem example``: the classic workflows of TensorFlow.js, run from Python."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli import terminal
from tandem.cli.compare import MISMATCH


def example(
    name: Annotated[
        str | None, typer.Argument(help="Which one; without it, they are listed.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A short run, which is held to nothing.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where pictures go; tandem-example-NAME by default."),
    ] = None,
) -> None:
    """Run a classic workflow of TensorFlow.js from Python: train, look, print its figures.

    Exits with 1 where a full run does not reach its figure. The source of each is short and to
    be copied from: its place is printed.

    Examples:

        tandem example

        tandem example digits

        tandem example detector --quick --out /tmp/detector
    """
    from tandem.examples import EXAMPLES

    if name is None:
        width = max(map(len, EXAMPLES))
        for known, summary in EXAMPLES.items():
            typer.echo(f"{known:{width}}  {summary}")
        return
    raise typer.Exit(_run(name, out or Path(f"tandem-example-{name}"), quick))


def _run(name: str, out: Path, quick: bool) -> int:
    """Run one, print what came of it, and return the exit code."""
    import time

    from tandem import examples

    started = time.perf_counter()
    figures = examples.run(name, out, quick=quick)
    seconds = time.perf_counter() - started
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        line = f"{figure.name:{width}}  {figure.value:<10.4g}"
        typer.echo(f"{line}  {'' if quick else figure.bar}".rstrip())
    typer.echo(f"{'time':{width}}  {seconds:.1f} s")
    typer.echo(f"source: {Path(examples.__file__).parent / name}.py")
    for path in sorted(out.iterdir()):
        typer.echo(path.resolve())
    missed = [] if quick else [figure for figure in figures if not figure.reached]
    for figure in missed:
        terminal.remark(f"error: {figure.name} should have been {figure.bar}")
    return MISMATCH if missed else 0
