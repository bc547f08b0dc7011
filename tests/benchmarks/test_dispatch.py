"""One small op and the ways in and out of the bridge: what everything else is built of."""

from __future__ import annotations

import numpy as np
import pytest
from networks import image

from tandem.engine import get_engine

ADDS = 2000


@pytest.fixture
def add():
    """Runs ADDS scalar adds in JavaScript."""
    import pythonmonkey

    engine = get_engine()
    engine.use_backend("tensorflow")
    return pythonmonkey.eval(
        """(tf, count) => {
          const a = tf.scalar(1.5), b = tf.scalar(2.25);
          return () => {
            for (let i = 0; i < count; i++) tf.add(a, b).dispose();
            const sum = tf.add(a, b);
            const value = sum.dataSync()[0];
            sum.dispose();
            return value;
          };
        }"""
    )(engine._js.tf, float(ADDS))


def test_scalar_add(benchmark, add):
    """Microseconds an add: the time of a round over its adds."""
    for _ in range(10):
        add()  # until SpiderMonkey has compiled the path
    assert benchmark(add) == 3.75
    if benchmark.stats:
        per_add = benchmark.stats.stats.median / (ADDS + 1) * 1e6
        benchmark.extra_info["microseconds per add"] = per_add


@pytest.mark.parametrize("size", [(224, 224), (1080, 1920)], ids=["224x224x3", "1920x1080x3"])
def test_hand_over_a_picture(benchmark, size):
    """numpy to a tensor's handle and back to nothing; the memory is shared."""
    bridge, array = get_engine().bridge, image(*size)

    def hand_over():
        number, shared = bridge.from_buffer(array)
        bridge.delete(number)
        return shared

    assert benchmark(hand_over)


@pytest.mark.parametrize(
    "shape", [(1, 1000), (1, 1080, 1920, 3)], ids=["1000 classes", "1920x1080x3"]
)
def test_read_back(benchmark, shape):
    """A tensor to numpy, without a copy."""
    bridge = get_engine().bridge
    array = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    number, _ = bridge.from_buffer(array)
    assert np.array_equal(benchmark(bridge.to_array, number), array)
    bridge.delete(number)


def test_lease(benchmark):
    """A picture lent to JavaScript and taken back."""
    engine, array = get_engine(), image(224, 224)

    def lend():
        with engine.lease(array) as lease:
            return lease.number

    assert benchmark(lend) > 0
