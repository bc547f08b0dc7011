"""The two streams: results on stdout, progress and remarks on stderr."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console


def out() -> Console:
    """Return the console for results."""
    from rich.console import Console

    return Console()


def err() -> Console:
    """Return the console for progress and remarks."""
    from rich.console import Console

    return Console(stderr=True)


def remark(text: str) -> None:
    """Print a line on stderr, as it is."""
    print(text, file=sys.stderr)  # noqa: T201


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Show a bar while the block runs; it is gone afterwards, and never there in a pipe.

    Yields:
        A function to call with what is being done and how far it is, from 0 to 1. Where the
        share stays 0 for a while, the bar pulses.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = err()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: float) -> None:
            bar.update(task, description=what, total=1.0 if done else None, completed=done)

        yield show
