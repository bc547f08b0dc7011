"""The README's commands run as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

import tandem
from tandem.demo import IMAGES, MODEL

README = Path(__file__).parents[3] / "README.md"


def commands() -> list[str]:
    """Return every ``tandem`` command in the README's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(), re.DOTALL)
    lines = [part.strip() for block in blocks for part in re.split(r"\n|&&", block)]
    return [line for line in lines if line.startswith("tandem ")]


def python_blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    """A folder that has what the README's reader has."""
    shutil.copy(MODEL, tmp_path / "model.keras")
    (tmp_path / "photos").mkdir()
    for path in sorted(IMAGES.iterdir())[:12]:
        shutil.copy(path, tmp_path / "photos")
    tandem.convert(MODEL, tmp_path / "web" / "model")
    digits = load_digits()
    examples = (digits.images[:200, :, :, None] / 16).astype(np.float32)
    np.savez(tmp_path / "data.npz", x=examples, y=np.eye(10)[digits.target[:200]])
    return tmp_path


def test_the_two_commands_come_first():
    assert commands()[:2] == ["tandem demo", "tandem compare model.keras --images photos/"]


@pytest.mark.parametrize("command", commands())
def test_command(command, folder):
    # The demo's model takes grey pictures; the README's reader has one for colours.
    arguments = [part if part != "bgr" else "grey" for part in shlex.split(command)[1:]]
    done = subprocess.run(
        [sys.executable, "-m", "tandem", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for option in ("--report", "--json"):
        if option in arguments:
            assert (folder / arguments[arguments.index(option) + 1]).stat().st_size > 1000


@pytest.mark.parametrize("code", python_blocks())
def test_python(code, folder):
    prelude = "import numpy as np\nbatch = np.zeros((1, 8, 8, 1), np.float32)\n"
    done = subprocess.run(
        [sys.executable, "-c", prelude + code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "print(" not in code or "Timing(" in done.stdout
    for written in re.findall(r'(?:to_html|save)\("(.*?)"\)', code):
        assert (folder / written).exists()
