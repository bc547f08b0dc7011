"""Ops that move elements and compute nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.converter.expansions.trace import replaces

if TYPE_CHECKING:
    from tandem.converter.expansions.trace import Call


@replaces("Roll")
def roll(call: Call) -> Any:
    """Cut along each axis and put the parts together the other way round."""
    import tensorflow as tf

    x, shifts, axes = call.inputs[0], call.constants[1], call.constants[2]
    if shifts is None or axes is None:
        return None
    for shift, axis in zip(shifts.reshape(-1), axes.reshape(-1), strict=True):
        size = x.shape[int(axis)]
        if size is None:
            return None
        cut = int(-shift) % size
        if cut:
            head, tail = tf.split(x, [cut, size - cut], axis=int(axis))
            x = tf.concat([tail, head], axis=int(axis))
    return x


@replaces("SpaceToDepth")
def space_to_depth(call: Call) -> Any:
    """Blocks of pixels into channels, for NHWC of known size."""
    import tensorflow as tf

    x, block = call.inputs[0], call.attr("block_size").i
    height, width, channels = x.shape[1:]
    if None in (height, width, channels) or call.attr("data_format").s not in (b"", b"NHWC"):
        return None
    x = tf.reshape(x, [-1, height // block, block, width // block, block * channels])
    x = tf.transpose(x, [0, 1, 3, 2, 4])
    return tf.reshape(x, [-1, height // block, width // block, block * block * channels])
