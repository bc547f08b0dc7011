"""Tensors: values in and out, arithmetic as numpy has it, and their memory."""

from __future__ import annotations

import copy
import gc
import operator
import pickle
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import tandem
import tandem.tfjs as tf
from tandem.engine import get_engine
from tandem.errors import DisposedError, InputError, JSError, LeakError, UsageError

SHAPES = npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
ARRAYS = st.one_of(
    npst.arrays(np.float32, SHAPES, elements=st.floats(-1e6, 1e6, width=32)),
    npst.arrays(np.int32, SHAPES),
    npst.arrays(np.bool_, SHAPES),
    npst.arrays(np.uint8, SHAPES),
    npst.arrays(np.int64, SHAPES, elements=st.integers(-(2**31), 2**31 - 1)),
    npst.arrays(np.float64, SHAPES, elements=st.floats(-1e6, 1e6, width=32)),
)


@given(ARRAYS)
def test_values_come_back(array):
    kind = {"f": "float32", "b": "bool"}.get(array.dtype.kind, "int32")
    with tf.tensor(array) as made:
        assert made.dtype == kind
        assert made.shape == array.shape
        back = made.numpy()
    assert back.dtype == kind
    np.testing.assert_array_equal(back, array)
    assert not back.flags.writeable


@pytest.mark.parametrize("offset", [0, 16, 4])
def test_the_array_may_change_afterwards(offset):
    block = np.zeros(4096 + 64, np.uint8)
    start = -block.ctypes.data % 64 + offset
    array = block[start : start + 4000].view(np.float32)
    array[:] = 1
    with (
        tf.tensor(array) as made,
        tf.add(array, 0) as summed,
        tf.reshape(array, [10, 100]) as shaped,
    ):
        array[:] = 7
        assert made.numpy().max() == summed.numpy().max() == shaped.numpy().max() == 1


@pytest.mark.parametrize(
    ("value", "dtype"),
    [([1, 2], "int32"), ([1, 2.5], "float32"), ([[True]], "bool"), (["a", "é"], "string")],
)
def test_nested_lists(value, dtype):
    with tf.tensor(value) as made:
        assert made.dtype == dtype
        assert made.tolist() == value


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: tf.tensor([[1], [1, 2]]), "inhomogeneous"),
        (lambda: tf.tensor(2**40), "do not fit"),
        (lambda: tf.tensor([1, 2], shape=[3]), "2 values do not make"),
        (lambda: tf.tensor([object()]), "not of object"),
        (lambda: tf.tensor2d([1, 2]), "2 dimensions and got 1"),
        (lambda: tf.tensor([1], dtype="float64"), "no tensors of float64"),
    ],
)
def test_what_no_tensor_is_made_of(make, says):
    with pytest.raises(InputError, match=says):
        make()


OPERATORS = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.lt,
    operator.le, operator.gt, operator.ge, operator.eq, operator.ne,
]  # fmt: skip


@pytest.mark.parametrize("op", OPERATORS)
@pytest.mark.parametrize("other", [3, 2.5, np.array([1.0, 2, 4], np.float32)], ids=str)
@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_arithmetic_is_numpys(op, other, dtype):
    array = np.array([[1, 2, 3], [4, 5, 6]], dtype)
    with tf.tidy():
        left, right = op(tf.tensor(array), other), op(other, tf.tensor(array))
        np.testing.assert_allclose(left.numpy(), op(array, other), rtol=1e-6)
        np.testing.assert_allclose(right.numpy(), op(other, array), rtol=1e-6)
        if op in {operator.add, operator.mul} and isinstance(other, int):
            assert left.dtype == dtype


def test_more_arithmetic():
    array = np.array([[1.0, -2], [3, 4]], np.float32)
    with tf.tidy():
        tensor = tf.tensor(array)
        np.testing.assert_allclose((tensor @ tensor).numpy(), array @ array)
        np.testing.assert_allclose((tensor @ [1, 2]).numpy(), array @ [1, 2])
        np.testing.assert_allclose((-tensor).numpy(), -array)
        np.testing.assert_allclose(abs(tensor).numpy(), abs(array))
        np.testing.assert_allclose((tensor**2).numpy(), array**2)
        np.testing.assert_array_equal(np.asarray(tensor), array)
        assert float(tensor.sum()) == 6
        assert f"{tensor.max():.1f}" == "4.0"
        assert [row.tolist() for row in tensor] == array.tolist()
        assert len(tensor) == 2


def test_repr():
    with tf.tidy():
        shown = tf.tensor([[1, 2]])
        assert repr(shown) == "<tf.Tensor shape=(1, 2) dtype=int32\n[[1, 2]]>"
        assert "values" not in repr(tf.zeros([2000]))
    assert repr(shown) == "<tf.Tensor shape=(1, 2) dtype=int32 disposed>"


# ---- memory ----


def count() -> int:
    gc.collect()
    return tf.memory()["numTensors"]


def test_a_tidy_disposes_of_all_but_what_is_kept():
    before = count()
    with tf.tidy() as outer:
        with tf.tidy() as inner:
            kept = inner.keep(tf.ones([2]) + 1)
            lost = tf.ones([3])
        assert count() == before + 1
        assert kept.tolist() == [2, 2]
        outer.keep(kept)
    assert count() == before + 1
    kept.dispose()
    with pytest.raises(DisposedError, match=r"shape \(3,\) made at .*test_tensors.py:\d+"):
        lost.numpy()
    with pytest.raises(DisposedError):
        lost + 1


def test_a_tidy_of_a_function():
    result = tf.tidy(lambda: {"sum": tf.ones([4]).sum(), "two": 2})
    assert float(result["sum"]) == 4
    assert result["two"] == 2
    result["sum"].dispose()


def test_an_error_in_a_tidy_closes_it():
    before = count()
    with pytest.raises(ZeroDivisionError), tf.tidy():
        float(tf.ones([1])) / 0
    assert count() == before


def test_a_tidy_ends_although_what_it_keeps_is_gone():
    before = count()
    with pytest.raises(DisposedError), tf.tidy() as block:
        block.keep(tf.ones([1])).dispose()
    lost = tf.ones([1])
    assert count() == before + 1
    lost.dispose()


async def _later():
    return tf.ones([1])


def test_a_tidy_refuses_what_is_asynchronous():
    with pytest.raises(UsageError, match="tidy the parts between"):
        tf.tidy(_later)
    with tf.tidy(), pytest.raises(UsageError, match="await it outside"):
        tf.where_async([True])


def test_a_lost_tensor_is_named_with_its_line(tmp_path):
    script = tmp_path / "lost.py"
    script.write_text(
        "import tandem.tfjs as tf\n"
        "def lose():\n"
        "    tf.zeros([3, 7])\n"
        "lose()\n"
        "lose()\n"
        "tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[2])])\n"
        "print(tf.memory()['numTensors'])\n"
    )
    run = subprocess.run(
        [sys.executable, script], check=False, capture_output=True, text=True, timeout=60
    )
    assert run.stderr.count("lost.py:3: TensorLeakWarning: the float32 tensor of shape [3,7]") == 1
    assert "lost.py:6: TensorLeakWarning: the model 'sequential_1' that this line" in run.stderr
    # Nothing was done behind the user's back.
    assert run.stdout.split() == ["4"]


def test_a_leak_check_names_pythons_line():
    says = r"float32 \(3, 7\) made at .*test_tensors.py:\d+"
    with pytest.raises(LeakError, match=says), tandem.leak_check():
        left = tf.zeros([3, 7])
    left.dispose()
    with tandem.leak_check(), tf.tidy():
        tf.zeros([3, 7])


def test_kept_tensors_and_those_of_a_tidy_are_not_lost():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with tf.tidy():
            tf.zeros([2]) + 1
        tf.get_backend()


def test_errors_of_javascript():
    with tf.tidy(), pytest.raises(JSError, match=r"^Error: Incompatible shapes: \[3\] vs. \[4\]"):
        tf.add(np.ones(3), np.ones(4))


def test_variables():
    costs = []
    with tf.variable(np.zeros(2)) as weight, tf.train.sgd(0.1) as optimizer:
        for _ in range(3):
            with tf.tidy():
                cost = optimizer.minimize(
                    lambda: (weight - [1.0, 2.0]).square().sum(), return_cost=True
                )
                costs.append(float(cost))
        assert costs == sorted(costs, reverse=True)
        np.testing.assert_allclose(weight.numpy(), [0.488, 0.976], rtol=1e-5)


def test_gradients():
    with tf.tidy():
        slope = tf.grad(lambda x: x * x * 3)
        assert slope(tf.tensor([1.0, 2.0])).tolist() == [6, 12]
        both = tf.value_and_grad(lambda x: (x * x).sum())(tf.tensor([1.0, 2.0]))
        assert both["value"].item() == 5
        assert both["grad"].tolist() == [2, 4]


def test_bytes_and_pictures():
    picture = np.random.default_rng(0).integers(0, 255, (5, 6, 3), np.uint8)
    png = tf.node.encode_png(picture)
    assert png.dtype == np.uint8
    with tf.tidy():
        np.testing.assert_array_equal(tf.node.decode_png(png).numpy(), picture)
        np.testing.assert_array_equal(tf.node.decode_image(png.tobytes()).numpy(), picture)


def test_division_of_whole_numbers_leaves_one_tensor():
    with tf.tensor([4, 2]) as x:
        before = tf.memory()["numTensors"]
        with x / 2 as half, 8 / x as quotient:
            assert tf.memory()["numTensors"] == before + 2
            np.testing.assert_allclose(half, [2, 1])
            np.testing.assert_allclose(quotient, [2, 4])


def test_numpys_numbers_are_numbers():
    with tf.tensor([1, 2]) as x, x + np.int64(1) as y, x + np.float32(0.5) as z:
        assert (y.dtype, z.dtype) == ("int32", "float32")


def test_numpys_functions_give_arrays():
    array = np.array([[1.0, -2], [3, 4]], np.float32)
    with tf.tensor(array) as x:
        before = tf.memory()["numTensors"]
        for function in (np.sum, np.mean, np.exp, np.argmax, np.sort, np.shape, np.isnan, np.std):
            found = function(x)
            assert not isinstance(found, tf.Tensor)
            np.testing.assert_array_equal(found, function(array))
        np.testing.assert_array_equal(np.sum(x, axis=0), array.sum(0))
        np.testing.assert_array_equal(np.concatenate([x, array]), np.concatenate([array, array]))
        np.testing.assert_array_equal(np.add.reduce(x), np.add.reduce(array))
        np.testing.assert_array_equal(np.maximum(x, 0), np.maximum(array, 0))
        np.testing.assert_array_equal(np.add(x, 1, dtype="float64"), array + 1)
        assert tf.memory()["numTensors"] == before


def test_asarray_is_a_view_and_array_a_copy():
    with tf.tensor([1, 2]) as x:
        assert not np.asarray(x).flags.writeable
        assert np.array(x).flags.writeable
        assert np.asarray(x, np.float64).dtype == np.float64
        assert np.asarray(x, copy=False).dtype == np.int32
        with pytest.raises(ValueError, match="without a copy"):
            np.asarray(x, np.float64, copy=False)


@pytest.mark.parametrize("op", [*OPERATORS, operator.mod, operator.matmul, operator.pow])
def test_an_array_beside_a_tensor_makes_a_tensor(op):
    array, other = np.array([1.0, 2, 3], np.float32), np.array([3.0, 2, 2], np.float32)
    with tf.tidy():
        for left, right in ((array, tf.tensor(other)), (tf.tensor(array), other)):
            found = op(left, right)
            assert isinstance(found, tf.Tensor)
            np.testing.assert_allclose(found, op(array, other), rtol=1e-6)
        if op is not operator.matmul:
            found = op(np.float32(2), tf.tensor(other))
            assert isinstance(found, tf.Tensor)
            np.testing.assert_allclose(found, op(np.float32(2), other), rtol=1e-6)


def test_logic():
    array, other = np.array([True, True, False]), np.array([True, False, False])
    with tf.tidy():
        for op in (operator.and_, operator.or_, operator.xor):
            np.testing.assert_array_equal(op(tf.tensor(array), other), op(array, other))
            np.testing.assert_array_equal(op(array, tf.tensor(other)), op(array, other))
        np.testing.assert_array_equal(~tf.tensor(array), ~array)
        np.testing.assert_array_equal(+tf.tensor([1, -2]), [1, -2])


def test_one_value_as_a_number():
    with tf.tensor([2.5]) as x, tf.tensor(3) as three, tf.tensor([0]) as zero:
        assert (float(x), int(x), int(three), f"{three}") == (2.5, 2, 3, repr(three))
        assert bool(x)
        assert not bool(zero)
        assert [10, 11, 12, 13][three] == 13
        assert list(range(three)) == [0, 1, 2]
    with tf.tensor([1, 2]) as x, tf.tensor([]) as nothing:
        for many in (x, nothing):
            with pytest.raises(ValueError, match="neither true nor false: use any"):
                bool(many)
        for call in (float, int, lambda many: many.item()):
            with pytest.raises(ValueError, match="size 1"):
                call(x)
        with pytest.raises(TypeError, match="is no index"):
            operator.index(nothing)


def test_equality_and_membership():
    with tf.tensor([1, 2]) as x:
        before = tf.memory()["numTensors"]
        # The next three expressions make no tensor.
        assert (x == None) is False  # noqa: E711
        assert (x != object()) is True
        assert 2 in x
        assert 3 not in x
        assert {x: "by identity"}[x] == "by identity"
        assert tf.memory()["numTensors"] == before
        with x == [1, 3] as same, x != 2 as other:
            assert (same.tolist(), other.tolist()) == ([True, False], [True, False])
        with pytest.raises(TypeError, match="item assignment"):
            x[0] = 1
    with tf.scalar(1) as x:
        for call in (len, iter):
            with pytest.raises(TypeError, match="without dimensions"):
                call(x)


def test_a_copy_is_a_tensor_of_its_own():
    with tf.tensor([1.0, 2.0]) as x:
        for made in (copy.copy(x), copy.deepcopy(x)):
            made.dispose()
        np.testing.assert_array_equal(x, [1, 2])
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            pickle.dumps(x)


def test_what_was_handed_over_before_an_argument_that_cannot_be_is_let_go_of():
    handles = get_engine().counts()["handles"]
    with pytest.raises(TypeError):
        tf.add(np.ones(1000, np.float32), object())
    assert get_engine().counts()["handles"] == handles
