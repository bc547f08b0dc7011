"""TensorFlow.js as a Python library: ``import tandem.tfjs as tf``."""

from __future__ import annotations

from typing import Any

from tandem.tfjs import proxy, scopes, tensors  # noqa: F401 - they register themselves

_root = proxy.Namespace(())


def __getattr__(name: str) -> Any:
    return getattr(_root, name)


def __dir__() -> list[str]:
    return dir(_root)
