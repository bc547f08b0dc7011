"""``tandem compare`` end to end: what it prints, writes, and ends with."""

from __future__ import annotations

import json

import pytest

from tandem.cli.compare import preprocessing
from tandem.demo import IMAGES, MODEL
from tandem.images import Preprocessing


def test_agreement(tandem_process, tmp_path):
    ended = tandem_process(
        *("compare", MODEL, "--images", IMAGES, "--limit", 25),
        *("--preset", "-1-1", "--threads", 1, "--report", "report.html", "--json", "run.json"),
    )
    assert ended.code == 0, ended.err
    assert ended.err == ""  # not a terminal: no progress, and TensorFlow is quiet
    assert "tfjs-node agrees with tensorflow on 25 examples" in ended.out
    assert ended.out.splitlines()[-2:] == ["report.html", "run.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "run.json"]
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["agree"] is True
    assert run["command"].startswith("tandem compare")
    assert run["run"]["examples"] == 25
    assert run["run"]["preprocessing"]["scale"] == 1 / 127.5
    assert run["environment"]["threads"] == 1
    (output,) = run["runtimes"][1]["outputs"]
    assert 0 < output["difference"]["max_abs"] <= 1e-5
    assert output["varies"] is True


def test_mismatch_ends_with_1(tandem, tmp_path):
    ended = tandem("compare", MODEL, "--images", IMAGES, "--limit", 25, "--tolerance", "1e-12")
    assert ended.code == 1
    assert "differs from" in ended.out
    assert not list(tmp_path.iterdir())


def test_a_tolerance_for_an_output(tandem):
    options = ["compare", MODEL, "--images", IMAGES, "--limit", 25]
    strict = tandem(*options, "--tolerance", "1", "--tolerance", "digit=1e-12")
    assert strict.code == 1
    assert "by more than atol=1e-12, rtol=0" in " ".join(strict.out.split())
    assert tandem(*options, "--tolerance", "1e-12", "--tolerance", "digit=1e-3").code == 0


def test_files_the_shell_expanded(tandem):
    pictures = sorted(IMAGES.iterdir())[:4]
    ended = tandem("compare", MODEL, "--images", *pictures)
    assert ended.code == 0, ended.err
    assert "on 4 examples" in ended.out


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ((None, None, None, None, None), Preprocessing()),
        (("16x24", "bgr", None, None, None), Preprocessing(size=(16, 24), color="bgr")),
        ((None, None, None, "1/127.5", "-1"), Preprocessing(scale=1 / 127.5, offset=-1.0)),
        ((None, None, None, None, "1,2,3"), Preprocessing(offset=(1.0, 2.0, 3.0))),
        (("8", None, "-1-1", None, None), Preprocessing.preset("-1-1", size=(8, 8))),
        ((None, "grey", "0-255", None, None), Preprocessing.preset("0-255", color="grey")),
    ],
)
def test_preprocessing(options, wanted):
    assert preprocessing(*options) == wanted


@pytest.fixture
def picture():
    return min(IMAGES.iterdir())


class TestBadInput:
    """Each with a clear message, exit code 2, and nothing left behind."""

    @pytest.fixture(autouse=True)
    def nothing_is_left(self, tmp_path):
        yield
        left = {path.name for path in tmp_path.rglob("*")}
        assert not {name for name in left if name.startswith(("report", "run", ".report", ".run"))}

    def wants(self, ended, *words):
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err.startswith("error: ")
        assert "Traceback" not in ended.err
        for word in words:
            assert str(word) in ended.err

    def test_no_such_model(self, tandem, picture):
        ended = tandem("compare", "missing.keras", "--images", picture)
        self.wants(ended, "missing.keras")

    def test_a_file_that_is_no_model(self, tandem, picture, tmp_path):
        (tmp_path / "text.keras").write_text("hello")
        ended = tandem("compare", "text.keras", "--images", picture)
        self.wants(ended, "text.keras")

    def test_a_folder_that_is_no_model(self, tandem, picture, tmp_path):
        (tmp_path / "folder").mkdir()
        ended = tandem("compare", "folder", "--images", picture)
        self.wants(ended, "folder")

    def test_unknown_runtime(self, tandem, picture):
        ended = tandem("compare", MODEL, "--images", picture, "--runtimes", "tensorflow,node-x")
        self.wants(ended, "node-x", "tensorflow, tfjs-node")

    def test_one_runtime(self, tandem, picture):
        ended = tandem("compare", MODEL, "--images", picture, "--runtimes", "tensorflow")
        self.wants(ended, "two runtimes")

    def test_no_pictures(self, tandem, tmp_path):
        (tmp_path / "empty").mkdir()
        self.wants(tandem("compare", MODEL, "--images", "empty"), "empty")

    def test_no_such_folder(self, tandem):
        self.wants(tandem("compare", MODEL, "--images", "nowhere"), "nowhere")

    def test_a_pattern_without_a_match(self, tandem):
        self.wants(tandem("compare", MODEL, "--images", "*.jpg"), "*.jpg")

    @pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n"])
    def test_a_picture_that_is_none(self, tandem, tmp_path, content):
        (tmp_path / "bad.png").write_bytes(content)
        self.wants(tandem("compare", MODEL, "--images", "bad.png"), "bad.png")

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--size", "16x16"], ["8, 8, 1", "16x16"]),
            (["--size", "wide"], ["wide", "HEIGHTxWIDTH"]),
            (["--color", "rgb"], ["8, 8, 1", "rgb"]),
            (["--color", "cmyk"], ["cmyk"]),
            (["--preset", "nonsense"], ["nonsense", "0-1"]),
            (["--preset", "0-1", "--scale", "2"], ["--preset", "--scale"]),
            (["--scale", "much"], ["--scale", "much"]),
            (["--scale", "1/0"], ["--scale", "1/0"]),
            (["--scale", "nan"], ["scale"]),
            (["--offset", "1,2"], ["offset"]),
            (["--tolerance", "close"], ["close"]),
            (["--tolerance", "-1"], ["tolerance"]),
            (["--tolerance", "1", "--tolerance", "2"], ["tolerance", "twice"]),
            (["--tolerance", "boxes=1e-3"], ["'boxes'", "the model has digit"]),
            (["--budget", "missing.toml"], ["missing.toml: cannot be read"]),
            (["--recorded", "missing.npz"], ["missing.npz: cannot be read"]),
            (["--deployed", "missing"], ["missing"]),
            (["--labels", "missing.txt"], ["missing.txt"]),
            (["--report", "missing/report.html"], ["missing/report.html"]),
            (["--json", "missing/run.json"], ["missing/run.json"]),
            (["--report", "."], ["folder"]),
        ],
    )
    def test_options(self, tandem, picture, options, words):
        self.wants(tandem("compare", MODEL, "--images", picture, *options), *words)

    @pytest.mark.parametrize("options", [["--threads", "0"], ["--limit", "0"], ["--limit", "x"]])
    def test_options_that_typer_refuses(self, tandem, picture, options):
        ended = tandem("compare", MODEL, "--images", picture, *options)
        assert ended.code == 2
        assert "Usage:" in ended.err

    def test_labels_that_are_no_text(self, tandem, picture, tmp_path):
        (tmp_path / "labels.txt").write_bytes(b"\xff\xfe\x00")
        ended = tandem("compare", MODEL, "--images", picture, "--labels", "labels.txt")
        self.wants(ended, "labels.txt", "UTF-8")


def test_without_tensorflow(tandem, monkeypatch, picture):
    monkeypatch.setattr("tandem.tensorflow_package.version", lambda *_: None)
    ended = tandem("compare", MODEL, "--images", picture)
    assert ended.code == 3
    assert 'Run: pip install "tensorflow' in ended.err
