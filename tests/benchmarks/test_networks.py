"""Whole networks: the runtimes in turn, in one run, so that a noisy machine is fair to all.

pytest-benchmark times a round of all; the ratios are in ``extra_info``, with the number of threads,
which the environment variable TANDEM_BENCH_THREADS sets.
"""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from networks import NETWORKS, THREADS, noise

import tandem
from tandem import runtimes

RUNTIMES = ["tensorflow", "tfjs-node", "tfjs-node+capture", "tfjs-wasm", "node"]
READY = [name for name in RUNTIMES if runtimes.get(name).check().ready]

CASES = [(network, 1) for network in NETWORKS] + [("mobilenet_v2 224", 8)]


@pytest.mark.parametrize(("network", "batch"), CASES)
def test_runtimes_in_turn(benchmark, network, batch):
    build, shape = NETWORKS[network]
    model = build()
    inputs = {model.inputs[0].name: noise(shape, batch)}
    sessions = {name: tandem.open(name, model, threads=THREADS) for name in READY}
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
        size = np.abs(reference).max()
        assert np.allclose(next(iter(answer.values())), reference, rtol=0, atol=1e-4 * size)
    medians = {name: statistics.median(values) for name, values in times.items()}
    benchmark.extra_info["threads"] = THREADS or "default"
    benchmark.extra_info["median ms"] = medians
    for below in ("tensorflow", "tfjs-node", "node"):
        if below in medians:
            benchmark.extra_info[f"over {below}"] = {
                name: round(median / medians[below], 3) for name, median in medians.items()
            }
    for session in sessions.values():
        session.close()
