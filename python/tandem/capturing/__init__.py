"""Capture: a function over TensorFlow.js, recorded once and run as one TensorFlow graph.

tfjs-node runs a model op by op. Here the ops of one run are noted (``record``), made into a graph
(``graph``), improved (``fold``) and run by TensorFlow alone (``captured``), or saved as a
SavedModel. What no graph can hold is refused with its line (``refusals``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tandem.capturing.captured import Captured, CaptureWarning, GraphNode
from tandem.capturing.record import check_idle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np

    from tandem.model import Model

__all__ = ["CaptureWarning", "Captured", "GraphNode", "capture"]


def capture(
    function: Model | str | Path | Any,
    *example_inputs: np.ndarray,
    on_refuse: Literal["error", "fallback"] = "error",
    memory: Literal["fast", "low"] = "fast",
    check_inputs: Sequence[np.ndarray] = (),
    threads: int | None = None,
    unsafe: bool = False,
) -> Captured:
    """Capture a function over TensorFlow.js as a TensorFlow graph.

    The function is run three times: once as it is, once recorded, and once recorded on other
    inputs of the same shapes, made of the same numbers. The graph is used only where both
    recordings agree and the graph gives what the function gave.

    Args:
        function: a model (what ``tandem.load`` takes or returns), or a function over tensors that
            gives a tensor, a list of them, or a dictionary of them by name: one of Python's over
            ``tandem.tfjs``, one of ``tandem.tfjs`` itself (``model.predict``), or one of your own
            JavaScript (``tandem.js_module("decode.js").decode``), which is given tensors.
            Effects outside TensorFlow.js (a list appended to, a counter, a clock or random number
            of Python's) are noticed only where they change a tensor.
        example_inputs: C-contiguous arrays, one for each argument, of the shapes and dtypes it is
            captured for first; none to capture at the first call. Others are captured as they come.
        on_refuse: what to do where it cannot be captured: raise an error, or run it op by op with
            a ``CaptureWarning``.
        memory: ``"fast"`` makes weights constants of the graph, which TensorFlow can prepare
            (packed filters) but holds a second time; ``"low"`` feeds them to each run, and so are
            more than 1 GB of them in any case.
        check_inputs: inputs of the same shapes for the second recording; by default some are made
            of the example's own values.
        threads: TensorFlow's threads, as for ``tandem.open``.
        unsafe: let code in the model's file run (Lambda layers); see ``tandem.load``.

    Returns:
        A callable over numpy arrays: ``fast(x)``.

    Raises:
        CaptureError: it cannot be captured; says which line does what, and the way out.
        InputError: an example input is no array or does not fit the model.
        JSError: the function threw.
        EngineError: this thread cannot use the engine.
    """
    from tandem.capturing.functions import FunctionSession, is_function
    from tandem.engine import get_engine
    from tandem.errors import UsageError
    from tandem.model import Model, load
    from tandem.runtimes.embedded import Embedded

    if on_refuse not in ("error", "fallback") or memory not in ("fast", "low"):
        raise UsageError(
            f"on_refuse is 'error' or 'fallback', memory is 'fast' or 'low'; got '{on_refuse}' "
            f"and '{memory}'"
        )
    engine = get_engine(threads)
    check_idle(engine)
    if is_function(function):
        session: Any = FunctionSession(engine, function)
        name = "the function"
    else:
        model = function if isinstance(function, Model) else load(function, unsafe=unsafe)
        session = Embedded("tfjs-node", "tensorflow").open(model, threads=threads)
        name = model.name
    made = Captured(name, session, on_refuse=on_refuse, memory=memory)
    if example_inputs:
        try:
            made.capture_of(example_inputs, check_inputs)
        except BaseException:
            made.close()
            raise
    return made
