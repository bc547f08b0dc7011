"""What Tandem knows of a model, whatever it came from: its name, kind and signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Kind = Literal["keras", "saved_model", "graph", "layers"]


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One input or output of a model."""

    name: str
    """The name the model's author gave it."""
    shape: tuple[int | None, ...]
    """Axes from the batch on; ``None`` where any size fits. An output whose rank the model does
    not state has shape ``(None,)``."""
    dtype: str
    """A numpy name such as ``float32``; ``str`` for strings."""

    def __str__(self) -> str:
        axes = ", ".join("any" if axis is None else str(axis) for axis in self.shape)
        return f"{self.name}: {self.dtype} ({axes})"


class Model:
    """A model that was loaded, with the inputs and outputs its author named, in their order.

    A model is a snapshot: when a Keras object changes after ``load`` (by training, say), or a
    SavedModel's folder, load it again.
    """

    def __init__(
        self,
        *,
        name: str,
        kind: Kind,
        path: Path | None,
        inputs: Iterable[TensorSpec],
        outputs: Iterable[TensorSpec],
        native: Any = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.kind: Kind = kind
        self.path = path
        """The file or folder it was read from; ``None`` for an object in memory."""
        self.inputs = tuple(inputs)
        self.outputs = tuple(outputs)
        self.native = native
        """The Keras model, the SavedModel's signature, or the ``TfjsFolder``."""
        self.options = dict(options or {})
        """What ``load`` takes to read the same from ``path`` again, as another process has to."""

    def __repr__(self) -> str:
        inputs = "; ".join(map(str, self.inputs))
        outputs = "; ".join(map(str, self.outputs))
        return f"<Model {self.name} ({self.kind}): {inputs} -> {outputs}>"


def unique(names: Iterable[str]) -> list[str]:
    """Make names differ, keeping the first of each: ``a, a, b`` becomes ``a, a_1, b``."""
    given = list(names)
    taken = set(given)
    seen: set[str] = set()
    result = []
    for name in given:
        candidate = name
        count = 0
        while candidate in seen or (count and candidate in taken):
            count += 1
            candidate = f"{name}_{count}"
        seen.add(candidate)
        result.append(candidate)
    return result
