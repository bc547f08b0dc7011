"""Keeps the start-up notes of TensorFlow's C++ library off the terminal, and nothing else.

``TF_CPP_MIN_LOG_LEVEL`` hides most of them, but newer libraries write a few while they are being
loaded, before they read it. What native code writes to stderr therefore passes a small process
of its own, which drops those lines: a thread would lose the last words of a crash.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SETTING = "TF_CPP_MIN_LOG_LEVEL"

CHATTER = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR"
    # Notes and warnings: the letter, then where they come from. Errors (E, F) pass.
    rb"|[IW]\d{4} [\d:.]+ +\d+ \S+\.(cc|h):\d+\]"
    rb"|\d{4}-\d\d-\d\d [\d:.]+: [IW] "
    # Two "errors" that only say that this machine has no CUDA.
    rb"|.*failed call to cuInit.*\b303\b"
    rb"|.*Unable to register cu(BLAS|DNN|FFT) factory"
    rb"|To enable the following instructions: "
)


@contextmanager
def hidden() -> Iterator[None]:
    """Drop the notes while the block runs, unless the user has set ``TF_CPP_MIN_LOG_LEVEL``.

    Python's own ``sys.stderr`` keeps writing straight to the terminal.
    """
    if _SETTING in os.environ:
        yield
        return
    import subprocess

    os.environ[_SETTING] = "2"
    python_stderr = sys.stderr
    python_stderr.flush()
    terminal = os.dup(2)
    # In a session of its own: Ctrl-C is for the command, whose last words still have to pass.
    sieve = subprocess.Popen(  # noqa: S603 - this interpreter, this file
        [sys.executable, "-I", "-S", __file__],
        stdin=subprocess.PIPE,
        stdout=terminal,
        start_new_session=True,
    )
    assert sieve.stdin is not None  # noqa: S101 - for the type checker
    os.dup2(sieve.stdin.fileno(), 2)
    sieve.stdin.close()
    sys.stderr = os.fdopen(os.dup(terminal), "w", buffering=1, encoding=python_stderr.encoding)
    try:
        yield
    finally:
        sys.stderr.close()
        sys.stderr = python_stderr
        os.dup2(terminal, 2)
        os.close(terminal)
        # Where some child of ours still holds the pipe, the sieve ends with that.
        with suppress(subprocess.TimeoutExpired):
            sieve.wait(timeout=1)


def _sieve() -> None:
    for line in sys.stdin.buffer:
        if not CHATTER.match(line):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    _sieve()
