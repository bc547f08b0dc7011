"""The metrics against numpy's own formulas, on any arrays hypothesis can think of."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tandem.comparison.metrics import Variation, difference, kind_of, max_ulp
from tandem.comparison.tolerance import Tolerance, parse_by_output
from tandem.errors import UsageError

DEFAULT = Tolerance()
finite = st.floats(-1e6, 1e6, width=32)
anything = st.floats(width=32)


def pairs(elements: st.SearchStrategy[float], dtype: type = np.float32):
    shapes = hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5)
    return shapes.flatmap(
        lambda shape: st.tuples(
            hnp.arrays(dtype, shape, elements=elements), hnp.arrays(dtype, shape, elements=elements)
        )
    )


tolerances = st.builds(Tolerance, st.sampled_from([0.0, 1e-6, 0.1]), st.sampled_from([0.0, 1e-3]))


@given(pairs(finite), tolerances)
def test_finite_arrays_follow_numpy(pair, tolerance) -> None:
    a, b = pair
    got = difference(a, b, tolerance)
    a64, b64 = a.astype(float), b.astype(float)
    apart = np.abs(a64 - b64)
    assert got.max_abs == apart.max()
    assert got.sum_abs == pytest.approx(apart.sum())
    close = np.isclose(a64, b64, rtol=tolerance.rtol, atol=tolerance.atol)
    # The quotient rounds: at the very limit the two may part by one element's last bit.
    on_edge = np.isclose(apart, tolerance.atol + tolerance.rtol * np.abs(b64), rtol=1e-12, atol=0)
    assert abs(got.outside - np.count_nonzero(~close)) <= np.count_nonzero(on_edge)
    if not on_edge.any():
        assert (got.share <= 1) == np.allclose(a64, b64, tolerance.rtol, tolerance.atol)
    nonzero = b64 != 0
    wanted = (apart[nonzero] / np.abs(b64[nonzero])).max() if nonzero.any() else 0
    assert got.max_rel == pytest.approx(wanted)
    assert got.elements == got.finite == a.size
    assert -1 <= got.cosine <= 1


@given(pairs(st.floats(-100, 100, width=32)))
def test_cosine_is_the_normalised_dot_product(pair) -> None:
    a, b = (x.astype(float).ravel() for x in pair)
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    assume(lengths > 1e-12)
    assert difference(*pair, DEFAULT).cosine == pytest.approx(a @ b / lengths, abs=1e-9)


def test_cosine_of_zeros() -> None:
    zeros, ones = np.zeros(3, np.float32), np.ones(3, np.float32)
    assert difference(zeros, zeros, DEFAULT).cosine == 1
    assert difference(zeros, ones, DEFAULT).cosine == 0
    tiny = np.array([1e-40, 2e-40], np.float32)
    assert difference(tiny, tiny * 2, DEFAULT).cosine == pytest.approx(1)


@given(pairs(anything))
def test_whatever_is_not_finite_never_agrees(pair) -> None:
    a, b = pair
    gaps = np.count_nonzero(~(np.isfinite(a) & np.isfinite(b)))
    assume(gaps)
    got = difference(a, b, Tolerance(1e30, 1.0))
    assert got.share == math.inf
    assert got.outside >= gaps
    assert got.finite == a.size - gaps
    assert math.isnan(got.max_abs) == (gaps == a.size)
    where = np.unravel_index(got.worst, a.shape)
    assert not (np.isfinite(a[where]) and np.isfinite(b[where]))


def test_infinity_equals_neither_itself_nor_nan() -> None:
    inf, nan = np.array([math.inf, 1.0]), np.array([math.nan, 1.0])
    for a, b in ((inf, inf), (inf, nan), (nan, nan)):
        assert difference(a, b, DEFAULT).share == math.inf


def test_differences_beyond_float64_are_infinite_and_not_endless() -> None:
    a = np.array([1e308, 0.0])
    got = difference(a, -a, DEFAULT)
    assert got.max_abs == math.inf
    assert got.outside == 1


def test_exact_tolerance_allows_equality_only() -> None:
    a = np.array([0.0, 1.0, 2.0], np.float32)
    assert difference(a, a.copy(), Tolerance(0, 0)).share == 0
    b = np.nextafter(a, np.float32(9))
    got = difference(b, a, Tolerance(0, 0))
    assert (got.share, got.outside, got.max_ulp) == (math.inf, 3, 1)


def test_the_worst_element_is_named() -> None:
    reference = np.zeros((2, 3), np.float32)
    got = reference.copy()
    got[1, 2] = 5e-5
    got[0, 1] = 1e-6
    found = difference(got, reference, DEFAULT)
    assert np.unravel_index(found.worst, (2, 3)) == (1, 2)
    assert found.share == pytest.approx(5)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@given(data=st.data())
def test_ulp_counts_neighbours(dtype, data) -> None:
    width = np.dtype(dtype).itemsize * 8
    value = data.draw(st.floats(-1000, 1000, width=width))
    steps = data.draw(st.integers(0, 20))
    a = np.array([value], dtype)
    b = a.copy()
    for _ in range(steps):
        b = np.nextafter(b, dtype(np.inf))
    assert max_ulp(a, b) == max_ulp(b, a) == steps


def test_ulp_over_zero_and_the_whole_range() -> None:
    assert max_ulp(np.array([0.0]), np.array([-0.0])) == 0
    one = np.array([np.finfo(np.float32).smallest_subnormal], np.float32)
    assert max_ulp(one, -one) == 2
    most = np.array([np.finfo(np.float64).max])
    assert max_ulp(most, -most) > 2**63
    assert max_ulp(np.ones(1, np.float32), np.ones(1, np.float64)) is None
    assert max_ulp(np.ones(1, np.int32), np.ones(1, np.int32)) is None


@given(pairs(st.one_of(finite, st.sampled_from([0.0, 1e30, 1e-30, math.nan]))), st.integers(1, 7))
def test_pieces_add_up_to_the_whole(pair, piece) -> None:
    a, b = pair
    whole = difference(a, b, DEFAULT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tandem.comparison.metrics._PIECE", piece)
        pieces = difference(a, b, DEFAULT)
    for field in fields(whole):
        wanted = getattr(whole, field.name)
        got = getattr(pieces, field.name)
        assert got == wanted or got == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)


def test_integers_and_bools_are_compared() -> None:
    assert difference(np.array([1, 2]), np.array([1, 4]), DEFAULT).max_abs == 2
    assert difference(np.array([True]), np.array([False]), DEFAULT).outside == 1


@pytest.mark.parametrize(
    ("output", "labels", "kind"),
    [
        (np.full((1, 4), 0.25, np.float32), None, "classes"),
        (np.arange(10, dtype=np.float32)[None], None, "classes"),
        (np.array([[3.0, -2.0, 9.0]], np.float32), None, "values"),
        (np.array([[3.0, -2.0, 9.0]], np.float32), 3, "classes"),
        (np.ones((1, 1), np.float32), None, "values"),
        (np.ones((1, 9, 8, 3), np.float32), None, "image"),
        (np.ones((1, 2, 2, 3), np.float32), None, "values"),
        (np.ones((1, 9, 9, 16), np.float32), None, "values"),
        (np.ones((1, 10), np.int64), None, "values"),
        (np.ones((1, 7, 10), np.float32), None, "values"),
    ],
)
def test_kinds_of_output(output, labels, kind) -> None:
    assert kind_of(output, labels) == kind


def varies(*outputs: list[float]) -> bool:
    variation = Variation(DEFAULT)
    for output in outputs:
        variation.add(np.array(output))
    return variation.varies


def test_variation_wants_more_than_the_tolerance() -> None:
    assert not varies([0.1, 0.2])
    assert not varies([0.1, 0.2], [0.1, 0.2 + 1e-6])
    assert varies([0.1, 0.2], [0.1, 0.2], [0.1, 0.3])
    # Small steps add up: the spread counts, not the distance from the first.
    assert varies(*([0.0 + step * 6e-6] for step in range(4)))
    assert varies([1.0], [1.0, 2.0])
    assert not varies([math.nan], [math.nan])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1e-5", (1e-5, 0)),
        (" 0 ", (0, 0)),
        ("atol=1e-5,rtol=1e-4", (1e-5, 1e-4)),
        ("rtol = 0.5", (0, 0.5)),
        ("rtol=1, atol=2", (2, 1)),
    ],
)
def test_tolerances_as_text(text, wanted) -> None:
    got = Tolerance.parse(text)
    assert (got.atol, got.rtol) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "x", "1,2", "atol", "atol=", "atol=1,atol=2", "ulp=3", "-1", "nan", "rtol=inf", "1e-5,"],
)
def test_texts_that_are_no_tolerance(text) -> None:
    with pytest.raises(UsageError, match="tolerance"):
        Tolerance.parse(text)


def test_tolerances_by_output_as_text() -> None:
    wanted = {"*": "auto", "scores": Tolerance(1e-3, 0), "boxes": Tolerance(1, 2)}
    assert parse_by_output(["auto", "scores=1e-3", "boxes = atol=1,rtol=2"]) == wanted
    assert parse_by_output(["atol=1e-3,rtol=1e-2"]) == {"*": Tolerance(1e-3, 1e-2)}
    assert parse_by_output([]) == {}


@pytest.mark.parametrize("texts", [["1", "2"], ["a=1", "a=auto"], ["a=b=1"], ["a="], ["a=-1"]])
def test_texts_that_are_no_tolerances(texts) -> None:
    with pytest.raises(UsageError, match="tolerance"):
        parse_by_output(texts)
