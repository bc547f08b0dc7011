"""Comparing, with runtimes made of functions: planted faults are found, clean ones are not.

The fakes stand in for runtimes only; pictures, preprocessing, metrics and verdicts are the real
ones. ``test_compare_tensorflow.py`` runs the real runtimes.
"""

from __future__ import annotations

import math
import tracemalloc
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from fakes import FakeRuntime, classifier, classify, model, soften

from tandem.comparison import Tolerance, compare
from tandem.errors import ImageError, InputError, TandemError, UsageError
from tandem.images import Preprocessing
from tandem.report import html

if TYPE_CHECKING:
    from pathlib import Path

BOTH = ("tensorflow", "tfjs-node")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of 12 colourful 4x4 pictures."""
    random = np.random.default_rng(3)
    folder = tmp_path / "photos"
    folder.mkdir()
    for index in range(12):
        cv2.imwrite(str(folder / f"{index}.png"), random.integers(0, 256, (4, 4, 3), np.uint8))
    return folder


def kinds(report, severity: str = "failure") -> set[str]:
    return {finding.kind for finding in report.findings if finding.severity == severity}


def run(use, photos, faulty, *, fake=None, **options):
    use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", faulty))
    return compare(fake or classifier(), photos, runtimes=BOTH, **options)


def test_the_same_runtime_agrees_and_every_number_says_so(use, photos) -> None:
    report = run(use, photos, classify)
    assert report
    assert report.findings == ()
    assert report.examples == 12
    reference, other = report.runtimes
    assert (reference.name, other.name) == BOTH
    (output,) = other.outputs
    assert output.kind == "classes"
    assert output.varies
    assert output.difference.max_abs == output.difference.mean_abs == output.difference.share == 0
    assert output.difference.max_ulp == 0
    assert output.difference.top1 == 1
    assert output.difference.elements == 120
    assert 0 <= output.minimum < output.maximum <= 1
    assert reference.outputs[0].difference is None
    assert report.example_names == tuple(str(photos / f"{i}.png") for i in range(12))


def test_numbers_equal_those_of_numpy_over_all_examples(use, photos) -> None:
    seen: list[tuple[np.ndarray, np.ndarray]] = []

    def noisy(inputs):
        wanted = classify(inputs)["scores"]
        got = wanted + np.linspace(0, 3e-6, 10, dtype=np.float32) * inputs["photo"].mean()
        seen.append((got, wanted))
        return {"scores": got}

    report = run(use, photos, noisy, rounds=1)
    assert report
    got, wanted = (np.concatenate(side).astype(float) for side in zip(*seen[3:], strict=True))
    (apart,) = report.runtimes[1].differences
    assert apart.max_abs == np.abs(got - wanted).max() > 0
    assert apart.mean_abs == pytest.approx(np.abs(got - wanted).mean())
    assert apart.max_rel == pytest.approx((np.abs(got - wanted) / wanted).max())
    assert apart.top1 == (got.argmax(1) == wanted.argmax(1)).mean()
    shares = np.abs(got - wanted) / (1e-5 + 1e-4 * wanted)
    assert apart.share == pytest.approx(shares.max())
    lengths = np.linalg.norm(got, axis=1) * np.linalg.norm(wanted, axis=1)
    assert 1 - apart.cosine == pytest.approx(1 - ((got * wanted).sum(1) / lengths).min(), rel=1e-3)
    np.testing.assert_allclose(apart.share_by_example, shares.max(axis=1))


def swapped(inputs):
    return classify({"photo": np.ascontiguousarray(inputs["photo"][..., ::-1])})


def shifted(inputs):
    return {"scores": classify(inputs)["scores"] + np.float32(1e-3)}


def one_nan(inputs):
    scores = classify(inputs)["scores"]
    scores[0, 3] = np.nan
    return {"scores": scores}


def one_infinity(inputs):
    scores = classify(inputs)["scores"]
    scores[0, 3] = -np.inf
    return {"scores": scores}


def constant(_):
    return {"scores": np.full((1, 10), 0.1, np.float32)}


def rescaled(inputs):
    return classify({"photo": inputs["photo"] * np.float32(2) - np.float32(1)})


def rolled(inputs):
    return {"scores": np.roll(classify(inputs)["scores"], 1, axis=1)}


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (swapped, {"mismatch"}),
        (shifted, {"mismatch"}),
        (rescaled, {"mismatch"}),
        (rolled, {"mismatch"}),
        (one_nan, {"nan", "mismatch"}),
        (one_infinity, {"infinity", "mismatch"}),
        (constant, {"constant", "mismatch"}),
        (lambda _: {"scores": np.empty((1, 0), np.float32)}, {"empty-output", "nothing-compared"}),
        (lambda _: {"scores": np.array([["a"]])}, {"skipped-output", "nothing-compared"}),
        (lambda _: {}, {"nothing-compared"}),
        (lambda i: {"scores": classify(i)["scores"].T}, {"shape", "nothing-compared"}),
    ],
)
def test_planted_faults_are_caught(use, photos, fault, found) -> None:
    report = run(use, photos, fault)
    assert not report
    assert kinds(report) == found
    assert all(f.runtime == "tfjs-node" for f in report.failures if f.kind != "nothing-compared")


def test_a_mismatch_says_where(use, photos) -> None:
    def fault(inputs):
        scores = classify(inputs)["scores"]
        scores[0, 7] += np.float32(0.25) * (inputs["photo"][0, 0, 0, 0] > 0.5)
        return {"scores": scores}

    report = run(use, photos, fault)
    (finding,) = report.failures
    assert "element [0, 7]" in finding.message
    assert "12 examples" in finding.message
    (apart,) = report.runtimes[1].differences
    assert apart.worst_index == (0, 7)
    assert apart.worst_got - apart.worst_reference == pytest.approx(0.25, abs=1e-6)
    assert 0 < apart.examples_outside < 12
    assert apart.elements_outside == apart.examples_outside
    assert report.samples[0].name == apart.worst_example


def test_outputs_that_do_not_vary_prove_nothing(use, photos) -> None:
    use(FakeRuntime("tensorflow", constant), FakeRuntime("tfjs-node", constant))
    report = compare(classifier(), photos, runtimes=BOTH)
    assert not report
    (finding,) = report.failures
    assert (finding.kind, finding.runtime) == ("constant", "tensorflow")


def test_random_weights_that_vary_by_float_noise_prove_nothing(use, photos) -> None:
    def nearly(inputs):
        return {"scores": np.float32(0.1) + classify(inputs)["scores"] * np.float32(1e-6)}

    use(FakeRuntime("tensorflow", nearly), FakeRuntime("tfjs-node", nearly))
    assert kinds(compare(classifier(), photos, runtimes=BOTH)) == {"constant"}


def test_no_examples_prove_nothing(use) -> None:
    use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", classify))
    report = compare(classifier(), inputs=np.empty((0, 4, 4, 3), np.float32), runtimes=BOTH)
    assert not report
    (finding,) = report.failures
    assert finding.kind == "nothing-compared"
    assert "no examples" in finding.message
    assert report.samples == ()


def test_one_example_is_noted(use, photos) -> None:
    report = run(use, photos / "3.png", classify)
    assert report
    assert kinds(report, "note") == {"one-example"}
    assert report.rounds == 30
    assert report.runtimes[1].outputs[0].varies is None


def test_a_tie_within_the_tolerance_is_a_note(use, photos) -> None:
    def tied(inputs):
        scores = classify(inputs)["scores"]
        scores[0, :2] = scores.max() * 2
        return {"scores": scores}

    def other(inputs):
        scores = tied(inputs)["scores"]
        scores[0, 1] += np.float32(1e-6)
        return {"scores": scores}

    use(FakeRuntime("tensorflow", tied), FakeRuntime("tfjs-node", other))
    report = compare(classifier(), photos, runtimes=BOTH)
    assert report
    assert kinds(report, "note") == {"tie"}
    assert report.runtimes[1].top1 == 0


def test_outputs_of_another_dtype_are_compared_and_noted(use, photos) -> None:
    report = run(use, photos, lambda i: {"scores": classify(i)["scores"].astype(np.float64)})
    assert report
    assert kinds(report, "note") == {"dtype"}


def test_missing_and_extra_outputs(use) -> None:
    x = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    names = ("a", "b")
    fake = model({"x": (None, 2)}, dict.fromkeys(names, (None, 2)))
    whole = FakeRuntime("tensorflow", lambda i: dict.fromkeys(names, i["x"]))
    part = FakeRuntime("tfjs-node", lambda i: {"a": i["x"], "c": i["x"]})
    opened = part.open

    def renamed(model, **options):
        session = opened(model, **options)
        a, b = session.outputs
        session.outputs = (a, type(b)("c", b.shape, b.dtype))
        return session

    part.open = renamed
    use(whole, part)
    report = compare(fake, inputs=x, runtimes=BOTH)
    assert kinds(report) == {"missing-output"}
    assert kinds(report, "note") == {"extra-output"}
    assert report.runtimes[1].outputs[0].difference.share == 0


def test_a_runtime_that_dies_is_left_out_and_the_rest_goes_on(use, photos) -> None:
    calls = 0

    def dies(inputs):
        nonlocal calls
        calls += 1
        if calls > 3 + 5:
            raise TandemError("out of memory")
        return classify(inputs)

    use(
        FakeRuntime("tensorflow", classify),
        FakeRuntime("tfjs-node", dies),
        FakeRuntime("tfjs-cpu", classify),
    )
    report = compare(classifier(), photos, runtimes=(*BOTH, "tfjs-cpu"), rounds=1)
    (finding,) = report.failures
    assert finding.kind == "stopped"
    assert "5.png: out of memory" in finding.message
    assert calls == 3 + 5 + 1
    assert report.runtimes[1].differences[0].examples == 5
    assert np.isnan(report.runtimes[1].differences[0].share_by_example).sum() == 7
    assert report.runtimes[2].differences[0].examples == 12
    assert len(report.runtimes[1].timings) == 5


def test_a_reference_that_dies_ends_it_and_closes_every_session(use, photos) -> None:
    def dies(_):
        raise TandemError("out of memory")

    runtimes = FakeRuntime("tensorflow", dies), FakeRuntime("tfjs-node", classify)
    use(*runtimes)
    with pytest.raises(TandemError, match="out of memory"):
        compare(classifier(), photos, runtimes=BOTH)
    assert [session.closed for r in runtimes for session in r.sessions] == [True, True]


def test_interrupted_it_closes_every_session(use, photos) -> None:
    def interrupt(task, done, _total):
        if task == "comparing" and done == 4:
            raise KeyboardInterrupt

    runtimes = FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", classify)
    use(*runtimes)
    with pytest.raises(KeyboardInterrupt):
        compare(classifier(), photos, runtimes=BOTH, progress=interrupt)
    assert all(session.closed for r in runtimes for session in r.sessions)


def test_runs_are_interleaved_and_the_turn_rotates(use, photos) -> None:
    order: list[str] = []

    def logged(name):
        def function(inputs):
            order.append(name)
            return classify(inputs)

        return function

    names = (*BOTH, "tfjs-cpu")
    use(*(FakeRuntime(name, logged(name)) for name in names))
    report = compare(classifier(), photos, runtimes=names, rounds=2)
    turns = [tuple(order[i : i + 3]) for i in range(0, len(order), 3)]
    assert len(turns) == report.warmup + 2 * 12
    assert all(set(turn) == set(names) for turn in turns)
    for before, after in pairwise(turns[report.warmup :]):
        assert after == (*before[1:], before[0])


def test_times_are_kept_by_stage_and_the_first_run_apart(use, photos) -> None:
    use(FakeRuntime("tensorflow", classify, 2.0), FakeRuntime("tfjs-node", classify, 6.0))
    report = compare(classifier(), photos, runtimes=BOTH)
    reference, other = report.runtimes
    assert len(reference.timings) == len(other.timings) == 12 * report.rounds == 36
    times = {stage: other.timings.times(stage) for stage in ("marshal", "compute", "readback")}
    np.testing.assert_allclose(sum(times.values()), other.timings.times())
    assert other.timings.summary()["compute"].median == pytest.approx(4.8, rel=0.05)
    assert other.first.total == pytest.approx(6 * (1 + 0.05 * math.sin(1)))
    assert other.first.total not in other.timings.times()
    assert other.ratio.low <= other.ratio.value <= other.ratio.high
    assert other.ratio.value == pytest.approx(3, rel=0.05)
    assert other.ratio.conclusive
    assert reference.ratio is None


def test_the_same_runtime_twice_is_told_apart_by_name(use, photos) -> None:
    use(FakeRuntime("tensorflow", classify))
    report = compare(classifier(), photos, runtimes=("tensorflow", "tensorflow"))
    assert [result.name for result in report.runtimes] == ["tensorflow", "tensorflow (2)"]
    assert report


def test_preprocessing_reaches_every_runtime(use, photos) -> None:
    seen: set[tuple[float, float]] = set()

    def looks(inputs):
        seen.add((float(inputs["photo"].min()), float(inputs["photo"].max())))
        assert inputs["photo"].ctypes.data % 64 == 0
        return classify(inputs)

    prepared = Preprocessing(scale=2.0, offset=-1.0)
    report = run(use, photos, looks, preprocessing=prepared)
    assert report.preprocessing == Preprocessing(size=(4, 4), color="rgb", scale=2.0, offset=-1.0)
    assert max(high for _, high in seen) > 400
    assert len(seen) > 6


def test_arrays_by_name_and_alone_give_the_same(use) -> None:
    x = np.random.default_rng(0).random((6, 4, 4, 3), np.float32)
    use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", shifted))
    alone = compare(classifier(), inputs=x, runtimes=BOTH)
    named = compare(classifier(), inputs={"photo": np.asfortranarray(x)}, runtimes=BOTH)
    assert alone.runtimes[1].outputs[0].maximum == named.runtimes[1].outputs[0].maximum
    assert alone.preprocessing is None
    assert alone.example_names[2] == "example 2"


def test_tolerance_decides(use, photos) -> None:
    assert not run(use, photos, shifted, tolerance=Tolerance(5e-4, 0))
    assert run(use, photos, shifted, tolerance=Tolerance(2e-3, 0))


def test_progress_is_told(use, photos) -> None:
    told: list[tuple[str, int, int]] = []
    run(use, photos, classify, progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "comparing"] == [
        ("comparing", done, 12) for done in range(1, 13)
    ]


def test_images_as_outputs_are_shown_with_heat(use) -> None:
    def spoilt(inputs):
        picture = soften(inputs)["picture"]
        picture[0, 3, 5] += 1
        picture[0, 9, 9] += np.float32(0.5) * (1e-5 + 1e-4 * np.abs(picture[0, 9, 9]))
        return {"picture": picture}

    fake = model({"photo": (None, 16, 12, 3)}, {"picture": (None, 16, 12, 3)})
    use(FakeRuntime("tensorflow", soften), FakeRuntime("tfjs-node", spoilt))
    x = np.random.default_rng(0).random((3, 16, 12, 3), np.float32)
    report = compare(fake, inputs=x, runtimes=BOTH)
    shown = report.samples[0].outputs["picture"]
    assert (shown.low, shown.high) == (-1, 1)
    assert shown.heat.keys() == {"tfjs-node"}

    def decoded(thumbnail):
        return cv2.imdecode(np.frombuffer(thumbnail.data, np.uint8), cv2.IMREAD_COLOR)

    heat = decoded(shown.heat["tfjs-node"])
    assert heat.shape == (16, 12, 3)
    assert heat[3, 5].min() > 180
    # Half the tolerance is half way along the colours; magma's middle is a purple red.
    assert 150 < heat[9, 9].max() < 220
    heat[3, 5] = heat[9, 9] = 0
    assert heat.max() < 10
    reference = decoded(shown.pictures["tensorflow"])[..., ::-1].astype(float) / 127.5 - 1
    index = report.samples[0].index
    np.testing.assert_allclose(
        reference, soften({"photo": x[index : index + 1]})["picture"][0], atol=5e-3
    )


def test_heat_shows_where_though_all_is_beyond_the_tolerance(use) -> None:
    """A hundred times the tolerance everywhere, twice that in one corner: the corner shows."""

    def spoilt(inputs):
        picture = soften(inputs)["picture"]
        room = np.float32(100) * (np.float32(1e-5) + np.float32(1e-4) * np.abs(picture))
        room[0, :6, :6] *= 2
        return {"picture": picture + room}

    fake = model({"photo": (None, 16, 12, 3)}, {"picture": (None, 16, 12, 3)})
    use(FakeRuntime("tensorflow", soften), FakeRuntime("tfjs-node", spoilt))
    x = np.random.default_rng(0).random((3, 16, 12, 3), np.float32)
    report = compare(fake, inputs=x, runtimes=BOTH)
    coded = report.samples[0].outputs["picture"].heat["tfjs-node"].data
    heat = cv2.imdecode(np.frombuffer(coded, np.uint8), cv2.IMREAD_COLOR).astype(int).sum(axis=-1)
    assert heat[:6, :6].min() > heat[6:, 6:].max() + 150


def test_samples_are_the_worst_and_some_spread_over_the_run(use) -> None:
    random = np.random.default_rng(5)
    x = random.random((300, 4, 4, 3), np.float32)
    size = random.random(300)

    def drifts(inputs):
        where = int(np.flatnonzero((x == inputs["photo"]).all(axis=(1, 2, 3)))[0])
        return {"scores": classify(inputs)["scores"] + np.float32(size[where])}

    use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", drifts))
    report = compare(classifier(), inputs=x, runtimes=BOTH)
    kept = [sample.index for sample in report.samples]
    (apart,) = report.runtimes[1].differences
    worst = np.argsort(-apart.share_by_example)[:16]
    assert kept[:16] == worst.tolist()
    assert {0, 299} <= set(kept)
    assert len(kept) <= 24


def test_memory_does_not_grow_with_the_examples(use) -> None:
    def peak(count: int) -> int:
        x = np.random.default_rng(0).random((count, 4, 4, 3), np.float32)
        use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", shifted))
        tracemalloc.start()
        compare(classifier(), inputs=x, runtimes=BOTH)
        (_, highest) = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(50)
    few, many = peak(200), peak(2000)
    # Times (32 bytes a run), a share and a name stay of each; a float32 output alone is 40 more.
    assert (many - few) / 1800 < 400


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({}, UsageError, "give images or inputs"),
        ({"images": "x", "inputs": np.zeros(1)}, UsageError, "not both"),
        ({"images": "/nowhere"}, ImageError, "/nowhere"),
        ({"inputs": np.zeros((2, 4, 4, 1), np.float32)}, InputError, "photo"),
        ({"inputs": np.zeros((2, 4, 4, 3))}, InputError, "float64"),
        ({"inputs": {"image": np.zeros((2, 4, 4, 3), np.float32)}}, InputError, "'image'"),
        ({"inputs": np.zeros((2, 4, 4, 3), np.float32), "rounds": 0}, UsageError, "rounds"),
        ({"inputs": np.zeros((2, 4, 4, 3), np.float32), "runtimes": BOTH[:1]}, UsageError, "two"),
    ],
)
def test_wrong_use_says_what_is_wrong(use, options, error, message) -> None:
    use(FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", classify))
    with pytest.raises(error, match=message):
        compare(classifier(), **{"runtimes": BOTH, **options})


def test_a_damaged_picture_ends_it_before_anything_is_opened(use, photos) -> None:
    (photos / "99.png").write_bytes(b"nothing")
    runtimes = FakeRuntime("tensorflow", classify), FakeRuntime("tfjs-node", classify)
    use(*runtimes)
    with pytest.raises(ImageError, match=r"99\.png"):
        compare(classifier(), photos, runtimes=BOTH)
    assert runtimes[0].sessions == []


def test_pictures_do_not_fill_several_inputs(use, photos) -> None:
    use(FakeRuntime("tensorflow", classify))
    fake = model({"a": (None, 4, 4, 3), "b": (None, 2)}, {"scores": (None, 10)})
    with pytest.raises(UsageError, match="2 inputs"):
        compare(fake, photos, runtimes=BOTH)


def test_inputs_of_different_lengths(use) -> None:
    use(FakeRuntime("tensorflow", classify))
    fake = model({"a": (None, 1), "b": (None, 1)}, {"scores": (None, 10)})
    arrays = {"a": np.zeros((2, 1), np.float32), "b": np.zeros((3, 1), np.float32)}
    with pytest.raises(InputError, match="different numbers"):
        compare(fake, inputs=arrays, runtimes=BOTH)


def two_outputs(inputs):
    return classify(inputs) | {"picture": inputs["photo"] * np.float32(2)}


def second_shifted(inputs):
    return two_outputs(inputs) | {"picture": inputs["photo"] * np.float32(2) + np.float32(1e-3)}


def test_each_output_has_a_tolerance_of_its_own(use, photos) -> None:
    fake = model({"photo": (None, 4, 4, 3)}, {"scores": (None, 10), "picture": (None, 4, 4, 3)})

    def agree(tolerance):
        use(FakeRuntime("tensorflow", two_outputs), FakeRuntime("tfjs-node", second_shifted))
        return compare(fake, photos, runtimes=BOTH, tolerance=tolerance)

    assert not agree(None)
    assert not agree({"scores": Tolerance(1, 1)})
    report = agree({"picture": Tolerance(2e-3, 0)})
    assert report
    assert report.tolerance == {"scores": Tolerance(), "picture": Tolerance(2e-3, 0)}
    assert report.to_dict()["run"]["tolerance"]["picture"] == {"atol": 2e-3, "rtol": 0}
    page = html.render(report)
    assert "Tolerance of &#39;picture&#39;" in page
    assert "≤ 0.002 + 0 " in page
    strict = agree({"*": Tolerance(2e-3, 0), "picture": Tolerance(1e-4, 0)})
    (failure,) = strict.failures
    assert failure.output == "picture"
    assert "atol=0.0001" in failure.message
    with pytest.raises(UsageError, match="'boxes': there is no such output; the model has scores,"):
        agree({"boxes": Tolerance()})
    for wrong in ({"scores": 1e-3}, 1e-3, "strict"):
        with pytest.raises(UsageError, match="give a Tolerance, or 'auto'"):
            agree(wrong)
