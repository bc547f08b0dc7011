"""The pytest plugin, in a pytest of its own with real runtimes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from xml.etree import ElementTree as ET

import pytest
from deployed_models import edit_weights

import tandem
from tandem.demo import IMAGES, MODEL

HEADER = f"""
IMAGES, MODEL = {sorted(map(str, IMAGES.iterdir()))[:6]!r}, {str(MODEL)!r}
"""


@pytest.fixture
def run(tmp_path):
    def run(code, *options):
        (tmp_path / "test_it.py").write_text(HEADER + code)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "tandem.pytest_plugin", "-q", "-p",
             "no:cacheprovider", "--rootdir", tmp_path, *options, "test_it.py"],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


def test_checks_reports_and_properties(run, tmp_path):
    code, out = run(
        "def test_parity(parity):\n"
        "    report = parity.check(MODEL, IMAGES)\n"
        "    assert report.examples == 6\n"
        "    assert [r.name for r in report.runtimes] == ['tensorflow', 'tfjs-node', 'tfjs-wasm']\n"
        "def test_runtime(runtime):\n"
        "    assert runtime in ('tensorflow', 'tfjs-node', 'tfjs-wasm')\n",
        "--tandem-report=reports",
        "--tandem-runtimes=tensorflow,tfjs-node,tfjs-wasm",
        "--junitxml=junit.xml",
    )
    assert code == 0, out
    assert "4 passed" in out
    reports = tmp_path / "reports"
    assert sorted(p.suffix for p in reports.iterdir()) == [".html", ".json", ".md"]
    assert "✅ Parity: 1 of 1 agree" in (reports / "summary.md").read_text()
    properties = ET.parse(tmp_path / "junit.xml").findall(".//property")  # noqa: S314 - our own
    found = {p.get("name"): float(p.get("value")) for p in properties}
    assert 0 < found["tandem.tfjs-node.digit.max_abs"] < 1e-5


def test_a_failure_reads_like_a_message(run, tmp_path):
    tandem.convert(MODEL, tmp_path / "web")
    edit_weights(tmp_path / "web", lambda _, v: v * 1.05)
    code, out = run(
        "def test_parity(parity):\n    parity.check(MODEL, IMAGES, deployed='web')\n",
        "--tandem-report=reports",
    )
    assert code == 1
    assert "digits: tfjs-node differs from tensorflow on " in out
    assert "'digit' differs on " in out
    assert "furthest hop: deployed graph" in out
    assert "first diverging node: _FusedConv2D" in out
    assert "likely reason: stale weights" in out
    assert "look at reports" in out
    assert "Traceback" not in out
    summary = (tmp_path / "reports" / "summary.md").read_text()
    assert "❌ Parity: 0 of 1 agree" in summary
    assert "stale weights" in summary


def test_each_output_may_have_a_tolerance(run):
    code, out = run(
        "import pytest\n"
        "from tandem.comparison import Tolerance\n"
        "from tandem.errors import UsageError\n"
        "def test_wide(parity):\n"
        "    parity.check(MODEL, IMAGES, tolerance={'digit': Tolerance(1e-3, 0)})\n"
        "def test_exact(parity):\n"
        "    parity.check(MODEL, IMAGES, tolerance={'digit': Tolerance(0, 0)}, explain=False)\n"
        "def test_both(parity):\n"
        "    with pytest.raises(UsageError, match='not both'):\n"
        "        parity.check(MODEL, IMAGES, tolerance='auto', atol=1)\n"
    )
    assert code == 1, out
    assert "2 passed" in out
    assert "1 failed" in out
    assert "by more than atol=0, rtol=0" in out


def test_beside_pytest_benchmark(run, tmp_path):
    """A runtime is timed by its fixture, and parity checked in the same test."""
    code, out = run(
        "import numpy as np\n"
        "import tandem\n"
        "def test_speed(benchmark, parity, runtime):\n"
        "    parity.check(MODEL, IMAGES)\n"
        "    model = tandem.load(MODEL)\n"
        "    inputs = {'image': np.ones((1, 8, 8, 1), np.float32)}\n"
        "    with tandem.open(runtime, model) as session:\n"
        "        outputs = benchmark(session.run, inputs)\n"
        "    assert np.isfinite(outputs['digit']).all()\n",
        *("-p", "pytest_benchmark.plugin", "--benchmark-max-time=0.1", "--benchmark-min-rounds=5"),
        "--benchmark-json=speed.json",
    )
    assert code == 0, out
    assert "2 passed" in out
    found = json.loads((tmp_path / "speed.json").read_text())["benchmarks"]
    assert [entry["param"] for entry in found] == ["tensorflow", "tfjs-node"]
    assert all(entry["stats"]["median"] > 0 for entry in found)


def test_an_own_runtime_fixture_is_left_alone(run):
    code, out = run(
        "import pytest\n"
        "@pytest.fixture\n"
        "def runtime():\n    return 'mine'\n"
        "def test_one(runtime):\n    assert runtime == 'mine'\n"
    )
    assert code == 0, out
    assert "1 passed" in out


def test_own_parameters_are_left_alone(run):
    code, out = run(
        "import pytest\n"
        "@pytest.mark.parametrize('runtime', ['a', 'b', 'c'])\n"
        "def test_one(runtime):\n    assert runtime in 'abc'\n"
        "@pytest.mark.parametrize(('runtime', 'n'), [('a', 1), ('b', 2)])\n"
        "def test_two(runtime, n):\n    assert runtime in 'ab'\n"
        "@pytest.mark.parametrize(argnames=['n', 'runtime'], argvalues=[(1, 'a')])\n"
        "def test_three(runtime, n):\n    assert runtime == 'a'\n"
    )
    assert code == 0, out
    assert "6 passed" in out


def test_bad_options(run, tmp_path):
    (tmp_path / "file").write_text("")
    nothing = "def test_nothing():\n    pass\n"
    code, out = run(nothing, "--tandem-report=file")
    assert code == 4
    assert "--tandem-report file" in out
    code, out = run(nothing, "--tandem-budget=missing.toml")
    assert code == 4
    assert "missing.toml: cannot be read" in out


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_under_xdist(run, tmp_path):
    code, out = run(
        "import pytest\n"
        "@pytest.mark.parametrize('n', [1, 2, 3])\n"
        "def test_parity(parity, n):\n    parity.check(MODEL, IMAGES[:n + 1])\n",
        *("-p", "xdist", "-n", "2", "--tandem-report=reports"),
    )
    assert code == 0, out
    assert "3 passed" in out
    stored = [json.loads(p.read_text()) for p in (tmp_path / "reports").glob("*.json")]
    assert sorted(s["run"]["examples"] for s in stored) == [2, 3, 4]
    assert "3 of 3 agree" in (tmp_path / "reports" / "summary.md").read_text()
