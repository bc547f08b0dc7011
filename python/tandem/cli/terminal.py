"""The two streams: results on stdout, progress and remarks on stderr."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from tandem.cli import interrupt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from tandem.comparison import Report


class Progress(Protocol):
    """Told how far a long task is."""

    def __call__(self, task: str, done: float = 0.0, total: float = 1.0) -> None:
        """Take note that ``done`` of ``total`` of ``task`` is finished."""


def out() -> Console:
    """Return the console for results. In a pipe its lines are long enough for a table."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console.width = 120
    return console


def err() -> Console:
    """Return the console for progress and remarks."""
    from rich.console import Console

    return Console(stderr=True)


def remark(text: str) -> None:
    """Print a line on stderr, as it is."""
    print(text, file=sys.stderr)  # noqa: T201


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar while the block runs; it is gone afterwards, and never there in a pipe.

    Each call of it is also a place where a Ctrl-C that was swallowed comes up again.

    Yields:
        What to call with the task at hand, how far it is and how far it goes; while nothing of
        it is done, the bar pulses.
    """
    from rich import progress as rich

    console = err()
    with rich.Progress(
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        line = bar.add_task("", total=None)

        def show(task: str, done: float = 0.0, total: float = 1.0) -> None:
            interrupt.check()
            changed = bar.tasks[line].description != task
            share = total if done else None
            bar.update(line, description=task, total=share, completed=done, refresh=changed)

        yield show


def print_report(report: Report) -> None:
    """Print a comparison's verdict, table and findings on stdout."""
    from tandem.report.terminal import render

    out().print(render(report))
