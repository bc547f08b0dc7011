"""Mistakes before the model: colour order, input range, resize, axes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.explanation.verdict import Mistake, Observation, Verdict, is_reproduced, levels, psnr
from tandem.images.preprocessing import PRESETS
from tandem.images.resampling import DESCRIPTIONS, RESIZES, Resize, resize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from tandem.images import Preprocessing

_CODE: Final = {
    "0-1": "x = x.toFloat().div(255)",
    "-1-1": "x = x.toFloat().div(127.5).sub(1)",
    "0-255": "x = x.toFloat()",
    "caffe": "x = x.reverse(-1).toFloat().sub([103.939, 116.779, 123.68])",
    "torch": "x = x.toFloat().div(255).sub([0.485, 0.456, 0.406]).div([0.229, 0.224, 0.225])",
}


@dataclass(frozen=True, slots=True)
class _Change:
    """One mistake, as a change of an example's only input."""

    mistake: Mistake
    what: str
    fix: str
    apply: Callable[[NDArray[Any], NDArray[np.uint8] | None], NDArray[Any]]


def explain(seen: Observation) -> Iterator[Verdict]:
    """Yield the mistakes that, made on the original's input, give what was seen."""
    if len(seen.inputs[0]) != 1:
        return
    (values,) = seen.inputs[0].values()
    if values.ndim != 4 or values.dtype.kind != "f" or not seen.outputs():  # noqa: PLR2004
        return
    single = [*_axes(values), *_colors(values), *_ranges(seen), *_resizes(seen)]
    found = list(_try(seen, [(change,) for change in single]))
    # Two at once, where none alone explains it.
    if not found:
        kinds = [[c for c in single if c.mistake == kind] for kind in _COMBINED]
        pairs = [p for i, a in enumerate(kinds) for b in kinds[i + 1 :] for p in product(a, b)]
        found = list(_try(seen, pairs))
    yield from found


_COMBINED: Final = ("resize", "colour order", "input range")


def _try(seen: Observation, candidates: Iterable[tuple[_Change, ...]]) -> Iterator[Verdict]:
    output = seen.outputs()[0]
    pair = seen.pair(output)
    if pair is None:
        return
    observed, reference = pair
    before = psnr(reference, observed)
    for changes in candidates:
        answers = []
        for example, picture in zip(seen.inputs, seen.pictures, strict=True):
            ((name, values),) = example.items()
            for change in changes:
                values = change.apply(values, picture)
            answers.append(seen.predict({name: np.ascontiguousarray(values, np.float32)}))
        made = seen.stacked(answers, output)
        if made is None or made.shape != observed.shape:
            continue
        after = psnr(made, observed)
        if is_reproduced(before, after):
            for change in changes:
                yield Verdict(
                    mistake=change.mistake,
                    evidence=f"{change.what}; {levels(before, after)}",
                    fix=change.fix,
                    before_db=before,
                    after_db=after,
                )


def _axes(values: NDArray[Any]) -> Iterator[_Change]:
    _, height, width, channels = values.shape
    if channels > 1:
        yield _Change(
            "channels order",
            "the input's bytes were written channels first (CHW) and read as HWC",
            "x = x.transpose([0, 2, 3, 1])  // NCHW to NHWC",
            lambda x, _: np.ascontiguousarray(x.transpose(0, 3, 1, 2)).reshape(x.shape),
        )
    if height == width:
        yield _Change(
            "height and width swapped",
            "the input is its own mirror image: rows and columns are swapped",
            "x = x.transpose([0, 2, 1, 3])",
            lambda x, _: x.transpose(0, 2, 1, 3),
        )
    else:
        yield _Change(
            "height and width swapped",
            "the input's rows were read with the height for the width",
            "x = tf.tensor(data, [1, height, width, channels])",
            lambda x, _: x.transpose(0, 2, 1, 3).reshape(x.shape),
        )


def _colors(values: NDArray[Any]) -> Iterator[_Change]:
    if values.shape[3] == 3:  # noqa: PLR2004
        yield _Change(
            "colour order",
            "red and blue are swapped (OpenCV gives BGR, tf.node.decodeImage RGB)",
            "x = x.reverse(-1)  // or cv2.cvtColor(image, cv2.COLOR_BGR2RGB)",
            lambda x, _: x[..., ::-1],
        )


def _ranges(seen: Observation) -> Iterator[_Change]:
    """Yield the other input ranges; arrays are taken for one of the presets by their values."""
    own = seen.preprocessing
    (values,) = seen.inputs[0].values()
    channels = values.shape[3]
    if own is not None:
        scale, offset = own.scale, own.offset
    else:
        low = min(float(v.min()) for example in seen.inputs for v in example.values())
        high = max(float(v.max()) for example in seen.inputs for v in example.values())
        guess = "0-255" if high > 2 else "-1-1" if low < 0 else "0-1"  # noqa: PLR2004
        scale, offset = PRESETS[guess].scale, PRESETS[guess].offset
    right = next((n for n, p in PRESETS.items() if _same(p, scale, offset)), None)
    fix = _CODE[right] if right else f"x = x.toFloat().mul({scale}).add({offset})"
    for name, preset in PRESETS.items():
        of_channels = isinstance(preset.scale, tuple) or isinstance(preset.offset, tuple)
        if _same(preset, scale, offset) or (of_channels and channels != 3):  # noqa: PLR2004
            continue
        yield _Change("input range", f"the input is in the range of '{name}'"
                      f"{f' and not of {right!r}' if right else ''}", fix,
                      _rescale(scale, offset, preset))  # fmt: skip
    # The right scale, done twice.
    yield _Change(
        "input range",
        "the input was scaled twice",
        fix + "  // once",
        lambda x, _: (
            x * np.float32(np.asarray(scale).mean()) + np.float32(np.asarray(offset).mean())
        ),
    )


def _rescale(scale: Any, offset: Any, wrong: Preprocessing) -> Callable[..., NDArray[Any]]:
    def apply(x: NDArray[Any], _: object) -> NDArray[Any]:
        levels_ = (x.astype(np.float64) - np.asarray(offset)) / np.asarray(scale)
        if wrong.color == "bgr":
            levels_ = levels_[..., ::-1]
        changed: NDArray[Any] = levels_ * np.asarray(wrong.scale) + np.asarray(wrong.offset)
        return changed

    return apply


def _same(preset: Preprocessing, scale: Any, offset: Any) -> bool:
    return bool(np.allclose(preset.scale, scale) and np.allclose(preset.offset, offset))


def _resizes(seen: Observation) -> Iterator[_Change]:
    prepared = seen.preprocessing
    if prepared is None or prepared.size is None or any(p is None for p in seen.pictures):
        return
    if all(p is not None and p.shape[:2] == prepared.size for p in seen.pictures):
        return
    for how in RESIZES[1:]:
        yield _Change(
            "resize",
            f"the picture was resized with {DESCRIPTIONS[how]}",
            "x = tf.image.resizeBilinear(x, [height, width], false, true)  // halfPixelCenters",
            _resized(prepared, how),
        )


def _resized(prepared: Preprocessing, how: Resize) -> Callable[..., NDArray[Any]]:
    def apply(_: object, picture: NDArray[np.uint8]) -> NDArray[Any]:
        return prepare(picture, prepared, how)[None]

    return apply


def prepare(
    picture: NDArray[np.uint8], prepared: Preprocessing, how: Resize
) -> NDArray[np.float32]:
    """Prepare an RGB picture as `Preprocessing.write` does, but with another resize."""
    import cv2

    assert prepared.size is not None  # noqa: S101 - for the type checker
    if prepared.color == "bgr":
        picture = np.ascontiguousarray(picture[..., ::-1])
    elif prepared.color == "grey":
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)[..., None]
    made = resize(picture.astype(np.float32), prepared.size, how)
    scaled = made * np.asarray(prepared.scale, np.float32) + np.asarray(prepared.offset, np.float32)
    return np.asarray(scaled, np.float32)
