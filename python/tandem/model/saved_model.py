"""SavedModel folders: one signature of one, with its keys in a stable order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tandem.errors import ModelError
from tandem.model.spec import Model, TensorSpec
from tandem.tensorflow_package import import_tensorflow, start_up_notes_dropped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DEFAULT_SIGNATURE = "serving_default"


def load_saved_model(path: Path) -> Model:
    """Load a SavedModel's serving signature.

    The format keeps no order of inputs and outputs, so they are listed by name, numbers in
    names by value (``output_2`` before ``output_10``).

    Raises:
        ModelError: TensorFlow cannot load it, or it has no signature to serve.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    tf = import_tensorflow()
    try:
        with start_up_notes_dropped():
            loaded = tf.saved_model.load(str(path))
    except Exception as error:  # TensorFlow raises nearly every type there is.
        reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
        raise ModelError(f"{path}: TensorFlow cannot load this SavedModel: {reason}") from error
    signatures = dict(loaded.signatures)
    if _DEFAULT_SIGNATURE in signatures:
        signature = signatures[_DEFAULT_SIGNATURE]
    elif len(signatures) == 1:
        signature = next(iter(signatures.values()))
    else:
        there = ", ".join(sorted(signatures)) or "none"
        raise ModelError(
            f"{path}: no signature '{_DEFAULT_SIGNATURE}' to serve; it has: {there}; "
            "write it with model.export('folder')"
        )
    # The signature holds the variables weakly; the object that owns them must live as long.
    signature._tandem_owner = loaded  # noqa: SLF001
    _, arguments = signature.structured_input_signature
    results = signature.structured_outputs
    return Model(
        name=path.resolve().name,
        kind="saved_model",
        path=path,
        inputs=[_spec(name, arguments[name]) for name in natural_order(arguments)],
        outputs=[_spec(name, results[name]) for name in natural_order(results)],
        native=signature,
    )


def natural_order(names: Iterable[str]) -> list[str]:
    """Sort names with the numbers in them by value."""
    return sorted(
        names,
        key=lambda name: [
            (1, int(part), "") if part.isdigit() else (0, 0, part)
            for part in re.split(r"(\d+)", name)
            if part
        ],
    )


def _spec(name: str, spec: Any) -> TensorSpec:
    shape = (None,) if spec.shape.rank is None else tuple(spec.shape.as_list())
    dtype = "str" if spec.dtype.name == "string" else spec.dtype.name
    return TensorSpec(name, shape, dtype)
