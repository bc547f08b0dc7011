"""From nothing to the first prediction, in a process of its own each time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from networks import mobilenet_v2

from tandem.converter import as_graph

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


@pytest.mark.parametrize("package", ["tandem", "tensorflow"])
def test_import(benchmark, package):
    benchmark.pedantic(run, [f"import {package}"], rounds=3, warmup_rounds=1)
