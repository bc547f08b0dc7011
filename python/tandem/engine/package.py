"""PythonMonkey's package, imported when JavaScript first uses something of it."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tandem.libraries import uninterrupted

if TYPE_CHECKING:
    from collections.abc import Iterator


def import_package() -> bool:
    """Import PythonMonkey's package, whose JavaScript sets globals; js/host/package.ts asks for it.

    Returns:
        Whether it was imported now; else it has been, or is being.
    """
    if "pythonmonkey" in sys.modules:
        return False
    with uninterrupted(), _streams_as_they_are(), _aiohttp_later():
        import pythonmonkey  # noqa: F401
    return True


def is_being_imported() -> bool:
    """Whether somebody's import of the package is under way: it sets its globals now."""
    spec = getattr(sys.modules.get("pythonmonkey"), "__spec__", None)
    return bool(getattr(spec, "_initializing", False))


class _Stream:
    """Stands for a standard stream, and is no ``TextIOWrapper``."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _streams_as_they_are() -> Iterator[None]:
    """Keep the package from setting the encoding of the streams: read from, one refuses that."""
    names = ("stdin", "stdout", "stderr")
    streams = {name: getattr(sys, name) for name in names}
    for name, stream in streams.items():
        setattr(sys, name, _Stream(stream))
    try:
        yield
    finally:
        for name, stream in streams.items():
            setattr(sys, name, stream)


class _Later(ModuleType):
    """Stands for aiohttp until something of it is used."""

    def __init__(self) -> None:
        super().__init__("aiohttp")
        self.is_starting = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # PythonMonkey names some of its types in annotations as it starts, and no more.
        return object if self.is_starting else getattr(importlib.import_module("aiohttp"), name)


@contextmanager
def _aiohttp_later() -> Iterator[None]:
    """Have PythonMonkey import aiohttp when it makes its first request, not as it starts.

    It imports it for XMLHttpRequest alone, which takes as long as all else.
    """
    if "aiohttp" in sys.modules:
        yield
        return
    later = _Later()
    sys.modules["aiohttp"] = later
    try:
        yield
    finally:
        later.is_starting = False
        if sys.modules.get("aiohttp") is later:
            del sys.modules["aiohttp"]
