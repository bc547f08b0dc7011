"""Python programs in processes of their own."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def run_python(code, timeout=120, stdin=None):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], input=stdin,
        capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
