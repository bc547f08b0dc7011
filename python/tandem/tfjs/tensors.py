"""``tf.Tensor``: a tensor of tfjs with Python's arithmetic, indexing and numpy's protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import InputError
from tandem.tfjs import declarations, numbers, values
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

    __array_ufunc__ = None  # so that `array + tensor` is a tensor
    shape: tuple[int, ...]
    dtype: str

    def _adopt(self, link: Link, value: dict[str, Any]) -> None:
        super()._adopt(link, value)
        own = self.__dict__
        own["shape"], own["dtype"] = tuple(value["s"]), value["d"]
        if value["n"]:
            # Python's to dispose of: where it is lost, its line is named.
            own["_where"] = caller()

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
            return array.astype(dtype)
        return array.copy() if copy else array

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
        return bool(self.item())

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a tensor without dimensions has no len()")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if not self.shape:
            raise TypeError("a tensor without dimensions cannot be iterated over")
        return iter(_op("unstack", self, 0) if len(self) else [])

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
        return self._with("matMul", other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return self._with("matMul", other, swap=True)

    def __neg__(self) -> Tensor:
        return _op("neg", self)

    def __abs__(self) -> Tensor:
        return _op("abs", self)

    def __lt__(self, other: Any) -> Tensor:
        return self._with("less", other)

    def __le__(self, other: Any) -> Tensor:
        return self._with("lessEqual", other)

    def __gt__(self, other: Any) -> Tensor:
        return self._with("greater", other)

    def __ge__(self, other: Any) -> Tensor:
        return self._with("greaterEqual", other)

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override]  # element by element
        return self._with("equal", other)

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override]
        return self._with("notEqual", other)

    def __hash__(self) -> int:
        return id(self)

    def __invert__(self) -> Tensor:
        return _op("logicalNot", self)

    def __and__(self, other: Any) -> Tensor:
        return self._with("logicalAnd", other)

    def __or__(self, other: Any) -> Tensor:
        return self._with("logicalOr", other)

    def _with(self, op: str, other: Any, *, swap: bool = False) -> Tensor:
        operands = (other, self) if swap else (self, other)
        return _op(op, *operands)

    def _divided(self, other: Any, *, swap: bool) -> Tensor:
        """True division, as Python's: tfjs itself divides int32 by int32 to int32."""
        if self.dtype not in {"int32", "bool"}:
            return self._with("div", other, swap=swap)
        with _op("cast", self, "float32") as floats:
            return floats._divided(other, swap=swap)  # noqa: SLF001 - one of its own

    def __copy__(self) -> Tensor:
        copy: Tensor = self.clone()
        return copy

    def __deepcopy__(self, memo: Any) -> Tensor:
        return self.__copy__()

    # ---- indexing ----

    def __getitem__(self, key: Any) -> Tensor:
        """Whole numbers, slices, ``...`` and ``None``, as numpy has them; or an int32 tensor or
        list of positions along the first axis, or a bool tensor as a mask (by ``tf.boolean_mask``).

        Raises:
            IndexError: out of range, or too many indices.
            InputError: something else than these.
        """  # noqa: D205
        if isinstance(key, list | np.ndarray | Tensor):
            return self._gather(key)
        keys = list(key) if isinstance(key, tuple) else [key]
        taken = sum(1 for part in keys if part is not None and part is not Ellipsis)
        if taken > self.ndim:
            raise IndexError(f"{taken} indices for a tensor of {self.ndim} dimensions")
        rest = [slice(None)] * (self.ndim - taken)
        at = next((i for i, part in enumerate(keys) if part is Ellipsis), len(keys))
        keys[at : at + 1] = rest
        begin: list[int] = []
        end: list[int] = []
        strides: list[int] = []
        shape: list[int] = []
        axis = 0
        for part in keys:
            if part is None:
                shape.append(1)
                continue
            start, stop, step, length = self._span(part, axis)
            begin.append(start)
            end.append(stop)
            strides.append(step)
            if length is not None:
                shape.append(length)
            axis += 1
        return self._strided(begin, end, strides, shape)

    def _span(self, part: Any, axis: int) -> tuple[int, int, int, int | None]:
        size = self.shape[axis]
        if isinstance(part, slice):
            start, stop, step = part.indices(size)
            length = len(range(start, stop, step))
            return start, stop, step, length
        try:
            index = part.__index__()
        except AttributeError:
            raise InputError(f"a {type(part).__name__} is no index of a tensor") from None
        if not -size <= index < size:
            raise IndexError(f"index {index} is out of range on axis {axis} of size {size}")
        index %= size
        return index, index + 1, 1, None

    def _strided(
        self, begin: list[int], end: list[int], strides: list[int], shape: list[int]
    ) -> Tensor:
        if 0 in shape:
            return _op("zeros", shape, self.dtype)
        if any(step < 0 for step in strides):
            # Reversed, each backward span is a forward one.
            axes = [axis for axis, step in enumerate(strides) if step < 0]
            turned = _op("reverse", self, axes)
            for axis in axes:
                last = self.shape[axis] - 1
                begin[axis], end[axis] = last - begin[axis], last - end[axis]
                strides[axis] = -strides[axis]
            with turned:
                return turned._strided(begin, end, strides, shape)  # noqa: SLF001
        if not begin:
            return _op("reshape", self, shape)
        taken = _op("stridedSlice", self, begin, end, strides)
        if list(taken.shape) == shape:
            return taken
        with taken:
            return _op("reshape", taken, shape)

    def _gather(self, key: Any) -> Tensor:
        wanted = values.as_tensor_array(key) if not isinstance(key, Tensor) else key
        if str(wanted.dtype) == "bool":
            where = np.flatnonzero(np.asarray(wanted))
            if wanted.shape != self.shape[: wanted.ndim] or wanted.ndim != 1:
                raise IndexError(f"a mask of shape {wanted.shape} on a tensor of {self.shape}")
            return _op("gather", self, where.astype(np.int32))
        positions = np.asarray(wanted)
        size = len(self)
        if positions.size and not (-size <= positions.min() and positions.max() < size):
            raise IndexError(f"positions beyond the first axis of size {size}")
        return _op("gather", self, (positions % size).astype(np.int32))


@register("Variable")
class Variable(Tensor):
    """A tensor that ``assign`` changes; it lives until ``dispose()``, whatever tidy is round it."""


def _text(item: bytes) -> str | bytes:
    try:
        return item.decode()
    except UnicodeDecodeError:
        return item


def _op(name: str, *arguments: Any) -> Tensor:
    link = get_link()
    settled = numbers.settle(declarations.namespace(()).entries[name]["params"], arguments)
    made: Tensor = link.request("call", p=[], n=name, a=values.encode_all(link, settled))
    return made


# ---- making tensors ----


@replaces("tensor")
def tensor(value: Any, shape: Sequence[int] | None = None, dtype: str | None = None) -> Tensor:
    """Make a tensor of an array, number, or nested sequence. One copy.

    Args:
        value: what numpy makes an array of. Whole numbers become int32 and others float32;
            strings a string tensor.
        shape: its shape, where it is another than the value's.
        dtype: ``float32``, ``int32``, ``bool``, ``complex64`` or ``string``.

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
    def make(value: Any, shape: Sequence[int] | None = None, dtype: str | None = None) -> Tensor:
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
def scalar(value: Any, dtype: str | None = None) -> Tensor:
    """A tensor without dimensions; see ``tf.tensor``."""
    return tensor(value, (), dtype)
