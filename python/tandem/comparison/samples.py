"""The examples a report shows: which to keep, and what is to be seen of each.

The furthest apart are kept, and a few spread evenly over the run. What is kept of one is small:
thumbnails and a handful of numbers.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from tandem.comparison.metrics import REAL, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tandem.comparison.examples import Example
    from tandem.comparison.tolerance import Tolerance

WORST: Final = 16
SPREAD: Final = 8
TOP: Final = 5
"""Classes, or values, shown of an output."""
_SIDE: Final = 192
_LOSSLESS_SIDE: Final = 64


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small encoded picture."""

    mime: Literal["image/png", "image/jpeg"]
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class NumbersShown:
    """A few elements of an output under each runtime: the top classes, or the worst values."""

    kind: Literal["classes", "values"]
    indices: tuple[int, ...]
    values: dict[str, tuple[float, ...]]
    """By runtime, one value for each of ``indices``."""


@dataclass(frozen=True, slots=True)
class ImagesShown:
    """An output that is a picture, under each runtime."""

    pictures: dict[str, Thumbnail]
    heat: dict[str, Thumbnail]
    """By runtime other than the reference: the difference as a share of the tolerance, from
    black (none) to light (the tolerance, or what 99 % of the picture keep to where it is more)."""
    low: float
    """The value shown as black; ``high`` is shown as white, in every runtime's picture."""
    high: float


@dataclass(frozen=True, slots=True)
class Sample:
    """One example to look at."""

    index: int
    name: str
    share: float
    """Its largest difference under any runtime, as a share of the tolerance."""
    input: Thumbnail | None
    outputs: dict[str, NumbersShown | ImagesShown]
    """By output; those that could not be compared are left out."""
    shares: dict[str, dict[str, float]]
    """Share of the tolerance by runtime and output."""


class SampleKeeper:
    """Keeps the worst examples seen so far and a few spread over the run.

    Args:
        count: how many examples will come.
        tolerance: by output, what heat maps are scaled to.
        labels: how many class labels there are.
    """

    def __init__(self, count: int, tolerance: Mapping[str, Tolerance], labels: int | None) -> None:
        self._tolerance = tolerance
        self._labels = labels
        self._worst: list[tuple[float, int, Sample]] = []
        spread = np.linspace(0, max(count - 1, 0), min(SPREAD, count)).round().astype(int)
        self._chosen = frozenset(spread.tolist())
        self._spread: dict[int, Sample] = {}

    def offer(
        self,
        index: int,
        example: Example,
        outputs: Mapping[str, Mapping[str, NDArray[Any]]],
        shares: dict[str, dict[str, float]],
    ) -> None:
        """Take an example if it belongs to those shown.

        Args:
            index: its place in the run.
            example: the example, of which thumbnails are made.
            outputs: each runtime's outputs, the reference's first; nothing of them is kept.
            shares: share of the tolerance by runtime and output.
        """
        share = max((s for by_output in shares.values() for s in by_output.values()), default=0.0)
        # Of equals the earlier stays: -index is what decides between them.
        entry = (share, -index)
        among_worst = len(self._worst) < WORST or entry > self._worst[0][:2]
        if not among_worst and index not in self._chosen:
            return
        sample = Sample(
            index=index,
            name=example.name,
            share=share,
            input=_input_thumbnail(example),
            outputs=self._show_outputs(outputs),
            shares=shares,
        )
        if index in self._chosen:
            self._spread[index] = sample
        if among_worst:
            heapq.heappush(self._worst, (*entry, sample))
            if len(self._worst) > WORST:
                heapq.heappop(self._worst)

    def samples(self) -> tuple[Sample, ...]:
        """Return what was kept, the furthest apart first."""
        kept = {sample.index: sample for _, _, sample in self._worst} | self._spread
        return tuple(sorted(kept.values(), key=lambda s: (-s.share, s.index)))

    def _show_outputs(
        self, outputs: Mapping[str, Mapping[str, NDArray[Any]]]
    ) -> dict[str, NumbersShown | ImagesShown]:
        reference = next(iter(outputs.values()))
        shown: dict[str, NumbersShown | ImagesShown] = {}
        for name, wanted in reference.items():
            if wanted.dtype.kind not in REAL or not wanted.size:
                continue
            of_runtimes = {
                runtime: own[name]
                for runtime, own in outputs.items()
                if name in own and own[name].shape == wanted.shape and own[name].dtype.kind in REAL
            }
            kind = kind_of(wanted, self._labels)
            if kind == "image":
                shown[name] = _images(of_runtimes, wanted, self._tolerance[name])
            else:
                shown[name] = _numbers(kind, of_runtimes, wanted)
        return shown


def _numbers(
    kind: Literal["classes", "values"], outputs: dict[str, NDArray[Any]], reference: NDArray[Any]
) -> NumbersShown:
    flat = {runtime: np.asarray(own, np.float64).ravel() for runtime, own in outputs.items()}
    wanted = reference.astype(np.float64).ravel()
    if kind == "classes":
        chosen = list(np.argsort(-wanted, kind="stable")[:TOP])
        chosen += [int(own.argmax()) for own in flat.values()]
    else:
        apart = np.sum([np.abs(own - wanted) for own in flat.values()], axis=0)
        chosen = sorted(np.argsort(-np.nan_to_num(apart, nan=np.inf), kind="stable")[:TOP])
    indices = tuple(dict.fromkeys(int(i) for i in chosen))
    return NumbersShown(
        kind,
        indices,
        {runtime: tuple(own[list(indices)].tolist()) for runtime, own in flat.items()},
    )


def _images(
    outputs: dict[str, NDArray[Any]], reference: NDArray[Any], tolerance: Tolerance
) -> ImagesShown:
    low, high = _range(reference)
    wanted = reference[0].astype(np.float64)
    room = np.maximum(tolerance.allowed(wanted), np.finfo(np.float64).tiny)
    shares = {}
    for runtime, own in outputs.items():
        if own is not reference:
            with np.errstate(invalid="ignore"):
                apart = np.abs(own[0].astype(np.float64) - wanted) / room
            shares[runtime] = np.nan_to_num(apart, nan=np.inf).max(axis=-1)
    full = max((_most(share) for share in shares.values()), default=1.0)
    heat = {runtime: _heat(np.minimum(share / full, 1.0)) for runtime, share in shares.items()}
    pictures = {runtime: _thumbnail(_rgb(own[0], low, high)) for runtime, own in outputs.items()}
    return ImagesShown(pictures, heat, low, high)


def _most(share: NDArray[np.float64]) -> float:
    """Return what most of a picture's shares keep to, 1 at least: a few would hide all others."""
    finite = share[np.isfinite(share)]
    return max(1.0, float(np.percentile(finite, 99))) if finite.size else 1.0


def to_rgb(output: NDArray[Any]) -> NDArray[np.uint8]:
    """Return a (1, height, width, 1 or 3) output as a uint8 RGB picture, in its usual range."""
    return _rgb(output[0], *_range(output))


def _range(values: NDArray[Any]) -> tuple[float, float]:
    """Return the range that is shown from black to white: a usual one where the values fit it."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    slack = 0.02
    for bottom, top in ((0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)):
        room = slack * (top - bottom)
        if low >= bottom - room and high <= top + room:
            return bottom, top
    return low, high if high > low else low + 1


def _rgb(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    """Return (height, width, 1 or 3) values as uint8 (height, width, 3); not finite is black."""
    scaled = (values.astype(np.float64) - low) / (high - low) * 255
    levels = np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0).clip(0, 255).round()
    return np.broadcast_to(levels.astype(np.uint8), (*levels.shape[:2], 3))


def _input_thumbnail(example: Example) -> Thumbnail | None:
    if example.picture is not None:
        return _thumbnail(example.picture)
    for values in example.inputs.values():
        if values.dtype.kind in REAL and kind_of(values) == "image":
            return _thumbnail(_rgb(values[0], *_range(values)))
    return None


def _thumbnail(image: NDArray[np.uint8]) -> Thumbnail:
    import cv2

    height, width = image.shape[:2]
    if max(height, width) > _SIDE:
        factor = _SIDE / max(height, width)
        size = max(1, round(width * factor)), max(1, round(height * factor))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return _encode(image)


def _heat(share: NDArray[np.float64]) -> Thumbnail:
    """Return a heat map; where it is made smaller, the hottest element of a block stays."""
    import cv2

    block = -(-max(share.shape) // _SIDE)
    height, width = (-(-side // block) for side in share.shape)
    padded = np.zeros((height * block, width * block))
    padded[: share.shape[0], : share.shape[1]] = share
    hottest = padded.reshape(height, block, width, block).max(axis=(1, 3))
    levels = (hottest.clip(0, 1) * 255).round().astype(np.uint8)
    return _encode(np.asarray(cv2.applyColorMap(levels, cv2.COLORMAP_MAGMA)[..., ::-1], np.uint8))


def _encode(image: NDArray[np.uint8]) -> Thumbnail:
    import cv2

    height, width = image.shape[:2]
    bgr = np.ascontiguousarray(image[..., ::-1])
    if max(height, width) <= _LOSSLESS_SIDE:
        _, data = cv2.imencode(".png", bgr)
        return Thumbnail("image/png", data.tobytes(), width, height)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 82])
    return Thumbnail("image/jpeg", data.tobytes(), width, height)
