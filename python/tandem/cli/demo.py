"""``tandem demo``: the main job on what the package brings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli import terminal
from tandem.cli.compare import MISMATCH, check_targets, deliver

if TYPE_CHECKING:
    from tandem.model import Model

RUNTIMES = ("tensorflow", "tfjs-node")

ENOUGH = 0.975
"""The share of the scans that each runtime must read rightly."""


def demo(
    report: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write it.")] = Path(
        "tandem-report.html"
    ),
) -> None:
    """Compare TensorFlow with tfjs-node on a small CNN and 360 scans of handwritten digits.

    Prints a table, writes a report to look at, and checks the answers against the truth. Exits
    with 0 where the runtimes agree and are right, else with 1.

    Examples:

        tandem demo

        tandem demo --report /tmp/digits.html
    """
    import tandem
    from tandem.demo import IMAGES, MODEL

    check_targets(report)
    with terminal.progress() as show:
        show("loading the model")
        model = tandem.load(MODEL)
        found = tandem.compare(
            model,
            IMAGES,
            runtimes=RUNTIMES,
            labels=[str(digit) for digit in range(10)],
            command="tandem demo",
            progress=show,
        )
        show("checking against the truth")
        right = {name: _accuracy(name, model) for name in RUNTIMES}
        deliver(found, report, None, show)
    terminal.print_report(found)
    for name, share in right.items():
        typer.echo(f"{name} reads {share:.1%} of the scans rightly")
    typer.echo(report.resolve())
    enough = min(right.values()) >= ENOUGH
    if not enough:
        terminal.remark(f"error: at least {ENOUGH:.1%} should have been right")
    raise typer.Exit(0 if found and enough else MISMATCH)


def _accuracy(runtime: str, model: Model) -> float:
    """Return the share of the scans whose digit the model gets right, all run as one batch."""
    import numpy as np

    import tandem
    from tandem.demo import IMAGES, truth
    from tandem.images import Preprocessing, list_images, load_batch

    (spec,) = model.inputs
    (output,) = model.outputs
    paths = list_images(IMAGES)
    digits = truth()
    batch = load_batch(paths, Preprocessing().for_spec(spec))
    with tandem.open(runtime, model) as session:
        answers = session.run({spec.name: batch})[output.name].argmax(axis=1)
    return float(np.mean(answers == [digits[path.name] for path in paths]))
