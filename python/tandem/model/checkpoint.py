"""A SavedModel's variables, read one by one: only those that one signature takes, each once.

TensorFlow restores all there are at once, and Keras's exports hold every weight twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_VALUE = "VARIABLE_VALUE"


def restore(path: Path, loaded: Any, function: Any) -> bool:
    """Give the variables that a function takes their values.

    Args:
        path: the SavedModel's folder.
        loaded: what ``tf.saved_model.load`` made of it, without its variables' values.
        function: one of its signatures.

    Returns:
        Whether all of them are there; if not, TensorFlow has to load it as a whole.
    """
    import tensorflow as tf

    prefix = path / "variables" / "variables"
    captured = {id(outside) for outside, _ in function.graph.captures}
    if not prefix.with_suffix(".index").is_file():
        return True  # it has none
    reader = tf.train.load_checkpoint(str(prefix))
    if not reader.has_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"):
        return False
    keys = _keys(reader.get_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"), loaded)
    if keys is None:
        return False
    for variable, key in keys:
        if id(variable.handle) in captured:
            captured.discard(id(variable.handle))
            variable.assign(reader.get_tensor(key), read_value=False)
    return all(
        variable.is_initialized()
        for variable in getattr(function, "variables", ())
        if id(variable.handle) in captured
    )


def _keys(graph: bytes, root: Any) -> list[tuple[Any, str]] | None:
    """Each variable and its key; ``None`` if more than variables is stored (a table, say)."""
    import tensorflow as tf
    from tensorflow.core.protobuf import trackable_object_graph_pb2

    nodes = trackable_object_graph_pb2.TrackableObjectGraph.FromString(graph).nodes
    found = []
    seen: set[int] = set()
    pending = [(root, 0)]
    while pending:
        value, number = pending.pop()
        if number in seen:
            continue
        seen.add(number)
        for attribute in nodes[number].attributes:
            if attribute.name != _VALUE or not isinstance(value, tf.Variable):
                return None
            found.append((value, attribute.checkpoint_key))
        children = value._trackable_children()  # noqa: SLF001 - as TensorFlow's own restoring does
        pending += [
            (children[child.local_name], child.node_id)
            for child in nodes[number].children
            if child.local_name in children
        ]
    return found
