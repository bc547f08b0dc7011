"""Ways round faults of tfjs 4.22's wasm kernels, by ops that all backends run rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.expansions.trace import replaces

if TYPE_CHECKING:
    from tandem.converter.expansions.trace import Call


@replaces("OneHot")
def one_hot(call: Call) -> Any:
    """The wasm kernel fills float results wrongly."""
    import tensorflow as tf

    indices, _, on, off = call.inputs
    depth, axis = call.constants[1], call.attr("axis").i
    if depth is None or on.dtype == tf.int32 or indices.shape.rank is None:
        return None
    place = axis if axis >= 0 else indices.shape.rank
    shape = [1] * (indices.shape.rank + 1)
    shape[place] = int(depth)
    classes = np.arange(int(depth), dtype=np.int32).reshape(shape)
    hit = tf.equal(tf.expand_dims(tf.cast(indices, tf.int32), place), classes)
    if on.dtype == tf.bool:
        return hit
    if _is(call.constants[2], 1) and _is(call.constants[3], 0):
        return tf.cast(hit, on.dtype)
    return tf.where(hit, on, off)


@replaces("Cast")
def to_bool(call: Call) -> Any:
    """To bool, the wasm kernel copies the low byte of what it is given."""
    import tensorflow as tf

    x = call.inputs[0]
    if call.attr("DstT").type != tf.bool.as_datatype_enum or x.dtype == tf.bool:
        return None
    return tf.not_equal(x, tf.zeros([], x.dtype))


@replaces("ReverseV2")
def reverse_bool(call: Call) -> Any:
    """Over bools, the wasm kernel reads past the end."""
    import tensorflow as tf

    x, axes = call.inputs
    if x.dtype != tf.bool:
        return None
    return tf.not_equal(tf.reverse(tf.cast(x, tf.int32), axes), 0)


@replaces("StridedSlice")
def strided_slice(call: Call) -> Any:
    """With steps, the wasm kernel takes int32 and bool for floats; from the end, it is one off."""
    import tensorflow as tf

    x, begin, end, strides = call.inputs
    starts, steps = call.constants[1], call.constants[3]
    masks = {
        mask: call.attr(mask).i
        for mask in (
            "begin_mask",
            "end_mask",
            "ellipsis_mask",
            "new_axis_mask",
            "shrink_axis_mask",
        )
    }
    if starts is None or steps is None:
        return None
    length = x.shape[0] if x.shape.rank == 1 else None
    if masks["shrink_axis_mask"] == 1 and length and starts.size == 1 and starts[0] < 0:
        start = length + starts
        return tf.raw_ops.StridedSlice(
            input=x, begin=start, end=start + 1, strides=strides, shrink_axis_mask=1
        )
    if x.dtype not in (tf.int32, tf.bool) or np.all(steps == 1):
        return None
    floats = tf.cast(x, tf.float32)
    taken = tf.raw_ops.StridedSlice(input=floats, begin=begin, end=end, strides=strides, **masks)
    return tf.not_equal(taken, 0.0) if x.dtype == tf.bool else tf.cast(taken, x.dtype)


@replaces("ResizeNearestNeighbor")
def resize_nearest(call: Call) -> Any:
    """Of integers, the wasm kernel makes floats."""
    import tensorflow as tf

    x, size = call.inputs
    if x.dtype == tf.float32:
        return None
    resized = tf.raw_ops.ResizeNearestNeighbor(
        images=tf.cast(x, tf.float32),
        size=size,
        align_corners=call.attr("align_corners").b,
        half_pixel_centers=call.attr("half_pixel_centers").b,
    )
    return tf.cast(resized, x.dtype)


@replaces("MaxPool3D")
def max_pool_3d(call: Call) -> Any:
    """The wasm kernel starts from too large a least value: pool planes, then along the depth."""
    import tensorflow as tf

    x = call.inputs[0]
    shape, size, strides = x.shape, call.attr("ksize").list.i, call.attr("strides").list.i
    if shape.rank is None or None in tuple(shape[1:]):
        return None
    if call.attr("data_format").s not in (b"", b"NDHWC"):
        return None
    padding = call.attr("padding").s.decode()
    depth, height, width, channels = (int(axis) for axis in shape[1:])
    x = tf.reshape(x, [-1, height, width, channels])
    x = tf.nn.max_pool2d(x, list(size[2:4]), list(strides[2:4]), padding)
    height, width = (int(axis) for axis in x.shape[1:3])
    x = tf.reshape(x, [-1, depth, height * width, channels])
    x = tf.nn.max_pool2d(x, [size[1], 1], [strides[1], 1], padding)
    return tf.reshape(x, [-1, int(x.shape[1]), height, width, channels])


@replaces("Cumsum", "Cumprod")
def cumulative(call: Call) -> Any:
    """Along an axis counted from the end, cpu and wasm go along another."""
    import tensorflow as tf

    x, axis = call.inputs[0], call.constants[1]
    if axis is None or axis >= 0 or x.shape.rank is None:
        return None
    return getattr(tf.raw_ops, call.node.op)(
        x=x,
        axis=int(axis) + x.shape.rank,
        exclusive=call.attr("exclusive").b,
        reverse=call.attr("reverse").b,
    )


@replaces("GatherV2")
def batched_gather(call: Call) -> Any:
    """With batch axes, the wasm kernel reads wrong rows: gather from all the rows at once."""
    import tensorflow as tf

    x, indices, _ = call.inputs
    axis, batch = call.constants[2], call.attr("batch_dims").i
    if not batch or axis is None or int(axis) != batch or x.shape.rank is None:
        return None
    shape = tf.shape(x)
    indices = tf.cast(indices, tf.int32)
    count, length = tf.reduce_prod(shape[:batch]), shape[batch]
    first = tf.reshape(tf.range(count) * length, [-1, 1])
    rows = tf.reshape(tf.reshape(indices, tf.stack([count, -1])) + first, [-1])
    rest = shape[batch + 1 :]
    flat = tf.reshape(x, tf.concat([[-1], rest], 0))
    return tf.reshape(tf.gather(flat, rows, axis=0), tf.concat([tf.shape(indices), rest], 0))


def _is(value: np.ndarray | None, number: int) -> bool:
    return value is not None and bool(np.all(value == number))
