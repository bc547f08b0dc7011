"""Where in a user's code something of this package was called, for warnings and leaks."""

from __future__ import annotations

import asyncio
import sys
import warnings
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)

_EXAMPLES = str(Path(__file__).parent / "examples")
"""Code that uses the library as any other."""

_NOT_CALLERS = (_PACKAGE, str(Path(asyncio.__file__).parent))
"""Where no line of a user's is."""


def _place() -> tuple[str, int, int]:
    """The innermost place outside this package: its file, its line, and how many calls up it is."""
    level, frame = 1, sys._getframe(1)  # noqa: SLF001 - documented for just this
    while frame.f_back is not None:
        filename = frame.f_code.co_filename
        if not filename.startswith(_NOT_CALLERS) or filename.startswith(_EXAMPLES):
            break
        frame = frame.f_back
        level += 1
    return frame.f_code.co_filename, frame.f_lineno, level


def caller() -> str:
    """The innermost place outside this package, as ``file:line``."""
    filename, line, _ = _place()
    return f"{filename}:{line}"


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the line outside this package that called."""
    _, _, level = _place()
    warnings.warn(message, category, stacklevel=level)
