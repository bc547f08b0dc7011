"""Whole networks: the runtimes in turn, in one run, so that a noisy machine is fair to all.

pytest-benchmark times the reference runtime; the ratios are in ``extra_info``.
"""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from networks import image, mobilenet_v2, u_net

import tandem
from tandem import runtimes

NETWORKS = {"mobilenet_v2 224": (mobilenet_v2, (224, 224)), "u_net 64": (u_net, (64, 64))}
OTHERS = [
    name
    for name in ("tfjs-node", "tfjs-wasm", "node")
    if runtimes.get(name).check().ready
]  # fmt: skip


@pytest.mark.parametrize("network", NETWORKS)
def test_runtimes_in_turn(benchmark, network):
    build, size = NETWORKS[network]
    model = build()
    inputs = {model.inputs[0].name: image(*size)}
    sessions = {name: tandem.open(name, model) for name in ["tensorflow", *OTHERS]}
    times: dict[str, list[float]] = {name: [] for name in sessions}

    def one_round():
        outputs = {}
        for name, session in sessions.items():
            outputs[name] = session.run(inputs)
            times[name].append(outputs[name].timing.total)
        return outputs

    for _ in range(3):
        one_round()
    for values in times.values():
        values.clear()
    outputs = benchmark(one_round)

    reference = next(iter(outputs["tensorflow"].values()))
    assert reference.std() > 1e-4, "a constant output proves nothing"
    for answer in outputs.values():
        assert np.allclose(next(iter(answer.values())), reference, rtol=1e-4, atol=2e-5)
    medians = {name: statistics.median(values) for name, values in times.items()}
    benchmark.extra_info["median ms"] = medians
    benchmark.extra_info["over tensorflow"] = {
        name: median / medians["tensorflow"] for name, median in medians.items()
    }
    if "node" in medians:
        benchmark.extra_info["tfjs-node over node"] = medians["tfjs-node"] / medians["node"]
    for session in sessions.values():
        session.close()
