"""Training from Python: fit and its twin, callbacks, losses, metrics and layers in Python."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import DisposedError, EngineError, InputError, JSError, UsageError

RANDOM = np.random.default_rng(7)
X = RANDOM.normal(size=(64, 4)).astype(np.float32)
Y = np.eye(3)[np.argmax(X[:, :3], 1)]


@pytest.fixture
def model():
    with tf.train.adam(0.05) as optimizer, tf.sequential() as made:
        made.add(tf.layers.dense(units=8, activation="relu", input_shape=[4]))
        made.add(tf.layers.dense(units=3, activation="softmax"))
        made.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
        yield made


def test_fit_learns_and_says_how(model):
    history = model.fit(X, Y, epochs=15, batch_size=16, validation_split=0.25)
    assert history.epoch == list(range(15))
    assert set(history.history) == {"loss", "acc", "val_loss", "val_acc"}
    losses = history.history["loss"]
    assert len(losses) == 15
    assert np.isfinite(losses).all()
    assert losses[-1] < losses[0] / 2
    assert "15 epochs" in repr(history)
    loss, accuracy = model.evaluate(X, Y)
    assert loss == pytest.approx(losses[-1], abs=0.3)
    assert accuracy > 0.8
    with model.predict(X) as predicted:
        assert predicted.shape == (64, 3)
        assert np.argmax(predicted.numpy(), 1).std() > 0
    assert isinstance(model.train_on_batch(X, Y)[0], float)


def test_validation_data_and_dtypes(model):
    history = model.fit(X.astype(np.float64), Y.astype(np.int64), validation_data=(X, Y))
    assert "val_loss" in history.history


def test_callbacks_see_the_training(model):
    seen = []

    class Watch(tf.Callback):
        def on_train_begin(self, logs):
            assert logs == {}
            seen.append("begin")

        def on_epoch_end(self, epoch, logs):
            seen.append((epoch, sorted(logs)))
            if epoch == 1:
                self.model.stop_training = True

        async def on_train_end(self, logs):
            await asyncio.sleep(0.01)
            assert logs == {}
            seen.append("end")

    history = model.fit(X, Y, epochs=9, callbacks=[Watch(), {"on_batch_end": _count}])
    assert seen == ["begin", (0, ["acc", "loss"]), (1, ["acc", "loss"]), "end"]
    assert len(history.epoch) == 2
    assert _count.batches == [0, 1, 0, 1]


def _count(batch, logs):
    assert logs["size"] == 32
    _count.batches.append(batch)


_count.batches = []


def test_callbacks_of_tfjs_stop_early(model):
    history = model.fit(
        X, Y, epochs=50, callbacks=tf.callbacks.early_stopping(monitor="loss", min_delta=10)
    )
    assert len(history.epoch) == 2


class MineError(Exception):
    """An error of the user's own."""


@pytest.mark.parametrize("event", ["on_train_begin", "on_epoch_end", "on_batch_end"])
@pytest.mark.parametrize("is_async", [False, True])
def test_what_a_callback_raises_comes_back_as_itself(model, event, is_async):
    error = MineError("original")

    def fail(*_):
        raise error

    async def fail_later(*_):
        await asyncio.sleep(0)
        raise error

    before = tf.memory()["numTensors"]
    model.fit(X, Y)  # the optimizer makes its slots
    slots = tf.memory()["numTensors"] - before
    with pytest.raises(MineError) as caught:
        model.fit(X, Y, epochs=3, callbacks={event: fail_later if is_async else fail})
    assert caught.value is error
    assert caught.traceback[-1].name in {"fail", "fail_later"}
    # Nothing of the batch is left, and the model trains again.
    assert tf.memory()["numTensors"] == before + slots
    assert len(model.fit(X, Y).epoch) == 1


class Huge:
    """A loss that is an object."""

    def __call__(self, truth, predicted):
        return (truth - predicted).abs().sum()


async def late(truth, predicted):
    return (truth - predicted).mean()


class Late:
    """A loss that is an object, and asynchronous."""

    async def __call__(self, truth, predicted):
        return await late(truth, predicted)


def hide(truth, predicted):
    return late(truth, predicted)


def scaled(truth, predicted, by):
    return (truth - predicted).mean() * by


def test_losses_and_metrics_in_python():
    def twice(truth, predicted):
        return (truth - predicted).square().mean() * 2

    def offset(truth, predicted):
        return (predicted - truth).mean()

    with tf.sequential(layers=[tf.layers.dense(units=3, input_shape=[4])]) as made:
        made.compile(optimizer="sgd", loss=twice, metrics=[offset, "mse"])
        history = made.fit(X, Y, epochs=2).history
        assert set(history) == {"loss", "offset", "mse"}
        loss, _, error = made.evaluate(X, Y)
        assert loss == pytest.approx(2 * error, rel=1e-5)
        made.compile(optimizer="sgd", loss=Huge(), metrics=[Huge()])
        assert set(made.fit(X, Y).history) == {"loss", "Huge"}
        for late_one in (late, functools.partial(late), Late().__call__):
            for wrong in ({"loss": late_one}, {"loss": {"x": "mse"}, "metrics": [late_one]}):
                which = "metric" if "metrics" in wrong else "loss"
                with pytest.raises(UsageError, match=f"the {which} '.*' is asynchronous"):
                    made.compile(optimizer="sgd", **wrong)
        with pytest.raises(UsageError, match="the loss 'Late' is asynchronous"):
            made.compile(optimizer="sgd", loss=Late())
        # One that cannot be told before it is called.
        for which in ("loss", "metric"):
            hidden = {"loss": "mse", "metrics": []}
            hidden |= {"loss": hide} if which == "loss" else {"metrics": [hide]}
            made.compile(optimizer="sgd", **hidden)
            with pytest.raises(UsageError, match=f"the {which} 'hide' is asynchronous"):
                made.fit(X, Y)
        made.compile(optimizer="sgd", loss="mse", metrics=[functools.partial(scaled, by=2)])
        assert set(made.fit(X, Y).history) == {"loss", "scaled"}
        made.compile(optimizer="sgd", loss=lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            made.fit(X, Y)


class Scale(tf.layers.Layer):
    """Times a weight and a number."""

    def __init__(self, start=1.0, **options):
        super().__init__(**options)
        self.start = start
        self.modes = []

    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight("scale", [input_shape[-1]], initializer="ones")

    def call(self, inputs, training=False):
        self.modes.append(bool(training))
        return inputs * self.scale.read() * self.start

    def get_config(self):
        return {**super().get_config(), "start": self.start}


class Pair(tf.layers.Layer):
    """Doubles the last axis."""

    def call(self, inputs):
        return tf.concat([inputs, inputs * 2], axis=-1)

    def compute_output_shape(self, input_shape):
        return [*input_shape[:-1], input_shape[-1] * 2]


def test_layers_in_python(tmp_path):
    with tf.sequential() as made:
        made.add(Scale(3.0, input_shape=[4], name="mine"))
        made.add(Pair())
        layer = made.get_layer("mine")
        assert isinstance(layer, Scale)
        assert layer.start == 3
        with made.predict(X) as found:
            np.testing.assert_allclose(found.numpy(), np.hstack([X * 3, X * 6]), rtol=1e-6)
        made.compile(optimizer="sgd", loss="mse")
        made.fit(X, np.hstack([X, X]), epochs=2)
        assert layer.modes[0] is False
        assert True in layer.modes
        weights = layer.get_weights()[0].numpy()
        assert (weights != 1).all()
        made.save(f"file://{tmp_path}/saved")
        with tf.load_layers_model(f"file://{tmp_path}/saved/model.json") as again:
            assert isinstance(again.get_layer("mine"), Scale)
            assert again.get_layer("mine").start == 3
            with tf.tidy():
                np.testing.assert_array_equal(again.predict(X).numpy(), made.predict(X).numpy())


def test_a_layer_that_raises_raises_its_own():
    class Broken(tf.layers.Layer):
        def call(self, inputs):
            raise MineError(str(inputs.shape))

    with (
        tf.sequential(layers=[Broken(input_shape=[4])]) as made,
        pytest.raises(MineError, match="4"),
    ):
        made.predict(X)
    with pytest.raises(TypeError, match="needs a method call"):
        tf.layers.Layer()

    class Later(Pair):
        async def call(self, inputs):
            return inputs

    with pytest.raises(UsageError, match=r"Later\.call\(\) is asynchronous"):
        Later()

    class Hidden(tf.layers.Layer):
        def call(self, inputs):
            return late(inputs, inputs)

    with (
        tf.sequential(layers=[Hidden(input_shape=[4])]) as made,
        pytest.raises(UsageError, match=r"Hidden\.call\(\) is asynchronous"),
    ):
        made.predict(X)

    class Forgetful(Pair):
        def __init__(self):
            self.size = 3

    with tf.sequential() as made, pytest.raises(TypeError, match=r"call super\(\).__init__"):
        made.add(Forgetful())


def test_the_awaitable_twin(model):
    ran = []

    async def other():
        for _ in range(3):
            await asyncio.sleep(0)
            ran.append(len(ran))

    async def serve():
        with pytest.raises(EngineError, match=r"await model\.fit_async"):
            model.fit(X, Y)
        with pytest.raises(EngineError, match="_async"):
            model.train_on_batch(X, Y)
        with pytest.raises(MineError):
            await model.fit_async(X, Y, callbacks={"on_epoch_end": _raise_mine})
        history, _ = await asyncio.gather(model.fit_async(X, Y, epochs=3), other())
        assert isinstance((await model.train_on_batch_async(X, Y))[0], float)
        mask = await tf.where_async(np.array([False, True]))
        assert mask.tolist() == [[1]]
        mask.dispose()
        return history

    history = asyncio.run(serve())
    assert len(history.epoch) == 3
    assert ran == [0, 1, 2]
    # Blocking works again where no loop runs, and one can be waited for.
    assert len(model.fit(X, Y).epoch) == 1
    with tf.wait(tf.where_async(np.array([True]))) as found:
        assert found.tolist() == [[0]]


async def _raise_mine(*_):
    raise MineError


@pytest.mark.parametrize("moment", ["at once", "between batches", "in a callback"])
def test_a_cancelled_training_ends(model, moment, caplog):
    batches, cancelled = [], []
    reached = asyncio.Event()

    async def wait_long(batch, _):
        count(batch, _)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(batch)
            raise

    def count(batch, _):
        batches.append(batch)
        reached.set()

    watch = wait_long if moment == "in a callback" else count
    model.fit(X, Y)
    before = tf.memory()["numTensors"]

    async def serve():
        training = model.fit_async(X, Y, epochs=10**6, callbacks={"on_batch_end": watch})
        task = asyncio.create_task(training)
        await asyncio.sleep(0)
        if moment != "at once":
            await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        ran = len(batches)
        await asyncio.sleep(0.05)
        assert len(batches) == ran
        assert len((await model.fit_async(X, Y, epochs=2)).epoch) == 2
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(model.fit_async(X, Y, epochs=10**6), 0.02)

    asyncio.run(serve())
    assert not [record for record in caplog.records if record.name == "asyncio"]
    assert len(cancelled) == (moment == "in a callback")
    assert tf.memory()["numTensors"] == before
    assert len(model.fit(X, Y, epochs=3).epoch) == 3


def test_a_training_that_waits_for_data_is_cancelled(model):
    waits = asyncio.Event()

    async def examples():
        for x, y in zip(X[:32], Y[:32], strict=True):
            yield {"xs": x, "ys": y}
        waits.set()
        await asyncio.sleep(60)

    model.fit(X, Y)
    before = tf.memory()["numTensors"]

    async def serve():
        data = tf.data.generator(examples).batch(16)
        task = asyncio.create_task(model.fit_dataset_async(data, epochs=9))
        await waits.wait()
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(serve())
    assert tf.memory()["numTensors"] == before
    assert len(model.fit(X, Y, epochs=2).epoch) == 2


def test_only_one_training_at_a_time(model):
    async def both():
        trainings = [model.fit_async(X, Y) for _ in range(2)]
        return await asyncio.gather(*trainings, return_exceptions=True)

    first, second = asyncio.run(both())
    assert len(first.epoch) == 1
    assert isinstance(second, JSError)
    assert "await the first fit_async" in str(second)


def test_tidies_of_other_tasks_leave_a_training_alone(model):
    def distance(truth, predicted):
        with tf.tidy() as block:
            return block.keep((truth - predicted).square().mean())

    async def on_epoch_end(*_):
        with tf.tidy() as block:
            made = tf.ones([5])
            await asyncio.sleep(0.001)
            kept = block.keep(made * 2)
        assert kept.tolist() == [2] * 5
        kept.dispose()

    async def tidier(size):
        for _ in range(20):
            with tf.tidy() as outer:
                made = tf.ones([size])
                await asyncio.sleep(0.001)
                with tf.tidy() as inner:
                    twice = inner.keep(made * 2)
                    lost = made * 3
                    await asyncio.sleep(0.001)
                with pytest.raises(DisposedError):
                    lost.numpy()
                kept = outer.keep(twice + 1)
                with pytest.raises(UsageError, match="await it outside the block"):
                    await model.fit_async(X, Y)
            for gone in (made, twice):
                with pytest.raises(DisposedError):
                    gone.numpy()
            assert kept.tolist() == [3] * size
            kept.dispose()

    async def all_of_them():
        training = model.fit_async(
            X, Y, epochs=8, validation_split=0.25, callbacks={"on_epoch_end": on_epoch_end}
        )
        return await asyncio.gather(training, *map(tidier, (1, 2, 3)))

    model.compile(optimizer="sgd", loss=distance, metrics=["accuracy"])
    before = tf.memory()["numTensors"]
    history, *_ = asyncio.run(all_of_them())
    assert np.isfinite(history.history["val_loss"]).all()
    with tf.tidy():
        model.fit(X, Y, callbacks={"on_epoch_end": on_epoch_end})
    assert tf.memory()["numTensors"] == before
    with pytest.raises(TypeError), tf.tidy() as block:
        block.keep(object())
    with tf.ones([1]) as alive:
        assert alive.tolist() == [1]
    assert tf.memory()["numTensors"] == before


def test_datasets(model):
    def examples():
        for x, y in zip(X, Y, strict=True):
            yield {"xs": x, "ys": y}

    data = tf.data.generator(examples).batch(16)
    assert len(model.fit_dataset(data, epochs=2).history["loss"]) == 2

    async def later():
        for example in examples():
            await asyncio.sleep(0)
            yield example

    data = tf.data.generator(later).batch(16)
    assert len(model.fit_dataset(data, epochs=2).history["loss"]) == 2
    rows = tf.data.array([{"xs": [float(i)] * 4, "ys": [1, 0, 0]} for i in range(4)]).batch(2)
    assert len(model.fit_dataset(rows, epochs=1).epoch) == 1

    def broken():
        yield from list(examples())[:20]
        raise MineError

    with pytest.raises(MineError):
        model.fit_dataset(tf.data.generator(broken).batch(16))


def test_several_inputs_and_outputs():
    left, right = tf.input(shape=[4], name="left"), tf.input(shape=[2], name="right")
    joined = tf.layers.concatenate()([left, right])
    outputs = [tf.layers.dense(units=n, name=f"out{n}")(joined) for n in (1, 2)]
    with tf.model(inputs=[left, right], outputs=outputs) as made:
        made.compile(optimizer="sgd", loss={"out1": "mse", "out2": "mean_absolute_error"})
        data = [X, X[:, :2]]
        targets = [X[:, :1], X[:, :2]]
        assert len(made.fit(data, targets).history) == 3
        named = dict(zip(("left", "right"), data, strict=True))
        assert len(made.fit(named, dict(zip(("out1", "out2"), targets, strict=True))).epoch) == 1
        # By name, in whatever order.
        made.fit(dict(reversed(named.items())), {"out2": targets[1], "out1": targets[0]})
        made.compile(optimizer="sgd", loss={"out1": "mse", "out2": "categorical_crossentropy"})
        with pytest.raises(InputError, match="one-hot them"):
            made.fit(named, {"out2": np.arange(64) % 2, "out1": targets[0]})
        with tf.tidy():
            assert [output.shape for output in made.predict(data)] == [(64, 1), (64, 2)]


def test_a_model_that_grows():
    with tf.sequential() as made:
        made.add(tf.layers.dense(units=8, input_shape=[4]))
        with made.predict(X) as found:
            assert found.shape == (64, 8)
        made.add(tf.layers.dense(units=2))
        made.add(tf.layers.dense(units=3, activation="softmax"))
        made.compile(optimizer="sgd", loss="categorical_crossentropy")
        assert len(made.fit(X, Y).epoch) == 1


@pytest.mark.parametrize(
    ("shape", "says"), [((4,), r"one example is x\[None\]"), ((64, 5), r"is \(batch, 4\) and got")]
)
def test_shapes_are_checked_before(model, shape, says):
    with pytest.raises(InputError, match=says):
        model.fit(np.zeros(shape), Y)
    with pytest.raises(InputError, match=says):
        model.predict(np.zeros(shape))


def test_what_is_no_callback(model):
    with pytest.raises(UsageError, match="is no callback"):
        model.fit(X, Y, callbacks=[3])
    with pytest.raises(UsageError, match="did you mean 'on_epoch_end'"):
        model.fit(X, Y, callbacks={"on_epoch_ends": print})


def test_closing_leaves_what_others_still_use():
    with tf.sequential() as made:
        made.add(tf.layers.dense(units=3, input_shape=[4], name="shared"))
        made.add(tf.layers.dense(units=1))
        part = tf.model(inputs=made.inputs, outputs=made.get_layer("shared").output)
        part.close()
        part.close()
        with made.predict(X) as found:
            assert found.shape == (64, 1)


def test_an_optimizer_goes_with_its_model(tmp_path):
    def made(**options):
        return tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[4])], **options)

    before = tf.memory()["numTensors"]
    with made() as first:
        # Nobody has it but the model.
        first.compile(optimizer=tf.train.adam(0.1), loss="mse")
        first.fit(X, X[:, :1])
        first.compile(optimizer=tf.train.momentum(0.1, 0.9), loss="mse")
        first.fit(X, X[:, :1])
        first.save(tmp_path / "saved", include_optimizer=True)
    assert tf.memory()["numTensors"] == before
    with tf.load(tmp_path / "saved") as again:
        again.fit(X, X[:, :1])
    assert tf.memory()["numTensors"] == before
    with tf.train.adam(0.1) as optimizer:
        with made() as first:
            first.compile(optimizer=optimizer, loss="mse")
            first.fit(X, X[:, :1])
        # It has a name of its own, and is there still.
        with tf.tidy():
            assert len(optimizer.get_weights()) == 5
    assert tf.memory()["numTensors"] == before


def test_the_progress_bar(model, capfd):
    model.fit(X, Y, epochs=2, verbose=1)
    shown = capfd.readouterr()
    assert "2/2" in shown.err
    assert "loss" in shown.err
    model.fit(X, Y, epochs=2)
    assert capfd.readouterr() == ("", "")


def test_interrupting_ends_the_training(tmp_path):
    script = tmp_path / "long.py"
    script.write_text(
        "import numpy as np, tandem.tfjs as tf\n"
        "with tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[4])]) as model:\n"
        "    model.compile(optimizer='sgd', loss='mse')\n"
        "    x = np.ones((64, 4), 'f')\n"
        "    started = {'on_epoch_end': lambda epoch, logs: print('on', flush=True)}\n"
        "    try:\n"
        "        model.fit(x, x[:, :1], epochs=10**6, callbacks=started)\n"
        "    except KeyboardInterrupt:\n"
        "        print('stopped', len(model.fit(x, x[:, :1]).epoch))\n"
        "print(tf.memory()['numTensors'])\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-u", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    run.stdout.readline()
    os.kill(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert out.replace("on\n", "").split() == ["stopped", "1", "0"], err
