"""Pictures as files: ``tf.node.encode_png`` and ``encode_jpeg``, which take bytes only.

tfjs by itself cuts whatever it is given down to a byte: 0.9 to 0, 300 to 44.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tandem.errors import InputError
from tandem.tfjs import declarations, proxy
from tandem.tfjs.link import get_link
from tandem.tfjs.tensors import Tensor

_LARGEST = 255


def _check_bytes(name: str, image: Any) -> None:
    """Raise where a picture is of anything else than whole numbers from 0 to 255.

    Raises:
        InputError: it is.
    """
    values = np.asarray(image.numpy() if isinstance(image, Tensor) else image)
    if values.dtype.kind not in "fiu" or not values.size:
        return
    low, high = values.min(), values.max()
    is_real = values.dtype.kind == "f"
    if low >= 0 and high <= _LARGEST and not (is_real and (values != np.floor(values)).any()):
        return
    fix = (
        'pictures from 0 to 1 are (x * 255).round().cast("int32")'
        if low >= 0 and high <= 1
        else "fill what is no number first"
        if not (np.isfinite(low) and np.isfinite(high))
        else 'round them, as x.round().cast("int32")'
        if low >= 0 and high <= _LARGEST
        else 'bring them there, as x.clip_by_value(0, 255).round().cast("int32")'
    )
    raise InputError(
        f"{name}() takes whole numbers from 0 to 255 and got values from {low:g} to {high:g}: {fix}"
    )


async def _encode(name: str, image: Any, arguments: Any, options: Any) -> Any:
    _check_bytes(name, image)
    link = get_link()
    js_name = declarations.camel_case(name)
    entry = declarations.namespace(("node",)).entries[js_name]
    place = {"p": ("node",)}
    return await link.settle(proxy.call(link, place, js_name, entry, (image, *arguments), options))


@proxy.awaits("node", "encodePng")
async def encode_png(image: Any, *arguments: Any, **options: Any) -> Any:
    """The bytes of a picture as a PNG file.

    Args:
        image: (height, width, channels), whole numbers from 0 to 255 of any dtype.
        arguments: tfjs's: ``compression``.
        options: the same by name.

    Raises:
        InputError: values that are no bytes.
    """
    return await _encode("encode_png", image, arguments, options)


@proxy.awaits("node", "encodeJpeg")
async def encode_jpeg(image: Any, *arguments: Any, **options: Any) -> Any:
    """The bytes of a picture as a JPEG file.

    Args:
        image: (height, width, channels), whole numbers from 0 to 255 of any dtype.
        arguments: tfjs's: ``format``, ``quality`` and more.
        options: the same by name.

    Raises:
        InputError: values that are no bytes.
    """
    return await _encode("encode_jpeg", image, arguments, options)
