"""A benchmark as HTML: what it says follows the numbers, and nothing is loaded."""

# ruff: noqa: RUF001 - the page's text has multiplication signs

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from tandem.benchmark import Environment, ratio_of_medians
from tandem.benchmark.run import Benchmark, Case, Memory
from tandem.benchmark.statistics import Ratio
from tandem.benchmark.stored import Change
from tandem.report import bench


def case(name, median, baseline=None, *, batch=1, noise=0.02, seed=0):
    random = np.random.default_rng(seed)
    total = tuple((median * (1 + noise * random.standard_normal(60))).tolist())
    stages = {s: tuple(t / 3 for t in total) for s in ("marshal", "compute", "readback")}
    return Case(
        runtime=name,
        batch=batch,
        threads=None,
        first={"marshal": 1.0, "compute": 1.0, "readback": 1.0, "total": 77.0},
        times={**stages, "total": total},
        ratio=ratio_of_medians(total, baseline.times["total"]) if baseline else None,
    )


def made(ratios=(0.5,), *, batches=(1,), noise=0.02):
    cases = []
    for batch in batches:
        first = case("tensorflow", 4.0, batch=batch, noise=noise)
        cases.append(first)
        for index, ratio in enumerate(ratios):
            name = ("tfjs-node", "a-runtime-of-tomorrow", "<b>")[index]
            cases.append(case(name, 4 * ratio, first, batch=batch, noise=noise, seed=index + 1))
    return Benchmark(
        model="digits",
        signature="a -> b",
        created="2026-01-01T00:00:00+00:00",
        baseline="tensorflow",
        cases=tuple(cases),
        memory={
            "tensorflow": Memory(cold_start_ms=3210.4, rss_mb=600, peak_mb=700, tensors=None),
            "node": Memory(
                cold_start_ms=1,
                rss_mb=500.2,
                peak_mb=510,
                peer_rss_mb=383.4,
                peer_peak_mb=401,
                tensors=9,
            ),
        },
        environment=Environment.here(),
        load=0.12,
        command="tandem bench digits.keras",
    )


def test_the_page_has_every_number_and_loads_nothing():
    page = bench.render(made((0.5, 2.0, 1.0)))
    assert "tfjs-node 2× as fast" in page
    assert "a-runtime-of-tomorrow takes 2× as long" in page
    assert "&lt;b&gt; the same speed" in page
    assert "<b>the same" not in page
    assert "500 + 383" in page
    assert "510 + 401" in page
    assert "3210" in page
    assert "first run 77.0" in page
    assert "tandem bench digits.keras" in page
    assert Environment.here().cpu in page
    assert page.count('class="span"') == 3
    assert page.count("<svg") == 4
    assert not re.search(r"<script|https?://|@import|url\(", page)
    assert len(page) < 100_000


def test_intervals_lie_where_the_ratios_are():
    chart = bench._intervals([("a", Ratio(2.0, 1.5, 2.5, 0.95)), ("b", Ratio(0.5, 0.4, 0.6, 0.95))])
    slow, fast = chart.rows
    assert (
        0 <= fast.left < fast.at < chart.one < slow.left < slow.at < slow.left + slow.width <= 100
    )
    # Twice and half are equally far from 1 on a logarithmic axis.
    assert slow.at - chart.one == pytest.approx(chart.one - fast.at)
    places = sorted(tick.at for tick in chart.ticks)
    assert "1×" in [tick.label for tick in chart.ticks]
    assert min(np.diff(places)) >= 9
    assert bench._intervals([]) is None


def test_batches_are_told_apart():
    page = bench.render(made(batches=(1, 8)))
    assert "Batches of 1 example<" in page
    assert "Batches of 8 examples<" in page
    assert "tfjs-node, batch 8" in page
    assert page.count("<svg") == 4


def test_noise_is_said():
    assert bench.noise(made((0.5,))) is None
    noisy = made((1.05,), noise=0.8)
    assert noisy.cases[1].speed == "too noisy"
    assert "too noisy to conclude on 1 of 2 cases (load 0.1 a processor)" in bench.noise(noisy)
    page = bench.render(noisy)
    assert "tfjs-node too noisy to tell" in page
    assert "<b>Noise</b>" in page
    unknown = dataclasses.replace(noisy, load=None)
    assert "(load" not in bench.noise(unknown)


@pytest.mark.parametrize(
    ("slower", "noisy", "words", "tone"),
    [
        (True, False, "1 of 1 case slower than the stored run allows", "differ"),
        (False, True, "Too noisy to tell whether it became slower", "neutral"),
        (False, False, "No slower than the stored run: 1 case within bounds", "agree"),
    ],
)
def test_a_stored_run_decides_the_headline(slower, noisy, words, tone):
    change = Change(
        name="tfjs-node[batch=1]", ratio=Ratio(1.2, 1.1, 1.3, 0.95), slower=slower, noisy=noisy
    )
    page = bench.render(made(), [change])
    assert words in page
    assert f'verdict sheet {tone}"' in page
    assert "Beside the stored run" in page
    assert ("slower than is allowed" in page) == slower
