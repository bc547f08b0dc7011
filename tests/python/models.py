"""Small Keras models whose outputs vary, for the tests of every area.

Fresh Keras weights make a deep network's output constant, and a comparison of constants proves
nothing: ``randomise`` gives weights and batch-norm statistics values that keep it alive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.tensorflow_package import import_keras

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tandem.model import Model


def randomise(model: Any, seed: int = 0) -> Any:
    """Give a Keras model random weights and statistics, in place; returns it."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        shape, path = tuple(weight.shape), weight.path
        if "float" not in str(weight.dtype):
            continue
        if "variance" in path:
            value = random.uniform(0.5, 2.0, shape)
        elif "gamma" in path or path.endswith("scale"):
            value = random.uniform(0.5, 1.5, shape)
        elif "kernel" in path or "embeddings" in path:
            fan_in = shape[0] * shape[1] if "depthwise" in path else np.prod(shape[:-1])
            value = random.normal(0.0, np.sqrt(2.0 / max(1, fan_in)), shape)
        else:  # biases, means, slopes
            value = random.normal(0.0, 0.3, shape)
        weight.assign(value.astype("float32"))
    return model


def inputs_for(model: Model, batch: int = 2, seed: int = 0) -> dict[str, np.ndarray]:
    """Random inputs for a model: one array for each, axes that are free get ``batch``."""
    random = np.random.default_rng(seed)
    arrays = {}
    for spec in model.inputs:
        shape = tuple(batch if axis is None else axis for axis in spec.shape)
        kind = np.dtype(spec.dtype).kind
        if kind == "b":
            arrays[spec.name] = random.integers(0, 2, shape).astype(bool)
        elif kind in "iu":
            arrays[spec.name] = random.integers(0, 8, shape).astype(spec.dtype)
        else:
            arrays[spec.name] = random.normal(0.0, 1.0, shape).astype(spec.dtype)
    return arrays


def expected(keras_model: Any, model: Model, inputs: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """What Keras itself answers, by the model's output names; no code of Tandem's is in it."""
    import keras

    struct = keras_model._inputs_struct if hasattr(keras_model, "_inputs_struct") else None
    arrays: Any = [inputs[spec.name] for spec in model.inputs]
    if isinstance(struct, dict):
        arrays = dict(zip(struct, arrays, strict=True))
    elif len(arrays) == 1:
        arrays = arrays[0]
    answer = keras_model(arrays, training=False)
    if isinstance(answer, dict):
        return {name: keras.ops.convert_to_numpy(value) for name, value in answer.items()}
    values = answer if isinstance(answer, list | tuple) else [answer]
    names = [spec.name for spec in model.outputs]
    return {n: keras.ops.convert_to_numpy(v) for n, v in zip(names, values, strict=True)}


def assert_agree(
    actual: Mapping[str, np.ndarray], wanted: Mapping[str, np.ndarray], tolerance: float = 2e-5
) -> None:
    """Same names in the same order, same shapes, finite and varying values, within tolerance."""
    assert list(actual) == list(wanted)
    for name, reference in wanted.items():
        value = actual[name]
        assert value.shape == reference.shape, name
        assert np.isfinite(value).all(), name
        assert np.unique(value).size > 1, f"{name} is constant: the comparison proves nothing"
        # Relative to the output's own size: probabilities of a thousand classes are all small.
        error = np.abs(value - reference) / np.abs(reference).max()
        assert error.max() <= tolerance, f"{name}: {error.max()}"


def build(name: str) -> Any:
    """Build the model of that name in ``BUILDERS``, its weights randomised."""
    keras = import_keras()
    keras.utils.clear_session()
    return randomise(BUILDERS[name](keras))


def _plain_cnn(keras: Any) -> Any:
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((16, 16, 3), name="image"),
            layers.Conv2D(8, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(12, 3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax", name="probabilities"),
        ]
    )


def _batch_norm(keras: Any) -> Any:
    """Convolution, depthwise, separable and dense, each before a batch norm."""
    layers = keras.layers
    x = image = keras.Input((12, 12, 3), name="image")
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.SeparableConv2D(6, 3, padding="same")(x)
    x = layers.ELU()(layers.BatchNormalization(scale=False)(x))
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same")(x)
    x = layers.BatchNormalization(center=False)(x)
    x = layers.Conv2D(4, 1)(x)  # a bias, then a batch norm, as ResNet has it
    x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.BatchNormalization()(layers.Dense(7)(x))
    return keras.Model(image, layers.Activation("sigmoid", name="scores")(x))


def _residual(keras: Any) -> Any:
    """Adds of two tensors, which must never become biases, and of a constant row."""
    layers = keras.layers
    x = image = keras.Input((8, 8, 4), name="image")
    y = layers.Conv2D(4, 3, padding="same")(x)
    x = layers.Add()([x, y])
    y = layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.Add()([y, x])
    x = layers.Concatenate()([x, layers.Multiply()([x, y])])
    x = layers.GlobalMaxPooling2D()(x)
    y = layers.Dense(8)(x)
    x = layers.Subtract()([x, y])
    return keras.Model(image, layers.Dense(3, name="out")(x))


def _two_consumers(keras: Any) -> Any:
    """Every tensor that a fusion would swallow is used once more."""
    layers = keras.layers
    image = keras.Input((8, 8, 3), name="image")
    convolved = layers.Conv2D(6, 3, padding="same", use_bias=False)(image)
    normal = layers.BatchNormalization()(convolved)
    active = layers.ReLU()(normal)
    depthwise = layers.DepthwiseConv2D(3, padding="same")(active)
    capped = layers.ReLU(6.0)(depthwise)
    sloped = layers.PReLU(shared_axes=[1, 2])(capped)
    everything = layers.Concatenate()([convolved, normal, active, depthwise, capped, sloped])
    flat = layers.GlobalAveragePooling2D()(everything)
    dense = layers.Dense(5)(flat)
    return keras.Model(image, [dense, layers.ReLU(name="positive")(dense), convolved])


def _prelu(keras: Any) -> Any:
    """PReLU after a convolution, a depthwise one, a dense layer, and with a slope per place."""
    layers = keras.layers
    x = image = keras.Input((8, 8, 3), name="image")
    x = layers.PReLU(shared_axes=[1, 2])(layers.Conv2D(6, 3, padding="same")(x))
    x = layers.PReLU(shared_axes=[1, 2])(layers.DepthwiseConv2D(3, padding="same")(x))
    x = layers.PReLU()(layers.Conv2D(4, 3)(x))
    x = layers.Flatten()(x)
    return keras.Model(image, layers.PReLU(name="out")(layers.Dense(5)(x)))


def _shared_kernel(keras: Any) -> Any:
    """One convolution called twice, each time before a batch norm of its own."""
    layers = keras.layers
    left, right = keras.Input((8, 8, 3), name="left"), keras.Input((8, 8, 3), name="right")
    convolution = layers.Conv2D(4, 3, use_bias=False)
    a = layers.BatchNormalization()(convolution(left))
    b = layers.BatchNormalization()(convolution(right))
    return keras.Model([left, right], layers.Dot(axes=-1, name="product")([a, b]))


def _named_lists(keras: Any) -> Any:
    """Several inputs and outputs whose sorted order is not their own."""
    layers = keras.layers
    zeta, alpha = keras.Input((4,), name="zeta"), keras.Input((4,), name="alpha")
    difference = layers.Subtract()([zeta, alpha])
    outputs = [layers.Dense(3, name=f"k{(index * 7) % 12}")(difference) for index in range(12)]
    return keras.Model([zeta, alpha], outputs)


def _named_dicts(keras: Any) -> Any:
    layers = keras.layers
    zeta, alpha = keras.Input((4,), name="zeta"), keras.Input((4,), name="alpha")
    difference = layers.Subtract()([zeta, alpha])
    outputs = {"y": layers.Dense(3, name="b")(difference), "c": layers.Dense(3, name="a")(alpha)}
    return keras.Model({"zeta": zeta, "alpha": alpha}, outputs)


def _odd_outputs(keras: Any) -> Any:
    """One output twice, one that passes an input through, and an input nothing uses."""
    layers = keras.layers
    used, unused = keras.Input((4,), name="used"), keras.Input((4,), name="unused")
    dense = layers.Dense(3, name="dense")(used)
    return keras.Model([used, unused], [dense, dense, used])


def _nested(keras: Any) -> Any:
    """A Functional and a Sequential model inside, with layer names that repeat."""
    layers = keras.layers
    inner_in = keras.Input((8, 8, 3))
    inner_x = layers.Conv2D(4, 3, padding="same", name="conv")(inner_in)
    inner = keras.Model(inner_in, layers.ReLU(name="act")(inner_x), name="inner")
    head = keras.Sequential(
        [keras.Input((4,)), layers.Dense(6, activation="relu", name="conv"), layers.Dense(2)],
        name="head",
    )
    x = image = keras.Input((8, 8, 3), name="image")
    x = layers.Conv2D(3, 1, name="conv")(inner(x))
    x = inner(x)
    return keras.Model(image, head(layers.GlobalAveragePooling2D()(x)))


def _one_dimension(keras: Any) -> Any:
    layers = keras.layers
    x = series = keras.Input((20, 3), name="series")
    x = layers.BatchNormalization()(layers.Conv1D(8, 3, padding="same")(x))
    x = layers.MaxPooling1D()(layers.Activation("tanh")(x))
    x = layers.SeparableConv1D(6, 3)(x)
    return keras.Model(series, layers.Dense(4, name="steps")(x))


BUILDERS: dict[str, Callable[[Any], Any]] = {
    "plain_cnn": _plain_cnn,
    "batch_norm": _batch_norm,
    "residual": _residual,
    "two_consumers": _two_consumers,
    "prelu": _prelu,
    "shared_kernel": _shared_kernel,
    "named_lists": _named_lists,
    "named_dicts": _named_dicts,
    "odd_outputs": _odd_outputs,
    "nested": _nested,
    "one_dimension": _one_dimension,
}
