"""Embedded and in real Node, on one libtensorflow, a model answers the same to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from models import BUILDERS, build, inputs_for

import tandem
from tandem.runtimes.node import Node

READY = Node().check()
pytestmark = pytest.mark.skipif(not READY.ready, reason=READY.detail)


@pytest.mark.parametrize("name", BUILDERS)
def test_the_embedded_engine_and_node_are_bit_identical(name):
    model = tandem.load(build(name))
    with tandem.open("tfjs-node", model) as embedded, tandem.open("node", model) as node:
        for seed in range(3):
            inputs = inputs_for(model, batch=2, seed=seed)
            ours, reference = embedded.run(inputs), node.run(inputs)
            assert list(ours) == list(reference)
            for output, value in reference.items():
                assert np.isfinite(value).all()
                assert np.unique(value).size > 1, f"{output} is constant: this proves nothing"
                assert ours[output].dtype == value.dtype
                assert ours[output].tobytes() == value.tobytes(), output
