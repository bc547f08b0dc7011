"""Kernels of ours beside tfjs-node's (js/kernels); upstream's suite tests their values."""

from __future__ import annotations

import json

import pytest

from tandem.engine import get_engine


def _run(body):
    import pythonmonkey

    engine = get_engine()
    before = engine.counts()
    function = pythonmonkey.eval(
        f"""(tf) => {{
          try {{ return JSON.stringify(tf.tidy(() => {{ {body} }})); }}
          catch (error) {{ return JSON.stringify({{error: error.message}}); }}
        }}"""
    )
    result = json.loads(str(function(engine._js.tf)))
    assert engine.counts() == before, "the kernel leaked"
    return result


def test_integers_round_to_themselves_and_floats_as_before():
    body = "return [tf.tensor1d([-7, 12345678], 'int32'), tf.tensor1d([0.5, 2.5, -1.6])]"
    ints, floats = _run(f"{body}.map((x) => Array.from(x.round().dataSync()));")
    assert ints == [-7, 12345678]
    assert floats == [0, 2, -2]


def test_an_error_is_tensorflows_own_and_leaves_nothing():
    result = _run("tf.sparse.sparseReshape([[0, 0]], [2, 3], [-1, 4]); return 1;")
    assert "multiple of 4" in result["error"]
    assert "TF_Status" not in result["error"]


@pytest.mark.parametrize("types", [["ROW_SPLITS", "ROW_SPLITS"], ["FIRST_DIM_SIZE"]])
def test_row_partitions_that_tensorflow_dies_of_are_refused(types):
    result = _run(
        "return tf.raggedTensorToTensor([2, 2], [1, 2, 3], 0, [[0, 2, 3]],"
        f" {json.dumps(types)}).arraySync();"
    )
    assert "row partition" in result["error"]
