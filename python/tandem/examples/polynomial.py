"""The coefficients of a cubic from noisy points, by an optimizer's ``minimize``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.examples import SEED, Figure, pictures

if TYPE_CHECKING:
    from pathlib import Path

TRUE = (-0.8, -0.2, 0.9, 0.5)
"""Of the third power first."""


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Fit four numbers to a hundred points."""
    rng = np.random.default_rng(SEED)
    points = rng.uniform(-1, 1, 100)
    values = np.polyval(TRUE, points) + rng.normal(0, 0.02, 100)

    with tf.tidy(), tf.train.sgd(0.5) as optimizer:
        x, y = tf.tensor(points), tf.tensor(values)
        coefficients = [tf.variable(tf.scalar(float(start))) for start in rng.normal(size=4)]

        def loss() -> Any:
            a, b, c, d = coefficients
            return (((a * x + b) * x + c) * x + d - y).square().mean()

        steps = range(150 if quick else 300)
        costs: list[Any] = [optimizer.minimize(loss, return_cost=True) for _ in steps]
        losses = [float(cost) for cost in costs]
        fitted = [float(coefficient) for coefficient in coefficients]
        for coefficient in coefficients:
            coefficient.dispose()

    line = np.linspace(-1, 1, 100)
    chart = pictures.axes(6, 4)
    chart.scatter(points, values, s=12, color="gray", label="points")
    chart.plot(line, np.polyval(TRUE, line), label="true")
    chart.plot(line, np.polyval(fitted, line), "--", label="fitted")
    chart.legend()
    pictures.save(out / "cubic.png", chart)
    pictures.curves(out / "training.png", {"loss": losses}, "step")
    return [
        Figure("MSE", losses[-1], at_most=1e-3),
        Figure("largest error of a coefficient", float(np.abs(np.subtract(fitted, TRUE)).max())),
    ]
