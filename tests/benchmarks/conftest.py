"""One number of threads for a whole run, which TensorFlow fixes when it starts."""

from __future__ import annotations

import pytest
from networks import THREADS

from tandem.engine import get_engine
from tandem.runtimes.tensorflow import set_threads


@pytest.fixture(scope="session", autouse=True)
def threads() -> int | None:
    """Start TensorFlow and the engine with TANDEM_BENCH_THREADS threads, where that is set."""
    if THREADS is not None:
        set_threads(THREADS)
        get_engine(THREADS)
    return THREADS
