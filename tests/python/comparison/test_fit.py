"""Metrics that fit what an output is, against values worked out by hand or by other libraries."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fakes import FakeRuntime, classifier, classify

from tandem.comparison import compare, fit

RANDOM = np.random.default_rng(0)


def test_psnr_of_a_known_error():
    reference = np.zeros((1, 8, 8, 1), np.float32)
    reference[0, 0, 0] = 1
    assert fit.psnr(reference + np.float32(0.1), reference) == pytest.approx(20, abs=1e-4)
    assert fit.psnr(reference, reference) == math.inf
    assert fit.psnr(reference * np.nan, reference) == -math.inf


def test_ssim_falls_with_structure_not_with_noise_alone():
    tf = pytest.importorskip("tensorflow")
    reference = RANDOM.random((32, 32, 3), np.float32)
    noisy = reference + 0.05 * RANDOM.standard_normal((32, 32, 3)).astype(np.float32)
    assert fit.ssim(reference, reference) == pytest.approx(1)
    theirs = float(tf.image.ssim(noisy, reference, 1.0, filter_size=7))
    assert fit.ssim(noisy, reference) == pytest.approx(theirs, abs=0.03)
    assert fit.ssim(reference[::-1], reference) < 0.2
    assert fit.ssim(reference * np.nan, reference) == 0


def test_rank_correlation_is_spearmans():
    stats = pytest.importorskip("scipy.stats")
    for _ in range(5):
        a, b = RANDOM.integers(0, 9, 20).astype(float), RANDOM.random(20)
        assert fit.rank_correlation(a, b) == pytest.approx(stats.spearmanr(a, b).statistic)
    assert fit.rank_correlation(np.arange(5.0), np.arange(5.0)[::-1]) == pytest.approx(-1)


def test_top5():
    reference = np.arange(10.0)
    assert fit.top5(reference, reference) == 1
    swapped = reference.copy()
    swapped[[5, 4]] = swapped[[4, 5]]
    assert fit.top5(swapped, reference) == pytest.approx(0.8)


def test_iou():
    boxes = np.array([[[0, 0, 2, 2], [1, 1, 4, 3]]], np.float32)
    assert fit.fit(boxes, boxes, "values") == {"iou": 1.0}
    moved = boxes.copy()
    moved[0, 0] += [1, 0, 1, 0]
    assert fit.iou(moved, boxes) == pytest.approx(1 / 3)
    assert fit.iou(boxes + 10, boxes) == 0
    assert fit.fit(boxes[..., ::-1], boxes[..., ::-1], "values") == {}


def test_a_comparison_keeps_the_lowest(use, tmp_path):
    def flipped(inputs):
        return {"scores": classify(inputs)["scores"][:, ::-1]}

    use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", flipped))
    photos = RANDOM.random((6, 4, 4, 3), np.float32)
    report = compare(classifier(), inputs=photos, rounds=1)
    (apart,) = report.runtimes[1].differences
    one_by_one = [
        fit.rank_correlation(s[:, ::-1].ravel(), s.ravel())
        for photo in photos
        for s in [classify({"photo": photo[None]})["scores"]]
    ]
    assert apart.fit["rank_correlation"] == pytest.approx(min(one_by_one))
    report.to_html(tmp_path / "report.html")
    assert "rank correlation" in (tmp_path / "report.html").read_text()
