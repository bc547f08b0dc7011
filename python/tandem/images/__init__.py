"""Pictures: find, decode, resize and normalise them into buffers every runtime can share.

header          what a picture file says of itself, read before anything is decoded
decode          files -> RGB arrays; folders and patterns -> lists of files
preprocessing   RGB arrays -> the model's input, in aligned float32 buffers
"""

from __future__ import annotations

from tandem.aligned import aligned_empty
from tandem.images.decode import MAX_PIXELS, list_images, read
from tandem.images.preprocessing import (
    PRESETS,
    Preprocessing,
    load_batch,
    parse_size,
)

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
