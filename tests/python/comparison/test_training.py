"""Training in Keras and in tfjs, side by side."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import tandem
from tandem.cli import app
from tandem.comparison import training
from tandem.errors import UsageError

RANDOM = np.random.default_rng(11)
X = RANDOM.uniform(0, 1, (96, 8, 8, 1)).astype(np.float32)
LABELS = (X[:, :4].sum((1, 2, 3)) > X[:, 4:].sum((1, 2, 3))).astype(int) + (X[:, 0, 0, 0] > 0.8)
Y = np.eye(3, dtype=np.float32)[LABELS]


@pytest.fixture(scope="module")
def model():
    import keras

    keras.utils.set_random_seed(2)
    return keras.Sequential([
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(4, 3, activation="relu", name="conv"),
        keras.layers.BatchNormalization(name="norm"),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.3, name="drop"),
        keras.layers.Dense(3, activation="softmax", name="head"),
    ])  # fmt: skip


@pytest.mark.parametrize("optimizer", training.OPTIMIZERS)
def test_the_two_train_alike(model, optimizer):
    before = [weight.copy() for weight in model.get_weights()]
    report = tandem.compare_training(model, X, Y, optimizer=optimizer)
    assert report, report
    assert report.weight_error <= 1e-6
    assert report.loss_error <= 1e-6
    assert len(report.steps) == 20
    assert report.loss == "categorical_crossentropy"
    assert "drop: random" in report.notes[0]
    # It did train, and left the model as it was.
    assert report.steps[-1].tfjs < report.steps[0].tfjs
    for weight, value in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_adam_as_tfjs_has_it_parts(model):
    report = tandem.compare_training(model, X, Y, optimizer="adam", keras_epsilon=False, steps=4)
    assert not report
    assert report.weight_error > 1e-6
    assert "epsilon where tfjs has it" in str(report)


@pytest.mark.parametrize("rate", [0.0101, 1e38])
def test_a_fault_is_found_at_its_step(model, monkeypatch, rate):
    own = training._tfjs_optimizer
    monkeypatch.setattr(
        training, "_tfjs_optimizer", lambda name, _, **options: own(name, rate, **options)
    )
    report = tandem.compare_training(model, X, Y, steps=3)
    assert not report
    assert report.first.step == 1
    assert "trains apart from step 1" in str(report)


def test_labels_and_regression():
    import keras

    keras.utils.set_random_seed(3)
    classes = keras.Sequential([
        keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3, activation="softmax")
    ])  # fmt: skip
    report = tandem.compare_training(classes, X, LABELS[:, None], steps=5)
    assert report, report
    assert report.loss == "sparse_categorical_crossentropy"
    left, right = keras.Input((64,), name="left"), keras.Input((2,), name="right")
    joined = keras.layers.Concatenate()([left, right])
    outputs = [
        keras.layers.Dense(2, kernel_regularizer=keras.regularizers.L2(0.01), name="a")(joined),
        keras.layers.Dense(1, name="b")(joined),
    ]
    two = keras.Model([left, right], outputs)
    flat = X.reshape(96, -1)
    report = tandem.compare_training(
        two, {"right": flat[:, :2], "left": flat}, [flat[:, :2], flat[:, :1]], steps=5
    )
    assert report, report


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"optimizer": "adamw"}, "name one of sgd, momentum"),
        ({"loss": "huber"}, "name one of mean_squared"),
        ({"steps": 0}, "at least one step"),
        ({"x": X[:, :4]}, "does not fit the model's"),
        ({"y": Y[:5]}, "as many examples"),
        ({"x": [X, X]}, "has 2 arrays"),
        ({"x": np.array(["a"])}, "numbers are needed"),
    ],
)
def test_what_does_not_fit(model, options, says):
    given = {"x": X, "y": Y, **options}
    with pytest.raises(UsageError, match=says):
        tandem.compare_training(model, given.pop("x"), given.pop("y"), **given)


def test_the_command(model, tmp_path):
    model.save(tmp_path / "model.keras")
    np.savez(tmp_path / "data.npz", x=X, y=Y)
    arguments = [
        "compare", str(tmp_path / "model.keras"), "--train", str(tmp_path / "data.npz"),
        "--optimizer", "rmsprop", "--steps", "3",
        "--report", str(tmp_path / "r.html"), "--json", str(tmp_path / "r.json"),
    ]  # fmt: skip
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "trains alike" in done.output
    page = (tmp_path / "r.html").read_text()
    assert page.count("<polyline") == 2
    assert page.count('class="dot"') == 6
    found = json.loads((tmp_path / "r.json").read_text())
    assert found["agree"] is True
    assert [step["step"] for step in found["steps"]] == [1, 2, 3]
    done = CliRunner().invoke(app, [*arguments[:4], "--optimizer", "adam", "--tfjs-epsilon"])
    assert done.exit_code == 1
    assert "✗ 1" in done.output


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (lambda path: path.write_text("no"), "no .npz file"),
        (lambda path: np.savez(path, x=X), "it has no y"),
        (lambda path: np.savez(path, x=np.array([{}], dtype=object), y=Y), "no .npz file"),
    ],
)
def test_data_that_is_none(tmp_path, write, says):
    path = tmp_path / "data.npz"
    write(path)
    with pytest.raises(UsageError, match=says):
        training.read_data(path)
