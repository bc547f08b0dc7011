"""Optimizers: Keras's Adam, learning rates that take effect, and their state given back."""

from __future__ import annotations

from typing import Any

from tandem.errors import UsageError
from tandem.tfjs import declarations, proxy
from tandem.tfjs.link import get_link
from tandem.tfjs.proxy import JSObject, register, replaces

KERAS_EPSILON = 1e-7
"""What Keras's Adam has by default."""


@replaces("train", "adam")
@declarations.asks_back
def adam(
    learning_rate: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float | str | None = None,
) -> Any:
    """An Adam optimizer.

    Args:
        learning_rate: the size of a step.
        beta1: decay of the first moment.
        beta2: decay of the second.
        epsilon: added to the root of the second moment, 1e-7 if not given. tfjs adds it to the
            corrected moment, and Keras before the correction, so that the two part where gradients
            are small: ``"keras"`` does as Keras does with its own 1e-7.

    Raises:
        UsageError: another word than ``"keras"``.
    """
    link = get_link()
    if isinstance(epsilon, str) and epsilon != "keras":
        raise UsageError(f"epsilon={epsilon!r}: give a number, or 'keras'")
    number = KERAS_EPSILON if epsilon == "keras" else epsilon
    given = (learning_rate, beta1, beta2, number)
    made = proxy.call(link, {"p": ["train"]}, "adam", None, given)
    if epsilon == "keras":
        link.request("matchKeras", h=made._handle, v=KERAS_EPSILON)  # noqa: SLF001
    return made


@register("Optimizer")
class Optimizer(JSObject):
    """What ``tf.train`` makes. Use it as a context, or ``close()`` it, to give its state back."""

    @property
    def learning_rate(self) -> float:
        """The size of a step. Setting it takes effect from the next step on.

        tfjs's sgd and momentum step by a scalar of their own, whatever the attribute says.
        """
        return float(self._get("learningRate"))

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        check_rate(value)
        if self._get("setLearningRate") is proxy.Method:
            self._call("setLearningRate", value)
        else:
            self._set("learningRate", value)

    def _dispose(self) -> None:
        self._link.request("closeOptimizer", h=self._handle)


def check_rate(rate: Any) -> None:
    """Raise where an optimizer's learning rate is no step: one of its own may have none.

    Raises:
        UsageError: it is text, negative or not finite.
    """
    if isinstance(rate, str) or (isinstance(rate, int | float) and not 0 <= rate < float("inf")):
        raise UsageError(f"the optimizer's learning rate is {rate!r}: give a number, 0 or more")
