"""``tandem demo``: the main job on what the package brings."""

from __future__ import annotations

def compare() -> None:
    """Demo."""
