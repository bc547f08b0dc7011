"""One small Keras model for each layer, activation and op: what it is made of, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.tensorflow_package import import_keras

if TYPE_CHECKING:
    from collections.abc import Callable

    Build = Callable[..., Any]

IMAGE, SEQUENCE, ROW, VOLUME = (8, 6, 4), (7, 4), (6,), (5, 6, 4, 3)

_ACTIVATIONS = [
    "celu",
    "elu",
    "exponential",
    "gelu",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "squareplus",
    "tanh",
    "tanh_shrink",
]

# name -> (shape of each input, function of keras and the inputs)
_LAYERS: dict[str, tuple[tuple[tuple[int | None, ...], ...], Build]] = {
    "Dense": ((ROW,), lambda k, x: k.layers.Dense(5)(x)),
    "Dense rank 3": ((SEQUENCE,), lambda k, x: k.layers.Dense(5, activation="relu")(x)),
    "EinsumDense": (
        (SEQUENCE,),
        lambda k, x: k.layers.EinsumDense("abc,cde->abde", (None, 3, 5), bias_axes="de")(x),
    ),
    "Embedding": (
        (SEQUENCE,),
        lambda k, x: k.layers.Embedding(9, 3)(k.ops.cast(k.ops.abs(x) * 2, "int32")),
    ),
    "ReversibleEmbedding": (
        (ROW,),
        lambda k, x: k.layers.ReversibleEmbedding(9, 3)(k.ops.cast(k.ops.abs(x) * 2, "int32")),
    ),
    "Conv1D": ((SEQUENCE,), lambda k, x: k.layers.Conv1D(5, 3, padding="same")(x)),
    "Conv1D causal": ((SEQUENCE,), lambda k, x: k.layers.Conv1D(5, 3, padding="causal")(x)),
    "Conv1D dilated": ((SEQUENCE,), lambda k, x: k.layers.Conv1D(5, 2, dilation_rate=2)(x)),
    "Conv2D": ((IMAGE,), lambda k, x: k.layers.Conv2D(5, 3, strides=2)(x)),
    "Conv2D dilated": ((IMAGE,), lambda k, x: k.layers.Conv2D(5, 3, dilation_rate=2)(x)),
    "Conv2D grouped": ((IMAGE,), lambda k, x: k.layers.Conv2D(6, 3, groups=2)(x)),
    "Conv2D by channel": ((IMAGE,), lambda k, x: k.layers.Conv2D(8, 3, groups=4)(x)),
    "Conv1D grouped": ((SEQUENCE,), lambda k, x: k.layers.Conv1D(6, 3, groups=2)(x)),
    "Conv3D": ((VOLUME,), lambda k, x: k.layers.Conv3D(4, 2, strides=2)(x)),
    "Conv1DTranspose": ((SEQUENCE,), lambda k, x: k.layers.Conv1DTranspose(5, 3, strides=2)(x)),
    "Conv2DTranspose": (
        (IMAGE,),
        lambda k, x: k.layers.Conv2DTranspose(5, 3, strides=2, padding="same")(x),
    ),
    "Conv3DTranspose": ((VOLUME,), lambda k, x: k.layers.Conv3DTranspose(4, 3, strides=2)(x)),
    "Conv3DTranspose same": (
        (VOLUME,),
        lambda k, x: k.layers.Conv3DTranspose(4, 3, strides=2, padding="same")(x),
    ),
    "DepthwiseConv1D": ((SEQUENCE,), lambda k, x: k.layers.DepthwiseConv1D(3)(x)),
    "DepthwiseConv2D": ((IMAGE,), lambda k, x: k.layers.DepthwiseConv2D(3, strides=2)(x)),
    "DepthwiseConv2D dilated": (
        (IMAGE,),
        lambda k, x: k.layers.DepthwiseConv2D(3, dilation_rate=2)(x),
    ),
    "SeparableConv1D": ((SEQUENCE,), lambda k, x: k.layers.SeparableConv1D(5, 3)(x)),
    "SeparableConv2D": ((IMAGE,), lambda k, x: k.layers.SeparableConv2D(5, 3)(x)),
    "MaxPooling1D": ((SEQUENCE,), lambda k, x: k.layers.MaxPooling1D(2)(x)),
    "MaxPooling2D": ((IMAGE,), lambda k, x: k.layers.MaxPooling2D(2, padding="same")(x)),
    "MaxPooling3D": ((VOLUME,), lambda k, x: k.layers.MaxPooling3D(2)(x)),
    "MaxPooling3D negative": ((VOLUME,), lambda k, x: k.layers.MaxPooling3D(2)(-k.ops.exp(x))),
    "AveragePooling1D": ((SEQUENCE,), lambda k, x: k.layers.AveragePooling1D(2)(x)),
    "AveragePooling2D": ((IMAGE,), lambda k, x: k.layers.AveragePooling2D(3, padding="same")(x)),
    "AveragePooling3D": ((VOLUME,), lambda k, x: k.layers.AveragePooling3D(2)(x)),
    "AdaptiveAveragePooling2D": (
        (IMAGE,),
        lambda k, x: k.layers.AdaptiveAveragePooling2D((4, 3))(x),
    ),
    "AdaptiveMaxPooling2D": ((IMAGE,), lambda k, x: k.layers.AdaptiveMaxPooling2D((4, 3))(x)),
    "GlobalMaxPooling1D": ((SEQUENCE,), lambda k, x: k.layers.GlobalMaxPooling1D()(x)),
    "GlobalMaxPooling2D": ((IMAGE,), lambda k, x: k.layers.GlobalMaxPooling2D(keepdims=True)(x)),
    "GlobalMaxPooling3D": ((VOLUME,), lambda k, x: k.layers.GlobalMaxPooling3D()(x)),
    "GlobalAveragePooling1D": ((SEQUENCE,), lambda k, x: k.layers.GlobalAveragePooling1D()(x)),
    "GlobalAveragePooling2D": ((IMAGE,), lambda k, x: k.layers.GlobalAveragePooling2D()(x)),
    "GlobalAveragePooling3D": ((VOLUME,), lambda k, x: k.layers.GlobalAveragePooling3D()(x)),
    "BatchNormalization": ((IMAGE,), lambda k, x: k.layers.BatchNormalization()(x)),
    "BatchNormalization axis 1": ((IMAGE,), lambda k, x: k.layers.BatchNormalization(axis=1)(x)),
    "BatchNormalization rank 5": ((VOLUME,), lambda k, x: k.layers.BatchNormalization()(x)),
    "LayerNormalization": ((SEQUENCE,), lambda k, x: k.layers.LayerNormalization()(x)),
    "RMSNormalization": ((SEQUENCE,), lambda k, x: k.layers.RMSNormalization()(x)),
    "GroupNormalization": ((IMAGE,), lambda k, x: k.layers.GroupNormalization(2)(x)),
    "UnitNormalization": ((SEQUENCE,), lambda k, x: k.layers.UnitNormalization()(x)),
    "SpectralNormalization": (
        (ROW,),
        lambda k, x: k.layers.SpectralNormalization(k.layers.Dense(5))(x),
    ),
    "Normalization": (
        (ROW,),
        lambda k, x: k.layers.Normalization(mean=[0.5] * 6, variance=[1, 2, 3, 4, 5, 6.0])(x),
    ),
    "Rescaling": ((IMAGE,), lambda k, x: k.layers.Rescaling(0.5, 1.0)(x)),
    "CenterCrop": ((IMAGE,), lambda k, x: k.layers.CenterCrop(4, 4)(x)),
    "Resizing bilinear": ((IMAGE,), lambda k, x: k.layers.Resizing(5, 9)(x)),
    "Resizing nearest": ((IMAGE,), lambda k, x: k.layers.Resizing(5, 9, "nearest")(x)),
    "Resizing bicubic": ((IMAGE,), lambda k, x: k.layers.Resizing(5, 9, "bicubic")(x)),
    "Resizing lanczos5": ((IMAGE,), lambda k, x: k.layers.Resizing(5, 9, "lanczos5")(x)),
    "Resizing area": ((IMAGE,), lambda k, x: k.layers.Resizing(5, 9, "area")(x)),
    "Resizing antialias": ((IMAGE,), lambda k, x: k.layers.Resizing(5, 4, antialias=True)(x)),
    "UpSampling1D": ((SEQUENCE,), lambda k, x: k.layers.UpSampling1D(2)(x)),
    "UpSampling2D nearest": ((IMAGE,), lambda k, x: k.layers.UpSampling2D(2)(x)),
    "UpSampling2D bilinear": (
        (IMAGE,),
        lambda k, x: k.layers.UpSampling2D(2, interpolation="bilinear")(x),
    ),
    "UpSampling3D": ((VOLUME,), lambda k, x: k.layers.UpSampling3D(2)(x)),
    "ZeroPadding1D": ((SEQUENCE,), lambda k, x: k.layers.ZeroPadding1D(2)(x)),
    "ZeroPadding2D": ((IMAGE,), lambda k, x: k.layers.ZeroPadding2D(((1, 0), (2, 1)))(x)),
    "ZeroPadding3D": ((VOLUME,), lambda k, x: k.layers.ZeroPadding3D(1)(x)),
    "Cropping1D": ((SEQUENCE,), lambda k, x: k.layers.Cropping1D((1, 2))(x)),
    "Cropping2D": ((IMAGE,), lambda k, x: k.layers.Cropping2D(1)(x)),
    "Cropping3D": ((VOLUME,), lambda k, x: k.layers.Cropping3D(1)(x)),
    "Flatten": ((IMAGE,), lambda k, x: k.layers.Flatten()(x)),
    "Reshape": ((IMAGE,), lambda k, x: k.layers.Reshape((4, -1))(x)),
    "Permute": ((IMAGE,), lambda k, x: k.layers.Permute((3, 1, 2))(x)),
    "RepeatVector": ((ROW,), lambda k, x: k.layers.RepeatVector(3)(x)),
    "Identity": ((ROW,), lambda k, x: k.layers.Identity()(x)),
    "Dropout": ((ROW,), lambda k, x: k.layers.Dropout(0.5)(x)),
    "SpatialDropout2D": ((IMAGE,), lambda k, x: k.layers.SpatialDropout2D(0.5)(x)),
    "GaussianNoise": ((ROW,), lambda k, x: k.layers.GaussianNoise(0.5)(x)),
    "AlphaDropout": ((ROW,), lambda k, x: k.layers.AlphaDropout(0.5)(x)),
    "RandomFlip": ((IMAGE,), lambda k, x: k.layers.RandomFlip()(x)),
    "RandomRotation": ((IMAGE,), lambda k, x: k.layers.RandomRotation(0.2)(x)),
    "RandomZoom": ((IMAGE,), lambda k, x: k.layers.RandomZoom(0.2)(x)),
    "RandomContrast": ((IMAGE,), lambda k, x: k.layers.RandomContrast(0.2)(x)),
    "ReLU": (
        (ROW,),
        lambda k, x: k.layers.ReLU(max_value=2.0, negative_slope=0.1, threshold=0.2)(x),
    ),
    "LeakyReLU": ((ROW,), lambda k, x: k.layers.LeakyReLU(0.2)(x)),
    "PReLU": ((ROW,), lambda k, x: k.layers.PReLU()(x)),
    "ELU": ((ROW,), lambda k, x: k.layers.ELU(0.7)(x)),
    "Softmax axis 1": ((SEQUENCE,), lambda k, x: k.layers.Softmax(axis=1)(x)),
    "Add": ((ROW, ROW), lambda k, x, y: k.layers.Add()([x, y])),
    "Subtract": ((ROW, ROW), lambda k, x, y: k.layers.Subtract()([x, y])),
    "Multiply": ((ROW, ROW), lambda k, x, y: k.layers.Multiply()([x, y])),
    "Average": ((ROW, ROW), lambda k, x, y: k.layers.Average()([x, y])),
    "Maximum": ((ROW, ROW), lambda k, x, y: k.layers.Maximum()([x, y])),
    "Minimum": ((ROW, ROW), lambda k, x, y: k.layers.Minimum()([x, y])),
    "Concatenate": ((IMAGE, IMAGE), lambda k, x, y: k.layers.Concatenate(axis=1)([x, y])),
    "Dot": ((SEQUENCE, SEQUENCE), lambda k, x, y: k.layers.Dot(axes=2, normalize=True)([x, y])),
    "SimpleRNN": ((SEQUENCE,), lambda k, x: k.layers.SimpleRNN(5)(x)),
    "LSTM": ((SEQUENCE,), lambda k, x: k.layers.LSTM(5)(x)),
    # Keras draws a mask that inference does not use, and moves its seed's state on.
    "LSTM dropout": ((SEQUENCE,), lambda k, x: k.layers.LSTM(5, recurrent_dropout=0.2)(x)),
    "LSTM sequences": (((None, 4),), lambda k, x: k.layers.LSTM(5, return_sequences=True)(x)),
    "LSTM backwards": ((SEQUENCE,), lambda k, x: k.layers.LSTM(5, go_backwards=True)(x)),
    "GRU": ((SEQUENCE,), lambda k, x: k.layers.GRU(5)(x)),
    "GRU reset before": (((None, 4),), lambda k, x: k.layers.GRU(5, reset_after=False)(x)),
    "GRU unrolled": ((SEQUENCE,), lambda k, x: k.layers.GRU(5, unroll=True)(x)),
    "Bidirectional": (
        ((None, 4),),
        lambda k, x: k.layers.Bidirectional(k.layers.GRU(5, return_sequences=True))(x),
    ),
    "ConvLSTM1D": (((5, 6, 3),), lambda k, x: k.layers.ConvLSTM1D(4, 3)(x)),
    "ConvLSTM2D": (((3, 6, 5, 3),), lambda k, x: k.layers.ConvLSTM2D(4, 3, padding="same")(x)),
    "StackedRNN": (
        (SEQUENCE,),
        lambda k, x: k.layers.RNN([k.layers.LSTMCell(4), k.layers.GRUCell(3)])(x),
    ),
    "TimeDistributed": (
        (SEQUENCE,),
        lambda k, x: k.layers.TimeDistributed(k.layers.Dense(5))(x),
    ),
    "Masking": ((SEQUENCE,), lambda k, x: k.layers.LSTM(4)(k.layers.Masking(0.0)(x))),
    "Attention": ((SEQUENCE, SEQUENCE), lambda k, x, y: k.layers.Attention()([x, y])),
    "Attention causal": (
        (SEQUENCE,),
        lambda k, x: k.layers.Attention()([x, x], use_causal_mask=True),
    ),
    "AdditiveAttention": (
        (SEQUENCE, SEQUENCE),
        lambda k, x, y: k.layers.AdditiveAttention()([x, y]),
    ),
    "MultiHeadAttention": ((SEQUENCE,), lambda k, x: k.layers.MultiHeadAttention(2, 3)(x, x)),
    "MultiHeadAttention causal": (
        ((None, 4),),
        lambda k, x: k.layers.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True),
    ),
    "GroupQueryAttention": (
        (SEQUENCE,),
        lambda k, x: k.layers.GroupQueryAttention(3, 4, 2)(x, x),
    ),
    "CategoryEncoding": (
        (ROW,),
        lambda k, x: k.layers.CategoryEncoding(9, "multi_hot")(
            k.ops.cast(k.ops.abs(x) * 2, "int32")
        ),
    ),
    "Discretization": (
        (ROW,),
        lambda k, x: k.layers.Discretization(bin_boundaries=[-1.0, 0.0, 1.0])(x),
    ),
}

_OPS: dict[str, tuple[tuple[tuple[int | None, ...], ...], Build]] = {
    "sparsemax": ((ROW,), lambda k, x: k.layers.Activation("sparsemax")(x * 0.05)),
    "threshold": ((ROW,), lambda k, x: k.ops.threshold(x, 0.3, -1.0)),
    "one_hot": (
        (ROW,),
        lambda k, x: k.ops.one_hot(k.ops.cast(k.ops.abs(x) * 2, "int32"), 7),
    ),
    "argmax": ((SEQUENCE,), lambda k, x: k.ops.argmax(x, -1)),
    "argmin": ((SEQUENCE,), lambda k, x: k.ops.argmin(x, 1)),
    "top_k": ((SEQUENCE,), lambda k, x: k.ops.top_k(x, 2)[0]),
    "sort": ((SEQUENCE,), lambda k, x: k.ops.sort(x, axis=-1)),
    "argsort": ((SEQUENCE,), lambda k, x: k.ops.argsort(x, axis=-1)),
    "cumsum": ((SEQUENCE,), lambda k, x: k.ops.cumsum(x, axis=1)),
    "cumprod": ((SEQUENCE,), lambda k, x: k.ops.cumprod(x, axis=1)),
    "tril": (((5, 6),), lambda k, x: k.ops.tril(x, k=1)),
    "triu": (((5, 6),), lambda k, x: k.ops.triu(x, k=-1)),
    "diagonal": (((5, 6),), lambda k, x: k.ops.diagonal(x, offset=1, axis1=1, axis2=2)),
    "trace": (((5, 6),), lambda k, x: k.ops.trace(x, axis1=1, axis2=2)),
    "roll": ((SEQUENCE,), lambda k, x: k.ops.roll(x, 2, axis=1)),
    "flip": ((SEQUENCE,), lambda k, x: k.ops.flip(x, axis=1)),
    "repeat": ((SEQUENCE,), lambda k, x: k.ops.repeat(x, 2, axis=1)),
    "tile": ((SEQUENCE,), lambda k, x: k.ops.tile(x, (1, 2, 1))),
    "pad reflect": ((SEQUENCE,), lambda k, x: k.ops.pad(x, ((0, 0), (1, 2), (0, 0)), "reflect")),
    "stack": ((ROW, ROW), lambda k, x, y: k.ops.stack([x, y], axis=1)),
    "split": ((SEQUENCE,), lambda k, x: k.ops.split(x, 2, axis=-1)[1]),
    "take": ((SEQUENCE,), lambda k, x: k.ops.take(x, [3, 0, 3], axis=1)),
    "take_along_axis": (
        (SEQUENCE,),
        lambda k, x: k.ops.take_along_axis(x, k.ops.argsort(x, axis=1), axis=1),
    ),
    "where": ((ROW, ROW), lambda k, x, y: k.ops.where(x > y, x, 2 * y)),
    "einsum": ((SEQUENCE, SEQUENCE), lambda k, x, y: k.ops.einsum("bic,bjc->bij", x, y)),
    "einsum sum": ((SEQUENCE, SEQUENCE), lambda k, x, y: k.ops.einsum("bic,bjd->bcj", x, y)),
    "matmul": ((SEQUENCE, (4, 3)), lambda k, x, y: k.ops.matmul(x, y)),
    "tensordot": (((4,), (4,)), lambda k, x, y: k.ops.tensordot(x, y, axes=[[0], [0]])),
    "outer": (((4,), (3,)), lambda _, x, y: x[:, :, None] * y[:, None, :]),
    "cross": (((5, 3), (5, 3)), lambda k, x, y: k.ops.cross(x, y)),
    "norm": ((SEQUENCE,), lambda k, x: k.ops.norm(x, axis=-1)),
    "logsumexp": ((SEQUENCE,), lambda k, x: k.ops.logsumexp(x, axis=1)),
    "mean": ((SEQUENCE,), lambda k, x: k.ops.mean(x, axis=1)),
    "var": ((SEQUENCE,), lambda k, x: k.ops.var(x, axis=1)),
    "std": ((SEQUENCE,), lambda k, x: k.ops.std(x, axis=1)),
    "prod": ((SEQUENCE,), lambda k, x: k.ops.prod(x, axis=1)),
    "max": ((SEQUENCE,), lambda k, x: k.ops.max(x, axis=1)),
    "min": ((SEQUENCE,), lambda k, x: k.ops.min(x, axis=-1)),
    "any": ((SEQUENCE,), lambda k, x: k.ops.any(x > 1.0, axis=1)),
    "all": ((SEQUENCE,), lambda k, x: k.ops.all(x > -1.0, axis=1)),
    "logical_xor": ((ROW, ROW), lambda k, x, y: k.ops.logical_xor(x > 0, y > 0)),
    "flip bool": ((SEQUENCE,), lambda k, x: k.ops.flip(x > 0, axis=1)),
    "cast bool": ((ROW,), lambda k, x: k.ops.cast(k.ops.round(x), "bool")),
    "strided int": ((SEQUENCE,), lambda k, x: k.ops.cast(x * 9, "int32")[:, ::2]),
    "strided bool": ((SEQUENCE,), lambda _, x: (x > 0)[:, ::-2]),
    "floor_divide": ((ROW, ROW), lambda k, x, y: k.ops.floor_divide(x, k.ops.abs(y) + 0.5)),
    "mod": ((ROW, ROW), lambda k, x, y: k.ops.mod(x, k.ops.abs(y) + 0.5)),
    "arctan2": ((ROW, ROW), lambda k, x, y: k.ops.arctan2(x, y)),
    "power": ((ROW,), lambda k, x: k.ops.power(k.ops.abs(x), 1.7)),
    "erf": ((ROW,), lambda k, x: k.ops.erf(x)),
    "expm1": ((ROW,), lambda k, x: k.ops.expm1(x)),
    "log1p": ((ROW,), lambda k, x: k.ops.log1p(k.ops.abs(x))),
    "rsqrt": ((ROW,), lambda k, x: k.ops.rsqrt(k.ops.abs(x) + 0.1)),
    "sign": ((ROW,), lambda k, x: k.ops.sign(x)),
    "round": ((ROW,), lambda k, x: k.ops.round(x * 2)),
    "clip": ((ROW,), lambda k, x: k.ops.clip(x, -0.5, 0.5)),
    "tan": ((ROW,), lambda k, x: k.ops.tan(x / 2)),
    "arcsinh": ((ROW,), lambda k, x: k.ops.arcsinh(x)),
    "segment_sum": (
        (ROW,),
        lambda k, x: k.ops.segment_sum(
            k.ops.transpose(x), k.ops.convert_to_tensor([0, 2, 1, 0, 2, 2]), num_segments=3
        ),
    ),
    "segment_max": (
        (ROW,),
        lambda k, x: k.ops.segment_max(
            k.ops.transpose(x), k.ops.convert_to_tensor([0, 2, 1, 0, 2, 2]), num_segments=3
        ),
    ),
    "scatter": (
        (ROW,),
        lambda k, x: k.ops.scatter(
            k.ops.convert_to_tensor([[0], [4], [2], [0], [1], [3]]), k.ops.transpose(x), (5, 2)
        ),
    ),
    "scatter_update": (
        (ROW,),
        lambda k, x: k.ops.scatter_update(
            k.ops.transpose(x),
            k.ops.convert_to_tensor([[1], [3]]),
            k.ops.take(k.ops.transpose(x * 2), [2, 4], axis=0),
        ),
    ),
    "slice_update": ((ROW,), lambda k, x: k.ops.slice_update(x, [0, 1], x[:, :2] * 3)),
    "linspace": ((ROW,), lambda k, x: x + k.ops.linspace(0.0, 1.0, 6)),
    "nan_to_num": ((ROW,), lambda k, x: k.ops.nan_to_num(k.ops.log(x))),
    "isnan": ((ROW,), lambda k, x: k.ops.isnan(k.ops.log(x))),
    "depth_to_space": ((IMAGE,), lambda k, x: k.ops.depth_to_space(x, 2)),
    "space_to_depth": ((IMAGE,), lambda k, x: k.ops.space_to_depth(x, 2)),
    "signbit": ((ROW,), lambda k, x: k.ops.signbit(x)),
    "meshgrid": (((4,), (3,)), lambda k, x, y: k.ops.expand_dims(x, 2) + k.ops.expand_dims(y, 1)),
    "unfold": ((IMAGE,), lambda k, x: k.ops.image.extract_patches(x, 2)),
}

CASES = {
    **{f"activation {name}": ((ROW,), name) for name in _ACTIVATIONS},
    **{f"layer {name}": case for name, case in _LAYERS.items()},
    **{f"op {name}": case for name, case in _OPS.items()},
}


def build(name: str) -> Any:
    """The Keras model of that case."""
    keras = import_keras()
    keras.utils.clear_session()
    shapes, made = CASES[name]
    inputs = [keras.Input(shape, name=f"in{index}") for index, shape in enumerate(shapes)]
    if isinstance(made, str):
        outputs = keras.layers.Activation(made)(inputs[0])
    else:
        outputs = made(keras, *inputs)
    return keras.Model(inputs, outputs)
