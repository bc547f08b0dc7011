"""The classic mistakes, each with what it says, and the way out that it names."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import tandem.tfjs as tf
from tandem.errors import InputError, JSError, TrainingWarning, UsageError

RANDOM = np.random.default_rng(5)
X = RANDOM.normal(size=(32, 4)).astype(np.float32)
Y = X[:, :1] * 2


def dense(*layers, loss="mse", optimizer="sgd"):
    made = tf.sequential()
    for layer in layers:
        made.add(layer)
    made.compile(optimizer=optimizer, loss=loss)
    return made


def two_layers(optimizer="sgd"):
    first = tf.layers.dense(units=4, input_shape=[4], name="first")
    return dense(first, tf.layers.dense(units=1), optimizer=optimizer)


def test_a_forgotten_recompile():
    with two_layers() as model:
        first = model.get_layer("first")
        first.trainable = False
        model.compile(optimizer="sgd", loss="mse")
        first.trainable = True
        before = first.get_weights()[0].numpy().copy()
        with pytest.warns(
            TrainingWarning, match=r"'first.*call model.compile\(...\) again"
        ) as caught:
            model.fit(X, Y)
        assert caught[0].filename == __file__
        np.testing.assert_array_equal(first.get_weights()[0].numpy(), before)
        model.compile(optimizer="sgd", loss="mse")
        model.fit(X, Y)
        assert (first.get_weights()[0].numpy() != before).any()


def test_all_frozen():
    with two_layers() as model:
        model.freeze()
        with pytest.raises(JSError, match=r"model.unfreeze\(\)"):
            model.train_on_batch(X, Y)
        model.unfreeze()
        model.train_on_batch(X, Y)


def test_an_optimizer_of_other_weights():
    with tf.train.adam(0.01) as optimizer, two_layers(optimizer) as model:
        model.fit(X, Y)
        model.fit(X, Y)
        model.get_layer("first").freeze()
        model.compile(optimizer=optimizer, loss="mse")
        with pytest.raises(UsageError, match=r"one of its own, such as tf.train.adam\(1e-3\)"):
            model.fit(X, Y)
        with pytest.raises(UsageError, match="mix up its moments"):
            model.train_on_batch(X, Y)
        with tf.train.adam(0.01) as fresh:
            model.compile(optimizer=fresh, loss="mse")
            model.fit(X, Y)


def test_batch_norm_in_a_frozen_base():
    norm = tf.layers.batch_normalization(name="norm", input_shape=[4])
    with dense(norm, tf.layers.dense(units=1)) as model:
        norm.trainable = False
        model.compile(optimizer="sgd", loss="mse")
        moving = [weight.numpy().copy() for weight in norm.get_weights()[2:]]
        with pytest.warns(TrainingWarning, match=r"layer.freeze\(inference=True\)"):
            model.fit(X * 3 + 1, Y)
        moved = [weight.numpy().copy() for weight in norm.get_weights()[2:]]
        assert any((a != b).any() for a, b in zip(moving, moved, strict=True))
        norm.freeze(inference=True)
        model.compile(optimizer="sgd", loss="mse")
        model.fit(X * 3 + 1, Y)
        for weight, value in zip(norm.get_weights()[2:], moved, strict=True):
            np.testing.assert_array_equal(weight.numpy(), value)
        norm.unfreeze()
        model.compile(optimizer="sgd", loss="mse")
        model.fit(X * 3 + 1, Y)
        assert (norm.get_weights()[2].numpy() != moved[0]).any()


def nested(kind, base):
    """A model around another one, and its data."""
    start = tf.input(shape=[3, 4] if kind == "wrapped" else [4])
    if kind == "functional":
        inner = base(start)
    elif kind == "wrapped":
        inner = tf.layers.flatten()(tf.layers.time_distributed(layer=base)(start))
    else:
        middle = tf.input(shape=[4])
        with tf.model(inputs=middle, outputs=base(middle)) as model:
            inner = model(start)
    model = tf.model(inputs=start, outputs=tf.layers.dense(units=1)(inner))
    return model, np.repeat(X[:, None], 3, 1) if kind == "wrapped" else X


@pytest.mark.parametrize("kind", ["functional", "wrapped", "twice"])
@pytest.mark.parametrize("by", ["layer", "raw"])
def test_batch_norm_in_a_frozen_model_inside_another(kind, by):
    start = tf.input(shape=[4])
    norm = tf.layers.batch_normalization()
    with tf.model(inputs=start, outputs=norm(tf.layers.dense(units=4)(start))) as base:
        model, x = nested(kind, base)
        with model:
            if by == "layer":
                base.trainable = False
            else:
                base._set("trainable", value=False)  # as JavaScript does it: not of each layer
            model.compile(optimizer="sgd", loss="mse")
            with pytest.warns(TrainingWarning, match=r"'batch_norm.*freeze\(inference=True\)"):
                model.fit(x, Y)
            base.freeze()
            model.compile(optimizer="sgd", loss="mse")
            model.fit(x, Y)
            # What the outer one takes back into training is trained.
            model.unfreeze()
            model.compile(optimizer="sgd", loss="mse")
            before = base.layers[1].get_weights()[0].numpy().copy()
            model.fit(x, Y)
            assert (base.layers[1].get_weights()[0].numpy() != before).any()


def test_unnormalised_features():
    with two_layers() as model:
        with pytest.warns(TrainingWarning, match=r"up to 500.*x.mean\(0\)"):
            model.train_on_batch(X / np.abs(X).max() * 500, Y)
        model.fit((X - X.mean(0)) / X.std(0), Y)


def test_pixels():
    pixels = RANDOM.integers(0, 256, (8, 6, 6, 1)).astype(np.float32)
    flat = tf.layers.flatten(input_shape=[6, 6, 1])
    with (
        tf.train.sgd(1e-6) as small,
        dense(flat, tf.layers.dense(units=1), optimizer=small) as model,
    ):
        with pytest.warns(
            TrainingWarning, match=r"pictures with values up to 25\d: train on x / 255"
        ):
            model.fit(pixels, Y[:8])
        model.fit(pixels / 255, Y[:8])
        with pytest.warns(
            TrainingWarning, match=r"values up to (1|0.99\d*) and is given ones up to 25"
        ):
            model.predict(pixels).dispose()
    scaled = tf.layers.rescaling(scale=1 / 255, input_shape=[6, 6, 1])
    with dense(scaled, tf.layers.flatten(), tf.layers.dense(units=1)) as model:
        model.fit(pixels, Y[:8])
        model.predict(pixels).dispose()


def as_list(array):
    return array.tolist()


def as_tensor(array):
    return tf.tensor(np.asarray(array, np.float32))


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float64, as_list, as_tensor])
def test_the_range_of_whatever_is_given(kind):
    with two_layers(tf.train.sgd(1e-7)) as model, tf.tidy():
        x = kind((X - X.min()) / (X.max() - X.min()) * 250)
        with pytest.warns(TrainingWarning, match="features up to 2[45]"):
            model.fit(x, Y)
        model.fit(x, Y)  # said once
        model.compile(optimizer=tf.train.sgd(1e-7), loss="mse")
        with pytest.warns(TrainingWarning, match="features up to 2[45]"):
            model.train_on_batch(x, Y)
        model.fit(X, Y)
        with pytest.warns(TrainingWarning, match="given ones up to 2[45]"):
            model.predict(x)
        for call in (model.predict, model.predict_on_batch, lambda x: model.evaluate(x, Y)):
            call(x)  # said once
            model.fit(X, Y)
            with pytest.warns(TrainingWarning, match="given ones up to 2[45]") as caught:
                call(x)
            assert len(caught) == 1
            assert caught[0].filename == __file__


def pictures(low, high, count=8):
    array = RANDOM.uniform(low, high, (count, 6, 6, 3)).astype(np.float32)
    array[:, 0, 0], array[:, 0, 1] = low, high
    return array


@pytest.mark.parametrize(
    ("trained", "given", "says"),
    [
        ((0, 255), (0, 1), r"from 0 to 255 and is given ones from 0 to 1: give x \* 255"),
        ((-1, 1), (0, 1), r"give 2 \* x - 1"),
        ((0, 1), (0.5, 1), r"0.5 \+ 0.5 was applied once too often; 2 \* x - 1"),
        ((0, 1), (0, 255), "given ones up to 255"),
        ((-1, 1), (0, 255), "given ones up to 255"),
        ((0, 1), (-1, 1), None),
        ((0, 1), (0.2, 0.6), None),
        ((0, 1), (0.5, 0.5), None),
        ((-1, 1), (0.3, 1), None),
        ((-1, 1), (-0.5, 0.2), None),
        ((-2, 2.5), (0, 1), None),
        ((0, 255), (0, 0), None),
        ((0, 255), (3, 9), None),
    ],
)
def test_pictures_in_another_usual_range(trained, given, says):
    scale = tf.layers.rescaling(scale=1 / 255, input_shape=[6, 6, 3])
    with dense(scale, tf.layers.flatten(), tf.layers.dense(units=1)) as model, tf.tidy():
        model.fit(pictures(*trained), Y[:8])
        for call in (model.predict, model.predict_on_batch, lambda x: model.evaluate(x, Y[:8])):
            model.fit(pictures(*trained), Y[:8])
            if says is None:
                call(pictures(*given))
                continue
            with pytest.warns(TrainingWarning, match=says):
                call(as_tensor(pictures(*given)))
            call(pictures(*given))


def test_washed_out_pictures():
    flat = tf.layers.flatten(input_shape=[6, 6, 3])
    with dense(flat, tf.layers.dense(units=1)) as model:
        with pytest.warns(TrainingWarning, match=r"2 \* x - 1 restores them"):
            model.fit(pictures(0, 1) * 0.5 + 0.5, Y[:8])
        model.fit(pictures(0, 1), Y[:8])


def test_a_sample_sees_every_channel():
    large = np.zeros((4, 256, 256, 4), np.float32)
    large[..., 3] = 1
    small = tf.layers.conv2d(filters=1, kernel_size=1, input_shape=[256, 256, 4])
    with dense(small, tf.layers.global_average_pooling2d(data_format="channelsLast")) as model:
        model.fit(large, Y[:4])
        with tf.tidy(), pytest.warns(TrainingWarning, match="up to 255"):
            model.predict(large * 255)


def test_nan():
    with tf.train.sgd(1e6) as wild, two_layers(wild) as model:
        with pytest.warns(
            TrainingWarning, match=r"loss is (nan|inf) from epoch \d.*lower the learning"
        ):
            history = model.fit(X, Y, epochs=20, batch_size=4)
        assert len(history.epoch) == 20
    with tf.train.sgd(1e6) as wild, two_layers(wild) as model, warnings.catch_warnings():
        warnings.simplefilter("ignore", TrainingWarning)
        assert len(model.fit(X, Y, epochs=20, batch_size=4, callbacks=tf.StopOnNaN()).epoch) < 9
    with two_layers() as model, pytest.raises(InputError, match="hold NaN"):
        model.fit(np.full((4, 4), np.nan), Y[:4])


def test_adams_epsilon():
    import keras

    x, y = X * 1e-3, Y * 1e-3  # small gradients, where epsilon counts
    start = [RANDOM.normal(size=(4, 3)) * 0.3, np.zeros(3), RANDOM.normal(size=(3, 1)), np.zeros(1)]
    native = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    native.set_weights(start)
    native.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")
    for _ in range(20):
        native.train_on_batch(x, y)
    wanted = native.get_weights()

    def distance(**options):
        with (
            tf.train.adam(1e-3, **options) as optimizer,
            dense(
                tf.layers.dense(units=3, input_shape=[4]),
                tf.layers.dense(units=1),
                optimizer=optimizer,
            ) as model,
        ):
            for layer, weights in zip(model.layers, (start[:2], start[2:]), strict=True):
                layer.set_weights([np.asarray(w, np.float32) for w in weights])
            for _ in range(20):
                model.train_on_batch(x, y)
            found = [w.numpy() for layer in model.layers for w in layer.get_weights()]
            return max(np.abs(a - b).max() for a, b in zip(found, wanted, strict=True))

    assert distance(epsilon="keras") <= 1e-6
    assert distance() > 1e-5
    with pytest.raises(UsageError, match="give a number, or 'keras'"):
        tf.train.adam(epsilon="torch")


def test_class_numbers():
    head = tf.layers.dense(units=3, activation="softmax", input_shape=[4])
    labels = np.arange(32) % 3
    with dense(head, loss="categorical_crossentropy") as model:
        with pytest.raises(InputError, match=r"np.eye\(3\)\[y\]"):
            model.fit(X, labels)
        model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
        model.fit(X, labels)


LABELS = np.arange(32) % 3
ONE_HOT = np.eye(3)[LABELS]
CATEGORICAL, SPARSE, BINARY = (
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "binary_crossentropy",
)


@pytest.mark.parametrize(
    ("units", "loss", "targets", "says"),
    [
        (3, CATEGORICAL, LABELS, r"np.eye\(3\)\[y\], or .*sparse_categorical"),
        (3, CATEGORICAL, LABELS[:, None], "one-hot them"),
        (3, CATEGORICAL, list(LABELS), "one-hot them"),
        (3, CATEGORICAL, np.eye(4)[LABELS], "the last layer needs units=4"),
        (3, CATEGORICAL, LABELS - 0.5, r"shape \(32, 1\) and the output is \(batch, 3\)"),
        (1, CATEGORICAL, LABELS % 2, 'loss="binary_crossentropy"'),
        (3, SPARSE, ONE_HOT, r'loss="categorical_crossentropy", or give y.argmax\(-1\)'),
        (3, SPARSE, np.eye(4)[LABELS], "takes one class number"),
        (3, SPARSE, LABELS + 1, "label 3 .number 3 of 32. is none of the model's 3 classes.*y - 1"),
        (3, SPARSE, LABELS * 4, "label 4 .number 2 of 32.*3 classes, 0 to 2.*needs units=9"),
        (3, SPARSE, LABELS - 1, "label -1 .number 1 of 32.*3 classes.*missing"),
        (3, SPARSE, LABELS + 0.5, "label 0.5.*are whole"),
        (3, SPARSE, LABELS * np.nan, "hold NaN"),
        (1, SPARSE, LABELS % 2, 'loss="binary_crossentropy"'),
        (1, BINARY, np.eye(2)[LABELS % 2], r'units=2, activation="softmax"\).*y\[:, 1:\]'),
        (3, BINARY, LABELS, 'loss="sparse_categorical_crossentropy"; binary'),
        (1, BINARY, LABELS % 2 * 2 - 1, r'got -1: .*loss="hinge", or \(y \+ 1\) / 2'),
        (1, BINARY, LABELS % 2 + 1, "got 2: labels of 1 and 2 are y - 1"),
        (1, BINARY, LABELS, "got 2: .*more than two classes.*sparse"),
        (1, "mse", ONE_HOT, "needs units=3, or the targets a last axis of 1"),
        (3, "mse", LABELS, "the last layer needs units=1"),
        (1, "mse", Y * np.nan, "targets hold NaN"),
        (3, SPARSE, np.array(["cat"] * 32), r"np.unique\(y, return_inverse=True\)"),
    ],
)
def test_targets_of_another_kind(units, loss, targets, says):
    head = tf.layers.dense(units=units, activation="sigmoid", input_shape=[4])
    with dense(head, loss=loss) as model:
        for train in (model.fit, model.train_on_batch, model.evaluate):
            with pytest.raises(InputError, match=says):
                train(X, targets)
        if not isinstance(targets, list) and targets.dtype.kind != "U":
            with tf.tensor(targets.astype("float32")) as given:
                if not np.isnan(targets).any():
                    with pytest.raises(InputError, match=says):
                        model.fit(X, given)
        fitting = (LABELS if loss == SPARSE else ONE_HOT) if units == 3 else LABELS % 2
        with pytest.raises(InputError, match=says):
            model.fit(X, fitting, validation_data=(X, targets))


def test_targets_that_fit():
    def trains(units, loss, targets, activation="sigmoid"):
        head = tf.layers.dense(units=units, activation=activation, input_shape=[4])
        with dense(head, loss=loss) as model:
            assert np.isfinite(model.fit(X, targets).history["loss"]).all()

    trains(3, CATEGORICAL, ONE_HOT, "softmax")
    trains(3, CATEGORICAL, ONE_HOT * 0.9 + 0.1 / 3, "softmax")
    trains(2, CATEGORICAL, np.eye(2, dtype=bool)[LABELS % 2], "softmax")
    for labels in (LABELS, LABELS[:, None], LABELS.tolist(), LABELS.astype(np.uint8)):
        trains(3, SPARSE, labels, "softmax")
    for labels in (LABELS % 2, (LABELS % 2)[:, None], LABELS / 2):
        trains(1, BINARY, labels)
    trains(3, BINARY, ONE_HOT)
    trains(1, "hinge", LABELS % 2 * 2 - 1, "tanh")
    for targets in (Y, Y[:, 0]):
        trains(1, "mse", targets, "linear")
    with tf.sequential() as model:
        model.add(tf.layers.simple_rnn(units=3, return_sequences=True, input_shape=[5, 4]))
        model.add(tf.layers.dense(units=3, activation="softmax"))
        model.compile(optimizer="sgd", loss=SPARSE)
        steps = np.repeat(X[:, None], 5, 1)
        model.fit(steps, np.repeat(LABELS[:, None, None], 5, 1))
        with pytest.raises(InputError, match=r"as y\[..., None\]"):
            model.fit(steps, np.repeat(LABELS[:, None], 5, 1))


def test_targets_of_a_model_that_was_compiled_before(tmp_path):
    head = tf.layers.dense(units=3, activation="softmax", input_shape=[4])
    with dense(head, loss=SPARSE) as model:
        model.save(tmp_path / "saved", include_optimizer=True)
    with (
        tf.load(tmp_path / "saved") as again,
        pytest.raises(InputError, match="none of the model's 3 classes"),
    ):
        again.fit(X, LABELS + 1)


def test_what_is_differentiated_returns_a_tensor():
    with pytest.raises(JSError, match=r"a scalar for minimize\(\), and is not asynchronous"):
        tf.grad(lambda _: 3)(X)


def test_used_after_close():
    with two_layers() as model:
        pass
    with pytest.raises(JSError, match=r"already disposed.: it was closed"):
        model.predict(X)
    fresh = tf.sequential(layers=[tf.layers.dense(units=1, input_shape=[4])])
    with fresh, pytest.raises(JSError, match=r"call model\.compile"):
        fresh.fit(X, Y)


def test_a_frozen_model_inside_another_one_stays_as_it_is():
    data = np.random.default_rng(0).random((8, 4), np.float32)
    with tf.sequential() as base, tf.sequential() as model:
        base.add(tf.layers.dense(units=4, input_shape=[4]))
        model.add(base)
        model.add(tf.layers.dense(units=3))
        base.trainable = False
        assert base.trainable is False
        model.compile(optimizer="sgd", loss="mean_squared_error")
        before = base.get_weights()[0].numpy().copy()
        model.fit(data, np.ones((8, 3), np.float32), epochs=3, verbose=0)
        np.testing.assert_array_equal(base.get_weights()[0], before)
