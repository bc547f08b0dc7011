"""Hops with real models: every step's own difference, and a deployed folder held against it."""

from __future__ import annotations

import io
import json

import jsonschema
import numpy as np
import pytest
from deployed_models import edit_weights
from models import build

import tandem
from tandem.comparison import hops
from tandem.comparison.deployed import pair
from tandem.errors import UsageError
from tandem.model import TensorSpec
from tandem.report import json as json_report

pytest.importorskip("keras")


@pytest.fixture(scope="module")
def original():
    return tandem.load(build("plain_cnn"))


@pytest.fixture
def deployed(original, tmp_path):
    tandem.convert(original, tmp_path / "web")
    return tmp_path / "web"


PHOTOS = np.random.default_rng(0).random((20, 16, 16, 3), np.float32)


def spoil(folder, factor):
    """Scale every weight of a deployed model, as stale weights would be."""
    edit_weights(folder, lambda _, value: value * factor)


def test_a_clean_conversion_has_small_hops(original):
    report = tandem.compare(original, inputs=PHOTOS, rounds=1)
    assert report, report.findings
    assert [(h.cause, h.source, h.target) for h in report.hops] == [
        ("conversion", "tensorflow", hops.CONVERTED),
        ("kernels", hops.CONVERTED, "tfjs-node"),
    ]
    assert all(h.examples == hops.EXAMPLES for h in report.hops)
    assert all(0 <= h.max_abs < 1e-6 for h in report.hops)


def test_stale_weights_are_the_deployed_graphs_hop(original, deployed):
    good = tandem.compare(original, inputs=PHOTOS, rounds=1, deployed=deployed)
    assert good, good.findings
    assert len(good.hops) == 3
    spoil(deployed, 1.02)
    report = tandem.compare(original, inputs=PHOTOS, rounds=1, deployed=deployed)
    assert not report
    by_cause = {hop.cause: hop for hop in report.hops}
    assert by_cause["deployed graph"].share > 10
    assert by_cause["conversion"].share < 1
    assert by_cause["kernels"].share < 1
    whole = report.runtimes[1].differences[0].max_abs
    assert by_cause["deployed graph"].max_abs == pytest.approx(whole, rel=0.2)


def test_quantised_weights_are_named_without_being_asked(original, tmp_path):
    """The hop is called by the weights' type, and a note says so, without ``explain``."""
    tandem.convert(original, tmp_path / "web", quantize="uint8")
    report = tandem.compare(original, inputs=PHOTOS, rounds=1, deployed=tmp_path / "web")
    by_cause = {hop.cause: hop for hop in report.hops}
    assert set(by_cause) == {"conversion", "uint8 weights", "kernels"}
    assert by_cause["uint8 weights"].share > 1 > by_cause["conversion"].share
    (note,) = [finding for finding in report.findings if finding.kind == "quantised"]
    assert note.severity == "note"
    assert "weights are quantised to uint8" in note.message
    # Also where the quantised folder is all there is.
    alone = tandem.compare(tmp_path / "web", inputs=PHOTOS, rounds=1)
    assert alone, alone.findings
    assert [finding.kind for finding in alone.findings] == ["quantised"]
    jsonschema.validate(report.to_dict(), json_report.schema())


def test_hops_look_at_the_worst_example():
    shares = [np.array([0.1] * 500 + [7.0] + [0.1] * 500)]
    chosen = hops.choose(shares, 1001)
    assert 500 in chosen
    assert {0, 1000} <= set(chosen)
    assert len(chosen) <= hops.EXAMPLES
    assert hops.choose([], 0) == []
    assert hops.choose([np.full(3, np.nan)], 3) == [0, 1, 2]


def test_names_are_paired_by_place(original, deployed):
    path = deployed / "model.json"
    document = json.loads(path.read_text())
    for side in ("inputs", "outputs"):
        entries = document["signature"][side]
        document["signature"][side] = {f"Identity_{i}": v for i, v in enumerate(entries.values())}
    path.write_text(json.dumps(document))
    report = tandem.compare(original, inputs=PHOTOS, rounds=1, deployed=deployed)
    assert report, report.findings
    assert report.runtimes[1].outputs[0].name == "probabilities"
    assert report.runtimes[1].outputs[0].varies


def test_another_model_is_refused(original, tmp_path):
    tandem.convert(tandem.load(build("named_lists")), tmp_path / "web")
    with pytest.raises(UsageError, match="no inputs in common"):
        tandem.compare(original, inputs=PHOTOS, deployed=tmp_path / "web")
    with pytest.raises(UsageError, match="no outputs in common"):
        pair("output", [TensorSpec("a", (None, 3), "float32")],
             [TensorSpec("b", (None, 4), "float32")])  # fmt: skip


def test_what_is_no_tfjs_model_is_refused(original, tmp_path):
    original.native.save(tmp_path / "again.keras")
    with pytest.raises(UsageError, match="no tfjs model"):
        tandem.compare(original, inputs=PHOTOS, deployed=tmp_path / "again.keras")


def test_reports_show_each_hop(original, deployed):
    from rich.console import Console

    from tandem.report import html, terminal

    spoil(deployed, 1.05)
    report = tandem.compare(original, inputs=PHOTOS, rounds=1, deployed=deployed)
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(terminal.render(report))
    text = console.export_text()
    assert "tensorflow → converted graph" in text
    assert "converted graph → deployed graph" in text
    page = html.render(report)
    assert page.count('class="hop outside"') == 1
    assert page.count('class="hop"') == 2
    assert [h["cause"] for h in report.to_dict()["hops"]] == [h.cause for h in report.hops]
