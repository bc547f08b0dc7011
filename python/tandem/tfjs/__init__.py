"""TensorFlow.js as a Python library: ``import tandem.tfjs as tf``."""

from __future__ import annotations

from typing import Any

from tandem.tfjs import callback, layer, proxy, scopes, tensors, training  # noqa: F401 - they register themselves
from tandem.tfjs.link import get_link


_root = proxy.Namespace(())


def wait(awaitable: Any) -> Any:
    """Wait for what a name that ends in ``_async`` gave, where no event loop runs."""
    return get_link().wait_for(awaitable)


def __getattr__(name: str) -> Any:
    if name == "raw":
        return get_link().engine.tf
    return getattr(_root, name)


def __dir__() -> list[str]:
    return dir(_root)
