"""Real Node: one scalar add, as the bridge's reference."""

from __future__ import annotations

import statistics

import pytest
from node_ops import NodeOps

from tandem.runtimes.node import Node

READY = Node().check()
pytestmark = pytest.mark.skipif(not READY.ready, reason=READY.detail)

COUNT = 2000


def test_scalar_add(benchmark):
    with NodeOps(threads=1) as ops:
        ops.microseconds("add", 20_000)  # until V8 has compiled the path
        rounds: list[float] = []
        benchmark(lambda: rounds.append(ops.microseconds("add", COUNT)))
    benchmark.extra_info["threads"] = 1
    benchmark.extra_info["microseconds per add"] = statistics.median(rounds)
