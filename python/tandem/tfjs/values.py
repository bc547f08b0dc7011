"""Values between Python and JavaScript as JSON; ``js/library/values.ts`` is the other end.

Numbers, strings, booleans, ``None``, lists and dicts pass as what they are, and whole numbers
stay whole. Arrays become tensors of the bridge, handed over by number: one copy, whatever their
size. Everything else passes as a handle.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.aligned import aligned_empty
from tandem.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    from tandem.tfjs.link import Link

_DTYPES = {
    "float16": "float32",
    "float64": "float32",
    "longdouble": "float32",
    "complex128": "complex64",
    "int8": "int32",
    "int16": "int32",
    "int64": "int32",
    "uint8": "int32",
    "uint16": "int32",
    "uint32": "int32",
    "uint64": "int32",
}
"""What tfjs keeps arrays of other dtypes as; it has float32, int32, bool, complex64 and string."""

_TYPED_ARRAYS = {
    "Float32Array": "float32",
    "Float64Array": "float64",
    "Int8Array": "int8",
    "Int16Array": "int16",
    "Int32Array": "int32",
    "Uint8Array": "uint8",
    "Uint8ClampedArray": "uint8",
    "Uint16Array": "uint16",
    "Uint32Array": "uint32",
    "BigInt64Array": "int64",
    "BigUint64Array": "uint64",
}

UNDEFINED = {"$": "u"}
"""What JavaScript calls undefined, encoded."""

_BIGGEST = 2**31
_EXACT = 2**53


class Undefined:
    """JavaScript's ``undefined`` where it matters that it is not ``null``."""


class Data:
    """An array that JavaScript gets as a typed array, of which no tensor is made. Two copies."""

    def __init__(self, array: npt.NDArray[Any]) -> None:
        self.array = array

    @staticmethod
    def of(value: Any) -> Any:
        """The data of an array or bytes; anything else as it is."""
        if isinstance(value, np.ndarray) and value.dtype.name in _TYPED_ARRAYS.values():
            return Data(value.astype(value.dtype.newbyteorder("="), copy=False))
        return value

    def encode(self, link: Link) -> dict[str, Any]:
        """It, for a request."""
        kind = next(js for js, name in _TYPED_ARRAYS.items() if name == self.array.dtype.name)
        # As booleans: of single bytes, what tfjs's binding can read.
        flat = np.ascontiguousarray(self.array).reshape(-1).view(np.bool_)
        number, _ = link.bridge.from_buffer(flat.copy())
        link.handed_over.append(int(number))
        return {"$": "b", "i": int(number), "d": kind}


def tensor_dtype(dtype: np.dtype[Any]) -> str:
    """The name of the dtype that tfjs keeps arrays of a numpy dtype as."""
    return _DTYPES.get(dtype.name, dtype.name)


def dtype_named(value: Any) -> str | None:
    """The name in tfjs of a dtype of numpy's or a type of Python's (``float``); or none."""
    if isinstance(value, np.dtype):
        return tensor_dtype(value)
    if isinstance(value, type) and issubclass(value, np.generic | bool | int | float | complex):
        return tensor_dtype(np.dtype(value))
    return None


def array_of(value: Any) -> npt.NDArray[Any]:
    """What numpy makes of a value.

    Raises:
        InputError: nothing: nested sequences of different lengths.
    """
    try:
        return np.asarray(value)
    except ValueError as error:
        raise InputError(f"a tensor cannot be made of this: {error}") from error


def as_tensor_array(value: Any, dtype: Any = None) -> npt.NDArray[Any]:
    """An array of a dtype that tfjs has, C-contiguous.

    Args:
        value: an array, number, or nested sequence of numbers, booleans or strings. Whole numbers
            become int32, others float32.
        dtype: tfjs's name of the wanted dtype, one of numpy's, or ``None`` to follow the value's.

    Raises:
        InputError: the value is ragged or no numbers, or a whole number is beyond int32.
    """
    array = array_of(value)
    dtype = dtype_named(dtype) or dtype
    if array.dtype == object and not _is_text(array):
        raise InputError(
            f"a tensor is made of numbers, booleans or strings, not of "
            f"{type(array.reshape(-1)[0]).__name__}; check that all rows are as long"
        )
    if array.dtype.kind in "OSUT" or dtype == "string":
        return array
    wanted = dtype or tensor_dtype(array.dtype)
    if wanted not in {"float32", "int32", "bool", "complex64"}:
        raise InputError(
            f"tfjs has no tensors of {wanted}; it has float32, int32, bool, string and complex64"
        )
    if wanted == "int32" and array.dtype.kind in "iu" and array.dtype.itemsize >= 4 and array.size:  # noqa: PLR2004
        low, high = int(array.min()), int(array.max())
        if low < -_BIGGEST or high >= _BIGGEST:
            raise InputError(
                f"whole numbers from {low} to {high} do not fit tfjs's int32: convert them with "
                "astype('float32')"
            )
    return np.ascontiguousarray(array, wanted).reshape(array.shape)


def _is_text(array: npt.NDArray[Any]) -> bool:
    return array.size > 0 and all(isinstance(item, str | bytes) for item in array.reshape(-1))


def encode_array(link: Link, value: Any, dtype: Any = None) -> dict[str, Any]:
    """An array as a tensor of the bridge, which JavaScript takes charge of. One copy."""
    array = as_tensor_array(value, dtype)
    if array.dtype.kind in "OSUT":
        items = [item if isinstance(item, bytes) else str(item).encode() for item in array.flat]
        number = int(link.bridge.from_strings(list(array.shape), items))
        link.handed_over.append(number)
        return {"$": "t", "i": number, "d": "string", "s": array.shape}
    number, shared = link.bridge.from_buffer(array)
    if shared and (array is value or np.may_share_memory(array, value)):
        # TensorFlow would go on reading, and handing on, memory that its owner can write to.
        link.bridge.delete(number)
        copy = aligned_empty(array.shape, array.dtype.name)
        copy[...] = array
        number, _ = link.bridge.from_buffer(copy)
    link.handed_over.append(int(number))
    return {"$": "t", "i": int(number), "d": array.dtype.name, "s": array.shape}


def encode_all(link: Link, arguments: Sequence[Any]) -> list[Any]:
    """Values for one request; where one cannot be encoded, those before it are let go of.

    Raises:
        EngineError: this thread or process cannot call JavaScript, which would take charge of them.
    """
    link.engine.check_caller()
    before, link.handed_over = link.handed_over, []
    try:
        return [encode(link, value) for value in arguments]
    except BaseException:
        for number in link.handed_over:
            link.bridge.delete(number)
        raise
    finally:
        link.handed_over = before


def encode(link: Link, value: Any) -> Any:  # noqa: C901, PLR0911, PLR0912 - one case a type
    """A value of Python's, for a request.

    Raises:
        InputError: an array that no tensor can be made of.
        TypeError: JavaScript has nothing for this.
    """
    if value is None or value is UNDEFINED or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > _EXACT:
            raise InputError(f"{value} is beyond JavaScript's whole numbers (2**53): give a float")
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$": "n", "v": _word(value)}
    reference = getattr(value, "_js_reference_", None)
    if reference is not None and not isinstance(value, type):
        return reference(link)
    if isinstance(value, Data):
        return value.encode(link)
    if isinstance(value, np.ndarray):
        return encode_array(link, value)
    if isinstance(value, np.generic):
        return encode(link, value.item())
    if isinstance(value, np.dtype | type) and (name := dtype_named(value)) is not None:
        return name
    if isinstance(value, bytes | bytearray | memoryview):
        return Data(np.frombuffer(bytes(value), np.uint8)).encode(link)
    if isinstance(value, PathLike):
        return fspath(value)
    if isinstance(value, Mapping):
        fields = {str(name): encode(link, item) for name, item in value.items()}
        return {"$": "o", "v": fields} if "$" in fields else fields
    if isinstance(value, Sequence | AbstractSet | range):
        return [encode(link, item) for item in value]
    if isinstance(value, Iterator):
        return {"$": "g", "i": link.number_of(_next_of(value))}
    if isinstance(value, AsyncIterator):
        return {"$": "g", "i": link.number_of(_next_of_async(value))}
    if callable(value):
        return {"$": "f", "i": link.number_of(value), "v": _name_of(value)}
    if hasattr(value, "__array__"):
        return encode_array(link, np.asarray(value))
    raise TypeError(
        f"a {type(value).__name__} cannot be passed to TensorFlow.js; numbers, strings, lists, "
        "dicts, arrays, functions and what tf gave can"
    )


def _next_of(iterator: Iterator[Any]) -> Callable[[], dict[str, Any]]:
    """An iterator's steps as JavaScript has them."""

    def step() -> dict[str, Any]:
        try:
            return {"value": next(iterator), "done": False}
        except StopIteration:
            return {"value": None, "done": True}

    return step


def _next_of_async(iterator: AsyncIterator[Any]) -> Callable[[], Any]:
    """The steps of an asynchronous iterator, which JavaScript awaits."""

    async def step() -> dict[str, Any]:
        try:
            return {"value": await anext(iterator), "done": False}
        except StopAsyncIteration:
            return {"value": None, "done": True}

    return step


def _name_of(function: Callable[..., Any]) -> str:
    """What a metric is reported under: a function's name, or the class of a callable object."""
    return str(getattr(function, "__name__", None) or type(function).__name__)


def _word(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def decode(link: Link, value: Any) -> Any:
    """A value of JavaScript's."""
    if isinstance(value, list):
        return [decode(link, item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = value.get("$")
    if tag is None:
        return {name: decode(link, item) for name, item in value.items()}
    return _decode_tagged(link, tag, value)


def _decode_tagged(link: Link, tag: str, value: dict[str, Any]) -> Any:  # noqa: PLR0911
    from tandem.tfjs import proxy

    match tag:
        case "t" | "h":
            return proxy.object_of(link, value)
        case "f":
            return link.receive(value["i"]) or proxy.JSFunction(link, value["i"], value["v"])
        case "p":
            return link.function_of(value["i"])
        case "a":
            return _take_bytes(link, value["i"], value["d"])
        case "n":
            return _number(value["v"])
        case "o":
            return {name: decode(link, item) for name, item in value["v"].items()}
        case "u":
            return Undefined
        case "m":
            return proxy.Method
        case _:
            raise TypeError(f"JavaScript sent something of an unknown kind: {tag}")


def _number(word: str) -> float:
    """JavaScript's words for what JSON has no number for."""
    if word.lstrip("-").isdigit():
        return int(word)
    return float(word.replace("Infinity", "inf"))


def _take_bytes(link: Link, number: int, kind: str) -> Any:
    """The contents of a typed array, copied by JavaScript for this; they live with the array."""
    data: npt.NDArray[np.uint8] = link.bridge.to_array(number)
    link.request("drop", i=number)
    if kind not in _TYPED_ARRAYS:
        return data.tobytes()
    return data.view(_TYPED_ARRAYS[kind])
