"""Find what a block of code leaves behind in the embedded engine, and where it was made."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tandem.engine import get_engine
from tandem.errors import LeakError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_NAMED = 10


@contextmanager
def leak_check() -> Iterator[None]:
    """Check that a block leaves no tensors and no leases behind.

    Example::

        with tandem.leak_check():
            session.run({"image": image})

    Starts the engine where it is not running. While the block runs each tensor costs some
    microseconds more, as the place it is made at is noted.

    Raises:
        LeakError: something is left; the message says how much, and for each tensor its shape,
            dtype and the line of Python, or the JavaScript, that made it. Not raised over an
            error of the block's own.
    """
    engine = get_engine()
    before = engine.counts()
    engine.watch_tensors()
    try:
        yield
    except BaseException:
        engine.unwatch_tensors()
        raise
    made = engine.unwatch_tensors()
    after = engine.counts()
    left = {name: after[name] - before[name] for name in after if after[name] > before[name]}
    if left:
        counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in left.items())
        lines = [f"the block left behind: {counts}", *map(_line, made[:_MOST_NAMED])]
        if len(made) > _MOST_NAMED:
            lines.append(f"  and {len(made) - _MOST_NAMED} tensors more")
        lines.append("dispose of them (tensor.dispose()), or make them inside tf.tidy(() => ...)")
        raise LeakError("\n".join(lines))


def _line(tensor: dict[str, Any]) -> str:
    """One tensor: what it is, and the line of Python that made it, or the calls of JavaScript."""
    what = f"  {tensor['dtype']} {tuple(tensor['shape'])} made"
    link = sys.modules.get("tandem.tfjs.link")
    held = link.get_link().objects.get(tensor["handle"]) if link is not None else None
    if held is not None and held._where is not None:  # noqa: SLF001 - the line that made it
        return f"{what} at {held._where}"  # noqa: SLF001
    # The innermost calls that are not tfjs's own engine.
    calls = [line for line in tensor["stack"].splitlines() if line and "leaks.ts" not in line]
    where = " < ".join(call.partition("@")[0] or "(top level)" for call in calls[1:6])
    return f"{what} in {where}"
