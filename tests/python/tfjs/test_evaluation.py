"""Validation and evaluation of models with several outputs, against numpy and Keras."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import tandem.tfjs as tf

RANDOM = np.random.default_rng(11)
X = RANDOM.normal(size=(40, 4)).astype(np.float32)
WIDTHS = {"p": 1, "q": 2, "r": 3}


def _targets(names):
    return [
        RANDOM.normal(3 * place, 1, size=(40, WIDTHS[name])).astype(np.float32)
        for place, name in enumerate(names)
    ]


def _model(names, loss, metrics=None, rate=0.0):
    inputs = tf.input(shape=[4])
    outputs = [tf.layers.dense(units=WIDTHS[name], name=name).apply(inputs) for name in names]
    model = tf.model(inputs=inputs, outputs=outputs)
    model.compile(tf.train.sgd(rate), loss, metrics)
    return model


def _expected(model, names, targets, losses, metric):
    """What Keras says of the same outputs."""
    outputs = model.predict(X)
    by_name = {
        name: float(np.mean(keras.losses.get(loss)(y, out.numpy())))
        for name, loss, y, out in zip(names, losses, targets, outputs, strict=True)
    }
    found = {"loss": sum(by_name.values()), **{f"{n}_loss": by_name[n] for n in names}}
    if metric:
        for name, y, out in zip(names, targets, outputs, strict=True):
            found[f"{name}_mae"] = float(np.abs(y - out.numpy()).mean())
    for out in outputs:
        out.dispose()
    return found


CASES = [
    (("p", "q"), "mean_squared_error", ["mse"] * 2, None),
    (("p", "q"), "mean_squared_error", ["mse"] * 2, ["mae"]),
    (("p", "q", "r"), "mean_squared_error", ["mse"] * 3, ["mae"]),
    (
        ("p", "q", "r"),
        {"r": "mean_absolute_error", "p": "mean_squared_error", "q": "mean_squared_error"},
        ["mse", "mse", "mae"],
        None,
    ),
]


def _validation(row):
    return {name[4:]: values[-1] for name, values in row.items() if name.startswith("val_")}


@pytest.mark.parametrize(("names", "loss", "losses", "metrics"), CASES)
def test_every_number_stands_under_its_own_name(names, loss, losses, metrics):
    targets = _targets(names)
    with tf.tidy(), _model(names, loss, metrics) as model:
        expected = _expected(model, names, targets, losses, metrics)
        assert len({round(value, 3) for value in expected.values()}) == len(expected)
        metrics_names = list(model.metrics_names)
        given = model.evaluate(X, targets, batch_size=16)
        assert dict(zip(metrics_names, given, strict=True)) == pytest.approx(expected, rel=1e-4)

        seen = []
        history = model.fit(
            X,
            targets,
            validation_data=(X, targets),
            callbacks={"on_epoch_end": lambda _, logs: seen.append(dict(logs))},
        )
        assert _validation(history.history) == pytest.approx(expected, rel=1e-4)
        assert {n: seen[0][f"val_{n}"] for n in expected} == pytest.approx(expected, rel=1e-4)
        model.optimizer.close()


def test_datasets_have_the_same_numbers():
    names, targets = ("p", "q"), _targets(("p", "q"))

    def rows():
        for x, p, q in zip(X, *targets, strict=True):
            yield {"xs": x, "ys": {"p": p, "q": q}}

    with _model(names, "mean_squared_error", ["mae"]) as model:
        expected = _expected(model, names, targets, ["mse", "mse"], ["mae"])
        dataset = tf.data.generator(rows).batch(16)
        numbers = model.evaluate_dataset(dataset)
        assert dict(zip(model.metrics_names, numbers, strict=True)) == pytest.approx(
            expected, rel=1e-4
        )
        history = model.fit_dataset(dataset, validation_data=dataset)
        assert _validation(history.history) == pytest.approx(expected, rel=1e-4)
        model.optimizer.close()


def test_early_stopping_reads_the_total():
    """The total gets worse where the first output's loss gets better."""
    names, targets = ("p", "q"), _targets(("p", "q"))
    held_out = [targets[0], targets[1] - 30]
    with _model(names, "mean_squared_error", rate=0.01) as model:
        history = model.fit(
            X,
            targets,
            epochs=8,
            validation_data=(X, held_out),
            callbacks=tf.callbacks.early_stopping(monitor="val_loss", patience=0),
        )
        assert len(history.epoch) == 2
        model.optimizer.close()
