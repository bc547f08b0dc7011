"""The data that scikit-learn brings, split once and for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tandem.examples import SEED

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]


class Split(NamedTuple):
    """Inputs and targets, a part of them held out."""

    x: Array
    y: Array
    held_x: Array
    held_y: Array


def split(x: Array, y: Array, share: float = 0.2) -> Split:
    """Hold out a share of the rows, drawn by the seed."""
    order = np.random.default_rng(SEED).permutation(len(x))
    held, kept = np.split(order, [round(len(x) * share)])
    return Split(x[kept], y[kept], x[held], y[held])


def digits() -> tuple[Array, Array]:
    """Scans of handwritten digits, (1797, 8, 8, 1) in [0, 1], and what they show."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return (found.images[..., np.newaxis] / 16).astype(np.float32), found.target


def one_hot(labels: Array, classes: int = 10) -> Array:
    """Class numbers as rows of zeros and a one."""
    return np.eye(classes, dtype=np.float32)[labels]
