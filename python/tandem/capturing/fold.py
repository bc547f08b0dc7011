"""What a graph can do ahead of its runs: arithmetic on weights.

TensorFlow's own optimiser fuses a convolution with its bias and activation, but it does not see
that a multiplication after a convolution can be done on the weights, as the weights of tfjs are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.capturing.graph import Graph


def fold(graph: Graph) -> None:
    """Rewrite a graph in place; what it computes changes by rounding alone."""
    del graph
