"""A model left in training mode: batch statistics and dropout at inference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.explanation.verdict import Observation, Verdict, is_reproduced, levels, psnr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tandem.model import Model

_FIX = "y = model(x, training=False)  # and export that, not the training function"


def explain(model: Model, seen: Observation) -> Iterator[Verdict]:
    """Yield the verdict where the original in training mode gives what was seen."""
    if model.kind != "keras" or not seen.outputs():
        return
    output = seen.outputs()[0]
    pair = seen.pair(output)
    if pair is None:
        return
    observed, reference = pair
    before = psnr(reference, observed)
    trained = [_train(model, inputs) for inputs in seen.inputs]
    made = seen.stacked(trained, output)
    if made is not None and made.shape == observed.shape:
        after = psnr(made, observed)
        if is_reproduced(before, after):
            yield _verdict("batch norms use the batch's statistics", before, after)
            return
    again = seen.stacked(seen.again, output)
    if again is not None and again.shape == observed.shape and _has_dropout(model):
        apart = psnr(again, observed)
        if apart < before + 10:  # as far from itself as from the original
            evidence = (
                f"the runtime answers differently each time ({apart:.0f} dB from itself), and "
                "the model has dropout layers"
            )
            yield Verdict(mistake="training mode", evidence=evidence, fix=_FIX, before_db=before,
                          after_db=90.0)  # fmt: skip


def _verdict(what: str, before: float, after: float) -> Verdict:
    evidence = f"training=True was left on: {what}; {levels(before, after)}"
    return Verdict(
        mistake="training mode", evidence=evidence, fix=_FIX, before_db=before, after_db=after
    )


def _train(model: Model, inputs: Any) -> dict[str, Any]:
    from tandem.model import keras_model

    # The averages that a training call moves are put back: the model is the user's.
    kept = [np.array(variable) for variable in model.native.non_trainable_variables]
    try:
        arrays = [inputs[spec.name] for spec in model.inputs]
        values = keras_model.call(model.native, arrays, training=True)
        return {s.name: np.array(v) for s, v in zip(model.outputs, values, strict=True)}
    finally:
        for variable, value in zip(model.native.non_trainable_variables, kept, strict=True):
            variable.assign(value)


def _has_dropout(model: Model) -> bool:
    layers = model.native._flatten_layers(include_self=False)  # noqa: SLF001
    return any("Dropout" in type(layer).__name__ for layer in layers)
