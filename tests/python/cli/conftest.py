"""The command line, run in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NamedTuple

import pytest

from tandem import cli


class Ended(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def tandem(tmp_path, monkeypatch, capsys):
    """Run a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TANDEM_DEBUG", raising=False)

    def run(*arguments: object) -> Ended:
        code = cli.run([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def tandem_process(tmp_path):
    """Run a command in a process of its own, in an empty folder."""

    def run(*arguments: object) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "tandem", *map(str, arguments)],
            cwd=tmp_path,
            # Which some test's TensorFlow has set for this process.
            env={k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run
