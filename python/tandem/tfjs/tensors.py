"""``tf.Tensor``: a tensor of tfjs with Python's arithmetic, indexing and numpy's protocols."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import InputError
from tandem.tfjs import indexing, ops, values
from tandem.tfjs.link import Link, caller, get_link
from tandem.tfjs.proxy import JSObject, register, replaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

_MOST_SHOWN = 1000
"""Elements up to which a repr shows values."""


@register("Tensor")
class Tensor(JSObject):
    """A tensor in TensorFlow's memory.

    Arithmetic, comparison and indexing make new tensors; each lives until ``dispose()``, or the
    end of the ``tf.tidy()`` it was made in. All of tfjs's methods are there in Python's spelling
    (``tensor.arg_max(axis=-1)``).

    Attributes:
        shape: its dimensions.
        dtype: ``float32``, ``int32``, ``bool``, ``complex64`` or ``string``.
    """

    shape: tuple[int, ...]
    dtype: str

    def _adopt(self, link: Link, value: dict[str, Any]) -> None:
        super()._adopt(link, value)
        own = self.__dict__
        own["shape"], own["dtype"] = tuple(value["s"]), value["d"]
        if value["n"]:
            # Python's to dispose of: where it is lost, its line is named.
            own["_where"] = caller()

    def __setattr__(self, name: str, value: Any) -> None:
        if name in {"shape", "dtype"}:
            raise AttributeError(
                f"a tensor's {name} does not change: reshape() and cast() make another tensor"
            )
        super().__setattr__(name, value)

    # ---- values ----

    def numpy(self) -> npt.NDArray[Any]:
        """Its values as a read-only array over TensorFlow's own memory: no copy.

        The array stays valid when the tensor is disposed of. Strings are copied, as objects.

        Raises:
            DisposedError: the tensor was disposed of.
        """
        link = self._link
        found = link.request("read", a=[self._js_reference_(link)])
        number = int(found["id"])
        try:
            if self.dtype == "string":
                items = [_text(item) for item in link.bridge.to_strings(number)]
                return np.array(items, dtype=object).reshape(self.shape)
            array: npt.NDArray[Any] = link.bridge.to_array(number)
        finally:
            if found["own"]:
                link.request("drop", i=number)
        return array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        array = self.numpy()
        if dtype is not None and np.dtype(dtype) != array.dtype:
            if copy is False:
                raise ValueError(f"a {self.dtype} tensor is no {np.dtype(dtype)} without a copy")
            return array.astype(dtype)
        return array.copy() if copy else array

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        """Functions of numpy's give arrays: ``np.mean(tensor)``."""
        del types
        return function(*_arrays(args), **_arrays(options))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """So ``array + tensor`` is a tensor, as ``tensor + array``; ``np.exp(tensor)`` an array."""
        own = _OPERATORS.get(ufunc) if method == "__call__" and not options else None
        if own is None:
            return getattr(ufunc, method)(*_arrays(inputs), **_arrays(options))
        first, second = inputs
        if isinstance(first, Tensor):
            return getattr(first, own)(second)
        return getattr(second, _REFLECTED.get(own) or f"__r{own[2:]}")(first)

    def item(self) -> Any:
        """The only value of a tensor of one element.

        Raises:
            ValueError: it has more, or none.
        """
        return self.numpy().item()

    def tolist(self) -> Any:
        """Its values as nested lists."""
        return self.numpy().tolist()

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self.dtype != "int32":
            raise TypeError(f"a {self.dtype} tensor is no index")
        return int(self.item())

    def __bool__(self) -> bool:
        size = math.prod(self.shape)
        if size != 1:
            raise ValueError(
                f"a tensor of {size} elements is neither true nor false: use any() or all()"
            )
        return bool(self.item())

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a tensor without dimensions has no len()")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if not self.shape:
            raise TypeError("a tensor without dimensions cannot be iterated over")
        return iter(ops.run("unstack", self, 0) if len(self) else [])

    def __contains__(self, value: Any) -> bool:
        return bool((self.numpy() == value).any())

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return len(self.shape)

    def __repr__(self) -> str:
        what = f"shape={self.shape} dtype={self.dtype}"
        if self.is_disposed:
            return f"<tf.{self._class} {what} disposed>"
        if self.size > _MOST_SHOWN:
            return f"<tf.{self._class} {what}>"
        shown = np.array2string(self.numpy(), separator=", ", threshold=_MOST_SHOWN)
        return f"<tf.{self._class} {what}\n{shown}>" if self.ndim else (
            f"<tf.{self._class} {what} {shown}>"
        )  # fmt: skip

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    # ---- arithmetic ----

    def __add__(self, other: Any) -> Tensor:
        return self._with("add", other)

    def __radd__(self, other: Any) -> Tensor:
        return self._with("add", other, swap=True)

    def __sub__(self, other: Any) -> Tensor:
        return self._with("sub", other)

    def __rsub__(self, other: Any) -> Tensor:
        return self._with("sub", other, swap=True)

    def __mul__(self, other: Any) -> Tensor:
        return self._with("mul", other)

    def __rmul__(self, other: Any) -> Tensor:
        return self._with("mul", other, swap=True)

    def __truediv__(self, other: Any) -> Tensor:
        return self._divided(other, swap=False)

    def __rtruediv__(self, other: Any) -> Tensor:
        return self._divided(other, swap=True)

    def __floordiv__(self, other: Any) -> Tensor:
        return self._with("floorDiv", other)

    def __rfloordiv__(self, other: Any) -> Tensor:
        return self._with("floorDiv", other, swap=True)

    def __mod__(self, other: Any) -> Tensor:
        return self._with("mod", other)

    def __rmod__(self, other: Any) -> Tensor:
        return self._with("mod", other, swap=True)

    def __pow__(self, other: Any) -> Tensor:
        return self._with("pow", other)

    def __rpow__(self, other: Any) -> Tensor:
        return self._with("pow", other, swap=True)

    def __matmul__(self, other: Any) -> Tensor:
        return self._with(self._product(other), other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return self._with(self._product(other), other, swap=True)

    def __neg__(self) -> Tensor:
        return ops.run("neg", self)

    def __pos__(self) -> Tensor:
        return self.__copy__()

    def __abs__(self) -> Tensor:
        return ops.run("abs", self)

    def __lt__(self, other: Any) -> Tensor:
        return self._with("less", other)

    def __le__(self, other: Any) -> Tensor:
        return self._with("lessEqual", other)

    def __gt__(self, other: Any) -> Tensor:
        return self._with("greater", other)

    def __ge__(self, other: Any) -> Tensor:
        return self._with("greaterEqual", other)

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override]  # element by element
        return self._with("equal", other) if _is_comparable(other) else NotImplemented

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override]
        return self._with("notEqual", other) if _is_comparable(other) else NotImplemented

    def __hash__(self) -> int:
        return id(self)

    def __invert__(self) -> Tensor:
        return ops.run("logicalNot", self)

    def __and__(self, other: Any) -> Tensor:
        return self._with("logicalAnd", other)

    def __or__(self, other: Any) -> Tensor:
        return self._with("logicalOr", other)

    def __xor__(self, other: Any) -> Tensor:
        return self._with("logicalXor", other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def _with(self, op: str, other: Any, *, swap: bool = False) -> Tensor:
        operands = (other, self) if swap else (self, other)
        return ops.run(op, *operands)

    def _product(self, other: Any) -> str:
        """The op of a matrix product: tfjs has another one for vectors."""
        ranks = self.ndim, other.ndim if isinstance(other, Tensor) else np.ndim(other)
        return "dot" if min(ranks) == 1 and max(ranks) <= 2 else "matMul"  # noqa: PLR2004

    def _divided(self, other: Any, *, swap: bool) -> Tensor:
        """True division, as Python's: tfjs itself divides int32 by int32 to int32."""
        if self.dtype not in {"int32", "bool"}:
            return self._with("div", other, swap=swap)
        with ops.run("cast", self, "float32") as floats:
            return floats._divided(other, swap=swap)  # noqa: SLF001 - one of its own

    def __copy__(self) -> Tensor:
        copy: Tensor = self.clone()
        return copy

    def __deepcopy__(self, memo: Any) -> Tensor:
        return self.__copy__()

    # ---- indexing ----

    def __getitem__(self, key: Any) -> Tensor:
        """As numpy's: whole numbers, slices, ``...`` and ``None``; positions along an axis, or a
        mask over one or more, in a list, an array or a tensor, which is read back.

        Raises:
            IndexError: out of range, too many indices, or something that is no index.
        """  # noqa: D205
        return indexing.take(self, key)


@register("Variable")
class Variable(Tensor):
    """A tensor that ``assign`` changes; it lives until ``dispose()``, whatever tidy is round it."""


def _text(item: bytes) -> str | bytes:
    try:
        return item.decode()
    except UnicodeDecodeError:
        return item


_OPERATORS: dict[Any, str] = {
    np.add: "__add__", np.subtract: "__sub__", np.multiply: "__mul__",
    np.true_divide: "__truediv__", np.floor_divide: "__floordiv__", np.remainder: "__mod__",
    np.power: "__pow__", np.matmul: "__matmul__", np.less: "__lt__", np.less_equal: "__le__",
    np.greater: "__gt__", np.greater_equal: "__ge__", np.equal: "__eq__",
    np.not_equal: "__ne__", np.bitwise_and: "__and__", np.bitwise_or: "__or__",
    np.bitwise_xor: "__xor__",
}  # fmt: skip
"""What an array's operators call, by the method of a tensor's."""

_REFLECTED = {
    "__lt__": "__gt__", "__le__": "__ge__", "__gt__": "__lt__", "__ge__": "__le__",
    "__eq__": "__eq__", "__ne__": "__ne__",
}  # fmt: skip


def _arrays(value: Any) -> Any:
    """Arguments with arrays for tensors."""
    if isinstance(value, Tensor):
        return value.numpy()
    if isinstance(value, list):
        return [_arrays(item) for item in value]
    if isinstance(value, tuple):
        return tuple(_arrays(item) for item in value)
    if isinstance(value, dict):
        return {name: _arrays(item) for name, item in value.items()}
    return value


def _is_comparable(other: Any) -> bool:
    """Whether a tensor can equal it; ``tensor == None`` is False, as of any other object."""
    plain = (bool, int, float, str, bytes, list, tuple, np.generic, np.ndarray)
    return isinstance(other, (*plain, Tensor))


# ---- making tensors ----


@replaces("tensor")
def tensor(value: Any, shape: Sequence[int] | None = None, dtype: Any = None) -> Tensor:
    """Make a tensor of an array, number, or nested sequence. One copy.

    Args:
        value: what numpy makes an array of. Whole numbers become int32 and others float32;
            strings a string tensor.
        shape: its shape, where it is another than the value's.
        dtype: ``float32``, ``int32``, ``bool``, ``complex64``, ``string``, or numpy's.

    Raises:
        InputError: no tensor can be made of this.
    """
    link = get_link()
    if isinstance(value, Tensor):
        value = value.numpy()
    array = values.as_tensor_array(value, dtype)
    if shape is not None:
        try:
            array = array.reshape(shape)
        except ValueError:
            raise InputError(
                f"{array.size} values do not make a tensor of shape {tuple(shape)}"
            ) from None
    made: Tensor = link.request("tensor", v=values.encode_array(link, array, dtype))
    return made


def _of_rank(rank: int) -> Any:
    def make(value: Any, shape: Sequence[int] | None = None, dtype: Any = None) -> Tensor:
        given = np.ndim(value) if not isinstance(value, Tensor) else value.ndim
        if (len(shape) if shape is not None else given) != rank:
            raise InputError(
                f"tf.tensor{rank}d() makes tensors of {rank} dimensions and got {given}: "
                "use tf.tensor(), or give a shape"
            )
        return tensor(value, shape, dtype)

    make.__name__ = f"tensor{rank}d"
    make.__doc__ = f"A tensor of {rank} dimensions; see ``tf.tensor``."
    return make


for _rank in range(1, 7):
    replaces(f"tensor{_rank}d")(_of_rank(_rank))


@replaces("scalar")
def scalar(value: Any, dtype: Any = None) -> Tensor:
    """A tensor without dimensions; see ``tf.tensor``."""
    return tensor(value, (), dtype)
