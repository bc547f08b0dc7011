"""``tandem demo``: the main job on what the package brings."""

from __future__ import annotations

import re

import numpy as np

from tandem import demo
from tandem.demo import train
from tandem.images import list_images, read


def test_demo(tandem, tmp_path):
    ended = tandem("demo")
    assert ended.code == 0, ended.err
    assert ended.err == ""
    report = tmp_path / "tandem-report.html"
    assert ended.out.splitlines()[-1] == str(report)
    assert "tfjs-node agrees with tensorflow on 360 examples" in ended.out
    assert "100 %" in ended.out
    right = [float(share) for share in re.findall(r"reads ([\d.]+)% of the scans", ended.out)]
    assert len(right) == 2
    assert all(share >= 97.5 for share in right)
    html = report.read_text()
    assert len(html) > 50_000
    assert not re.search(r'(src|href)="https?:', html)  # self-contained
    assert list(tmp_path.iterdir()) == [report]


def test_answers_that_are_wrong_are_noticed(tandem, monkeypatch):
    monkeypatch.setattr(demo, "truth", lambda: {p.name: 0 for p in demo.IMAGES.iterdir()})
    ended = tandem("demo")
    assert ended.code == 1
    assert "should have been right" in ended.err


def test_report_elsewhere(tandem, tmp_path):
    ended = tandem("demo", "--report", "missing/report.html")
    assert ended.code == 2
    assert "missing/report.html" in ended.err
    assert not list(tmp_path.iterdir())


def test_the_pictures_are_the_scans_that_were_held_out():
    data = train.scans()
    paths = list_images(demo.IMAGES)
    truth = demo.truth()
    assert len(paths) == len(truth) == len(data.held_labels) == 360
    for path, image, label in zip(paths, data.held_images, data.held_labels, strict=True):
        assert truth[path.name] == label
        assert np.array_equal(read(path)[..., :1], image)
    assert len(data.train_images) + 360 == 1797


def test_size():
    assert demo.MODEL.stat().st_size < 150_000
    assert sum(path.stat().st_size for path in demo.IMAGES.iterdir()) < 100_000
