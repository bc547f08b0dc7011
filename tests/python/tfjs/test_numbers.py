"""Ints stay ints: the dtype of Python's numbers and lists, in every op that lets them decide."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tandem.tfjs as tf
from tandem.errors import InputError, JSError
from tandem.tfjs import declarations

RANKS = ["bool", "int32", "float32"]


def common(*dtypes):
    return max(dtypes, key=RANKS.index)


def dtype_of(value):
    if isinstance(value, list):
        return common(*map(dtype_of, value))
    return {bool: "bool", int: "int32", float: "float32"}[type(value)]


NUMBERS = st.one_of(
    st.booleans(), st.integers(-1000, 1000), st.floats(-1000, 1000, width=32, allow_subnormal=False)
)
LISTS = st.lists(NUMBERS, min_size=3, max_size=3)
WEAK = NUMBERS | LISTS
STRONG = st.sampled_from(RANKS)


@given(WEAK, STRONG)
def test_numbers_take_the_dtype_of_the_tensor_beside_them(value, dtype):
    array = np.array([1, 0, 1], dtype)
    wanted = common(dtype, dtype_of(value))
    if wanted == "bool":
        return
    with tf.tensor(array) as tensor, tensor + value as right, value + tensor as left:
        assert right.dtype == left.dtype == wanted
        np.testing.assert_allclose(right, array + np.array(value, wanted), rtol=1e-6)
        np.testing.assert_array_equal(left, right)
        with tf.add(tensor, value) as added, tensor.add(value) as method:
            assert added.dtype == method.dtype == wanted
            np.testing.assert_array_equal(added, right)
            np.testing.assert_array_equal(method, right)


@given(st.lists(LISTS, min_size=1, max_size=3), st.none() | STRONG)
def test_lists_together_have_one_dtype(rows, dtype):
    strong = [] if dtype is None else [tf.tensor(np.ones(3, dtype))]
    wanted = common(*([] if dtype is None else [dtype]), dtype_of(rows))
    try:
        if strong and dtype != wanted:
            # A tensor's own dtype is not changed behind its back.
            with pytest.raises(JSError, match=r"dtype|was expected to be a"):
                tf.concat([*strong, *rows])
            return
        with tf.concat([*strong, *rows]) as made:
            assert made.dtype == wanted
            flat = np.concatenate([np.array(row, wanted) for row in rows])
            np.testing.assert_array_equal(made.numpy()[-flat.size :], flat)
    finally:
        for tensor in strong:
            tensor.dispose()


M = [[1, 2], [3, 4]]
PICTURE = [[[[1, 2, 3], [4, 5, 6]], [[3, 4, 5], [1, 2, 3]]]]
GRAY = [[[[1], [2]], [[3], [4]]]]
BOXES = ([[0, 0, 1, 1]], [1], 1)
SEQUENCE = ([[1, 2, 3]], [[2]])

# What each op is called with that lets its numbers decide: all of them whole.
WHOLE = {
    "abs": (M,), "add": (M, M), "addN": ([M, M],), "argMax": (M,), "argMin": (M,),
    "batchToSpaceND": ([[1], [2]], [1], [[0, 0]]), "bitwiseAnd": (M, M),
    "booleanMaskAsync": (M, [True, False]), "broadcastTo": (M, [2, 2]), "cast": (M, "float32"),
    "clone": (M,), "concat": ([M, M],), "cumprod": (M,),
    "cumsum": (M,), "diag": ([1, 2],), "dilation2d": (GRAY, [[[1]]], 1, "same"), "dot": (M, M),
    "einsum": ("ij,jk->ik", M, M), "ensureShape": (M, [2, 2]), "equal": (M, M),
    "expandDims": (M,), "floorDiv": (M, M), "gather": (M, [0]), "gatherND": (M, [[0, 0]]),
    "greater": (M, M), "greaterEqual": (M, M), "cropAndResize": (PICTURE, [[0, 0, 1, 1]], [0],
    [2, 2]), "grayscaleToRGB": (GRAY,), "resizeBilinear": (PICTURE, [4, 4]),
    "resizeNearestNeighbor": (PICTURE, [4, 4]), "threshold": (PICTURE[0],),
    "inTopKAsync": (M, [1, 0]), "less": (M, M), "lessEqual": (M, M), "matMul": (M, M),
    "confusionMatrix": ([0, 1], [1, 1], 2), "max": (M,), "maxPool": (GRAY, 2, 1, "same"),
    "maxPoolWithArgmax": (GRAY, 2, 1, "same"), "maximum": (M, M), "min": (M,),
    "minimum": (M, M), "mirrorPad": (M, [[0, 0], [1, 1]], "reflect"), "mod": (M, M),
    "mul": (M, M), "neg": (M,), "notEqual": (M, M), "onesLike": (M,),
    "outerProduct": ([1, 2], [3, 4]), "pad": (M, [[0, 0], [1, 1]]), "pow": (M, M), "prod": (M,),
    "raggedRange": ([0], [3], [1]), "relu": (M,), "relu6": (M,), "reshape": (M, [4]),
    "reverse": (M,), "reverse1d": ([1, 2],), "reverse2d": (M,), "reverse3d": ([M],),
    "reverse4d": ([[M]],), "round": (M,), "scatterND": ([[0], [1]], [5, 6], [3]),
    "searchSorted": SEQUENCE, "setdiff1dAsync": ([1, 2], [2]), "sign": (M,),
    "slice": (M, [0, 0], [1, 1]), "slice2d": (M, [0, 0], [1, 1]),
    "slice3d": ([M], [0, 0, 0], [1, 1, 1]), "slice4d": ([[M]], [0, 0, 0, 0], [1, 1, 1, 1]),
    "spaceToBatchND": ([[1], [2]], [1], [[0, 0]]),
    "sparseSegmentSum": (M, [0, 1], [0, 0]), "sparseToDense": ([0, 1], [1, 2], [3], 0),
    "split": (M, 2), "square": (M,), "squaredDifference": (M, M), "squeeze": ([M],),
    "stack": ([M, M],), "sub": (M, M), "sum": (M,),
    "tensorScatterUpdate": ([1, 2], [[0], [1]], [5, 6]), "tile": (M, [1, 2]), "topk": (M,),
    "transpose": (M,), "unique": ([1, 1],), "unsortedSegmentSum": (M, [0, 1], 2),
    "unstack": (M,), "where": ([[True, False], [False, True]], M, M), "zerosLike": (M,),
    "bandPart": (M, 0, 0),
}  # fmt: skip

# Whole numbers into ops of real numbers, which tfjs would refuse as int32, or round.
REAL = {
    "clipByValue": (M, 2, 3),
    "acosh": (M,), "acos": ([0, 1],), "asin": ([0, 1],), "asinh": (M,), "atan": (M,),
    "atan2": (M, M), "atanh": ([0],), "batchNorm": (M, [1, 2], [1, 2]),
    "batchNorm2d": (M, [1, 2], [1, 2]), "complex": (M, M), "conv1d": ([M], [[[1], [2]]], 1, "same"),
    "conv2dTranspose": (GRAY, [[[[1]]]], [1, 2, 2, 1], 1, "same"), "div": (M, 2),
    "divNoNan": ([1, 2], [0, 4]), "dropout": (M, 0), "erf": (M,), "exp": (M,), "expm1": (M,),
    "isFinite": (M,), "isInf": (M,), "isNaN": (M,), "leakyRelu": (M,),
    "localResponseNormalization": (GRAY,), "log1p": (M,), "logSigmoid": (M,), "logSoftmax": (M,),
    "logSumExp": (M,), "absoluteDifference": (M, M), "meanSquaredError": (M, M), "mean": (M,),
    "moments": (M,), "multinomial": (M, 1), "nonMaxSuppressionAsync": BOXES, "norm": (M,),
    "nonMaxSuppressionWithScore": BOXES, "pool": (GRAY, 2, "avg", "same"), "prelu": (M, M),
    "reciprocal": (M,), "rfft": (M,), "rgbToGrayscale": (PICTURE,), "qr": (M,), "selu": (M,),
    "separableConv2d": (GRAY, [[[[1]]]], [[[[1]]]], 1, "same"), "sinh": (M,), "softplus": (M,),
    "sparseSegmentMean": (M, [0, 1], [0, 0]), "step": (M,),
}  # fmt: skip


def functions():
    """Every function of tfjs that numbers go to as tensors, by its own name."""
    found = {}

    def walk(members, path):
        for name, entry in members.items():
            if entry["kind"] == "namespace" and not name.endswith("_util"):
                walk(entry["members"], (*path, name))
            elif "numbers" in str(entry.get("params")):
                found.setdefault(name, (path, entry["params"]))

    walk(declarations.namespace(()).entries, ())
    return found


FUNCTIONS = functions()


def call(name, arguments):
    place = tf
    for part in FUNCTIONS[name][0]:
        place = getattr(place, part)
    result = getattr(place, declarations.snake_case(name))(*arguments)
    return tf.wait(result) if hasattr(result, "__await__") else result


def tensors_in(result):
    if isinstance(result, tf.Tensor):
        return [result]
    items = result.values() if isinstance(result, dict) else result
    return [tensor for item in items for tensor in tensors_in(item)]


def floats(value):
    if isinstance(value, list):
        return [floats(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_floats(name, arguments):
    """The same call with floats for the whole numbers that may be either."""
    params = FUNCTIONS[name][1]
    rest = [{"numbers": 1}] * (len(arguments) - len(params))
    return [
        floats(value) if "numbers" in param else value
        for value, param in zip(arguments, [*params, *rest], strict=False)
    ]


# Their results are whole, or real, whatever goes in, or are told apart elsewhere.
SAME = {"cast", "cropAndResize", "resizeBilinear", "bitwiseAnd"}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_numbers_stay_whole(name):
    with tf.tidy():
        whole = tensors_in(call(name, WHOLE[name])) if name not in ASYNC else None
        if whole is not None and name not in SAME:
            assert {"float32", "complex64"}.isdisjoint(tensor.dtype for tensor in whole)
            for mine, real in zip(
                whole, tensors_in(call(name, as_floats(name, WHOLE[name]))), strict=True
            ):
                np.testing.assert_array_equal(mine, real)
    if whole is None:
        made = tensors_in(call(name, WHOLE[name]))
        assert "float32" not in [tensor.dtype for tensor in made]
        tf.dispose(made)


@pytest.mark.parametrize("name", REAL)
def test_ops_of_real_numbers_read_floats(name):
    if name in ASYNC:
        tf.dispose(tensors_in(call(name, REAL[name])))
        return
    with tf.tidy():
        found = tensors_in(call(name, REAL[name]))
        if name not in {"multinomial", "dropout"}:
            wanted = tensors_in(call(name, as_floats(name, REAL[name])))
            for mine, real in zip(found, wanted, strict=True):
                assert mine.dtype == real.dtype
                np.testing.assert_array_equal(mine, real)


FLOATS_ONLY = {
    "wasm": {"confusionMatrix", "dot", "matMul", "outerProduct", "maxPool"},
    "cpu": set(),
}
"""What a backend says that it has for floats only."""


@pytest.mark.parametrize("backend", FLOATS_ONLY)
def test_whole_numbers_on_other_backends(backend):
    """Negative ones too: a kernel that took them for floats would show."""
    wanted = {name: values_of(name) for name in WHOLE}
    tf.set_backend(backend)
    try:
        found, refused = {}, set()
        for name in WHOLE:
            try:
                found[name] = values_of(name)
            except JSError as error:
                if "not registered for backend" not in error.message:
                    assert "float32" in error.message  # noqa: PT017
                    refused.add(name)
    finally:
        tf.set_backend("tensorflow")
    assert refused == FLOATS_ONLY[backend]
    assert len(found) > 60
    for name, arrays in found.items():
        for mine, native in zip(arrays, wanted[name], strict=True):
            np.testing.assert_array_equal(mine, native, err_msg=name)


def values_of(name):
    arguments = [NEGATIVE if value is M else value for value in WHOLE[name]]
    if name in {"pow", "inTopKAsync"}:
        arguments = WHOLE[name]
    made = tensors_in(call(name, arguments))
    try:
        return [tensor.numpy().copy() for tensor in made]
    finally:
        tf.dispose(made)


NEGATIVE = [[-1, -7], [3, 40000]]


ASYNC = {name for name in FUNCTIONS if name.endswith("Async")}


def test_every_op_is_in_a_table():
    """So that one of a later tfjs is looked at before it is given whole numbers."""
    others = """
        basicLSTMCell batchNorm3d batchNorm4d bincount conv3d conv3dTranspose cosineDistance
        computeWeightedLoss denseBincount draw encodeJpeg encodePng fft frame hingeLoss huberLoss
        ifft imag irfft keep logLoss maxPool3d meshgrid movingAverage multiRNNCell
        nonMaxSuppressionPadded nonMaxSuppressionPaddedAsync nonMaxSuppressionWithScoreAsync
        print raggedGather raggedTensorToTensor real sigmoidCrossEntropy slice1d softmaxCrossEntropy
        sparseFillEmptyRows stft stridedSlice stringNGrams toPixels variable
        MAPE MSE binaryAccuracy binaryCrossentropy categoricalAccuracy categoricalCrossentropy
        cosineProximity mape meanAbsoluteError meanAbsolutePercentageError mse precision r2Score
        recall sparseCategoricalAccuracy"""
    assert {*FUNCTIONS} - {*WHOLE} - {*REAL} == {*others.split()}


def test_what_is_made_of_numbers():
    with tf.tidy():
        assert tf.fill([2], 3).dtype == "int32"
        assert tf.fill([2], 2.5).dtype == "float32"
        assert tf.fill([2], 3, dtype="float32").dtype == "float32"
        assert tf.fill([2], True).dtype == "bool"  # noqa: FBT003
        assert tf.range(0, 4).tolist() == [0, 1, 2, 3]
        assert tf.range(0, 4).dtype == "int32"
        assert tf.range(0, 1, 0.5).tolist() == [0, 0.5]
        assert tf.tensor([True, 2]).tolist() == [1, 2]


def test_lists_may_hold_arrays():
    with tf.add([np.array([1, 2]), [3, 4]], 1) as x:
        assert (x.dtype, x.tolist()) == ("int32", [[2, 3], [4, 5]])


def test_a_whole_number_beyond_int32_is_a_float_beside_floats_only():
    with tf.tensor([1.0]) as x, x + 2**40 as y:
        assert y.tolist() == [2.0**40]
    with pytest.raises(InputError, match="do not fit"):
        tf.add([1], 2**40)


@pytest.mark.parametrize(
    ("dtype", "name"),
    [(int, "int32"), (float, "float32"), (bool, "bool"), (np.uint8, "int32"),
     (np.dtype("float64"), "float32"), ("bool", "bool")],
)  # fmt: skip
def test_dtypes_of_python_and_numpy(dtype, name):
    with tf.tidy():
        assert tf.tensor([0, 1], dtype=dtype).dtype == name
        assert tf.zeros([2], dtype=dtype).dtype == name
        assert tf.cast([0, 1], dtype).dtype == name


def test_an_array_stands_for_a_list():
    with tf.tidy():
        assert tf.tile([[1]], np.array([2, 3])).shape == (2, 3)
        assert tf.stack(np.ones((2, 3), np.int32)).dtype == "int32"
        assert tf.transpose(np.ones((2, 3)), np.array([1, 0])).shape == (3, 2)
        assert tf.pad([[1]], np.array([[1, 0], [0, 1]])).shape == (2, 2)
    rows = tf.data.array(np.array([[1.0, 2], [3, 4]])).batch(2).to_array()
    assert [row.tolist() for row in rows] == [[[1, 2], [3, 4]]]
    tf.dispose(rows)


# ---- variables ----


@pytest.mark.parametrize(
    ("value", "dtype"), [(3, "int32"), (2.5, "float32"), ([[1.5, 2]], "float32"), (True, "bool")]
)
def test_a_variable_of_numbers(value, dtype):
    with tf.variable(value) as variable:
        assert variable.dtype == dtype
        assert variable.tolist() == value


def test_assign_takes_numbers_and_arrays():
    with tf.variable([0.0, 0]) as variable:
        variable.assign([3, 4])
        assert (variable.dtype, variable.tolist()) == ("float32", [3, 4])
        variable.assign(np.array([0.5, 2]))
        assert variable.tolist() == [0.5, 2]
        with tf.ones([2]) as ones:
            variable.assign(ones)
        assert variable.tolist() == [1, 1]
        with pytest.raises(JSError, match="shape of the new value"):
            variable.assign(1)
    with tf.variable(3) as count, pytest.raises(JSError, match="dtype of the new value"):
        count.assign(2.5)


@pytest.mark.parametrize(
    ("x", "y", "dtype"), [([1, 2], [3, 4, 5], "int32"), ([1, 2], [0.5], "float32")]
)
def test_a_mesh_is_of_its_numbers_dtype(x, y, dtype):
    with tf.tidy():
        found = tf.meshgrid(x, y)
        assert [part.dtype for part in found] == [dtype, dtype]
        for part, wanted in zip(found, np.meshgrid(x, y), strict=True):
            np.testing.assert_array_equal(part.numpy(), wanted)
