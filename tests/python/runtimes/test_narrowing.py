"""Inputs of dtypes that tfjs lacks are narrowed exactly, or refused; outputs come back as wide."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tandem
from tandem.errors import InputError
from tandem.model import TensorSpec, load
from tandem.runtimes.narrowing import narrow, widen
from tandem.runtimes.tensorflow import open_converted
from tandem.tensorflow_package import import_tensorflow

INTEGERS = ["int8", "int16", "int64", "uint8", "uint16"]
RUNTIMES = ["tfjs-node", "tfjs-node+capture", "tfjs-wasm", "tfjs-cpu"]


@given(st.data(), st.sampled_from(INTEGERS))
def test_integers_are_kept_or_refused(data, dtype):
    values = data.draw(arrays.arrays(dtype, st.integers(0, 9)))
    beyond = [int(value) for value in values if not -(2**31) <= value < 2**31]
    if beyond:
        with pytest.raises(InputError, match="int32") as caught:
            narrow("ids", values)
        assert any(f" {value}," in str(caught.value) for value in beyond)
        return
    narrowed = narrow("ids", values)
    assert narrowed.dtype == np.int32
    (back,) = widen([TensorSpec("ids", (None,), dtype)], [narrowed])
    assert back.dtype == dtype
    np.testing.assert_array_equal(back, values)


def test_doubles_are_rounded_and_never_become_infinite():
    values = np.array([0.1, np.inf, np.nan, -3e38])
    np.testing.assert_array_equal(narrow("x", values), values.astype(np.float32))
    with pytest.raises(InputError, match=r"x has the value 1e\+39"):
        narrow("x", np.array([1.0, 1e39]))


def test_what_tfjs_has_is_not_copied():
    for dtype in ("float32", "int32", "bool"):
        array = np.ones(3, dtype)
        assert narrow("x", array) is array
        assert widen([TensorSpec("x", (3,), dtype)], [array])[0] is array


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A SavedModel that takes and gives int64, uint8 and float64."""
    tf = import_tensorflow()

    class Mixed(tf.Module):
        @tf.function(
            input_signature=[
                tf.TensorSpec([None, 3], tf.float64, "x"),
                tf.TensorSpec([None], tf.int64, "ids"),
                tf.TensorSpec([None, 3], tf.uint8, "pixels"),
            ]
        )
        def serve(self, x, ids, pixels):
            return {
                "next": ids + 1,
                "scaled": tf.cast(pixels, tf.float32) / 255.0,
                "square": x * x,
            }

    module = Mixed()
    path = tmp_path_factory.mktemp("mixed") / "saved"
    tf.saved_model.save(module, str(path), signatures=module.serve)
    return load(path)


GIVEN = {
    "ids": np.array([-5, 2**31 - 2], np.int64),
    "pixels": np.array([[0, 7, 255], [1, 2, 3]], np.uint8),
    "x": np.array([[0.5, -1.25, 3.0], [1e3, 2.0, 0.0]]),
}


def opened(name, model):
    return open_converted(model) if name == "converted" else tandem.open(name, model)


@pytest.mark.parametrize("runtime", ["converted", *RUNTIMES])
def test_the_originals_dtypes_go_in_and_come_out(mixed, runtime):
    with tandem.open("tensorflow", mixed) as session:
        wanted = session.run(GIVEN)
    with opened(runtime, mixed) as session:
        got = session.run(GIVEN)
    for name, reference in wanted.items():
        assert got[name].dtype == reference.dtype, name
        np.testing.assert_allclose(got[name], reference, rtol=1e-6)
        assert np.unique(reference).size > 1


@pytest.mark.parametrize("runtime", ["converted", *RUNTIMES])
def test_an_integer_beyond_int32_is_named(mixed, runtime):
    far = {**GIVEN, "ids": np.array([0, 2**40], np.int64)}
    with opened(runtime, mixed) as session:
        with pytest.raises(InputError, match=f"ids has the value {2**40}"):
            session.run(far)
        assert session.run(GIVEN)["next"].tolist() == [-4, 2**31 - 1]


def test_they_compare_and_a_deployed_folder_too(mixed, tmp_path):
    tandem.convert(mixed, tmp_path / "web")
    assert tandem.compare(mixed, inputs=GIVEN, rounds=1)
    report = tandem.compare(mixed, inputs=GIVEN, rounds=1, deployed=tmp_path / "web")
    assert report, [finding.message for finding in report.failures]
