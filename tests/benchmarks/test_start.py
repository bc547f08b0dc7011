"""From nothing to the first prediction, in a process of its own each time."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from networks import mobilenet_v2

from tandem.converter import as_graph
from tandem.runtimes.node import Node, addon, binary

FIRST = """
import tandem
from tandem.images import aligned_empty
model = tandem.load({folder!r})
with tandem.open({runtime!r}, model) as session:
    image = aligned_empty((1, 224, 224, 3))
    image[:] = 0.5
    (scores,) = session.run({{model.inputs[0].name: image}}).values()
assert scores.shape == (1, 1000)
"""


def run(code):
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize("runtime", ["tfjs-node", "tensorflow"])
def test_first_prediction(benchmark, runtime):
    """MobileNetV2 224, already converted: ``python -c`` to its first scores."""
    code = FIRST.format(folder=str(as_graph(mobilenet_v2())), runtime=runtime)
    benchmark.pedantic(run, [code], rounds=3, warmup_rounds=1)


def test_first_prediction_over_node(benchmark):
    """The same as a Node program does it, in turn with ours."""
    if not Node().check().ready:
        pytest.skip(Node().check().detail)
    folder = str(as_graph(mobilenet_v2()))
    environment = {**os.environ, **addon.environment(None), "TANDEM_NODE_BUNDLE": str(addon.BUNDLE)}
    script = Path(__file__).parent / "node_first.cjs"
    times: dict[str, list[float]] = {"tfjs-node": [], "node": []}

    def one_round():
        for name, command in (
            ("tfjs-node", [sys.executable, "-c", FIRST.format(folder=folder, runtime="tfjs-node")]),
            ("node", [str(binary.find().path), str(script), folder]),
        ):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=environment)
            times[name].append(time.perf_counter() - started)

    benchmark.pedantic(one_round, rounds=5, warmup_rounds=1)
    medians = {name: statistics.median(found) for name, found in times.items()}
    benchmark.extra_info["seconds"] = medians
    benchmark.extra_info["tfjs-node over node"] = round(medians["tfjs-node"] / medians["node"], 3)


@pytest.mark.parametrize("package", ["tandem", "tensorflow"])
def test_import(benchmark, package):
    benchmark.pedantic(run, [f"import {package}"], rounds=3, warmup_rounds=1)
