"""The runtimes of the embedded engine: tfjs-node, tfjs-wasm and tfjs-cpu."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from models import BUILDERS, assert_agree, build, inputs_for

import tandem
from tandem import runtimes
from tandem.demo import IMAGES, MODEL
from tandem.engine import WASM_BINARY, get_engine
from tandem.errors import EngineError, InputError, JSError, ModelError
from tandem.images import aligned_empty

NAMES = {"tfjs-node": "tensorflow", "tfjs-wasm": "wasm", "tfjs-cpu": "cpu"}


@pytest.fixture(scope="module")
def digits():
    return tandem.load(MODEL)


@pytest.fixture(scope="module")
def image():
    array = aligned_empty((1, 8, 8, 1))
    array[:] = np.random.default_rng(0).random(array.shape)
    return array


@pytest.mark.parametrize("name", NAMES)
def test_the_backend_that_ran_is_the_one_asked_for(digits, image, name):
    engine = get_engine()
    before = engine.counts()["handles"]
    with runtimes.open(name, digits) as session:
        session.run({"image": image})
        assert engine.backends()["backend"] == NAMES[name]
        if name == "tfjs-wasm":
            assert engine.backends()["wasmBinary"] == WASM_BINARY
        # Only tfjs-node's backend keeps its weights in the bridge.
        assert (engine.counts()["handles"] > before) == (name == "tfjs-node")


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_backend_agrees_with_tensorflow(builder):
    model = tandem.load(build(builder))
    inputs = inputs_for(model, batch=2)
    with tandem.open("tensorflow", model) as session:
        reference = session.run(inputs)
    for name in NAMES:
        with tandem.open(name, model) as session:
            assert_agree(session.run(inputs), reference)


@pytest.mark.parametrize("name", NAMES)
def test_runs_leave_nothing_behind(digits, image, name):
    with tandem.open(name, digits) as session:
        session.run({"image": image})
        counts, references = get_engine().counts(), sys.getrefcount(image)
        for _ in range(50):
            outputs = session.run({"image": image})
        assert get_engine().counts() == counts
        assert sys.getrefcount(image) == references
    assert np.isfinite(outputs["digit"]).all()


@pytest.mark.parametrize("name", NAMES)
def test_outputs_outlive_the_session_and_are_their_own(digits, image, name):
    with tandem.open(name, digits) as session:
        first = session.run({"image": image})["digit"]
        kept = first.copy()
        second = session.run({"image": 1 - image})["digit"]
    assert not np.array_equal(first, second)
    assert np.array_equal(first, kept)


@pytest.mark.parametrize("name", NAMES)
def test_the_times_are_of_this_run(digits, image, name):
    with tandem.open(name, digits) as session:
        timing = session.run({"image": image}).timing
    assert timing.marshal > 0
    assert timing.compute > 0
    assert timing.readback > 0
    assert timing.total == timing.marshal + timing.compute + timing.readback


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "'image' is missing"),
        ({"image": np.zeros((1, 8, 8, 3), np.float32)}, "array has shape"),
        ({"image": np.zeros((1, 8, 8, 1), np.float64)}, "astype\\('float32'\\)"),
        ({"image": np.zeros((1, 8, 8, 2), np.float32)[..., ::2]}, "ascontiguousarray"),
        ({"image": np.zeros((1, 8, 8, 1), np.float32), "other": np.zeros(1)}, "not an input"),
    ],
)
def test_inputs_that_do_not_fit(digits, name, inputs, message):
    with tandem.open(name, digits) as session, pytest.raises(InputError, match=message):
        session.run(inputs)


@pytest.mark.parametrize("name", NAMES)
def test_read_only_inputs(digits, image, name):
    frozen = image.copy()
    frozen.flags.writeable = False
    with tandem.open(name, digits) as session:
        outputs = session.run({"image": frozen})
        assert np.array_equal(outputs["digit"], session.run({"image": image})["digit"])


@pytest.mark.parametrize("name", NAMES)
def test_a_closed_session_says_so(digits, image, name):
    session = tandem.open(name, digits)
    session.close()
    session.close()
    with pytest.raises(EngineError, match="open the model again"):
        session.run({"image": image})


def graph(folder, nodes, inputs, outputs):
    """A tfjs graph model of a few nodes, written by hand; specs are (dtype, dims)."""
    signature = {
        side: {
            name: {
                "name": f"{name}:0",
                "dtype": dtype,
                "tensorShape": {"dim": [{"size": str(dim)} for dim in dims]},
            }
            for name, (dtype, dims) in specs.items()
        }
        for side, specs in (("inputs", inputs), ("outputs", outputs))
    }
    placeholders = [
        {"name": name, "op": "Placeholder", "attr": {"dtype": {"type": dtype}}}
        for name, (dtype, _) in inputs.items()
    ]
    document = {
        "format": "graph-model",
        "modelTopology": {"node": placeholders + nodes, "versions": {}},
        "signature": signature,
        "weightsManifest": [],
    }
    folder.mkdir(exist_ok=True)
    Path(folder / "model.json").write_text(json.dumps(document))
    return tandem.load(folder)


FLOAT = {"T": {"type": "DT_FLOAT"}}


@pytest.mark.parametrize("name", NAMES)
def test_an_output_that_is_the_input_is_not_the_callers_buffer(tmp_path, name):
    node = {"name": "y", "op": "Identity", "input": ["x"], "attr": FLOAT}
    spec = ("DT_FLOAT", [-1, 4])
    model = graph(tmp_path, [node], {"x": spec}, {"y": spec})
    array = aligned_empty((1, 4))
    array[:] = [[1, 2, 3, 4]]
    with tandem.open(name, model) as session:
        output = session.run({"x": array})["y"]
        array[:] = 0
    assert output.tolist() == [[1, 2, 3, 4]]


@pytest.mark.parametrize("name", NAMES)
def test_arrays_without_elements(tmp_path, name):
    node = {"name": "y", "op": "Neg", "input": ["x"], "attr": FLOAT}
    spec = ("DT_FLOAT", [-1, 4])
    model = graph(tmp_path, [node], {"x": spec}, {"y": spec})
    with tandem.open(name, model) as session:
        assert session.run({"x": np.zeros((0, 4), np.float32)})["y"].shape == (0, 4)


@pytest.mark.parametrize("name", NAMES)
def test_a_graph_of_dynamic_shape(tmp_path, name):
    """tfjs runs `Where` asynchronously only."""
    where = {"name": "y", "op": "Where", "input": ["x"], "attr": {"T": {"type": "DT_BOOL"}}}
    model = graph(tmp_path, [where], {"x": ("DT_BOOL", [-1])}, {"y": ("DT_INT32", [-1, 1])})
    with tandem.open(name, model) as session:
        for _ in range(2):
            output = session.run({"x": np.array([True, False, True, True])})["y"]
            assert output.tolist() == [[0], [2], [3]]


def test_strings_in_and_out(tmp_path):
    node = {"name": "y", "op": "Identity", "input": ["x"], "attr": {"T": {"type": "DT_STRING"}}}
    spec = ("DT_STRING", [-1])
    model = graph(tmp_path, [node], {"x": spec}, {"y": spec})
    with tandem.open("tfjs-node", model) as session:
        output = session.run({"x": np.array(["é", "", "c" * 3000], dtype=object)})["y"]
    assert output.tolist() == ["é".encode(), b"", b"c" * 3000]
    for name in ("tfjs-wasm", "tfjs-cpu"):
        with pytest.raises(ModelError, match=f"a type that {name} cannot be given"):
            tandem.open(name, model)


def test_what_tfjs_throws_is_a_js_error_and_the_session_goes_on(tmp_path):
    node = {"name": "y", "op": "MatMul", "input": ["x", "x"], "attr": FLOAT}
    spec = ("DT_FLOAT", [-1, -1])
    model = graph(tmp_path, [node], {"x": spec}, {"y": spec})
    with tandem.open("tfjs-node", model) as session:
        with pytest.raises(JSError, match="size-incompatible"):
            session.run({"x": np.ones((2, 3), np.float32)})
        assert session.run({"x": np.eye(2, dtype=np.float32)})["y"].tolist() == [[1, 0], [0, 1]]


def test_a_model_tfjs_cannot_load(tmp_path):
    node = {"name": "y", "op": "NoSuchOp", "input": ["x"], "attr": FLOAT}
    spec = ("DT_FLOAT", [-1])
    model = graph(tmp_path, [node], {"x": spec}, {"y": spec})
    with (
        pytest.raises((ModelError, JSError), match="NoSuchOp"),
        tandem.open("tfjs-node", model) as session,
    ):
        session.run({"x": np.ones(1, np.float32)})


@pytest.mark.parametrize("name", NAMES)
def test_an_output_that_is_a_weight_survives_its_run(tmp_path, name):
    nodes = [
        {"name": "w", "op": "Const", "attr": {"dtype": {"type": "DT_FLOAT"}}},
        {"name": "y", "op": "AddV2", "input": ["x", "w"], "attr": FLOAT},
    ]
    spec = ("DT_FLOAT", [2])
    graph(tmp_path, nodes, {"x": spec}, {"w": spec, "y": spec})
    document = json.loads((tmp_path / "model.json").read_text())
    weight = {"name": "w", "shape": [2], "dtype": "float32"}
    document["weightsManifest"] = [{"paths": ["w.bin"], "weights": [weight]}]
    (tmp_path / "model.json").write_text(json.dumps(document))
    (tmp_path / "w.bin").write_bytes(np.array([1, 2], np.float32).tobytes())
    with tandem.open(name, tandem.load(tmp_path)) as session:
        for _ in range(3):
            outputs = session.run({"x": np.array([10, 20], np.float32)})
            assert outputs["w"].tolist() == [1, 2]
            assert outputs["y"].tolist() == [11, 22]


def test_what_cannot_be_handed_over_leaves_nothing(tmp_path):
    nodes = [
        {"name": "y", "op": "Identity", "input": ["x"], "attr": FLOAT},
        {"name": "t", "op": "Identity", "input": ["s"], "attr": {"T": {"type": "DT_STRING"}}},
    ]
    number, text = ("DT_FLOAT", [-1]), ("DT_STRING", [-1])
    model = graph(tmp_path, nodes, {"x": number, "s": text}, {"y": number, "t": text})
    inputs = {"x": aligned_empty((4,)), "s": np.array(["\ud800"], dtype=object)}
    with tandem.open("tfjs-node", model) as session:
        handles = get_engine().counts()["handles"]
        for _ in range(3):
            with pytest.raises(InputError, match="Unicode"):
                session.run(inputs)
        assert get_engine().counts()["handles"] == handles


def test_mobilenet_v2_at_224_agrees(tmp_path):
    import keras
    from models import randomise

    keras.utils.set_random_seed(0)
    path = tmp_path / "mobilenet.keras"
    randomise(keras.applications.MobileNetV2(weights=None)).save(path)
    model = tandem.load(path)
    inputs = inputs_for(model, batch=1)
    with tandem.open("tensorflow", model) as session:
        reference = session.run(inputs)
    with tandem.open("tfjs-node", model) as session:
        assert_agree(session.run(inputs), reference)


def test_digits_agree_to_1e_5_on_every_scan():
    report = tandem.compare(MODEL, IMAGES)
    assert report
    result = next(result for result in report.runtimes if result.name == "tfjs-node")
    assert result.top1 == 1.0
    (output,) = result.outputs
    assert output.varies
    assert output.difference.max_abs <= 1e-5
    assert report.examples == 360


def test_a_session_that_nobody_closes_gives_its_weights_back():
    engine = get_engine()
    before = engine.counts()
    session = tandem.open("tfjs-node", tandem.load(MODEL))
    assert engine.counts()["tensors"] > before["tensors"]
    del session
    gc.collect()
    get_engine()
    assert engine.counts() == before
