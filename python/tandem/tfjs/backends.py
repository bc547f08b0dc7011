"""``tf.set_backend``: where ops run."""

from __future__ import annotations

from tandem.engine.loop import no_loop_running
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
    # A backend's first start is waited for, in a notebook too.
    with no_loop_running():
        link.engine.use_backend(name)
    link.backend = name
    return True


@replaces("setBackend_async")
async def set_backend_async(name: str) -> bool:
    """The awaitable twin of ``set_backend``."""
    return set_backend(name)
