"""Reading pictures: what is accepted, what is refused, and that the error says which and why."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tandem.errors import ImageError
from tandem.images import list_images, read
from tandem.images.decode import check_image
from tandem.images.header import read_header

if TYPE_CHECKING:
    from pathlib import Path


def scene(height: int = 24, width: int = 32) -> np.ndarray:
    """A smooth picture whose three channels differ (BGR)."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([255 * x / width, 255 * y / height, 128 + 0 * x], axis=-1).astype(np.uint8)


def save(path: Path, image: np.ndarray, *options: int) -> Path:
    done, data = cv2.imencode(path.suffix, image, options)
    assert done
    path.write_bytes(data.tobytes())
    return path


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG file claiming any size, grey, 8 bits."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """The JPEG with an EXIF block that holds nothing but its orientation."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 1) + entry + b"\0\0\0\0"
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tiff", ".webp"])
def test_lossless_formats_come_back_as_rgb(tmp_path: Path, suffix: str) -> None:
    image = scene()
    options = (cv2.IMWRITE_WEBP_QUALITY, 101) if suffix == ".webp" else ()
    got = read(save(tmp_path / f"a{suffix}", image, *options))
    assert got.dtype == np.uint8
    np.testing.assert_array_equal(got, image[..., ::-1])


def test_jpeg_is_close_and_rgb(tmp_path: Path) -> None:
    got = read(save(tmp_path / "a.jpg", scene(), cv2.IMWRITE_JPEG_QUALITY, 100))
    assert np.abs(got.astype(int) - scene()[..., ::-1]).max() < 12
    assert got[0, -1, 2] > 200 > got[0, -1, 0]  # blue grows to the right, red does not


def test_exif_orientation_turns_the_picture(tmp_path: Path) -> None:
    plain = save(tmp_path / "plain.jpg", scene())
    turned = tmp_path / "turned.jpg"
    turned.write_bytes(with_orientation(plain.read_bytes(), 6))
    np.testing.assert_array_equal(read(turned), np.rot90(read(plain), -1))


def test_sixteen_bits_are_scaled_to_eight(tmp_path: Path) -> None:
    deep = np.array([[[0, 257 * 7, 65535], [65535, 257 * 200 + 120, 257 * 200 + 130]]], np.uint16)
    for suffix in (".png", ".tiff"):
        got = read(save(tmp_path / f"a{suffix}", deep))
        assert got.tolist() == [[[255, 7, 0], [201, 200, 255]]]


def test_grey_is_repeated(tmp_path: Path) -> None:
    grey = scene()[..., 0]
    got = read(save(tmp_path / "a.png", grey))
    np.testing.assert_array_equal(got, np.repeat(grey[..., None], 3, axis=-1))


def test_alpha_is_dropped_and_colours_kept(tmp_path: Path) -> None:
    image = np.dstack([scene(), np.zeros((24, 32), np.uint8)])
    np.testing.assert_array_equal(read(save(tmp_path / "a.png", image)), scene()[..., ::-1])


def test_cmyk_jpeg_is_converted(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")  # OpenCV writes no CMYK; matplotlib brings Pillow
    path = tmp_path / "cmyk.jpg"
    image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(path, quality=100)
    got = read(path)
    assert got.shape == (16, 16, 3)
    red, green, blue = got.reshape(-1, 3).mean(axis=0)
    assert red > 200
    assert max(green, blue) < 60


def refused(path: Path, message: str) -> None:
    with pytest.raises(ImageError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_missing_and_folder(tmp_path: Path) -> None:
    refused(tmp_path / "nothing.png", "no such file")
    refused(tmp_path, "not a regular file")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"no picture at all, but text", "not a picture"),
        (b"\x89PNG\r\n\x1a\n\0\0", "cut short"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "cut short"),
        (b"RIFF\0\0\0\0WEBPXXXX" + bytes(20), "no known kind"),
        (b"II*\0\xff\xff\xff\x7f", "cut short"),
        (png(0, 5), "empty"),
        (png(100_000, 100_000), "100000x100000 pixels, more than the limit"),
    ],
)
def test_hostile_bytes_are_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], data: bytes, message: str
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    refused(path, message)
    assert capfd.readouterr() == ("", "")  # the error says it all; OpenCV keeps quiet


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp", ".tiff"])
def test_a_picture_cut_in_half_is_refused(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    path = save(tmp_path / f"a{suffix}", noise)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refused(path, "cut short|damaged|cannot decode")


def test_a_jpeg_without_its_end_is_refused_whatever_opencv_does(tmp_path: Path) -> None:
    """Even one whose EXIF block holds a whole thumbnail, with an end of its own."""
    thumbnail = save(tmp_path / "t.jpg", scene(8, 8)).read_bytes()
    data = save(tmp_path / "a.jpg", scene()).read_bytes()
    block = b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    data = data[:2] + block + data[2:]
    (tmp_path / "a.jpg").write_bytes(data)
    assert read_header(data) == ("JPEG", 32, 24)
    assert read(tmp_path / "a.jpg").shape == (24, 32, 3)
    (tmp_path / "a.jpg").write_bytes(data[:-2])
    refused(tmp_path / "a.jpg", "its end is missing")


def test_checking_reads_the_beginning_and_more_where_the_header_is_further_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.images.decode._HEAD", 200)
    late = tmp_path / "late.jpg"
    data = save(late, scene()).read_bytes()
    late.write_bytes(data[:2] + b"\xff\xe2\x04\x02" + bytes(1024) + data[2:])
    check_image(late)
    assert read(late).shape == (24, 32, 3)
    huge = tmp_path / "huge.png"
    huge.write_bytes(png(100_000, 100_000) + bytes(1000))
    with pytest.raises(ImageError, match="more than the limit"):
        check_image(huge)


def test_a_picture_with_too_few_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(20, 20, b"\0" * 5))
    refused(path, "damaged or cut short")


def test_floating_point_samples_are_refused(tmp_path: Path) -> None:
    refused(save(tmp_path / "a.tiff", scene().astype(np.float32) / 255), "float32 samples")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp", ".tiff"])
def test_the_size_is_judged_before_decoding(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / f"a{suffix}", scene(24, 32))
    monkeypatch.setattr("tandem.images.decode.MAX_PIXELS", 24 * 32)
    assert read(path).shape == (24, 32, 3)
    monkeypatch.setattr("tandem.images.decode.MAX_PIXELS", 24 * 32 - 1)
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("decoded"))
    refused(path, "32x24 pixels, more than the limit")


def test_lists_are_natural_recursive_and_without_repeats(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".thumbnails").mkdir()
    for name in ("10.png", "2.png", "b/1.JPG", "notes.txt", ".hidden.png", ".thumbnails/2.png"):
        (tmp_path / name).touch()
    got = list_images([tmp_path, tmp_path / "2.png", str(tmp_path / "*.png")])
    names = [str(p.relative_to(tmp_path)) for p in got]
    assert names == ["2.png", "10.png", "b/1.JPG"]


def test_a_pattern_matches_files_only_and_recursively(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "x.png").touch()
    assert [p.name for p in list_images(f"{tmp_path}/**/*")] == ["x.png"]


@pytest.mark.parametrize(
    ("source", "message"),
    [("empty", "no pictures"), ("missing", "no such file"), ("*.png", "matches no file")],
)
def test_sources_that_hold_nothing(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ImageError, match=message) as caught:
        list_images(tmp_path / source)
    assert source in str(caught.value)


def test_no_sources_at_all() -> None:
    with pytest.raises(ImageError, match="name a folder"):
        list_images([])
