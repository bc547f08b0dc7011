"""The options that say where a model runs: ``--runtimes`` and ``--capture``."""

from __future__ import annotations

from tandem import runtimes
from tandem.errors import UsageError

CAPTURE_HELP = "Run tfjs-node as one recorded graph as well: tfjs-node+capture."


def chosen(names: str, *, capture: bool) -> list[str]:
    """The runtimes named, with the captured one behind ``tfjs-node`` where it is asked for.

    Raises:
        UsageError: one is not known, or there is no ``tfjs-node`` to capture.
    """
    found = [name.strip() for name in names.split(",")]
    for name in found:
        runtimes.get(name)  # an unknown one ends it here, before the model is loaded
    if capture and runtimes.CAPTURED not in found:
        if "tfjs-node" not in found:
            raise UsageError("--capture captures tfjs-node: name it in --runtimes as well")
        found.insert(found.index("tfjs-node") + 1, runtimes.CAPTURED)
    return found
