"""Ten thousand predictions: tensors constant, memory flat, arrays given back."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import numpy as np
import pytest

import tandem
from tandem.demo import MODEL
from tandem.engine import get_engine
from tandem.images import aligned_empty

RUNS = 10_000
WARM_UP = 4_000
MEGABYTES = 10


def rss():
    """Resident memory in MB, JavaScript's and Python's garbage collected."""
    import pythonmonkey

    pythonmonkey.collect()
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


@pytest.mark.parametrize("name", ["tfjs-node", "tfjs-wasm"])
def test_ten_thousand_predictions(name):
    image = aligned_empty((1, 8, 8, 1))
    image[:] = np.random.default_rng(0).random(image.shape)
    with tandem.open(name, tandem.load(MODEL)) as session:
        for _ in range(WARM_UP):
            session.run({"image": image})
        counts, references, before = get_engine().counts(), sys.getrefcount(image), rss()
        for _ in range(RUNS):
            outputs = session.run({"image": image})
        assert rss() - before < MEGABYTES
        assert get_engine().counts() == counts
        del outputs
        assert sys.getrefcount(image) == references
