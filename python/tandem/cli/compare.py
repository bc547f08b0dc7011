"""``tandem compare``: a user's own model and pictures under several runtimes."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from tandem.cli import places, terminal
from tandem.cli.unsafe import Unsafe  # noqa: TC001 - Typer reads it
from tandem.errors import UsageError
from tandem.runtimes import NAMES

if TYPE_CHECKING:
    from tandem.comparison import Report
    from tandem.images import Preprocessing
    from tandem.images.preprocessing import Color

MISMATCH = 1

_MAX_LABELS_BYTES = 10_000_000


def compare(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL", help="A .keras or .h5 file, a SavedModel folder, or a tfjs folder."
        ),
    ],
    images: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIR|FILE|PATTERN", help="The pictures to run it on; may be given repeatedly."
        ),
    ] = None,
    more: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="More pictures, as a shell's `*` gives them."),
    ] = None,
    runtimes: Annotated[
        str,
        typer.Option(
            metavar="NAME,NAME",
            help=f"Where to run it: {', '.join(NAMES)}. The first is the reference.",
        ),
    ] = "tensorflow,tfjs-node",
    capture: Annotated[bool, typer.Option("--capture", help=places.CAPTURE_HELP)] = False,
    size: Annotated[
        str | None,
        typer.Option(metavar="HEIGHTxWIDTH", help="The size, if the model takes any."),
    ] = None,
    color: Annotated[
        str | None,
        typer.Option(metavar="rgb|bgr|grey", help="Channel order. [default: the model's channels]"),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The model's input range: 0-1 (the default), -1-1, 0-255, caffe or torch.",
        ),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Times the 0-255 values; 1/255, or one per channel."),
    ] = None,
    offset: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Added after --scale; one, or one per channel."),
    ] = None,
    tolerance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[OUTPUT=]RULE",
            help="How far outputs may be apart: 1e-5, or atol=1e-5,rtol=1e-4, or auto. May be "
            "given repeatedly, for an output each: boxes=1e-3.",
        ),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Threads for each operation, in every runtime."),
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The classes' names, one on each line.")
    ] = None,
    deployed: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The tfjs folder that is deployed, to hold against MODEL."
        ),
    ] = None,
    recorded: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.npz", help="What your application answered, as one more runtime."
        ),
    ] = None,
    budget: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="What may differ, why, and until when."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Where they differ, find out where and why.")
    ] = False,
    train: Annotated[
        Path | None,
        typer.Option(
            metavar="DATA.npz",
            help="Compare training instead, in Keras and in tfjs, on arrays x and y.",
        ),
    ] = None,
    optimizer: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="With --train: sgd, momentum, nesterov, rmsprop, adagrad or adam."
        ),
    ] = "sgd",
    learning_rate: Annotated[
        float | None, typer.Option(metavar="RATE", help="With --train: the optimizer's.")
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", min=1, help="With --train: how many.")] = 20,
    loss: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="With --train. [default: one that fits the model]"),
    ] = None,
    tfjs_epsilon: Annotated[
        bool,
        typer.Option(
            "--tfjs-epsilon", help="With --train: leave Adam's epsilon where tfjs has it."
        ),
    ] = False,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Run on the first N pictures only.")
    ] = None,
    unsafe: Unsafe = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a report to look at.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write the numbers, for machines.")
    ] = None,
) -> None:
    """Run a model under several runtimes on your pictures: do they agree, and how fast are they?

    Exits with 0 where they agree and with 1 where they do not.

    Examples:

        tandem compare model.keras --images photos/

        tandem compare model.keras --images 'photos/**/*.jpg' --preset=-1-1 --report report.html

        tandem compare model.keras --images photos/ --deployed web/model

        tandem compare model.keras --images photos/ --recorded answers.npz --explain

        tandem compare model.keras --train data.npz --optimizer adam --report training.html

        tandem compare web/model --images a.png b.png --size 224 --color bgr --scale 1/255
    """
    import tandem
    from tandem.comparison import budget as budgets
    from tandem.comparison.tolerance import parse_by_output
    from tandem.images import list_images

    outputs = check_targets(report, json)
    if train is not None:
        if images:
            raise UsageError("--train takes its data from the file: leave out --images")
        options = {
            "optimizer": optimizer,
            "learning_rate": learning_rate,
            "keras_epsilon": not tfjs_epsilon,
            "loss": loss,
            "steps": steps,
            "unsafe": unsafe,
        }
        _compare_training(model, train, options, outputs, report, json)
    if not images:
        raise UsageError("name the pictures with --images, or training data with --train")
    chosen = places.chosen(runtimes, capture=capture)
    prepared = preprocessing(size, color, preset, scale, offset)
    allowed = parse_by_output(tolerance or ())
    entries = budgets.load(budget) if budget is not None else ()
    names = _labels(labels) if labels else ()
    pictures = list_images([*images, *(more or [])])[:limit]
    with terminal.progress() as show:
        show("loading the model")
        found = tandem.compare(
            model,
            pictures,
            runtimes=chosen,
            preprocessing=prepared,
            tolerance=allowed,
            threads=threads,
            labels=names,
            deployed=deployed,
            recorded=recorded,
            explain=explain,
            budget=entries,
            unsafe=unsafe,
            command=shlex.join(["tandem", *sys.argv[1:]]),
            progress=show,
        )
        deliver(found, report, json, show)
    terminal.print_report(found)
    for path in outputs:
        typer.echo(path)
    raise typer.Exit(0 if found else MISMATCH)


def _compare_training(
    model: str,
    data: Path,
    options: dict[str, Any],
    outputs: list[Path],
    report: Path | None,
    json: Path | None,
) -> NoReturn:
    from tandem.comparison.training import compare_training, read_data
    from tandem.report.training import table

    x, y = read_data(data)
    with terminal.progress() as show:
        show("loading the model")
        command = shlex.join(["tandem", *sys.argv[1:]])
        found = compare_training(model, x, y, command=command, progress=show, **options)
    if report is not None:
        found.to_html(report)
    if json is not None:
        found.to_json(json)
    terminal.out().print(table(found))
    for note in found.notes:
        typer.echo(f"  {note}")
    typer.echo(f"{'✓' if found else '✗'} {found}")
    for path in outputs:
        typer.echo(path)
    raise typer.Exit(0 if found else MISMATCH)


def deliver(
    found: Report, report: Path | None, json: Path | None, progress: terminal.Progress
) -> None:
    """Write the files that were asked for."""
    progress("writing the report")
    if report is not None:
        found.to_html(report)
    if json is not None:
        found.to_json(json)


def check_targets(*targets: Path | None) -> list[Path]:
    """Raise now the error that writing these files would end in after all the work.

    Returns:
        Those that are asked for.

    Raises:
        UsageError: a file cannot be written there, or two are the same.
    """
    paths = [path for path in targets if path is not None]
    for path in paths:
        _check_target(path)
    if len({path.resolve() for path in paths}) < len(paths):
        raise UsageError(f"{paths[0]}: two results cannot be written to one file; name two")
    return paths


def _check_target(path: Path) -> None:
    import tempfile

    if path.is_dir():
        raise UsageError(f"{path}: cannot be written: it is a folder; name a file")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def preprocessing(
    size: str | None,
    color: str | None,
    preset: str | None,
    scale: str | None,
    offset: str | None,
) -> Preprocessing:
    """Return what the options of these names ask for.

    Raises:
        UsageError: one is malformed, or two contradict each other.
    """
    from tandem.images import Preprocessing, parse_size

    sides = parse_size(size) if size else None
    order = cast("Color | None", color)  # which Preprocessing checks
    if preset is not None:
        if scale is not None or offset is not None:
            raise UsageError("--preset sets the range: leave out --scale and --offset, or it")
        return Preprocessing.preset(preset, size=sides, color=order)
    return Preprocessing(
        size=sides,
        color=order,
        scale=_numbers("--scale", scale) if scale else 1 / 255,
        offset=_numbers("--offset", offset) if offset else 0.0,
    )


def _numbers(option: str, text: str) -> float | tuple[float, float, float]:
    """Return one number, or three between commas; ``1/255`` is a number too."""
    try:
        values = tuple(_number(part) for part in text.split(","))
    except (ValueError, ZeroDivisionError):
        raise UsageError(f"{option} '{text}': write a number such as 0.5 or 1/255") from None
    if len(values) == 1:
        return values[0]
    if len(values) != 3:  # noqa: PLR2004
        raise UsageError(f"{option} '{text}': write one number, or one for each of 3 channels")
    return values


def _number(text: str) -> float:
    top, slash, bottom = text.partition("/")
    return float(top) / float(bottom) if slash else float(top)


def _labels(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _MAX_LABELS_BYTES:
            raise UsageError(f"{path}: too large for a list of classes")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is no UTF-8 text; write one class on each line") from None
    return [line.strip() for line in text.splitlines() if line.strip()]
