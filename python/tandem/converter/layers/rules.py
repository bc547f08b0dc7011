"""Which Keras layers tfjs-layers 4.22 has, runs rightly, and how it spells them.

What is not here is refused: tfjs would throw at best, and answer wrongly at worst.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[dict[str, Any]], str | None]

ACTIVATIONS = {
    "elu": "elu",
    "gelu": "gelu",
    "linear": "linear",
    "log_softmax": "log_softmax",
    "mish": "mish",
    "relu": "relu",
    "relu6": "relu6",
    "selu": "selu",
    "sigmoid": "sigmoid",
    "silu": "swish",
    "softmax": "softmax",
    "softplus": "softplus",
    "softsign": "softsign",
    "swish": "swish",
    "tanh": "tanh",
}
"""tfjs's name of each activation that it has."""

INITIALIZERS = {
    "Zeros": "Zeros",
    "Ones": "Ones",
    "Constant": "Constant",
    "RandomNormal": "RandomNormal",
    "RandomUniform": "RandomUniform",
    "TruncatedNormal": "TruncatedNormal",
    "VarianceScaling": "VarianceScaling",
    "GlorotNormal": "GlorotNormal",
    "GlorotUniform": "GlorotUniform",
    "HeNormal": "HeNormal",
    "HeUniform": "HeUniform",
    "LecunNormal": "LeCunNormal",
    "LecunUniform": "LeCunUniform",
    "Orthogonal": "Orthogonal",
    "OrthogonalInitializer": "Orthogonal",
}

CONSTRAINTS = {"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"}

DROPPED = {
    "batch_shape", "build_config", "compile_config", "ragged", "sparse", "optional", "seed",
    "quantization_config", "autocast", "lora_rank", "lora_alpha", "module", "registered_name",
    "renorm", "synchronized", "zero_output_for_mask", "backward_layer", "use_cudnn", "input_length",
    "invert", "mean", "variance", "rms_scaling",
}  # fmt: skip
"""Keys that tfjs does not know, or that say nothing to it."""

AT_INFERENCE_NOTHING = {
    "RandomBrightness", "RandomContrast", "RandomCrop", "RandomFlip", "RandomHeight",
    "RandomRotation", "RandomTranslation", "RandomWidth", "RandomZoom", "SpatialDropout2D",
    "SpatialDropout3D", "Identity", "ActivityRegularization",
}  # fmt: skip
"""Layers that pass their input through when they do not train: a linear activation in tfjs."""


def _fixed(**wanted: Any) -> Check:
    """A check that options have the values that tfjs runs rightly."""

    def check(config: dict[str, Any]) -> str | None:
        for key, value in wanted.items():
            values = value if isinstance(value, tuple) else (value,)
            given = config.get(key, values[0])
            given = tuple(given) if isinstance(given, list) else given
            if given not in values and not (
                isinstance(given, tuple) and all(item in values for item in given)
            ):
                return f"{key}={config[key]!r}"
        return None

    return check


_ANY = _fixed()
_NO_GROUPS = _fixed(groups=1, data_format="channels_last")
_LAST = _fixed(data_format="channels_last")
_POOLING = _fixed(data_format="channels_last", keepdims=False)

LAYERS: dict[str, Check] = {
    "InputLayer": _fixed(sparse=False, ragged=(False, None)),
    "Dense": _ANY,
    "Activation": _ANY,
    "ReLU": _fixed(negative_slope=0.0, threshold=0.0),
    "LeakyReLU": _ANY,
    "PReLU": _ANY,
    "ELU": _fixed(alpha=1.0),
    "Softmax": _fixed(axis=-1),
    "Dropout": _fixed(noise_shape=None),
    "SpatialDropout1D": _ANY,
    "GaussianNoise": _ANY,
    "GaussianDropout": _ANY,
    "AlphaDropout": _fixed(noise_shape=None),
    "Flatten": _LAST,
    "Reshape": _ANY,
    "Permute": _ANY,
    "RepeatVector": _ANY,
    "Masking": _ANY,
    "Embedding": _ANY,
    "Conv1D": _fixed(groups=1, data_format="channels_last", padding=("valid", "same")),
    "Conv2D": _NO_GROUPS,
    "Conv3D": _NO_GROUPS,
    "Conv2DTranspose": _fixed(output_padding=None, data_format="channels_last", dilation_rate=1),
    "DepthwiseConv2D": _fixed(dilation_rate=1, data_format="channels_last"),
    "SeparableConv2D": _fixed(data_format="channels_last"),
    "MaxPooling1D": _LAST,
    "MaxPooling2D": _LAST,
    "AveragePooling1D": _LAST,
    "AveragePooling2D": _LAST,
    "GlobalMaxPooling1D": _POOLING,
    "GlobalMaxPooling2D": _POOLING,
    "GlobalAveragePooling1D": _POOLING,
    "GlobalAveragePooling2D": _POOLING,
    "ZeroPadding2D": _LAST,
    "Cropping2D": _LAST,
    "UpSampling2D": _fixed(interpolation="nearest", data_format="channels_last"),
    "BatchNormalization": _ANY,
    "LayerNormalization": _fixed(rms_scaling=False),
    "Normalization": _fixed(invert=False),
    "Rescaling": _ANY,
    "Add": _ANY,
    "Multiply": _ANY,
    "Average": _ANY,
    "Maximum": _ANY,
    "Minimum": _ANY,
    "Concatenate": _ANY,
    "Dot": _fixed(normalize=(False, True)),
    "SimpleRNN": _ANY,
    "LSTM": _ANY,
    "GRU": _fixed(reset_after=False),
    "Bidirectional": _ANY,
    "TimeDistributed": _ANY,
    "Functional": _ANY,
    "Sequential": _ANY,
}
"""Every layer that is let through, and the check of its options."""
