"""Another Python thread decodes pictures while a model runs: what each keeps of its speed alone.

TensorFlow has one thread here, so that there is a core for each of the two.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from networks import mobilenet_v2

from tandem.converter import as_graph

# In a process of its own: TensorFlow's number of threads is fixed once.
CODE = """
import json, statistics, sys, threading, time
import cv2, numpy as np, tandem
from tandem.engine import get_engine

folder, runtime, seconds, rounds = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
get_engine(1)
cv2.setNumThreads(1)
noise = np.random.default_rng(0).integers(0, 255, (540, 960, 3), np.uint8)
jpeg = cv2.imencode(".jpg", cv2.GaussianBlur(noise, (9, 9), 3))[1]
model = tandem.load(folder)
image = np.random.default_rng(0).random((1, 224, 224, 3), np.float32)

def rate(work):
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        work()
        count += 1
    return count / seconds

def decode():
    return rate(lambda: cv2.imdecode(jpeg, cv2.IMREAD_COLOR))

with tandem.open(runtime, model, threads=1) as session:
    def predict():
        return rate(lambda: session.run({model.inputs[0].name: image}))

    predict()
    kept = {"decoding": [], "model": []}
    for _ in range(rounds):
        alone, beside = {"decoding": decode(), "model": predict()}, {}
        thread = threading.Thread(target=lambda: beside.update(decoding=decode()))
        thread.start()
        beside["model"] = predict()
        thread.join()
        for name, found in kept.items():
            found.append(beside[name] / alone[name])
print(json.dumps({name: round(statistics.median(found), 3) for name, found in kept.items()}))
"""


@pytest.mark.parametrize("runtime", ["tfjs-node", "tfjs-node+capture"])
def test_decoding_beside_a_model(benchmark, runtime):
    folder = str(as_graph(mobilenet_v2()))
    quick = benchmark.disabled or benchmark._max_time < 0.5
    seconds, rounds = ("0.2", "1") if quick else ("1.5", "7")
    command = [sys.executable, "-c", CODE, folder, runtime, seconds, rounds]

    def measure():
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    benchmark.extra_info["kept beside each other"] = benchmark.pedantic(measure, rounds=1)
