"""The check at a conversion's end: what was written, run in tfjs, beside the model it came from.

It starts the runtimes, which stand above the converter, so they are imported when it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tandem.converter import memory
from tandem.errors import RuntimeUnavailableError, TandemError
from tandem.model import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tandem.model import Model, TensorSpec

TOLERANCE = 1e-4
"""The largest |got - wanted| / (1 + |wanted|) that passes for unquantised weights."""

HALF_TOLERANCE = 1e-2
"""What passes where the original itself computes in half precision."""

RUNTIMES = ("tfjs-node", "tfjs-wasm")

_BATCH = 2
_FREE_AXIS = 8
_FREE_IMAGE_AXIS = 64
_IMAGE_RANK = 4
_WORDS = ("a", "b", "the", "cat", "dog", "", "tensor", "1")


@dataclass(frozen=True, slots=True)
class Check:
    """How far a converted model is from its original, on random inputs."""

    errors: dict[str, dict[str, float]]
    """By runtime and output: the largest |got - wanted| / (1 + |wanted|)."""
    tolerance: float
    constant: tuple[str, ...]
    """Outputs that were the same for every input tried: they prove nothing."""
    skipped: dict[str, str]
    """Runtimes that did not run it, and why."""

    @property
    def largest(self) -> float:
        """The largest error of all; NaN if nothing was compared."""
        errors = [error for outputs in self.errors.values() for error in outputs.values()]
        return max(errors, default=float("nan"))

    def __bool__(self) -> bool:
        """Whether something was compared, and all of it is within the tolerance."""
        return bool(self.errors) and self.largest <= self.tolerance


def check(model: Model, folder: Path, *, tolerance: float = TOLERANCE, seed: int = 0) -> Check:
    """Run the model and the tfjs model that was written from it on seeded random inputs.

    Args:
        model: the original.
        folder: the tfjs model written from it.
        tolerance: what passes.
        seed: of the inputs.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing.
        EngineError: the original itself fails on every input tried.
    """
    from tandem import runtimes
    from tandem.runtimes.tensorflow import open_briefly

    with open_briefly(model) as original:
        inputs, wanted, constant = _telling_inputs(model, original, seed)
    memory.release()
    converted = load(folder)
    given = {
        theirs.name: inputs[ours.name].astype(theirs.dtype, copy=False)
        if theirs.dtype != "str"
        else inputs[ours.name]
        for ours, theirs in zip(model.inputs, converted.inputs, strict=True)
    }
    errors: dict[str, dict[str, float]] = {}
    skipped: dict[str, str] = {}
    for runtime in RUNTIMES:
        try:
            with runtimes.open(runtime, converted) as session:
                got = session.run(given)
            errors[runtime] = {
                ours.name: distance(got[theirs.name], wanted[ours.name])
                for ours, theirs in zip(model.outputs, converted.outputs, strict=True)
            }
        except RuntimeUnavailableError as error:
            skipped[runtime] = error.reason
        except TandemError as error:
            skipped[runtime] = str(error).partition("\n")[0]
        memory.release()
    return Check(errors, tolerance, constant, skipped)


def distance(got: np.ndarray, wanted: np.ndarray) -> float:
    """The largest |got - wanted| / (1 + |wanted|); infinite where shapes, NaN or words differ."""
    if got.shape != wanted.shape:
        return float("inf")
    if wanted.dtype.kind in "OSU":
        same = all(_text(a) == _text(b) for a, b in zip(got.flat, wanted.flat, strict=True))
        return 0.0 if same else float("inf")
    kind = complex if wanted.dtype.kind == "c" else float
    a, b = got.astype(kind), wanted.astype(kind)
    with np.errstate(invalid="ignore"):
        error = np.abs(a - b) / (1 + np.abs(b))
    error = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0.0, error)
    return float(np.nan_to_num(error, nan=np.inf).max(initial=0.0))


def _telling_inputs(
    model: Model, session: object, seed: int
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], tuple[str, ...]]:
    """The first random inputs on which every output varies, else those where most do."""
    from tandem.runtimes.base import Session

    assert isinstance(session, Session)  # noqa: S101 - for the type checker
    best: tuple[dict[str, np.ndarray], dict[str, np.ndarray], tuple[str, ...]] | None = None
    failure: TandemError | None = None
    for inputs in _candidates(model, seed):
        try:
            outputs = session.run(inputs)
        except TandemError as error:  # an index out of range, say
            failure = error
            continue
        constant = tuple(name for name, value in outputs.items() if _is_constant(value))
        if best is None or len(constant) < len(best[2]):
            best = inputs, dict(outputs), constant
        if not constant:
            break
    if best is None:
        assert failure is not None  # noqa: S101 - for the type checker
        raise failure
    return best


def _candidates(model: Model, seed: int) -> Iterator[dict[str, np.ndarray]]:
    """Inputs of several scales: no model states what it was trained on."""
    random = np.random.default_rng(seed)
    for scale, most in ((1.0, 8), (255.0, 2), (0.1, 1000), (10.0, 1)):
        yield {spec.name: _values(spec, random, scale, most) for spec in model.inputs}


def _values(spec: TensorSpec, random: np.random.Generator, scale: float, most: int) -> np.ndarray:
    free = _FREE_IMAGE_AXIS if len(spec.shape) >= _IMAGE_RANK else _FREE_AXIS
    sizes = (_BATCH, *(free for _ in spec.shape[1:]))
    shape = [size if axis is None else axis for axis, size in zip(spec.shape, sizes, strict=False)]
    if spec.dtype == "str":
        return np.array(random.choice(_WORDS, shape), dtype=object)
    kind = np.dtype(spec.dtype).kind if spec.dtype != "bfloat16" else "f"
    if kind == "b":
        return random.integers(0, 2, shape).astype(bool)
    if kind in "iu":
        return random.integers(0, most, shape).astype(spec.dtype)
    values = random.uniform(0, scale, shape) if scale > 1 else random.normal(0, scale, shape)
    return values.astype(spec.dtype)


def _is_constant(value: np.ndarray) -> bool:
    flat = value.reshape(-1)
    return flat.size > 1 and all(item == flat[0] for item in flat[1:1000])


def _text(item: object) -> bytes:
    return item if isinstance(item, bytes) else str(item).encode()
