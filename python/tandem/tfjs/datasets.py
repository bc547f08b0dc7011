"""``tf.data``: what Python does itself of it, arrays by rows and predicates of Python's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import InputError
from tandem.tfjs import declarations, proxy, values
from tandem.tfjs.link import get_link
from tandem.tfjs.proxy import JSObject, register, replaces
from tandem.tfjs.tensors import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt


@register("Dataset")
class Dataset(JSObject):
    """What ``tf.data`` makes: elements one after the other."""

    def filter(self, predicate: Callable[[Any], Any]) -> Any:
        """The elements for which a function is true; it may answer with a tensor of one element.

        JavaScript takes every tensor for true.
        """
        return self._call("filter", lambda element: bool(predicate(element)))


@replaces("data", "array")
def array(items: npt.NDArray[Any] | Tensor | Sequence[Any]) -> Any:
    """A dataset of elements.

    Args:
        items: an array or tensor, whose rows along the first axis are tensors of its dtype, made
            when they are asked for (one copy of the whole until then, which JavaScript frees); or
            a list of numbers, arrays, or dicts of them.

    Raises:
        InputError: an array without dimensions, or whole numbers beyond int32.
    """
    link = get_link()
    whole = items.numpy() if isinstance(items, Tensor) else items
    if not isinstance(whole, np.ndarray) or whole.dtype.kind not in "fiub":
        entry = declarations.namespace(("data",)).entries["array"]
        return proxy.call(link, {"p": ["data"]}, "array", entry, (whole,))
    if whole.ndim == 0:
        raise InputError("an array without dimensions has no rows")
    rows = values.as_tensor_array(whole)
    data = rows.view(np.uint8) if rows.dtype == np.bool_ else rows
    fields = {"data": values.Data(data), "shape": rows.shape, "dtype": rows.dtype.name}
    return link.request("rows", v=values.encode_all(link, [fields])[0])
