"""Build a Keras model whose variables start with their stored values, and with no others.

Keras draws random weights for every layer first: that takes the memory of the weights several
times over, which TensorFlow's allocator keeps for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def without_drawing(build: Callable[[], Any]) -> Any:
    """Return what ``build`` makes: a Keras model, with the weights that it loads.

    A model whose layers want values while they are made is built a second time, as Keras does.
    """
    scope = _scope()
    try:
        with scope:
            model = build()
    except Exception:  # noqa: BLE001 - it is raised again if it has another reason
        return build()
    scope.settle()
    return model


def _scope() -> Any:
    import keras

    class Deferred(keras.StatelessScope):  # type: ignore[misc]
        """Keeps what is assigned, for variables to be initialised with at its end."""

        def __init__(self) -> None:
            super().__init__()
            self._made_before: dict[int, tuple[Any, Any]] = {}

        def add_update(self, update: tuple[Any, Any]) -> None:
            super().add_update(update)
            variable, value = update
            if variable._value is None:  # noqa: SLF001 - Keras tells it by no other means
                variable._initializer = lambda *_, **__: value  # noqa: SLF001
            else:
                self._made_before[id(variable)] = update

        def settle(self) -> None:
            for variable, value in self._made_before.values():
                variable.assign(value)

    return Deferred()
