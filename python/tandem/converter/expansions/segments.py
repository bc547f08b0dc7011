"""Reductions over segments, scatters and lookups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.expansions.trace import replaces

if TYPE_CHECKING:
    from tandem.converter.expansions.trace import Call


@replaces("UnsortedSegmentSum")
def segment_sum(call: Call) -> Any:
    """The sum of each segment's rows: a product with the matrix of who is in it."""
    import tensorflow as tf

    data, members, count = _rows(call)
    if data is None:
        return None
    inside = tf.cast(tf.equal(tf.range(count)[:, None], members[None, :]), tf.float32)
    total = tf.matmul(inside, tf.cast(data, tf.float32))
    return tf.cast(_unflattened(call, total, count), call.inputs[0].dtype)


@replaces("UnsortedSegmentMax", "UnsortedSegmentMin")
def segment_extreme(call: Call) -> Any:
    """The extreme of each segment's rows; an empty segment has the dtype's own."""
    import tensorflow as tf

    data, members, count = _rows(call)
    if data is None:
        return None
    is_max = call.node.op == "UnsortedSegmentMax"
    neutral = tf.constant(data.dtype.min if is_max else data.dtype.max, data.dtype)
    inside = tf.equal(tf.range(count)[:, None], members[None, :])[:, :, None]
    reduce = tf.reduce_max if is_max else tf.reduce_min
    candidates = tf.where(inside, data[None], tf.fill(tf.shape(data[None]), neutral))
    return _unflattened(call, reduce(candidates, axis=1), count)


def _rows(call: Call) -> tuple[Any, Any, Any]:
    """The data as a matrix of one row for each segment id, the ids, and how many there are."""
    import tensorflow as tf

    data, members = call.inputs[:2]
    if data.shape.rank is None or members.shape.rank is None or call.constants[2] is None:
        return None, None, None
    lead, rest = data.shape[: members.shape.rank], data.shape[members.shape.rank :]
    if lead.is_fully_defined():
        matrix = [lead.num_elements(), -1]
    elif rest.is_fully_defined():
        matrix = [-1, rest.num_elements()]
    else:
        return None, None, None
    rows = tf.reshape(data, matrix)
    return rows, tf.reshape(tf.cast(members, tf.int32), [-1]), int(call.constants[2])


def _unflattened(call: Call, rows: Any, count: int) -> Any:
    import tensorflow as tf

    data, members = call.inputs[:2]
    rest = list(data.shape[members.shape.rank :])
    if rest.count(None) > 1:
        rest = list(tf.unstack(tf.shape(data)[members.shape.rank :]))
    return tf.reshape(rows, [count, *(-1 if axis is None else axis for axis in rest)])


@replaces("DenseBincount")
def bincount(call: Call) -> Any:
    """How often, or with what weight, each number occurs; tfjs-node has no kernel for it."""
    import tensorflow as tf

    x, _, weights = call.inputs
    size = call.constants[1]
    if size is None or x.shape.rank is None or weights.shape.rank is None:
        return None
    classes = np.arange(int(size.reshape(-1)[0]), dtype=np.int32)
    hits = tf.cast(tf.equal(tf.cast(x, tf.int32)[..., None], classes), weights.dtype)
    if call.attr("binary_output").b:
        return tf.reduce_max(hits, axis=-2)
    if weights.shape.num_elements() != 0:
        hits *= weights[..., None]
    return tf.reduce_sum(hits, axis=-2)


@replaces("TensorScatterAdd", "TensorScatterSub")
def scatter_add(call: Call) -> Any:
    """Updates gathered into a tensor of zeros, then added."""
    import tensorflow as tf

    x, indices, updates = call.inputs
    spread = tf.scatter_nd(indices, updates, tf.shape(x, out_type=indices.dtype))
    return x + spread if call.node.op == "TensorScatterAdd" else x - spread


@replaces("XlaDynamicUpdateSlice")
def update_slice(call: Call) -> Any:
    """An update of a known place: padded to the whole, and chosen where it lies."""
    import tensorflow as tf

    x, update, _ = call.inputs
    begin = call.constants[2]
    if begin is None or x.shape.rank is None or update.shape.rank is None:
        return None
    pads = []
    for size, part, start in zip(x.shape, update.shape, begin.reshape(-1), strict=True):
        if size is None or part is None:
            if size != part or start:
                return None
            pads.append([0, 0])
        else:
            first = min(max(int(start), 0), size - part)  # as XLA does
            pads.append([first, size - part - first])
    inside = tf.pad(tf.ones_like(update, tf.float32), pads)
    return tf.where(tf.greater(inside, 0.5), tf.pad(update, pads), x)


@replaces("LookupTableFindV2")
def find(call: Call) -> Any:
    """Tfjs answers with a flat tensor: give it the keys' shape again."""
    import tensorflow as tf

    if call.node.name.endswith("/flat"):
        return None
    table, keys, default = call.inputs
    flat = tf.raw_ops.LookupTableFindV2(
        table_handle=table, keys=keys, default_value=default, name="flat"
    )
    return tf.reshape(flat, tf.shape(keys))
