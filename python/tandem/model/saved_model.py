"""SavedModel folders: one signature of one, with its keys in a stable order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tandem.errors import ModelError
from tandem.model import signature as signatures
from tandem.model.spec import Model, TensorSpec
from tandem.tensorflow_package import import_tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DEFAULT_SIGNATURE = "serving_default"
_NOT_SERVED = {"__saved_model_init_op", "__saved_model_train_op"}


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
    wanted = None if tags is None else sorted(tags)
    meta_graph = _meta_graph(path, wanted)
    if meta_graph is not None:
        served = [name for name in meta_graph.signature_def if name not in _NOT_SERVED]
        name = _signature(path, served, signature)
        found = signatures.read(path, meta_graph, name)
        if found is not None:
            inputs = [spec for spec, _ in found.inputs.values()]
            outputs = [spec for spec, _ in found.outputs.values()]
            return _described(path, inputs, outputs, found)
        del meta_graph
    try:
        loaded = tf.saved_model.load(str(path), tags=wanted)
        name = _signature(path, loaded.signatures, signature)
    except ModelError:
        raise
    except Exception as error:  # TensorFlow raises nearly every type there is.
        reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
        raise ModelError(f"{path}: TensorFlow cannot load this SavedModel: {reason}") from error
    chosen = loaded.signatures[name]
    # The signature holds the variables weakly; the object that owns them must live as long.
    chosen._tandem_owner = loaded  # noqa: SLF001
    _, arguments = chosen.structured_input_signature
    inputs = [_spec(name, spec) for name, spec in arguments.items()]
    outputs = [_spec(name, spec) for name, spec in chosen.structured_outputs.items()]
    return _described(path, inputs, outputs, chosen)


def _described(
    path: Path, inputs: list[TensorSpec], outputs: list[TensorSpec], native: Any
) -> Model:
    return Model(
        name=path.resolve().name,
        kind="saved_model",
        path=path,
        inputs=_by_name(inputs),
        outputs=_by_name(outputs),
        native=native,
    )


def _by_name(specs: list[TensorSpec]) -> list[TensorSpec]:
    order = natural_order(spec.name for spec in specs)
    return sorted(specs, key=lambda spec: order.index(spec.name))


def _signature(path: Path, signatures: Iterable[str], signature: str | None) -> str:
    names = sorted(signatures)
    there = ", ".join(names) or "none"
    if signature is not None and signature not in names:
        raise ModelError(f"{path}: no signature '{signature}'; it has: {there}")
    if signature is not None or _DEFAULT_SIGNATURE in names:
        return signature or _DEFAULT_SIGNATURE
    if len(names) == 1:
        return names[0]
    raise ModelError(
        f"{path}: no signature '{_DEFAULT_SIGNATURE}' to serve; it has: {there}; "
        "write it with model.export('folder')"
    )


def _meta_graph(path: Path, wanted: list[str] | None) -> Any:
    """The model with these tags, as its file has it; ``None`` where TensorFlow has to look."""
    from google.protobuf import message
    from tensorflow.core.protobuf import saved_model_pb2

    file = path / "saved_model.pb"
    if not file.is_file():
        return None
    try:
        graphs = saved_model_pb2.SavedModel.FromString(file.read_bytes()).meta_graphs
    except message.DecodeError:
        return None
    if wanted is None:
        return graphs[0] if len(graphs) == 1 else None
    there = [sorted(graph.meta_info_def.tags) for graph in graphs]
    if wanted not in there:
        known = "; ".join(", ".join(tags) or "no tags" for tags in there)
        named = f"the tags {', '.join(wanted)}" if any(wanted) else "no tags"
        raise ModelError(f"{path}: nothing with {named}; it has: {known}")
    return graphs[there.index(wanted)]


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
