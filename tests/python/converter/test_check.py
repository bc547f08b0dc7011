"""The check at a conversion's end finds what is wrong, and says when it proves nothing."""

from __future__ import annotations

import models
import numpy as np

import tandem
from tandem.converter.check import check, distance
from tandem.model import load
from tandem.tensorflow_package import import_keras


def test_a_right_conversion_passes(tmp_path):
    done = tandem.convert(models.build("named_lists"), tmp_path / "out")
    assert done
    assert done.check.constant == ()
    for runtime in ("tfjs-node", "tfjs-wasm"):
        assert list(done.check.errors[runtime]) == [f"k{(i * 7) % 12}" for i in range(12)]
    assert 0 < done.check.largest < 1e-5


def test_a_changed_weight_is_found(tmp_path):
    model = load(models.build("plain_cnn"))
    tandem.convert(model, tmp_path / "out", check=False)
    (shard,) = (tmp_path / "out").glob("*.bin")
    weights = np.fromfile(shard, np.float32)
    weights[: weights.size // 2] *= -1
    weights.tofile(shard)
    assert not check(model, tmp_path / "out")


def test_constant_outputs_are_named(tmp_path):
    keras = import_keras()
    keras.utils.clear_session()
    image = keras.Input((4,), name="image")
    dead = keras.layers.Dense(3, kernel_initializer="zeros", name="dead")(image)
    alive = keras.layers.Dense(3, name="alive")(image)
    done = tandem.convert(keras.Model(image, [dead, alive]), tmp_path / "out")
    assert done.check.constant == ("dead",)


def test_distance():
    one = np.ones(3, np.float32)
    assert distance(one, one) == 0
    assert distance(one * 3, one) == 1
    assert distance(one, np.ones((3, 1))) == np.inf
    assert distance(one * np.nan, one) == np.inf
    assert distance(one * np.nan, one * np.nan) == 0
    assert distance(np.array(["a"], object), np.array([b"a"], object)) == 0
    assert distance(np.array(["a"], object), np.array([b"b"], object)) == np.inf
