"""Arrays that do not fit are refused in words that say what the model wants."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.errors import InputError
from tandem.model import TensorSpec
from tandem.runtimes.inputs import check_inputs

SPECS = (
    TensorSpec("image", (None, 4, 4, 3), "float32"),
    TensorSpec("count", (None,), "int32"),
    TensorSpec("word", (None, 1), "str"),
)


def good():
    return {
        "word": np.array([["a"], ["b"]]),
        "image": np.zeros((2, 4, 4, 3), np.float32),
        "count": np.zeros((2,), np.int32),
    }


def test_good_arrays_come_back_as_they_are_in_the_models_order():
    given = good()
    arrays = check_inputs(SPECS, given)
    assert [id(array) for array in arrays] == [id(given[spec.name]) for spec in SPECS]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("image", np.zeros((2, 4, 4, 1), np.float32), r"image: float32 \(any, 4, 4, 3\).*4, 4, 1"),
        ("image", np.zeros((4, 4, 3), np.float32), r"shape \(4, 4, 3\)"),
        ("image", np.zeros((2, 4, 4, 3)), r"is float64; convert it with array.astype\('float32'\)"),
        ("image", np.zeros((2, 4, 4, 3), ">f4"), "is >f4"),
        ("image", np.zeros((3, 4, 4, 2), np.float32).T, "not C-contiguous"),
        ("image", [[0.0]], "is a list, not a numpy array"),
        ("count", np.zeros((2,), bool), "is bool"),
        ("word", np.zeros((2, 1), np.int32), r"word: str \(any, 1\), and the array is int32"),
    ],
)
def test_an_array_that_does_not_fit_is_named(name, value, message):
    with pytest.raises(InputError, match=message):
        check_inputs(SPECS, {**good(), name: value})


def test_missing_and_unknown_inputs_are_named_together():
    given = good()
    given["imgae"] = given.pop("image")
    with pytest.raises(InputError) as caught:
        check_inputs(SPECS, given)
    message = str(caught.value)
    assert "'image' is missing and 'imgae' is not an input" in message
    assert "the model wants image: float32 (any, 4, 4, 3); count: int32 (any)" in message
