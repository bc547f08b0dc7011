"""Memory by context: ``with tf.tidy():`` disposes of the tensors made inside it."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Self

from tandem.errors import UsageError
from tandem.tfjs import proxy, values
from tandem.tfjs.link import get_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_open = 0
"""Blocks that are open outside of tasks: tfjs's own stack of scopes has them."""


def _task() -> asyncio.Task[Any] | None:
    """The task that runs, if one does."""
    running = asyncio._get_running_loop()  # noqa: SLF001 - cheaper than an exception
    return None if running is None else asyncio.current_task(running)


class Tidy:
    """The block of a ``with tf.tidy():``."""

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._task: asyncio.Task[Any] | None = None
        self._number = 0

    def keep(self, value: Any) -> Any:
        """Let tensors outlive this block: they belong to the tidy around it, or to nobody.

        Args:
            value: a tensor, or lists and dicts of them.

        Returns:
            The value itself.
        """
        self._kept.append(value)
        return value

    def __enter__(self) -> Self:
        global _open  # noqa: PLW0603 - tfjs has one stack of scopes
        link = get_link()
        self._task = _task()
        if self._task is None:
            link.request("startScope")
            _open += 1
        else:
            # Other tasks run, and trainings go on, while this one awaits something.
            self._number = link.request("startScope", v=True)
            link.tidies.setdefault(self._task, []).append(self._number)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            kept = values.encode(get_link(), self._kept)
        except BaseException:
            self._end([])
            raise
        self._end(kept)

    def _end(self, kept: Any) -> None:
        global _open  # noqa: PLW0603
        link = get_link()
        if self._task is None:
            _open -= 1
            link.request("endScope", v=kept)
            return
        try:
            link.request("endScope", i=self._number, v=kept)
        finally:
            link.tidies[self._task].remove(self._number)
            if not link.tidies[self._task]:
                del link.tidies[self._task]


def check_none_open(name: str) -> None:
    """Raise where a block is open here, which an awaitable would outlive.

    Raises:
        UsageError: one is.
    """
    task = _task()
    if _open if task is None else task in get_link().tidies:
        raise UsageError(
            f"{name}() goes on after it is called, and the tf.tidy() around it would dispose of "
            "tensors it still needs: await it outside the block, and tidy the parts between"
        )


@proxy.replaces("tidy")
def tidy(function: Callable[[], Any] | None = None) -> Any:
    """Dispose of all tensors that a block makes, but for variables and what is kept.

    Example::

        with tf.tidy() as block:
            y = block.keep(tf.add(a, b) * 2)

    In a task (asyncio) a block may await what is none of tfjs's: it has what this very task makes,
    and leaves other tasks, their blocks and trainings alone.

    Args:
        function: called at once inside a tidy of its own, where it is given; the tensors it
            returns are kept.

    Returns:
        The block, or what the function returned.

    Raises:
        UsageError: the function is asynchronous.
    """
    if function is None:
        return Tidy()
    if inspect.iscoroutinefunction(function):
        raise UsageError(
            "a tidy ends when its function returns, which an async one does before it has run: "
            "tidy the parts between its awaits, with `with tf.tidy():`"
        )
    with Tidy() as block:
        return block.keep(function())
