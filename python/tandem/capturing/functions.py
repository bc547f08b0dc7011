"""A function of JavaScript as something the engine runs."""

from __future__ import annotations

import inspect
import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from tandem.engine import BACKEND
from tandem.errors import InputError, UsageError
from tandem.runtimes.embedded_session import DTYPES, NodeSession

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from tandem.engine import Engine


def is_function(given: Any) -> bool:
    """Whether something is a function or a model of ``tandem.tfjs``, and no model to be loaded.

    A Keras model can be called too.
    """
    packages = {base.__module__.partition(".")[0] for base in type(given).__mro__}
    return callable(given) and not packages & {"keras", "tensorflow", "tf_keras"}


def is_javascript(function: Any) -> bool:
    """Whether a function is PythonMonkey's own proxy of one."""
    return type(function).__module__ == "pythonmonkey"


class FunctionSession(NodeSession):
    """A function over tensors, run op by op on the backend ``tensorflow``.

    Args:
        engine: the engine whose function it is.
        function: takes tensors; gives a tensor, a list of them, or an object of them by name. One
            of JavaScript's as PythonMonkey shows it, of a ``tandem.js_module``, of
            ``tandem.tfjs``, or of Python's.
    """

    inputs = ()
    outputs = ()

    def __init__(self, engine: Engine, function: Any) -> None:
        self._engine = engine
        self._name = self._backend = BACKEND
        self._is_dynamic = False
        engine.use_backend(BACKEND)
        # A model of tandem.tfjs is called by its method.
        if hasattr(function, "_handle"):
            function = getattr(function, "predict", function)
        if inspect.iscoroutinefunction(function):
            raise UsageError(
                f"{function.__name__} is asynchronous: capture a function that is not, which "
                "gives its tensors back at once"
            )
        self._folder = ""
        if is_javascript(function):
            engine.call("openFunction", function)
        else:
            from tandem.javascript import JSModule, ModuleFunction
            from tandem.tfjs import values
            from tandem.tfjs.link import get_link

            if isinstance(function, JSModule):
                function = ModuleFunction(function, "")
            if isinstance(function, ModuleFunction):
                # What tfjs itself loads and saves is confined, as where it is called.
                self._folder = str(function.module.path.parent)
                self._function = function  # its module ends with it
                encoded = function.reference()
            else:
                encoded = values.encode(get_link(), function)
            engine.call("openNamedFunction", json.dumps(encoded))
        self._number = int(engine.bridge.words[0])

    def _compute(self) -> None:
        with self._engine.confined(self._folder) if self._folder else nullcontext():
            if self._engine.is_at_work:
                self._engine.call("run")
            else:
                self._engine.call_async("runAsync")

    def check(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Check that tensors can be made of the arrays; no copies.

        Raises:
            InputError: one cannot.
        """
        for place, array in enumerate(arrays):
            known = array.dtype.name in DTYPES and array.dtype.isnative
            if not known or not array.flags.c_contiguous:
                names = ", ".join(name for name in DTYPES if name != "str")
                raise InputError(
                    f"argument {place} is {array.dtype}{list(array.shape)}: the engine takes "
                    f"C-contiguous arrays of {names} (np.ascontiguousarray, array.astype)"
                )
        return list(arrays)

    def result_names(self) -> list[str]:
        """The names of the last run's results; empty where they have none."""
        self._engine.check_caller()
        return list(json.loads(str(self._engine.function("resultNames")(self._open_number()))))
