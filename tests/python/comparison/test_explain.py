"""Mistakes that people make, planted one by one: each is found under its own name.

The original is a real Keras model in native TensorFlow. What the "application" answered is made
here by other code than the explanation's: OpenCV, TensorFlow and Keras themselves.
"""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from deployed_models import edit_graph, edit_weights
from models import randomise

import tandem
from tandem.errors import InputError, UsageError
from tandem.images import Preprocessing

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

SIZE = 24


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Six colourful pictures of 60x40, smooth enough to be resized and with edges."""
    folder = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(5)
    for index in range(6):
        small = random.integers(0, 256, (5, 7, 3), np.uint8)
        picture = cv2.resize(small, (60, 40), interpolation=cv2.INTER_CUBIC)
        cv2.circle(picture, tuple(random.integers(8, 32, 2).tolist()), 7, (255, 10, 60), -1)
        cv2.imwrite(str(folder / f"{index}.png"), picture)
    return folder


def rgb(folder):
    return [cv2.imread(str(p))[..., ::-1].astype(np.float32) for p in sorted(folder.iterdir())]


def right(picture, scale=1 / 127.5, offset=-1.0):
    return tf.image.resize(picture, (SIZE, SIZE)).numpy() * scale + offset


@pytest.fixture(scope="module")
def classifier():
    layers = keras.layers
    x = image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Conv2D(8, 3, use_bias=False, name="first")(x)
    x = layers.ReLU()(layers.BatchNormalization(name="norm")(x))
    x = layers.Conv2D(12, 3, strides=2, activation="relu", name="second")(x)
    x = layers.Conv2D(12, 3, strides=2, padding="same", activation="relu", name="third")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(10, activation="softmax", name="scores")(x)
    return randomise(keras.Model(image, x, name="classifier"), seed=3)


@pytest.fixture(scope="module")
def generator():
    layers = keras.layers
    x = image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2D(3, 3, padding="same", activation="tanh", name="picture")(x)
    return randomise(keras.Model(image, x, name="generator"), seed=4)


def explained(model, photos, recorded):
    report = tandem.compare(
        model,
        photos,
        runtimes=("tensorflow",),
        preprocessing=Preprocessing.preset("-1-1"),
        recorded=recorded,
        explain=True,
    )
    assert [r.name for r in report.runtimes] == ["tensorflow", "recorded"]
    return report


def answers(model, inputs, **options):
    return np.array(model(np.stack(inputs).astype(np.float32), training=False, **options))


def softmax(x):
    raised = np.exp(x - x.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def top_left(picture):
    """tfjs's default resize, written out plainly."""
    height, width, _ = picture.shape
    ys, xs = np.arange(SIZE) * height / SIZE, np.arange(SIZE) * width / SIZE
    y0, x0 = ys.astype(int), xs.astype(int)
    y1, x1 = np.minimum(y0 + 1, height - 1), np.minimum(x0 + 1, width - 1)
    fy, fx = (ys - y0)[:, None, None], (xs - x0)[None, :, None]
    above = picture[y0][:, x0] * (1 - fx) + picture[y0][:, x1] * fx
    below = picture[y1][:, x0] * (1 - fx) + picture[y1][:, x1] * fx
    return above * (1 - fy) + below * fy


INPUT_FAULTS = {
    "bgr": ("colour order", lambda p: right(p)[..., ::-1]),
    "0-1": ("input range", lambda p: right(p, 1 / 255, 0.0)),
    "0-255": ("input range", lambda p: right(p, 1.0, 0.0)),
    "torch": ("input range", lambda p: (right(p, 1 / 255, 0.0) - [0.485, 0.456, 0.406])
              / [0.229, 0.224, 0.225]),
    "twice": ("input range", lambda p: right(p) / 127.5 - 1),
    "tfjs resize": ("resize", lambda p: top_left(p) / 127.5 - 1),
    "corners": ("resize", lambda p: tf.compat.v1.image.resize_bilinear(
        p[None], (SIZE, SIZE), align_corners=True)[0].numpy() / 127.5 - 1),
    "nearest": ("resize", lambda p: cv2.resize(
        p, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST) / 127.5 - 1),
    "area": ("resize", lambda p: cv2.resize(
        p, (SIZE, SIZE), interpolation=cv2.INTER_AREA) / 127.5 - 1),
    "antialias": ("resize", lambda p: tf.image.resize(
        p, (SIZE, SIZE), antialias=True).numpy() / 127.5 - 1),
    "chw": ("channels order", lambda p: right(p).transpose(2, 0, 1).reshape(SIZE, SIZE, 3)),
    "transposed": ("height and width swapped", lambda p: right(p).transpose(1, 0, 2)),
}  # fmt: skip


@pytest.mark.parametrize("fault", INPUT_FAULTS)
def test_before_the_model(classifier, photos, fault):
    mistake, prepare = INPUT_FAULTS[fault]
    recorded = answers(classifier, [prepare(p) for p in rgb(photos)])
    report = explained(classifier, photos, {"scores": recorded})
    assert not report
    verdicts = report.verdicts["recorded"]
    assert verdicts, fault
    assert verdicts[0].mistake == mistake
    assert verdicts[0].after_db > verdicts[0].before_db + 20
    assert verdicts[0].fix


def test_two_mistakes_at_once(classifier, photos):
    recorded = answers(classifier, [right(p, 1 / 255, 0.0)[..., ::-1] for p in rgb(photos)])
    report = explained(classifier, photos, {"scores": recorded})
    assert {v.mistake for v in report.verdicts["recorded"]} == {"colour order", "input range"}


OUTPUT_FAULTS = {
    "softmax twice": ("softmax doubled", softmax),
    "no softmax": ("softmax missing", lambda y: np.log(y) + 1.7),
    "classes shifted": ("class order", lambda y: np.roll(y, 1, axis=1)),
    "percent": ("post-processing scale", lambda y: y * 255),
}


@pytest.mark.parametrize("fault", OUTPUT_FAULTS)
def test_after_a_classifier(classifier, photos, fault):
    mistake, change = OUTPUT_FAULTS[fault]
    recorded = change(answers(classifier, [right(p) for p in rgb(photos)])).astype(np.float32)
    report = explained(classifier, photos, {"scores": recorded})
    assert report.verdicts["recorded"][0].mistake == mistake


PICTURE_FAULTS = {
    "washed out": ("post-processing scale", lambda y: y * 0.5 + 0.5),
    "0-255": ("post-processing scale", lambda y: y * 127.5 + 127.5),
    "bgr": ("colour order", lambda y: y[..., ::-1]),
    "turned": ("height and width swapped", lambda y: y.transpose(0, 2, 1, 3)),
    "nchw": ("channels order", lambda y: np.ascontiguousarray(y.transpose(0, 3, 1, 2))),
    "nchw bytes": ("channels order", lambda y: y.transpose(0, 3, 1, 2).reshape(y.shape)),
}


@pytest.mark.parametrize("fault", PICTURE_FAULTS)
def test_after_a_generator(generator, photos, fault):
    mistake, change = PICTURE_FAULTS[fault]
    recorded = change(answers(generator, [right(p) for p in rgb(photos)])).astype(np.float32)
    report = explained(generator, photos, {"picture": recorded})
    verdicts = report.verdicts["recorded"]
    assert verdicts[0].mistake == mistake
    if fault == "washed out":
        assert "applied twice" in verdicts[0].evidence
        assert "0.5 * original + 0.5" in verdicts[0].evidence
        assert "y.mul(2).sub(1)" in verdicts[0].fix


def test_training_mode(classifier, photos):
    kept = [np.array(v) for v in classifier.non_trainable_variables]
    one = [np.array(classifier(right(p)[None], training=True))[0] for p in rgb(photos)]
    for variable, value in zip(classifier.non_trainable_variables, kept, strict=True):
        variable.assign(value)
    report = explained(classifier, photos, {"scores": np.stack(one)})
    assert report.verdicts["recorded"][0].mistake == "training mode"
    for variable, value in zip(classifier.non_trainable_variables, kept, strict=True):
        np.testing.assert_array_equal(np.array(variable), value)


def test_what_nothing_explains_is_not_explained(classifier, photos):
    random = np.random.default_rng(0)
    recorded = softmax(random.normal(size=(6, 10))).astype(np.float32)
    report = explained(classifier, photos, {"scores": recorded})
    assert not report
    assert report.verdicts == {"recorded": ()}


def test_agreement_is_not_explained(classifier, photos):
    recorded = answers(classifier, [right(p) for p in rgb(photos)])
    report = explained(classifier, photos, {"scores": recorded})
    assert report, report.findings
    assert report.verdicts == {}


# ---- a deployed folder ----


def uint8(_, value):
    low, step = value.min(), np.ptp(value) / 255
    return np.round((value - low) / step) * step + low if value.size > 1 else value


DEPLOYED_FAULTS = {
    "stale": ("stale weights", lambda _, v: v + 0.02 * np.sin(np.arange(v.size)).reshape(v.shape)),
    "uint8": ("quantised weights", uint8),
    "float16": ("quantised weights", lambda _, v: v.astype(np.float16).astype(np.float32)),
}


def deployed_report(classifier, photos, folder):
    return tandem.compare(
        classifier,
        photos,
        preprocessing=Preprocessing.preset("-1-1"),
        deployed=folder,
        explain=True,
        tolerance=tandem.comparison.Tolerance(1e-7, 1e-6),
    )


@pytest.mark.parametrize("fault", DEPLOYED_FAULTS)
def test_deployed_weights(classifier, photos, tmp_path, fault):
    mistake, change = DEPLOYED_FAULTS[fault]
    tandem.convert(classifier, tmp_path / "web")
    edit_weights(tmp_path / "web", change)
    report = deployed_report(classifier, photos, tmp_path / "web")
    assert [v.mistake for v in report.verdicts["tfjs-node"]] == [mistake]


def test_swapped_layers(tmp_path, photos, classifier):
    tandem.convert(classifier, tmp_path / "web")
    values = {}
    edit_weights(tmp_path / "web", values.setdefault)
    by_shape = {}
    for name, value in values.items():
        by_shape.setdefault(value.shape, []).append(name)
    a, b = next(names for shape, names in by_shape.items() if len(names) > 1)
    swapped = {a: values[b], b: values[a]}
    edit_weights(tmp_path / "web", swapped.get)
    report = deployed_report(classifier, photos, tmp_path / "web")
    (verdict,) = report.verdicts["tfjs-node"]
    assert verdict.mistake == "layer order"
    assert f"'{a}' holds '{b}'" in verdict.evidence


def test_edited_graph(tmp_path, photos, classifier):
    tandem.convert(classifier, tmp_path / "web")

    def change(topology):
        node = next(n for n in topology["node"] if n["name"] == "second/Relu")
        node["attr"]["fused_ops"]["list"]["s"][1] = "RWx1"  # Elu, in base64

    edit_graph(tmp_path / "web", change)
    report = deployed_report(classifier, photos, tmp_path / "web")
    (verdict,) = report.verdicts["tfjs-node"]
    assert verdict.mistake == "graph edited"
    assert "'second/Relu' (_FusedConv2D) has another fused_ops" in verdict.evidence
    assert report.bisection.first.node == "second/Relu"
    page = tmp_path / "report.html"
    report.to_html(page)
    text = page.read_text()
    assert "Why: graph edited" in text
    assert "Where the error grows" in text


# ---- recorded outputs that are no good ----


def test_recorded_from_a_file(classifier, photos, tmp_path):
    good = answers(classifier, [right(p) for p in rgb(photos)])
    np.savez(tmp_path / "out.npz", whatever=good)
    report = explained(classifier, photos, tmp_path / "out.npz")
    assert report, report.findings
    stored = json.loads(json.dumps(report.to_dict()))
    assert stored["runtimes"][1]["times_ms"] == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"rubbish", "holds no arrays"),
        (b"PK\x03\x04rubbish", "holds no arrays"),
    ],
)
def test_unreadable_recordings(classifier, photos, tmp_path, content, words):
    path = tmp_path / "out.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        explained(classifier, photos, path)


def test_recordings_of_something_else(classifier, photos):
    with pytest.raises(InputError, match="has 2 examples, and 6 are run"):
        explained(classifier, photos, {"scores": np.zeros((2, 10), np.float32)})
    with pytest.raises(InputError, match="none in common"):
        explained(classifier, photos, {"a": np.zeros((6, 10)), "b": np.zeros((6, 10))})
