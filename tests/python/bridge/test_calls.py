"""JavaScript's calls into the bridge: the addon's messages, and no crash on any words."""

from __future__ import annotations

import struct
import threading

import numpy as np
import pytest
from bridge_calls import (
    ATTR_BOOL,
    ATTR_FLOAT,
    ATTR_INT,
    ATTR_SHAPE,
    ATTR_STRING,
    ATTR_TYPE,
    BOOL,
    FLOAT,
    INT32,
    INT64,
    Caller,
    Refused,
    own_bridge,
)
from hypothesis import given, settings
from hypothesis import strategies as st

MATMUL = [
    ("transpose_a", ATTR_BOOL, False),
    ("transpose_b", ATTR_BOOL, False),
    ("T", ATTR_TYPE, FLOAT),
]


def test_an_op_runs(bridge, caller):
    a = caller.create(np.array([1, 2, 3, 4], np.float32), FLOAT, (2, 2))
    b = caller.create(np.array([4, 3, 2, 1], np.float32), FLOAT, (2, 2))
    spec = caller.define("MatMul", MATMUL)
    [(number, dtype, shape)] = caller.execute(spec, [a, b])
    assert (dtype, shape) == (FLOAT, (2, 2))
    assert bridge.to_array(number).tolist() == [[8, 5], [20, 13]]
    caller.delete(a, b, number)


def test_int64_goes_in_as_pairs_of_int32(bridge, caller):
    pairs = np.array([5, 0, -5, -1], np.int32)
    number = caller.create(pairs, INT64, (2,))
    assert bridge.to_array(number).tolist() == [5, -5]
    caller.delete(number)


def test_more_outputs_than_the_channel_holds(bridge, caller):
    count = 20_000
    value = caller.create(np.arange(count, dtype=np.int32), INT32, (count, 1))
    spec = caller.define("Unpack", [("num", ATTR_INT, count), ("axis", ATTR_INT, 0),
                                    ("T", ATTR_TYPE, INT32)])  # fmt: skip
    bridge.words[:5] = [spec, count, 1, 0, value]
    assert caller.calls["execute"]() == 2
    needed = int(bridge.words[0])
    assert needed == 1 + 4 * count
    caller.call("grow", [needed])
    caller.call("results")
    words = bridge.words
    assert words.size >= needed
    ids = words[1 : 1 + 4 * count : 4].tolist()
    assert [int(bridge.to_array(i)[0]) for i in ids[:: count // 10]] == list(
        range(0, count, count // 10)
    )
    with pytest.raises(Refused, match="no results"):
        caller.call("results")
    for start in range(0, count, 1000):
        caller.delete(*ids[start : start + 1000])
    caller.delete(value)


@pytest.mark.parametrize(
    ("call", "words", "message"),
    [
        ("execute", [10**6, 1, 0, 0], "no op spec has the number 1000000"),
        ("execute", [-1, 1, 0, 0], "no op spec has the number -1"),
        ("execute", [0, 1, 2**31 - 1, 0], "more ids than the channel holds"),
        ("execute", [0, 1, -1, 0], "more ids than the channel holds"),
        ("flush", [0, 0, 0, 1, -7], "Delete called on a Tensor not referenced (tensor_id: -7)"),
        ("readTensor", [-3], "Get data called on a Tensor not referenced (tensor_id: -3)"),
        ("createTensor", [FLOAT, 5, 1, 1, 0, 1], "Tensor type does not match Int32Array"),
        ("createTensor", [INT32, 7, 1, 1, 0, 1], "Tensor type does not match Float32Array"),
        ("createTensor", [FLOAT, 1, 1, 1, 0, 1], "Tensor type does not match Uint8Array"),
        ("createTensor", [1000, 5, 1, 1, 0, 1], "Tensor type does not match Int32Array"),
        ("createTensor", [FLOAT, 8, 1, 1, 0, 1], "Unhandled napi typed_array_type: 8"),
        (
            "createTensor",
            [FLOAT, 7, 1, 3, 0, 2],
            "Shape does not match typed-array in bindData() (num_elements=2, array_length=3)",
        ),
        ("createTensor", [FLOAT, 7, 1, 3, 0, -2], "negative dimension -2"),
        ("createTensor", [FLOAT, 7, 3, 1, 0] + [2**31 - 1] * 3, "more elements than"),
        (
            "createTensor",
            [INT64, 5, 1, 3, 0, 2],
            "(num_elements * 2 = 4, array_length=3) for int64 data type",
        ),
        ("createTensor", [FLOAT, 7, 300, 1, 0] + [1] * 300, "at most 254 dimensions"),
        ("appendTensor", [], "no tensor is being written"),
        ("deleteSavedModel", [99], "SavedModel not found (savedmodel_id: 99)"),
        ("runSavedModel", [99, 0, 0, 0], "SavedModel ID not found (savedmodel_id: 99)"),
        ("loadSavedModel", [2**30, 0], "more bytes than the channel holds"),
        ("loadSavedModel", [0, 0], "Failed to load SavedModel: "),
        ("defineSpec", [-1], "more bytes than the channel holds"),
        ("defineSpec", [3], "an op spec is malformed"),
        ("grow", [-1], "negative size"),
        ("grow", [2**31 - 1], "more ids than 2 GiB hold"),
        ("results", [], "no results"),
    ],
)
def test_bad_words_are_refused(caller, call, words, message):
    with pytest.raises(Refused) as refused:
        caller.call(call, words)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("op", "attributes", "message"),
    [
        ("NoSuchOp", [], "Invalid TF_Status: 5\nMessage: "),
        ("MatMul", [("T", ATTR_TYPE, 1000)], "Invalid TF_Status: "),
        ("MatMul", [("T", ATTR_STRING, "x")], "Invalid TF_Status: "),
        ("MatMul", [("nonsense", ATTR_INT, 3)], "Invalid TF_Status: "),
        ("Placeholder", [("dtype", ATTR_TYPE, 1), ("shape", ATTR_SHAPE, [-5.0])], "Invalid TF_S"),
    ],
)
def test_bad_ops_are_refused_in_the_addons_words(caller, op, attributes, message):
    spec = caller.define(op, attributes)
    with pytest.raises(Refused) as refused:
        caller.execute(spec, [])
    assert str(refused.value).startswith(message)
    assert len(str(refused.value).encode()) <= 499


def test_a_deleted_tensor_cannot_be_an_input(caller):
    number = caller.create(np.ones(1, np.float32), FLOAT)
    caller.delete(number)
    spec = caller.define("Square", [("T", ATTR_TYPE, FLOAT)])
    with pytest.raises(Refused, match=f"Input Tensor ID not referenced .tensor_id: {number}."):
        caller.execute(spec, [number])
    with pytest.raises(Refused, match="Delete called on a Tensor not referenced"):
        caller.delete(number)


def test_more_memory_than_there_is(caller):
    """The op fails; the process does not."""
    shape = caller.create(np.array([2**30, 2**20], np.int32), INT32)
    value = caller.create(np.ones(1, np.float32), FLOAT, ())
    spec = caller.define("Fill", [("T", ATTR_TYPE, FLOAT), ("index_type", ATTR_TYPE, INT32)])
    with pytest.raises(Refused, match=r"(?i)OOM|memory|allocat|too many"):
        caller.execute(spec, [shape, value])
    caller.delete(shape, value)
    large = 2**31 - 1
    product = large * large
    low, high = product % 2**32, product >> 32
    words = [FLOAT, 7, 2, low - 2**32 if low >= 2**31 else low, high, large, large]
    with pytest.raises(Refused, match=r"memory|bytes than"):
        caller.call("createTensor", words)


def test_another_thread_is_refused(caller):
    answers = []

    def ask():
        caller.bridge.words[:1] = 0
        answers.append(caller.calls["counts"]())
        size = int(caller.bridge.words[0])
        answers.append(bytes(caller.bridge.bytes[:size]).decode())

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert answers == [1, "the engine belongs to the thread that opened it"]


NAMES = sorted(Caller(own_bridge()).calls)
WORDS = st.one_of(
    st.integers(-4, 12), st.sampled_from([2**31 - 1, -(2**31), 2**20, 1000]), st.integers(0, 200)
)


@settings(deadline=None, max_examples=600)
@given(
    st.sampled_from(NAMES),
    st.lists(WORDS, max_size=12),
    # TensorFlow logs names it is given, and pytest cannot read a log that is not UTF-8.
    st.text(st.characters(max_codepoint=127), max_size=64).map(str.encode),
)
def test_no_words_crash_the_bridge(name, words, data):
    """Whatever is in the channel, a call answers: done, refused, or more room wanted."""
    bridge = own_bridge()
    caller = Caller(bridge)
    if name == "grow":
        words = [min(word, 2**16) for word in words]
    before = bridge.num_tensors
    bridge.words[:64] = 0
    bridge.bytes[:4096] = ord("x")
    bridge.words[: len(words)] = words
    bridge.bytes[: len(data)] = np.frombuffer(data, np.uint8)
    status = caller.calls[name]()
    assert status in (0, 1, 2)
    if name == "createTensor" and status == 0 and bridge.words[0] >= 0:
        caller.delete(int(bridge.words[0]))
    assert bridge.num_tensors <= before + 1


OPS = ["AddV2", "Conv2D", "Reshape", "ConcatV2", "StridedSlice", "Pack", "Identity", "Sum", "Cast"]
ATTRIBUTES = st.tuples(
    st.sampled_from(["T", "N", "strides", "padding", "axis", "begin_mask", "SrcT", "nonsense", ""]),
    st.integers(-1, 7),
    st.one_of(
        st.integers(-3, 20),
        st.floats(),
        st.lists(st.floats(allow_nan=True), max_size=5),
        st.text(max_size=5),
        st.lists(st.text(max_size=3), min_size=1, max_size=3),
    ),
)


def _is_text(value):
    return isinstance(value, str) or (isinstance(value, list) and isinstance((*value, 0)[0], str))


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(OPS),
    st.lists(ATTRIBUTES, max_size=4),
    st.lists(st.integers(0, 3), max_size=4),
    st.integers(-2, 5),
)
def test_no_op_crashes_the_bridge(op, attributes, inputs, outputs):
    """Any op with any attributes on any tensors runs or is refused, and leaves nothing."""
    bridge = own_bridge()
    caller = Caller(bridge)
    before = bridge.num_tensors
    tensors = [
        caller.create(np.arange(6, dtype=np.float32), FLOAT, (2, 3)),
        caller.create(np.array([1, 2], np.int32), INT32),
        caller.create(np.array([1, 0], np.uint8), BOOL),
        caller.create(np.zeros(0, np.float32), FLOAT),
    ]
    kinds = [(n, k, v) for n, k, v in attributes if (k == ATTR_STRING) == _is_text(v)]
    made = []
    try:
        spec = caller.define(op, kinds)
        made = [n for n, _, _ in caller.execute(spec, [tensors[i] for i in inputs], outputs)]
    except Refused as refused:
        assert str(refused)  # noqa: PT017
    caller.delete(*tensors, *made)
    assert bridge.num_tensors == before


@pytest.mark.parametrize("value", [[], [1.0], [1.0, 2.0]])
def test_a_type_attribute_is_one_number(caller, value):
    with pytest.raises(Refused, match="malformed"):
        caller.define("Square", [("T", ATTR_TYPE, value)])


def test_more_inputs_than_the_op_has(caller):
    """TensorFlow itself would read past the op's definition and die."""
    value = caller.create(np.ones(1, np.float32), FLOAT)
    spec = caller.define("Square", [("T", ATTR_TYPE, FLOAT)])
    with pytest.raises(Refused, match="op Square takes 1 inputs, not 2"):
        caller.execute(spec, [value, value])
    caller.delete(value)


def test_float_attributes_and_lists(bridge, caller):
    value = caller.create(np.array([-1, 2], np.float32), FLOAT)
    spec = caller.define("LeakyRelu", [("T", ATTR_TYPE, FLOAT), ("alpha", ATTR_FLOAT, 0.25)])
    [(leaky, _, _)] = caller.execute(spec, [value])
    assert bridge.to_array(leaky).tolist() == [-0.25, 2]
    squeeze = caller.define("Squeeze", [("T", ATTR_TYPE, FLOAT), ("squeeze_dims", ATTR_INT, [0.9])])
    row = caller.create(np.array([1, 2], np.float32), FLOAT, (1, 2))
    [(flat, _, shape)] = caller.execute(squeeze, [row])  # 0.9 is truncated, as N-API does
    assert shape == (2,)
    caller.delete(value, leaky, row, flat)


def _ragged(caller, types):
    """RaggedTensorToTensor's spec with these partition types, and inputs: [[1, 2], [3]] as 2x2."""
    attributes = [
        ("T", ATTR_TYPE, FLOAT),
        ("Tshape", ATTR_TYPE, INT32),
        ("Tindex", ATTR_TYPE, INT32),
        ("num_row_partition_tensors", ATTR_INT, 1),
        ("row_partition_types", ATTR_STRING, types),
    ]
    inputs = [
        caller.create(np.array([2, 2], np.int32), INT32),
        caller.create(np.array([1, 2, 3], np.float32), FLOAT),
        caller.create(np.array([-1], np.float32), FLOAT, ()),
        caller.create(np.array([0, 2, 3], np.int32), INT32),
    ]
    return caller.define("RaggedTensorToTensor", attributes), inputs


def test_lists_of_strings(bridge, caller):
    spec, inputs = _ragged(caller, ["ROW_SPLITS"])
    [(dense, _, _)] = caller.execute(spec, inputs)
    assert bridge.to_array(dense).tolist() == [[1, 2], [3, -1]]
    caller.delete(*inputs, dense)


@pytest.mark.parametrize(
    ("types", "message"),
    [
        (["ROW_SPLITS", "ROW_SPLITS"], "a row partition type for each tensor, not 1 and 2"),
        ([], "not 1 and 0"),
        (["FIRST_DIM_SIZE"], "must be a scalar"),
    ],
)
def test_row_partitions_that_tensorflow_dies_of_are_refused(caller, types, message):
    spec, inputs = _ragged(caller, types)
    with pytest.raises(Refused, match=message):
        caller.execute(spec, inputs)
    caller.delete(*inputs)


def test_fewer_strings_than_announced(caller):
    spec = _spec_with_texts(announced=2**32 - 1, texts=["a"])
    with pytest.raises(Refused, match="malformed"):
        caller.call("defineSpec", [len(spec)], spec)


def _spec_with_texts(announced, texts):
    def text(value):
        return struct.pack("<I", len(value)) + value.encode()

    head = text("Op") + struct.pack("<I", 1) + text("types") + struct.pack("<ii", ATTR_STRING, 1)
    return head + struct.pack("<I", announced) + b"".join(map(text, texts))
