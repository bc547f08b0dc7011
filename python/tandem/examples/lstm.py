"""An LSTM learns to write, character by character, from what scikit-learn says of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import tandem.tfjs as tf
from tandem.examples import SEED, Figure, pictures

if TYPE_CHECKING:
    from pathlib import Path

    from tandem.examples.data import Array

LENGTH = 30
"""Characters that the network sees before the one it tells."""


def corpus() -> str:
    """Some thousand characters of English, in lower case and without layout."""
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris

    text = " ".join(load().DESCR for load in (load_iris, load_diabetes, load_breast_cancer))
    kept = "".join(c if c.isalpha() or c in ".,'" else " " for c in text.lower())
    return " ".join(kept.split())


def write(model: Any, seed: Array, alphabet: list[str], length: int, temperature: float) -> str:
    """Continue a text; the lower the temperature, the likelier its characters."""
    rng = np.random.default_rng(SEED)
    one_hot = np.eye(len(alphabet), dtype=np.float32)
    numbers = list(seed)
    for _ in range(length):
        with model.predict(one_hot[numbers[-LENGTH:]][np.newaxis]) as scores:
            chances = scores.numpy()[0].astype(np.float64) ** (1 / temperature)
        numbers.append(rng.choice(len(alphabet), p=chances / chances.sum()))
    return "".join(alphabet[number] for number in numbers[LENGTH:])


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Train on windows of the text, then let the network write."""
    text = corpus()[: 1500 if quick else None]
    alphabet = sorted(set(text))
    numbers = np.array([alphabet.index(character) for character in text])
    windows = np.lib.stride_tricks.sliding_window_view(numbers, LENGTH + 1)[::2]
    one_hot = np.eye(len(alphabet), dtype=np.float32)
    with tf.train.adam(0.01) as optimizer, tf.sequential() as model:
        model.add(
            tf.layers.lstm(
                units=128,
                recurrent_initializer="glorot_uniform",  # the orthogonal default is slow to make
                input_shape=[LENGTH, len(alphabet)],
            )
        )
        model.add(tf.layers.dense(units=len(alphabet), activation="softmax"))
        model.compile(optimizer=optimizer, loss="categorical_crossentropy")
        history = model.fit(
            one_hot[windows[:, :-1]],
            one_hot[windows[:, -1]],
            epochs=2 if quick else 15,
            batch_size=128,
        ).history
        written = {
            temperature: write(model, windows[0, :-1], alphabet, 60 if quick else 400, temperature)
            for temperature in (0.3, 0.8)
        }
    (out / "text.txt").write_text(
        "".join(f"temperature {t}: {said}\n\n" for t, said in written.items())
    )
    pictures.curves(out / "training.png", history, "epoch")
    known = set(text.split())
    words = written[0.3].split()[1:-1]
    return [
        Figure("loss", history["loss"][-1], at_most=1.0),
        Figure("loss of the first epoch", history["loss"][0]),
        Figure("words that exist", float(np.mean([word in known for word in words]))),
    ]
