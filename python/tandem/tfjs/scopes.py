"""Memory by context: ``with tf.tidy():`` disposes of the tensors made inside it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Self

from tandem.errors import UsageError
from tandem.tfjs import proxy, values
from tandem.tfjs.link import get_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_open = 0


class Tidy:
    """The block of a ``with tf.tidy():``."""

    def __init__(self) -> None:
        self._kept: list[Any] = []

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
        get_link().request("startScope")
        _open += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        global _open  # noqa: PLW0603
        _open -= 1
        link = get_link()
        link.request("endScope", v=values.encode(link, self._kept))


def check_none_open(name: str) -> None:
    """Raise where a block is open, which an awaitable would outlive.

    Raises:
        UsageError: one is.
    """
    if _open:
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
