"""Convolutions: grouped ones, and transposed ones in 3D."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.expansions.trace import replaces

if TYPE_CHECKING:
    from tandem.converter.expansions.trace import Call


@replaces("Conv2D")
def grouped(call: Call) -> Any:
    """A grouped convolution: one for each group, or a depthwise one where that is the same."""
    import tensorflow as tf

    (x, made), kernel = call.inputs, call.constants[1]
    if not x.shape.rank or not made.shape.rank or call.attr("data_format").s not in (b"", b"NHWC"):
        return None
    sizes: list[int | None] = [x.shape[3], *made.shape[2:]]
    channels, inner, filters = (size or 0 for size in sizes)
    if 0 in {channels, inner, filters} or channels == inner or channels % inner:
        return None
    groups = channels // inner
    options = {
        "strides": list(call.attr("strides").list.i),
        "padding": call.attr("padding").s.decode(),
        "dilations": list(call.attr("dilations").list.i) or [1, 1, 1, 1],
        "explicit_paddings": list(call.attr("explicit_paddings").list.i),
    }
    if kernel is not None and inner == 1:
        multiple = filters // groups
        depthwise = kernel.reshape(*kernel.shape[:2], groups, multiple)
        return tf.raw_ops.DepthwiseConv2dNative(input=x, filter=depthwise, **options)
    if kernel is None:  # worked out by the model itself
        kernels = tf.split(made, groups, axis=3)
    else:
        kernels = [np.ascontiguousarray(part) for part in np.split(kernel, groups, axis=3)]
    parts = [
        tf.raw_ops.Conv2D(input=part, filter=weights, **options)
        for part, weights in zip(tf.split(x, groups, axis=3), kernels, strict=True)
    ]
    return tf.concat(parts, axis=3)


@replaces("Conv3DBackpropInputV2")
def transposed_3d(call: Call) -> Any:
    """Zeros between the elements, then a plain convolution with the kernel turned round."""
    import tensorflow as tf

    _, _, x = call.inputs
    kernel = call.constants[1]
    strides = list(call.attr("strides").list.i)[1:4]
    dilations = (list(call.attr("dilations").list.i) or [1] * 5)[1:4]
    shape: list[Any] = list(x.shape[1:]) if x.shape.rank else [None]
    if (
        kernel is None
        or None in shape
        or dilations != [1, 1, 1]
        or call.attr("data_format").s not in (b"", b"NDHWC")
    ):
        return None
    sizes = _output_sizes(call)
    if sizes is None:
        return None
    channels = int(shape[3])
    spatial = [int(size) for size in shape[:3]]
    for axis, stride in enumerate(strides):
        x, spatial[axis] = _with_zeros_between(x, spatial, channels, axis, stride)
    pads = []
    for axis in range(3):
        length, stride, size = sizes[axis], strides[axis], kernel.shape[axis]
        total = 0
        if call.attr("padding").s == b"SAME":
            total = max(0, (int(shape[axis]) - 1) * stride + size - length)
        before = size - 1 - total // 2
        pads.append([before, length + size - 1 - spatial[axis] - before])
    if any(pad < 0 for pair in pads for pad in pair):
        return None
    x = tf.pad(x, [[0, 0], *pads, [0, 0]])
    turned = np.ascontiguousarray(kernel[::-1, ::-1, ::-1].transpose(0, 1, 2, 4, 3))
    return tf.raw_ops.Conv3D(input=x, filter=turned, strides=[1] * 5, padding="VALID")


def _output_sizes(call: Call) -> list[int] | None:
    """Depth, height and width of the result, where they are known."""
    stated = call.constants[0]
    if stated is not None:
        return [int(size) for size in stated[1:4]]
    known = call.shape
    if known.rank is None or None in tuple(known[1:4]):
        return None
    return [int(size) for size in known[1:4]]


def _with_zeros_between(
    x: Any, spatial: list[int], channels: int, axis: int, stride: int
) -> tuple[Any, int]:
    """Put ``stride - 1`` zeros after each element along a spatial axis, but the last."""
    import tensorflow as tf

    length = spatial[axis]
    if stride == 1:
        return x, length
    after = channels * int(np.prod(spatial[axis + 1 :]))
    x = tf.reshape(x, [-1, length, 1, after])
    x = tf.pad(x, [[0, 0], [0, 0], [0, stride - 1], [0, 0]])
    x = tf.reshape(x, [-1, length * stride, after])[:, : (length - 1) * stride + 1]
    sizes = list(spatial)
    sizes[axis] = (length - 1) * stride + 1
    return tf.reshape(x, [-1, *sizes, channels]), sizes[axis]
