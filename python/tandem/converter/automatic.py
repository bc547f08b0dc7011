"""Choose how to store the weights: the smallest way whose outputs stay close enough."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.converter.check import check
from tandem.converter.conversion import Choice, Conversion
from tandem.converter.graph import Prepared, write_graph
from tandem.converter.quantize import DTYPES, Plan
from tandem.errors import ConversionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.model import Model


def smallest(
    model: Model,
    prepared: Prepared,
    out: Path,
    max_error: float,
    shard_bytes: int | None,
    progress: Callable[[str, float], None],
) -> Conversion:
    """Write the model with the smallest weights that hold ``max_error``; float32 at the worst.

    Raises:
        ConversionError: ``out`` cannot be written, or no runtime could run the model.
    """
    tried: list[Choice] = []
    for step, dtype in enumerate(DTYPES):
        progress(f"Trying {dtype}", 0.7 + 0.07 * step)
        with tempfile.TemporaryDirectory(prefix="tandem-") as scratch:
            made = write_graph(model, prepared, Path(scratch) / "graph", plan=Plan({"*": dtype}))
            checked = check(model, made.path, tolerance=max_error)
        if not checked.errors:
            reasons = "; ".join(f"{name}: {why}" for name, why in checked.skipped.items())
            raise ConversionError(f"{out}: no runtime could measure the error: {reasons}")
        tried.append(Choice(dtype, made.size, checked.largest))
        if checked:
            done = write_graph(
                model, prepared, out, plan=Plan({"*": dtype}), shard_bytes=shard_bytes
            )
            return replace(done, check=checked, choices=tuple(tried))
    progress("Writing float32", 0.95)
    done = write_graph(model, prepared, out, shard_bytes=shard_bytes)
    checked = check(model, done.path, tolerance=max_error)
    tried.append(Choice("float32", done.size, checked.largest))
    return replace(done, check=checked, choices=tuple(tried))
