"""What a picture file says of itself: its format and its width and height, without decoding.

A decoder allocates what the header asks for, so the size is judged here first: a file of a few
bytes may claim billions of pixels.
"""

# ruff: noqa: PLR2004 - the numbers are those of the file formats

from __future__ import annotations

from struct import error as struct_error
from struct import unpack_from
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = ("JPEG", "PNG", "WebP", "TIFF", "BMP", "GIF")
"""The formats that are read, all decoded by OpenCV."""


class Header(NamedTuple):
    """A picture's format and its size in pixels, before any EXIF rotation."""

    format: str
    width: int
    height: int


def is_cut_jpeg(data: bytes) -> bool:
    """Say whether a JPEG's end marker is missing after its last scan.

    OpenCV before 5 fills what is missing of such a file with grey, without a word.
    """
    return data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")


def read_header(data: bytes) -> Header | None:
    """Return the header of an encoded picture, or ``None`` where ``data`` is no known format.

    Args:
        data: the file, or as much of its beginning as holds the header.

    Raises:
        ValueError: the format is known and its header is damaged or cut short.
    """
    for starts, name, size_of in _READERS:
        if starts(data):
            try:
                width, height = size_of(data)
            except (struct_error, IndexError) as error:
                raise ValueError(f"its {name} header is cut short") from error
            return Header(name, width, height)
    return None


def _jpeg(data: bytes) -> tuple[int, int]:
    # Segments follow one another, each with its length; the frame's size is in the first "start
    # of frame" (C0 to CF, without the tables C4, C8 and CC).
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("its JPEG segments do not follow one another")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        elif 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = unpack_from(">HH", data, at + 5)
            return width, height
        else:
            (length,) = unpack_from(">H", data, at + 2)
            at += 2 + length


def _png(data: bytes) -> tuple[int, int]:
    width, height = unpack_from(">II", data, 16)
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        low = unpack_from("<6B", data, 24)
        width = int.from_bytes(bytes(low[:3]), "little") + 1
        return width, int.from_bytes(bytes(low[3:]), "little") + 1
    raise ValueError("its WebP header is of no known kind")


def _bmp(data: bytes) -> tuple[int, int]:
    (header,) = unpack_from("<I", data, 14)
    width, height = unpack_from("<HH" if header == 12 else "<ii", data, 18)
    return width, abs(height)  # a negative height says that rows run downwards


def _gif(data: bytes) -> tuple[int, int]:
    width, height = unpack_from("<HH", data, 6)
    return width, height


def _tiff(data: bytes) -> tuple[int, int]:
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in {b"+\0", b"\0+"}
    count_format, entry_size, value_at = ("Q", 20, 12) if big else ("H", 12, 8)
    (directory,) = unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)
    (count,) = unpack_from(order + count_format, data, directory)
    size: dict[int, int] = {}
    first = directory + (8 if big else 2)
    for entry in range(first, first + min(count, 4096) * entry_size, entry_size):
        tag, kind = unpack_from(order + "HH", data, entry)
        if tag in {256, 257} and kind in {3, 4, 16}:
            number = {3: "H", 4: "I", 16: "Q"}[kind]
            (size[tag],) = unpack_from(order + number, data, entry + value_at)
    if len(size) != 2:
        raise ValueError("its TIFF header has no width and height")
    return size[256], size[257]


_READERS: tuple[tuple[Callable[[bytes], bool], str, Callable[[bytes], tuple[int, int]]], ...] = (
    (lambda data: data.startswith(b"\xff\xd8\xff"), "JPEG", _jpeg),
    (lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), "PNG", _png),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", "WebP", _webp),
    (lambda data: data[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}, "TIFF", _tiff),
    (lambda data: data.startswith(b"BM"), "BMP", _bmp),
    (lambda data: data.startswith((b"GIF87a", b"GIF89a")), "GIF", _gif),
)
