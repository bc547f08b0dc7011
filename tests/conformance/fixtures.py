"""The pictures and SavedModels that tfjs-node's own specs read, made with TensorFlow.

Upstream keeps them in its repository and not in its package: ``python fixtures.py FOLDER`` makes
``FOLDER/test_objects`` anew, with the pixels and signatures the specs expect.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

_PIXELS = [238, 101, 0, 50, 50, 50, 100, 50, 0, 200, 100, 50]
_SECOND_FRAME = [200, 100, 50, 34, 68, 102, 170, 0, 102, 255, 255, 255]


def _bmp(pixels: np.ndarray) -> bytes:
    """Encode RGB pixels as an uncompressed bitmap, its rows from the bottom up."""
    height, width, _ = pixels.shape
    rows = b"".join(
        row.tobytes() + bytes(-3 * width % 4) for row in np.flip(pixels, axis=(0, 2)).copy()
    )

    def word(value: int, size: int = 4) -> bytes:
        return value.to_bytes(size, "little")

    info = word(40) + word(width) + word(height) + word(1, 2) + word(24, 2) + bytes(24)
    return b"BM" + word(54 + len(rows)) + bytes(4) + word(54) + info + rows


def _gif(frames: list[np.ndarray]) -> bytes:
    """Encode frames of up to 8 colours in all as an animation."""
    colours = sorted({tuple(map(int, p)) for frame in frames for p in frame.reshape(-1, 3)})
    palette = b"".join(map(bytes, colours)).ljust(24, b"\0")
    height, width, _ = frames[0].shape
    size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    data = b"GIF89a" + size + b"\xf2\0\0" + palette
    for frame in frames:
        # LZW whose every code is 4 bits wide: a clear before each pair of pixels keeps it so.
        codes = []
        for i, pixel in enumerate(frame.reshape(-1, 3)):
            if i % 2 == 0:
                codes.append(8)
            codes.append(colours.index(tuple(map(int, pixel))))
        codes.append(9)
        bits = sum(code << 4 * i for i, code in enumerate(codes))
        packed = bits.to_bytes(-(-len(codes) // 2), "little")
        data += b"\x21\xf9\x04\0\x0a\0\0\0" + b"\x2c" + bytes(4) + size + b"\0"
        data += b"\x03" + bytes([len(packed)]) + packed + b"\0"
    return data + b";"


def _pictures(folder: Path) -> None:
    folder.mkdir(parents=True)
    pixels = np.array(_PIXELS, np.uint8).reshape(2, 2, 3)
    opaque = np.dstack([pixels, np.full((2, 2), 255, np.uint8)])
    second = np.array(_SECOND_FRAME, np.uint8).reshape(2, 2, 3)
    jpeg = tf.io.encode_jpeg(pixels, quality=100, chroma_downsampling=False).numpy()
    (folder / "image_png_test.png").write_bytes(tf.io.encode_png(pixels).numpy())
    (folder / "image_png_4_channel_test.png").write_bytes(tf.io.encode_png(opaque).numpy())
    (folder / "image_bmp_test.bmp").write_bytes(_bmp(pixels))
    (folder / "image_jpeg_test.jpeg").write_bytes(jpeg)
    (folder / "gif_test.gif").write_bytes(_gif([pixels, second]))


class _Multiply(tf.Module):
    """Multiplies by a variable, as upstream's models do: their outputs are named so."""

    def __init__(self, factor: float, dtype: tf.DType, other: float = 2) -> None:
        super().__init__()
        self.factor = tf.Variable(factor, dtype=dtype, trainable=False)
        self.other = tf.Variable(other, dtype=dtype, trainable=False)

    @tf.function
    def times(self, x: tf.Tensor) -> tf.Tensor:
        product = x * self.factor
        # tfjs-node cannot read uint8 back.
        return tf.cast(product, tf.int32) if product.dtype == tf.uint8 else product

    @tf.function
    def times_other(self, x: tf.Tensor) -> tf.Tensor:
        return x * self.other

    @tf.function
    def both(self, x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return x * self.factor, x * self.other

    @tf.function
    def each(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return x * self.factor, y * self.other


def _saved_models(folder: Path) -> None:
    def spec(name: str, dtype: tf.DType) -> tf.TensorSpec:
        return tf.TensorSpec([], dtype, name)

    def save(name: str, module: _Multiply, **signatures: tf.types.experimental.Callable) -> None:
        tf.saved_model.save(module, str(folder / name), signatures)

    for name, factor, dtype in (
        ("times_three_float", 3, tf.float32),
        ("times_two_int", 2, tf.int32),
        ("uint8_multiply", 6, tf.uint8),
        ("int64_multiply", 6, tf.int64),
    ):
        module = _Multiply(factor, dtype)
        shape = [None] if dtype == tf.int64 else []
        x = tf.TensorSpec(shape, dtype, "x")
        save(name, module, serving_default=module.times.get_concrete_function(x))

    module = _Multiply(3, tf.float32, 2)
    x = spec("x", tf.float32)
    save(
        "module_with_multiple_signatures",
        module,
        serving_default=module.times.get_concrete_function(x),
        timestwo=module.times_other.get_concrete_function(x),
    )
    module = _Multiply(2, tf.int32, 1)
    x, y = spec("x", tf.int32), spec("y", tf.int32)
    save(
        "model_single_input_multi_output",
        module,
        serving_default=module.both.get_concrete_function(x),
    )
    save("model_multi_output", module, serving_default=module.each.get_concrete_function(x, y))


def make(folder: Path) -> None:
    """Make everything in ``folder``, which the specs then run in."""
    _pictures(folder / "test_objects" / "images")
    _saved_models(folder / "test_objects" / "saved_model")
    # One spec decodes this as a picture, to see it refused.
    (folder / "package.json").write_text("{}\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
