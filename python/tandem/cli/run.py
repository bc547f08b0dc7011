"""``tandem run``: pictures, a video or a camera through a runtime."""

from __future__ import annotations

import mimetypes
import re
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tandem.cli import terminal
from tandem.cli.compare import preprocessing
from tandem.cli.unsafe import Unsafe  # noqa: TC001 - Typer reads it
from tandem.errors import UsageError
from tandem.runtimes import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from tandem.images import Preprocessing
    from tandem.model import Model
    from tandem.runtimes.base import Outputs, Session

VIDEOS: Final = frozenset({".mp4", ".avi", ".webm"})
_TOP: Final = 5
_RECENT: Final = 30


def run(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="What `tandem compare` takes.")],
    image: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR|FILE|PATTERN", help="Pictures; may be given repeatedly."),
    ] = None,
    video: Annotated[Path | None, typer.Option(metavar="FILE", help="A video file.")] = None,
    camera: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=0, help="A camera; 0 is the first.")
    ] = None,
    runtime: Annotated[
        str, typer.Option(metavar="NAME", help=f"Where to run it: {', '.join(NAMES)}.")
    ] = "tfjs-node",
    capture: Annotated[
        bool, typer.Option("--capture", help="Run it as one recorded graph: tfjs-node+capture.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR|FILE", help="Where to: a folder for pictures, .mp4/.avi/.webm, or .json."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Stop after N pictures or frames.")
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="HEIGHTxWIDTH", help="The size, if the model takes any.")
    ] = None,
    color: Annotated[
        str | None, typer.Option(metavar="rgb|bgr|grey", help="Channel order.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help="The model's input range, as in `compare`.")
    ] = None,
    scale: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Times the 0-255 values.")
    ] = None,
    offset: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Added after --scale.")
    ] = None,
    unsafe: Unsafe = False,
) -> None:
    """Run pictures, a video or a camera through a runtime; show stage times and frames a second.

    Outputs that are pictures are written as pictures or a video, all others as JSON.

    Examples:

        tandem run model.keras --image photos/ --out results.json

        tandem run generator.keras --video street.mp4 --preset=-1-1 --out out.mp4
    """
    if sum(source is not None for source in (image, video, camera)) != 1:
        raise UsageError("say what to run on: --image, --video or --camera, one of the three")
    import tandem
    from tandem import runtimes as places

    if capture:
        runtime = places.captured(runtime)
    places.get(runtime)
    with ExitStack() as stack:
        show = stack.enter_context(terminal.progress())
        show("loading the model")
        loaded = tandem.load(model, unsafe=unsafe)
        if len(loaded.inputs) != 1:
            raise UsageError(
                f"model '{loaded.name}' has {len(loaded.inputs)} inputs; run takes one"
            )
        prepared = preprocessing(size, color, preset, scale, offset).for_spec(loaded.inputs[0])
        pictures, fps, expected = _source(image, video, camera, stack)
        sink = _Sink(out, loaded, fps)
        stack.push(sink.leave)
        session = stack.enter_context(tandem.open(runtime, loaded))
        times = _run(session, prepared, pictures, sink, limit, expected, show)
        sink.finish()
    from tandem.report import numbers

    count = len(times)
    if video is not None and expected and count < expected and not (limit and count >= limit):
        terminal.remark(f"warning: {video} ends early: {count} of {expected} frames")
    stages = [sum(row[index] for row in times) / count for index in range(5)]
    names = ("decode", "preprocess", "marshal", "compute", "read back")
    parts = " + ".join(f"{n} {t:.2f}" for n, t in zip(names, stages, strict=True))
    typer.echo(
        f"{runtime}: {numbers.count(count, 'picture' if image else 'frame')}, {parts} = "
        f"{sum(stages):.2f} ms, {1000 / sum(stages):.1f} a second"
    )
    if out is not None:
        typer.echo(out)


def _source(
    image: list[str] | None, video: Path | None, camera: int | None, stack: ExitStack
) -> tuple[Iterator[tuple[str, NDArray[np.uint8]]], float, int | None]:
    """Return names with RGB pictures, the frames a second, and how many are expected."""
    from tandem.images import list_images, read
    from tandem.images.video import frames

    if image is not None:
        paths = list_images(image)
        return ((str(path), read(path)) for path in paths), 25.0, len(paths)
    source = video if video is not None else camera
    assert source is not None  # noqa: S101 - for the type checker
    opened = stack.enter_context(frames(source))
    named = ((f"frame {number}", frame) for number, frame in enumerate(opened))
    return named, opened.fps, opened.expected


def _run(
    session: Session,
    prepared: Preprocessing,
    pictures: Iterator[tuple[str, NDArray[np.uint8]]],
    sink: _Sink,
    limit: int | None,
    expected: int | None,
    show: terminal.Progress,
) -> list[tuple[float, ...]]:
    """Run every picture; return milliseconds by stage, the first run left out where it can be."""
    from tandem.images import aligned_empty

    batch = aligned_empty((1, *prepared.shape))
    (name,) = (spec.name for spec in session.inputs)
    batch[...] = 0
    session.run({name: batch})  # warm-up
    times: list[tuple[float, ...]] = []
    total = min(limit or expected or 0, expected or limit or 0)
    started = perf_counter()
    for label, picture in pictures:
        decoded = perf_counter()
        prepared.write(picture, batch[0])
        ready = perf_counter()
        outputs = session.run({name: batch})
        timing = outputs.timing
        times.append(
            (
                (decoded - started) * 1000,
                (ready - decoded) * 1000,
                timing.marshal,
                timing.compute,
                timing.readback,
            )
        )
        sink.take(label, outputs)
        recent = times[-_RECENT:]
        fps = 1000 * len(recent) / sum(map(sum, recent))
        show(f"{timing.compute:.1f} ms compute, {fps:.0f} a second", len(times), max(total, 1))
        if limit and len(times) >= limit:
            break
        started = perf_counter()
    return times


class _Sink:
    """Where results go: pictures into a folder or a video, numbers into JSON."""

    def __init__(self, out: Path | None, model: Model, fps: float) -> None:
        self._out, self._fps = out, fps
        self._writer: Any = None
        self._rows: list[dict[str, Any]] = []
        suffix = out.suffix.lower() if out is not None else ""
        kind = mimetypes.guess_type(f"x{suffix}")[0]
        if out is not None and kind and suffix not in {*VIDEOS, ".json"} and not out.is_dir():
            raise UsageError(
                f"{out}: name a folder for pictures, a video ({', '.join(sorted(VIDEOS))}), or a "
                ".json file"
            )
        self._kind = "none" if out is None else {".json": "json"}.get(suffix, "pictures")
        if suffix in VIDEOS:
            self._kind = "video"
        if self._kind in {"json", "video"}:
            from tandem.cli.compare import check_targets

            assert out is not None  # noqa: S101 - for the type checker
            check_targets(out)
        if self._kind in {"pictures", "video"} and not any(
            _is_picture(s.shape) for s in model.outputs
        ):
            raise UsageError(
                f"{out}: no output of '{model.name}' is a picture; name a .json file instead"
            )
        if self._kind == "pictures":
            assert out is not None  # noqa: S101 - for the type checker
            try:
                out.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UsageError(f"{out}: cannot be made: {error.strerror}") from error

    def take(self, label: str, outputs: Outputs) -> None:
        """Write, or keep, the results of one picture."""
        if self._kind == "json":
            self._rows.append({"name": label, "outputs": {n: _data(v) for n, v in outputs.items()}})
        elif self._kind != "none":
            self._picture(label, next(v for v in outputs.values() if _is_picture(v.shape)))

    def _picture(self, label: str, values: NDArray[Any]) -> None:
        import cv2

        from tandem.comparison.samples import to_rgb
        from tandem.images.video import VideoWriter

        assert self._out is not None  # noqa: S101 - for the type checker
        picture = to_rgb(values)
        if self._kind == "video":
            if self._writer is None:
                height, width = picture.shape[:2]
                self._writer = VideoWriter(self._out, self._fps, (height, width))
            self._writer.write(picture)
        else:
            stem = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(label).stem) or "picture"
            path = self._out / f"{stem}.png"
            if not cv2.imwrite(str(path), picture[..., ::-1]):
                raise UsageError(f"{path}: cannot be written")

    def finish(self) -> None:
        """Complete what was written."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._kind == "json" and self._out is not None:
            from tandem.report.json import write_data

            write_data({"schema": "tandem.run/1", "results": self._rows}, self._out)

    def leave(self, *_: object) -> None:
        """Leave nothing half-written behind."""
        if self._writer is not None:
            self._writer.close(keep=False)


def _is_picture(shape: tuple[int | None, ...]) -> bool:
    return len(shape) == 4 and shape[3] in {1, 3}  # noqa: PLR2004


def _data(values: NDArray[Any]) -> dict[str, Any]:
    flat = values.reshape(-1)
    data: dict[str, Any] = {"shape": list(values.shape)}
    if values.ndim == 2 and values.dtype.kind == "f":  # noqa: PLR2004
        order = (-flat).argsort(kind="stable")[:_TOP].tolist()
        data["top"] = [{"index": index, "value": float(flat[index])} for index in order]
    data["values"] = flat.tolist()
    return data
