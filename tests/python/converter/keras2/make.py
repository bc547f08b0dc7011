"""Make the Keras 2 files beside this script, each with inputs and Keras 2's own answers.

    pip install tf_keras h5py && python make.py

In an environment of its own: what is tested is that files of another Keras are read rightly.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
import tf_keras as keras

layers = keras.layers
HERE = Path(__file__).parent


def cnn() -> keras.Model:
    """Convolutions, batch norms, a concatenation and a nested model."""
    image = keras.Input((12, 12, 3), name="image")
    x = layers.Conv2D(6, 3, padding="same", use_bias=False, name="stem/conv")(image)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    y = layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.Concatenate()([x, layers.LeakyReLU(alpha=0.2)(y)])
    x = layers.SeparableConv2D(5, 3, activation="swish")(layers.Dropout(0.3)(x))
    head = keras.Sequential([layers.GlobalAveragePooling2D(), layers.Dense(4)], name="head")
    return keras.Model(image, [head(x), layers.Activation("sigmoid", name="scores")(x)])


def words() -> keras.Model:
    """A mask, an LSTM, a GRU as CuDNN has it, and both directions."""
    ids = keras.Input((7,), dtype="int32", name="ids")
    x = layers.Embedding(9, 5, mask_zero=True)(ids)
    x = layers.LSTM(6, return_sequences=True)(x)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    return keras.Model(ids, layers.Dense(3, activation="softmax")(layers.GRU(4)(x)))


def functions() -> keras.Model:
    """Bare TensorFlow functions, a nested model called twice, a state handed on."""
    series = keras.Input((6, 4), name="series")
    inner = keras.Input((4,))
    tower = keras.Model(inner, layers.Dense(3, activation="hard_sigmoid")(inner), name="tower")
    x = 1.0 - series[..., :2] * series[:, ::-1, 2:] / 2.0
    x = tf.concat([x, tf.reduce_mean(series, axis=2, keepdims=True)], axis=-1)
    both = tower(series[:, 0]) + tower(tf.nn.relu(series[:, 1]))
    _, h, c = layers.LSTM(3, return_state=True)(x)
    y = layers.LSTM(3, return_sequences=True)(x, initial_state=[h, c])
    y = layers.MultiHeadAttention(2, 3)(y, y)
    image = layers.Reshape((6, 1, 3, 1))(y)
    moved = layers.ConvLSTM2D(2, (1, 2))(image)  # its gates are hard sigmoids
    return keras.Model(series, [both, layers.Flatten()(moved)])


def main() -> None:
    """Write the files."""
    keras.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    given = {
        "cnn": {"image": random.normal(0, 1, (2, 12, 12, 3)).astype("float32")},
        "functions": {"series": random.normal(0, 1, (2, 6, 4)).astype("float32")},
        "words": {"ids": random.integers(0, 9, (3, 7)).astype("int32")},
    }
    for build in (cnn, functions, words):
        model = build()
        for weight in model.weights:
            shape = tuple(weight.shape)
            is_variance = "variance" in weight.name
            values = (
                random.uniform(0.5, 1.5, shape) if is_variance else random.normal(0, 0.5, shape)
            )
            weight.assign(values.astype("float32"))
        name = build.__name__
        model.save(HERE / f"{name}.h5", include_optimizer=False)
        (value,) = given[name].values()
        answers = model(value, training=False)
        outputs = answers if isinstance(answers, list) else [answers]
        arrays = {f"output{index}": value.numpy() for index, value in enumerate(outputs)}
        np.savez_compressed(HERE / f"{name}.npz", **given[name], **arrays)


if __name__ == "__main__":
    main()
