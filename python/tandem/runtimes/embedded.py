"""The runtimes ``tfjs-node``, ``tfjs-wasm`` and ``tfjs-cpu``: tfjs in this process, no Node needed.

One engine, three backends. ``tfjs-node`` is handed its inputs without a copy where they are
64-byte aligned (``tandem.images`` makes them so), and its outputs are read-only views on
TensorFlow's memory. The others borrow the inputs' memory for the run, and their outputs are copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem import libraries
from tandem.errors import REINSTALL, RuntimeUnavailableError
from tandem.runtimes.base import Readiness, Runtime, Session
from tandem.tensorflow_package import require, version

if TYPE_CHECKING:
    from tandem.model import Model


class Embedded(Runtime):
    """tfjs in the embedded engine.

    Args:
        name: the runtime's name.
        backend: the tfjs backend it runs on: ``tensorflow``, ``wasm`` or ``cpu``.
    """

    shows_tensors = True

    def __init__(self, name: str, backend: str) -> None:
        self.name = name
        self.backend = backend

    def check(self) -> Readiness:
        """Say whether TensorFlow, PythonMonkey and the bundle are there; starts nothing."""
        try:
            found = require()
        except RuntimeUnavailableError as error:
            return Readiness(ready=False, detail=error.reason, command=error.command)
        if version("pythonmonkey") is None:
            return Readiness(
                ready=False,
                detail="PythonMonkey is not installed",
                command='pip install "pythonmonkey<2"',
            )
        from tandem.engine.bundle import BUNDLE

        if not BUNDLE.is_file():
            return Readiness(
                ready=False,
                detail="the package lacks its JavaScript",
                command=REINSTALL,
            )
        detail = f"libtensorflow {found}, PythonMonkey {version('pythonmonkey')}"
        return Readiness(ready=True, detail=detail)

    def open(self, model: Model, *, threads: int | None = None) -> Session:
        """Open a model: a Keras model or SavedModel is converted first.

        Raises:
            RuntimeUnavailableError: TensorFlow or the engine does not start.
            ConversionError: the model cannot be converted.
            ModelError: tfjs cannot load the model.
            EngineError: called from another thread than the engine's, or with another number of
                threads than the engine has.
        """
        libraries.load()
        # The modules are imported, and the weights read, while TensorFlow's loads.
        from tandem.engine import BACKEND, start_engine
        from tandem.model.tfjs_folder import TfjsFolder
        from tandem.runtimes.embedded_session import LendingSession, NodeSession

        folder = model.native
        engine = start_engine(threads)
        if not isinstance(folder, TfjsFolder):
            # The converter starts TensorFlow, and who is first decides on its threads.
            _ = engine.bridge
            from tandem.converter import as_graph
            from tandem.model import load

            folder = load(as_graph(model)).native
        kind = NodeSession if self.backend == BACKEND else LendingSession
        weights = kind.read_weights(folder)
        return kind(engine, self.name, self.backend, model, folder, weights)
