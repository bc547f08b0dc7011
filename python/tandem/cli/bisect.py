"""``tandem bisect``: the first node at which a runtime leaves the original model."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli import terminal
from tandem.cli.compare import MISMATCH, check_targets, preprocessing
from tandem.cli.unsafe import Unsafe  # noqa: TC001 - Typer reads it


def bisect(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL", help="A .keras or .h5 file, a SavedModel folder, or a tfjs graph."
        ),
    ],
    images: Annotated[
        list[str],
        typer.Option(metavar="DIR|FILE|PATTERN", help="Pictures; the first and last are run."),
    ],
    runtime: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Where to look; tensorflow runs the converted graph natively."
        ),
    ] = "tfjs-node",
    deployed: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The tfjs folder that is deployed, to hold against MODEL."
        ),
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="HEIGHTxWIDTH", help="The size, if the model takes any.")
    ] = None,
    color: Annotated[
        str | None, typer.Option(metavar="rgb|bgr|grey", help="Channel order.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help="The model's input range, as in `compare`.")
    ] = None,
    scale: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Times the 0-255 values.")
    ] = None,
    offset: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Added after --scale.")
    ] = None,
    unsafe: Unsafe = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a report to look at.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write every node's error.")
    ] = None,
) -> None:
    """Find the first node at which a runtime leaves the original model, and what is wrong there.

    Exits with 0 where no node diverges and with 1 where one does.

    Examples:

        tandem bisect model.keras --images photos/

        tandem bisect model.keras --images photos/ --deployed web/model --report bisect.html
    """
    import tandem

    outputs = check_targets(report, json)
    with terminal.progress() as show:
        show("loading the model")
        found = tandem.bisect(
            model,
            images,
            runtime=runtime,
            deployed=deployed,
            preprocessing=preprocessing(size, color, preset, scale, offset),
            unsafe=unsafe,
            command=shlex.join(["tandem", *sys.argv[1:]]),
            progress=show,
        )
    if report is not None:
        from tandem.report import html
        from tandem.report.files import write_text

        write_text(report, html.render_bisection(found))
    if json is not None:
        from tandem.report.json import write_data

        write_data({"schema": "tandem.bisect/1", "agree": bool(found), **asdict(found)}, json)
    typer.echo(f"{'✓' if found else '✗'} {found}")
    for path in outputs:
        typer.echo(path)
    raise typer.Exit(0 if found else MISMATCH)
