"""Captured functions: what they compute, on which threads, for which shapes, and what they save."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from models import BUILDERS, build, inputs_for

import tandem
from tandem.capturing.captured import MOST_CAPTURES
from tandem.engine import get_engine
from tandem.errors import BridgeError, CaptureError, EngineError, InputError, JSError, UsageError

X = np.arange(6, dtype=np.float32).reshape(2, 3)


@pytest.fixture
def make():
    """Functions of JavaScript."""
    engine = get_engine()
    engine.use_backend("tensorflow")
    return engine.function_of_tf


@pytest.mark.parametrize("name", BUILDERS)
def test_a_model_captured_gives_what_it_gives_op_by_op(name):
    model = tandem.load(build(name))
    with (
        tandem.open("tfjs-node", model) as op_by_op,
        tandem.open("tfjs-node", model, capture=True) as captured,
    ):
        for batch, seed in ((2, 0), (2, 1), (3, 2)):
            inputs = inputs_for(model, batch=batch, seed=seed)
            wanted, got = op_by_op.run(inputs), captured.run(inputs)
            assert list(got) == list(wanted)
            for output, value in wanted.items():
                assert np.unique(value).size > 1, f"{output} is constant: this proves nothing"
                assert got[output].dtype == value.dtype
                np.testing.assert_allclose(got[output], value, rtol=0, atol=1e-5)


def test_recurrent_layers_are_captured():
    from tandem.tensorflow_package import import_keras

    keras = import_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((12, 4)),
            layers.LSTM(8, return_sequences=True),
            layers.GRU(6),
            layers.Dense(3),
        ]
    )
    model = tandem.load(network)
    inputs = inputs_for(model)
    with (
        tandem.open("tfjs-node", model) as op_by_op,
        tandem.open("tfjs-node+capture", model) as captured,
    ):
        (wanted,), (got,) = op_by_op.run(inputs).values(), captured.run(inputs).values()
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-6)
    np.testing.assert_allclose(got, network(next(iter(inputs.values()))), rtol=0, atol=1e-5)


def test_embeddings_are_captured_and_their_bounds_are_tensorflows():
    from tandem.tensorflow_package import import_keras

    keras = import_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    network = keras.Sequential(
        [keras.Input((7,), dtype="int32"), layers.Embedding(20, 4), layers.Flatten()]
    )
    words = np.random.default_rng(0).integers(0, 20, (2, 7)).astype(np.int32)
    with tandem.capture(tandem.load(network), words) as fast:
        np.testing.assert_allclose(fast(words), network(words), rtol=0, atol=1e-6)
        with pytest.raises(BridgeError, match=r"not in \[0, 20\)"):
            fast(words + 20)
    # Op by op tfjs-node still says so itself.
    model = tandem.load(network)
    with (
        tandem.open("tfjs-node", model) as session,
        pytest.raises(JSError, match="the index value"),
    ):
        session.run({model.inputs[0].name: words + 20})


def test_from_preprocessing_to_postprocessing(make):
    function = make(
        "(tf) => (image) => {"
        "  const small = tf.image.resizeBilinear(image, [8, 8]);"
        "  const scores = small.mul(0.5).add(0.5).mean([1, 2]);"
        "  return {best: scores.argMax(1), scores: tf.softmax(scores)};"
        "}"
    )
    image = np.random.default_rng(0).random((2, 16, 12, 5), np.float32)
    with tandem.capture(function, image) as fast:
        got = fast(image)
        assert list(got) == ["best", "scores"]
        assert got["best"].dtype == np.int32
        np.testing.assert_array_equal(got["best"], got["scores"].argmax(1))
        assert next(node.op for node in fast.graph) == "ResizeBilinear"
        assert fast.graph[0].shape == (2, 8, 8, 5)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("(x) => x", [X]),
        ("(x) => [x, x]", [X, X]),
        ("(x) => { const y = x.neg(); return [y, y, x]; }", [-X, -X, X]),
        ("(x) => [tf.scalar(3), x.exp()]", [np.float32(3), np.exp(X)]),
        ("(x) => tf.tensor1d([1, 2])", [np.array([1, 2], np.float32)]),
        ("(x) => x.reshape([3, 2])", [X.reshape(3, 2)]),
        ("(x) => x.clone()", [X]),
    ],
)
def test_outputs_that_are_inputs_constants_or_each_other(make, source, wanted):
    with tandem.capture(make(f"(tf) => {source}"), X) as fast:
        given = tandem_aligned(X)
        got = fast(given)
        got = got if isinstance(got, tuple) else (got,)
        given[:] = 77  # an output must not be the caller's own memory
        for value, right in zip(got, wanted, strict=True):
            np.testing.assert_allclose(value, right, rtol=1e-6)
            assert not value.flags.writeable


def tandem_aligned(array: np.ndarray) -> np.ndarray:
    from tandem.images import aligned_empty

    copy = aligned_empty(array.shape)
    copy[:] = array
    return copy


def test_an_unused_input_stays_an_argument(make):
    with tandem.capture(make("(tf) => (a, b) => b.mul(2)"), X, X) as fast:
        np.testing.assert_array_equal(fast(X * np.nan, X), X * 2)


@pytest.mark.parametrize("dtype", ["float32", "int32", "bool", "complex64"])
def test_each_dtype_passes(make, dtype):
    array = np.array([[0, 1, 2], [3, 4, 0]]).astype(dtype)
    with tandem.capture(make("(tf) => (x) => tf.transpose(x)"), array) as fast:
        got = fast(array)
        assert got.dtype == array.dtype
        np.testing.assert_array_equal(got, array.T)


def test_another_shape_or_dtype_is_captured_as_it_comes(make):
    with tandem.capture(make("(tf) => (x) => x.add(x)"), X) as fast:
        for array in (X, X[:1], X.astype(np.int32), X, X.reshape(3, 2)):
            got = fast(np.ascontiguousarray(array))
            assert got.dtype == array.dtype
            np.testing.assert_array_equal(got, array * 2)
        assert len(fast._captures) == 4


def test_the_captures_that_are_kept_are_bounded(make):
    with tandem.capture(make("(tf) => (x) => x.neg()")) as fast:
        for size in range(1, MOST_CAPTURES + 4):
            np.testing.assert_array_equal(fast(np.ones(size, np.float32)), -np.ones(size))
        assert len(fast._captures) == MOST_CAPTURES


@pytest.mark.parametrize(
    ("array", "message"),
    [
        ([1.0, 2.0], "argument 0 is a list"),
        (X.astype(">f4"), "argument 0 is >f4"),
        (X.astype(np.float64), "argument 0 is float64"),
        (X[:, ::2], "argument 0 is float32.*C-contiguous"),
        (np.array(["a"]), "argument 0 is <U1"),
    ],
    ids=["list", "byte order", "float64", "strided", "text"],
)
def test_what_is_no_tensor_is_refused_before_a_capture_and_after(make, array, message):
    with tandem.capture(make("(tf) => (x) => x.neg()")) as fast:
        for _ in range(2):
            with pytest.raises(InputError, match=message):
                fast(array)
            fast(X)


def test_a_model_is_given_what_it_wants():
    model = tandem.load(build("plain_cnn"))
    image = inputs_for(model)["image"]
    with tandem.capture(model, image) as fast:
        with pytest.raises(InputError, match="takes 1 inputs, not 2"):
            fast(image, image)
        with pytest.raises(InputError, match="image"):
            fast(image[:, :5].copy())
    with pytest.raises(EngineError, match="closed"):
        fast(image)


POST = """const tf = require('@tensorflow/tfjs-node');
exports.prepare = (x) =>
  tf.tidy(() => tf.image.resizeBilinear(x, [4, 4]).mul(0.5).add(0.5));
exports.peeks = (x) =>
  x.sum().dataSync()[0] > 0 ? x : x.neg();
"""


def test_javascript_of_ones_own_file(tmp_path):
    (tmp_path / "post.js").write_text(POST)
    (tmp_path / "one.js").write_text("module.exports = (x) => x.square().argMax(-1);")
    post = tandem.js_module(tmp_path / "post.js", arrays="tensor")
    one = tandem.js_module(tmp_path / "one.js", arrays="tensor")
    image = np.random.default_rng(0).random((1, 8, 8, 3)).astype(np.float32)
    with tandem.capture(post.prepare, image) as fast, tandem.capture(one, X) as top:
        np.testing.assert_allclose(fast(image), post.prepare(image), atol=1e-6)
        assert next(node.op for node in fast.graph) == "ResizeBilinear"
        np.testing.assert_array_equal(top(X), (X**2).argmax(-1))
    with pytest.raises(CaptureError, match=r"post\.js:5"):
        tandem.capture(post.peeks, X)


def test_another_thread_cannot_close_it(make):
    fast = tandem.capture(make("(tf) => (x) => x.add(1)"), X)
    errors = []

    def close():
        try:
            fast.close()
        except EngineError as error:
            errors.append(str(error))

    thread = threading.Thread(target=close)
    thread.start()
    thread.join()
    assert "the thread that opened it" in errors[0]
    assert np.array_equal(fast(X), X + 1)
    fast.close()
    with pytest.raises(EngineError, match="closed"):
        fast(X)


def test_two_captures_stay_however_large(make, monkeypatch):
    monkeypatch.setattr("tandem.capturing.captured.MOST_BYTES", 1)
    function = make("(tf) => (x) => x.matMul(tf.ones([64, 64]))")
    shapes = [np.ones((rows, 64), np.float32) for rows in (1, 2, 3)]
    with tandem.capture(function) as fast:
        kept = [fast.capture_of([shape]) for shape in shapes[:2]]
        assert [fast.capture_of([shape]) for shape in shapes[:2]] == kept
        fast(shapes[2])
        assert fast.capture_of([shapes[1]]) is kept[1]
        assert fast.capture_of([shapes[0]]) is not kept[0]


def test_many_threads_run_one_capture_at_once_and_never_wrongly():
    model = tandem.load(build("residual"))
    name = model.inputs[0].name
    pictures = [inputs_for(model, seed=seed)[name] for seed in range(4)]
    with tandem.capture(model, pictures[0]) as fast:
        wanted = [fast(picture) for picture in pictures]
        assert not np.allclose(wanted[0], wanted[1])
        wrong: list[str] = []

        def work(place: int) -> None:
            for turn in range(100):
                which = (place + turn) % len(pictures)
                if not np.array_equal(fast(pictures[which]), wanted[which]):
                    wrong.append(f"thread {place}, run {turn}")

        threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong


def workers():
    """The threads of this process that compute for others."""
    count = 0
    for path in Path("/proc/self/task").glob("*/comm"):
        with suppress(OSError):  # it ended meanwhile
            count += path.read_text() == "tandem-turn\n"
    return count


def test_long_runs_take_turns_at_the_cores():
    function = get_engine().function_of_tf(
        "(tf) => (x) => { let y = x; for (let i = 0; i < 16; i++) y = y.matMul(x); return y; }"
    )
    rng = np.random.default_rng(0)
    inputs = [(rng.normal(size=(256, 256)) / 16).astype(np.float32) for _ in range(8)]
    with tandem.capture(function, inputs[0]) as fast:
        wanted = [fast(x) for x in inputs]
        assert np.ptp([float(np.abs(value).max()) for value in wanted]) > 0
        most, right = 0, []

        def work(x, value) -> None:
            nonlocal most
            for _ in range(15):
                right.append(np.array_equal(fast(x), value))
                most = max(most, workers())

        threads = [
            threading.Thread(target=work, args=pair) for pair in zip(inputs, wanted, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert right == [True] * 15 * len(inputs)
    assert 1 <= most <= len(os.sched_getaffinity(0))
    gc.collect()
    end = time.monotonic() + 10
    while workers() and time.monotonic() < end:
        time.sleep(0.01)
    assert not workers()


def test_another_thread_cannot_capture_a_new_shape(make):
    errors: list[Exception] = []
    with tandem.capture(make("(tf) => (x) => x.neg()"), X) as fast:

        def work() -> None:
            np.testing.assert_array_equal(fast(X), -X)
            try:
                fast(X[:1].copy())
            except EngineError as error:
                errors.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert len(errors) == 1
    assert "is not captured for float32[1, 3]" in str(errors[0])


def test_weights_can_be_fed_instead_of_being_constants(make):
    source = (
        "(tf) => { const w = tf.tidy(() => tf.linspace(0, 1, 64 * 64).reshape([64, 64]));"
        "const call = (x) => x.matMul(w); call.drop = () => w.dispose(); return call; }"
    )
    array = np.random.default_rng(0).random((3, 64), np.float32)
    weights = np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64)
    function = make(source)
    with (
        tandem.capture(function, array) as fast,
        tandem.capture(function, array, memory="low") as low,
    ):
        np.testing.assert_allclose(fast(array), array @ weights, rtol=1e-5)
        np.testing.assert_allclose(low(array), array @ weights, rtol=1e-5)
    make("(tf) => (f) => f.drop()")(function)


def test_it_is_saved_as_a_saved_model_that_tensorflow_loads(make, tmp_path):
    import tensorflow as tf

    source = "(tf) => (x, y) => ({sum: x.add(y), same: x, three: tf.scalar(3)})"
    with tandem.capture(make(source), X, X) as fast:
        path = fast.save(tmp_path / "out" / "saved", input_names=["left", "right"])
        assert {p.name for p in path.iterdir()} == {"saved_model.pb", "variables"}
        fast.save(path)  # what was there is replaced
        fast.save(path, input_names=["left", "right"])
    signature = tf.saved_model.load(str(path)).signatures["serving_default"]
    got = signature(left=tf.constant(X), right=tf.constant(X * 2))
    np.testing.assert_allclose(got["sum"], X * 3)
    np.testing.assert_allclose(got["same"], X)
    np.testing.assert_allclose(got["three"], 3)


def test_a_saved_capture_is_a_model_like_any_other(tmp_path):
    model = tandem.load(build("two_consumers"))
    inputs = inputs_for(model, batch=1)
    with tandem.capture(model, *inputs.values()) as fast:
        fast.save(tmp_path / "saved")
        with tandem.open("tfjs-node", model) as session:
            wanted = session.run(inputs)
    saved = tandem.load(tmp_path / "saved")
    assert [spec.name for spec in saved.inputs] == [spec.name for spec in model.inputs]
    assert {spec.name for spec in saved.outputs} == {spec.name for spec in model.outputs}
    several = inputs_for(model, batch=4)
    report = tandem.compare(saved, inputs=several, runtimes=["tensorflow", "tfjs-node"])
    assert report, report
    with tandem.open("tensorflow", saved) as session:
        for output, value in session.run(inputs).items():
            np.testing.assert_allclose(value, wanted[output], rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"input_names": ["a", "b"]}, "has 1 inputs"),
        ({"output_names": ["a", "a"]}, "has 2 outputs"),
    ],
)
def test_names_that_do_not_fit_are_refused(make, tmp_path, names, message):
    with (
        tandem.capture(make("(tf) => (x) => [x.neg(), x.abs()]"), X) as fast,
        pytest.raises(UsageError, match=message),
    ):
        fast.save(tmp_path / "saved", **names)
    assert not (tmp_path / "saved").exists()


def test_a_folder_of_something_else_is_left_alone(make, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with tandem.capture(make("(tf) => (x) => x.neg()"), X) as fast:
        with pytest.raises(UsageError, match="holds something else"):
            fast.save(tmp_path)
        with pytest.raises(UsageError, match="cannot be written"):
            fast.save(tmp_path / "notes.txt" / "saved")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_options_that_there_are_not_are_refused(make):
    with pytest.raises(UsageError, match="'error' or 'fallback'"):
        tandem.capture(make("(tf) => (x) => x"), X, on_refuse="ignore")
    with pytest.raises(UsageError, match="cannot be captured; 'tfjs-node' can"):
        tandem.open("tfjs-wasm", tandem.load(build("plain_cnn")), capture=True)


def test_numbers_without_axes(make):
    with tandem.capture(make("(tf) => (x) => x.add(1).add(2)"), np.array(2, np.float32)) as fast:
        assert fast(np.array(5, np.float32)) == 8
        assert fast(np.array(5, np.float32)).shape == ()


def test_each_shape_has_its_own_names(make):
    function = make(
        "(tf) => (x) => x.shape[0] === 1 ? {b: x.abs(), a: x.neg()} : "
        "x.shape[0] === 3 ? x : {a: x.neg(), b: x.abs()}"
    )
    with tandem.capture(function, X) as fast:
        for array in (X, X[:1].copy(), X, X[:1].copy()):
            assert sorted(fast(array)) == ["a", "b"]
            np.testing.assert_array_equal(fast(array)["a"], -array)
        np.testing.assert_array_equal(fast(X.reshape(3, 2)), X.reshape(3, 2))
        assert isinstance(fast(X), dict)


def test_falling_back_gives_the_names_of_each_run(make):
    function = make("(tf) => (x) => x.sum().dataSync()[0] > 1 ? {big: x.neg()} : {small: x.abs()}")
    with pytest.warns(tandem.CaptureWarning):
        fast = tandem.capture(function, X, on_refuse="fallback")
    with fast:
        assert [*fast(X), *fast(X * 0), *fast(X)] == ["big", "small", "big"]


def test_rounding_to_pixels_is_captured_though_folding_would_flip_one(make):
    function = make(
        "(tf) => { const w = (s, n) => tf.randomNormal(s, 0, 0.3, 'float32', n);"
        "return (x) => tf.conv2d(x, w([3, 3, 3, 3], 1), 1, 'same').mul(w([3], 2)).mul(127.5)"
        ".add(127.5).cast('int32'); }"
    )
    images = np.random.default_rng(0).random((4, 128, 128, 3), np.float32)
    with tandem.capture(function, images) as fast:
        pixels = fast(images)
    assert pixels.dtype == np.int32
    assert np.ptp(pixels) > 50


@pytest.mark.parametrize("memory", ["fast", "low"])
def test_a_weight_can_be_a_result(make, memory):
    source = (
        "(tf) => { const w = tf.tidy(() => tf.linspace(0, 1, 4096));"
        "const call = (x) => [x.neg(), w.clone()]; call.drop = () => w.dispose(); return call; }"
    )
    function = make(source)
    with tandem.capture(function, X, memory=memory) as fast:
        _, weights = fast(X)
        np.testing.assert_allclose(weights, np.linspace(0, 1, 4096), atol=1e-6)
    make("(tf) => (f) => f.drop()")(function)


def test_made_up_inputs_that_make_no_sense_are_given_up(make):
    function = make("(tf) => (i) => tf.gatherND(tf.linspace(0, 3, 4).reshape([1, 4]), i)")
    indices = np.array([[0, 3], [0, 2]], np.int32)
    with tandem.capture(function, indices) as fast:
        np.testing.assert_array_equal(fast(indices), [3, 2])
    single = np.array([[0, 3]], np.int32)
    with tandem.capture(function, single) as fast:
        np.testing.assert_array_equal(fast(single), [3])
    with tandem.capture(function, single, check_inputs=[single - np.int32([0, 1])]) as fast:
        np.testing.assert_array_equal(fast(single - np.int32([0, 2])), [1])


def test_a_keras_model_in_memory_is_a_model():
    keras_model = build("plain_cnn")
    image = inputs_for(tandem.load(keras_model))["image"]
    with tandem.capture(keras_model, image) as fast:
        np.testing.assert_allclose(fast(image), keras_model(image), rtol=0, atol=1e-6)


def test_save_takes_the_first_capture_or_the_one_that_is_named(make, tmp_path):
    import tensorflow as tf

    with tandem.capture(make("(tf) => (x) => x.neg()"), X) as fast:
        fast(X[:1].copy())
        for arrays, rows in (((), 2), ((X[:1].copy(),), 1)):
            path = fast.save(tmp_path / "saved", *arrays)
            signature = tf.saved_model.load(str(path)).signatures["serving_default"]
            assert signature.inputs[0].shape[0] == rows


def test_a_saved_model_with_weights_of_its_own_is_not_replaced(make, tmp_path):
    folder = tmp_path / "trained"
    (folder / "variables").mkdir(parents=True)
    (folder / "saved_model.pb").write_bytes(b"")
    (folder / "variables" / "variables.index").write_bytes(b"weights")
    with (
        tandem.capture(make("(tf) => (x) => x.neg()"), X) as fast,
        pytest.raises(UsageError, match="holds something else"),
    ):
        fast.save(folder)
    assert (folder / "variables" / "variables.index").read_bytes() == b"weights"


def test_a_daemon_thread_that_runs_a_capture_ends_with_the_interpreter():
    code = """
    import threading, time
    import numpy as np, tandem
    from tandem.engine import get_engine
    x = np.random.default_rng(0).random((300, 300), np.float32)
    fast = tandem.capture(get_engine().function_of_tf("(tf) => (x) => x.matMul(x)"), x)

    def work():
        while True:
            fast(x)

    for _ in range(3):
        threading.Thread(target=work, daemon=True).start()
    time.sleep(0.3)
    print("end")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr
