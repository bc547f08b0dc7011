"""Resampling as products with matrices: what TensorFlow itself answers for unit images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.expansions.trace import replaces

if TYPE_CHECKING:
    from tandem.converter.expansions.trace import Call


@replaces("ResizeBicubic", "ResizeArea")
def resize(call: Call) -> Any:
    """A separable, linear resize to a size that is known, from one that is."""
    import tensorflow as tf

    size = call.constants[1]
    if size is None:
        return None
    op = getattr(tf.raw_ops, call.node.op)
    options = {"align_corners": call.attr("align_corners").b}
    if call.node.op == "ResizeBicubic":
        options["half_pixel_centers"] = call.attr("half_pixel_centers").b

    def along(axis: int, length: int) -> np.ndarray:
        unit = np.eye(length, dtype=np.float32)[None, :, None, :]
        return _now(lambda: op(images=unit, size=[int(size[axis]), 1], **options))

    return _separable(call.inputs[0], along)


@replaces("ScaleAndTranslate")
def scale_and_translate(call: Call) -> Any:
    """Of resizing with lanczos filters or antialiasing."""
    import tensorflow as tf

    _, size, scale, translation = call.constants
    if size is None or scale is None or translation is None:
        return None
    kernel = call.attr("kernel_type").s.decode()
    antialias = call.attr("antialias").b

    def along(axis: int, length: int) -> np.ndarray:
        unit = np.eye(length, dtype=np.float32)[None, :, None, :]
        return _now(
            lambda: tf.raw_ops.ScaleAndTranslate(
                images=unit,
                size=np.array([int(size[axis]), 1], np.int32),
                scale=np.array([scale[axis], 1], np.float32),
                translation=np.array([translation[axis], 0], np.float32),
                kernel_type=kernel,
                antialias=antialias,
            )
        )

    return _separable(call.inputs[0], along)


def _now(resampled: Any) -> np.ndarray:
    """The matrix that a resize of one column of unit images comes to."""
    import tensorflow as tf

    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        return np.asarray(session.run(resampled())[0, :, 0, :])


def _separable(x: Any, along: Any) -> Any:
    """Resample rows, then columns, of NHWC images by the matrices that ``along`` makes."""
    import tensorflow as tf

    height, width, channels = x.shape[1:] if x.shape.rank == 4 else (None,) * 3  # noqa: PLR2004
    if height is None or width is None or channels is None:
        return None
    rows, columns = along(0, height), along(1, width)
    x = tf.cast(x, tf.float32)
    x = tf.reshape(x, [-1, height, width * channels])
    x = tf.matmul(tf.tile(rows[None], [tf.shape(x)[0], 1, 1]), x)
    x = tf.reshape(x, [-1, width, channels])
    x = tf.matmul(tf.tile(columns[None], [tf.shape(x)[0], 1, 1]), x)
    return tf.reshape(x, [-1, rows.shape[0], columns.shape[0], channels])
