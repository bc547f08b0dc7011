"""A SavedModel's signatures and tags are chosen by name, and listed where a name is wrong."""

from __future__ import annotations

import numpy as np
import pytest

import tandem
from tandem.errors import ModelError
from tandem.model import load
from tandem.tensorflow_package import import_tensorflow


@pytest.fixture
def two(tmp_path):
    tf = import_tensorflow()

    class Two(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def twice(self, x):
            return {"y": 2.0 * x}

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])
        def square(self, x):
            return {"y": x * x}

    module = Two()
    signatures = {"twice": module.twice, "square": module.square}
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures=signatures)
    return tmp_path / "saved"


@pytest.mark.parametrize(("name", "wanted"), [("twice", [2, 4, 6]), ("square", [1, 4, 9])])
def test_a_signature_is_chosen(two, tmp_path, name, wanted):
    tandem.convert(two, tmp_path / "web", signature=name, tags=["serve"])
    with tandem.open("tfjs-node", load(tmp_path / "web")) as session:
        got = session.run({"x": np.array([[1, 2, 3]], np.float32)})
    assert got["y"].tolist() == [wanted]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({}, "square, twice"),
        ({"signature": "cube"}, "square, twice"),
        ({"tags": ["train"]}, "serve"),
    ],
)
def test_those_there_are_listed(two, tmp_path, options, word):
    with pytest.raises(ModelError, match=word):
        tandem.convert(two, tmp_path / "web", **options)
    assert not (tmp_path / "web").exists()
