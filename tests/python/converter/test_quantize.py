"""Quantised weights: near the originals, read back by tfjs, refused where they cannot fit."""

from __future__ import annotations

import models
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tandem
from tandem.converter.quantize import Plan, quantize
from tandem.errors import UsageError
from tandem.model import load

VALUES = arrays.arrays(
    np.float32, st.integers(1, 50), elements=st.floats(-(2.0**40), 2.0**40, width=32)
)


@given(VALUES, st.sampled_from(["uint8", "uint16"]))
def test_affine_is_within_half_a_step_and_keeps_zero(value, dtype):
    stored, entry = quantize(value, dtype)
    assert stored.dtype == dtype
    step = entry["scale"]
    back = stored.astype(float) * step + entry["min"]
    assert np.abs(back - value).max() <= step * 1.001
    levels = np.iinfo(dtype).max
    assert np.min(np.abs(np.arange(levels + 1) * step + entry["min"])) <= 1e-9 * step * levels


def test_what_does_not_fit_is_left():
    assert quantize(np.array([1.0, np.nan], np.float32), "uint8") is None
    assert quantize(np.array([1.0, 7e4], np.float32), "float16") is None
    assert quantize(np.array([1.0, 6e4], np.float32), "float16") is not None


@pytest.mark.parametrize(
    ("dtype", "least", "most"),
    [("float16", 1e-7, 1e-2), ("uint16", 1e-8, 1e-3), ("uint8", 1e-5, 0.1)],
)
def test_quantised_models_run_in_tfjs(dtype, least, most, tmp_path):
    model = load(models.build("plain_cnn"))
    plain = tandem.convert(model, tmp_path / "plain", check=False)
    done = tandem.convert(model, tmp_path / "out", quantize=dtype)
    assert done
    assert set(done.check.errors) == {"tfjs-node", "tfjs-wasm"}
    assert least < done.check.largest < most
    assert done.size < plain.size


def test_patterns_choose_weights_and_must_fit_some(tmp_path):
    model = load(models.build("plain_cnn"))
    all_of_it = tandem.convert(model, tmp_path / "a", quantize="uint8", check=False)
    some = tandem.convert(model, tmp_path / "b", quantize={"conv2d*": "uint8"}, check=False)
    assert all_of_it.size < some.size
    with pytest.raises(UsageError, match="nothing"):
        tandem.convert(model, tmp_path / "c", quantize={"nothing": "uint8"})
    assert not (tmp_path / "c").exists()
    assert Plan({"a*": "uint8", "*": "float16"}).dtype("ab") == "uint8"


def test_auto_takes_the_smallest_that_holds(tmp_path):
    model = load(models.build("plain_cnn"))
    loose = tandem.convert(model, tmp_path / "a", quantize="auto", max_error=0.5)
    tight = tandem.convert(model, tmp_path / "b", quantize="auto", max_error=1e-9)
    assert [choice.dtype for choice in loose.choices] == ["uint8"]
    assert [choice.dtype for choice in tight.choices] == ["uint8", "uint16", "float16", "float32"]
    assert loose
    assert not tight
    errors = [choice.error for choice in tight.choices]
    assert errors[3] < errors[1] < errors[0]
