"""Elementwise functions that tfjs has no op for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.expansions.trace import replaces

if TYPE_CHECKING:
    from tandem.converter.expansions.trace import Call


@replaces("Erfc")
def erfc(call: Call) -> Any:
    """Of exact GELU."""
    import tensorflow as tf

    return 1.0 - tf.math.erf(call.inputs[0])


@replaces("Softsign")
def softsign(call: Call) -> Any:
    """As it is defined: x / (1 + |x|)."""
    import tensorflow as tf

    return call.inputs[0] / (1.0 + tf.abs(call.inputs[0]))


@replaces("Inv")
def inv(call: Call) -> Any:
    """The old name of Reciprocal."""
    import tensorflow as tf

    return tf.raw_ops.Reciprocal(x=call.inputs[0])


@replaces("Rint")
def rint(call: Call) -> Any:
    """Half to even, as tfjs's Round is."""
    import tensorflow as tf

    return tf.round(call.inputs[0])


@replaces("Xlogy", "Xlog1py", "Xdivy")
def zero_where_x_is(call: Call) -> Any:
    """X times log y (or log 1+y, or 1/y), and 0 where x is 0, whatever y is."""
    import tensorflow as tf

    x, y = call.inputs
    is_zero = tf.equal(x, 0.0)
    safe = tf.where(is_zero, tf.ones_like(y), y)
    function = {"Xlogy": tf.math.log, "Xlog1py": tf.math.log1p, "Xdivy": lambda v: 1.0 / v}
    return tf.where(is_zero, tf.zeros_like(x), x * function[call.node.op](safe))


@replaces("Bucketize")
def bucketize(call: Call) -> Any:
    """The number of boundaries at or below each value."""
    import tensorflow as tf

    x = call.inputs[0]
    boundaries = np.array(call.attr("boundaries").list.f, np.float32)
    above = tf.greater_equal(tf.cast(x, tf.float32)[..., None], boundaries)
    return tf.reduce_sum(tf.cast(above, tf.int32), axis=-1)


@replaces("Cross")
def cross(call: Call) -> Any:
    """The cross product along the last axis."""
    import tensorflow as tf

    a = tf.split(call.inputs[0], 3, axis=-1)
    b = tf.split(call.inputs[1], 3, axis=-1)
    parts = [a[i - 2] * b[i - 1] - a[i - 1] * b[i - 2] for i in range(3)]
    return tf.concat(parts, axis=-1)
