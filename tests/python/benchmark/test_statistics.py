"""Statistics of times against numpy and against what they promise; the environment's record."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.benchmark import Environment, TimingLog, ratio_of_medians, rotations, summarise
from tandem.runtimes.base import Timing

times = st.lists(st.floats(0.001, 1e4), min_size=1, max_size=50)


@given(times)
def test_summaries_are_numpys_percentiles(values) -> None:
    got = summarise(values)
    assert got.count == len(values)
    assert got.minimum == min(values)
    assert got.median == pytest.approx(np.median(values))
    assert got.p95 == pytest.approx(np.percentile(values, 95))
    assert got.minimum <= got.median <= got.p95 <= got.p99 <= max(values)


def test_nothing_to_summarise() -> None:
    with pytest.raises(ValueError, match="no times"):
        summarise([])


@given(times, st.floats(0.1, 10))
def test_a_fixed_factor_is_found_exactly(values, factor) -> None:
    got = ratio_of_medians(np.multiply(values, factor), values, resamples=50)
    assert got.value == pytest.approx(factor)
    assert got.low == pytest.approx(factor)
    assert got.high == pytest.approx(factor)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    covered = conclusive = 0
    for seed in range(200):
        baseline, other = random.lognormal(0, 0.2, (2, 60))
        got = ratio_of_medians(other, baseline, resamples=300, seed=seed)
        covered += got.low <= 1 <= got.high
        conclusive += got.conclusive
    assert covered == 200 - conclusive
    assert covered >= 182  # 95 % less three standard deviations of the count


def test_a_real_difference_is_conclusive_despite_shared_noise() -> None:
    random = np.random.default_rng(1)
    drift = random.lognormal(0, 0.5, 200)
    baseline, other = drift * random.lognormal(0, 0.02, 200), drift * 1.1
    got = ratio_of_medians(other, baseline)
    assert got.conclusive
    assert got.low < 1.1 < got.high


def test_the_same_seed_gives_the_same_interval() -> None:
    a, b = np.random.default_rng(2).random((2, 30)) + 1
    assert ratio_of_medians(a, b) == ratio_of_medians(a, b)
    assert ratio_of_medians(a, b) != ratio_of_medians(a, b, seed=1)


@pytest.mark.parametrize(("a", "b"), [([], []), ([1.0], [1.0, 2.0]), ([[1.0]], [[1.0]])])
def test_rounds_that_do_not_match(a, b) -> None:
    with pytest.raises(ValueError, match="same rounds"):
        ratio_of_medians(a, b)


def test_rotations() -> None:
    assert list(islice(rotations("abc"), 4)) == [
        tuple("abc"),
        tuple("bca"),
        tuple("cab"),
        tuple("abc"),
    ]


def test_a_log_keeps_every_stage() -> None:
    log = TimingLog()
    assert log.summary() == {}
    log.add(Timing(1, 2, 3))
    log.add(Timing(2, 3, 4))
    assert len(log) == 2
    assert log.times().tolist() == [6, 9]
    assert {stage: s.median for stage, s in log.summary().items()} == {
        "marshal": 1.5,
        "compute": 2.5,
        "readback": 3.5,
        "total": 7.5,
    }


def test_the_environment_is_recorded(monkeypatch) -> None:
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    here = Environment.here(threads=2, runtimes={"tensorflow": "2"})
    assert here.cpus >= 1
    assert here.cpu
    assert here.packages["numpy"] == np.__version__
    assert here.settings["TF_ENABLE_ONEDNN_OPTS"] == "0"
    assert here.threads == 2


def test_recording_it_imports_nothing_heavy() -> None:
    code = (
        "import sys; from tandem.benchmark import Environment; Environment.here();"
        "heavy = {'tensorflow', 'keras', 'cv2', 'pythonmonkey', 'jinja2'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
