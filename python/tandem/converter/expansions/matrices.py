"""Matrix ops: Einsum has no wasm kernel, and MatrixBandPart reads the wrong input in tfjs 4.22."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.converter.expansions.trace import replaces

if TYPE_CHECKING:
    from tandem.converter.expansions.trace import Call


@replaces("MatrixBandPart")
def band_part(call: Call) -> Any:
    """Of causal attention: keep the band, by a mask of the last two axes."""
    import tensorflow as tf

    x, lower, upper = call.inputs
    if call.constants[1] is None or call.constants[2] is None:
        return None
    lower, upper = int(call.constants[1]), int(call.constants[2])
    shape = tf.shape(x)
    rows = tf.range(_axis(x, shape, -2))[:, None]
    columns = tf.range(_axis(x, shape, -1))[None, :]
    inside: Any = None
    for limit, distance in ((lower, rows - columns), (upper, columns - rows)):
        if limit >= 0:
            part = tf.less_equal(distance, limit)
            inside = part if inside is None else tf.logical_and(inside, part)
    if inside is None:
        return x
    if x.dtype == tf.bool:
        return tf.logical_and(x, inside)
    return tf.where(inside, x, tf.zeros_like(x))


@replaces("MatrixDiagPartV3")
def diagonal(call: Call) -> Any:
    """One diagonal of matrices of known size: a gather from their flattened elements."""
    import tensorflow as tf

    x, offset = call.inputs[0], call.constants[1]
    rows, columns = x.shape[-2:] if x.shape.rank else (None, None)
    if offset is None or offset.size != 1 or rows is None or columns is None:
        return None
    k = int(offset.reshape(-1)[0])
    indices = [i * columns + i + k for i in range(rows) if 0 <= i + k < columns]
    lead = tf.shape(x)[:-2]
    flat = tf.reshape(x, tf.concat([lead, [rows * columns]], 0))
    return tf.gather(flat, np.array(indices, np.int32), axis=x.shape.rank - 2)


@replaces("MatrixDiagV3")
def diagonal_matrix(call: Call) -> Any:
    """Matrices with the given diagonal, zero elsewhere."""
    import tensorflow as tf

    x, offset = call.inputs[0], call.constants[1]
    size = x.shape[-1] if x.shape.rank else None
    if offset is None or offset.size != 1 or size is None:
        return None
    k = int(offset.reshape(-1)[0])
    rows = np.arange(size + abs(k))[:, None]
    columns = np.arange(size + abs(k))[None, :]
    inside = columns - rows == k
    index = np.where(inside, np.minimum(rows, columns), 0).reshape(-1).astype(np.int32)
    spread = tf.gather(x, index, axis=x.shape.rank - 1)
    shape = tf.concat([tf.shape(x)[:-1], inside.shape], 0)
    spread = tf.reshape(spread, shape)
    return tf.where(inside, spread, tf.zeros_like(spread))


@replaces("BatchMatMulV3")
def batch_matmul(call: Call) -> Any:
    """The same product where its dtypes are one."""
    import tensorflow as tf

    a, b = call.inputs
    if not a.dtype == b.dtype == tf.as_dtype(call.attr("Tout").type):
        return None
    return tf.raw_ops.BatchMatMulV2(
        x=a, y=b, adj_x=call.attr("adj_x").b, adj_y=call.attr("adj_y").b
    )


@replaces("Einsum")
def einsum(call: Call) -> Any:
    """A product of one or two tensors as transposes, reshapes and one BatchMatMul."""
    import tensorflow as tf

    equation = call.attr("equation").s.decode().replace(" ", "")
    if "." in equation or "->" not in equation:
        return None
    left, _, result = equation.partition("->")
    terms = left.split(",")
    if any(len(set(term)) != len(term) for term in (*terms, result)):
        return None
    ranks = [tensor.shape.rank for tensor in call.inputs]
    if ranks != [len(term) for term in terms]:
        return None
    if len(terms) == 1:
        return _permuted(_summed(call.inputs[0], terms[0], result), terms[0], result)
    (a, b), (term_a, term_b) = call.inputs, terms
    # What only one of them has and the result has not is summed first.
    kept_a = "".join(c for c in term_a if c in term_b + result)
    kept_b = "".join(c for c in term_b if c in term_a + result)
    a, b = _summed(a, term_a, kept_a), _summed(b, term_b, kept_b)
    batch = "".join(c for c in kept_a if c in kept_b and c in result)
    inner = "".join(c for c in kept_a if c in kept_b and c not in result)
    rows = "".join(c for c in kept_a if c not in kept_b)
    columns = "".join(c for c in kept_b if c not in kept_a)
    sizes = {**_sizes(b, kept_b), **_sizes(a, kept_a)}
    a = _reshaped(
        tf.transpose(a, _order(kept_a, batch + rows + inner)), sizes, [*batch], rows, inner
    )
    b = _reshaped(
        tf.transpose(b, _order(kept_b, batch + inner + columns)), sizes, [*batch], inner, columns
    )
    product = tf.matmul(a, b)
    made = batch + rows + columns
    product = _reshaped(product, sizes, [*made])
    return product if made == result else tf.transpose(product, _order(made, result))


def _axis(x: Any, shape: Any, axis: int) -> Any:
    return x.shape[axis] if x.shape.rank is not None and x.shape[axis] is not None else shape[axis]


def _order(have: str, want: str) -> list[int]:
    return [have.index(c) for c in want]


def _summed(x: Any, term: str, kept: str) -> Any:
    import tensorflow as tf

    axes = [axis for axis, c in enumerate(term) if c not in kept]
    return tf.reduce_sum(x, axis=axes) if axes else x


def _permuted(x: Any, term: str, result: str) -> Any:
    import tensorflow as tf

    have = "".join(c for c in term if c in result)
    return tf.transpose(x, _order(have, result))


def _sizes(x: Any, term: str) -> dict[str, Any]:
    """Each letter's size: a number where it is known, else a symbolic scalar."""
    import tensorflow as tf

    dynamic = tf.shape(x)
    return {c: _axis(x, dynamic, axis) for axis, c in enumerate(term)}


def _reshaped(x: Any, sizes: dict[str, Any], *groups: Any) -> Any:
    """Merge axes: letters in a list stay apart, those in a string become one axis."""
    import tensorflow as tf

    shape: list[Any] = []
    for group in groups:
        if isinstance(group, list):
            shape += [sizes[c] for c in group]
            continue
        size: Any = 1
        for c in group:
            size = size * sizes[c]
        shape.append(size)
    unknown = [index for index, size in enumerate(shape) if not isinstance(size, int)]
    if len(unknown) == 1 and 0 not in shape:
        shape[unknown[0]] = -1
    return tf.reshape(x, shape)
