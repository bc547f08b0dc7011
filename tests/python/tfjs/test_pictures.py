"""Pictures that are encoded are the ones that were given, or refused."""

from __future__ import annotations

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import InputError

PICTURE = np.random.default_rng(2).integers(0, 256, size=(5, 4, 3))


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32"])
def test_whole_numbers_come_back(dtype):
    with tf.tidy():
        encoded = tf.node.encode_png(tf.tensor(PICTURE.astype(dtype)))
        assert (tf.node.decode_png(encoded).numpy() == PICTURE).all()
        assert len(tf.node.encode_jpeg(PICTURE.astype(dtype), quality=90)) > 100


@pytest.mark.parametrize("name", ["encode_png", "encode_jpeg"])
@pytest.mark.parametrize(
    ("values", "words"),
    [
        (PICTURE / 255, r"\(x \* 255\)\.round\(\)"),
        (PICTURE + 45, "clip_by_value"),
        (-PICTURE, "clip_by_value"),
        (PICTURE / 2, "round them"),
        (np.where(PICTURE > 200, np.nan, PICTURE), "no number"),
    ],
)
def test_what_would_wrap_is_refused(name, values, words):
    with pytest.raises(InputError, match=words):
        getattr(tf.node, name)(values.astype(np.float32))
