"""tfjs layers models: Keras's own layers, which can be trained further in TensorFlow.js."""

from __future__ import annotations

from tandem.converter.layers.convert import convert_layers

__all__ = ["convert_layers"]
