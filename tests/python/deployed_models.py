"""Faults for deployed tfjs folders: edit weights or nodes in place, as a bad deployment would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def edit_weights(folder: Path, change: Callable[[str, np.ndarray], np.ndarray]) -> None:
    """Replace every float weight by ``change(name, value)``, of the same size."""
    document = json.loads((folder / "model.json").read_text())
    (group,) = document["weightsManifest"]
    data = bytearray(b"".join((folder / path).read_bytes() for path in group["paths"]))
    start = 0
    for weight in group["weights"]:
        dtype = np.dtype(weight["dtype"]).newbyteorder("<")
        size = int(np.prod(weight["shape"])) * dtype.itemsize
        if weight["dtype"] == "float32":
            value = np.frombuffer(bytes(data[start : start + size]), dtype).reshape(weight["shape"])
            changed = np.ascontiguousarray(change(weight["name"], value), dtype)
            assert changed.nbytes == size
            data[start : start + size] = changed.tobytes()
        start += size
    for path in group["paths"]:
        end = (folder / path).stat().st_size
        (folder / path).write_bytes(data[:end])
        del data[:end]


def edit_graph(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Let ``change`` edit the topology (``{"node": [...]}``) in place."""
    path = folder / "model.json"
    document = json.loads(path.read_text())
    change(document["modelTopology"])
    path.write_text(json.dumps(document))
