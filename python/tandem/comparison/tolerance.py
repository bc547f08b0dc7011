"""How far each output may be from the reference: numpy's ``allclose`` rule."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self, TypeAlias

import numpy as np

from tandem.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Given: TypeAlias = "Tolerance | Literal['auto']"
    """A tolerance, or that it is to be calibrated."""

OTHERS: Final = "*"
"""Stands for every output that is not named."""


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


def parse_by_output(texts: Iterable[str]) -> dict[str, Given]:
    """Return the tolerances that texts name, for `compare`.

    Args:
        texts: each what ``Tolerance.parse`` reads or ``"auto"``, after ``NAME=`` where it is for
            the output of that name alone.

    Raises:
        UsageError: a text is malformed, or two are for the same output.
    """
    given: dict[str, Given] = {}
    for text in texts:
        name, equals, rest = text.partition("=")
        if not equals or name.strip() in {"atol", "rtol"}:
            name, rest = OTHERS, text
        name, rest = name.strip(), rest.strip()
        if name in given:
            whose = "every output" if name == OTHERS else f"output '{name}'"
            raise UsageError(f"--tolerance '{text}': the one of {whose} is given twice")
        given[name] = "auto" if rest == "auto" else Tolerance.parse(rest)
    return given


def by_output(
    given: Given | Mapping[str, Given] | None, outputs: Iterable[str]
) -> dict[str, Given]:
    """Return the tolerance of each output.

    Args:
        given: one for all; or by output, ``"*"`` standing for those not named; or ``None`` for
            the default.
        outputs: the outputs' names.

    Raises:
        UsageError: a name is of no output.
    """
    if given is None:
        given = {}
    elif not isinstance(given, Mapping):
        given = {OTHERS: given}
    names = list(outputs)
    unknown = sorted(set(given) - {OTHERS, *names})
    if unknown:
        raise UsageError(
            f"tolerance for '{unknown[0]}': there is no such output; the model has "
            f"{', '.join(names)}"
        )
    wrong = [
        value for value in given.values() if value != "auto" and not isinstance(value, Tolerance)
    ]
    if wrong:
        raise UsageError(f"tolerance {wrong[0]!r}: give a Tolerance, or 'auto'")
    return {name: given.get(name, given.get(OTHERS, Tolerance())) for name in names}
