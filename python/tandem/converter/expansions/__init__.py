"""Ops that tfjs lacks, or runs wrongly, written out as ops that it runs rightly.

Each expansion is a function of TensorFlow, traced for the node at hand and spliced into its
place; the last op keeps the node's name.
"""

from __future__ import annotations

from tandem.converter.expansions import (  # noqa: F401 - each registers its expansions
    convolution,
    elementwise,
    images,
    matrices,
    segments,
    shapes,
    wasm,
)
from tandem.converter.expansions.trace import Call, expand

__all__ = ["Call", "expand"]
