"""What ``tandem demo`` runs on: a small CNN and 360 scans of digits that it never saw.

``train.py`` beside it made all three files.
"""

from __future__ import annotations

from pathlib import Path

MODEL = Path(__file__).parent / "digits.keras"
"""A CNN for images of (8, 8, 1) in [0, 1]; ten probabilities, one for each digit."""
IMAGES = Path(__file__).parent / "digits"
"""A folder of 8x8 grey PNG files."""
LABELS = Path(__file__).parent / "labels.csv"
"""The digit on each picture: ``image,label`` rows."""
