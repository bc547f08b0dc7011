"""Buffers in and out of the bridge: what is shared, what is copied, what is refused."""

from __future__ import annotations

import gc
import sys
import threading

import numpy as np
import pytest
from bridge_calls import Caller, Refused, own_bridge
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from processes import run_python

from tandem.errors import BridgeError
from tandem.images import aligned_empty

DTYPES = [
    np.float32, np.float64, np.float16, np.int8, np.int16, np.int32, np.int64,
    np.uint8, np.uint16, np.uint32, np.uint64, np.bool_, np.complex64,
]  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(
    hnp.arrays(
        st.sampled_from(DTYPES),
        hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4),
    )
)
def test_every_array_survives_the_round_trip(array):
    bridge = own_bridge()
    number, _ = bridge.from_buffer(array)
    try:
        back = bridge.to_array(number)
        assert back.dtype == array.dtype
        assert back.shape == array.shape
        assert back.tobytes() == array.tobytes()
    finally:
        bridge.delete(number)


def test_aligned_memory_is_shared_and_other_memory_copied(bridge):
    aligned = aligned_empty((20, 30))
    aligned[:] = 1
    number, shared = bridge.from_buffer(aligned)
    assert shared
    aligned[2, 3] = 42
    assert bridge.to_array(number)[2, 3] == 42
    bridge.delete(number)

    room = np.zeros(600 + 16, np.float32)
    offset = (16 - room.ctypes.data % 64) % 64 // 4
    odd = room[offset : offset + 600]
    assert odd.ctypes.data % 64 == 16
    number, shared = bridge.from_buffer(odd)
    assert not shared
    odd[3] = 42
    assert bridge.to_array(number)[3] == 0
    bridge.delete(number)

    # Where a copy is cheaper than holding the buffer.
    small = aligned_empty((5, 7))
    number, shared = bridge.from_buffer(small)
    assert not shared
    bridge.delete(number)


def test_a_view_outlives_its_tensor(bridge):
    array = aligned_empty((1000,))
    array[:] = np.arange(1000)
    number, _ = bridge.from_buffer(array)
    view = bridge.to_array(number)
    bridge.delete(number)
    before = view.copy()
    del array
    gc.collect()
    noise = [np.full(1000, np.nan, np.float32) for _ in range(100)]
    assert np.array_equal(view, before)
    assert len(noise) == 100


def test_views_are_read_only(bridge):
    number, _ = bridge.from_buffer(aligned_empty((3,)))
    view = bridge.to_array(number)
    bridge.delete(number)
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1


def test_a_buffer_is_released_with_its_tensor(bridge):
    array = aligned_empty((100, 100))
    references = sys.getrefcount(array)
    for _ in range(100):
        number, _ = bridge.from_buffer(array)
        bridge.delete(number)
    bridge.drain()
    assert sys.getrefcount(array) == references


def test_a_buffer_released_on_another_thread_is_drained_here(bridge):
    """TensorFlow lets go on whichever thread drops the last view; no deadlock, no leak."""
    array = aligned_empty((100, 100))
    references = sys.getrefcount(array)
    number, _ = bridge.from_buffer(array)
    views = [bridge.to_array(number)]
    bridge.delete(number)
    thread = threading.Thread(target=views.clear)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    bridge.drain()
    assert sys.getrefcount(array) == references


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.zeros((4, 4), np.float32)[:, ::2], "C-contiguous"),
        ("text", "C-contiguous buffer"),
        (object(), "C-contiguous buffer"),
        (np.zeros(2, "datetime64[s]"), "C-contiguous|dtype"),
        (np.zeros(2, dtype=[("a", "f4")]), "dtype"),
        (np.zeros(2, ">f4"), "dtype"),
        (np.zeros(2, np.longdouble), "dtype"),
    ],
)
def test_what_cannot_be_a_tensor_is_refused(bridge, value, message):
    with pytest.raises(BridgeError, match=message):
        bridge.from_buffer(value)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=8))
def test_strings_survive_the_round_trip(items):
    bridge = own_bridge()
    number = bridge.from_strings([len(items)], items)
    try:
        assert bridge.to_strings(number) == items
        assert bridge.describe(number) == (7, (len(items),))
    finally:
        bridge.delete(number)


def test_strings_that_do_not_fit_are_refused(bridge):
    with pytest.raises(BridgeError, match="num_elements=3, array_length=1"):
        bridge.from_strings([3], [b"one"])
    with pytest.raises(BridgeError, match="made of bytes; got str"):
        bridge.from_strings([1], ["text"])
    with pytest.raises(BridgeError, match="negative dimension"):
        bridge.from_strings([-1], [])
    with pytest.raises(BridgeError, match="at most 254 dimensions"):
        bridge.from_strings([1] * 300, [b"x"])
    with pytest.raises(BridgeError, match="elements than"):
        bridge.from_strings([2**62, 2**62], [])


@pytest.mark.filterwarnings("ignore:nanobind")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_calls_need_a_bridge():
    kind = type(own_bridge())
    for wrong in (5, kind.__new__(kind)):
        with pytest.raises((TypeError, RuntimeError)):
            kind.calls(wrong)
    for threads in (-1, 1025, 2**31 - 1):
        with pytest.raises(BridgeError, match="to 1024"):
            kind(threads)
    before = own_bridge().num_tensors
    own_bridge().start()  # it does nothing now
    assert own_bridge().num_tensors == before


def test_a_bridge_that_is_not_started_has_a_channel_and_says_so_else():
    bridge = type(own_bridge())()
    assert bridge.words.size > 0
    assert bridge.bytes.size > 0
    for name in bridge.calls():
        with pytest.raises(Refused, match="has not been started"):
            Caller(bridge).call(name)
    for ask, argument in (
        (bridge.begin_recording, []),
        (bridge.to_array, 1),
        (bridge.delete, 1),
        (bridge.from_buffer, np.zeros(3)),
    ):
        with pytest.raises(BridgeError, match="has not been started"):
            ask(argument)
    with pytest.raises(BridgeError, match="has not been started"):
        _ = bridge.num_tensors


def test_no_library_is_an_error_too():
    code = """
        from tandem import _bridge
        from tandem.errors import BridgeError
        for call in (_bridge.version, _bridge.Bridge().start):
            try:
                call()
            except BridgeError as error:
                print(error)
    """
    assert run_python(code).stdout.count("load TensorFlow's libraries first") == 2


@pytest.mark.parametrize("number", [-1, 2**31 - 1])
def test_an_unknown_id_is_an_error(bridge, number):
    for call in (bridge.to_array, bridge.to_strings, bridge.describe):
        with pytest.raises(BridgeError, match=f"not referenced \\(tensor_id: {number}\\)"):
            call(number)
    with pytest.raises(BridgeError, match="Delete called on a Tensor not referenced"):
        bridge.delete(number)
