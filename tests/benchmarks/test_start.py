"""From nothing to the first prediction, in a process of its own each time.

The clock stops when the scores are there; beside it stands the whole process, its end with it.
"""

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
    print("predicted", flush=True)
"""


def run(code):
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def times_of(command, environment):
    """Seconds to the first line that a command prints, and to its end."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"predicted\n"
        predicted = time.perf_counter() - started
    assert process.returncode == 0
    return predicted, time.perf_counter() - started


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
    times: dict[str, list[tuple[float, float]]] = {"tfjs-node": [], "node": []}

    def one_round():
        for name, command in (
            ("tfjs-node", [sys.executable, "-c", FIRST.format(folder=folder, runtime="tfjs-node")]),
            ("node", [str(binary.find().path), str(script), folder]),
        ):
            times[name].append(times_of(command, environment))

    benchmark.pedantic(one_round, rounds=9, warmup_rounds=1)
    for place, what in enumerate(("to the first prediction", "to the process's end")):
        medians = {
            name: statistics.median(found[place] for found in times[name][1:]) for name in times
        }
        benchmark.extra_info[f"seconds {what}"] = medians
        ratio = round(medians["tfjs-node"] / medians["node"], 3)
        benchmark.extra_info[f"tfjs-node over node {what}"] = ratio


@pytest.mark.parametrize("package", ["tandem", "tensorflow"])
def test_import(benchmark, package):
    benchmark.pedantic(run, [f"import {package}"], rounds=3, warmup_rounds=1)
