"""Frames of a video file or a camera, as RGB arrays."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tandem.errors import ImageError, UsageError
from tandem.images.decode import quiet_opencv

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from numpy.typing import NDArray


@contextmanager
def frames(source: str | os.PathLike[str] | int) -> Iterator[Frames]:
    """Open a video file, or a camera by its number.

    Raises:
        ImageError: the file is missing or no video that OpenCV reads, or the camera is not there.
    """
    import cv2

    is_camera = isinstance(source, int)
    if not isinstance(source, int) and not Path(source).is_file():
        raise ImageError(f"{source}: there is no such video file")
    with quiet_opencv():
        capture = cv2.VideoCapture(source if is_camera else str(source))
        opened = capture.isOpened()
    try:
        if not opened:
            raise ImageError(
                f"camera {source} is not there or is in use"
                if is_camera
                else f"{source}: no video that OpenCV can read"
            )
        yield Frames(capture, str(source), is_camera=is_camera)
    finally:
        capture.release()


class Frames:
    """A video's frames, once, in order."""

    def __init__(self, capture: object, name: str, *, is_camera: bool) -> None:
        import cv2

        self._capture: cv2.VideoCapture = capture  # type: ignore[assignment]
        self.name = name
        self.fps: float = self._capture.get(cv2.CAP_PROP_FPS) or 25.0
        count = 0 if is_camera else int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        self.expected: int | None = count if 0 < count < 1 << 31 else None
        """How many frames the file says it has; ``None`` where it does not say."""

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        """Yield uint8 (height, width, 3) RGB frames, each an array of its own.

        Raises:
            ImageError: there is not a single frame.
        """
        import cv2

        count = 0
        while True:
            with quiet_opencv():
                read, frame = self._capture.read()
            if not read:
                break
            count += 1
            yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)
        if not count:
            raise ImageError(f"{self.name}: there is not a single frame in it")


class VideoWriter:
    """Writes RGB frames of one size as a video; aside first, renamed by ``close``."""

    def __init__(self, path: str | os.PathLike[str], fps: float, size: tuple[int, int]) -> None:
        """Open the file.

        Args:
            path: ends in .mp4, .avi or .webm, which says the format.
            fps: frames a second.
            size: (height, width).

        Raises:
            UsageError: the suffix is another one, or OpenCV cannot write it.
        """
        import cv2

        self._path = Path(path)
        codec = {".mp4": "mp4v", ".avi": "MJPG", ".webm": "VP80"}.get(self._path.suffix.lower())
        if codec is None:
            raise UsageError(f"{path}: videos are written as .mp4, .avi or .webm")
        self._aside = self._path.with_name(f".{self._path.stem}.part{self._path.suffix}")
        self._size = size
        with quiet_opencv():
            fourcc = cv2.VideoWriter.fourcc(*codec)
            self._writer = cv2.VideoWriter(str(self._aside), fourcc, fps, size[::-1])
        if not self._writer.isOpened():
            self._aside.unlink(missing_ok=True)
            raise UsageError(f"{path}: cannot be written as a video ({codec}) here")

    def write(self, frame: NDArray[np.uint8]) -> None:
        """Append a frame, resized where it is of another size."""
        import cv2

        if frame.shape[:2] != self._size:
            frame = np.asarray(cv2.resize(frame, self._size[::-1]), np.uint8)
        self._writer.write(np.ascontiguousarray(frame[..., ::-1]))

    def close(self, *, keep: bool = True) -> None:
        """Finish the file; without ``keep`` nothing of it is left."""
        self._writer.release()
        if keep:
            self._aside.replace(self._path)
        else:
            self._aside.unlink(missing_ok=True)
