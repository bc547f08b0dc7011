"""RGB arrays into a model's input: colour order, size and range, in aligned float32 buffers.

The resize is OpenCV's ``INTER_LINEAR`` on float32, which is half-pixel bilinear without
antialiasing: what ``tf.image.resize`` and Keras' ``Resizing`` do.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Self, get_args

import numpy as np

from tandem.aligned import aligned_empty
from tandem.errors import ImageError, UsageError
from tandem.images.decode import read

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tandem.model import TensorSpec

Color = Literal["rgb", "bgr", "grey"]

MAX_SIDE: Final = 16_384
"""The largest height or width a picture is resized to."""

_CHANNELS: Final = {"rgb": 3, "bgr": 3, "grey": 1}


def parse_size(text: str) -> tuple[int, int]:
    """Return (height, width) from ``"224"`` or ``"HEIGHTxWIDTH"``.

    Raises:
        UsageError: the text is neither.
    """
    match = re.fullmatch(r"(\d{1,6})(?:\s*[x,]\s*(\d{1,6}))?", text.strip())
    if match is None:
        raise UsageError(f"size '{text}': write one number, or HEIGHTxWIDTH such as 224x320")
    return int(match[1]), int(match[2] or match[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessing:
    """How a picture becomes a model's input: ``resize(picture in color) * scale + offset``.

    Raises:
        UsageError: a value is out of its range.
    """

    size: tuple[int, int] | None = None
    """(height, width) in pixels; ``None`` until `for_spec` takes the model's."""
    color: Color | None = None
    """Channel order; ``None`` until `for_spec` takes rgb for 3 channels, grey for 1."""
    scale: float | tuple[float, float, float] = 1 / 255
    """Factor on samples of 0-255; three values are one for each channel, in ``color`` order."""
    offset: float | tuple[float, float, float] = 0.0
    """Added after ``scale``; likewise one value or three."""

    def __post_init__(self) -> None:
        if self.size is not None and not all(0 < side <= MAX_SIDE for side in self.size):
            height, width = self.size
            raise UsageError(f"size {height}x{width}: each side must be 1 to {MAX_SIDE} pixels")
        if self.color is not None and self.color not in get_args(Color):
            raise UsageError(f"color '{self.color}': one of {', '.join(get_args(Color))}")
        for name, value in (("scale", self.scale), ("offset", self.offset)):
            values = value if isinstance(value, tuple) else (value,)
            if len(values) not in {1, 3} or not all(map(math.isfinite, values)):
                raise UsageError(f"{name} {value}: one finite number, or one for each channel")
            if len(values) == 3 and self.color == "grey":  # noqa: PLR2004
                raise UsageError(f"{name} {value}: a grey picture has one channel")

    @classmethod
    def preset(
        cls, name: str, *, size: tuple[int, int] | None = None, color: Color | None = None
    ) -> Self:
        """Return a named input range.

        Args:
            name: a key of ``PRESETS``.
            size: (height, width), or ``None`` for the model's own.
            color: channel order, or ``None`` for the preset's own.

        Raises:
            UsageError: no such preset, or a size or colour out of range.
        """
        if name not in PRESETS:
            raise UsageError(f"unknown preset '{name}'; there are: {', '.join(PRESETS)}")
        own = PRESETS[name]
        if color is not None and own.color is not None and color != own.color:
            raise UsageError(f"preset '{name}' is for {own.color} pictures, not {color}")
        return cls(size=size, color=color or own.color, scale=own.scale, offset=own.offset)

    def for_spec(self, spec: TensorSpec) -> Preprocessing:
        """Return a copy whose size and colour are the model input's.

        Args:
            spec: an input of shape (batch, height, width, channels), float32.

        Raises:
            ImageError: the input is no picture, or the size or colour asked for does not fit it;
                the message says what the model wants.
        """
        wants = f"the model's input '{spec.name}' wants {_describe(spec)}"
        if len(spec.shape) != 4:  # noqa: PLR2004
            raise ImageError(f"{wants}, which is no picture; give arrays instead (inputs=...)")
        if spec.dtype != "float32":
            raise ImageError(f"{wants}; pictures are prepared as float32; give arrays instead")
        _, height, width, channels = spec.shape
        if channels not in {1, 3}:
            hint = (
                "; channels come first in it, which tfjs does not run: export it channels-last"
                if spec.shape[1] in {1, 3}
                else ""
            )
            raise ImageError(f"{wants}; pictures have 3 channels (rgb, bgr) or 1 (grey){hint}")
        color = self.color or ("grey" if channels == 1 else "rgb")
        if _CHANNELS[color] != channels:
            fitting = "grey" if channels == 1 else "rgb or bgr"
            raise ImageError(f"{wants}, but color is {color}; use {fitting}")
        return replace(self, size=self._fitted_size(height, width, wants), color=color)

    def _fitted_size(self, height: int | None, width: int | None, wants: str) -> tuple[int, int]:
        if self.size is None:
            if height is None or width is None:
                raise ImageError(f"{wants}: any size will do, so say which (--size HEIGHTxWIDTH)")
            return height, width
        if height not in {None, self.size[0]} or width not in {None, self.size[1]}:
            raise ImageError(f"{wants}, but size is {self.size[0]}x{self.size[1]}")
        return self.size

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of a prepared picture.

        Raises:
            UsageError: size or color is not known yet.
        """
        if self.size is None or self.color is None:
            raise UsageError("the preprocessing has no size or color yet; call for_spec first")
        return (*self.size, _CHANNELS[self.color])

    def write(self, image: NDArray[np.uint8], out: NDArray[np.float32]) -> None:
        """Prepare one RGB picture in place: the resized picture is written straight into ``out``.

        The picture is converted to float32 at its own size first (one temporary copy, two where
        colours are reordered).

        Args:
            image: uint8 (height, width, 3), RGB, as `read` returns it.
            out: float32 C-contiguous array of `shape`.

        Raises:
            UsageError: ``image`` or ``out`` is of another shape, dtype or layout.
        """
        import cv2

        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:  # noqa: PLR2004
            raise UsageError(f"image {image.dtype} {image.shape}: wants uint8 (height, width, 3)")
        height, width, channels = self.shape
        if out.shape != self.shape or out.dtype != np.float32 or not out.flags.c_contiguous:
            raise UsageError(
                f"out {out.dtype} {out.shape}: wants a C-contiguous float32 {self.shape}"
            )
        if self.color == "bgr":
            image = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2BGR), np.uint8)
        elif self.color == "grey":
            image = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
        target = out if channels > 1 else out[..., 0]
        resized = cv2.resize(
            image.astype(np.float32), (width, height), dst=target, interpolation=cv2.INTER_LINEAR
        )
        if not np.may_share_memory(resized, out):  # OpenCV refused the destination
            np.copyto(target, resized)
        np.multiply(out, np.asarray(self.scale, np.float32), out=out)
        np.add(out, np.asarray(self.offset, np.float32), out=out)


def _per_channel(
    mean: tuple[float, float, float], deviation: tuple[float, float, float]
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return scale and offset of ``(x / 255 - mean) / deviation``."""
    r, g, b = (1 / (255 * d) for d in deviation)
    x, y, z = (-m / d for m, d in zip(mean, deviation, strict=True))
    return (r, g, b), (x, y, z)


_TORCH_SCALE, _TORCH_OFFSET = _per_channel((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))

PRESETS: Final = {
    "0-1": Preprocessing(scale=1 / 255),
    "-1-1": Preprocessing(scale=1 / 127.5, offset=-1.0),
    "0-255": Preprocessing(scale=1.0),
    "caffe": Preprocessing(color="bgr", scale=1.0, offset=(-103.939, -116.779, -123.68)),
    "torch": Preprocessing(color="rgb", scale=_TORCH_SCALE, offset=_TORCH_OFFSET),
}
"""Input ranges by name. ``caffe`` and ``torch`` are the ImageNet means (and deviations) of
``keras.applications.imagenet_utils.preprocess_input``'s modes; its mode ``tf`` is ``-1-1``."""


def load_batch(
    paths: Sequence[str | os.PathLike[str]],
    preprocessing: Preprocessing,
    out: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Decode and prepare pictures into one batch.

    Args:
        paths: the picture files.
        preprocessing: with its size and colour known (see `Preprocessing.for_spec`).
        out: where to write, float32 (len(paths), height, width, channels), C-contiguous;
            ``None`` allocates it, 64-byte aligned.

    Returns:
        ``out``.

    Raises:
        ImageError: a picture cannot be read.
        UsageError: ``out`` does not fit.
    """
    shape = (len(paths), *preprocessing.shape)
    if out is None:
        out = aligned_empty(shape)
    elif out.shape != shape:
        raise UsageError(f"out {out.shape}: wants float32 {shape}")
    for path, target in zip(paths, out, strict=True):
        preprocessing.write(read(path), target)
    return out


def _describe(spec: TensorSpec) -> str:
    sides = ", ".join("any" if side is None else str(side) for side in spec.shape[1:])
    return f"{spec.dtype} ({sides})"
