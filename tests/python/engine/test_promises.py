"""Promises: those of the bundle run in JavaScript, and go with the engine's own and Python's."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import keras
import numpy as np
import pytest

import tandem
from tandem import tfjs as tf
from tandem.engine import BACKEND, get_engine
from tandem.engine.loop import EngineLoop
from tandem.errors import EngineError

MODULE = """
const tf = require('@tensorflow/tfjs-node');
const later = () => new Promise((done) => setTimeout(done, 1));

exports.order = async () => {
  const seen = [];
  const fails = async () => {
    await tf.ready();
    throw new Error('planted');
  };
  tf.ready().then(() => seen.push('then')).then(() => seen.push('then again'));
  tf.ready().then(fails).catch((error) => seen.push(error.message)).finally(() => seen.push('end'));
  process.nextTick(() => seen.push('tick'));
  seen.push('at once');
  await later();
  seen.push('timer');
  await Promise.all([tf.ready(), later(), 1]);
  seen.push('all');
  return seen;
};

exports.kinds = () => {
  const own = tf.ready();
  const native = (async () => 1)();
  return [
    own instanceof Promise,
    native instanceof own.constructor,
    own.constructor === Promise,
    Promise.resolve(native) === native,
  ];
};

// Ends at once, and leaves sixty jobs that compute.
exports.busy = (x) => {
  let jobs = tf.ready();
  for (let i = 0; i < 60; i++) jobs = jobs.then(() => tf.tidy(() => void tf.scalar(i).square()));
  return x.mul(2);
};

exports.fromTimer = () =>
  new Promise((done) => setTimeout(() => tf.ready().then(() => done('timer')), 1));

// A generator of tfjs's that is given promises of the other kind.
exports.collected = async () => {
  const data = tf.data.generator(async function* () {
    for (const value of [1, 2, 3]) yield await Promise.resolve(value);
  });
  return (await data.mapAsync(async (value) => (await later(), 2 * value)).toArray());
};

exports.rejects = async () => {
  await tf.loadLayersModel({load: async () => { throw new Error('planted'); }});
};
"""


@pytest.fixture
def module(tmp_path):
    (tmp_path / "promises.js").write_text(MODULE)
    return tandem.js_module(tmp_path / "promises.js")


@pytest.fixture(scope="module")
def recurrent():
    """A model whose loop TensorFlow.js runs asynchronously."""
    keras.utils.set_random_seed(1)
    x = keras.Input((20, 4), name="x")
    return keras.Model(x, keras.layers.LSTM(6)(x))


def test_a_loop_in_a_model_hands_python_no_job(recurrent, monkeypatch):
    jobs = []
    handed = EngineLoop.call_soon_threadsafe

    def counting(self, callback, *arguments, **options):
        jobs.append(callback)
        return handed(self, callback, *arguments, **options)

    x = np.random.default_rng(0).normal(size=(1, 20, 4)).astype(np.float32)
    with tandem.open("tfjs-node", tandem.load(recurrent)) as session:
        monkeypatch.setattr(EngineLoop, "call_soon_threadsafe", counting)
        (result,) = session.run({"x": x}).values()
        assert np.allclose(result, np.asarray(recurrent(x)), atol=1e-6)
        assert np.ptp(result) > 1e-3
    assert not jobs


def test_a_loop_in_a_model_runs_where_an_event_loop_does(recurrent):
    async def cell():
        x = np.ones((1, 20, 4), np.float32)
        beside = asyncio.create_task(asyncio.sleep(0, "beside"))
        with tandem.open("tfjs-node", tandem.load(recurrent)) as session:
            (result,) = session.run({"x": x}).values()
        return np.allclose(result, np.asarray(recurrent(x)), atol=1e-6), await beside

    assert asyncio.run(cell()) == (True, "beside")


def test_jobs_run_in_order_and_before_timers(module):
    seen = module.order()
    assert seen[0] == "at once"
    assert seen[-2:] == ["timer", "all"]
    assert sorted(seen[1:-2]) == ["end", "planted", "then", "then again", "tick"]
    assert seen.index("then") < seen.index("then again")
    assert seen.index("planted") < seen.index("end")


def test_both_kinds_are_promises(module):
    assert module.kinds() == [True, False, False, True]


def test_kinds_mix(module):
    assert module.collected() == [2, 4, 6]


def test_a_rejection_is_the_error(module):
    with pytest.raises(tandem.errors.JSError, match="planted"):
        module.rejects()


def test_called_by_python_directly_it_is_the_engines_own():
    engine = get_engine()
    engine.use_backend(BACKEND)
    function = engine.function_of_tf(
        "(tf) => async () => { const x = tf.scalar(3);"
        " try { return (await x.data())[0]; } finally { x.dispose(); } }"
    )
    assert engine.wait(function) == 3


def test_jobs_left_behind_do_not_touch_the_results(module):
    x = np.arange(4, dtype=np.float32)
    with tandem.capture(module.busy, x, on_refuse="fallback") as fast:
        np.testing.assert_array_equal(fast(x), 2 * x)
        np.testing.assert_array_equal(fast(x + 1), 2 * x + 2)
    np.testing.assert_array_equal(module.busy(x), 2 * x)


def test_a_job_that_could_not_be_scheduled_stops_no_other(module):
    engine = get_engine()
    hold = engine.function_of_tf("(tf) => () => { globalThis.held = tf.ready(); return 1; }")
    engine.wait(_of(hold))
    use = engine.function_of_tf("(tf) => () => { held.then(() => 0); return 1; }")
    with suppress(RuntimeError):  # no event loop runs here
        use()
    assert module.fromTimer() == "timer"


def _of(function):
    async def call():
        return function()

    return call


def train():
    model = tf.sequential(layers=[tf.layers.dense(units=4, input_shape=[3]),
                                  tf.layers.dense(units=1)])  # fmt: skip
    model.compile(optimizer="sgd", loss="mean_squared_error")
    x = np.random.default_rng(0).normal(size=(64, 3)).astype(np.float32)
    return model, x, x.sum(axis=1, keepdims=True)


def test_a_training_goes_on_beside_whatever_else_is_done(recurrent):
    async def main():
        model, x, y = train()
        array = np.ones((2, 2), np.float32)
        loops = tandem.open("tfjs-node", tandem.load(recurrent))
        with model, loops as session:
            training = asyncio.create_task(model.fit_async(x, y, epochs=3, batch_size=8))
            await asyncio.sleep(0)
            beside = 0
            while not training.done():
                with tf.tidy():
                    assert float(tf.tensor([3.0]).square()[0]) == 9
                session.run({"x": np.ones((1, 20, 4), np.float32)})
                with tandem.capture(lambda value: value.mul(2), array) as fast:
                    np.testing.assert_array_equal(fast(array), 2 * array)
                beside += 1
                await asyncio.sleep(0)
            history = await training
        return history.history["loss"], beside

    losses, beside = asyncio.run(main())
    assert len(losses) == 3
    assert losses[2] < losses[0]
    assert beside > 3


def test_what_javascript_calls_cannot_wait_for_it(recurrent):
    model, x, y = train()
    loops = tandem.load(recurrent)

    def run(*_):
        with tandem.open("tfjs-node", loops) as session:
            session.run({"x": np.ones((1, 20, 4), np.float32)})

    with model:
        for every in ("auto", "batch"):
            with pytest.raises(EngineError, match="JavaScript called this code"):
                model.fit(x, y, callbacks={"on_epoch_end": run}, yield_every=every)
        assert len(model.fit(x, y, epochs=2).epoch) == 2
