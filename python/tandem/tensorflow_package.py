"""The TensorFlow that is installed: its version without importing it, and importing it."""

from __future__ import annotations

import os
import sys
from typing import Any

from tandem.errors import RuntimeUnavailableError

OLDEST = (2, 16)
"""The first release that brings Keras 3."""

COMMAND = 'pip install "tensorflow>=2.16"'

# The wheel goes by several names; all of them install the package ``tensorflow``.
_DISTRIBUTIONS = ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-macos")


def version(distribution: str | None = None) -> str | None:
    """Return the installed version of TensorFlow, or of another distribution.

    Reads the installed metadata only, so that it costs milliseconds.

    Args:
        distribution: a name such as ``keras``; ``None`` for TensorFlow under any of its names.
    """
    from importlib import metadata

    for name in (distribution,) if distribution else _DISTRIBUTIONS:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return None


def require(found: str | None = None) -> str:
    """Return TensorFlow's version, without importing it.

    Args:
        found: the version where it is known, as the library that was loaded says it.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing or older than 2.16.
    """
    found = found or version()
    if found is None:
        raise RuntimeUnavailableError("tensorflow", "TensorFlow is not installed", COMMAND)
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST:
        reason = f"TensorFlow {found} is installed and 2.16 or newer is needed"
        raise RuntimeUnavailableError("tensorflow", reason, COMMAND)
    return found


def import_tensorflow() -> Any:
    """Import TensorFlow, its notes on the least level, and return the module.

    Raises:
        RuntimeUnavailableError: TensorFlow is missing, too old, or does not start.
    """
    require()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        import tensorflow as tf
    except ImportError as error:
        raise RuntimeUnavailableError(
            "tensorflow", f"TensorFlow is installed but does not start ({error})", COMMAND
        ) from error
    return tf


def import_keras() -> Any:
    """Import Keras 3 on its TensorFlow backend and return the module.

    Raises:
        RuntimeUnavailableError: TensorFlow or Keras 3 is missing, or Keras already runs on
            another backend in this process.
    """
    import_tensorflow()
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = "tensorflow"
    try:
        import keras
    except ImportError as error:
        raise RuntimeUnavailableError(
            "tensorflow", f"Keras does not start ({error})", 'pip install "keras>=3"'
        ) from error
    if int(keras.__version__.split(".")[0]) < 3:  # noqa: PLR2004
        raise RuntimeUnavailableError(
            "tensorflow",
            f"Keras {keras.__version__} is installed and 3 or newer is needed",
            'pip install "keras>=3"',
        )
    if keras.backend.backend() != "tensorflow":
        raise RuntimeUnavailableError(
            "tensorflow",
            f"Keras runs on its {keras.backend.backend()} backend in this process; set "
            "KERAS_BACKEND=tensorflow before it is imported",
        )
    return keras
