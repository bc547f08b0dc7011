"""``--tolerance auto``: as much as the model's own float32 rounding moves its outputs, and no more.

The original runs on inputs moved by one ULP at random, and its converted graph, whose kernels are
fused and folded otherwise; in a process of its own it runs with one thread. What these differ by
is rounding that no runtime can be blamed for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.comparison.tolerance import Tolerance
from tandem.errors import TandemError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from tandem.comparison.examples import Examples
    from tandem.model import Model
    from tandem.runtimes.base import Session

_EXAMPLES: Final = 8
_DRAWS: Final = 3
_ROOM: Final = 8.0
"""Times the largest difference seen: the largest over all inputs is larger than over a few."""
_LEAST: Final = 2.0**-22


def calibrate(model: Model, session: Session, examples: Examples) -> dict[str, Tolerance]:
    """Return a tolerance for each output from the model's own noise; 0 for what is no float.

    Args:
        model: the original.
        session: it, opened in native TensorFlow.
        examples: of which a few are run.

    Raises:
        UsageError: there are no examples, or no output is made of floats.
    """
    count = len(examples)
    chosen = np.linspace(0, count - 1, min(count, _EXAMPLES)).round().astype(int).tolist()
    batches = [
        {name: array.copy() for name, array in example.inputs.items()}
        for example in examples.take(chosen)
    ]
    if not batches:
        raise UsageError("--tolerance auto: there are no examples to calibrate on")
    wanted = [_floats(session.run(batch)) for batch in batches]
    if not any(wanted):
        raise UsageError("--tolerance auto: no output of the model is made of floats")
    worst = {spec.name: 0.0 for spec in session.outputs}
    scale = dict(worst)
    for others in _variants(model, session, batches):
        for got, reference in zip(others, wanted, strict=True):
            for name, values in reference.items():
                apart = np.abs(got[name].astype(np.float64) - values)
                worst[name] = max(worst[name], float(apart.max(initial=0.0)))
                scale[name] = max(scale[name], float(np.abs(values).max(initial=0.0)))
    return {name: _tolerance(name, worst[name], scale[name]) for name in worst}


def _tolerance(name: str, worst: float, scale: float) -> Tolerance:
    if not (np.isfinite(worst) and np.isfinite(scale)):
        raise UsageError(f"--tolerance auto: the original's own output '{name}' is not finite")
    # Half by the outputs' scale, half by each element's own: large ones round more coarsely.
    noise = max(worst * _ROOM, scale * _LEAST)
    return Tolerance(atol=float(f"{noise:.2g}"), rtol=float(f"{noise / (scale or 1.0):.2g}"))


def _variants(
    model: Model, session: Session, batches: list[dict[str, NDArray[Any]]]
) -> Iterable[list[Mapping[str, NDArray[Any]]]]:
    random = np.random.default_rng(0)
    for _ in range(_DRAWS):
        moved = ({n: _moved(a, random) for n, a in batch.items()} for batch in batches)
        yield [_floats(session.run(inputs)) for inputs in moved]
    from tandem.runtimes.tensorflow import open_converted

    try:
        with open_converted(model) as converted:
            yield [_floats(converted.run(batch)) for batch in batches]
    except TandemError:  # a model that tfjs cannot run is the comparison's to report
        pass
    if model.path is not None:
        yield _one_thread(model, batches)


def _moved(array: NDArray[Any], random: np.random.Generator) -> NDArray[Any]:
    """Return a copy whose elements are moved by one ULP, up or down at random."""
    if array.dtype.kind != "f":
        return array
    towards = np.where(random.integers(0, 2, array.shape), np.inf, -np.inf).astype(array.dtype)
    return np.ascontiguousarray(np.nextafter(array, towards))


def _floats(outputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {n: np.array(v) for n, v in outputs.items() if v.dtype.kind == "f"}


def _one_thread(
    model: Model, batches: list[dict[str, NDArray[Any]]]
) -> list[Mapping[str, NDArray[Any]]]:
    """Return the outputs with one thread, which takes a process of its own."""
    with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
        request = {"source": str(model.path), **model.options}
        (Path(folder) / "model.json").write_text(json.dumps(request), encoding="utf-8")
        arrays = {f"{i} {n}": a for i, batch in enumerate(batches) for n, a in batch.items()}
        np.savez(Path(folder) / "in.npz", **arrays)  # type: ignore[arg-type]
        done = subprocess.run(  # noqa: S603 - this interpreter, this package
            [sys.executable, "-m", "tandem.comparison.calibrate", folder],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise UsageError(
                "--tolerance auto: the run with one thread failed: "
                f"{done.stderr.decode(errors='replace').strip()[-300:]}"
            )
        with np.load(Path(folder) / "out.npz") as stored:
            names = json.loads(str(stored["names"]))
            return [{n: stored[f"{i} {n}"] for n in names} for i in range(len(batches))]


def _main() -> None:
    (folder,) = sys.argv[1:]
    from tandem.model import load
    from tandem.runtimes.tensorflow import TensorFlow, set_threads

    set_threads(1)
    model = load(**json.loads((Path(folder) / "model.json").read_bytes()))
    made: dict[str, Any] = {}
    names: list[str] = []
    with np.load(Path(folder) / "in.npz") as stored, TensorFlow().open(model) as session:
        count = 1 + max(int(key.partition(" ")[0]) for key in stored.files)
        for index in range(count):
            inputs = {spec.name: stored[f"{index} {spec.name}"] for spec in model.inputs}
            outputs = _floats(session.run(inputs))
            names = list(outputs)
            made |= {f"{index} {name}": value for name, value in outputs.items()}
    np.savez(Path(folder) / "out.npz", names=json.dumps(names), **made)


if __name__ == "__main__":
    _main()
