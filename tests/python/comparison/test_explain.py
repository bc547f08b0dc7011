"""Mistakes that people make, planted one by one: each is found under its own name.

The original is a real Keras model in native TensorFlow; ``planted.py`` has the mistakes.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from deployed_models import edit_graph, edit_weights
from planted import (
    DEPLOYED_FAULTS,
    INPUT_FAULTS,
    OUTPUT_FAULTS,
    PICTURE_FAULTS,
    TAGS_FAULTS,
    answers,
    build_classifier,
    build_generator,
    build_tagger,
    draw_photos,
    rgb,
    right,
    softmax,
    swap_layers,
    trained,
)

import tandem
from tandem.errors import InputError, UsageError
from tandem.explanation import Observation, outputs
from tandem.images import Preprocessing


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    return draw_photos(tmp_path_factory.mktemp("photos"))


@pytest.fixture(scope="module")
def classifier():
    return build_classifier()


@pytest.fixture(scope="module")
def generator():
    return build_generator()


def explained(model, photos, recorded):
    report = tandem.compare(
        model,
        photos,
        runtimes=("tensorflow",),
        preprocessing=Preprocessing.preset("-1-1"),
        recorded=recorded,
        explain=True,
    )
    assert [r.name for r in report.runtimes] == ["tensorflow", "recorded"]
    return report


@pytest.mark.parametrize("fault", INPUT_FAULTS)
def test_before_the_model(classifier, photos, fault):
    mistake, prepare = INPUT_FAULTS[fault]
    recorded = answers(classifier, [prepare(p) for p in rgb(photos)])
    report = explained(classifier, photos, {"scores": recorded})
    assert not report
    verdicts = report.verdicts["recorded"]
    assert verdicts, fault
    assert verdicts[0].mistake == mistake
    assert verdicts[0].after_db > verdicts[0].before_db + 20
    assert verdicts[0].fix


def test_two_mistakes_at_once(classifier, photos):
    recorded = answers(classifier, [right(p, 1 / 255, 0.0)[..., ::-1] for p in rgb(photos)])
    report = explained(classifier, photos, {"scores": recorded})
    assert {v.mistake for v in report.verdicts["recorded"]} == {"colour order", "input range"}


@pytest.mark.parametrize("fault", OUTPUT_FAULTS)
def test_after_a_classifier(classifier, photos, fault):
    mistake, change = OUTPUT_FAULTS[fault]
    recorded = change(answers(classifier, [right(p) for p in rgb(photos)])).astype(np.float32)
    report = explained(classifier, photos, {"scores": recorded})
    assert report.verdicts["recorded"][0].mistake == mistake


@pytest.mark.parametrize("fault", TAGS_FAULTS)
def test_after_a_tagger(photos, fault):
    mistake, change = TAGS_FAULTS[fault]
    tagger = build_tagger()
    recorded = change(answers(tagger, [right(p) for p in rgb(photos)])).astype(np.float32)
    report = explained(tagger, photos, {"tags": recorded})
    assert report.verdicts["recorded"][0].mistake == mistake


def test_a_batch_axis_that_is_missing():
    """A runtime that answers without it, as `squeeze` leaves it."""
    wanted = np.random.default_rng(0).random((1, 4, 3))
    seen = Observation(
        inputs=[{}], pictures=[None], preprocessing=None,
        reference=[{"y": wanted}], observed=[{"y": wanted[0]}], predict=dict,
    )  # fmt: skip
    (verdict,) = outputs.explain(seen)
    assert verdict.mistake == "batch axis"
    assert verdict.fix == "y = y.expandDims(0)"


@pytest.mark.parametrize("fault", PICTURE_FAULTS)
def test_after_a_generator(generator, photos, fault):
    mistake, change = PICTURE_FAULTS[fault]
    recorded = change(answers(generator, [right(p) for p in rgb(photos)])).astype(np.float32)
    report = explained(generator, photos, {"picture": recorded})
    verdicts = report.verdicts["recorded"]
    assert verdicts[0].mistake == mistake
    if fault == "washed out":
        assert "applied twice" in verdicts[0].evidence
        assert "0.5 * original + 0.5" in verdicts[0].evidence
        assert "y.mul(2).sub(1)" in verdicts[0].fix


def test_training_mode(classifier, photos):
    kept = [np.array(v) for v in classifier.non_trainable_variables]
    report = explained(
        classifier, photos, {"scores": trained(classifier, [right(p) for p in rgb(photos)])}
    )
    assert report.verdicts["recorded"][0].mistake == "training mode"
    for variable, value in zip(classifier.non_trainable_variables, kept, strict=True):
        np.testing.assert_array_equal(np.array(variable), value)


def test_what_nothing_explains_is_not_explained(classifier, photos):
    random = np.random.default_rng(0)
    recorded = softmax(random.normal(size=(6, 10))).astype(np.float32)
    report = explained(classifier, photos, {"scores": recorded})
    assert not report
    assert report.verdicts == {"recorded": ()}


def test_agreement_is_not_explained(classifier, photos):
    recorded = answers(classifier, [right(p) for p in rgb(photos)])
    report = explained(classifier, photos, {"scores": recorded})
    assert report, report.findings
    assert report.verdicts == {}


# ---- a deployed folder ----


def deployed_report(classifier, photos, folder):
    return tandem.compare(
        classifier,
        photos,
        preprocessing=Preprocessing.preset("-1-1"),
        deployed=folder,
        explain=True,
        tolerance=tandem.comparison.Tolerance(1e-7, 1e-6),
    )


@pytest.mark.parametrize("fault", DEPLOYED_FAULTS)
def test_deployed_weights(classifier, photos, tmp_path, fault):
    mistake, change = DEPLOYED_FAULTS[fault]
    tandem.convert(classifier, tmp_path / "web")
    edit_weights(tmp_path / "web", change)
    report = deployed_report(classifier, photos, tmp_path / "web")
    assert [v.mistake for v in report.verdicts["tfjs-node"]] == [mistake]


def test_swapped_layers(tmp_path, photos, classifier):
    tandem.convert(classifier, tmp_path / "web")
    a, b = swap_layers(tmp_path / "web")
    report = deployed_report(classifier, photos, tmp_path / "web")
    (verdict,) = report.verdicts["tfjs-node"]
    assert verdict.mistake == "layer order"
    assert f"'{a}' holds '{b}'" in verdict.evidence


def test_edited_graph(tmp_path, photos, classifier):
    tandem.convert(classifier, tmp_path / "web")

    def change(topology):
        node = next(n for n in topology["node"] if n["name"] == "second/Relu")
        node["attr"]["fused_ops"]["list"]["s"][1] = "RWx1"  # Elu, in base64

    edit_graph(tmp_path / "web", change)
    report = deployed_report(classifier, photos, tmp_path / "web")
    (verdict,) = report.verdicts["tfjs-node"]
    assert verdict.mistake == "graph edited"
    assert "'second/Relu' (_FusedConv2D) has another fused_ops" in verdict.evidence
    assert report.bisection.first.node == "second/Relu"
    page = tmp_path / "report.html"
    report.to_html(page)
    text = page.read_text()
    assert "Why: graph edited" in text
    assert "Where the error grows" in text


# ---- recorded outputs that are no good ----


def test_recorded_from_a_file(classifier, photos, tmp_path):
    good = answers(classifier, [right(p) for p in rgb(photos)])
    np.savez(tmp_path / "out.npz", whatever=good)
    report = explained(classifier, photos, tmp_path / "out.npz")
    assert report, report.findings
    stored = json.loads(json.dumps(report.to_dict()))
    assert stored["runtimes"][1]["times_ms"] == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"rubbish", "holds no arrays"),
        (b"PK\x03\x04rubbish", "holds no arrays"),
    ],
)
def test_unreadable_recordings(classifier, photos, tmp_path, content, words):
    path = tmp_path / "out.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        explained(classifier, photos, path)


def test_recordings_of_something_else(classifier, photos):
    with pytest.raises(InputError, match="has 2 examples, and 6 are run"):
        explained(classifier, photos, {"scores": np.zeros((2, 10), np.float32)})
    with pytest.raises(InputError, match="none in common"):
        explained(classifier, photos, {"a": np.zeros((6, 10)), "b": np.zeros((6, 10))})
