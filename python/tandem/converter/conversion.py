"""What a conversion wrote, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tandem.converter.check import Check


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to store the weights that ``quantize="auto"`` tried."""

    dtype: str
    size: int
    """Bytes of all files."""
    error: float
    """The largest output error of its check."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a conversion wrote, and what it did. False only if its check found it wrong."""

    path: Path
    """The folder written."""
    files: dict[str, int]
    """Its files and their sizes in bytes."""
    nodes: int
    """Nodes of the graph, constants included; layers of a layers model."""
    fused: dict[str, int] = field(default_factory=dict)
    """How many of each fused op were made."""
    expanded: dict[str, int] = field(default_factory=dict)
    """How many of each op that tfjs lacks, or runs wrongly, were written out as others."""
    folded: int = 0
    """Mul and Add nodes that went into kernels and biases."""
    warnings: tuple[str, ...] = field(default=())
    """What was lost on the way, such as integers beyond int32, and what some runtimes lack."""
    check: Check | None = None
    """How far what was written is from the model; ``None`` if that was not asked for."""
    choices: tuple[Choice, ...] = ()
    """What ``quantize="auto"`` tried, in order; the last is what was written."""

    def __bool__(self) -> bool:
        return self.check is None or bool(self.check) or not self.check.errors

    @property
    def size(self) -> int:
        """Bytes in all files."""
        return sum(self.files.values())
