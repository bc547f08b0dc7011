"""Thousands of predictions, ops and pictures: tensors constant, memory flat, arrays given back."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

RUNS = {"tfjs-node": 10_000, "tfjs-wasm": 10_000, "tfjs-node+capture": 100_000}
WARM_UP = 4_000
# Over 32,000 runs wasm goes up and down by some 20 MB without a trend (SpiderMonkey's heap breathes
# with the arrays it makes); tfjs-node moves by 1 MB.
MEGABYTES = {"tfjs-node": 10, "tfjs-wasm": 40, "tfjs-node+capture": 10}

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


# What the bridge itself may leak: ops by the million, pictures handed over, lent and read back.
SMALL = """
import gc, json, sys
from pathlib import Path
import numpy as np, pythonmonkey
from tandem.engine import get_engine
from tandem.images import aligned_empty

def rss():
    pythonmonkey.collect()
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

engine = get_engine()
image = aligned_empty((1, 224, 224, 3))
image[:] = 1
ops = engine.function_of_tf(
    "(tf) => (n) => { const a = tf.scalar(1), b = tf.scalar(2);"
    "for (let i = 0; i < n; i++) tf.add(a, b).dispose(); tf.dispose([a, b]); return 0; }"
)

def hand_over(count):
    for _ in range(count):
        number, shared = engine.bridge.from_buffer(image)
        assert shared and engine.bridge.to_array(number).nbytes == image.nbytes
        engine.bridge.delete(number)

def lend(count):
    for _ in range(count):
        with engine.lease(image):
            pass
        engine.count_use()

grown = {}
for name, work, warm_up, count in (
    ("ops", lambda n: ops(float(n)), 200_000, 1_000_000),
    ("hand-overs", hand_over, 10_000, 100_000),
    ("leases", lend, 20_000, 100_000),
):
    work(warm_up)
    engine.call("release")
    before = rss()
    work(count)
    engine.call("release")
    grown[name] = rss() - before
print(json.dumps({"grown": grown, "references": sys.getrefcount(image), **engine.counts()}))
"""


def run(*command: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", *command], capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_million_ops_and_a_hundred_thousand_pictures():
    found = run(SMALL)
    assert found["references"] == 2
    assert found["tensors"] == found["handles"] == found["leases"] == 0
    for name, grown in found["grown"].items():
        assert grown <= 5, name


@pytest.mark.parametrize("name", MEGABYTES)
def test_thousands_of_predictions(name):
    found = run(SOAK, name, str(WARM_UP), str(RUNS[name]))
    assert found["same"], "tensors or references to the input were left"
    assert found["grown"] < MEGABYTES[name]
