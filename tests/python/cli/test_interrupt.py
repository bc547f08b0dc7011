"""Ctrl-C on a real terminal: exit code 130, no trace, nothing half-written."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time

import pytest

from tandem.demo import IMAGES, MODEL

SECONDS = 60


def run_in_terminal(arguments, folder, *, interrupt_at):
    """Run a command in a pseudo-terminal; press Ctrl-C once it has printed a text."""
    environment = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    command = [sys.executable, "-m", "tandem", *map(str, arguments)]
    child, terminal = pty.fork()
    if child == 0:  # the child; nothing of pytest may run in it
        try:
            os.chdir(folder)
            os.execve(sys.executable, command, environment | {"TERM": "xterm", "COLUMNS": "100"})
        finally:
            os._exit(99)
    printed, pressed, deadline = b"", False, time.monotonic() + SECONDS
    try:
        while time.monotonic() < deadline:
            try:
                printed += os.read(terminal, 4096)
            except OSError:  # Linux says so where the other side is closed
                break
            if not pressed and interrupt_at.encode() in printed:
                os.write(terminal, b"\x03")
                pressed = True
    finally:
        os.close(terminal)
        _, status = os.waitpid(child, 0)
    assert pressed, printed
    return os.waitstatus_to_exitcode(status), printed.decode()


@pytest.mark.parametrize("stage", ["loading the model", "opening the model", "comparing"])
def test_compare(tmp_path, stage):
    pictures = ["--images", IMAGES] * 4  # long enough to be in the middle of it
    code, printed = run_in_terminal(
        ["compare", MODEL, *pictures, "--report", "r.html", "--json", "r.json"],
        tmp_path,
        interrupt_at=stage,
    )
    assert code == 130, printed
    assert "loading the model" in printed  # the progress is shown, on a terminal
    assert "Traceback" not in printed
    assert not list(tmp_path.iterdir())


def test_convert(tmp_path):
    code, printed = run_in_terminal(
        ["convert", MODEL, "out"], tmp_path, interrupt_at="reezing the model"
    )
    assert code == 130, printed
    assert "Traceback" not in printed
    assert not list(tmp_path.iterdir())


# A step of the work that does to Ctrl-C what native code has been seen doing.
SWALLOWING = """
import os, signal, sys
import tandem.doctor
from tandem import cli
from tandem.cli import terminal

def examine():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        {reaction}
    with terminal.progress() as show:
        show("the next step")
    sys.exit("went on")

tandem.doctor.examine = examine
sys.argv = ["tandem", "doctor"]
cli.main()
"""


@pytest.mark.parametrize(
    "reaction",
    [
        "pass",
        "raise SystemError('bad argument')",
        "sys.excepthook(SystemError, SystemError('as PyErr_Print does'), None)",
    ],
)
def test_what_native_code_makes_of_it(reaction):
    script = SWALLOWING.format(reaction=reaction)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert done.stderr == ""
