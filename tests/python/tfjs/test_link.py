"""What passes between Python and JavaScript, and that nothing stays behind."""

from __future__ import annotations

import gc
import math
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tandem
import tandem.tfjs as tf
from tandem.errors import EngineError, InputError
from tandem.tfjs.link import get_link

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, width=64)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def echo(tmp_path_factory):
    path = tmp_path_factory.mktemp("echo") / "echo.cjs"
    path.write_text(
        "exports.echo = (value) => value;\n"
        "exports.call = (f, ...rest) => f(...rest);\n"
        "exports.text = (n) => 'ä€'.repeat(n);\n"
        "exports.numbers = () => [NaN, Infinity, -Infinity, 2 ** 60, 10n ** 20n, -0];\n"
        "exports.typed = () => [new Float64Array([0.5]), new BigInt64Array([5n]),"
        " new Uint8Array([1, 2]).buffer];\n"
        "exports.things = () => [new Map([['a', 1]]), new Set([1]), new Date(0), undefined, null,"
        " Symbol('s')];\n"
        "exports.loop = () => { const a = {}; a.a = a; return a; };\n"
        "exports.kinds = (...values) =>"
        " values.map((value) => Object.prototype.toString.call(value));\n"
    )
    return tandem.js_module(path)


@given(PLAIN)
def test_plain_values_come_back(echo, value):
    back = echo.echo(value)
    assert back == value or (value != value and back != back)  # noqa: PLR0124
    assert echo.call(lambda given: given, value) == value


def test_numbers(echo):
    nan, high, low, big, bigint, zero = echo.numbers()
    assert math.isnan(nan)
    assert (high, low, zero) == (math.inf, -math.inf, 0)
    assert (big, bigint) == (2**60, 10**20)
    assert isinstance(echo.echo(3), int)
    assert isinstance(echo.echo([True])[0], bool)
    for value in (math.inf, -math.inf):
        assert echo.echo(value) == value
    assert math.isnan(echo.echo(math.nan))
    assert echo.echo([np.float32(0.5), np.int64(3), np.bool_(1)]) == [0.5, 3, True]


@pytest.mark.parametrize("size", [10, 400_000])
def test_long_texts(echo, size):
    assert echo.text(size) == "ä€" * size
    assert echo.echo("€" * size) == "€" * size
    assert echo.echo({"$": "€" * 3, "a": ["$"]}) == {"$": "€€€", "a": ["$"]}


def test_arrays_of_other_kinds(echo):
    floats, ints, data = echo.typed()
    assert floats.dtype == np.float64
    assert floats.tolist() == [0.5]
    assert ints.dtype == np.int64
    assert ints.tolist() == [5]
    assert data == b"\x01\x02"


def test_things(echo):
    assert echo.things() == [
        {"a": 1}, [1], "1970-01-01T00:00:00.000Z", None, None, "Symbol(s)"
    ]  # fmt: skip
    kinds = echo.kinds(b"ab", np.ones(2), len, [1], {"a": 1}, iter([1]))
    assert kinds[0] == "[object Uint8Array]"
    assert kinds[2:5] == ["[object Function]", "[object Array]", "[object Object]"]


def test_functions_pass_through(echo):
    def mine():
        return 3

    assert echo.echo(mine) is mine
    assert echo.call(echo.echo, 4) == 4
    assert echo.call(tf.add, 1, 2).tolist() == 3
    with tf.tidy():
        assert tf.grad(tf.square)(tf.scalar(3.0)).item() == 6


def test_what_cannot_pass_says_so(echo):
    with pytest.raises(InputError, match="beyond JavaScript's whole numbers"):
        echo.echo(2**60)
    endless: list = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        echo.echo(endless)
    with pytest.raises(tandem.errors.JSError, match="recursion"):
        echo.loop()
    # And the line goes on.
    assert echo.echo(1) == 1


def test_nothing_stays_behind():
    import pythonmonkey

    link = get_link()
    with tf.variable(np.ones(4)) as weight, tf.train.sgd(0.1) as optimizer:

        def step() -> None:
            with tf.tidy():
                optimizer.minimize(lambda: (weight * np.ones(4)).sum() * 2)
                float(tf.tidy(lambda: weight.sum() + 1))

        step()
        for _ in range(300):
            step()
        gc.collect()
        # What JavaScript's collector finds is told when its loop comes round.
        for _ in range(3):
            pythonmonkey.collect()
            tf.wait(_turn())
            tf.get_backend()
        assert len(link._functions) < 50
        assert len(link.received) < 50
        assert len(link.objects) < 50


async def _turn() -> None:
    import asyncio

    await asyncio.sleep(0)


def test_another_thread_is_told():
    tf.get_backend()
    caught: list[BaseException] = []

    def use() -> None:
        try:
            tf.add(1, 2)
        except EngineError as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert "belongs to the thread that opened it" in str(caught[0])


def test_the_examples_are_callers_as_any_other():
    """A leak in one of them is named at its own line, not at who ran it."""
    from tandem.tfjs.link import caller

    for folder, is_own in (("examples", True), ("tfjs", False)):
        path = str(Path(tandem.__file__).parent / folder / "made_up.py")
        place = {"caller": caller}
        exec(compile("\n\ndef where(): return caller()", path, "exec"), place)  # noqa: S102
        assert (place["where"]() == f"{path}:3") is is_own
