"""Networks of keras.applications with random weights under which they compute well.

Keras's own fresh weights make a deep network's output constant; plain random ones make it chaotic:
one part in a million on the input of ResNet50 then moves its output by 270 times that, in Keras
alone, and a comparison measures that instead of a conversion. Trained networks do neither. So,
in the order of a forward pass:

- kernels are LeCun-normal, and batch norms take their statistics from the batch that reaches them,
  so that every activation stays of unit scale;
- their offsets lie about 1, so that most units are on, and gains about 1;
- what a residual branch adds is scaled by 0.3, as layer scales and trained gains do;
- the logits have unit spread over the pictures, so that the probabilities differ among them.

Nothing else is changed: the networks are those that Keras builds, softmax included.

How well a network computes is measured, not assumed: ``sensitivity`` is how far Keras's own answer
moves for one part in a million on its input.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tandem.converter.check import distance
from tandem.tensorflow_package import import_keras

FAMILIES = {
    "ConvNeXtTiny": 64,
    "DenseNet121": 64,
    "EfficientNetB0": 64,
    "EfficientNetV2B0": 64,
    "InceptionResNetV2": 96,
    "InceptionV3": 96,
    "MobileNet": 64,
    "MobileNetV2": 64,
    "MobileNetV3Small": 64,
    "NASNetMobile": 64,
    "ResNet50": 64,
    "ResNet50V2": 64,
    "VGG16": 64,
    "VGG19": 64,
    "Xception": 96,
}
"""A network of each family in keras.applications, and the side of the pictures it is built for."""

_BRANCH = 0.3
_BATCH = 16
_KERNELS = {"Conv2D", "Dense", "DepthwiseConv2D", "SeparableConv2D"}


def network(name: str, side: int, seed: int = 0, classes: int = 10) -> Any:
    """Build a network of keras.applications and give it such weights."""
    keras = import_keras()
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    made = getattr(keras.applications, name)(
        weights=None, input_shape=(side, side, 3), classes=classes
    )
    random = np.random.default_rng(seed)
    layers = list(made._flatten_layers(include_self=False))
    momenta = {}
    for layer in layers:
        _fill(layer, random)
        if type(layer).__name__ == "BatchNormalization":
            momenta[layer] = layer.momentum
            layer.momentum = 0.0  # one pass sets the statistics
    for branch in _branches(made):
        branch.assign(branch * _BRANCH)
    batch = pictures(_BATCH, side, seed)
    made(batch, training=True)
    for layer, momentum in momenta.items():
        layer.momentum = momentum
    _spread_logits(made, layers, batch)
    return made


def pictures(count: int, side: int, seed: int) -> np.ndarray:
    """Random pictures that differ as photographs do: in colour, shapes and grain, 0 to 255."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side] / side
    batch = random.normal(0, 10, (count, side, side, 3))
    for at in range(count):
        batch[at] += random.uniform(0, 255, 3)
        for _ in range(4):
            turn, phase = random.uniform(-9, 9, 2), random.uniform(0, 6.3)
            wave = np.sin(turn[0] * x + turn[1] * y + phase)
            batch[at] += wave[..., None] * random.uniform(-80, 80, 3)
    return np.clip(batch, 0, 255).astype(np.float32)


def sensitivity(made: Any, batch: np.ndarray) -> float:
    """How far Keras's own answer moves for one part in a million on its input."""
    sign = np.random.default_rng(0).choice([-1e-6, 1e-6], batch.shape)
    moved = (batch * (1 + sign)).astype(np.float32)
    return distance(np.asarray(made(moved)), np.asarray(made(batch)))


def _fill(layer: Any, random: np.random.Generator) -> None:
    kind = type(layer).__name__
    for weight in layer.weights:
        shape = tuple(weight.shape)
        if "kernel" in weight.name and kind in _KERNELS:
            is_depthwise = "depthwise" in weight.name or kind == "DepthwiseConv2D"
            fan_in = np.prod(shape[:2]) if is_depthwise else np.prod(shape[:-1])
            weight.assign(random.normal(0, fan_in**-0.5, shape))
        elif kind == "LayerScale":
            weight.assign(_BRANCH * random.uniform(0.8, 1.2, shape))
        elif weight.name == "gamma":
            weight.assign(random.uniform(0.8, 1.2, shape))
        elif weight.name == "beta":
            weight.assign(1 + random.normal(0, 0.1, shape))
        elif weight.name == "bias":
            weight.assign(random.normal(0, 0.1, shape))


def _branches(made: Any) -> list[Any]:
    """The gain or kernel at the end of every residual branch: an Add's deeper input."""
    depths: dict[Any, int] = {}
    found = []
    for layer in made.operations:
        nodes = layer._inbound_nodes[:1]
        parents = [node.operation for node in nodes[0].parent_nodes] if nodes else []
        depths[layer] = 1 + max((depths[parent] for parent in parents), default=0)
        if type(layer).__name__ != "Add" or len(parents) < 2:
            continue
        end = max(parents, key=depths.__getitem__)
        while not getattr(end, "weights", ()) and len(end._inbound_nodes[0].parent_nodes) == 1:
            end = end._inbound_nodes[0].parent_nodes[0].operation
        found += [
            w
            for w in getattr(end, "weights", ())
            if w.name in {"gamma", "kernel", "pointwise_kernel"}
        ]
    return found


def _spread_logits(made: Any, layers: list[Any], batch: np.ndarray) -> None:
    """Scale and shift the last layer, so that each logit has unit spread over the pictures."""
    last = [layer for layer in layers if type(layer).__name__ in {"Dense", "Conv2D"}][-1]
    # The softmax is the last layer's own, or a layer's behind it: up to a constant, its logarithm.
    logits = np.log(np.asarray(made(batch, training=False), np.float64))
    logits -= logits.mean(axis=1, keepdims=True)
    spread, middle = logits.std(axis=0), logits.mean(axis=0)
    last.kernel.assign(last.kernel / spread)
    last.bias.assign((last.bias - middle) / spread)
