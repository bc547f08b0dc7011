"""A child process that measures: TensorFlow fixes its threads, and memory its peak, once a process.

Run as ``python -m tandem.benchmark.worker``: a `Task` as JSON comes in on stdin, the answer goes
out as JSON in the file it names.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np

from tandem.benchmark.timing import STAGES, TimingLog, rotations
from tandem.errors import TandemError, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tandem.model import Model, TensorSpec
    from tandem.runtimes.base import Session

LEAST_ROUNDS: Final = 20
MOST_ROUNDS: Final = 2000
_WARMUP: Final = 5


class Task(TypedDict):
    """What to measure."""

    model: dict[str, Any]
    """What ``tandem.load`` takes."""
    runtimes: list[str]
    batch: int
    threads: int | None
    size: list[int] | None
    seconds: float
    """How long each runtime is timed; 0 for a cold start alone."""
    out: str


def main() -> None:
    """Do the task on stdin; errors of Tandem are the answer too."""
    task: Task = json.load(sys.stdin)
    answer: dict[str, Any]
    try:
        answer = _measure(task)
    except TandemError as error:
        answer = {"error": str(error), "exit_code": error.exit_code}
    Path(task["out"]).write_text(json.dumps(answer), encoding="utf-8")


def inputs_for(model: Model, batch: int, size: list[int] | None) -> dict[str, NDArray[Any]]:
    """Return random inputs, 64-byte aligned: normal floats, small integers.

    Raises:
        UsageError: an axis other than the batch is free and ``size`` does not set it.
    """
    from tandem.images import aligned_empty

    random = np.random.default_rng(0)
    made = {}
    for spec in model.inputs:
        shape = _shape(spec, batch, size)
        kind = np.dtype(spec.dtype).kind
        array = aligned_empty(shape, spec.dtype)
        array[...] = random.normal(size=shape) if kind == "f" else random.integers(0, 2, shape)
        made[spec.name] = array
    return made


def _shape(spec: TensorSpec, batch: int, size: list[int] | None) -> tuple[int, ...]:
    if spec.dtype == "str":
        raise UsageError(f"input {spec} takes strings, which are not measured")
    axes = list(spec.shape)
    if axes and axes[0] not in {None, batch}:
        raise UsageError(f"input {spec} takes batches of {axes[0]} only, not of {batch}")
    if axes:
        axes[0] = batch
    if size and len(axes) == 4:  # noqa: PLR2004
        axes[1:3] = [axes[1] or size[0], axes[2] or size[1]]
    if None in axes:
        raise UsageError(f"input {spec} has free axes; set them with --size HEIGHTxWIDTH")
    return tuple(axis for axis in axes if axis is not None)


def _measure(task: Task) -> dict[str, Any]:
    started = perf_counter()
    from tandem import runtimes
    from tandem.model import load

    if task["threads"] is not None and "tensorflow" in task["runtimes"]:
        from tandem.runtimes.tensorflow import set_threads

        set_threads(task["threads"])
    model = load(**task["model"])
    inputs = inputs_for(model, task["batch"], task["size"])
    answer: dict[str, Any] = {}
    with ExitStack() as stack:
        sessions: dict[str, Session] = {}
        for name in task["runtimes"]:
            unique = name if name not in sessions else f"{name} (2)"
            session = runtimes.get(name).open(model, threads=task["threads"])
            sessions[unique] = stack.enter_context(session)
        for name, session in sessions.items():
            first = session.run(inputs)
            _check(name, first)
            answer[name] = {"first": {stage: getattr(first.timing, stage) for stage in STAGES}}
            del first
        # Cold start: from the start of this process' own work to the first answer.
        cold = (perf_counter() - started) * 1000
        if not task["seconds"]:
            (name,) = sessions
            answer[name]["memory"] = {"cold_start_ms": cold, **_memory(sessions[name])}
            return answer
        for name, log in _rounds(sessions, inputs, task["seconds"]).items():
            answer[name]["times"] = {stage: log.times(stage).tolist() for stage in STAGES}
    return answer


def _rounds(
    sessions: dict[str, Session], inputs: dict[str, NDArray[Any]], seconds: float
) -> dict[str, TimingLog]:
    logs = {name: TimingLog() for name in sessions}
    for session in sessions.values():
        for _ in range(_WARMUP):
            session.run(inputs)
    ends = perf_counter() + seconds * len(sessions)
    for number, names in enumerate(islice(rotations(list(sessions)), MOST_ROUNDS)):
        if number >= LEAST_ROUNDS and perf_counter() > ends:
            break
        for name in names:
            logs[name].add(sessions[name].run(inputs).timing)
    return logs


def _check(name: str, outputs: Any) -> None:
    for output, values in outputs.items():
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise UsageError(
                f"{name}: '{output}' is not finite on random inputs: its times mean nothing"
            )


def _memory(session: Session) -> dict[str, float | int | None]:
    """Return resident and peak memory, in MiB: this process's, and that the session runs in."""
    peer = session.pid
    return {
        "rss_mb": _status("self", "VmRSS"),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "peer_rss_mb": None if peer is None else _status(peer, "VmRSS"),
        "peer_peak_mb": None if peer is None else _status(peer, "VmHWM"),
        "tensors": session.tensors,
    }


def _status(process: int | str, field: str) -> float | None:
    """Return a field of Linux's ``/proc/PID/status`` in MiB; ``None`` elsewhere."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), None)


if __name__ == "__main__":
    main()
