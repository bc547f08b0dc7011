"""Bisection with real models and runtimes: planted faults are found at their own node."""

from __future__ import annotations

import json

import numpy as np
import pytest
from deployed_models import edit_graph, edit_weights
from models import build, inputs_for

import tandem
from tandem.comparison import nodes
from tandem.comparison.bisection import AGREES
from tandem.converter import native
from tandem.errors import EngineError, UsageError
from tandem.report import html

pytest.importorskip("keras")


@pytest.fixture(scope="module")
def original():
    return tandem.load(build("batch_norm"))


@pytest.fixture
def web(original, tmp_path):
    tandem.convert(original, tmp_path / "web")
    return tmp_path / "web"


@pytest.mark.parametrize("name", ["batch_norm", "two_consumers", "nested", "one_dimension"])
@pytest.mark.parametrize("runtime", ["tfjs-node", "tensorflow", "node"])
def test_a_clean_model_has_no_diverging_node(name, runtime):
    if not (ready := tandem.runtimes.get(runtime).check()).ready:
        pytest.skip(ready.detail)
    model = tandem.load(build(name))
    found = tandem.bisect(model, inputs=inputs_for(model, 3), runtime=runtime)
    assert found
    assert found.first is None
    assert len(found.nodes) >= 7
    assert 0 <= max(node.error for node in found.nodes) < AGREES
    assert set(found.outputs) == {spec.name for spec in model.outputs}
    assert "no node diverges" in str(found)


@pytest.mark.parametrize(
    ("weight", "node", "layers"),
    [
        ("conv2d/convolution/merged_input", "re_lu/Relu6", "conv2d batch_normalization re_lu"),
        (
            "batch_normalization_1/batchnorm/add_1/bias",
            "re_lu_1/Relu",
            "depthwise_conv2d batch_normalization_1 re_lu_1",
        ),
        (
            "separable_conv2d/separable_conv2d/ReadVariableOp",
            "separable_conv2d/separable_conv2d/depthwise",
            "separable_conv2d",
        ),
        ("batch_normalization_5/batchnorm/mul_1/kernel", "scores/Sigmoid", "scores"),
    ],
)
def test_a_wrong_weight_is_found_at_its_node(original, web, weight, node, layers):
    touched = []

    def change(name, value):
        touched.append(name)
        return value * 1.01 if name == weight else value

    edit_weights(web, change)
    assert weight in touched
    found = tandem.bisect(original, inputs=inputs_for(original, 3), deployed=web)
    assert not found
    assert found.first.node == node
    assert set(layers.split()) <= set(found.first.layers)
    assert found.first.cause == "weights or parameters"
    assert found.first.inputs_error < AGREES < found.first.error
    assert node in str(found)
    for layer in layers.split():
        assert f"'{layer}'" in str(found)


def test_a_wrong_parameter_is_found_at_its_node(original, web):
    def change(topology):
        (leaky,) = (n for n in topology["node"] if n["name"] == "leaky_re_lu/LeakyRelu")
        assert "leakyrelu_alpha" in leaky["attr"]
        leaky["attr"]["leakyrelu_alpha"] = {"f": 0.3}

    edit_graph(web, change)
    found = tandem.bisect(original, inputs=inputs_for(original, 3), deployed=web)
    assert found.first.node == "leaky_re_lu/LeakyRelu"
    assert found.first.fused == ("Conv2D", "BiasAdd", "LeakyRelu")
    assert "leaky_re_lu" in found.first.layers
    assert "fused: Conv2D + BiasAdd + LeakyRelu" in str(found)


def test_a_wrong_kernel_is_told_from_a_wrong_graph(original, monkeypatch):
    """A runtime whose LeakyRelu computes something else, the graph being right."""
    network = nodes.deployed(original, None)
    faulty = type(network.graph_def)()
    faulty.CopyFrom(native.plain(network.graph_def))
    (leaky,) = (node for node in faulty.node if node.op == "LeakyRelu")
    leaky.attr["alpha"].f = 0.5

    class Session(nodes.TensorFlowTensors):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.close()

    monkeypatch.setattr("tandem.runtimes.open", lambda *_, **__: Session(faulty, network.weights))
    found = tandem.bisect(original, inputs=inputs_for(original, 3), runtime="strange")
    assert found.first.node == leaky.name
    assert found.first.cause == "kernel"
    assert found.first.alone_in_tensorflow < AGREES < found.first.alone
    assert "only strange is wrong" in str(found)


def chain(length):
    """A network without branches, of more nodes than a session keeps plans for."""
    import keras

    layers = keras.layers
    x = image = keras.Input((6, 5, 2), name="image")
    for _ in range(length):
        x = layers.Rescaling(1.1, 0.01)(layers.Activation("relu")(x))
    return tandem.load(keras.Model(image, x))


def test_two_tensors_of_each_runtime_are_held_at_a_time(monkeypatch):
    import gc
    import weakref

    alive: list[weakref.ref] = []
    most = 0
    real = nodes.TensorFlowTensors.fetch

    def fetch(self, feeds, node):
        nonlocal most
        value = np.array(real(self, feeds, node))
        gc.collect()
        alive.append(weakref.ref(value))
        most = max(most, sum(ref() is not None for ref in alive))
        return value

    monkeypatch.setattr(nodes.TensorFlowTensors, "fetch", fetch)
    long = chain(20)
    found = tandem.bisect(long, inputs=inputs_for(long, 2), runtime="tensorflow")
    assert len(found.nodes) > 55
    assert len(alive) == 2 * 2 * len(found.nodes)  # two examples, two runtimes, each node once
    assert most <= 4


def test_every_node_is_run_once_and_from_the_one_before_it(monkeypatch):
    """A node computed from the network's inputs would run all before it again."""
    from tandem.runtimes.embedded_session import EmbeddedSession

    asked = []
    real = EmbeddedSession.fetch

    def fetch(self, feeds, node):
        asked.append((node, [name for name in feeds if name != "input_0"]))
        return real(self, feeds, node)

    monkeypatch.setattr(EmbeddedSession, "fetch", fetch)
    long = chain(10)
    found = tandem.bisect(long, inputs=inputs_for(long, 1))
    names = [name for name, _ in asked]
    assert names == [node.node for node in found.nodes]
    assert [feeds for _, feeds in asked] == [[], *([name] for name in names[:-1])]


def recurrent():
    import keras

    layers = keras.layers
    tokens = keras.Input((7,), name="tokens", dtype="int32")
    x = layers.LSTM(5, return_sequences=True)(layers.Embedding(11, 4)(tokens))
    x = layers.Bidirectional(layers.GRU(3))(x)
    return keras.Model(tokens, layers.Dense(3, name="scores")(x))


def several_outputs():
    """Nodes with several outputs, and with outputs of another type than their inputs."""
    import keras

    layers = keras.layers
    image = keras.Input((8, 8, 6), name="image")
    parts = keras.ops.split(image, 3, axis=-1)
    x = layers.Concatenate()([layers.Conv2D(4, 3, padding="same")(part) for part in parts])
    x = layers.Conv2D(8, 3, groups=4, padding="same", activation="relu")(x)
    return keras.Model(image, [x, keras.ops.argmax(x, axis=-1)])


@pytest.mark.parametrize("network", [recurrent, several_outputs])
@pytest.mark.parametrize("runtime", ["tensorflow", "tfjs-node", "tfjs-wasm", "node"])
def test_loops_and_odd_nodes_are_stepped_over(network, runtime):
    if not (ready := tandem.runtimes.get(runtime).check()).ready:
        pytest.skip(ready.detail)
    model = tandem.load(network())
    random = np.random.default_rng(0)
    shape = (2, *model.inputs[0].shape[1:])
    inputs = random.random(shape, np.float32)
    if model.inputs[0].dtype == "int32":
        inputs = random.integers(0, 11, shape).astype(np.int32)
    found = tandem.bisect(model, inputs=inputs, runtime=runtime)
    assert found
    assert len(found.nodes) > 9
    assert 0 <= max(node.error for node in found.nodes) < AGREES


def test_a_wrong_weight_behind_a_loop_is_found(tmp_path):
    model = tandem.load(recurrent())
    tandem.convert(model, tmp_path / "web")
    touched = []

    def change(name, value):
        touched.append(name)
        return value * 1.1 if name.endswith("scores/kernel") or "scores/Cast" in name else value

    edit_weights(tmp_path / "web", change)
    tokens = np.arange(14, dtype=np.int32).reshape(2, 7) % 11
    found = tandem.bisect(model, inputs=tokens, deployed=tmp_path / "web")
    assert found.first is not None, touched
    assert found.first.layers == ("scores",)
    assert found.first.cause == "weights or parameters"


def test_the_report_shows_the_node(original, web):
    edit_weights(web, lambda name, v: v * 1.01 if name.startswith("conv2d/") else v)
    found = tandem.bisect(original, inputs=inputs_for(original, 3), deployed=web)
    page = html.render_bisection(found)
    assert page.count("dot first") == 1
    floats = [node for node in found.nodes if node.dtype == "float32"]
    assert len(floats) < len(found.nodes)  # shapes have no rounding that could grow
    assert page.count('class="dot"') == len(floats) - 1
    assert all(f">{node.node} <small>" in page for node in found.nodes)
    assert "Where the error grows" in page
    assert "re_lu/Relu6" in page
    clean = tandem.bisect(original, inputs=inputs_for(original, 3))
    assert "No node diverges" in html.render_bisection(clean)


def test_bad_calls(original):
    with pytest.raises(UsageError, match="one of the two"):
        tandem.bisect(original)
    with pytest.raises(UsageError, match="no examples"):
        tandem.bisect(original, inputs=np.zeros((0, 12, 12, 3), np.float32))
    with pytest.raises(UsageError, match="unknown runtime"):
        tandem.bisect(original, inputs=inputs_for(original), runtime="nowhere")


def test_a_runtime_that_hides_its_tensors(original, monkeypatch):
    from tandem.runtimes.tensorflow import open_converted

    monkeypatch.setattr("tandem.runtimes.open", lambda *_, **__: open_converted(original))
    with pytest.raises(UsageError, match=r"not show its intermediate tensors.*tfjs-node, .*node"):
        tandem.bisect(original, inputs=inputs_for(original), runtime="node")


def test_command(tmp_path, monkeypatch, capsys):
    from tandem import cli
    from tandem.demo import IMAGES, MODEL

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["tandem", "bisect"])
    assert cli.run(["bisect", str(MODEL), "--images", str(IMAGES)]) == 0
    assert "✓ no node diverges" in capsys.readouterr().out
    tandem.convert(tandem.load(MODEL), "web")
    edit_weights(tmp_path / "web", lambda _, v: v * 1.1)
    arguments = ["bisect", str(MODEL), "--images", str(IMAGES), "--deployed", "web"]
    assert cli.run([*arguments, "--report", "b.html", "--json", "b.json"]) == 1
    out = capsys.readouterr().out
    assert "✗ first diverging node: _FusedConv2D" in out
    stored = json.loads((tmp_path / "b.json").read_text())
    assert stored["agree"] is False
    assert stored["first"]["cause"] == "weights or parameters"
    assert len(stored["nodes"]) > 3
    assert (tmp_path / "b.html").stat().st_size > 3000


def test_weights_are_held_once_and_not_in_the_graph(original):
    for network in (nodes.original(original), nodes.deployed(original, None)):
        assert network.weights
        assert all(network.nodes[name].op == "Placeholder" for name in network.weights)
        assert all(value.nbytes > 200 and np.ptp(value) for value in network.weights.values())
        assert max(n.ByteSize() for n in network.graph_def.node if n.op == "Const") < 400


def test_what_tensorflow_cannot_compute_is_an_error_of_ours(original):
    network = nodes.original(original)
    tensors = nodes.TensorFlowTensors(network.graph_def, network.weights)
    (output,) = network.outputs.values()
    with pytest.raises(
        EngineError, match=r"cannot compute.*: You must feed a value for placeholder"
    ):
        tensors.fetch({}, output)
    tensors.close()
