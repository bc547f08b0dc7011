"""``tandem run``: pictures and videos through real runtimes, and sources that are no good."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from models import randomise

import tandem as package
from tandem.demo import IMAGES, MODEL
from tandem.images import Preprocessing, load_batch
from tandem.images.video import frames

keras = pytest.importorskip("keras")


@pytest.fixture(scope="module")
def generator(tmp_path_factory):
    """A model whose output is a picture."""
    image = keras.Input((16, 24, 3), name="image")
    x = keras.layers.Conv2D(6, 3, padding="same", activation="relu")(image)
    x = keras.layers.Conv2D(3, 3, padding="same", activation="tanh", name="picture")(x)
    path = tmp_path_factory.mktemp("model") / "generator.keras"
    randomise(keras.Model(image, x), seed=1).save(path)
    return path


def make_video(path, count=7):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (48, 32))
    random = np.random.default_rng(0)
    for _ in range(count):
        writer.write(cv2.resize(random.integers(0, 256, (4, 6, 3), np.uint8), (48, 32)))
    writer.release()
    return path


def test_pictures_into_json(tandem, tmp_path):
    pictures = sorted(IMAGES.iterdir())[:5]
    options = [part for path in pictures for part in ("--image", path)]
    ended = tandem("run", MODEL, *options, "--out", "results.json")
    assert ended.code == 0, ended.err
    assert "tfjs-node: 5 pictures" in ended.out
    assert "compute" in ended.out
    stored = json.loads((tmp_path / "results.json").read_text())["results"]
    model = package.load(MODEL)
    batch = load_batch(pictures, Preprocessing().for_spec(model.inputs[0]))
    with package.open("tensorflow", model) as session:
        (wanted,) = session.run({model.inputs[0].name: batch}).values()
    got = np.array([next(iter(row["outputs"].values()))["values"] for row in stored])
    np.testing.assert_allclose(got, wanted, atol=1e-5)
    tops = [next(iter(row["outputs"].values()))["top"][0]["index"] for row in stored]
    assert tops == wanted.argmax(1).tolist()
    assert len(set(tops)) > 1


def test_pictures_into_pictures(tandem, tmp_path, generator):
    photo = tmp_path / "photo one.png"
    cv2.imwrite(str(photo), np.random.default_rng(0).integers(0, 256, (32, 48, 3), np.uint8))
    ended = tandem("run", generator, "--image", photo, "--preset=-1-1", "--out", "made")
    assert ended.code == 0, ended.err
    (made,) = (tmp_path / "made").iterdir()
    picture = cv2.imread(str(made))
    assert picture.shape == (16, 24, 3)
    assert picture.std() > 5


def test_a_video_into_a_video(tandem, tmp_path, generator):
    make_video(tmp_path / "in.avi")
    ended = tandem("run", generator, "--video", "in.avi", "--out", "out.avi")
    assert ended.code == 0, ended.err
    assert "7 frames" in ended.out
    with frames(tmp_path / "out.avi") as opened:
        made = list(opened)
    assert len(made) == 7
    assert made[0].shape == (16, 24, 3)
    assert opened.fps == pytest.approx(10)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.avi", "out.avi"]


def test_a_limit(tandem, tmp_path, generator):
    make_video(tmp_path / "in.avi")
    ended = tandem("run", generator, "--video", "in.avi", "--limit", 3)
    assert ended.code == 0, ended.err
    assert "3 frames" in ended.out
    assert "ends early" not in ended.err


def test_a_video_that_ends_early(tandem, tmp_path, generator):
    whole = make_video(tmp_path / "in.avi", 40).read_bytes()
    (tmp_path / "cut.avi").write_bytes(whole[: len(whole) // 2])
    ended = tandem("run", generator, "--video", "cut.avi", "--out", "results.json")
    if ended.code == 0:  # OpenCV reads what is there
        count = len(json.loads((tmp_path / "results.json").read_text())["results"])
        assert 0 < count < 40
        assert f"cut.avi ends early: {count} of" in ended.err or f"{count} frames" in ended.out
    else:
        assert "cut.avi" in ended.err
        assert not (tmp_path / "results.json").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "one of the three"),
        (["--image", "x.png", "--camera", "0"], "one of the three"),
        (["--video", "missing.mp4"], "no such video"),
        (["--video", "rubbish.mp4"], "no video that OpenCV can read"),
        (["--video", "empty.avi"], "empty.avi"),
        (["--camera", "63"], "camera 63 is not there"),
        (["--video", "in.avi", "--out", "out.mkv/x.avi"], "cannot be written"),
        (["--video", "in.avi", "--runtime", "nowhere"], "unknown runtime"),
        (["--video", "in.avi", "--out", "out.mkv"], "name a folder for pictures, a video (.avi,"),
        (["--video", "in.avi", "--out", "out.PNG"], "name a folder for pictures, a video (.avi,"),
    ],
)
def test_what_is_refused(tandem, tmp_path, generator, options, words):
    make_video(tmp_path / "in.avi")
    make_video(tmp_path / "empty.avi", 0)
    (tmp_path / "rubbish.mp4").write_bytes(b"rubbish" * 100)
    before = sorted(p.name for p in tmp_path.iterdir())
    ended = tandem("run", generator, *options)
    assert ended.code == 2
    assert words in ended.err
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_numbers_are_no_video(tandem, tmp_path):
    make_video(tmp_path / "in.avi")
    ended = tandem("run", MODEL, "--video", "in.avi", "--out", "out.avi")
    assert ended.code == 2
    assert "name a .json file instead" in ended.err
