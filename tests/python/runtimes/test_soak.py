"""Ten thousand predictions: tensors constant, memory flat, arrays given back."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

RUNS = 10_000
WARM_UP = 4_000
# Over 32,000 runs wasm goes up and down by some 20 MB without a trend (SpiderMonkey's heap breathes
# with the arrays it makes); tfjs-node moves by 1 MB.
MEGABYTES = {"tfjs-node": 10, "tfjs-wasm": 40}

# In a process of its own, whose memory nothing else moves.
SOAK = """
import gc, json, sys
from pathlib import Path
import numpy as np, pythonmonkey, tandem
from tandem.demo import MODEL
from tandem.engine import get_engine
from tandem.images import aligned_empty

def rss():
    pythonmonkey.collect()
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

name, warm_up, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
image = aligned_empty((1, 8, 8, 1))
image[:] = np.random.default_rng(0).random(image.shape)
with tandem.open(name, tandem.load(MODEL)) as session:
    def state():
        return get_engine().counts(), sys.getrefcount(image)
    for _ in range(warm_up):
        session.run({"image": image})
    before, memory = state(), rss()
    for _ in range(runs):
        session.run({"image": image})
    print(json.dumps({"grown": rss() - memory, "same": state() == before}))
"""


@pytest.mark.parametrize("name", MEGABYTES)
def test_ten_thousand_predictions(name):
    command = [sys.executable, "-c", SOAK, name, str(WARM_UP), str(RUNS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["same"], "tensors or references to the input were left"
    assert found["grown"] < MEGABYTES[name]
