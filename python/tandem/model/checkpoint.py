"""A SavedModel's variables, read one at a time and only when they are asked for.

A network's weights then never are in memory together.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


class Checkpoint:
    """The variables of a SavedModel, open to be read."""

    def __init__(self, path: Path) -> None:
        """Open the variables.

        Args:
            path: the SavedModel's folder.
        """
        import tensorflow as tf

        self._path = path
        self._opened = self._stamps()
        self._reader = tf.train.load_checkpoint(str(path / "variables" / "variables"))
        self._shapes = self._reader.get_variable_to_shape_map()
        self._dtypes = self._reader.get_variable_to_dtype_map()

    def described(self, key: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """A variable's shape and dtype; ``KeyError`` if there is none of this key."""
        return tuple(self._shapes[key]), np.dtype(self._dtypes[key].as_numpy_dtype)

    def read(self, key: str) -> np.ndarray:
        """Read a variable: a new array.

        Raises:
            ModelError: it cannot be read, or the files are not those that were opened.
        """
        try:
            unchanged = self._stamps() == self._opened
            value = self._reader.get_tensor(key) if unchanged else None
        except Exception as error:  # TensorFlow raises nearly every type there is.
            reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
            raise ModelError(
                f"{self._path}: its variable '{key}' cannot be read: {reason}"
            ) from error
        if not unchanged:
            raise ModelError(
                f"{self._path}: its variables changed since it was loaded; load it again"
            )
        return np.asarray(value)

    def _stamps(self) -> list[tuple[object, ...]]:
        """What tells files apart that were written one after the other."""
        stamps: list[tuple[object, ...]] = []
        for file in sorted((self._path / "variables").iterdir()):
            stat = file.stat()
            stamps.append((file.name, stat.st_ino, stat.st_size, stat.st_mtime_ns))
        return stamps


class Stored:
    """A variable's value in a checkpoint, with what an array says of itself; held by nobody."""

    def __init__(self, checkpoint: Checkpoint, key: str) -> None:
        self._checkpoint, self._key = checkpoint, key
        self.shape, self.dtype = checkpoint.described(key)
        self.ndim = len(self.shape)
        self.nbytes = math.prod(self.shape) * self.dtype.itemsize

    def array(self) -> np.ndarray:
        """The value, read each time: a new array.

        Raises:
            ModelError: it cannot be read, or the files are not those that were opened.
        """
        return self._checkpoint.read(self._key)
