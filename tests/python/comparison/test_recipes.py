"""Preparing pictures by every recipe: what is the same is, and what is known to differ does."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tandem.errors import ImageError, UsageError
from tandem.explanation.recipes import RECIPES, compare_recipes

pytest.importorskip("tensorflow")


@pytest.fixture
def photo(tmp_path):
    """A smooth picture with edges, without loss and as a JPEG."""
    random = np.random.default_rng(2)
    picture = cv2.resize(random.integers(0, 256, (7, 9, 3), np.uint8), (90, 70))
    cv2.circle(picture, (40, 30), 15, (250, 20, 60), -1)
    cv2.imwrite(str(tmp_path / "photo.png"), picture)
    cv2.imwrite(str(tmp_path / "photo.jpg"), picture)
    return tmp_path / "photo.png"


def test_the_same_are_the_same(photo):
    found = {row.recipe: row for row in compare_recipes([photo], (32, 40), "tf.image")}
    assert list(found) == list(RECIPES)
    same = {name for name, row in found.items() if row.same}
    assert same == {"tf.image", "tf.image exact-jpeg", "opencv", "tfjs half-pixel"}
    assert found["tfjs default"].max_abs > 5
    assert 0 < found["opencv uint8"].max_abs <= 1
    near = {row.recipe: row for row in compare_recipes([photo], (32, 40), "opencv nearest")}
    assert near["tfjs nearest"].same


def test_jpeg_decoders_part(photo):
    jpeg = photo.with_suffix(".jpg")
    found = {row.recipe: row for row in compare_recipes([jpeg], (70, 90), "opencv")}
    assert found["tf.image exact-jpeg"].same
    assert found["tf.image"].max_abs >= 1
    again = {row.recipe: row for row in compare_recipes([jpeg], (70, 90), "tf.image")}
    assert again["tfjs half-pixel"].same


def test_bad_calls(photo, tmp_path):
    with pytest.raises(UsageError, match="unknown recipe"):
        compare_recipes([photo], (8, 8), "magic")
    with pytest.raises(UsageError, match="no pictures"):
        compare_recipes([], (8, 8), "opencv")
    (tmp_path / "no.png").write_bytes(b"rubbish")
    with pytest.raises(ImageError, match=r"no\.png"):
        compare_recipes([tmp_path / "no.png"], (8, 8), "opencv")


def test_what_only_some_decode(photo):
    webp = photo.with_suffix(".webp")
    cv2.imwrite(str(webp), cv2.imread(str(photo)))
    with pytest.raises(ImageError, match=r"photo\.webp: recipe '.*' cannot read it"):
        compare_recipes([webp], (8, 8), "opencv")


def test_command(photo, capsys):
    from tandem import cli

    assert cli.run(["prepare", str(photo), "--size", "32x40"]) == 0
    out = capsys.readouterr().out
    assert out.count("✓ the same") == 4
