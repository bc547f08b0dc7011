"""Pictures become a model's input: the same numbers as numpy and TensorFlow's own resize."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tandem.errors import ImageError, UsageError
from tandem.images import PRESETS, Preprocessing, aligned_empty, load_batch, parse_size

images = hnp.arrays(
    np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20), st.just(3)), fill=st.nothing()
)


class Spec(NamedTuple):
    """What ``for_spec`` reads of a TensorSpec."""

    shape: tuple[int | None, ...]
    name: str = "photo"
    dtype: str = "float32"


def prepared(image: np.ndarray, preprocessing: Preprocessing) -> np.ndarray:
    out = aligned_empty(preprocessing.shape)
    out.fill(np.nan)
    preprocessing.write(image, out)
    return out


def bilinear(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Half-pixel bilinear resize, written out from its definition in float64."""

    def axis(size: int, target: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        at = np.clip((np.arange(target) + 0.5) * size / target - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        return low, np.minimum(low + 1, size - 1), at - low

    top, bottom, v = axis(image.shape[0], height)
    left, right, h = axis(image.shape[1], width)
    v, h = v[:, None, None], h[None, :, None]
    x = image.astype(np.float64)
    upper = x[top][:, left] * (1 - h) + x[top][:, right] * h
    lower = x[bottom][:, left] * (1 - h) + x[bottom][:, right] * h
    return upper * (1 - v) + lower * v


@given(hnp.array_shapes(min_dims=0, max_dims=4, max_side=9), st.sampled_from(["f4", "u1", "f8"]))
def test_buffers_are_aligned(shape: tuple[int, ...], dtype: str) -> None:
    array = aligned_empty(shape, dtype)
    assert array.shape == shape
    assert array.dtype == np.dtype(dtype)
    assert array.ctypes.data % 64 == 0
    assert array.flags.c_contiguous
    assert array.flags.writeable
    array.fill(1)
    assert (array == 1).all()


@given(images, st.integers(1, 24), st.integers(1, 24))
def test_the_resize_is_half_pixel_bilinear(image: np.ndarray, height: int, width: int) -> None:
    got = prepared(image, Preprocessing(size=(height, width), color="rgb", scale=1.0))
    np.testing.assert_allclose(got, bilinear(image, height, width), atol=2e-3)


@given(images, st.floats(-4, 4, width=32), st.floats(-300, 300, width=32))
def test_scale_and_offset(image: np.ndarray, scale: float, offset: float) -> None:
    size = image.shape[0], image.shape[1]
    got = prepared(image, Preprocessing(size=size, color="rgb", scale=scale, offset=offset))
    np.testing.assert_allclose(got, image * scale + offset, rtol=1e-6, atol=1e-4)


@given(images)
def test_colours(image: np.ndarray) -> None:
    size = image.shape[0], image.shape[1]
    bgr = prepared(image, Preprocessing(size=size, color="bgr", scale=1.0))
    np.testing.assert_array_equal(bgr, image[..., ::-1])
    grey = prepared(image, Preprocessing(size=size, color="grey", scale=1.0))
    assert grey.shape == (*size, 1)
    np.testing.assert_allclose(grey[..., 0], image @ [0.299, 0.587, 0.114], atol=0.6)


@given(st.integers(0, 255))
def test_a_grey_picture_stays_exact(level: int) -> None:
    image = np.full((3, 3, 3), level, np.uint8)
    assert (prepared(image, Preprocessing(size=(3, 3), color="grey", scale=1.0)) == level).all()


def test_it_equals_tf_image_resize() -> None:
    tf = pytest.importorskip("tensorflow")
    image = np.random.default_rng(1).integers(0, 256, (61, 83, 3), np.uint8)
    for size in ((24, 32), (61, 83), (100, 90)):
        got = prepared(image, Preprocessing(size=size, color="rgb", scale=1.0))
        np.testing.assert_allclose(got, tf.image.resize(image, size).numpy(), atol=5e-3)


@pytest.mark.parametrize(("name", "mode"), [("-1-1", "tf"), ("caffe", "caffe"), ("torch", "torch")])
def test_presets_equal_keras(name: str, mode: str) -> None:
    imagenet = pytest.importorskip("keras").applications.imagenet_utils
    image = np.random.default_rng(2).integers(0, 256, (9, 7, 3), np.uint8)
    wanted = imagenet.preprocess_input(image.astype(np.float32), "channels_last", mode)
    got = prepared(
        image, Preprocessing.preset(name, size=(9, 7), color=PRESETS[name].color or "rgb")
    )
    np.testing.assert_allclose(got, wanted, atol=3e-5)


def test_presets_reach_the_ends_of_their_range() -> None:
    image = np.stack([np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)]).reshape(
        4, 2, 3
    )
    for name, low, high in (("0-1", 0, 1), ("-1-1", -1, 1), ("0-255", 0, 255)):
        got = prepared(image, Preprocessing.preset(name, size=(4, 2), color="rgb"))
        np.testing.assert_allclose((got.min(), got.max()), (low, high), atol=1e-6)


def test_writes_into_the_given_buffer_and_nowhere_else() -> None:
    batch = aligned_empty((3, 5, 4, 3))
    batch.fill(-7)
    image = np.random.default_rng(0).integers(0, 256, (9, 9, 3), np.uint8)
    for color in ("rgb", "bgr"):
        Preprocessing(size=(5, 4), color=color).write(image, batch[1])
        assert (batch[[0, 2]] == -7).all()
        assert batch[1].std() > 0.01


def test_a_batch_from_files(tmp_path) -> None:
    paths = []
    for i in range(3):
        paths.append(tmp_path / f"{i}.png")
        cv2.imwrite(str(paths[-1]), np.full((4, 4, 3), 50 * i, np.uint8))
    preprocessing = Preprocessing(size=(2, 2), color="grey", scale=1.0)
    batch = load_batch(paths, preprocessing)
    assert batch.shape == (3, 2, 2, 1)
    assert batch.ctypes.data % 64 == 0
    assert batch[:, 0, 0, 0].tolist() == [0, 50, 100]
    assert load_batch(paths, preprocessing, batch) is batch
    with pytest.raises(UsageError, match="wants float32"):
        load_batch(paths[:2], preprocessing, batch)


@pytest.mark.parametrize(
    ("shape", "given", "wanted"),
    [
        ((None, 8, 6, 3), {}, ((8, 6), "rgb")),
        ((None, 8, 6, 1), {}, ((8, 6), "grey")),
        ((None, 8, 6, 3), {"color": "bgr"}, ((8, 6), "bgr")),
        ((None, None, None, 3), {"size": (5, 7)}, ((5, 7), "rgb")),
        ((None, None, 7, 3), {"size": (5, 7)}, ((5, 7), "rgb")),
    ],
)
def test_the_model_fills_in_size_and_colour(shape, given, wanted) -> None:
    got = Preprocessing(**given, scale=2.0, offset=1.0).for_spec(Spec(shape))
    assert (got.size, got.color) == wanted
    assert (got.scale, got.offset) == (2.0, 1.0)


@pytest.mark.parametrize(
    ("spec", "given", "message"),
    [
        (Spec((None, 8, 6, 3)), {"size": (6, 8)}, r"wants float32 \(8, 6, 3\), but size is 6x8"),
        (Spec((None, 8, 6, 3)), {"color": "grey"}, "color is grey; use rgb or bgr"),
        (Spec((None, 8, 6, 1)), {"color": "rgb"}, "color is rgb; use grey"),
        (Spec((None, 8, 6, 4)), {}, "3 channels"),
        (Spec((None, 3, 8, 6)), {}, "channels come first"),
        (Spec((None, None, None, 3)), {}, "--size"),
        (Spec((None, 64)), {}, "no picture"),
        (Spec((None, 8, 6, 3), dtype="int32"), {}, "float32"),
    ],
)
def test_what_does_not_fit_the_model_says_what_it_wants(spec, given, message) -> None:
    with pytest.raises(ImageError, match=message) as caught:
        Preprocessing(**given).for_spec(spec)
    assert "'photo' wants" in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"size": (0, 3)},
        {"size": (3, 1 << 20)},
        {"color": "cmyk"},
        {"scale": float("nan")},
        {"offset": (1.0, float("inf"), 0.0)},
        {"scale": (1.0, 2.0)},
        {"color": "grey", "offset": (1.0, 2.0, 3.0)},
    ],
)
def test_options_out_of_range(given) -> None:
    with pytest.raises(UsageError):
        Preprocessing(**given)


def test_unknown_preset_and_contradicting_colour() -> None:
    with pytest.raises(UsageError, match="there are: 0-1"):
        Preprocessing.preset("0..1")
    with pytest.raises(UsageError, match="is for bgr"):
        Preprocessing.preset("caffe", color="rgb")


def test_sizes_as_text() -> None:
    assert parse_size("224") == (224, 224)
    assert parse_size(" 64x32 ") == (64, 32)
    for text in ("", "x", "3x", "-4", "1x2x3", "1e3"):
        with pytest.raises(UsageError, match="HEIGHTxWIDTH"):
            parse_size(text)


def test_buffers_that_do_not_fit() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    fitting = Preprocessing(size=(2, 2), color="rgb")
    for out in (
        np.empty((2, 2, 1), np.float32),
        np.empty((2, 2, 3), np.float64),
        np.empty((2, 2, 6), np.float32)[..., ::2],
    ):
        with pytest.raises(UsageError, match="wants a C-contiguous"):
            fitting.write(image, out)
    with pytest.raises(UsageError, match="for_spec first"):
        Preprocessing().write(image, np.empty((2, 2, 3), np.float32))
    with pytest.raises(UsageError, match="wants uint8"):
        fitting.write(image[..., :1], np.empty((2, 2, 3), np.float32))
