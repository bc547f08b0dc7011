"""``tandem convert``: a Keras model into a model that TensorFlow.js loads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli import terminal


def convert(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="A .keras or .h5 file, or a SavedModel folder.")
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="The folder to write; made where it is missing.")
    ],
) -> None:
    """Convert a model for TensorFlow.js: `model.json` and its weights, names and order kept.

    In JavaScript: `await tf.loadGraphModel("web/model/model.json")`.

    Examples:

        tandem convert model.keras web/model
    """
    import tandem

    with terminal.progress() as show:
        show("loading the model")
        done = tandem.convert(model, out, progress=show)
    for warning in done.warnings:
        terminal.remark(f"warning: {warning}")
    typer.echo(
        f"{done.path}: {len(done.files)} files, {done.size / 1000:,.0f} kB; {done.nodes} nodes, "
        f"{sum(done.fused.values())} fused, {done.folded} folded"
    )
