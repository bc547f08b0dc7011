"""``tandem bench``: how fast a model is, where, and whether it became slower."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tandem.cli import places, terminal
from tandem.cli.compare import check_targets
from tandem.cli.unsafe import Unsafe  # noqa: TC001 - Typer reads it
from tandem.errors import UsageError
from tandem.runtimes import NAMES

if TYPE_CHECKING:
    from rich.table import Table

    from tandem.benchmark.run import Benchmark, Case
    from tandem.benchmark.stored import Change

SLOWER: Final = 4
"""Exit code where a case is slower than the stored run allows."""


def bench(
    model: Annotated[
        Path,
        typer.Argument(
            metavar="MODEL", help="A .keras or .h5 file, a SavedModel folder, or a tfjs folder."
        ),
    ],
    runtimes: Annotated[
        str,
        typer.Option(
            metavar="NAME,NAME",
            help=f"{', '.join(NAMES)}. The first is the baseline.",
        ),
    ] = "tensorflow,tfjs-node",
    capture: Annotated[bool, typer.Option("--capture", help=places.CAPTURE_HELP)] = False,
    batch: Annotated[str, typer.Option(metavar="N,N", help="Batch sizes.")] = "1",
    threads: Annotated[
        str | None,
        typer.Option(metavar="N,N", help="Threads. [default: each runtime's own number]"),
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="HEIGHTxWIDTH", help="The size, if the model takes any.")
    ] = None,
    seconds: Annotated[
        float, typer.Option(metavar="S", min=0.05, help="How long each runtime is timed.")
    ] = 3.0,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json", help="Keep the run; pytest-benchmark reads it too."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="A kept run to judge this one by.")
    ] = None,
    fail_over: Annotated[
        str, typer.Option(metavar="PERCENT", help="How much slower a case may be than --against.")
    ] = "5%",
    unsafe: Unsafe = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a report to look at.")
    ] = None,
    any_machine: Annotated[
        bool, typer.Option("--any-machine", help="Compare with a run of another machine.")
    ] = False,
) -> None:
    """Measure a model under several runtimes in turns: median, p95, p99, stages, memory, start.

    Every number of threads has a process of its own. Exits with 4 where a case is slower than
    `--against` allows.

    Examples:

        tandem bench model.keras --batch 1,8 --threads 1,2 --report bench.html

        tandem bench model.keras --save run.json

        tandem bench model.keras --against run.json --fail-over 5%
    """
    from tandem.benchmark import Environment, stored
    from tandem.benchmark.run import benchmark
    from tandem.images import parse_size
    from tandem.report import bench as reports
    from tandem.report.files import write_text

    outputs = check_targets(save, report)
    before = stored.load(against) if against is not None else None
    if before is not None and not any_machine:
        stored.check_machine(before, Environment.here())  # now, and not after all the work
    limit = _share(fail_over)
    with terminal.progress() as show:
        found = benchmark(
            model,
            runtimes=places.chosen(runtimes, capture=capture),
            batches=_counts("--batch", batch),
            threads=_counts("--threads", threads) if threads else (None,),
            size=parse_size(size) if size else None,
            seconds=seconds,
            unsafe=unsafe,
            command=shlex.join(["tandem", *sys.argv[1:]]),
            progress=show,
        )
    console = terminal.out()
    console.print(_cases(found))
    console.print(_memory(found))
    if noise := reports.noise(found):
        terminal.remark(f"note: {noise}")
    if save is not None:
        stored.save(found, save)
    changes: list[Change] = []
    if before is not None:
        changes = stored.against(found, before, fail_over=limit, any_machine=any_machine)
    for change in changes:
        typer.echo(_beside(change, limit))
    if report is not None:
        write_text(report, reports.render(found, changes))
    for path in outputs:
        typer.echo(path)
    raise typer.Exit(SLOWER if any(change.slower for change in changes) else 0)


def _counts(option: str, text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise UsageError(f"{option} '{text}': write whole numbers such as 1,8") from None


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share < float("inf"):
        raise UsageError(f"--fail-over '{text}': write a percentage such as 5%")
    return share


def _beside(change: Change, limit: float) -> str:
    if change.slower:
        mark, verdict = "✗", f"beyond the {limit * 100:g} % allowed"
    elif change.noisy:
        mark, verdict = "?", f"too noisy to tell whether within the {limit * 100:g} % allowed"
    else:
        mark, verdict = "✓", f"within the {limit * 100:g} % allowed"
    ratio = change.ratio
    times = f"{ratio.value:.3f} times the stored run ({ratio.low:.3f} to {ratio.high:.3f})"
    return f"{mark} {change.name}: {times}, {verdict}"


def _cases(found: Benchmark) -> Table:
    from rich import box
    from rich.table import Table

    from tandem.report import numbers

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    batches = len({case.batch for case in found.cases}) > 1
    threads = any(case.threads for case in found.cases)
    table.add_column("ms", no_wrap=True)
    settings = [*(["batch"] if batches else []), *(["threads"] if threads else [])]
    stages = ("marshal", "compute", "read")
    for name in (*settings, "first", "median", "p95", "p99", *stages, "per s"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(f"times {found.baseline}", justify="right")
    for case in found.cases:
        total = case.summary["total"]
        medians = [case.summary[stage].median for stage in ("marshal", "compute", "readback")]
        times = (case.first["total"], total.median, total.p95, total.p99, *medians)
        table.add_row(
            case.runtime,
            *([str(case.batch)] if batches else []),
            *([str(case.threads or "default")] if threads else []),
            *map(numbers.milliseconds, times),
            numbers.plain(case.throughput),
            _ratio(case),
        )
    return table


def _ratio(case: Case) -> str:
    if case.ratio is None:
        return "1"
    interval = f"{case.ratio.value:.2f} ({case.ratio.low:.2f}-{case.ratio.high:.2f})"
    return f"{interval} {case.speed}"


def _memory(found: Benchmark) -> Table:
    from rich import box
    from rich.table import Table

    from tandem.report import numbers
    from tandem.report.bench import megabytes

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("in a fresh process", no_wrap=True)
    for name in ("cold start ms", "resident MiB", "peak MiB", "tensors"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, memory in found.memory.items():
        table.add_row(
            name,
            f"{memory.cold_start_ms:,.0f}",
            *megabytes(memory),
            numbers.NOTHING if memory.tensors is None else str(memory.tensors),
        )
    return table
