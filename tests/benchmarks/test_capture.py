"""What a capture costs: once, for each call, and on many threads."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from networks import THREADS, image, mobilenet_v2, resnet50

import tandem
from tandem.engine import get_engine

RUNS = 200


def test_a_call_of_one_op(benchmark):
    """Everything that is not computing: one addition of eight numbers."""
    engine = get_engine(THREADS)
    array = np.ones(8, np.float32)
    with tandem.capture(engine.function_of_tf("(tf) => (x) => x.add(1)"), array) as fast:
        assert np.array_equal(benchmark(fast, array), array + 1)


@pytest.mark.parametrize("network", [mobilenet_v2, resnet50])
def test_capturing(benchmark, network):
    """Three runs op by op, graph, session and first run, of a model that is open."""
    model, picture = network(), image(224, 224)

    def capture():
        with tandem.capture(model, threads=THREADS) as fast:
            started = time.perf_counter()
            fast(picture)
            return time.perf_counter() - started

    capture()
    seconds = [capture() for _ in range(3)]
    benchmark.extra_info["seconds without opening the model"] = sorted(seconds)[1]
    benchmark.pedantic(capture, rounds=1)


def test_four_python_threads(benchmark):
    """Runs a second of four threads over those of one; TensorFlow itself with one thread each."""
    model, picture = mobilenet_v2(), image(224, 224)
    rates: dict[int, list[float]] = {1: [], 4: []}
    with tandem.capture(model, picture, threads=THREADS) as fast:
        wanted = fast(picture)
        wrong: list[int] = []

        def work(runs):
            wrong.extend(run for run in range(runs) if not np.array_equal(fast(picture), wanted))

        def one_round():
            for count, found in rates.items():
                workers = [
                    threading.Thread(target=work, args=(RUNS // count,)) for _ in range(count)
                ]
                started = time.perf_counter()
                for worker in workers:
                    worker.start()
                for worker in workers:
                    worker.join()
                found.append(RUNS / (time.perf_counter() - started))

        one_round()
        benchmark(one_round)
        assert not wrong
    medians = {count: float(np.median(found)) for count, found in rates.items()}
    benchmark.extra_info["threads"] = THREADS or "default"
    benchmark.extra_info["runs a second"] = medians
    benchmark.extra_info["four over one"] = round(medians[4] / medians[1], 3)
