"""Write a file aside and rename it, so that no half-written one is ever left."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tandem.errors import UsageError


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a UTF-8 file, replacing one that is there.

    Raises:
        UsageError: it cannot be written; nothing is left behind.
    """
    path = Path(path)
    aside = None
    try:
        if path.is_dir():
            raise UsageError(f"{path}: cannot be written: it is a folder; name a file")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        aside = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        # mkstemp's files are the owner's alone; a report is read by others too.
        umask = os.umask(0)
        os.umask(umask)
        aside.chmod(0o666 & ~umask)
        aside.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)
