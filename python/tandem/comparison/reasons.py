"""What an explanation is given: a few examples again, under the original and the runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.comparison.bisection import Bisection, bisect
from tandem.comparison.examples import Arrays, Pictures
from tandem.comparison.recorded import Recorded
from tandem.errors import TandemError
from tandem.explanation import Observation, Verdict, explain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tandem.comparison.result import RuntimeResult
    from tandem.model import Model
    from tandem.runtimes.base import Session

_EXAMPLES: Final = 6


def verdicts(
    model: Model,
    deployed: Model | None,
    sessions: Mapping[str, Session],
    results: Sequence[RuntimeResult],
    examples: Pictures | Arrays,
) -> dict[str, tuple[Verdict, ...]]:
    """Explain every runtime that is still open and does not agree."""
    reference, *_ = sessions.values()
    found = {}
    for result in results[1:]:
        if result.name in sessions and _differs(result):
            try:
                seen = _observe(reference, sessions[result.name], result, examples)
            except TandemError:  # it has stopped; the rest is still reported
                continue
            if seen is not None:
                # Recorded outputs did not come from the deployed folder.
                folder = None if isinstance(sessions[result.name], Recorded) else deployed
                found[result.name] = explain(model, folder, seen)
    return found


def first_node(
    model: Model,
    deployed: Model | None,
    sessions: Mapping[str, Session],
    results: Sequence[RuntimeResult],
    examples: Pictures | Arrays,
) -> Bisection | None:
    """Bisect the first runtime that does not agree and shows its tensors; ``None`` where none."""
    for result in results[1:]:
        session = sessions.get(result.name)
        if session is None or isinstance(session, Recorded) or not _differs(result):
            continue
        try:
            batch = next(examples.take([_worst(result)]))
            inputs = {name: array.copy() for name, array in batch.inputs.items()}
            return bisect(model, inputs=inputs, runtime=result.name, deployed=deployed)
        except TandemError:  # a layers model, or a runtime without nodes: there is nothing to show
            continue
    return None


def _differs(result: RuntimeResult) -> bool:
    shapes = any(output.difference and not output.difference.examples for output in result.outputs)
    return shapes or any(not d.share <= 1 for d in result.differences)


def _worst(result: RuntimeResult) -> int:
    shares = [np.nan_to_num(d.share_by_example, nan=0.0) for d in result.differences]
    return int(np.max(shares, axis=0).argmax()) if shares and shares[0].size else 0


def _observe(
    reference: Session, session: Session, result: RuntimeResult, examples: Pictures | Arrays
) -> Observation | None:
    count = len(examples)
    spread = np.linspace(0, count - 1, min(count, _EXAMPLES - 1)).round().astype(int)
    chosen = sorted({_worst(result), *spread.tolist()})
    inputs, pictures, wanted, observed, again = [], [], [], [], []
    for index, example in zip(chosen, examples.take(chosen), strict=True):
        if isinstance(session, Recorded):
            session.index = index
        inputs.append({name: array.copy() for name, array in example.inputs.items()})
        pictures.append(example.picture)
        wanted.append(_kept(reference, example.inputs))
        observed.append(_kept(session, example.inputs))
        again.append(_kept(session, example.inputs))
    if not inputs:
        return None
    return Observation(
        inputs=inputs,
        pictures=pictures,
        preprocessing=examples.preprocessing if isinstance(examples, Pictures) else None,
        reference=wanted,
        observed=observed,
        predict=lambda given: _kept(reference, given),
        again=again,
    )


def _kept(session: Session, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name: np.array(value) for name, value in session.run(inputs).items()}
