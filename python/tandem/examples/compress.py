"""A generator's weights in fewer bits: what each way costs in quality, and saves in size and time.

What it saves is download: tfjs expands weights to float32 as it loads them, so that memory and
speed stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import tandem
import tandem.tfjs as tf
from tandem.comparison.fit import psnr, ssim
from tandem.examples import SEED, Figure, pictures
from tandem.examples.pix2pix import draw, milliseconds, to_picture, trained

if TYPE_CHECKING:
    from pathlib import Path

    from tandem.examples.data import Array


LEAST = {"float32": 100.0, "float16": 70.0, "uint16": 90.0, "uint8": 45.0}
"""The ways, and the PSNR against Keras that each must reach, in dB."""


def run(out: Path, *, quick: bool) -> list[Figure]:
    """Convert one generator four times, and hold what each draws against Keras's own."""
    losses: list[float] = []
    native = trained(40 if quick else 600, losses)
    edges, _ = draw(32, np.random.default_rng(SEED + 1))
    expected = np.asarray(native(edges, training=False))
    sizes, times, drawn, loaded = {}, {}, {}, {}
    for way in LEAST:
        folder = out / way
        # Checked below, on real pictures instead of random inputs.
        converted = tandem.convert(
            native, folder, quantize=None if way == "float32" else way, check=False
        )
        sizes[way] = converted.size
        before = tf.memory()["numBytes"]
        with tf.load_graph_model(folder) as web:
            loaded[way] = tf.memory()["numBytes"] - before

            def predict(images: Array, web: Any = web) -> Array:
                with web.predict(images) as predicted:
                    found: Array = predicted.numpy()
                    return found

            drawn[way] = predict(edges)
            times[way] = milliseconds(predict, edges[:1])

    rows = [
        (to_picture(images), name)
        for i in range(6)
        for name, images in (
            ("Keras", expected[i]),
            *((way, drawn[way][i]) for way in ("float16", "uint16", "uint8")),
            ("uint8's error x 100", np.abs(drawn["uint8"][i] - expected[i]) * 100 - 1),
        )
    ]
    pictures.sheet(out / "contact-sheet.png", rows, columns=10, inches=1.2)
    similar = {
        way: float(np.mean([ssim(a, b) for a, b in zip(images, expected, strict=True)]))
        for way, images in drawn.items()
    }
    return [
        figure
        for way in LEAST
        for figure in (
            Figure(f"{way}: kB on disk", sizes[way] / 1e3),
            Figure(f"{way}: kB in memory", loaded[way] / 1e3),
            Figure(f"{way}: PSNR, dB", psnr(drawn[way], expected), at_least=LEAST[way]),
            Figure(f"{way}: SSIM", similar[way]),
            Figure(f"{way}: ms a picture", times[way]),
        )
    ]
