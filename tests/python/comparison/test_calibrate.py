"""``tolerance="auto"``: clean runtimes pass, small faults that the default lets by do not."""

from __future__ import annotations

import numpy as np
import pytest
from deployed_models import edit_weights
from models import build, inputs_for

import tandem
from tandem.comparison.calibrate import _moved
from tandem.demo import IMAGES, MODEL
from tandem.errors import UsageError

pytest.importorskip("keras")


@pytest.mark.parametrize("name", ["plain_cnn", "batch_norm", "prelu", "one_dimension"])
def test_clean_runtimes_pass(name):
    model = tandem.load(build(name))
    report = tandem.compare(
        model,
        inputs=inputs_for(model, 6),
        runtimes=("tensorflow", "tfjs-node", "tfjs-wasm"),
        tolerance="auto",
        rounds=1,
    )
    assert report, report.findings
    assert set(report.tolerance) == {spec.name for spec in model.outputs}
    for allowed in report.tolerance.values():
        assert 0 < allowed.atol < 1e-4
        assert 0 < allowed.rtol < 1e-4


def test_a_fault_below_the_default_is_found(tmp_path):
    model = tandem.load(build("plain_cnn"))
    tandem.convert(model, tmp_path / "web")
    edit_weights(tmp_path / "web", lambda n, v: v * 1.00005 if n.startswith("prob") else v)
    options = {"inputs": inputs_for(model, 6), "deployed": tmp_path / "web", "rounds": 1}
    assert tandem.compare(model, **options)
    assert not tandem.compare(model, tolerance="auto", **options)


def test_other_thread_counts_are_part_of_it():
    """A model from a file runs with one thread too, in a process of its own."""
    report = tandem.compare(MODEL, sorted(IMAGES.iterdir())[:6], tolerance="auto", rounds=1)
    assert report, report.findings
    assert report.tolerance["digit"].atol > 0


def test_inputs_move_by_one_ulp():
    values = np.array([1, -1, 0.5, 1e20] * 8, np.float32)
    moved = _moved(values, np.random.default_rng(0))
    towards = np.nextafter(values, np.float32(np.inf)), np.nextafter(values, np.float32(-np.inf))
    assert ((moved == towards[0]) | (moved == towards[1])).all()
    assert (moved > values).any()
    assert (moved < values).any()


def test_the_reference_must_be_tensorflow():
    with pytest.raises(UsageError, match="must be tensorflow"):
        tandem.compare(MODEL, IMAGES, runtimes=("tfjs-node", "tensorflow"), tolerance="auto")
