"""What a comparison runs over: pictures or arrays, one example at a time.

Each source prepares its examples in one set of buffers that it fills anew, so that memory does
not grow with their number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tandem.errors import InputError, UsageError
from tandem.images import Preprocessing, aligned_empty, list_images, read
from tandem.images.decode import check_image
from tandem.runtimes.inputs import check_inputs

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from tandem.model import Model


@dataclass(frozen=True, slots=True)
class Example:
    """One example; its arrays are valid until the next one is taken."""

    name: str
    inputs: Mapping[str, NDArray[Any]]
    """The model's inputs by name, each 64-byte aligned, with a batch axis of 1."""
    picture: NDArray[np.uint8] | None
    """The picture it was made of, uint8 (height, width, 3) RGB; ``None`` for arrays."""


class Examples(Protocol):
    """A number of examples, known beforehand, that can be iterated more than once."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Example]: ...

    def take(self, indices: Iterable[int]) -> Iterator[Example]:
        """Yield the examples at these places only."""


class Pictures:
    """Picture files, prepared for a model with one input.

    Args:
        model: whose only input takes the pictures.
        sources: folders, files or patterns, see `list_images`.
        preprocessing: how to prepare them; ``None`` for the model's size and range 0-1.

    Raises:
        ImageError: nothing was found, a header is damaged, or the pictures do not fit the model.
        UsageError: the model has several inputs.
    """

    def __init__(
        self,
        model: Model,
        sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        preprocessing: Preprocessing | None,
    ) -> None:
        if len(model.inputs) != 1:
            names = ", ".join(f"'{spec.name}'" for spec in model.inputs)
            raise UsageError(
                f"model '{model.name}' has {len(model.inputs)} inputs ({names}), and pictures "
                "fill only one; give arrays instead (inputs=...)"
            )
        (spec,) = model.inputs
        self.preprocessing = (preprocessing or Preprocessing()).for_spec(spec)
        self.paths = list_images(sources)
        # Better now than after an hour: a file that is no picture ends the whole comparison.
        for path in self.paths:
            check_image(path)
        self._input = spec.name

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[Example]:
        return self.take(range(len(self)))

    def take(self, indices: Iterable[int]) -> Iterator[Example]:
        """Yield the examples at these places only."""
        batch = aligned_empty((1, *self.preprocessing.shape))
        for index in indices:
            path = self.paths[index]
            picture = read(path)
            self.preprocessing.write(picture, batch[0])
            yield Example(str(path), {self._input: batch}, picture)


class Arrays:
    """Arrays whose first axis counts the examples.

    Args:
        model: whose inputs they are.
        inputs: one array for each input by name, or the array itself for a model with one.

    Raises:
        InputError: an input is missing, unknown, of another shape or dtype, or the inputs'
            numbers of examples differ.
    """

    def __init__(self, model: Model, inputs: Mapping[str, NDArray[Any]] | NDArray[Any]) -> None:
        if not isinstance(inputs, Mapping):
            if len(model.inputs) != 1:
                raise InputError(
                    f"model '{model.name}' has {len(model.inputs)} inputs: give arrays by name"
                )
            inputs = {model.inputs[0].name: inputs}
        contiguous = {name: np.ascontiguousarray(array) for name, array in inputs.items()}
        # One example is run at a time, so that a model of a fixed batch of one takes any number.
        specs = [
            replace(spec, shape=(None, *spec.shape[1:])) if spec.shape[:1] == (1,) else spec
            for spec in model.inputs
        ]
        arrays = check_inputs(specs, contiguous)
        self._arrays = {spec.name: a for spec, a in zip(model.inputs, arrays, strict=True)}
        counts = {name: len(array) for name, array in self._arrays.items()}
        if len(set(counts.values())) > 1:
            raise InputError(f"inputs have different numbers of examples: {counts}")
        self._count = next(iter(counts.values()))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Example]:
        return self.take(range(len(self)))

    def take(self, indices: Iterable[int]) -> Iterator[Example]:
        """Yield the examples at these places only."""
        buffers = {
            name: (np.empty if array.dtype.kind in "OSU" else aligned_empty)(
                (1, *array.shape[1:]), array.dtype
            )
            for name, array in self._arrays.items()
        }
        for index in indices:
            for name, array in self._arrays.items():
                buffers[name][0] = array[index]
            yield Example(f"example {index}", buffers, None)
