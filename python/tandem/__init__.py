"""Tandem: one model under TensorFlow and TensorFlow.js, driven from Python.

Importing this package loads neither TensorFlow nor the JavaScript engine: each public name
brings its module at first use.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tandem.capturing import Captured, CaptureWarning, capture
    from tandem.comparison import Bisection, Report, bisect, compare
    from tandem.comparison.training import TrainingReport, compare_training
    from tandem.converter import Conversion, convert
    from tandem.javascript import js_module
    from tandem.leaks import leak_check
    from tandem.model import Model, TensorSpec, load
    from tandem.runtimes import open  # noqa: A004
    from tandem.runtimes.base import Outputs, Session, Timing

__version__ = "0.1.0"

# Read once, when numpy is imported: its BLAS otherwise keeps every core busy for 30 ms (2**26
# cycles) as it starts and behind each product, while TensorFlow or JavaScript wants them.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "20")

__all__ = [
    "Bisection",
    "CaptureWarning",
    "Captured",
    "Conversion",
    "Model",
    "Outputs",
    "Report",
    "Session",
    "TensorSpec",
    "Timing",
    "TrainingReport",
    "__version__",
    "bisect",
    "capture",
    "compare",
    "compare_training",
    "convert",
    "errors",
    "js_module",
    "leak_check",
    "load",
    "open",
]

_HOME = {
    "Bisection": "tandem.comparison",
    "CaptureWarning": "tandem.capturing",
    "Captured": "tandem.capturing",
    "Conversion": "tandem.converter",
    "Model": "tandem.model",
    "Outputs": "tandem.runtimes.base",
    "Report": "tandem.comparison",
    "Session": "tandem.runtimes.base",
    "TensorSpec": "tandem.model",
    "Timing": "tandem.runtimes.base",
    "TrainingReport": "tandem.comparison.training",
    "bisect": "tandem.comparison",
    "capture": "tandem.capturing",
    "compare": "tandem.comparison",
    "compare_training": "tandem.comparison.training",
    "convert": "tandem.converter",
    "js_module": "tandem.javascript",
    "leak_check": "tandem.leaks",
    "load": "tandem.model",
    "open": "tandem.runtimes",
}


def __getattr__(name: str) -> Any:
    if name == "errors":
        return import_module("tandem.errors")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'tandem' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
