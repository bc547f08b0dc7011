"""Outputs that the application itself recorded, as if they were a runtime's."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.errors import InputError, UsageError
from tandem.model import TensorSpec
from tandem.runtimes.base import Outputs, Session, Timing

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from tandem.model import Model

NAME: Final = "recorded"
_MAX_BYTES: Final = 4 << 30


class Recorded(Session):
    """Recorded outputs; ``index`` says which example's ``run`` returns. They have no times."""

    def __init__(
        self,
        model: Model,
        outputs: str | os.PathLike[str] | Mapping[str, NDArray[Any]] | NDArray[Any],
        examples: int,
    ) -> None:
        """Take the outputs, or read them from an ``.npz`` or ``.npy`` file.

        Args:
            model: the original.
            outputs: arrays whose first axis counts the examples, by output name, or just the
                array where the model has one output; or the file that holds them.
            examples: how many there are.

        Raises:
            UsageError: the file is missing or unreadable.
            InputError: an output is unknown, or the number of examples is another.
        """
        named = _read(Path(outputs)) if isinstance(outputs, (str, Path)) else outputs
        if not isinstance(named, Mapping):
            named = {model.outputs[0].name: np.asarray(named)}
        known = {spec.name for spec in model.outputs}
        if len(named) == len(known) == 1:  # one of one: whatever it is called
            named = dict(zip(known, named.values(), strict=True))
        if not known & set(named):
            raise InputError(
                f"the recorded outputs ({', '.join(named)}) have none in common with the "
                f"model's ({', '.join(sorted(known))})"
            )
        for name, array in named.items():
            if len(array) != examples:
                raise InputError(
                    f"recorded output '{name}' has {len(array)} examples, and {examples} are run"
                )
        self.inputs = model.inputs
        self.outputs = tuple(
            TensorSpec(name, (None, *array.shape[1:]), array.dtype.name)
            for name, array in named.items()
        )
        self.index = 0
        self._outputs = named

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Outputs:
        """Return the recorded outputs of the example ``index``: views, with a batch axis."""
        del inputs
        at = slice(self.index, self.index + 1)
        return Outputs({n: array[at] for n, array in self._outputs.items()}, Timing(0, 0, 0))

    def close(self) -> None:
        """Nothing is held open."""


def _read(path: Path) -> dict[str, NDArray[Any]]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path}: too large for recorded outputs")
        with path.open("rb") as file:
            loaded = np.load(file, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return {"output": loaded}
            return {name: loaded[name] for name in loaded.files}
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise UsageError(
            f"{path}: holds no arrays; write them with numpy.savez(path, name=outputs)"
        ) from error
