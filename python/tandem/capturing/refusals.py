"""What cannot be captured: the reason, the line of JavaScript, and the way out."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from tandem.errors import CaptureError, JSError

FALLBACK = "or let it run op by op with on_refuse='fallback'"
"""The way out that is always there; a session has another one."""

OP_BY_OP = "or run it op by op, as tfjs-node"

_WAYS = {
    "reads": "Give the tensor back as a result and read it there",
    "changes": "Make what changes an argument, or make it the same in every run",
    "state": "Do that part outside and give its result in as an argument",
    "random": "Draw the numbers outside and give them in as an argument",
    "clock": "Read the clock outside and give the time in as an argument",
    "effect": "Do that outside: a captured run is TensorFlow's graph and nothing else",
    "shape": "Capture what comes before it, and do the rest outside",
    "strings": "Look strings up outside and give numbers in",
    "differs": "It does not compute the same as a graph; please report this",
    "check": "Give others that it works on as check_inputs",
}
"""The way out of each kind of refusal (bridge/tape.h, js/recording.ts)."""

_BUNDLE = "tandem/embedded.js"
_PACKAGE = str(Path(__file__).parent.parent)

# A frame of SpiderMonkey's: function@file:line:column.
_FRAME = re.compile(r"^(?P<function>[^@\n]*)@(?P<file>.*?):(?P<line>\d+):\d+$", re.MULTILINE)


class CaptureRefusal(Exception):  # noqa: N818 - becomes a CaptureError where its name is known
    """Something cannot be captured.

    Args:
        kind: a key of the ways out.
        reason: what it does, as the end of a sentence that begins with "it".
        line: what ``where`` found.
    """

    def __init__(self, kind: str, reason: str, line: str = "") -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.line = line

    def error(self, name: str, otherwise: str) -> CaptureError:
        """The error for a user: of what, why, where, and the ways out."""
        return CaptureError(name, self.reason, f"{_WAYS[self.kind]}, {otherwise}.", self.line)


def where(error: Exception) -> str:
    """The line that did it, as far as its user knows it; else an empty string.

    Of Python's where a function of Python's was called, else of JavaScript's.
    """
    frames = traceback.extract_tb(error.__traceback__)
    outside = [frame for frame in frames if not frame.filename.startswith(_PACKAGE)]
    # The first lines are those that asked for the capture.
    called = [place for place, frame in enumerate(frames) if frame.name == "_serve"]
    if called and outside:
        frame = outside[-1]
        return f"{frame.name} ({frame.filename}:{frame.lineno})"
    return _line_of_js(error.stack) if isinstance(error, JSError) else ""


def _line_of_js(stack: str) -> str:
    """The line of the user's own file, else the function of tfjs that did it."""
    frames = [match.groupdict() for match in _FRAME.finditer(stack)]
    for frame in frames:
        if not frame["file"].endswith(_BUNDLE):
            function = frame["function"].split("/")[-1] or "a function"
            return f"{function} ({frame['file']}:{frame['line']})"
    # The functions behind tfjs's ops end with an underscore; the outermost one was asked for.
    names = [frame["function"] for frame in frames]
    ops = [name for name in names if re.fullmatch(r"\w*[a-zA-Z0-9]_", name)]
    return f"TensorFlow.js's {ops[-1].rstrip('_')}" if ops else ""
