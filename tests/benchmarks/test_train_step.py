"""A training step of the digits CNN: embedded, in real Node, and in native Keras, taking turns."""

from __future__ import annotations

import math
import statistics
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

import tandem
from tandem.runtimes.node import Node, addon, binary
from tandem.runtimes.node.peer import Peer

if TYPE_CHECKING:
    from collections.abc import Callable

READY = Node().check()
pytestmark = pytest.mark.skipif(not READY.ready, reason=READY.detail)

HERE = Path(__file__).parent
EXAMPLES = 512
BATCH = 32


def keras_epoch() -> Callable[[], dict[str, float]]:
    """The same network as train_epoch.cjs, natively."""
    import keras

    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.25),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    rng = np.random.default_rng(1)
    x = rng.uniform(size=(EXAMPLES, 8, 8, 1)).astype(np.float32)
    y = np.eye(10, dtype=np.float32)[rng.integers(0, 10, EXAMPLES)]

    def epoch() -> dict[str, float]:
        began = perf_counter()
        history = model.fit(x, y, epochs=1, batch_size=BATCH, verbose=0).history
        elapsed = (perf_counter() - began) * 1e3
        return {"milliseconds": elapsed / (EXAMPLES / BATCH), "loss": history["loss"][0]}

    return epoch


def test_train_step(benchmark):
    environment = {**addon.environment(None), "TANDEM_NODE_BUNDLE": str(addon.BUNDLE)}
    embedded = tandem.js_module(HERE / "train_epoch.cjs")
    peer = Peer(binary.find().path, HERE / "train_step.cjs", environment, timeout=300)
    epochs = {"embedded": embedded.epoch, "node": lambda: peer.request({}), "keras": keras_epoch()}
    times: dict[str, list[float]] = {name: [] for name in epochs}

    def turn() -> None:
        for name, epoch in epochs.items():
            answer = epoch()
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
    benchmark.extra_info["embedded / keras"] = medians["embedded"] / medians["keras"]
