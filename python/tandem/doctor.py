"""What this machine has, what is missing, and the command that brings it.

Works without TensorFlow too: nothing here imports it. What libtensorflow makes of the processor
is asked of the library itself, in a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from tandem import runtimes
from tandem.benchmark import Environment
from tandem.errors import REINSTALL, RuntimeUnavailableError
from tandem.runtimes.base import Readiness

REQUIRED: Final = ("tensorflow", "tfjs-node")
"""The runtimes that the main job needs."""

SCHEMA: Final = "tandem.doctor/1"


# Loads the library, opens one session, and so makes TensorFlow log how it was built.
_PROBE = """
import ctypes, sys
for path in sys.argv[1:]:
    library = ctypes.CDLL(path, ctypes.RTLD_GLOBAL)
made = []
for name in ("TF_NewGraph", "TF_NewSessionOptions", "TF_NewStatus"):
    function = getattr(library, name)
    function.restype = ctypes.c_void_p
    made.append(ctypes.c_void_p(function()))
library.TF_NewSession(*made)
"""
_PROBE_SECONDS = 60
_LIBRARIES = (
    ("libtensorflow_framework.2.dylib", "libtensorflow_cc.2.dylib")
    if sys.platform == "darwin"
    else ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernels:
    """How the installed libtensorflow uses this processor."""

    unused: tuple[str, ...] = ()
    """Instruction sets that the processor has and TensorFlow's own kernels were built without."""
    onednn: bool = False
    """Whether oneDNN, which picks instructions at run time, does the heavy operations."""
    fault: str | None = None
    """Why the library could not be asked, or ``None``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """The findings; truthy when the runtimes of the main job are ready."""

    environment: Environment
    bundled: dict[str, str]
    """Versions of the npm packages in Tandem's own JavaScript; empty where that is missing."""
    kernels: Kernels
    runtimes: dict[str, Readiness]

    def __bool__(self) -> bool:
        return all(self.runtimes[name].ready for name in REQUIRED)

    def advice(self) -> list[str]:
        """Return what the processor's flags mean for speed, a sentence each."""
        return _advice(set(self.environment.cpu_flags), self.kernels)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, ready for JSON."""
        return {
            "schema": SCHEMA,
            "ready": bool(self),
            "runtimes": {name: asdict(found) for name, found in self.runtimes.items()},
            "environment": asdict(self.environment),
            "bundled": self.bundled,
            "kernels": asdict(self.kernels),
            "advice": self.advice(),
        }


def examine() -> Checkup:
    """Look at this machine. Takes about two seconds, nearly all of it in TensorFlow's library."""
    return Checkup(
        environment=Environment.here(),
        bundled=_bundled(),
        kernels=ask_library(),
        runtimes={name: readiness(name) for name in runtimes.NAMES},
    )


def readiness(name: str) -> Readiness:
    """Ask one runtime whether it is ready; a damaged installation is a finding, not an error.

    Args:
        name: one of ``tandem.runtimes.NAMES``.
    """
    try:
        return runtimes.get(name).check()
    except RuntimeUnavailableError as error:
        return Readiness(ready=False, detail=error.reason, command=error.command)
    except ImportError as error:
        return Readiness(ready=False, detail=f"Tandem is damaged: {error}", command=REINSTALL)


def _bundled() -> dict[str, str]:
    try:
        text = (Path(__file__).parent / "_js" / "versions.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    versions: dict[str, str] = json.loads(text)
    return versions


def ask_library() -> Kernels:
    """Return what libtensorflow says of itself when a process loads it and opens a session."""
    spec = find_spec("tensorflow")
    if spec is None or not spec.submodule_search_locations:
        return Kernels(fault="TensorFlow is not installed")
    folder = Path(spec.submodule_search_locations[0])
    paths = [str(folder / name) for name in _LIBRARIES]
    try:
        probe = subprocess.run(  # noqa: S603 - this interpreter, a constant script
            [sys.executable, "-I", "-c", _PROBE, *paths],
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "0", "CUDA_VISIBLE_DEVICES": "-1"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Kernels(fault=f"libtensorflow did not start within {_PROBE_SECONDS} s")
    if probe.returncode != 0:
        return Kernels(fault=_fault(probe))
    return _parse(probe.stderr)


def _fault(probe: subprocess.CompletedProcess[str]) -> str:
    if probe.returncode == -signal.SIGILL:
        return "libtensorflow stops with an illegal instruction: it was built for a newer processor"
    last = probe.stderr.strip().rpartition("\n")[2]
    return f"libtensorflow does not start: {last or f'exit code {probe.returncode}'}"


def _parse(log: str) -> Kernels:
    """Read the library's start-up log."""
    unused = re.search(r"To enable the following instructions: ([A-Z0-9_. ]+), in other", log)
    return Kernels(
        unused=tuple(unused[1].lower().split()) if unused else (),
        onednn="oneDNN custom operations are on" in log,
    )


def _advice(flags: set[str], kernels: Kernels) -> list[str]:
    if kernels.fault:
        return [f"How TensorFlow uses the processor is not known: {kernels.fault}."]
    said = []
    if kernels.onednn:
        best = _onednn_level(flags)
        said.append(
            "Convolutions and matrix products run in oneDNN, which picks its instructions at run "
            f"time: {best} here."
            if best
            else "Convolutions and matrix products run in oneDNN, which picks its instructions "
            "at run time."
        )
    else:
        said.append(
            "oneDNN is off (by TF_ENABLE_ONEDNN_OPTS, or by TensorFlow's choice): convolutions and "
            "matrix products run in TensorFlow's own kernels."
        )
    if kernels.unused:
        kind = "other" if kernels.onednn else "own"
        said.append(
            f"TensorFlow's {kind} kernels were built without {' '.join(kernels.unused)}, which "
            "this processor has; only a TensorFlow compiled for it would use them there."
        )
    elif flags:
        said.append("TensorFlow was built for all that this processor offers.")
    if "avx" in flags and "avx2" not in flags:
        said.append(
            "The processor has no AVX2: expect every runtime to be much slower than on a newer one."
        )
    if flags & {"amx_int8", "amx_bf16", "avx512_vnni", "avx512_bf16"}:
        said.append("AMX, VNNI and BF16 serve int8 and bfloat16 only; float32 models gain nothing.")
    return said


def _onednn_level(flags: set[str]) -> str | None:
    """Return the widest instruction set that oneDNN's float32 kernels use on such a processor."""
    for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("avx", "AVX"), ("sve", "SVE")):
        if flag in flags:
            return name
    return None
