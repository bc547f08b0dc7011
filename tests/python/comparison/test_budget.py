"""Budgets, and runs judged again: what is excused, what fails, and for how long."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fakes import FakeRuntime, classifier, classify

from tandem.comparison import budget, compare, stored
from tandem.errors import UsageError
from tandem.report import summary

PHOTOS = np.random.default_rng(1).random((5, 4, 4, 3), np.float32)
LATER, EARLIER = dt.date(2999, 1, 31), dt.date(2001, 1, 31)


def entry(**changes):
    usual = {
        "model": "fake", "output": "scores", "runtime": "tfjs-node", "metric": "max_abs",
        "limit": 2e-3, "reason": "uint8 weights", "expires": LATER,
    }  # fmt: skip
    return budget.Entry(**{**usual, **changes})


def shifted(inputs):
    return {"scores": classify(inputs)["scores"] + np.float32(1e-3)}


def compared(use, *entries, function=shifted):
    use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", function))
    return compare(classifier(), inputs=PHOTOS, rounds=1, budget=entries)


def test_within_the_budget_is_excused_and_said(use):
    assert not compared(use)
    report = compared(use, entry())
    assert report
    (note,) = report.findings
    assert note.kind == "budget"
    assert "Within the budget until 2999-01-31: uint8 weights" in note.message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"limit": 1e-4}, "beyond the budget of 0.0001"),
        ({"expires": EARLIER}, "expired on 2001-01-31"),
        ({"output": "others"}, "fits no output"),
        ({"metric": "cosine", "limit": 0.99999999}, "beyond the budget"),
    ],
)
def test_these_fail(use, changes, words):
    report = compared(use, entry(**changes))
    assert not report
    assert any(words in finding.message for finding in report.failures)


def test_a_budget_binds_where_the_tolerance_would_not(use):
    assert compared(use, function=classify)
    noisy = compared(
        use,
        entry(limit=1e-9),
        function=lambda i: {"scores": classify(i)["scores"] + np.float32(1e-6)},
    )
    assert not noisy
    assert "beyond the budget" in noisy.failures[0].message


def test_others_are_no_concern_of_an_entry(use):
    assert compared(use, entry(model="another", expires=EARLIER), function=classify)
    assert compared(use, entry(model="*", output="*", runtime="*"))
    nan = compared(use, entry(), function=lambda _: {"scores": np.full((1, 10), np.nan, "f4")})
    assert "nan" in {f.kind for f in nan.failures}


def write(tmp_path, **changes):
    usual = {
        "model": '"fake"', "output": '"scores"', "runtime": '"tfjs-node"', "metric": '"max_abs"',
        "limit": "2e-3", "reason": '"uint8 weights"', "expires": "2999-01-31",
    }  # fmt: skip
    rows = {**usual, **changes}
    path = tmp_path / "budget.toml"
    lines = [f"{key} = {value}" for key, value in rows.items() if value is not None]
    path.write_text("\n".join(["[[budget]]", *lines]))
    return path


def test_a_file(tmp_path):
    assert budget.load(write(tmp_path)) == (entry(),)


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": "nan"}, {"limit": '"2"'}, {"limit": "true"}, {"metric": '"size"'},
        {"reason": '""'}, {"reason": None}, {"expires": '"2999-01-31"'}, {"surplus": "1"},
        {"expires": "2999-01-31T00:00:00"}, {"model": "1"}, {"limit": "["},
    ],
)  # fmt: skip
def test_files_that_are_refused(tmp_path, changes):
    with pytest.raises(UsageError, match=r"budget\.toml"):
        budget.load(write(tmp_path, **changes))


def test_files_that_are_none(tmp_path):
    path = tmp_path / "budget.toml"
    with pytest.raises(UsageError, match="cannot be read"):
        budget.load(path)
    path.write_bytes(b"\xff\x00")
    with pytest.raises(UsageError, match="no TOML"):
        budget.load(path)
    path.write_text("other = 1")
    with pytest.raises(UsageError, match="nothing else"):
        budget.load(path)


class TestStored:
    @pytest.fixture
    def path(self, use, tmp_path):
        compared(use).to_json(tmp_path / "run.json")
        return tmp_path / "run.json"

    def test_is_judged_as_it_was(self, path):
        run = stored.judge(stored.load(path))
        assert not run
        (outcome,) = run.outcomes
        assert (outcome.runtime, outcome.output) == ("tfjs-node", "scores")
        assert outcome.metrics["max_abs"] == pytest.approx(1e-3, rel=1e-3)

    def test_is_judged_by_todays_budget(self, path):
        assert stored.judge(stored.load(path), [entry()])
        assert not stored.judge(stored.load(path), [entry(expires=EARLIER)])

    @pytest.mark.parametrize(
        ("content", "words"),
        [(None, "cannot be read"), ("{", "no JSON"), ("[1]", "of schema None"),
         ('{"schema": "tandem.compare/2"}', "of schema 'tandem.compare/2'")],
    )  # fmt: skip
    def test_other_files(self, tmp_path, content, words):
        path = tmp_path / "other.json"
        if content is not None:
            path.write_text(content)
        with pytest.raises(UsageError, match=words):
            stored.load(path)

    def test_malformed(self, path):
        data = stored.load(path)
        for key in ("model", "runtimes", "findings", "run"):
            with pytest.raises(UsageError, match="malformed"):
                stored.judge({**data, key: [1]})

    def test_summaries(self, path):
        run = stored.judge(stored.load(path))
        text = summary.markdown([run])
        assert text.startswith("### ❌ Parity: 0 of 1 agree")
        assert "| ❌ | fake | tfjs-node | scores |" in text
        root = ET.fromstring(summary.junit([run]))  # noqa: S314 - our own
        assert [s.get("failures") for s in root] == ["1"]
        assert [c.get("name") for c in root.iter("testcase")] == ["tfjs-node: scores", "run"]
        clean = stored.judge(stored.load(path), [entry()])
        assert "✅ Parity: 1 of 1 agree" in summary.markdown([clean])
        assert not list(ET.fromstring(summary.junit([clean])).iter("failure"))  # noqa: S314

    def test_a_runtime_that_stopped_fails_in_each_of_its_outputs(self, path):
        data = json.loads(path.read_text())
        data["findings"] = [
            {"severity": "failure", "kind": "stopped", "message": "it died", "output": None,
             "runtime": "tfjs-node"},
            {"severity": "failure", "kind": "nothing-compared", "message": "none", "output": None,
             "runtime": None},
        ]  # fmt: skip
        root = ET.fromstring(summary.junit([stored.judge(data)]))  # noqa: S314 - our own
        found = {c.get("name"): [f.text for f in c] for c in root.iter("testcase")}
        assert found == {"tfjs-node: scores": ["it died"], "run": ["none"]}

    def test_text_cannot_leave_its_place(self, path):
        data = json.loads(path.read_text())
        data["findings"][0]["message"] = "</failure>\x00\x1b | <script>`x`\n# title"
        run = stored.judge(data)
        text = summary.markdown([run])
        assert "<script>" not in text
        assert "\n# title" not in text
        ET.fromstring(summary.junit([run]))  # noqa: S314

    def test_command(self, path, tmp_path, monkeypatch, capsys):
        from tandem import cli

        monkeypatch.chdir(path.parent)
        assert cli.run(["judge", "run.json", "--markdown", "s.md", "--junit", "p.xml"]) == 1
        assert "✗ run.json: fake, tfjs-node" in capsys.readouterr().out
        write(tmp_path)
        assert cli.run(["judge", "run.json", "--budget", "budget.toml"]) == 0
        assert cli.run(["judge", "missing.json"]) == 2
        assert (tmp_path / "s.md").is_file()
        assert (tmp_path / "p.xml").is_file()
