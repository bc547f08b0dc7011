"""What the conformance run accepts and refuses (tests/conformance/suites.py)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance import suites  # noqa: E402

CORE = suites.SUITES["core-tensorflow"]


def _result(backend="tensorflow", *, status="passed", ops=1, bridge_ops=1, name="abs"):
    spec = {
        "name": f"{name} test-tensorflow {{}} basic",
        "status": status,
        "backend": backend,
        "ops": ops,
        "messages": [],
    }
    return {"specs": [spec], "messages": [], "addon": False, "bridge_ops": bridge_ops}


def test_a_result_of_the_right_backend_is_believed():
    assert suites.doubts(CORE, "embedded", _result(), complete=False) == []


@pytest.mark.parametrize(
    ("result", "doubt"),
    [
        (_result("cpu", ops=0), "another backend"),
        (_result(None), "another backend"),
        (_result(ops=0), "executed 0 ops"),
        (_result(ops=5, bridge_ops=4), "executed 4 of 5"),
        ({**_result(), "addon": True}, "binding"),
        ({**_result(), "messages": ["afterAll threw"]}, "afterAll threw"),
        ({**_result(), "specs": []}, "no spec"),
    ],
)
def test_a_doubtful_result_is_refused(result, doubt):
    found = suites.doubts(CORE, "embedded", result, complete=False)
    assert any(doubt in line for line in found)


def test_a_suite_that_lost_specs_is_refused():
    assert any("1 specs ran" in line for line in suites.doubts(CORE, "embedded", _result()))


def test_new_failures_and_unexpected_passes_are_both_refused():
    found = {"a": "failed", "b": "passed", "c": "failed"}
    assert suites.unexpected(found, {"b", "c"}) == [
        "fails: a",
        "known to fail, and does not: b",
    ]


def test_a_pass_of_node_that_the_engine_lacks_is_refused():
    node = {"a": "passed", "b": "failed", "c": "passed"}
    embedded = {"a": "failed", "b": "passed", "c": "passed"}
    assert suites.lost(embedded, node) == ["passes in Node and not embedded: a"]


def test_repeated_names_are_told_apart():
    result = _result()
    result["specs"] *= 2
    assert len(suites.statuses(result)) == 2


def test_known_failures_have_reasons_and_no_spec_twice():
    import tomllib

    for path in (suites.HERE / "known_failures").glob("*.toml"):
        assert path.stem in suites.SUITES
        groups = tomllib.loads(path.read_text())["failures"]
        listed = [
            (where, spec) for group in groups for where in group["where"] for spec in group["specs"]
        ]
        assert len(listed) == len(set(listed))
        assert all(len(group["reason"]) > 20 for group in groups)


@pytest.mark.skipif(
    not (ROOT / "node_modules" / "jasmine-core").is_dir(),
    reason="the suites need npm ci --ignore-scripts",
)
def test_specs_that_ran_on_another_backend_are_found_out(tmp_path):
    suites.bundle(tmp_path)
    only = "square test-cpu"
    on_cpu = suites.run(suites.SUITES["core-cpu"], "embedded", tmp_path, only=only)
    assert len(on_cpu["specs"]) > 3
    assert suites.doubts(suites.SUITES["core-cpu"], "embedded", on_cpu, complete=False) == []
    # The same specs, passed off as the other backend's.
    for spec in on_cpu["specs"]:
        spec["name"] = spec["name"].replace("test-cpu", "test-tensorflow")
    doubts = suites.doubts(CORE, "embedded", on_cpu, complete=False)
    assert any("another backend" in line for line in doubts)
    assert any("executed 0 ops" in line for line in doubts)
