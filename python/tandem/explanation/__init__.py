"""Why outputs differ: the mistakes people make, tried one by one on the original model.

A mistake is named where making it on purpose reproduces what the runtime answered.

verdict    what was found, with evidence and the fix
inputs     mistakes before the model: colours, range, resize, axes
outputs    mistakes after it: scale, softmax, order
weights    a deployed folder's weights and graph against a fresh conversion
training   a model left in training mode
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.explanation import inputs, outputs, training, weights
from tandem.explanation.verdict import Observation, Verdict

if TYPE_CHECKING:
    from tandem.model import Model

__all__ = ["Observation", "Verdict", "explain"]


def explain(model: Model, deployed: Model | None, seen: Observation) -> tuple[Verdict, ...]:
    """Return the mistakes that reproduce what was observed, the most certain first.

    Args:
        model: the original.
        deployed: the deployed tfjs graph model, where it is another than a fresh conversion.
        seen: what a runtime answered on some examples, and how to ask the original.

    Returns:
        Verdicts; empty where none of the mistakes known reproduces it.
    """
    found = [*weights.explain(model, deployed)]
    simple = [*outputs.explain(seen), *inputs.explain(seen), *training.explain(model, seen)]
    # What is in the folder's weights for all to see needs no likelier story.
    if not found:
        found += sorted(simple, key=lambda verdict: -verdict.after_db)
        if found:
            best = found[0].after_db
            found = [verdict for verdict in found if verdict.after_db > best - 10]
    return tuple(found)
