"""The awaitable twins of what waits: in a loop that goes on meanwhile, as in a notebook."""

from __future__ import annotations

import asyncio
import inspect
import time

import numpy as np
import pytest

import tandem
import tandem.tfjs as tf
from tandem.errors import EngineError, JSError, ModelError, UsageError

X = np.random.default_rng(5).normal(size=(6, 4)).astype(np.float32)


@pytest.fixture
def model():
    layers = [
        tf.layers.dense(units=5, activation="tanh", input_shape=[4], name="hidden"),
        tf.layers.dense(units=2, name="head"),
    ]
    with tf.sequential(layers=layers) as made:
        made.compile(optimizer="sgd", loss="mean_squared_error", metrics=["mae"])
        yield made


def predicted(model):
    with tf.tidy():
        return model.predict(X).numpy().copy()


def test_there_are_twins():
    names = "load load_layers_model load_graph_model from_keras to_keras set_backend"
    for name in names.split():
        twin = getattr(tf, f"{name}_async")
        assert inspect.iscoroutinefunction(twin)
        assert not inspect.iscoroutinefunction(getattr(tf, name))
        assert twin.__name__ == f"{name}_async"
        assert f"{name}_async" in dir(tf)
        assert inspect.signature(twin) == inspect.signature(getattr(tf, name))
    with pytest.raises(AttributeError, match="it never waits"):
        _ = tf.tensor_async


def test_files_and_worlds(model, tmp_path):
    wanted = predicted(model)

    async def run():
        await model.save_async(tmp_path / "layers")
        with await tf.load_async(tmp_path / "layers") as loaded:
            np.testing.assert_array_equal(predicted(loaded), wanted)
        with await tf.load_layers_model_async(f"file://{tmp_path}/layers/model.json") as loaded:
            np.testing.assert_array_equal(predicted(loaded), wanted)
        keras_model = await tf.to_keras_async(model)
        np.testing.assert_allclose(keras_model(X), wanted, atol=1e-6)
        with await tf.from_keras_async(keras_model) as back:
            np.testing.assert_allclose(predicted(back), wanted, atol=1e-6)
            assert [layer.name for layer in back.layers][-1] == "head"
        tandem.convert(keras_model, tmp_path / "graph", check=False)
        with (
            await tf.load_async(tmp_path / "graph") as graph,
            await graph.predict_async(X) as found,
        ):
            np.testing.assert_allclose(found, wanted, atol=1e-6)
        with pytest.raises(ModelError, match="this is a layers model"):
            await tf.load_graph_model_async(tmp_path / "layers")

    asyncio.run(run())


def test_what_runs(model):
    targets = np.zeros((6, 2), np.float32)
    wanted = model.evaluate(X, targets)

    async def run():
        assert await model.evaluate_async(X, targets, batch_size=6) == pytest.approx(wanted)
        with await model.predict_async(X) as found:
            np.testing.assert_array_equal(found, predicted(model))
        assert await tf.set_backend_async("tensorflow")

    asyncio.run(run())


def test_the_waiting_forms_say_what_to_use(model, tmp_path):
    async def run():
        for call, name in (
            (lambda: tf.load(tmp_path), "load"),
            (lambda: model.save(tmp_path / "x"), "save"),
            (lambda: tf.to_keras(model), "to_keras"),
        ):
            with pytest.raises(EngineError, match=rf"{name}\(\) would block.*_async"):
                call()
        assert not (tmp_path / "x").exists()

    asyncio.run(run())


def test_no_twin_inside_a_tidy(model, tmp_path):
    async def run():
        with tf.tidy(), pytest.raises(UsageError, match=r"save_async.*outside"):
            await model.save_async(tmp_path)
        with tf.tidy(), pytest.raises(UsageError, match=r"evaluate_async.*outside"):
            await model.evaluate_async(X, X)

    asyncio.run(run())


def test_the_loop_goes_on_meanwhile(model):
    """Keras's part is done in a thread: a server answers others while it takes its time."""
    gaps = []

    async def tick():
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.001)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    async def run():
        ticking = asyncio.create_task(tick())
        keras_model = await tf.to_keras_async(model)
        (await tf.from_keras_async(keras_model)).close()
        ticking.cancel()

    asyncio.run(run())
    assert len(gaps) > 10


# ---- modules of JavaScript ----


@pytest.fixture
def post(tmp_path):
    home = tmp_path / "app"
    home.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (home / "post.js").write_text("""\
const tf = require('@tensorflow/tfjs-node');
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const order = [];
exports.later = async (x, ms) => {
  order.push('begin'); await wait(ms); order.push('end'); return x.mul(2);
};
exports.order = () => order;
exports.plain = (x) => x.shape;
exports.fail = async () => { await wait(1); throw new RangeError('too far'); };
exports.load = async (where) => {
  await wait(5);
  (await tf.loadLayersModel(`file://${where}/model.json`)).dispose();
};
exports.own_async = () => 'its own';
exports.call = async (f) => 1 + (await f());
""")
    return tandem.js_module(home / "post.js")


def test_functions_of_a_module(post):
    async def run():
        both = await asyncio.gather(post.later_async(X, 20), post.later_async(X, 1))
        for found in both:
            np.testing.assert_array_equal(found, X * 2)
        # Side by side, not one after the other.
        assert post.order() == ["begin", "begin", "end", "end"]
        assert await post.plain_async(X) == [6, 4]
        assert post.own_async() == "its own"
        with pytest.raises(JSError, match="RangeError: too far"):
            await post.fail_async()
        with pytest.raises(AttributeError, match="exports no 'laterr_async'"):
            _ = post.laterr_async

        async def back():
            return (await post.plain_async(X))[0]

        assert await post.call_async(back) == 7

    asyncio.run(run())


def test_a_module_that_is_awaited_is_confined_and_others_are_not(post, model, tmp_path):
    model.save(tmp_path / "outside")
    model.save(post.path.parent / "inside")

    async def run():
        stolen, _, loaded = await asyncio.gather(
            post.load_async(tmp_path / "outside"),
            post.load_async(post.path.parent / "inside"),
            _loaded_later(tmp_path / "outside"),
            return_exceptions=True,
        )
        assert isinstance(stolen, JSError)
        assert "outside the folder" in str(stolen)
        loaded.close()
        # Afterwards all is open again.
        (await tf.load_async(tmp_path / "outside")).close()

    asyncio.run(run())


async def _loaded_later(path):
    await asyncio.sleep(0.001)
    return await tf.load_async(path)


def test_a_call_that_is_cancelled_ends_by_itself(post):
    async def run():
        call = asyncio.create_task(post.later_async(X, 20))
        await asyncio.sleep(0.005)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.sleep(0.1)
        assert post.order() == ["begin", "end"]

    asyncio.run(run())


def test_a_callback_may_save_and_load(model, tmp_path):
    """On either loop: that of a fit that waits, and the user's own."""
    losses = []

    class Checkpoint(tf.Callback):
        async def on_epoch_end(self, epoch, logs):
            assert logs["loss"] > 0
            await self.model.save_async(tmp_path / str(epoch))
            with await tf.load_async(tmp_path / str(epoch)) as loaded:
                np.testing.assert_array_equal(predicted(loaded), predicted(self.model))
            losses.append(await self.model.evaluate_async(X, X[:, :2]))

    model.fit(X, X[:, :2], epochs=2, callbacks=[Checkpoint()])
    asyncio.run(model.fit_async(X, X[:, :2], epochs=2, callbacks=[Checkpoint()]))
    assert len({loss for loss, _ in losses}) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"0", "1"}
    tf.wait(tf.load_async(tmp_path / "0")).close()


def test_calls_that_overlap_are_each_confined_to_the_end(model, tmp_path):
    """The one that began first ends first, and the second is still where it was."""
    (tmp_path / "secret").mkdir()
    model.save(tmp_path / "secret")
    modules = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "m.js").write_text("""\
const tf = require('@tensorflow/tfjs-node');
exports.load = async (where, ms) => {
  await new Promise((go) => setTimeout(go, ms));
  (await tf.loadLayersModel(`file://${where}/model.json`)).dispose();
};
""")
        model.save(tmp_path / name)
        modules.append(tandem.js_module(tmp_path / name / "m.js"))
    first, second = modules

    async def run():
        begun = asyncio.create_task(first.load_async(tmp_path / "first", 5))
        await asyncio.sleep(0)
        own = asyncio.create_task(second.load_async(tmp_path / "second", 60))
        await begun
        await own
        with pytest.raises(JSError, match="outside the folder"):
            await second.load_async(tmp_path / "secret", 1)
        (await tf.load_async(tmp_path / "secret")).close()

    asyncio.run(run())
