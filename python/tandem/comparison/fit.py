"""Metrics that fit what an output is: pictures, classes, boxes. 1 is best, or infinite for PSNR.

psnr              pictures: peak signal-to-noise ratio in dB, the peak being the reference's range
ssim              pictures: structural similarity over windows of 7x7
top5              classes: share of the reference's five largest that are among the five largest
rank_correlation  classes: Spearman's, of the whole order
iou               boxes with their corners in order: the lowest intersection over union
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tandem.comparison.metrics import Kind

NAMES: Final = ("psnr", "ssim", "top5", "rank_correlation", "iou")

_WINDOW: Final = 7
_TOP: Final = 5


def fit(got: NDArray[Any], reference: NDArray[Any], kind: Kind) -> dict[str, float]:
    """Return the metrics that fit an output of one example; empty where none does.

    Args:
        got: the output.
        reference: the reference's, of the same shape.
        kind: what ``kind_of`` says of it.
    """
    if kind == "image":
        return {"psnr": psnr(got, reference), "ssim": ssim(got[0], reference[0])}
    if kind == "classes":
        a, b = got.ravel(), reference.ravel()
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return {"top5": 0.0, "rank_correlation": 0.0}
        found = {"rank_correlation": rank_correlation(a, b)}
        return {"top5": top5(a, b), **found} if a.size > _TOP else found
    if _are_boxes(reference):
        return {"iou": iou(got, reference)}
    return {}


def psnr(got: NDArray[Any], reference: NDArray[Any]) -> float:
    """Return the peak signal-to-noise ratio in dB; infinite where both are the same."""
    apart = np.subtract(got, reference, dtype=np.float64)
    error = float(np.einsum("i,i->", apart.ravel(), apart.ravel())) / apart.size
    if not math.isfinite(error):
        return -math.inf
    peak = float(reference.max()) - float(reference.min()) or 1.0
    return 10 * math.log10(peak * peak / error) if error else math.inf


def ssim(got: NDArray[Any], reference: NDArray[Any]) -> float:
    """Return the mean structural similarity of two (height, width, channels) pictures."""
    import cv2

    if not np.isfinite(got).all():
        return 0.0
    a, b = got.astype(np.float64), reference.astype(np.float64)
    peak = float(b.max() - b.min()) or 1.0
    c1, c2 = (0.01 * peak) ** 2, (0.03 * peak) ** 2

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.blur(values, (_WINDOW, _WINDOW)), np.float64).reshape(a.shape)

    mean_a, mean_b = mean(a), mean(b)
    aa, bb, ab = mean(a * a) - mean_a**2, mean(b * b) - mean_b**2, mean(a * b) - mean_a * mean_b
    top = (2 * mean_a * mean_b + c1) * (2 * ab + c2)
    return float((top / ((mean_a**2 + mean_b**2 + c1) * (aa + bb + c2))).mean())


def top5(got: NDArray[Any], reference: NDArray[Any]) -> float:
    """Return the share of the reference's five largest that are among the five largest."""
    wanted = np.argpartition(-reference, _TOP)[:_TOP]
    # A tie for the fifth place is no change of order.
    return float(np.mean(got[wanted] >= np.sort(got)[-_TOP]))


def rank_correlation(got: NDArray[Any], reference: NDArray[Any]) -> float:
    """Return Spearman's rank correlation, equal values sharing their ranks."""
    a, b = _ranks(got), _ranks(reference)
    a, b = a - a.mean(), b - b.mean()
    lengths = math.sqrt(float(np.einsum("i,i->", a, a)) * float(np.einsum("i,i->", b, b)))
    if not lengths:
        return 1.0 if not (a.any() or b.any()) else 0.0
    return float(np.einsum("i,i->", a, b)) / lengths


def iou(got: NDArray[Any], reference: NDArray[Any]) -> float:
    """Return the lowest intersection over union of (..., 4) boxes given by opposite corners."""
    a, b = got.reshape(-1, 4).astype(np.float64), reference.reshape(-1, 4).astype(np.float64)
    if not np.isfinite(a).all():
        return 0.0
    sides = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    inside = np.maximum(sides, 0).prod(axis=1)
    areas = (a[:, 2:] - a[:, :2]).prod(axis=1) + (b[:, 2:] - b[:, :2]).prod(axis=1)
    union = areas - inside
    shares = np.divide(inside, union, out=np.ones_like(union), where=union > 0)
    return float(shares.min())


def _ranks(values: NDArray[Any]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[place]
    return ranks


def _are_boxes(reference: NDArray[Any]) -> bool:
    """Whether the last axis holds two corners, the second beyond the first, for all boxes."""
    return bool(
        reference.dtype.kind == "f"
        and reference.ndim in {2, 3}
        and reference.shape[-1] == 4  # noqa: PLR2004
        and reference.size
        and (reference[..., 2:] > reference[..., :2]).all()
    )
