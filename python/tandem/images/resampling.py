"""The resizes that people meet in place of half-pixel bilinear, sample for sample.

Each is what a library does by default: they look alike and differ by up to half the range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Resize = Literal["half-pixel", "top-left", "align-corners", "nearest", "area", "antialias"]

RESIZES: Final[tuple[Resize, ...]] = get_args(Resize)

DESCRIPTIONS: Final[dict[Resize, str]] = {
    "half-pixel": "bilinear with half-pixel centres (tf.image.resize, Keras, OpenCV)",
    "top-left": "bilinear without half-pixel centres (tfjs's default)",
    "align-corners": "bilinear with aligned corners",
    "nearest": "nearest neighbour",
    "area": "area averages (OpenCV INTER_AREA)",
    "antialias": "bilinear with antialiasing (PIL, tf.image.resize antialias=True)",
}


def resize(image: NDArray[np.float32], size: tuple[int, int], how: Resize) -> NDArray[np.float32]:
    """Resize a float32 (height, width, channels) picture into a new array.

    Args:
        image: the picture.
        size: (height, width) wanted.
        how: one of ``RESIZES``.
    """
    import cv2

    if how in {"half-pixel", "area"}:
        flag = cv2.INTER_LINEAR if how == "half-pixel" else cv2.INTER_AREA
        made = np.asarray(cv2.resize(image, size[::-1], interpolation=flag), np.float32)
        return made.reshape(*size, image.shape[2])
    rows, columns = (_weights(old, new, how) for old, new in zip(image.shape, size, strict=False))
    # einsum, not BLAS: its threads would go on spinning beside a timed run.
    tall = np.einsum("ij,jkc->ikc", rows, image, optimize=False)
    return np.asarray(np.einsum("lk,ikc->ilc", columns, tall, optimize=False), np.float32)


def _weights(old: int, new: int, how: Resize) -> NDArray[np.float64]:
    """Return the (new, old) matrix of one axis."""
    at = np.arange(new)
    matrix = np.zeros((new, old))
    if how == "nearest":
        matrix[at, np.minimum(np.floor(at * (old / new)).astype(int), old - 1)] = 1
        return matrix
    if how == "antialias":
        scale = old / new
        support = max(scale, 1.0)
        centres = (at + 0.5) * scale
        reach = np.abs(np.arange(old) + 0.5 - centres[:, None]) / support
        matrix = np.maximum(0.0, 1.0 - reach)
        scaled: NDArray[np.float64] = matrix / matrix.sum(axis=1, keepdims=True)
        return scaled
    step = old / new if how == "top-left" or new == 1 else (old - 1) / (new - 1)
    source = at * step
    low = np.minimum(np.floor(source).astype(int), old - 1)
    share = source - low
    np.add.at(matrix, (at, low), 1 - share)
    np.add.at(matrix, (at, np.minimum(low + 1, old - 1)), share)
    return matrix
