"""Mistakes after the model: scale applied twice, softmax missing or doubled, classes permuted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tandem.explanation.verdict import (
    Mistake,
    Observation,
    Verdict,
    is_reproduced,
    levels,
    psnr,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Values = NDArray[np.float64]

_AFFINE: Final = (
    (0.5, 0.5, "post-processing `* 0.5 + 0.5` was applied twice",
     "y = y.mul(2).sub(1)  // or drop one of the two"),
    (2.0, -1.0, "post-processing `* 2 - 1` was applied, or `* 0.5 + 0.5` is missing",
     "y = y.mul(0.5).add(0.5)"),
    (127.5, 127.5, "the output is in 0-255, the original's in -1..1", "y = y.div(127.5).sub(1)"),
    (255.0, 0.0, "the output was scaled to 0-255", "y = y.div(255)"),
    (1 / 255, 0.0, "the output was divided by 255", "y = y.mul(255)"),
)  # fmt: skip
_SLACK: Final = 0.02


def explain(seen: Observation) -> Iterator[Verdict]:
    """Yield the mistakes that, made on the original's outputs, give what was seen."""
    for output in seen.outputs():
        observed = seen.stacked(seen.observed, output)
        reference = seen.stacked(seen.reference, output)
        if observed is None or reference is None:
            continue
        if observed.shape != reference.shape:
            yield from _shapes(seen, output)
            continue
        before = psnr(reference, observed)
        for mistake, what, fix, made in _candidates(observed, reference):
            after = psnr(made, observed)
            if is_reproduced(before, after):
                yield Verdict(
                    mistake=mistake,
                    evidence=f"'{output}': {what}; {levels(before, after)}",
                    fix=fix,
                    before_db=before,
                    after_db=after,
                )


def _candidates(observed: Values, reference: Values) -> Iterator[tuple[Mistake, str, str, Values]]:
    yield from _affine(observed, reference)
    if reference.ndim == 2 and reference.shape[1] > 1:  # noqa: PLR2004
        yield from _softmax(observed, reference)
        yield from _permuted(observed, reference)
    if reference.min() >= 0 and reference.max() <= 1:
        # The observed logits, squashed, are the reference: judged on that side's scale.
        logits = np.log(np.clip(reference, 1e-12, None)) - np.log(np.clip(1 - reference, 1e-12, 1))
        yield ("sigmoid missing", "the outputs are logits, of which the original takes the sigmoid",
               "y = tf.sigmoid(logits)", logits)  # fmt: skip
    if reference.ndim == 4 and reference.shape[3] > 1:  # noqa: PLR2004
        yield ("colour order", "red and blue of the output are swapped", "y = y.reverse(-1)",
               reference[..., ::-1])  # fmt: skip
        swapped = reference.transpose(0, 3, 1, 2)
        yield ("channels order", "the output's values are channels first (NCHW)",
               "y = y.transpose([0, 2, 3, 1])", swapped.reshape(reference.shape))  # fmt: skip
    if reference.ndim == 4 and reference.shape[1] == reference.shape[2]:  # noqa: PLR2004
        yield ("height and width swapped", "rows and columns of the output are swapped",
               "y = y.transpose([0, 2, 1, 3])", reference.transpose(0, 2, 1, 3))  # fmt: skip


def _affine(observed: Values, reference: Values) -> Iterator[tuple[Mistake, str, str, Values]]:
    variance = float(reference.var())
    if not variance or not np.isfinite(observed).all():
        return
    a = float(((reference - reference.mean()) * (observed - observed.mean())).mean()) / variance
    b = float(observed.mean()) - a * float(reference.mean())
    if abs(a - 1) < _SLACK and abs(b) < _SLACK * float(np.ptp(reference)):
        return
    what = f"it is {a:.3g} * original + {b:.3g} everywhere"
    fix = f"y = y.sub({b:.6g}).div({a:.6g})"
    scale = float(np.abs(observed).max()) or 1.0
    for wanted_a, wanted_b, known, how in _AFFINE:
        if abs(a - wanted_a) < _SLACK * abs(wanted_a) and abs(b - wanted_b) < _SLACK * scale:
            what, fix = f"{known} ({what})", how
            break
    yield "post-processing scale", what, fix, a * reference + b


def _softmax(observed: Values, reference: Values) -> Iterator[tuple[Mistake, str, str, Values]]:
    doubled = _softmax_of(reference)
    if _is_distribution(reference):
        yield ("softmax doubled", "softmax was applied to what is a distribution already",
               "y = probabilities  // without .softmax()", doubled)  # fmt: skip
        # Logits are known up to a constant for each example.
        logits = np.log(np.clip(reference, 1e-300, None))
        logits += (observed - logits).mean(axis=1, keepdims=True)
        yield ("softmax missing", "the outputs are logits, of which the original takes the softmax",
               "y = tf.softmax(logits)", logits)  # fmt: skip
    else:
        yield ("softmax doubled", "softmax was applied, which the original does not do",
               "y = logits  // without .softmax()", doubled)  # fmt: skip


def _permuted(observed: Values, reference: Values) -> Iterator[tuple[Mistake, str, str, Values]]:
    """Yield the order of classes that fits every example, if it is one."""
    if len(reference) < 2 or reference.shape[1] > 2000:  # noqa: PLR2004
        return
    order = [
        int(np.abs(reference - observed[:, [place]]).max(axis=0).argmin())
        for place in range(observed.shape[1])
    ]
    if sorted(order) == list(range(len(order))) and order != sorted(order):
        moved = sum(place != source for place, source in enumerate(order))
        shown = str(order) if len(order) <= 12 else f"[{', '.join(map(str, order[:8]))}, ...]"  # noqa: PLR2004
        yield ("class order", f"{moved} classes stand in another place: {shown}",
               "write the labels in the order the model was trained with",
               reference[:, order])  # fmt: skip


def _shapes(seen: Observation, output: str) -> Iterator[Verdict]:
    """Yield the verdict on values that are right and shaped otherwise."""
    for got, wanted in zip(seen.observed, seen.reference, strict=True):
        a, b = np.asarray(got[output]), np.asarray(wanted[output])
        if a.shape == b.shape:
            continue
        flat = a.size == b.size and np.allclose(a.ravel(), b.ravel(), rtol=1e-3, atol=1e-4)
        first = b.ndim == 4 and a.shape == tuple(np.array(b.shape)[[0, 3, 1, 2]])  # noqa: PLR2004
        if flat and a.ndim != b.ndim and _without_ones(a) == _without_ones(b):
            missing = a.ndim < b.ndim
            how = "without the batch axis" if missing else "with one batch axis more"
            yield Verdict(mistake="batch axis", before_db=0.0,
                          fix="y = y.expandDims(0)" if missing else "y = y.squeeze([0])",
                          after_db=psnr(a.reshape(b.shape).astype(float), b.astype(float)),
                          evidence=f"'{output}' has shape {a.shape}, the original {b.shape}: the "
                          f"values are the same {how}")  # fmt: skip
            return
        if first:
            turned = a.transpose(0, 2, 3, 1).astype(float)
            yield Verdict(mistake="channels order", fix="y = y.transpose([0, 2, 3, 1])",
                          before_db=0.0, after_db=psnr(turned, b.astype(float)),
                          evidence=f"'{output}' has its channels first, {a.shape}")  # fmt: skip
            return


def _without_ones(values: NDArray[np.generic]) -> list[int]:
    return [size for size in values.shape if size != 1]


def _softmax_of(values: Values) -> Values:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: Values = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _is_distribution(values: Values) -> bool:
    return bool(values.min() >= 0 and np.abs(values.sum(axis=1) - 1).max() < 1e-2)  # noqa: PLR2004
