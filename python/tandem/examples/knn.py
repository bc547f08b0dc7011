"""Nearest neighbours of embeddings: ten digits told apart by a base that was trained on five."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.examples import SEED, Figure, base, data, pictures

if TYPE_CHECKING:
    from pathlib import Path

    from tandem.examples.data import Array

NEIGHBOURS = 3


def embed(features: Any, images: Array) -> Any:
    """Features of length one, so that their product is their cosine."""
    found = features.predict(images)
    return found / tf.norm(found, axis=1, keep_dims=True)


def nearest(known: Any, asked: Any) -> Array:
    """The positions of the nearest known embeddings for each of those asked for."""
    cosines = tf.mat_mul(asked, known, transpose_b=True)
    found: Array = tf.topk(cosines, NEIGHBOURS)["indices"].numpy()
    return found


def vote(labels: Array) -> Array:
    """The most frequent label of each row; the nearest of those that are level."""
    counts = (labels[:, :, None] == labels[:, None, :]).sum(axis=2)
    most: Array = labels[np.arange(len(labels)), counts.argmax(axis=1)]
    return most


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Ask for the neighbours of scans held out, among all others and among five a class."""
    scans, labels = data.digits()
    x, y, held_x, held_y = data.split(scans, labels)
    with base.trained(quick=quick) as whole, base.truncated(whole) as features, tf.tidy():
        known, asked = embed(features, x), embed(features, held_x)
        found = nearest(known, asked)
        order = np.random.default_rng(SEED).permutation(len(x))
        few = np.concatenate([order[y[order] == digit][:5] for digit in range(10)])
        found_few = few[nearest(known[few], asked)]

    read = vote(y[found])
    # The misread ones first, each before its neighbours.
    asked_for = np.argsort(read == held_y, kind="stable")[:12]
    tiles: list[tuple[Array, str]] = []
    marked = []
    for number, i in enumerate(asked_for):
        tiles.append((held_x[i, ..., 0], f"{held_y[i]}?"))
        tiles.extend((x[n, ..., 0], f"{y[n]}") for n in found[i])
        marked += [bool(read[i] != held_y[i]), *[False] * NEIGHBOURS]
        if number % 2 == 0:
            tiles.append((np.ones((8, 8)), ""))
            marked.append(False)
    pictures.sheet(
        out / "neighbours.png",
        tiles,
        2 * NEIGHBOURS + 3,
        marked,
        title="scans held out, and the three nearest of the others; red: outvoted",
    )
    return [
        Figure("accuracy", float(np.mean(read == held_y)), at_least=0.97),
        Figure("accuracy, 5 examples a class", float(np.mean(vote(y[found_few]) == held_y))),
    ]
