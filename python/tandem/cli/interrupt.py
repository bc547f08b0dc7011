"""Ctrl-C, remembered: native code may swallow the exception or turn it into another one."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

P = ParamSpec("P")

_pressed = False


def listen() -> None:
    """Take note of Ctrl-C from now on, besides raising ``KeyboardInterrupt`` as ever."""
    signal.signal(signal.SIGINT, _note)
    # Native code that it hits prints what it does not understand; so does a finalizer.
    sys.excepthook = _unless_pressed(sys.excepthook)
    sys.unraisablehook = _unless_pressed(sys.unraisablehook)


def _unless_pressed(hook: Callable[P, object]) -> Callable[P, None]:
    def quiet(*arguments: P.args, **options: P.kwargs) -> None:
        if not _pressed:
            hook(*arguments, **options)

    return quiet


def pressed() -> bool:
    """Say whether Ctrl-C was pressed."""
    return _pressed


def check() -> None:
    """Raise the ``KeyboardInterrupt`` that was swallowed, if one was."""
    if _pressed:
        raise KeyboardInterrupt


def _note(number: int, frame: FrameType | None) -> None:
    global _pressed  # noqa: PLW0603 - a signal handler has nowhere else to write to
    _pressed = True
    signal.default_int_handler(number, frame)
