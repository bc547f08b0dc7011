"""Give a graph the dtypes that tfjs computes in: float32 for every float."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.model.tfjs_folder import TFJS_DTYPES

if TYPE_CHECKING:
    from tandem.converter.nodes import Graph


def to_float32(graph: Graph) -> bool:
    """Make half, bfloat16 and double tensors float32, in place; casts among them do nothing then.

    Mixed-precision models keep float32 weights, so this is how they are most exact.

    Returns:
        Whether the graph computed in half or bfloat16, and so is less exact than tfjs will be.
    """
    from tensorflow.core.framework import types_pb2

    halves = {types_pb2.DT_HALF, types_pb2.DT_BFLOAT16}
    floats = {*halves, types_pb2.DT_DOUBLE}
    had_halves = False
    for name, node in list(graph.nodes.items()):
        had_halves = had_halves or any(value.type in halves for value in node.attr.values())
        if node.op == "Const" and node.attr["dtype"].type in floats:
            value = graph.constant(name)
            if value is not None:
                graph.add_constant(name, np.asarray(value).astype(np.float32))
            continue
        keys = [key for key, value in node.attr.items() if value.type in floats]
        lists = [key for key, value in node.attr.items() if floats & set(value.list.type)]
        if not keys and not lists:
            continue
        changed = type(node)()
        changed.CopyFrom(node)
        for key in keys:
            changed.attr[key].type = types_pb2.DT_FLOAT
        for key in lists:
            types = [types_pb2.DT_FLOAT if kind in floats else kind
                     for kind in node.attr[key].list.type]  # fmt: skip
            changed.attr[key].list.type[:] = types
        graph.put(changed)
    return had_halves


def narrow_ends(graph: Graph, inputs: list[str], outputs: list[str]) -> None:
    """Make integer inputs and outputs int32, as tfjs hands them in and out, by casts in place."""
    from tensorflow.core.framework import attr_value_pb2, types_pb2

    int32 = attr_value_pb2.AttrValue(type=types_pb2.DT_INT32)
    integers = {
        types_pb2.DataType.Value(f"DT_{name.upper()}")
        for name, wide in TFJS_DTYPES.items()
        if wide == "int32"
    }
    for name in inputs:
        node = graph.nodes[name]
        own = attr_value_pb2.AttrValue(type=node.attr["dtype"].type)
        if own.type not in integers:
            continue
        users = graph.users(name)
        graph.add(name, node.op, (), {**node.attr, "dtype": int32})
        cast = ""
        for user in users:
            if user.op == "Cast":
                graph.add(user.name, "Cast", user.input, {**user.attr, "SrcT": int32})
                continue
            if not cast:
                cast = graph.fresh(f"{name}/Cast")
                graph.add(cast, "Cast", (name,), {"SrcT": int32, "DstT": own})
            taken = [cast if source == name else source for source in user.input]
            graph.add(user.name, user.op, taken, user.attr)
    for name in outputs:
        node = graph.nodes[name]
        own = attr_value_pb2.AttrValue(type=node.attr["T"].type)
        if own.type in integers:
            graph.add(name, "Cast", node.input, {"SrcT": own, "DstT": int32})
