"""Pictures: find, decode, resize and normalise them into buffers every runtime can share.

header          what a picture file says of itself, read before anything is decoded
decode          files -> RGB arrays; folders and patterns -> lists of files
preprocessing   RGB arrays -> the model's input, in aligned float32 buffers
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tandem.aligned import aligned_empty

if TYPE_CHECKING:
    from tandem.images.decode import MAX_PIXELS, list_images, read
    from tandem.images.preprocessing import PRESETS, Preprocessing, load_batch, parse_size

__all__ = [
    "MAX_PIXELS",
    "PRESETS",
    "Preprocessing",
    "aligned_empty",
    "list_images",
    "load_batch",
    "parse_size",
    "read",
]

_HOME = {
    "MAX_PIXELS": "decode",
    "PRESETS": "preprocessing",
    "Preprocessing": "preprocessing",
    "list_images": "decode",
    "load_batch": "preprocessing",
    "parse_size": "preprocessing",
    "read": "decode",
}
"""Imported at first use: who only wants a buffer has it without."""


def __getattr__(name: str) -> Any:
    if name in _HOME.values():
        return import_module(f"tandem.images.{name}")
    if name in _HOME:
        return getattr(import_module(f"tandem.images.{_HOME[name]}"), name)
    raise AttributeError(f"module 'tandem.images' has no attribute '{name}'")
