"""Picture files into RGB arrays, and folders or patterns into lists of picture files.

OpenCV decodes. It follows the EXIF orientation as browsers do (TensorFlow and tfjs-node's
``decodeImage`` do not), and ignores colour profiles.
"""

from __future__ import annotations

import glob
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tandem.errors import ImageError
from tandem.images.header import FORMATS, Header, is_cut_jpeg, read_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

MAX_PIXELS: Final = 100_000_000
"""Pictures of more pixels than this are refused before they are decoded."""

MAX_BYTES: Final = 512 * 1024 * 1024
"""Picture files larger than this are refused before they are read."""

_HEAD: Final = 1 << 20

SUFFIXES: Final = frozenset(
    (".jpg", ".jpeg", ".jpe", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif")
)
"""What a folder's pictures are recognised by; a file named outright may have any suffix."""


def list_images(sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return the picture files that folders, files and glob patterns stand for.

    A folder stands for every picture below it, hidden files and folders left out; a pattern may
    use ``**``.
    Each source's files come in natural order (``2.png`` before ``10.png``), no file twice.

    Args:
        sources: one folder, file or pattern, or several.

    Raises:
        ImageError: a source is missing, has no pictures or matches nothing; or there are no
            sources.
    """
    several = [sources] if isinstance(sources, (str, os.PathLike)) else list(sources)
    if not several:
        raise ImageError("no pictures: name a folder, files or a pattern such as 'photos/*.jpg'")
    found: dict[Path, None] = {}
    for source in several:
        found.update(dict.fromkeys(_expand(os.fspath(source))))
    return list(found)


def check_image(path: Path) -> None:
    """Raise the ``ImageError`` that `read` would raise for a header, without decoding.

    Of a large file the first megabyte is read, and the rest where the header is further in.
    """
    if _size(path) > _HEAD:
        try:
            _judge(path, _bytes(path, _HEAD))
        except ImageError:
            pass
        else:
            return
    _judge(path, _bytes(path))


def read(path: str | os.PathLike[str]) -> NDArray[np.uint8]:
    """Decode a picture.

    Whatever the file holds becomes three 8-bit channels: 16-bit samples are scaled to 0-255 and
    rounded, grey is repeated, alpha is dropped (the colours below it stay as stored), CMYK is
    converted by OpenCV, of an animation the first frame is taken.

    Returns:
        uint8 array (height, width, 3), RGB, newly allocated, EXIF orientation applied.

    Raises:
        ImageError: the file is missing, empty, no picture, damaged, zero-sized, of more than
            ``MAX_PIXELS`` pixels, or holds floating-point samples.
    """
    import cv2

    path = Path(path)
    _size(path)
    data = _bytes(path)
    if _judge(path, data).format == "JPEG" and is_cut_jpeg(data):
        raise ImageError(f"{path}: damaged or cut short: its end is missing")
    try:
        with quiet_opencv():
            image = cv2.imdecode(
                np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH
            )
    except cv2.error as error:
        raise ImageError(f"{path}: OpenCV cannot decode it: {error.err}") from error
    if image is None:
        raise ImageError(f"{path}: the picture is damaged or cut short; OpenCV cannot decode it")
    if image.dtype == np.uint16:
        # 65535 / 255 = 257, so that white stays white.
        image = ((image.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if image.dtype != np.uint8:
        raise ImageError(
            f"{path}: holds {image.dtype} samples, whose range is unknown; "
            "save it with 8 or 16 bits a channel"
        )
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def natural_key(path: Path) -> list[tuple[int, int, str]]:
    """Return a sort key under which numbers inside names count as numbers."""
    parts = re.split(r"(\d+)", str(path))
    return [(0, int(p), p) if p.isdecimal() else (1, 0, p.casefold()) for p in parts if p]


def _expand(source: str) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        files = []
        for folder, inside, names in os.walk(path):
            inside[:] = [name for name in inside if not name.startswith(".")]
            files += [
                Path(folder, name)
                for name in names
                if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
            ]
        if not files:
            raise ImageError(f"{path}: the folder has no pictures ({', '.join(FORMATS)})")
    elif path.exists():
        files = [path]
    elif glob.has_magic(source):
        names = glob.glob(source, recursive=True)  # noqa: PTH207 - Path.glob wants a folder
        files = [file for name in names if (file := Path(name)).is_file()]
        if not files:
            raise ImageError(f"{source}: the pattern matches no file")
    else:
        raise ImageError(f"{path}: no such file or folder")
    return sorted(files, key=natural_key)


def _size(path: Path) -> int:
    """Return the file's size, if it is a file and not too large."""
    try:
        if not path.is_file():
            raise ImageError(f"{path}: {'not a regular file' if path.exists() else 'no such file'}")
        size = path.stat().st_size
    except OSError as error:
        raise ImageError(f"{path}: cannot be read: {error.strerror}") from error
    if size > MAX_BYTES:
        raise ImageError(f"{path}: {size:,} bytes, more than the limit of {MAX_BYTES:,}")
    return size


def _bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise ImageError(f"{path}: cannot be read: {error.strerror}") from error


def _judge(path: Path, data: bytes) -> Header:
    """Return the header, if it is a picture's that may be decoded."""
    if not data:
        raise ImageError(f"{path}: the file is empty")
    try:
        header = read_header(data)
    except ValueError as error:
        raise ImageError(f"{path}: damaged or cut short: {error}") from error
    if header is None:
        raise ImageError(f"{path}: not a picture Tandem reads ({', '.join(FORMATS)})")
    if header.width < 1 or header.height < 1:
        raise ImageError(f"{path}: the picture is empty ({header.width}x{header.height} pixels)")
    if header.width * header.height > MAX_PIXELS:
        raise ImageError(
            f"{path}: {header.width}x{header.height} pixels, more than the limit of "
            f"{MAX_PIXELS:,}; make it smaller"
        )
    return header


@contextmanager
def quiet_opencv() -> Iterator[None]:
    """Keep OpenCV's complaints off stderr while the block runs: ours name the file instead."""
    import cv2

    before = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(before)
