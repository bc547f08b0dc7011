"""``tandem example``: the classic workflows by name. What they do is in tests/python/workflows."""

from __future__ import annotations

import re

from tandem import examples


def test_without_a_name_they_are_listed(tandem, tmp_path):
    ended = tandem("example")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == list(examples.EXAMPLES)
    assert all(len(line.split()) > 3 for line in lines)
    assert not list(tmp_path.iterdir())


def test_figures_time_source_and_pictures(tandem, tmp_path):
    ended = tandem("example", "polynomial", "--quick")
    assert ended.code == 0, ended.err
    *figures, time, source, curve, training = ended.out.splitlines()
    assert re.fullmatch(r"MSE +\d\S*", figures[0])
    assert re.fullmatch(r"time +\d+\.\d s", time)
    assert source.endswith("/tandem/examples/polynomial.py")
    folder = tmp_path / "tandem-example-polynomial"
    assert [curve, training] == [str(folder / "cubic.png"), str(folder / "training.png")]
    assert sorted(folder.iterdir()) == [folder / "cubic.png", folder / "training.png"]


def test_elsewhere(tandem, tmp_path):
    ended = tandem("example", "polynomial", "--quick", "--out", "deep/er")
    assert ended.code == 0, ended.err
    assert (tmp_path / "deep" / "er" / "cubic.png").is_file()
    assert not (tmp_path / "tandem-example-polynomial").exists()


def test_a_full_run_is_held_to_its_figures(tandem, monkeypatch):
    def missed(name, out, *, quick):  # noqa: ARG001
        out.mkdir()
        return [examples.Figure("accuracy", 0.9, at_least=0.95), examples.Figure("loss", 1.0)]

    monkeypatch.setattr(examples, "run", missed)
    full = tandem("example", "digits")
    assert full.code == 1
    assert "at least 0.95" in full.out
    assert full.err == "error: accuracy should have been at least 0.95\n"
    quick = tandem("example", "digits", "--quick", "--out", "quick")
    assert quick.code == 0
    assert "at least" not in quick.out


def test_an_example_that_is_not_there(tandem, tmp_path):
    ended = tandem("example", "digit")
    assert ended.code == 2
    assert ended.err.startswith("error: there is no example 'digit'; there are digits, linear")
    assert not list(tmp_path.iterdir())
