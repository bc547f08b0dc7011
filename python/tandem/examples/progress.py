"""A progress bar for loops that are an example's own; ``fit`` has one itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def shown(items: Iterable[T], total: int) -> Iterator[T]:
    """Pass items on, with a bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        items, "training", total, console=console, transient=True, disable=not console.is_terminal
    )
