"""The runtime `node` with its real peer: right answers, honest times, memory that is shared."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from node_models import dense_layers, dtype, elementwise, graph_model, matmul, node

from tandem.errors import EngineError, InputError, JSError, ModelError, UsageError
from tandem.model import TensorSpec
from tandem.runtimes import get
from tandem.runtimes.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tandem.runtimes.node.runtime import NodeSession

READY = Node().check()
pytestmark = pytest.mark.skipif(not READY.ready, reason=READY.detail)

RNG = np.random.default_rng(7)
WEIGHT = RNG.normal(size=(3, 4)).astype(np.float32)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeSession]:
    with Node().open(matmul(tmp_path_factory.mktemp("matmul"), WEIGHT)) as session:
        yield session


def test_it_is_a_runtime_by_name_and_says_what_it_runs_on():
    runtime = get("node")
    assert runtime.name == "node"
    detail = runtime.check().detail
    assert "Node.js 2" in detail
    assert "tfjs-node 4.22.0" in detail
    assert "TensorFlow 2." in detail


def test_it_computes_what_numpy_does(session):
    image = RNG.normal(size=(5, 3)).astype(np.float32)
    scores = session.run({"image": image})["scores"]
    np.testing.assert_allclose(scores, image @ WEIGHT - 1, rtol=1e-5, atol=1e-6)
    assert scores.dtype == np.float32
    assert scores.std() > 0.1
    assert scores.flags.writeable


def test_outputs_are_the_callers_own(session):
    first = session.run({"image": np.ones((1, 3), np.float32)})["scores"]
    kept = first.copy()
    session.run({"image": np.full((1, 3), 9, np.float32)})
    np.testing.assert_array_equal(first, kept)


def test_the_three_times_are_parts_of_the_whole(session):
    image = RNG.normal(size=(200_000, 3)).astype(np.float32)
    begun = time.perf_counter()
    timing = session.run({"image": image}).timing
    whole = (time.perf_counter() - begun) * 1e3
    assert min(timing.marshal, timing.compute, timing.readback) > 0
    assert 0.1 * whole < timing.total <= whole


def test_memory_grows_for_inputs_and_for_outputs(tmp_path):
    tile = graph_model(
        tmp_path,
        [node("y", "Tile", "x", "reps", T=dtype(), Tmultiples=dtype("int32"))],
        {"x": TensorSpec("x", (None, None), "float32")},
        {"y": TensorSpec("y", (None, None), "float32")},
        {"reps": np.array([1, 40], np.int32)},
    )
    with Node().open(tile) as session:
        for rows in (1, 100, 100_000, 10):
            x = RNG.normal(size=(rows, 3)).astype(np.float32)
            np.testing.assert_array_equal(session.run({"x": x})["y"], np.tile(x, (1, 40)))


def test_inputs_and_outputs_go_by_their_names(tmp_path):
    # Names that JavaScript would put in another order.
    model = graph_model(
        tmp_path,
        [node("d", "Sub", "p", "q", T=dtype()), node("s", "AddV2", "p", "q", T=dtype())],
        {"p": TensorSpec("2", (None,), "float32"), "q": TensorSpec("1", (None,), "float32")},
        {"d": TensorSpec("z", (None,), "float32"), "s": TensorSpec("10", (None,), "float32")},
    )
    with Node().open(model) as session:
        p, q = np.array([5, 6], np.float32), np.array([1, 4], np.float32)
        outputs = session.run({"1": q, "2": p})
    assert list(outputs) == ["z", "10"]
    np.testing.assert_array_equal(outputs["z"], p - q)
    np.testing.assert_array_equal(outputs["10"], p + q)


def test_a_layers_model_runs_in_its_own_order_and_in_one_batch(tmp_path):
    kernel, bias = RNG.normal(size=(3, 2)).astype(np.float32), np.array([1, -2], np.float32)
    with Node().open(dense_layers(tmp_path, kernel, bias)) as session:
        for batch in (1, 70):
            b = RNG.normal(size=(batch, 3)).astype(np.float32)
            a = RNG.normal(size=(batch, 2)).astype(np.float32)
            total = session.run({"a": a, "b": b})["sum"]
            np.testing.assert_allclose(total, b @ kernel + bias + a, rtol=1e-5, atol=1e-6)


def test_a_graph_of_dynamic_shape_runs_and_gives_int64(tmp_path):
    with Node().open(elementwise(tmp_path, "Where", "bool", "int64")) as session:
        for _ in range(2):
            x = RNG.random((4, 3)) > 0.5
            where = session.run({"x": x})["y"]
            assert where.dtype == np.int64
            np.testing.assert_array_equal(where, np.argwhere(x))


def test_an_output_that_is_a_weight_survives_its_run(tmp_path):
    weight = RNG.normal(size=(2, 2)).astype(np.float32)
    model = graph_model(
        tmp_path,
        [],
        {"x": TensorSpec("x", (None,), "float32")},
        {"w": TensorSpec("w", (2, 2), "float32")},
        {"w": weight},
    )
    with Node().open(model) as session:
        for _ in range(2):
            np.testing.assert_array_equal(session.run({"x": np.ones(1, np.float32)})["w"], weight)


@pytest.fixture(scope="module")
def identities(tmp_path_factory) -> Iterator[dict[str, NodeSession]]:
    names = ("float32", "float64", "float16", "int32", "int64", "uint8", "bool", "complex64")
    folder = tmp_path_factory.mktemp("identities")
    sessions = {name: Node().open(elementwise(folder / name, "Identity", name)) for name in names}
    yield sessions
    for session in sessions.values():
        session.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_every_array_that_fits_comes_back_as_it_went(identities, data):
    name = data.draw(st.sampled_from(sorted(identities)))
    shape = data.draw(arrays.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=9))
    low, high = -(2**31), 2**31 - 1
    elements = {
        "float64": st.floats(width=32),  # TensorFlow.js has no wider
        "int64": st.integers(low, high),
    }.get(name)
    x = data.draw(arrays.arrays(name, shape, elements=elements))
    y = identities[name].run({"x": x})["y"]
    assert y.dtype == x.dtype
    np.testing.assert_array_equal(y, x)


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({}, "'image' is missing"),
        ({"image": np.ones((1, 3), np.float32), "mask": np.ones(1)}, "'mask' is not an input"),
        ({"image": np.ones((1, 3))}, r"float32 .*is float64"),
        ({"image": np.ones(3, np.float32)}, r"has shape \(3,\)"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(session, inputs, says):
    with pytest.raises(InputError, match=says):
        session.run(inputs)


def test_integers_wider_than_tensorflow_js_has_are_refused(identities):
    with pytest.raises(InputError, match=r"input x has the value 2147483648"):
        identities["int64"].run({"x": np.array([[-1, 2**31]])})


def test_what_javascript_throws_is_raised_and_the_process_goes_on(session):
    pid = session._peer.pid
    with pytest.raises(JSError, match="Matrix size-incompatible") as caught:
        session.run({"image": np.ones((1, 5), np.float32)})
    assert caught.value.name == "Error"
    assert "executeSingleOutput" in caught.value.stack
    assert session.run({"image": np.zeros((1, 3), np.float32)})["scores"].tolist() == [[-1] * 4]
    assert session._peer.pid == pid


def test_a_model_that_cannot_be_loaded_is_named(tmp_path):
    model = matmul(tmp_path, WEIGHT)
    (tmp_path / "weights.bin").unlink()
    with pytest.raises(ModelError, match=rf"{tmp_path}.*weights.bin does not exist"):
        Node().open(model)


def test_a_type_that_tensorflow_js_has_not_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"x: bfloat16 .*does not have"):
        Node().open(elementwise(tmp_path, "Identity", "bfloat16"))


@pytest.mark.parametrize("kind", [object, "S", "U"])
def test_strings_of_any_bytes_come_back(tmp_path, kind):
    texts = [["", "plain"], ["h\u00e9\u4e16", "a" * 70_000]]
    if kind == "S":
        texts = [[text.encode() for text in row] for row in texts]
        texts[0][0] = b"\xff\x00\xfe"
    x = np.array(texts, dtype=kind)
    with Node().open(elementwise(tmp_path, "Identity", "str")) as session:
        y = session.run({"x": x})["y"]
    assert y.shape == (2, 2)
    assert [v if isinstance(v, bytes) else v.encode() for v in x.flat] == list(y.flat)


def test_threads_are_tensorflows_intra_op_pool(tmp_path):
    def tasks(threads: int) -> int:
        with Node().open(matmul(tmp_path, WEIGHT), threads=threads) as session:
            session.run({"image": np.ones((1, 3), np.float32)})
            return len(list(Path(f"/proc/{session._peer.pid}/task").iterdir()))

    assert tasks(6) - tasks(1) == 5
    with pytest.raises(UsageError, match="threads"):
        Node().open(matmul(tmp_path, WEIGHT), threads=0)


def test_many_threads_may_share_a_session(session):
    def answer(seed: int) -> float:
        image = np.full((seed % 7 + 1, 3), seed, np.float32)
        return float(np.abs(session.run({"image": image})["scores"] - (image @ WEIGHT - 1)).max())

    assert threading.active_count() == 1
    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(answer, range(200))) < 1e-3


def test_closing_is_idempotent_and_use_after_it_says_so(tmp_path):
    session = Node().open(matmul(tmp_path, WEIGHT))
    pid = session._peer.pid
    session.close()
    session.close()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(EngineError, match="closed"):
        session.run({"image": np.ones((1, 3), np.float32)})


def test_neither_memory_nor_descriptors_leak(tmp_path):
    image = RNG.normal(size=(20_000, 3)).astype(np.float32)  # 240 KB in, 320 KB out
    with Node().open(matmul(tmp_path, WEIGHT)) as session:

        def rss() -> int:
            status = Path(f"/proc/{session._peer.pid}/statm").read_text()
            return int(status.split()[1]) * os.sysconf("SC_PAGE_SIZE")

        def run(times: int) -> int:
            for _ in range(times):
                session.run({"image": image})
            return rss()

        warm = run(300)
        assert session.tensors == 2  # the weights
        # 1,000 runs whose tensors stayed would keep 560 MB.
        assert run(1000) - warm < 60e6
        assert session.tensors == 2

    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        Node().open(matmul(tmp_path, WEIGHT)).close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
