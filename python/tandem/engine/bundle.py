"""The JavaScript that the engine runs: js/embedded.ts and all it imports, in one file."""

from __future__ import annotations

from pathlib import Path

from tandem.errors import REINSTALL, RuntimeUnavailableError

BUNDLE = Path(__file__).parent.parent / "_js" / "embedded.js"


def read_bundle() -> str:
    """The bundle's source (js/embedded.ts).

    Raises:
        RuntimeUnavailableError: it is missing.
    """
    try:
        return BUNDLE.read_text(encoding="utf-8")
    except OSError as error:
        raise RuntimeUnavailableError(
            "tfjs-node",
            f"the package lacks its JavaScript ({error})",
            REINSTALL,
        ) from error
