"""SavedModel folders: one signature of one, with its keys in a stable order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tandem.errors import ModelError
from tandem.model import checkpoint
from tandem.model.spec import Model, TensorSpec
from tandem.tensorflow_package import import_tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DEFAULT_SIGNATURE = "serving_default"


def load_saved_model(
    path: Path, signature: str | None = None, tags: Iterable[str] | None = None
) -> Model:
    """Load a signature of a SavedModel: the one to serve, if none is named.

    The format keeps no order of inputs and outputs, so they are listed by name, numbers in
    names by value (``output_2`` before ``output_10``).

    Raises:
        ModelError: TensorFlow cannot load it, or it has no such signature or tags.
        RuntimeUnavailableError: TensorFlow is missing or too old.
    """
    tf = import_tensorflow()
    try:
        wanted = None if tags is None else sorted(tags)
        if wanted is not None:
            _check_tags(path, wanted)
        bare = tf.saved_model.LoadOptions(experimental_skip_checkpoint=True)
        loaded = tf.saved_model.load(str(path), tags=wanted, options=bare)
        chosen = _signature(path, loaded, signature)
        if not checkpoint.restore(path, loaded, chosen):
            loaded = tf.saved_model.load(str(path), tags=wanted)
            chosen = _signature(path, loaded, signature)
    except ModelError:
        raise
    except Exception as error:  # TensorFlow raises nearly every type there is.
        reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
        raise ModelError(f"{path}: TensorFlow cannot load this SavedModel: {reason}") from error
    # The signature holds the variables weakly; the object that owns them must live as long.
    chosen._tandem_owner = loaded  # noqa: SLF001
    _, arguments = chosen.structured_input_signature
    results = chosen.structured_outputs
    return Model(
        name=path.resolve().name,
        kind="saved_model",
        path=path,
        inputs=[_spec(name, arguments[name]) for name in natural_order(arguments)],
        outputs=[_spec(name, results[name]) for name in natural_order(results)],
        native=chosen,
    )


def _signature(path: Path, loaded: Any, signature: str | None) -> Any:
    signatures = dict(loaded.signatures)
    there = ", ".join(sorted(signatures)) or "none"
    if signature is not None and signature not in signatures:
        raise ModelError(f"{path}: no signature '{signature}'; it has: {there}")
    if signature is not None or _DEFAULT_SIGNATURE in signatures:
        return signatures[signature or _DEFAULT_SIGNATURE]
    if len(signatures) == 1:
        return next(iter(signatures.values()))
    raise ModelError(
        f"{path}: no signature '{_DEFAULT_SIGNATURE}' to serve; it has: {there}; "
        "write it with model.export('folder')"
    )


def _check_tags(path: Path, wanted: list[str]) -> None:
    from tensorflow.core.protobuf import saved_model_pb2

    proto = saved_model_pb2.SavedModel()
    file = path / "saved_model.pb"
    if not file.is_file():
        return  # TensorFlow says what is wrong with it
    proto.ParseFromString(file.read_bytes())
    there = [sorted(graph.meta_info_def.tags) for graph in proto.meta_graphs]
    if wanted not in there:
        known = "; ".join(", ".join(tags) or "no tags" for tags in there)
        raise ModelError(f"{path}: nothing with the tags {', '.join(wanted)}; it has: {known}")


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
