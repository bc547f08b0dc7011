"""Every layer, activation and op of the table, converted, gives in tfjs what Keras gives."""

from __future__ import annotations

import converter_cases as cases
import models
import numpy as np
import pytest

import tandem
from tandem import runtimes
from tandem.model import load
from tandem.runtimes.tensorflow import open_converted

# Those whose wasm and cpu kernels the conversions work round are run where they are there.
TFJS = [name for name in ("tfjs-node", "tfjs-wasm", "tfjs-cpu") if name in runtimes.NAMES]


@pytest.mark.parametrize("name", cases.CASES)
@pytest.mark.filterwarnings("ignore:The structure of `inputs`:UserWarning")
def test_case_agrees(name):
    keras_model = models.randomise(cases.build(name))
    model = load(keras_model)
    random = np.random.default_rng(1)
    inputs = {
        spec.name: random.normal(0.0, 1.5, [2, *(axis or 5 for axis in spec.shape[1:])]).astype(
            "float32"
        )
        for spec in model.inputs
    }
    wanted = models.expected(keras_model, model, inputs)
    for runtime in TFJS:
        with tandem.open(runtime, model) as session:
            got = session.run(inputs)
        assert_agree(got, wanted, runtime)
    with open_converted(model) as session:
        assert_agree(session.run(inputs), wanted, "converted")


def assert_agree(got, wanted, runtime):
    assert list(got) == list(wanted)
    for name, reference in wanted.items():
        assert got[name].shape == reference.shape, runtime
        assert np.unique(reference).size > 1, "constant: the comparison proves nothing"
        error = np.abs(got[name].astype(float) - reference) / (1 + np.abs(reference.astype(float)))
        same = (got[name] == reference) | (np.isnan(got[name].astype(float)) & np.isnan(reference))
        assert np.where(same, 0, error).max() <= 2e-5, runtime
