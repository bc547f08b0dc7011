"""How far an output may be from the reference: numpy's ``allclose`` rule."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from tandem.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tolerance:
    """An element agrees where ``|got - reference| <= atol + rtol * |reference|``.

    The defaults leave room for float32 kernels that add up in another order (native TensorFlow
    differs from itself by about 5e-6 between its ways to run a model) and for nothing more.

    Raises:
        UsageError: a value is negative or not finite.
    """

    atol: float = 1e-5
    rtol: float = 1e-4

    def __post_init__(self) -> None:
        for name, value in (("atol", self.atol), ("rtol", self.rtol)):
            if not (math.isfinite(value) and value >= 0):
                raise UsageError(f"tolerance {name}={value}: must be a finite number, 0 or more")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the tolerance that a text names.

        Args:
            text: one number for ``atol`` alone (``rtol`` is then 0), as in ``"1e-5"``; or names,
                as in ``"atol=1e-5,rtol=1e-4"``, where what is not named is 0.

        Raises:
            UsageError: the text is neither.
        """
        usage = f"tolerance '{text}': write 1e-5, or atol=1e-5,rtol=1e-4"
        given: dict[str, float] = {}
        for part in text.split(","):
            match = re.fullmatch(r"\s*(?:(atol|rtol)\s*=)?\s*([^\s=]+)\s*", part)
            name = (match[1] or "atol") if match else ""
            if match is None or name in given or (match[1] is None and "," in text):
                raise UsageError(usage)
            try:
                given[name] = float(match[2])
            except ValueError as error:
                raise UsageError(usage) from error
        return cls(given.get("atol", 0.0), given.get("rtol", 0.0))

    def allowed(self, reference: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the largest difference each element may have (one new array)."""
        room = np.abs(reference)
        room *= self.rtol
        room += self.atol
        return room

    def __str__(self) -> str:
        return f"atol={self.atol:g}, rtol={self.rtol:g}"
