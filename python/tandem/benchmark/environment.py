"""The machine, versions and settings a run was made with, stored with its numbers.

Nothing heavy is imported to find out: versions come from the packages' metadata.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Self

PACKAGES: Final = (
    "tfjs-tandem",
    "tensorflow",
    "keras",
    "numpy",
    "opencv-python-headless",
    "pythonmonkey",
)

CPU_FLAGS: Final = (
    *("sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512_vnni", "avx512_bf16"),
    *("avx_vnni", "amx_tile", "amx_int8", "amx_bf16", "asimd", "asimddp", "bf16", "i8mm", "sve"),
)
"""What TensorFlow's and oneDNN's kernels choose between, as Linux names it."""

SETTINGS: Final = (
    *("CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "TF_ENABLE_ONEDNN_OPTS", "TF_XLA_FLAGS"),
    *("TF_NUM_INTEROP_THREADS", "TF_NUM_INTRAOP_THREADS"),
)
"""Environment variables that change results or speed; only those are recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where a run was made."""

    system: str
    cpu: str
    cpus: int
    """Processors this process may use."""
    memory_gb: float | None
    cpu_flags: tuple[str, ...]
    """Those of ``CPU_FLAGS`` the processor has; empty where the system does not say."""
    python: str
    packages: dict[str, str]
    """Installed version of each of ``PACKAGES``."""
    settings: dict[str, str]
    """Those of ``SETTINGS`` that are set."""
    threads: int | None = None
    """Intra-op threads asked for, or ``None`` for each runtime's own default."""
    runtimes: dict[str, str] = field(default_factory=dict)
    """What each runtime says of itself (versions)."""

    @classmethod
    def here(cls, *, threads: int | None = None, runtimes: dict[str, str] | None = None) -> Self:
        """Return this process's environment."""
        fields = _cpuinfo()
        flags = set((fields.get("flags") or fields.get("Features") or "").split())
        return cls(
            system=f"{platform.system()} {platform.release()} {platform.machine()}",
            cpu=fields.get("model name") or platform.processor() or platform.machine(),
            cpus=len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1,
            memory_gb=_memory_gb(),
            cpu_flags=tuple(flag for flag in CPU_FLAGS if flag in flags),
            python=f"{platform.python_implementation()} {platform.python_version()}",
            packages={name: found for name in PACKAGES if (found := _version(name))},
            settings={name: os.environ[name] for name in SETTINGS if name in os.environ},
            threads=threads,
            runtimes=runtimes or {},
        )


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _cpuinfo() -> dict[str, str]:
    """Return the first processor's fields in Linux's ``/proc/cpuinfo``; empty elsewhere."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    lines = (line.partition(":") for line in text.split("\n\n", 1)[0].splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}


def _memory_gb() -> float | None:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return None
    return round(size / 2**30, 1)
