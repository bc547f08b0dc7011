"""Trains the demo's model and writes its pictures: ``python -m tandem.demo.train OUT``.

scikit-learn brings 1,797 scans of handwritten digits, 8x8 in 17 shades of grey. A fifth of them,
every class alike, is held out: those become the demo's pictures. The model sees the others only,
through the same 8-bit values that the pictures hold, so what was trained is what is compared.

The ``digits.keras`` beside this file was written under Keras 3.3, the oldest that Tandem supports:
an older Keras does not read a newer one's files.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import keras

SEED = 7
EPOCHS = 25


class Scans(NamedTuple):
    """The digits, split once and for all by ``SEED``."""

    train_images: np.ndarray
    """uint8, (n, 8, 8, 1), 0 to 255."""
    train_labels: np.ndarray
    """int64, (n,), 0 to 9."""
    held_images: np.ndarray
    """uint8, (360, 8, 8, 1), 0 to 255."""
    held_labels: np.ndarray
    """int64, (360,), 0 to 9."""


def scans() -> Scans:
    """Return scikit-learn's digits as 8-bit pictures, a fifth of each class held out."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    images = np.rint(digits.images * (255 / 16)).astype(np.uint8)[..., np.newaxis]
    train_images, held_images, train_labels, held_labels = train_test_split(
        images, digits.target, test_size=0.2, random_state=SEED, stratify=digits.target
    )
    return Scans(train_images, train_labels, held_images, held_labels)


def network() -> keras.Model:
    """Return the untrained CNN: inputs in [0, 1], (batch, 8, 8, 1); outputs ten probabilities."""
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((8, 8, 1), name="image"),
            layers.Conv2D(16, 3, padding="same", use_bias=False, name="strokes"),
            layers.BatchNormalization(name="strokes_normalised"),
            layers.ReLU(name="strokes_active"),
            layers.Conv2D(32, 3, padding="same", activation="relu", name="shapes"),
            layers.MaxPooling2D(name="pool"),
            layers.Flatten(name="flat"),
            layers.Dense(32, activation="relu", name="features"),
            layers.Dropout(0.3, seed=SEED, name="dropout"),
            layers.Dense(10, activation="softmax", name="digit"),
        ],
        name="digits",
    )


def train(data: Scans) -> keras.Model:
    """Return the CNN trained on the scans that are not held out, without its optimizer's state."""
    import keras

    keras.utils.set_random_seed(SEED)
    learner = network()
    learner.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    learner.fit(
        data.train_images / np.float32(255),
        data.train_labels,
        batch_size=32,
        epochs=EPOCHS,
        verbose=2,
    )
    # A fresh copy was never compiled, so its file is a third of the size.
    model = network()
    model.set_weights(learner.get_weights())
    return model


def write_pictures(data: Scans, out: Path) -> None:
    """Write the held-out scans to ``out/digits`` as PNG files and their digits beside them."""
    import cv2

    folder = out / "digits"
    folder.mkdir(parents=True, exist_ok=True)
    with (out / "truth.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["image", "digit"])
        for number, (image, label) in enumerate(
            zip(data.held_images, data.held_labels, strict=True)
        ):
            name = f"{number:03d}.png"
            if not cv2.imwrite(str(folder / name), image, [cv2.IMWRITE_PNG_COMPRESSION, 9]):
                raise OSError(f"cannot write {folder / name}")
            rows.writerow([name, label])


def main() -> None:
    """Train, write ``digits.keras``, the pictures and their digits, and print the accuracy."""
    parser = argparse.ArgumentParser(prog="python -m tandem.demo.train", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write to")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    data = scans()
    model = train(data)
    held = model.predict(data.held_images / np.float32(255), verbose=0)
    accuracy = float(np.mean(held.argmax(axis=1) == data.held_labels))
    model.save(out / "digits.keras")
    write_pictures(data, out)
    print(f"{accuracy:.1%} of the {len(held)} held-out scans are right")  # noqa: T201


if __name__ == "__main__":
    main()
