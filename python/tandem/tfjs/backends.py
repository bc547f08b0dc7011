"""``tf.set_backend``: where ops run."""

from __future__ import annotations

from tandem.errors import UsageError
from tandem.tfjs.link import get_link
from tandem.tfjs.proxy import replaces

NAMES = ("tensorflow", "wasm", "cpu")


@replaces("setBackend")
def set_backend(name: str) -> bool:
    """Make a backend the one that ops run on from now on: ``tensorflow``, ``wasm`` or ``cpu``.

    Tensors are moved where they are used. Sessions of ``tandem.open`` keep their own.

    Raises:
        UsageError: another name.
        EngineError: the backend does not start.
    """
    if name not in NAMES:
        raise UsageError(f"there is no backend '{name}': name {', '.join(NAMES)}")
    link = get_link()
    link.engine.use_backend(name)
    link.backend = name
    return True
