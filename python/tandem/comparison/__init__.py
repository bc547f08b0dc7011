"""Comparing one model under several runtimes, on real examples.

examples     pictures or arrays, one example at a time
tolerance    how far outputs may be apart
calibrate    a tolerance from the model's own rounding
metrics      how far they are
fit          metrics for pictures, classes and boxes
output_log   one output of one runtime, summed up over the examples
samples      the examples a report shows
runner       the interleaved run
findings     the verdict
deployed     a deployed model under the original's names
nodes        intermediate tensors by node name
bisection    the first node that diverges
budget       what may differ, why, and until when
stored       runs that were kept, judged again
hops         how far each step from the original to a runtime goes
recorded     outputs that the application recorded
reasons      what the explanation is given to look at
result       what was found, as data
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tandem.benchmark import Environment, ratio_of_medians
from tandem.comparison import hops, reasons
from tandem.comparison import recorded as recordings
from tandem.comparison.bisection import Bisection, bisect
from tandem.comparison.budget import METRICS, Entry
from tandem.comparison.budget import apply as apply_budget
from tandem.comparison.deployed import DeployedSession
from tandem.comparison.examples import Arrays, Pictures
from tandem.comparison.findings import judge, quantised, stopped
from tandem.comparison.hops import Hop
from tandem.comparison.result import (
    Finding,
    OutputDifference,
    OutputResult,
    Report,
    RuntimeResult,
)
from tandem.comparison.runner import WARMUP, Progress, run
from tandem.comparison.tolerance import Tolerance, by_output
from tandem.errors import TandemError, UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from tandem.comparison.runner import Run
    from tandem.comparison.tolerance import Given
    from tandem.explanation import Verdict
    from tandem.images import Preprocessing
    from tandem.model import Model
    from tandem.runtimes.base import Session

__all__ = [
    "Bisection",
    "Finding",
    "Hop",
    "OutputDifference",
    "OutputResult",
    "Progress",
    "Report",
    "RuntimeResult",
    "Tolerance",
    "bisect",
    "compare",
]

_TIMED_RUNS = 30


def compare(
    model: Model | Any,
    images: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    *,
    inputs: Mapping[str, NDArray[Any]] | NDArray[Any] | None = None,
    runtimes: Sequence[str] = ("tensorflow", "tfjs-node"),
    preprocessing: Preprocessing | None = None,
    tolerance: Given | Mapping[str, Given] | None = None,
    rounds: int | None = None,
    threads: int | None = None,
    labels: Sequence[str] = (),
    deployed: Model | str | os.PathLike[str] | None = None,
    recorded: str | os.PathLike[str] | Mapping[str, NDArray[Any]] | None = None,
    explain: bool = False,
    budget: Sequence[Entry] = (),
    unsafe: bool = False,
    command: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Run a model under several runtimes on the same examples; say whether they agree.

    Examples are run one at a time (batch 1), the runtimes taking turns on each.

    Args:
        model: a `Model`, or whatever `tandem.load` takes.
        images: folders, files or glob patterns of pictures; or give ``inputs``.
        inputs: arrays whose first axis counts the examples: one for each model input by name,
            or just the array where the model has one input. Copied one example at a time.
        runtimes: at least two names; the first is the reference. A name given twice measures
            how far a runtime is from itself.
        preprocessing: how pictures are prepared; ``None`` for the model's size and range 0-1.
        tolerance: how far an output may be from the reference; ``None`` for the default,
            ``"auto"`` for as far as the model's own float32 rounding goes; or these by output,
            ``"*"`` standing for the outputs not named.
        rounds: how often each example is run and timed; ``None`` for as often as makes 30 timed
            runs.
        threads: intra-op threads, or ``None`` for each runtime's own default.
        labels: the names of the classes, in order.
        deployed: the tfjs folder that was deployed, which runtimes of tfjs then run instead of
            a fresh conversion of the model.
        recorded: outputs that the application itself answered, compared as one more runtime:
            arrays by output whose first axis counts the examples, or an ``.npz`` file of them.
        explain: where a runtime does not agree, try the mistakes that people make and find the
            first node that diverges.
        budget: what may differ, see `tandem.comparison.budget`.
        unsafe: let code in the model's file run (Lambda layers); see ``tandem.load``.
        command: the command line to show in the report.
        progress: called as ``progress(task, done, total)``.

    Returns:
        The report; it is true when the runtimes agree.

    Raises:
        UsageError: an option, the model, the pictures or the inputs are at fault.
        RuntimeUnavailableError: a runtime is not ready here; names the command that brings it.
        TandemError: the reference failed on an example.
    """
    if images is not None and inputs is not None:
        raise UsageError("give images or inputs, not both")
    if len(runtimes) < (1 if recorded is not None else 2):
        raise UsageError("a comparison wants at least two runtimes; the first is the reference")
    if rounds is not None and rounds < 1:
        raise UsageError(f"rounds {rounds}: must be 1 or more")
    from tandem.model import Model, load

    if threads is not None and "tensorflow" in runtimes:
        from tandem.runtimes.tensorflow import set_threads

        set_threads(threads)  # TensorFlow fixes the number when the model is loaded
    model = model if isinstance(model, Model) else load(model, unsafe=unsafe)
    deployed = load_deployed(deployed)
    wanted = by_output(tolerance, (spec.name for spec in model.outputs))
    is_calibrated = "auto" in wanted.values()
    if is_calibrated and runtimes[0] != "tensorflow":
        raise UsageError("tolerance auto: the reference must be tensorflow, which is calibrated")
    examples = _examples(model, images, inputs, preprocessing)
    rounds = rounds or max(1, -(-_TIMED_RUNS // max(1, len(examples))))
    progress = progress or (lambda *_: None)
    with ExitStack() as stack:
        sessions, open_ms, details = _open(model, deployed, runtimes, threads, stack, progress)
        if recorded is not None:
            sessions[recordings.NAME] = recordings.Recorded(model, recorded, len(examples))
            open_ms[recordings.NAME] = 0.0
        noise: dict[str, Tolerance] = {}
        if is_calibrated:
            from tandem.comparison.calibrate import calibrate

            progress("calibrating the tolerance", 0, 1)
            noise = calibrate(model, next(iter(sessions.values())), examples)
        allowed = {
            name: noise[name] if given == "auto" else given for name, given in wanted.items()
        }
        done = run(
            sessions,
            examples,
            allowed,
            rounds=rounds,
            labels=len(labels) or None,
            progress=progress,
        )
        results = _results(done, open_ms)
        found = judge(results, done.outputs, len(examples), allowed) + quantised(deployed or model)
        found = list(apply_budget(budget, model.name, found, _measured(results)))
        alive = {n: s for n, s in sessions.items() if not _has_stopped(n, done)}
        steps = _hops(model, deployed, alive, results, examples, allowed, done, progress)
        why: dict[str, tuple[Verdict, ...]] = {}
        node = None
        if explain and any(finding.severity == "failure" for finding in found):
            progress("looking for the reason", 0, 1)
            why = reasons.verdicts(model, deployed, alive, results, examples)
            node = reasons.first_node(model, deployed, alive, results, examples)
    return Report(
        model=model.name,
        source=str(model.path) if model.path else None,
        created=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        command=command,
        examples=len(examples),
        rounds=rounds,
        warmup=WARMUP,
        tolerance=allowed,
        preprocessing=examples.preprocessing if isinstance(examples, Pictures) else None,
        labels=tuple(labels),
        runtimes=results,
        hops=steps,
        verdicts=why,
        bisection=node,
        findings=tuple(sorted(done.findings + found, key=lambda f: f.severity == "note")),
        samples=done.samples.samples(),
        example_names=tuple(done.names),
        environment=Environment.here(threads=threads, runtimes=details),
    )


def _examples(
    model: Model,
    images: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None,
    inputs: Mapping[str, NDArray[Any]] | NDArray[Any] | None,
    preprocessing: Preprocessing | None,
) -> Pictures | Arrays:
    if images is not None:
        return Pictures(model, images, preprocessing)
    if inputs is not None:
        return Arrays(model, inputs)
    raise UsageError("give images or inputs to compare on")


def _measured(results: tuple[RuntimeResult, ...]) -> dict[tuple[str, str], dict[str, float | None]]:
    """Return what a budget can be about, by runtime and output."""
    return {
        (result.name, output.name): {
            name: getattr(output.difference, name, output.difference.fit.get(name))
            for name in METRICS
        }
        for result in results
        for output in result.outputs
        if output.difference is not None
    }


def load_deployed(deployed: Model | str | os.PathLike[str] | None) -> Model | None:
    """Load the deployed model.

    Raises:
        UsageError: it is no tfjs model.
    """
    from tandem.model import Model, load

    found = deployed if deployed is None or isinstance(deployed, Model) else load(deployed)
    if found is not None and found.kind not in {"graph", "layers"}:
        raise UsageError(f"{found.path}: is no tfjs model; name the folder that was deployed")
    return found


def _has_stopped(name: str, done: Run) -> bool:
    return any(finding.kind == "stopped" and finding.runtime == name for finding in done.findings)


def _hops(
    model: Model,
    deployed: Model | None,
    sessions: dict[str, Session],
    results: tuple[RuntimeResult, ...],
    examples: Pictures | Arrays,
    tolerance: dict[str, Tolerance],
    done: Run,
    progress: Progress,
) -> tuple[Hop, ...]:
    """Measure the hops where the reference is the original in TensorFlow."""
    from tandem.runtimes.tensorflow import TensorFlowSession

    if not isinstance(next(iter(sessions.values())), TensorFlowSession):
        return ()
    progress("measuring each hop", 0, 1)
    shares = [d.share_by_example for result in results[1:] for d in result.differences]
    chosen = hops.choose(shares, len(examples))
    try:
        return hops.measure(model, deployed, sessions, examples, chosen, tolerance)
    except TandemError as error:
        done.findings.append(stopped(hops.CONVERTED, "the hops", error))
        return ()


def _open(
    model: Model,
    deployed: Model | None,
    names: Sequence[str],
    threads: int | None,
    stack: ExitStack,
    progress: Progress,
) -> tuple[dict[str, Session], dict[str, float], dict[str, str]]:
    """Open a session for each name; return them, the time each took, and what each says it is.

    A name's second turn is called ``name (2)``.
    """
    from tandem import runtimes

    known = {name: runtimes.get(name) for name in names}  # an unknown name ends it before any opens
    sessions: dict[str, Session] = {}
    open_ms: dict[str, float] = {}
    details: dict[str, str] = {}
    for index, name in enumerate(names):
        progress("opening the model", index, len(names))
        turn = names[: index + 1].count(name)
        unique = name if turn == 1 else f"{name} ({turn})"
        started = perf_counter()
        if deployed is None or name == "tensorflow":
            session = known[name].open(model, threads=threads)
        else:
            session = DeployedSession(known[name].open(deployed, threads=threads), model)
        sessions[unique] = stack.enter_context(session)
        open_ms[unique] = (perf_counter() - started) * 1000
        details[unique] = known[name].check().detail
    progress("opening the model", len(names), len(names))
    return sessions, open_ms, details


def _results(done: Run, open_ms: Mapping[str, float]) -> tuple[RuntimeResult, ...]:
    """Sum up each runtime; the reference comes first."""
    baseline = next(iter(done.timings.values())).times()
    results = []
    for index, (name, log) in enumerate(done.timings.items()):
        times = log.times()
        comparable = bool(index and times.size)
        results.append(
            RuntimeResult(
                name=name,
                outputs=tuple(output.result() for output in done.outputs[name].values()),
                open_ms=open_ms[name],
                first=done.first.get(name),
                timings=log,
                # One that stopped early has the first rounds only.
                ratio=ratio_of_medians(times, baseline[: times.size]) if comparable else None,
            )
        )
    return tuple(results)
