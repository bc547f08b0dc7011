"""Smaller weights: float32 stored as float16, uint16 or uint8, by the weight's name."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

DTYPES = ("uint8", "uint16", "float16")
"""What weights can be stored as, smallest and least exact first."""

TOLERANCES = {"uint8": 0.1, "uint16": 1e-3, "float16": 1e-2}
"""The output error that a check lets pass where the user states none."""

MIN_ELEMENTS = 64
"""Smaller weights stay float32: there is nothing to save."""


class Plan:
    """Which weight is stored as what."""

    def __init__(self, given: str | Mapping[str, str] | None) -> None:
        """Read a plan.

        Args:
            given: a dtype for all weights, or for each pattern (``*`` and ``?``) of weight or
                layer names a dtype; the first pattern that fits decides.

        Raises:
            UsageError: an unknown dtype.
        """
        rules = {"*": given} if isinstance(given, str) else dict(given or {})
        for dtype in rules.values():
            if dtype not in DTYPES:
                raise UsageError(f"'{dtype}': weights can be stored as {', '.join(DTYPES)}")
        self.rules = rules
        self._matched: set[str] = set()

    def dtype(self, name: str) -> str | None:
        """What to store a weight as; ``None`` for float32."""
        for pattern, dtype in self.rules.items():
            if fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}/*"):
                self._matched.add(pattern)
                return dtype
        return None

    def check_all_matched(self, names: list[str]) -> None:
        """Refuse a pattern that fits no weight.

        Raises:
            UsageError: it names the patterns, and some weights there are.
        """
        idle = [
            pattern
            for pattern in self.rules
            if not any(fnmatchcase(n, pattern) or fnmatchcase(n, f"{pattern}/*") for n in names)
        ]
        if idle:
            some = ", ".join(names[:10])
            raise UsageError(
                f"no weight to quantise is named {' or '.join(repr(p) for p in idle)}; "
                f"there are {len(names)}: {some}{', ...' if len(names) > 10 else ''}"  # noqa: PLR2004
            )

    @property
    def tolerance(self) -> float | None:
        """The output error to let pass; ``None`` without quantisation."""
        return max((TOLERANCES[dtype] for dtype in self.rules.values()), default=None)


def is_quantisable(value: np.ndarray) -> bool:
    """Whether a weight is a float32 one of a size worth it."""
    return value.dtype == np.float32 and value.size >= MIN_ELEMENTS


def quantize(value: np.ndarray, dtype: str) -> tuple[np.ndarray, dict[str, Any]] | None:
    """Return a weight as stored, and its ``quantization`` entry; ``None`` if it does not fit.

    Integers are affine: ``value = stored * scale + min``, with 0 exactly representable.
    """
    if not np.isfinite(value).all():
        return None
    if dtype == "float16":
        if np.abs(value).max(initial=0.0) > np.finfo(np.float16).max:
            return None
        return value.astype(np.float16), {"dtype": "float16", "original_dtype": "float32"}
    levels = int(np.iinfo(dtype).max)
    least, most = min(float(value.min()), 0.0), max(float(value.max()), 0.0)
    scale = (most - least) / levels or 1.0
    zero = round(-least / scale)
    least = -zero * scale
    stored = np.clip(np.rint((value.astype(np.float64) - least) / scale), 0, levels)
    entry = {"dtype": dtype, "scale": scale, "min": least, "original_dtype": "float32"}
    return stored.astype(dtype), entry
