"""Lookup tables: read from the model, written as tfjs's model initializer, filled in TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.nodes import Graph, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Table:
    """A table's contents."""

    keys: np.ndarray
    values: np.ndarray


def read(graph: Graph, name: str, handle: Any) -> Table | None:
    """Read the table that a placeholder of the graph stands for; ``None`` if nothing looks there.

    Args:
        graph: the graph with the placeholder.
        name: the placeholder.
        handle: the table's resource.
    """
    import tensorflow as tf

    pending = [name]
    while pending:
        for user in graph.users(pending.pop()):
            if user.op == "Identity":
                pending.append(user.name)
            elif user.op == "LookupTableFindV2":
                keys, values = tf.raw_ops.LookupTableExportV2(
                    table_handle=handle,
                    Tkeys=tf.as_dtype(user.attr["Tin"].type),
                    Tvalues=tf.as_dtype(user.attr["Tout"].type),
                )
                # The same bytes every time, whatever order the table keeps them in.
                order = np.argsort(keys.numpy(), kind="stable")
                return Table(keys.numpy()[order], values.numpy()[order])
    return None


def put(graph: Graph, tables: Mapping[str, Table]) -> None:
    """Put a table of tfjs's for each placeholder, in place."""
    from tensorflow.core.framework import attr_value_pb2
    from tensorflow.python.framework import dtypes

    for name, table in tables.items():
        kinds = {
            key: attr_value_pb2.AttrValue(type=dtypes.as_dtype(_dtype(value)).as_datatype_enum)
            for key, value in (("key_dtype", table.keys), ("value_dtype", table.values))
        }
        graph.add(name, "HashTableV2", (), kinds)


def initializer(graph: Graph, tables: Mapping[str, Table]) -> Graph | None:
    """The graph that fills the tables, for ``modelInitializer``; ``None`` if there are none.

    tfjs shares a table between graphs by its node's name.
    """
    from tensorflow.core.framework import attr_value_pb2, versions_pb2

    if not tables:
        return None
    from tensorflow.core.framework import graph_pb2

    result = Graph(graph_pb2.GraphDef(versions=versions_pb2.VersionDef()), keep=())
    result.versions.CopyFrom(graph.versions)
    for name, table in tables.items():
        if name not in graph.nodes:
            continue
        node = graph.nodes[name]
        result.put(node)
        keys = result.add_constant(graph.fresh(f"{name}/keys"), table.keys)
        values = result.add_constant(graph.fresh(f"{name}/values"), table.values)
        kinds = {
            "Tin": attr_value_pb2.AttrValue(type=node.attr["key_dtype"].type),
            "Tout": attr_value_pb2.AttrValue(type=node.attr["value_dtype"].type),
        }
        result.add(f"{name}/import", "LookupTableImportV2", (name, keys, values), kinds)
    return result if result.nodes else None


def take(graph: Graph, filling: Mapping[str, tuple[str, str]], weights: Any) -> dict[str, Table]:
    """Make placeholders of a tfjs graph's tables again, in place; returns their contents.

    Args:
        graph: a graph with HashTableV2 nodes.
        filling: the constants of each table's keys and values.
        weights: their values, by name.
    """
    from tensorflow.core.framework import attr_value_pb2, types_pb2

    tables = {}
    for name, node in list(graph.nodes.items()):
        if node.op != "HashTableV2":
            continue
        keys, values = filling[name]
        tables[name] = Table(
            _as(weights[keys], node.attr["key_dtype"].type),
            _as(weights[values], node.attr["value_dtype"].type),
        )
        resource = attr_value_pb2.AttrValue(type=types_pb2.DT_RESOURCE)
        graph.add(name, "Placeholder", (), {"dtype": resource})
    return tables


def filling_of(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Which constants fill which table, by a tfjs model's own initializer."""
    nodes = (document.get("modelInitializer") or {}).get("node") or []
    return {
        source_of(node["input"][0]): (source_of(node["input"][1]), source_of(node["input"][2]))
        for node in nodes
        if node.get("op") in {"LookupTableImportV2", "InitializeTableV2"}
    }


def make(table: Table) -> Any:
    """A table of native TensorFlow with these contents; it lives as long as what is returned."""
    import tensorflow as tf

    start = tf.lookup.KeyValueTensorInitializer(tf.constant(table.keys), tf.constant(table.values))
    default = "" if table.values.dtype.kind in "OSU" else tf.cast(0, start.value_dtype)
    return tf.lookup.StaticHashTable(start, default)


def _dtype(value: np.ndarray) -> Any:
    return "string" if value.dtype.kind in "OSU" else value.dtype


def _as(value: np.ndarray, dtype: int) -> np.ndarray:
    import tensorflow as tf

    kind = tf.as_dtype(dtype)
    return value if kind == tf.string else value.astype(kind.as_numpy_dtype)
