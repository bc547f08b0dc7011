"""The option ``--unsafe``, of every command that takes a model."""

from __future__ import annotations

from typing import Annotated

import typer

Unsafe = Annotated[
    bool,
    typer.Option(
        "--unsafe", help="Let code of Lambda layers run: only if you trust the file's maker."
    ),
]
