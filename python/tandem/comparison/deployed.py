"""A model that was deployed, held against the one it was made from.

The two may call their inputs and outputs by other names: they are paired by name where the names
are the same, else by their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.errors import UsageError
from tandem.runtimes.base import Outputs, Session
from tandem.runtimes.narrowing import narrow, tfjs_dtype, widen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tandem.model import Model, TensorSpec


def pair(side: str, original: Sequence[TensorSpec], deployed: Sequence[TensorSpec]) -> list[str]:
    """Return, for each of the original's specs, the name of the deployed model's.

    Args:
        side: ``"input"`` or ``"output"``, for messages.
        original: the original's inputs or outputs.
        deployed: the deployed model's.

    Raises:
        UsageError: neither names nor number and shapes fit.
    """
    names = [spec.name for spec in deployed]
    if {spec.name for spec in original} <= set(names):
        return [spec.name for spec in original]
    fits = len(original) == len(deployed) and all(
        _fit(a.shape, b.shape) for a, b in zip(original, deployed, strict=True)
    )
    if not fits:
        ours, theirs = (", ".join(map(str, specs)) for specs in (original, deployed))
        raise UsageError(
            f"the deployed model has no {side}s in common with the original: it has {theirs}, "
            f"the original {ours}; is it a conversion of this model?"
        )
    return names


class DeployedSession(Session):
    """A deployed model's session under the original's names and dtypes.

    Nothing is copied but what the conversion narrowed, such as int64 to int32.
    """

    def __init__(self, session: Session, original: Model) -> None:
        """Take over an open session, which is closed with this one.

        Raises:
            UsageError: inputs or outputs cannot be paired.
        """
        self._session = session
        try:
            self._inputs = pair("input", original.inputs, session.inputs)
            self._outputs = pair("output", original.outputs, session.outputs)
        except UsageError:
            session.close()
            raise
        self.inputs, self.outputs = original.inputs, original.outputs

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Outputs:
        """Run the deployed model; see ``Session.run``."""
        taken = {spec.name: spec.dtype for spec in self._session.inputs}
        given = {}
        for spec, name in zip(self.inputs, self._inputs, strict=True):
            array = inputs[spec.name]
            was_narrowed = taken[name] == tfjs_dtype(spec.dtype)
            given[name] = narrow(spec.name, array) if was_narrowed else array
        got = self._session.run(given)
        values = widen(self.outputs, [got[name] for name in self._outputs])
        names = (spec.name for spec in self.outputs)
        return Outputs(dict(zip(names, values, strict=True)), got.timing)

    def close(self) -> None:
        """Close the deployed model's session."""
        self._session.close()


def _fit(a: tuple[int | None, ...], b: tuple[int | None, ...]) -> bool:
    # (None,) stands for a shape that the deployed model does not state.
    return (None,) in {a, b} or (
        len(a) == len(b) and all(None in {x, y} or x == y for x, y in zip(a, b, strict=True))
    )
