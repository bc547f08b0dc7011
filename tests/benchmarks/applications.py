"""Convert one network of each family in keras.applications and compare it in tfjs.

    python tests/benchmarks/applications.py [NAME ...]

Weights are random, statistics are those of a random batch, so that activations neither die nor
grow. Prints a line for each network: its nodes, fused ops, size, seconds, and largest errors.
"""

from __future__ import annotations

import sys
import tempfile
import time

import numpy as np

import tandem
from tandem.converter.check import distance
from tandem.tensorflow_package import import_keras

FAMILIES = {
    "MobileNet": 64,
    "MobileNetV2": 64,
    "MobileNetV3Small": 64,
    "MobileNetV3Large": 64,
    "EfficientNetB0": 64,
    "EfficientNetV2B0": 64,
    "DenseNet121": 64,
    "NASNetMobile": 64,
    "ResNet50": 64,
    "ResNet50V2": 64,
    "ConvNeXtTiny": 64,
    "InceptionV3": 96,
    "InceptionResNetV2": 96,
    "Xception": 96,
    "VGG16": 64,
}
"""A network of each family, and the side of the picture it is built for."""


TOLERANCE = 2e-5


def calibrated(name: str, side: int) -> object:
    """Build a network whose output varies with its input."""
    keras = import_keras()
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)
    network = getattr(keras.applications, name)(
        weights=None, input_shape=(side, side, 3), classes=10, classifier_activation=None
    )
    random = np.random.default_rng(0)
    normalizations = []
    for layer in network._flatten_layers():
        if type(layer).__name__ == "BatchNormalization":
            normalizations.append((layer, layer.momentum))
            layer.momentum = 0.0  # one pass sets the statistics
        for weight in layer.weights:
            if weight.name in {"gamma", "beta", "bias"}:
                start = 1.0 if weight.name == "gamma" else 0.0
                weight.assign(start + random.normal(0, 0.1, weight.shape))
    batch = random.uniform(0, 255, (8, side, side, 3)).astype("float32")
    network(batch, training=True)
    for layer, momentum in normalizations:
        layer.momentum = momentum
    # Logits of ordinary size: the last kernel, which may be a convolution's.
    last = [weight for weight in network.weights if weight.name == "kernel"][-1]
    last.assign(last / np.std(network(batch, training=False)))
    return network


def compare(
    original: tandem.Model, converted: tandem.Model, picture: np.ndarray
) -> tuple[dict[str, float], bool]:
    """Return each runtime's largest error, and whether the original's output varies."""
    values = picture.astype("float32")
    with tandem.open("tensorflow", original) as session:
        (wanted,) = session.run({original.inputs[0].name: values}).values()
    errors = {}
    for runtime in ("tfjs-node", "tfjs-wasm"):
        with tandem.open(runtime, converted) as session:
            (got,) = session.run({converted.inputs[0].name: values}).values()
        errors[runtime] = distance(np.array(got), wanted)
    return errors, float(np.ptp(wanted, axis=0).max()) > 1e-3


def main(names: list[str]) -> int:
    """Compare the named networks, or all; returns how many do not agree."""
    failed = 0
    for name in names or FAMILIES:
        network = calibrated(name, FAMILIES[name])
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            made = tandem.convert(network, folder, check=False)
            seconds = time.perf_counter() - start
            picture = np.random.default_rng(1).uniform(0, 255, (2, *network.input_shape[1:]))
            errors, varies = compare(tandem.load(network), tandem.load(folder), picture)
        failed += not varies or max(errors.values()) > TOLERANCE
        print(  # noqa: T201
            f"{name}: {made.nodes} nodes, {made.fused}, {made.folded} folded, {made.expanded}, "
            f"{made.size / 1e6:.1f} MB, {seconds:.1f} s, "
            + ", ".join(f"{runtime} {error:.1e}" for runtime, error in errors.items()),
            flush=True,
        )
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
