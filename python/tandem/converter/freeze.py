"""Freeze a model: one GraphDef for inference, weights as constants, nodes named by their layer.

Both the converter and native TensorFlow start here, so they see the same weights.
"""

from __future__ import annotations

import re
import weakref
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tandem.converter import memory, variables
from tandem.converter.nodes import source_of
from tandem.errors import ConversionError, ModelError
from tandem.model import keras_model
from tandem.model.signature import Signature
from tandem.tensorflow_package import import_tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tandem.converter.nodes import Graph
    from tandem.converter.tables import Table
    from tandem.model import Model


@dataclass(frozen=True, slots=True)
class Frozen:
    """A model as one graph without variables."""

    graph: Graph
    """Not to be changed. A node made by a Keras layer is named ``<layer path>/...``, where a
    layer's second call goes by ``<layer path>>2``."""
    inputs: dict[str, str]
    """The placeholder node of each of the model's inputs."""
    outputs: dict[str, str]
    """The tensor (``node`` or ``node:1``) of each of the model's outputs."""
    layers: tuple[str, ...]
    """Paths of the Keras layers in the order they ran; empty for a SavedModel."""
    tables: dict[str, Table]
    """The contents of the lookup tables, by the placeholders that stand for them."""

    @property
    def graph_def(self) -> Any:
        """The graph as a ``tensorflow.GraphDef``, weights and all: one copy of them each time."""
        return self.graph.to_graph_def()


_frozen: weakref.WeakKeyDictionary[Model, Frozen] = weakref.WeakKeyDictionary()


def freeze(model: Model) -> Frozen:
    """Freeze a Keras model or a SavedModel's signature; done once for each ``Model``.

    Raises:
        ConversionError: TensorFlow cannot trace or freeze it.
        ModelError: its files cannot be read, or are others than when it was loaded.
    """
    if model not in _frozen:
        try:
            _frozen[model] = _freeze(model)
        except ModelError:
            raise
        except ConversionError as error:
            raise ConversionError(f"{model.path or model.name}: {error}") from error
        except Exception as error:  # TensorFlow raises nearly every type there is.
            reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
            raise ConversionError(
                f"{model.path or model.name}: TensorFlow cannot freeze this model: {reason}"
            ) from error
    return _frozen[model]


def owner(node: str, layers: tuple[str, ...]) -> str | None:
    """The Keras layer that made a node, by the node's name; ``None`` where it is not known."""
    path = re.sub(r">\d+(?=/|$)", "", node)
    while path:
        if path in layers:
            return path
        path = path.rpartition("/")[0]
    return None


def _freeze(model: Model) -> Frozen:
    import_tensorflow()
    layers: list[str] = []
    memory.release()
    found: dict[str, Table] = {}
    if isinstance(model.native, Signature):
        signature = model.native
        graph, tensors = variables.of_signature(signature)
        inputs = {name: argument for name, (_, argument) in signature.inputs.items()}
        outputs = {name: tensors[result] for name, (_, result) in signature.outputs.items()}
    else:
        function = _trace_keras(model, layers) if model.kind == "keras" else model.native
        memory.release()
        graph, found = variables.as_constants(function)
        inputs, outputs = _ends(model, function)
    return Frozen(
        graph,
        {spec.name: inputs[spec.name] for spec in model.inputs},
        {spec.name: outputs[spec.name].removesuffix(":0") for spec in model.outputs},
        tuple(layers),
        found,
    )


def _ends(model: Model, function: Any) -> tuple[dict[str, str], dict[str, str]]:
    """The placeholder of each input of a function, and the tensor of each output."""
    captured = {tensor.name for tensor in function.graph.internal_captures}
    arguments = [tensor for tensor in function.inputs if tensor.name not in captured]
    placeholders = [source_of(tensor.name) for tensor in arguments]
    results = [tensor.name for tensor in function.outputs]
    if model.kind == "keras":
        output_names = [spec.name for spec in model.outputs]
        input_names = [spec.name for spec in model.inputs]
    else:
        # TensorFlow flattens a signature's dictionaries by sorted key.
        output_names = sorted(spec.name for spec in model.outputs)
        input_names = sorted(spec.name for spec in model.inputs)
    inputs = dict(zip(input_names, placeholders, strict=True))
    return inputs, dict(zip(output_names, results, strict=True))


def _trace_keras(model: Model, layers: list[str]) -> Any:
    import tensorflow as tf

    def infer(*tensors: Any) -> list[Any]:
        # Only tracing runs this body, once.
        with _scopes(model.native, layers):
            # Each output gets a node of its own, though two may be the same tensor.
            return [tf.identity(value) for value in keras_model.call(model.native, list(tensors))]

    signature = [
        tf.TensorSpec(
            spec.shape, "string" if spec.dtype == "str" else spec.dtype, name=f"input_{i}"
        )
        for i, spec in enumerate(model.inputs)
    ]
    return tf.function(infer, jit_compile=False, autograph=False).get_concrete_function(*signature)


@contextmanager
def _scopes(model: Any, layers: list[str]) -> Iterator[None]:
    """While tracing, name every node by the path of the layer that makes it.

    Keras opens a name scope for each layer more than once, so that the scopes' own names are
    off by a suffix that cannot be told from a layer's number (``conv2d_1``).
    """
    import tensorflow as tf

    path: list[str] = []
    calls: dict[str, int] = {}
    wrapped = []

    def wrap(layer: Any) -> None:
        call = layer.call
        name = _valid_scope(layer.name)

        def scoped(*args: Any, **kwargs: Any) -> Any:
            path.append(name)
            here = "/".join(path)
            calls[here] = calls.get(here, 0) + 1
            if calls[here] > 1:
                path[-1] = f"{name}>{calls[here]}"
            else:
                layers.append(re.sub(r">\d+(?=/|$)", "", here))
            try:
                with tf.name_scope("/".join(path) + "/"):  # the slash: exactly this scope
                    return call(*args, **kwargs)
            finally:
                path.pop()

        layer.__dict__["call"] = scoped
        wrapped.append(layer)

    try:
        for layer in model._flatten_layers(include_self=False):  # noqa: SLF001
            if "call" not in layer.__dict__:
                wrap(layer)
        yield
    finally:
        for layer in wrapped:
            del layer.__dict__["call"]
        layers[:] = dict.fromkeys(layers)


def _valid_scope(name: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return name if name[:1].isalnum() else f"layer{name}"
