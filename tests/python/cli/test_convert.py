"""``tandem convert``: what it writes and says."""

from __future__ import annotations

import json

import pytest

from tandem.demo import MODEL


def test_convert(tandem_process, tmp_path):
    ended = tandem_process("convert", MODEL, "web")
    assert ended.code == 0, ended.err
    assert ended.err == ""
    assert ended.out.startswith("web: 2 files, ")
    graph = json.loads((tmp_path / "web" / "model.json").read_text())
    assert list(graph["signature"]["inputs"]) == ["image"]
    assert list(graph["signature"]["outputs"]) == ["digit"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["web"]


def test_the_result_is_a_model_itself(tandem):
    assert tandem("convert", MODEL, "web").code == 0
    again = tandem("convert", "web", "twice")
    assert again.code == 2
    assert "already" in again.err


@pytest.mark.parametrize("model", ["missing.keras", "text.keras", "weights.h5"])
def test_bad_models(tandem, tmp_path, model):
    (tmp_path / "text.keras").write_text("hello")
    import h5py

    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file.attrs["layer_names"] = []
    before = sorted(tmp_path.iterdir())
    ended = tandem("convert", model, "out")
    assert ended.code == 2
    assert model in ended.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_place_that_cannot_be_written(tandem, tmp_path):
    (tmp_path / "file").write_text("in the way")
    ended = tandem("convert", MODEL, "file/out")
    assert ended.code == 2
    assert "file" in ended.err
    assert (tmp_path / "file").read_text() == "in the way"
