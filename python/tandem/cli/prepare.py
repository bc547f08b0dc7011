"""``tandem prepare``: one picture through OpenCV, TensorFlow and tfjs, and how far they part."""

from __future__ import annotations

from typing import Annotated

import typer

from tandem.cli import terminal


def prepare(
    pictures: Annotated[
        list[str], typer.Argument(metavar="FILE|DIR|PATTERN", help="Pictures to prepare.")
    ],
    size: Annotated[str, typer.Option(metavar="HEIGHTxWIDTH", help="What to resize to.")] = "224",
    trained: Annotated[
        str, typer.Option(metavar="RECIPE", help="The recipe the model was trained with.")
    ] = "tf.image",
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="Prepare the first N pictures only.")
    ] = 10,
) -> None:
    """Show which ways to decode and resize a picture give the pixels a model was trained with.

    Examples:

        tandem prepare photos/ --size 224

        tandem prepare photos/ --size 96x128 --trained opencv
    """
    from rich import box
    from rich.table import Table

    from tandem.explanation.recipes import compare_recipes
    from tandem.images import list_images, parse_size
    from tandem.report import numbers

    with terminal.progress() as show:
        show("preparing")
        found = compare_recipes(list_images(pictures)[:limit], parse_size(size), trained)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column(f"against '{trained}', 0-255", no_wrap=True)
    for name in ("max", "mean"):
        table.add_column(name, justify="right")
    table.add_column("")
    for row in found:
        mark = "✓ the same" if row.same else ""
        table.add_row(row.recipe, numbers.plain(row.max_abs), numbers.plain(row.mean_abs), mark)
    terminal.out().print(table)
