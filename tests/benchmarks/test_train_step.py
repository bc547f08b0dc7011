"""A training step of the digits CNN: embedded, and in real Node, taking turns."""

from __future__ import annotations

import math
import statistics
from pathlib import Path

import pytest

import tandem
from tandem.runtimes.node import Node, addon, binary
from tandem.runtimes.node.peer import Peer

READY = Node().check()
pytestmark = pytest.mark.skipif(not READY.ready, reason=READY.detail)

HERE = Path(__file__).parent


def test_train_step(benchmark):
    environment = {**addon.environment(None), "TANDEM_NODE_BUNDLE": str(addon.BUNDLE)}
    peer = Peer(binary.find().path, HERE / "train_step.cjs", environment, timeout=300)
    embedded = tandem.js_module(HERE / "train_epoch.cjs")
    times: dict[str, list[float]] = {"embedded": [], "node": []}

    def turn() -> None:
        for name, answer in (("embedded", embedded.epoch()), ("node", peer.request({}))):
            assert math.isfinite(answer["loss"])
            times[name].append(answer["milliseconds"])

    try:
        turn()
        for row in times.values():
            row.clear()
        benchmark.pedantic(turn, rounds=15)
    finally:
        peer.close()
        embedded.end()
    medians = {name: statistics.median(row) for name, row in times.items()}
    benchmark.extra_info["milliseconds a step"] = medians
    benchmark.extra_info["embedded / node"] = medians["embedded"] / medians["node"]
