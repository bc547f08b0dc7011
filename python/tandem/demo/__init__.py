"""What ``tandem demo`` runs on: a small CNN and 360 scans of digits that it never saw.

``train.py`` beside it made all three.
"""

from __future__ import annotations

import csv
from pathlib import Path

MODEL = Path(__file__).parent / "digits.keras"
"""A CNN for images of (8, 8, 1) in [0, 1]; ten probabilities, one for each digit."""

IMAGES = Path(__file__).parent / "digits"
"""A folder of 8x8 grey PNG files."""


def truth() -> dict[str, int]:
    """Return the digit on each picture, by the name of its file."""
    with (Path(__file__).parent / "truth.csv").open(newline="") as file:
        return {row["image"]: int(row["digit"]) for row in csv.DictReader(file)}
