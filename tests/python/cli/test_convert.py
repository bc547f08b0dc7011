"""``tandem convert``: what it writes and says."""

from __future__ import annotations

import json

import pytest

from tandem.demo import MODEL


def test_convert(tandem_process, tmp_path):
    ended = tandem_process("convert", MODEL, "web")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("web: 2 files, ")
    assert "tfjs-node agrees: largest error" in ended.out
    graph = json.loads((tmp_path / "web" / "model.json").read_text())
    assert list(graph["signature"]["inputs"]) == ["image"]
    assert list(graph["signature"]["outputs"]) == ["digit"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["web"]


def test_the_result_is_a_model_itself_and_goes_back(tandem, tmp_path):
    assert tandem("convert", MODEL, "web", "--no-check").code == 0
    assert tandem("convert", "web", "saved").code == 0
    assert (tmp_path / "saved" / "saved_model.pb").is_file()
    again = tandem("convert", "web", "web")
    assert again.code == 2
    assert "already" in again.err
    assert tandem("convert", MODEL, "layers", "--layers", "--no-check").code == 0
    assert tandem("convert", "layers", "again.keras").code == 0
    assert (tmp_path / "again.keras").is_file()


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


def test_the_smallest_weights_that_hold(tandem):
    ended = tandem("convert", MODEL, "web", "--quantize", "auto", "--max-error", "1e-3")
    assert ended.code == 0, ended.err
    assert "weights as uint8" in ended.out
    assert "weights as uint16" in ended.out
    assert "float16" not in ended.out


def test_a_check_that_fails_is_a_mismatch(tandem, tmp_path):
    ended = tandem("convert", MODEL, "web", "--quantize", "uint8", "--max-error", "1e-6")
    assert ended.code == 1
    assert "tfjs-node DIFFERS" in ended.out
    assert (tmp_path / "web" / "model.json").is_file()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--shard-bytes", "0"], "positive"),
        (["--quantize", "uint4"], "uint4"),
        (["--quantize", "uint8=nothing*"], "nothing*"),
        (["--quantize", "auto"], "max_error"),
        (["--signature", "x"], "SavedModel"),
    ],
)
def test_bad_options(tandem, tmp_path, options, word):
    ended = tandem("convert", MODEL, "web", *options)
    assert ended.code == 2
    assert word in ended.err
    assert list(tmp_path.iterdir()) == []
