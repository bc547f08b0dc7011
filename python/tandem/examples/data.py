"""The data that scikit-learn brings, split once and for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tandem.examples import SEED

if TYPE_CHECKING:
    import numpy.typing as npt


class Split(NamedTuple):
    """Inputs and targets, a part of them held out."""

    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]
    held_x: npt.NDArray[np.float32]
    held_y: npt.NDArray[np.float32]


def split(x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], share: float = 0.2) -> Split:
    """Hold out a share of the rows, drawn by the seed."""
    order = np.random.default_rng(SEED).permutation(len(x))
    held, kept = np.split(order, [round(len(x) * share)])
    return Split(x[kept], y[kept], x[held], y[held])


def digits() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Scans of handwritten digits, (1797, 8, 8, 1) in [0, 1], and what they show."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return (found.images[..., np.newaxis] / 16).astype(np.float32), found.target


def one_hot(labels: npt.NDArray[np.int64], classes: int = 10) -> npt.NDArray[np.float32]:
    """Class numbers as rows of zeros and a one."""
    return np.eye(classes, dtype=np.float32)[labels]
