"""What a user hands in: a model file, folder or object, recognised and described."""

from __future__ import annotations

from tandem.model.recognise import load
from tandem.model.spec import Kind, Model, TensorSpec

__all__ = ["Kind", "Model", "TensorSpec", "load"]
