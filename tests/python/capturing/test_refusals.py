"""What cannot be captured is refused with its reason and its line, and leaves nothing behind."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from node_models import dtype, graph_model, node

import tandem
from tandem.engine import get_engine
from tandem.errors import CaptureError, EngineError, JSError, UsageError
from tandem.model import TensorSpec

X = np.arange(6, dtype=np.float32).reshape(2, 3)

REFUSED = {
    "dataSync in a branch": (
        "(tf) => (x) => x.sum().dataSync()[0] > 1 ? x.neg() : x",
        "reads a value that depends on the input",
    ),
    "await data": (
        "(tf) => async (x) => x.mul((await x.max().data())[0])",
        "reads a value that depends on the input",
    ),
    "a read that is caught": (
        "(tf) => (x) => { try { x.dataSync(); } catch {} return x.neg(); }",
        "reads a value that depends on the input",
    ),
    "whereAsync": (
        "(tf) => async (x) => tf.whereAsync(x.greater(2))",
        "reads a value that depends on the input",
    ),
    "nonMaxSuppression": (
        (
            "(tf) => (x) => tf.image.nonMaxSuppression("
            "tf.tensor2d([[0, 0, 1, 1], [0, 0, 2, 2]]), x.max(1), 2)"
        ),
        "the shape that the op NonMaxSuppressionV3 gives depends on the input's values",
    ),
    "unique": (
        "(tf) => (x) => tf.unique(x.flatten()).values",
        "the shape that the op UniqueV2 gives",
    ),
    "dropout": ("(tf) => (x) => tf.dropout(x, 0.5)", "calls Math.random()"),
    "randomNormal": ("(tf) => (x) => x.add(tf.randomNormal([2, 3]))", "calls Math.random()"),
    "multinomial with a seed": (
        "(tf) => (x) => tf.multinomial(x, 2, 7)",
        "the op Multinomial keeps state or draws random numbers",
    ),
    "Math.random": ("(tf) => (x) => x.mul(Math.random())", "calls Math.random()"),
    "Date.now": ("(tf) => (x) => x.mul(Date.now() % 7)", "reads the clock: Date.now()"),
    "new Date": ("(tf) => (x) => x.mul(new Date().getDay())", "reads the clock: new Date()"),
    "performance.now": ("(tf) => (x) => x.mul(performance.now())", "reads the clock: perf"),
    "hrtime": ("(tf) => (x) => x.mul(process.hrtime()[0])", "reads the clock: process.hrtime"),
    "a changing number": (
        "(tf) => { let n = 0; return (x) => x.mul(n++); }",
        "a constant differs from one run to the next",
    ),
    "a changing global": (
        "(tf) => { globalThis.turn = 0; return (x) => { turn += 1; return x.add(turn); }; }",
        "a constant differs from one run to the next",
    ),
    "a changing op": (
        "(tf) => { let n = 0; return (x) => n++ % 2 ? x.neg() : x.abs(); }",
        "it runs the op",
    ),
    "a changing attribute": (
        "(tf) => { let n = 0; return (x) => tf.leakyRelu(x, n++); }",
        "it runs the op LeakyRelu where another run, or the same op otherwise",
    ),
    "more ops each time": (
        (
            "(tf) => { let n = 0; return (x) => { n++; for (let i = 0; i < n; i++) x = x.neg(); "
            "return x; }; }"
        ),
        "it runs more ops from one run to the next",
    ),
    "fewer ops each time": (
        (
            "(tf) => { let n = 9; return (x) => { n--; for (let i = 0; i < n; i++) x = x.neg(); "
            "return x; }; }"
        ),
        "it runs other ops or gives other tensors",
    ),
    "another input each time": (
        (
            "(tf) => { let n = 0; return (x) => { const y = [x.abs(), x.neg()]; "
            "return y[n++ % 2].exp(); }; }"
        ),
        "the op Exp is given other tensors",
    ),
    "console.log": ("(tf) => (x) => { console.log(1); return x.neg(); }", "it prints"),
    "a variable": (
        (
            "(tf) => { const v = tf.tidy(() => tf.variable(tf.scalar(1), true, 'count')); "
            "return (x) => { v.assign(v.add(1)); return x.mul(1); }; }"
        ),
        "assigns to the variable count",
    ),
    "a new variable": (
        "(tf) => (x) => { globalThis.made = tf.variable(tf.scalar(1)); return x.mul(2); }",
        "it makes the variable",
    ),
    "a tensor that is kept": (
        "(tf) => (x) => { (globalThis.kept ??= []).push(tf.keep(x.neg())); return x.mul(2); }",
        "it keeps a tensor that depends on the input",
    ),
    "a kept tensor that replaces another": (
        (
            "(tf) => (x) => { const y = x.neg(); (globalThis.kept ??= []).splice(0).forEach((t) => "
            "t.dispose()); kept.push(tf.keep(y.clone())); return x.mul(2); }"
        ),
        "it keeps a tensor that depends on the input",
    ),
    "a kept constant": (
        "(tf) => (x) => { (globalThis.kept ??= []).push(tf.keep(tf.scalar(1))); return x.neg(); }",
        "it keeps 1 tensors after it returns",
    ),
    "a clock that was taken before": (
        "(tf) => { const D = Date; return (x) => x.add(new D().getFullYear()); }",
        "reads the clock: new Date()",
    ),
    "a clock by its prototype": (
        "(tf) => (x) => x.add(new (Object.getPrototypeOf(new Date(0)).constructor)().getDay())",
        "reads the clock: new Date()",
    ),
    "a clock that formats": (
        "(tf) => (x) => x.add(Number(new Intl.DateTimeFormat('en', {year: 'numeric'}).format()))",
        "reads the clock: Intl.DateTimeFormat",
    ),
    "Math.random taken before": (
        "(tf) => { const {random} = Math; return (x) => random() < 0.5 ? x.mul(2) : x.mul(3); }",
        "calls Math.random()",
    ),
    "console.table": ("(tf) => (x) => { console.table([1]); return x.neg(); }", "it prints"),
    "setTimeout": ("(tf) => (x) => { setTimeout(() => 0, 0); return x.neg(); }", "sets a timer"),
    "strings": (
        "(tf) => (x) => [x.neg(), tf.tensor(['a'])]",
        "strings",
    ),
}

# What the caught and the late refusals cannot say.
NO_LINE = {"a read that is caught", "a variable", "a new variable", "a tensor that is kept"}
NO_LINE |= {"a kept tensor that replaces another", "a kept constant"}
NO_LINE |= {"fewer ops each time", "strings"}


@pytest.fixture
def make():
    """Functions of JavaScript; what they leave in tfjs is cleaned up."""
    engine = get_engine()
    engine.use_backend("tensorflow")
    yield engine.function_of_tf
    engine.function_of_tf("(tf) => () => { tf.disposeVariables(); tf.dispose(globalThis.kept); }")()


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_its_reason_and_line(make, case):
    source, reason = REFUSED[case]
    function = make(source)
    with pytest.raises(CaptureError, match="cannot be captured") as caught:
        tandem.capture(function, X)
    assert reason in caught.value.reason
    assert "on_refuse='fallback'" in str(caught.value)
    if case not in NO_LINE:
        assert ":1" in caught.value.line or "TensorFlow.js's" in caught.value.line
    engine = get_engine()
    assert not engine.bridge.is_recording
    with tandem.capture(make("(tf) => (x) => x.neg()"), X) as other:
        np.testing.assert_array_equal(other(X), -X)


def test_clocks_random_numbers_and_the_console_are_back_after_a_recording(make):
    with pytest.raises(CaptureError):
        tandem.capture(make("(tf) => (x) => x.mul(Date.now())"), X)
    ask = make(
        "(tf) => () => JSON.stringify([Date.now() > 1e12, new Date(0).getTime() === 0, "
        "Math.random() < 1, performance.now() > 0, process.hrtime().length])"
    )
    assert ask() == "[true,true,true,true,2]"


@pytest.mark.parametrize("example", [np.zeros((2, 3), np.float32), np.ones((2, 3), np.float32)])
def test_state_that_grows_is_noticed_on_inputs_that_are_all_alike(make, example):
    function = make(
        "(tf) => { let s = tf.tidy(() => tf.keep(tf.zeros([2, 3]))); globalThis.kept = [s];"
        "return (x) => { const n = tf.keep(s.add(x)); s.dispose(); s = n; kept = [s];"
        "return s.mul(1); }; }"
    )
    with pytest.raises(CaptureError, match="keeps a tensor that depends on the input"):
        tandem.capture(function, example)


def test_a_function_that_changes_the_backend_is_an_error_that_changes_nothing(make):
    with pytest.raises(JSError, match="changes tfjs's backend to 'cpu'"):
        tandem.capture(make("(tf) => (x) => { tf.setBackend('cpu'); return tf.scalar(1); }"), X)
    assert get_engine().backends()["backend"] == "tensorflow"


def test_an_asynchronous_function_of_python_is_refused():
    async def later(x):
        return x

    with pytest.raises(UsageError, match="later is asynchronous"):
        tandem.capture(later, X)


def test_a_session_says_what_its_user_can_do(tmp_path):
    spec = TensorSpec("x", (None, None), "float32")
    where = node("y", "Where", "x", T=dtype())
    model = graph_model(tmp_path, [where], {"x": spec}, {"y": TensorSpec("y", (None, 2), "int32")})
    with (
        tandem.open("tfjs-node", model, capture=True) as session,
        pytest.raises(CaptureError, match="or run it op by op, as tfjs-node") as caught,
    ):
        session.run({"x": X})
    assert "on_refuse" not in str(caught.value)


def test_a_seeded_random_number_is_a_constant(make):
    source = "(tf) => (x) => x.add(tf.randomNormal([2, 3], 0, 1, 'float32', 7))"
    with tandem.capture(make(source), X) as fast:
        first = fast(X) - X
        assert np.ptp(first) > 0.1
        np.testing.assert_allclose(fast(X * 2) - X * 2, first, atol=1e-6)


def test_falling_back_warns_and_runs_op_by_op(make):
    function = make("(tf) => (x) => x.sum().dataSync()[0] > 1 ? x.neg() : x.add(1)")
    with pytest.warns(tandem.CaptureWarning, match="reads a value that depends on the input"):
        fast = tandem.capture(function, X, on_refuse="fallback")
    with fast, warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(fast(X), -X)
        np.testing.assert_array_equal(fast(X * 0), X * 0 + 1)
        with pytest.raises(EngineError, match="has no captured graph"):
            _ = fast.graph


def test_outputs_without_a_number_are_no_check(make):
    # As of the square root of what is always negative: equal to anything else that has none.
    function = make("(tf) => (x) => x.abs().neg().sub(1).sqrt()")
    with pytest.raises(CaptureError, match=r"output 0 has no finite value.*check_inputs"):
        tandem.capture(function, X)
    partly = make("(tf) => (x) => x.sub(2).log()")
    with tandem.capture(partly, X, check_inputs=[X + 1]) as fast:
        np.testing.assert_allclose(fast(X + 3), np.log(X + 1), rtol=1e-5)


def test_an_exception_half_way_leaves_no_recording(make):
    turns = (
        "(tf) => { let n = 0; return (x) => { const y = x.neg(); "
        "if (n++ > 0) throw new RangeError('half'); return y; }; }"
    )
    with pytest.raises(JSError, match="half"):
        tandem.capture(make(turns), X)
    assert not get_engine().bridge.is_recording


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("(tf) => (x) => 3", "gives 3 and not a tensor"),
        ("(tf) => (x) => undefined", "gives undefined and not a tensor"),
        ("(tf) => (x) => [x, null]", "gives null and not a tensor"),
        ("(tf) => (x) => []", "gives nothing and not a tensor"),
        ("(tf) => { const w = tf.scalar(2); w.dispose(); return (x) => x.mul(w); }", "disposed"),
    ],
)
def test_what_a_function_gives_must_be_tensors(make, source, message):
    with pytest.raises(JSError, match=message):
        tandem.capture(make(source), X)


def test_a_capture_inside_a_capture_is_refused(make):
    errors = []

    def inside() -> None:
        try:
            tandem.capture(make("(tf) => (x) => x.abs()"), X).close()
        except EngineError as error:
            errors.append(str(error))

    function = make("(tf) => (callback) => (x) => { callback(); return x.neg(); }")(inside)
    # The first of the three runs is not recorded: there it is a function like any other.
    with tandem.capture(function, X) as fast:
        np.testing.assert_array_equal(fast(X), -X)
    assert len(errors) == 2
    assert "cannot make another one" in errors[0]
