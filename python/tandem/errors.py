"""Every error Tandem raises on purpose, in one tree.

TandemError
├── UsageError                 exit code 2: the call, a file or an option is at fault
│   ├── ModelError             a model that is missing, unreadable or not a model
│   ├── ImageError             a picture that is missing, unreadable or does not fit
│   ├── InputError             arrays that do not fit the model's inputs
│   ├── ConversionError        a model that cannot be converted, and why
│   └── CaptureError           a function that cannot be captured, and the line that is why
├── RuntimeUnavailableError    exit code 3: a runtime is missing; names the command that brings it
├── BridgeError                an op, id, shape or buffer that TensorFlow or the bridge refused
├── EngineError                the embedded engine used where it cannot be (thread, loop, closed)
│   ├── LeaseError             a buffer used after its lease ended
│   ├── DisposedError          a tensor of tandem.tfjs used after it was disposed of
│   └── LeakError              tensors or leases still alive after a block that should leave none
├── PeerError                  a child process that died, hung or sent rubbish: its last words
└── JSError                    a JavaScript error: name, message and stack

TensorLeakWarning              a tensor that a program lost without disposing of it
TrainingWarning                training that will not do what was meant, and what to do
A message names the file, layer or option and says what to do; the command line prints it
without a trace.
"""

from __future__ import annotations

REINSTALL = "pip install --force-reinstall --no-deps tfjs-tandem"
"""The command that brings back files which the package should hold."""


class TandemError(Exception):
    """Base of all errors raised on purpose; ``exit_code`` is the command line's."""

    exit_code = 2


class UsageError(TandemError):
    """The call, a file or an option is at fault."""


class ModelError(UsageError):
    """A model is missing, unreadable, or is not a model."""


class ImageError(UsageError):
    """A picture is missing, unreadable, or does not fit the model."""


class InputError(UsageError):
    """Arrays do not fit the model's inputs."""


class ConversionError(UsageError):
    """A model cannot be converted."""


class CaptureError(UsageError):
    """A function over TensorFlow.js cannot be captured as a graph.

    Attributes:
        reason: what it does that no graph can hold.
        line: where in JavaScript, as ``function (file:line)``, or an empty string.
    """

    def __init__(self, name: str, reason: str, way_out: str, line: str = "") -> None:
        self.reason = reason
        self.line = line
        at = f", in {line}" if line else ""
        super().__init__(f"{name} cannot be captured: {reason}{at}. {way_out}")


class RuntimeUnavailableError(TandemError):
    """A runtime is not ready on this machine.

    Args:
        runtime: the runtime's name, such as ``tfjs-node``.
        reason: what is missing.
        command: the command that brings it, or ``None`` where no command does.
    """

    exit_code = 3

    def __init__(self, runtime: str, reason: str, command: str | None = None) -> None:
        self.runtime = runtime
        self.reason = reason
        self.command = command
        fix = f" Run: {command}" if command else ""
        super().__init__(f"runtime '{runtime}' is not ready: {reason}.{fix}")


class BridgeError(TandemError):
    """TensorFlow or the bridge refused an op, an id, a shape or a buffer."""


class EngineError(TandemError):
    """The embedded engine was used where it cannot be: another thread, a running loop, closed."""


class LeaseError(EngineError):
    """A buffer was used after its lease ended."""


class DisposedError(EngineError):
    """A tensor was used after it was disposed of."""


class TensorLeakWarning(UserWarning):
    """A tensor was lost without being disposed of; shown at the line that made it."""


class TrainingWarning(UserWarning):
    """Training will not do what was meant; the message says what to do."""


class PeerError(TandemError):
    """A runtime's child process died, did not answer in time, or sent what is no message.

    The process is gone when this is raised; the next call starts another.

    Args:
        message: what happened, and what to do about it where that is known.
        last_words: the end of what the process printed, or an empty string.
    """

    def __init__(self, message: str, last_words: str = "") -> None:
        self.last_words = last_words
        words = f"\nIts last words:\n{last_words}" if last_words else ""
        super().__init__(message + words)


class LeakError(EngineError):
    """Tensors or leases are still alive after a block that should leave none."""


class JSError(TandemError):
    """An error thrown by JavaScript.

    Attributes:
        name: the JavaScript error's name, such as ``TypeError``.
        message: its message.
        stack: its stack as the engine writes it, or an empty string.
    """

    def __init__(self, name: str, message: str, stack: str = "") -> None:
        self.name = name
        self.message = message
        self.stack = stack
        super().__init__(f"{name}: {message}" if name else message)
