"""Graphs with loops (js/executor): to the last bit, op by op and tensor by tensor as tfjs's own."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from loop_models import functional, of_tensorflow_1, written_out

import tandem
from tandem.converter import as_graph
from tandem.engine import BACKEND, get_engine
from tandem.errors import JSError
from tandem.runtimes.node import Node

FORMS = {"written out": written_out, "functional": functional, "TensorFlow 1": of_tensorflow_1}
in_node = pytest.mark.skipif(not Node().check().ready, reason=Node().check().detail)
WEIGHT = np.random.default_rng(1).normal(size=(4, 4)).astype(np.float32)


def counted(x, n=5):
    """A loop that hands on an input, a weight and what it computes."""
    weight = tf.constant(WEIGHT)

    def body(i, y, same, w):
        return i + 1, tf.tanh(y @ w) + same, same, w

    _, y, same, w = tf.while_loop(lambda i, *_: i < n, body, (0, x, x, weight))
    return {"y": y, "same": same, "weight": w, "loose": tf.reduce_sum(x, axis=0)}


def never(x):
    return counted(x, n=0)


def nested(x):
    def inner(j, y):
        return j + 1, tf.tanh(y) * 1.1

    def body(i, y):
        _, y = tf.while_loop(lambda j, _: j <= i, inner, (0, y))
        return i + 1, y @ tf.constant(WEIGHT)

    return {"y": tf.while_loop(lambda i, _: i < 4, body, (0, x))[1]}


def branching(x):
    """Both branches are taken, one after the other."""

    def body(i, y):
        even = tf.equal(i % 2, 0)
        return i + 1, tf.cond(even, lambda: tf.tanh(y) + x, lambda: y * 0.5 - 1)

    y = tf.while_loop(lambda i, _: i < 5, body, (0, x))[1]
    return {"y": y, "z": tf.cond(tf.reduce_sum(x) > 0, lambda: y + 1, lambda: y - 1)}


def swapping(x):
    def body(i, a, b):
        return i + 1, b, a * b

    _, a, b = tf.while_loop(lambda i, *_: i < 3, body, (0, x, x + 1))
    return {"a": a, "b": b}


def by_value(x):
    """As long as the values say, with an op whose result's shape depends on them."""

    def body(i, y):
        places = tf.cast(tf.where(y > 0), tf.float32)
        return i + 1, y * 0.5 + tf.reduce_sum(places) - 1

    keep = lambda i, y: tf.logical_and(i < 6, tf.reduce_max(y) > 0.1)  # noqa: E731
    i, y = tf.while_loop(keep, body, (0, x))
    return {"y": y, "count": tf.cast(i, tf.float32)}


def listing(x):
    """What is read may have been written in the same iteration, in place."""
    source = tf.TensorArray(tf.float32, 4, clear_after_read=False).unstack(tf.transpose(x))
    written = tf.TensorArray(tf.float32, 4, clear_after_read=False, element_shape=[None])

    def body(i, y, written):
        value = source.read(i) + source.read(0)
        written = written.write(i, value)
        return i + 1, y + tf.tanh(value), written

    y = tf.zeros_like(x[:, 0])
    _, y, written = tf.while_loop(lambda i, *_: i < 4, body, (0, y, written))
    # In TensorFlow 1 what is read is the array's own tensor.
    return {"y": y, "all": written.stack(), "first": source.read(0)}


FUNCTIONS = [counted, never, nested, branching, swapping, by_value, listing]
# tfjs cannot run these: a constant that enters an inner loop enters it from outside of all, and a
# function disposes of what it wrote into a list.
BROKEN = [("written out", nested), ("functional", listing)]
CASES = [(form, f) for form in FORMS for f in FUNCTIONS if (form, f) not in BROKEN]


def noise(rows=2, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, 4)).astype(np.float32)


@contextmanager
def tfjs_own_way():
    """While a debug flag is set, all is left to tfjs."""
    set_flag = get_engine().function_of_tf(
        "(tf) => (on) => { tf.env().set('KEEP_INTERMEDIATE_TENSORS', on); }"
    )
    set_flag(True)
    try:
        yield
    finally:
        set_flag(False)


@contextmanager
def kernels_noted():
    """The kernels that run, in their order; tfjs's flag makes copies of tensors of its own."""
    watch = get_engine().function_of_tf("""(tf) => (on) => {
        const engine = tf.engine();
        if (!on) { delete engine.runKernelFunc; return globalThis.noted.join(' '); }
        globalThis.noted = [];
        globalThis.most = 0;
        engine.runKernelFunc = function (given) {
            if (given.kernelName !== 'Identity') globalThis.noted.push(given.kernelName);
            globalThis.most = Math.max(globalThis.most, engine.state.numTensors);
            return Object.getPrototypeOf(this).runKernelFunc.call(this, given);
        };
    }""")
    noted: list[str] = []
    watch(True)  # noqa: FBT003
    try:
        yield noted
    finally:
        noted.extend(watch(False).split())  # noqa: FBT003


def answers(session, x):
    """The outputs' bytes, the kernels that ran, and how many tensors are left."""
    before = get_engine().counts()["tensors"]
    with kernels_noted() as kernels:
        try:
            result = session.run({"x0": x})
        except JSError as error:
            return str(error), kernels, get_engine().counts()["tensors"] - before
    assert all(np.isfinite(value).all() for value in result.values())
    values = {name: (value.shape, value.tobytes()) for name, value in result.items()}
    return values, kernels, get_engine().counts()["tensors"] - before


def assert_as_tfjs(session, x):
    ours = answers(session, x)
    with tfjs_own_way():
        theirs = answers(session, x)
    again = answers(session, x)  # lets go of what the flag kept
    assert len(ours[1]) > 1
    assert ours[0] == theirs[0] == again[0]
    # Where an output is missing, tfjs's own way is gone in the end, to hear what it says.
    assert ours[1] == theirs[1] or "Cannot compute" in ours[0]
    assert ours[2] == 0
    assert theirs[2] > 0, "tfjs's own way was not taken"
    return ours


@pytest.mark.parametrize(("form", "function"), CASES)
def test_as_tfjs_does_it_itself(form, function, tmp_path):
    model = FORMS[form](tmp_path / "model", function, (None, 4))
    with tandem.open("tfjs-node", model) as session:
        seen = [assert_as_tfjs(session, sign * noise(rows)) for rows, sign in [(1, 1), (3, -1)]]
        expected = function(tf.constant(noise(3) * -1))
        for name, value in session.run({"x0": -noise(3)}).items():
            np.testing.assert_allclose(value, expected[name], rtol=1e-4, atol=1e-5)
    assert seen[0][0] != seen[1][0]


@pytest.mark.parametrize(("form", "function"), BROKEN)
def test_fails_as_tfjs_does(form, function, tmp_path):
    model = FORMS[form](tmp_path / "model", function, (None, 4))
    with tandem.open("tfjs-node", model) as session:
        assert isinstance(assert_as_tfjs(session, noise())[0], str)


def out_of_reach(x):
    """In its third iteration it reads beyond the list where x says so."""
    source = tf.TensorArray(tf.float32, 4, clear_after_read=False).unstack(tf.transpose(x))
    reach = tf.cast(tf.reduce_max(x), tf.int32)

    def body(i, y):
        return i + 1, tf.tanh(y) + source.read(i * reach)

    return {"y": tf.while_loop(lambda i, _: i < 3, body, (0, tf.zeros_like(x[:, 0])))[1]}


@pytest.mark.parametrize("form", ["written out", "functional"])
def test_an_op_that_fails_half_way_leaves_nothing(form, tmp_path):
    model = FORMS[form](tmp_path / "model", out_of_reach, (None, 4))
    good, bad = np.full((2, 4), 1, np.float32), np.full((2, 4), 9, np.float32)
    with tandem.open("tfjs-node", model) as session:
        before, *_ = assert_as_tfjs(session, good)
        error, *_ = assert_as_tfjs(session, bad)
        assert "element" in error
        assert assert_as_tfjs(session, good)[0] == before


@in_node
@pytest.mark.parametrize(("form", "function"), CASES)
def test_as_in_node(form, function, tmp_path):
    model = FORMS[form](tmp_path / "model", function, (None, 4))
    with tandem.open("tfjs-node", model) as ours, tandem.open("node", model) as node:
        for seed in range(3):
            x = {"x0": noise(2, seed)}
            mine, reference = ours.run(x), node.run(x)
            assert {n: v.tobytes() for n, v in mine.items()} == {
                n: v.tobytes() for n, v in reference.items()
            }


# What an iteration does to one of its three values.
STEPS = {
    "tanh": lambda a, _, __: tf.tanh(a),
    "add": lambda a, b, _: a + b,
    "multiply": lambda a, b, _: tf.tanh(a * b),
    "pass on": lambda _, b, __: b,
    "weight": lambda a, _, __: tf.tanh(a @ tf.constant(WEIGHT)),
    "count": lambda a, _, i: a * tf.cast(i, tf.float32) * 0.1,
    "either": lambda a, b, _: tf.cond(tf.reduce_sum(a) > 0, lambda: a - b, lambda: tf.tanh(b)),
    "loop": lambda a, b, i: tf.while_loop(
        lambda j, _: j < i, lambda j, y: (j + 1, tf.tanh(y) + b * 0.1), (0, a)
    )[1],
}
programs = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 2), st.integers(0, 2)), max_size=6
)


@settings(max_examples=60)
@given(
    program=programs, times=st.integers(0, 4), form=st.sampled_from(["functional", "TensorFlow 1"])
)
def test_any_loop(tmp_path_factory, program, times, form):
    def function(x):
        def body(i, *values):
            values = list(values)
            for step, to, by in program:
                values[to] = STEPS[step](values[to], values[by], i)
            return i + 1, *values

        _, *values = tf.while_loop(lambda i, *_: i < times, body, (0, x, x + 1, tf.tanh(x)))
        return {"abc"[place]: value + tf.reduce_sum(x) for place, value in enumerate(values)}

    model = FORMS[form](tmp_path_factory.mktemp("loop") / "model", function, (None, 4))
    with tandem.open("tfjs-node", model) as session:
        values, *_ = assert_as_tfjs(session, noise())
    if isinstance(values, str):  # tfjs loses some of what is used in an inner loop
        assert any(step == "loop" for step, *_ in program)
        return
    for name, expected in function(tf.constant(noise())).items():
        ours = np.frombuffer(values[name][1], np.float32).reshape(expected.shape)
        np.testing.assert_allclose(ours, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("form", ["functional", "TensorFlow 1"])
def test_a_tensor_goes_with_its_last_user(form, tmp_path):
    def function(x):
        def body(i, y):
            for _ in range(100):
                y = tf.tanh(y) * y
            return i + 1, y

        return {"y": tf.while_loop(lambda i, _: i < 2, body, (0, x))[1]}

    model = FORMS[form](tmp_path / "model", function, (None, 4))
    with tandem.open("tfjs-node", model) as session:
        with kernels_noted() as kernels:
            session.run({"x0": noise()})
        watch = get_engine().function_of_tf("(tf) => () => globalThis.most")
        assert kernels.count("Tanh") == 200
        assert watch() - session.tensors < 40


@in_node
def test_nodes_within_a_loop(tmp_path):
    model = written_out(tmp_path / "model", counted, (None, 4))
    graph = json.loads((as_graph(model) / "model.json").read_text())["modelTopology"]
    names = [node["name"] for node in graph["node"] if node["op"] not in ("Const", "Placeholder")]

    def fetched(session, name):
        try:
            return session.fetch({"x0": noise()}, name).tobytes()
        except JSError:  # it is another iteration's, or disposed of
            return None

    with tandem.open("tfjs-node", model) as ours, tandem.open("node", model) as node:
        before = get_engine().counts()["tensors"]
        answers = {name: fetched(ours, name) for name in names}
        assert get_engine().counts()["tensors"] == before
        assert answers == {name: fetched(node, name) for name in names}
    assert len(set(answers.values())) > 3


@pytest.mark.parametrize("runtime", ["tfjs-wasm", "tfjs-cpu"])
@pytest.mark.parametrize("form", FORMS)
def test_on_other_backends(form, runtime, tmp_path):
    model = FORMS[form](tmp_path / "model", counted, (None, 4))
    with tandem.open(runtime, model) as session:
        values, *_ = assert_as_tfjs(session, noise())
    with tandem.open("tfjs-node", model) as session:
        native = session.run({"x0": noise()})
    for name, (_, value) in values.items():
        ours = np.frombuffer(value, np.float32)
        np.testing.assert_allclose(ours, native[name].ravel(), rtol=1e-4, atol=1e-5)
    get_engine().use_backend(BACKEND)


MODULE = """
const tf = require('@tensorflow/tfjs-node');

const opened = async (folder, use) => {
  const model = await tf.loadGraphModel('file://' + folder + '/graph/model.json');
  const start = tf.memory().numTensors;
  const answer = await use(model);
  const left = tf.memory().numTensors - start;
  model.dispose();
  return [answer, left];
};
const lists = (tensors) => tensors.map((one) => Array.from(one.dataSync()));

exports.together = (folder, x) => opened(folder, async (model) => {
  const inputs = [x, tf.add(x, 1), tf.mul(x, -1)];
  const alone = [];
  for (const x0 of inputs) alone.push(await model.executeAsync({x0}));
  const together = await Promise.all(inputs.map((x0) => model.executeAsync({x0})));
  const answer = [lists(alone), lists(together)];
  tf.dispose([inputs.slice(1), alone, together]);
  return answer;
});

// What nobody should do, and a weight exchanged, each as tfjs itself does it too.
exports.odd = (folder, x0) => opened(folder, async (model) => {
  const [name, [weight]] = Object.entries(model.weights).find(([, [one]]) => one.rank === 2);
  const other = tf.add(weight, 1);
  const say = async (run) => {
    try {
      const made = [await run()].flat();
      const answer = lists(made);
      tf.dispose(made);
      return answer;
    } catch (error) {
      return String(error.message);
    }
  };
  const all = async () => {
    const answers = [];
    answers.push(await say(() => model.executeAsync({x0})));
    model.weights[name] = [other];
    answers.push(await say(() => model.executeAsync({x0})));
    model.weights[name] = [weight];
    answers.push(await say(() => model.executeAsync(null)));
    answers.push(await say(() => model.executeAsync({x0: undefined})));
    answers.push(await say(() => model.executeAsync({x0}, ['no such node'])));
    const inner = tf.add(x0, 1);
    const run = model.executeAsync({x0: inner});
    inner.dispose();
    answers.push(await say(() => run));
    return answers;
  };
  // Where an output is missing tfjs runs the graph again to say so, and leaves what it made.
  tf.engine().startScope();
  const ours = await all();
  tf.env().set('KEEP_INTERMEDIATE_TENSORS', true);
  const theirs = await all();
  model.disposeIntermediateTensors();
  tf.engine().endScope();
  tf.env().set('KEEP_INTERMEDIATE_TENSORS', false);
  other.dispose();
  return [ours, theirs];
});

// A node and those that are computed from it, in one run and each by itself.
exports.chosen = (folder, x0, names) => opened(folder, async (model) => {
  const once = await model.executeAsync({x0}, names);
  const each = [];
  for (const name of names) each.push(await model.executeAsync({x0}, name));
  const answer = [lists(once), lists(each)];
  tf.dispose([once, each]);
  return answer;
});
"""


def in_javascript(folder, form, function):
    model = FORMS[form](folder / "model", function, (None, 4))
    shutil.copytree(as_graph(model), folder / "graph")
    (folder / "module.js").write_text(MODULE)
    return tandem.js_module(folder / "module.js")


def one_result_by_weight(x):
    return {"y": counted(x)["y"]}


def one_result(x):
    return {"b": swapping(x)["b"]}


@pytest.mark.parametrize("form", FORMS)
def test_runs_at_once(form, tmp_path):
    module = in_javascript(tmp_path, form, one_result)
    (alone, together), left = module.together(str(tmp_path), noise())
    assert alone == together
    assert alone[0] != alone[1]
    assert left == 0


def test_odd_calls_and_a_weight_exchanged(tmp_path):
    module = in_javascript(tmp_path, "written out", one_result_by_weight)
    (ours, theirs), left = module.odd(str(tmp_path), noise())
    assert ours == theirs
    assert left == 0
    assert ours[0] != ours[1]
    assert all(isinstance(said, str) for said in ours[2:5])


def test_a_result_that_others_are_made_of(tmp_path):
    def function(x):
        y = tf.tanh(swapping(x)["b"], name="inner")
        return {"z": tf.square(y, name="outer") + 1}

    module = in_javascript(tmp_path, "TensorFlow 1", function)
    (once, each), left = module.chosen(str(tmp_path), noise(), ["inner", "outer"])
    assert once == each
    assert once[0] != once[1]
    assert left == 0


def test_a_graph_that_needs_none_of_this(tmp_path, capfd):
    module = in_javascript(tmp_path, "TensorFlow 1", lambda x: {"z": tf.square(tf.tanh(x)) + 1})
    (once, each), left = module.chosen(str(tmp_path), noise(), ["Tanh", "z"])
    assert once == each
    assert left == 0
    assert "You can use model.execute() instead" in capfd.readouterr().err
