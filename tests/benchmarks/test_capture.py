"""What a capture costs: once, for each call, and on many threads."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from networks import THREADS, image, mobilenet_v2, resnet50

import tandem
from tandem.engine import get_engine


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
    """Runs a second of four threads over those of one; TensorFlow itself with one thread each.

    Counted over a time in which all of them run: with a number of runs for each, the last to end
    is alone.
    """
    model, picture = mobilenet_v2(), image(224, 224)
    seconds = 0.2 if benchmark.disabled or benchmark._max_time < 0.5 else 2.0
    rates: dict[int, list[float]] = {1: [], 4: []}
    with tandem.capture(model, picture, threads=THREADS) as fast:
        wanted = fast(picture)
        wrong: list[int] = []

        def rate(count):
            runs, end = [0] * count, threading.Event()

            def work(place):
                while not end.is_set():
                    if not np.array_equal(fast(picture), wanted):
                        wrong.append(place)
                    runs[place] += 1

            workers = [threading.Thread(target=work, args=(place,)) for place in range(count)]
            for worker in workers:
                worker.start()
            time.sleep(seconds / 10)
            before, started = sum(runs), time.perf_counter()
            time.sleep(seconds)
            found = (sum(runs) - before) / (time.perf_counter() - started)
            end.set()
            for worker in workers:
                worker.join()
            return found

        def one_round():
            for count, found in rates.items():
                found.append(rate(count))

        benchmark.pedantic(one_round, rounds=2 if seconds < 1 else 9)
        assert not wrong
    medians = {count: float(np.median(found)) for count, found in rates.items()}
    benchmark.extra_info["threads"] = THREADS or "default"
    benchmark.extra_info["runs a second"] = medians
    benchmark.extra_info["four over one"] = round(medians[4] / medians[1], 3)
