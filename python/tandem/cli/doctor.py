"""``tandem doctor``: versions, processor, runtimes, and what brings the missing ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli import terminal

if TYPE_CHECKING:
    from tandem.doctor import Checkup

NOT_READY = 3


def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings as JSON, for machines.")
    ] = False,
) -> None:
    """Say what this machine has, which runtimes are ready, and what brings the others.

    Exits with 0 where `tensorflow` and `tfjs-node` are ready, else with 3.

    Examples:

        tandem doctor
        tandem doctor --json > machine.json
    """
    from tandem.doctor import examine

    with terminal.progress() as show:
        show("looking at this machine")
        found = examine()
    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2))
    else:
        _show(found)
    raise typer.Exit(0 if found else NOT_READY)


def _show(found: Checkup) -> None:
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    here = found.environment
    facts = Table.grid(padding=(0, 2))
    facts.add_row("system", escape(here.system))
    facts.add_row("processor", escape(f"{here.cpu}, {here.cpus} usable"))
    facts.add_row("flags", " ".join(here.cpu_flags) or "not known on this system")
    facts.add_row("threads", _threads(here.cpus, here.settings))
    facts.add_row("python", here.python)
    for package, version in (here.packages | found.bundled).items():
        facts.add_row(package, version)

    ready = Table.grid(padding=(0, 2))
    for name, readiness in found.runtimes.items():
        mark = "[green]ready[/]" if readiness.ready else "[red]missing[/]"
        ready.add_row(name, mark, escape(readiness.detail))
        if readiness.command:
            ready.add_row("", "run", escape(readiness.command))

    console = terminal.out()
    for title, body in (("Machine", facts), ("Runtimes", ready)):
        console.print(title, style="bold")
        console.print(Padding(body, (0, 0, 1, 2)))
    console.print("Speed", style="bold")
    for sentence in found.advice():
        console.print(Padding(escape(sentence), (0, 0, 0, 2)))


def _threads(cpus: int, settings: dict[str, str]) -> str:
    asked = settings.get("TF_NUM_INTRAOP_THREADS")
    return (
        f"{asked} for each operation (TF_NUM_INTRAOP_THREADS)"
        if asked
        else f"{cpus} for each operation, TensorFlow's default (change it with --threads)"
    )
