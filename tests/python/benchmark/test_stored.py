"""Benchmarks on disk: what pytest-benchmark reads, and what a run is judged by."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tandem.benchmark import Environment, ratio_of_medians, stored
from tandem.benchmark.run import Benchmark, Case, Memory, benchmark, verdict
from tandem.benchmark.statistics import Ratio
from tandem.demo import MODEL
from tandem.errors import TandemError, UsageError


def times(median, seed=0, count=60, noise=0.02):
    random = np.random.default_rng(seed)
    return tuple((median * (1 + noise * random.standard_normal(count))).tolist())


def made(fast=2.0, slow=4.0, seed=0, noise=0.02):
    def case(name, median, baseline=None, offset=0):
        total = times(median, seed + offset, noise=noise)
        stages = {s: tuple(t / 3 for t in total) for s in ("marshal", "compute", "readback")}
        return Case(
            runtime=name,
            batch=1,
            threads=None,
            first={"marshal": 1.0, "compute": 1.0, "readback": 1.0, "total": 3.0},
            times={**stages, "total": total},
            ratio=ratio_of_medians(total, baseline) if baseline else None,
        )

    first = case("tensorflow", slow)
    return Benchmark(
        model="digits",
        signature="a -> b",
        created="2026-01-01T00:00:00+00:00",
        baseline="tensorflow",
        cases=(first, case("tfjs-node", fast, first.times["total"], 1)),
        memory={"tensorflow": Memory(cold_start_ms=1, rss_mb=2, peak_mb=3, tensors=None)},
        environment=Environment.here(),
        load=0.1,
    )


@pytest.fixture
def path(tmp_path):
    stored.save(made(), tmp_path / "run.json")
    return tmp_path / "run.json"


def test_pytest_benchmark_compares_the_files(path, tmp_path):
    stored.save(made(fast=3.0, seed=9), tmp_path / "later.json")
    program = Path(sys.executable).with_name("pytest-benchmark")
    done = subprocess.run(
        [program, "compare", path, tmp_path / "later.json", "--columns=median,iqr,rounds",
         f"--csv={tmp_path / 'out.csv'}"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("tfjs-node[batch=1-threads=default]") == 2
    assert "tensorflow[batch=1-threads=default]" in (tmp_path / "out.csv").read_text()


def test_a_run_is_judged_by_a_stored_one(path):
    data = stored.load(path)
    same = stored.against(made(seed=5), data, fail_over=0.05)
    assert [change.slower for change in same] == [False, False]
    slower = stored.against(made(fast=2.3, seed=5), data, fail_over=0.05)
    assert [change.slower for change in slower] == [False, True]
    assert slower[1].ratio.value == pytest.approx(1.15, abs=0.02)
    assert not any(c.slower for c in stored.against(made(fast=2.3), data, fail_over=0.2))
    faster = stored.against(made(fast=1.0), data, fail_over=0.05)
    assert not faster[1].slower


def test_noise_is_not_called_slower(path):
    noisy = made(fast=2.12, seed=3, noise=0.6)
    change = stored.against(noisy, stored.load(path), fail_over=0.01)[1]
    assert change.ratio.low < 1
    assert not change.slower
    assert change.noisy  # nor is it called within bounds
    quiet = stored.against(made(seed=5), stored.load(path), fail_over=0.05)
    assert not any(c.noisy for c in quiet)


def test_another_machine_or_model_is_refused(path):
    data = stored.load(path)
    data["tandem"]["machine"] = "Other CPU, 64 processors, arm64"
    with pytest.raises(UsageError, match="another machine"):
        stored.against(made(), data, fail_over=0.05)
    assert stored.against(made(), data, fail_over=0.05, any_machine=True)
    other = dataclasses.replace(made(), model="faces")
    with pytest.raises(UsageError, match="of model 'digits'"):
        stored.against(other, stored.load(path), fail_over=0.05)
    data = stored.load(path)
    data["benchmarks"] = []
    with pytest.raises(UsageError, match="no case"):
        stored.against(made(), data, fail_over=0.05)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("{", "no JSON"),
        ("[]", "of schema None"),
        ('{"tandem": {"schema": "tandem.bench/9"}}', "of schema 'tandem.bench/9'"),
    ],
)
def test_unreadable_files(tmp_path, content, words):
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=words):
        stored.load(path)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (Ratio(0.5, 0.4, 0.6, 0.95), "faster"),
        (Ratio(1.5, 1.4, 1.6, 0.95), "slower"),
        (Ratio(1.01, 0.98, 1.03, 0.95), "same"),
        (Ratio(1.2, 0.7, 1.9, 0.95), "too noisy"),
    ],
)
def test_verdicts(ratio, said):
    assert verdict(ratio) == said


def test_a_real_run(tmp_path):
    found = benchmark(MODEL, batches=(1, 4), threads=(1,), seconds=0.05)
    assert [(c.runtime, c.batch, c.threads) for c in found.cases] == [
        ("tensorflow", 1, 1),
        ("tfjs-node", 1, 1),
        ("tensorflow", 4, 1),
        ("tfjs-node", 4, 1),
    ]
    for case in found.cases:
        assert len(case.times["total"]) >= 20
        assert min(case.times["total"]) > 0
        assert case.first["total"] > case.summary["total"].minimum
    assert found.cases[0].ratio is None
    assert found.cases[1].ratio.value > 0
    assert found.memory["tfjs-node"].tensors > 0
    assert all(m.peak_mb >= m.rss_mb - 8 > 50 for m in found.memory.values())
    stored.save(found, tmp_path / "run.json")
    assert len(stored.against(found, stored.load(tmp_path / "run.json"), fail_over=0.05)) == 4


def test_an_error_of_the_child_comes_back(tmp_path):
    with pytest.raises(UsageError, match="1 or more"):
        benchmark(MODEL, batches=(0,))
    with pytest.raises(TandemError):
        benchmark(tmp_path / "missing.keras")


class TestCommand:
    @pytest.fixture
    def fake(self, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.argv", ["tandem", "bench"])
        state = {"found": made()}
        monkeypatch.setattr("tandem.benchmark.run.benchmark", lambda *_, **__: state["found"])
        return state

    def test_exit_codes(self, fake, capsys, tmp_path):
        from tandem import cli

        assert cli.run(["bench", str(MODEL), "--save", "run.json"]) == 0
        out = capsys.readouterr().out
        assert "tfjs-node" in out
        assert "faster" in out
        assert json.loads((tmp_path / "run.json").read_text())["tandem"]["model"] == "digits"
        assert cli.run(["bench", str(MODEL), "--against", "run.json"]) == 0
        fake["found"] = made(fast=3.0, seed=4)
        assert cli.run(["bench", str(MODEL), "--against", "run.json"]) == 4
        assert "✗ tfjs-node[batch=1-threads=default]: 1.49" in capsys.readouterr().out
        assert cli.run(["bench", str(MODEL), "--against", "run.json", "--fail-over", "60%"]) == 0
        fake["found"] = made(fast=4.0, noise=0.9)
        assert cli.run(["bench", str(MODEL)]) == 0
        assert "too noisy to conclude" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "options",
        [["--batch", "x"], ["--fail-over", "-1%"], ["--fail-over", "much"],
         ["--against", "missing.json"], ["--save", "missing/run.json"], ["--size", "wide"]],
    )  # fmt: skip
    def test_bad_options(self, fake, options):
        from tandem import cli

        assert fake
        assert cli.run(["bench", str(MODEL), *options]) == 2
