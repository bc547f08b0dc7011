"""Help that teaches, at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tandem as package


def test_version(tandem):
    ended = tandem("--version")
    assert ended == (0, f"tandem {package.__version__}\n", "")


def test_help_lists_the_commands(tandem):
    ended = tandem("--help")
    assert ended.code == 0
    for command in ("demo", "compare", "convert", "doctor"):
        assert command in ended.out
    assert "Exit codes" in ended.out


@pytest.mark.parametrize("command", ["demo", "compare", "convert", "doctor", "example"])
def test_every_command_shows_examples(tandem, command):
    ended = tandem(command, "--help")
    assert ended.code == 0
    assert f"tandem {command}" in ended.out.split("Examples:")[1]


def test_help_loads_nothing_heavy():
    script = (
        "import sys; from tandem import cli\n"
        "assert cli.run(['compare', '--help']) == 0\n"
        "print('loaded', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"tensorflow", "keras", "cv2", "pythonmonkey", "numpy", "matplotlib"} & loaded
