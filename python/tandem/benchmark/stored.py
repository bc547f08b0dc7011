"""Benchmarks on disk, in pytest-benchmark's own format, and judging a run against a stored one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.benchmark.statistics import Ratio, ratio_of_medians
from tandem.errors import UsageError

if TYPE_CHECKING:
    import os

    from tandem.benchmark.environment import Environment
    from tandem.benchmark.run import Benchmark, Case

SCHEMA: Final = "tandem.bench/1"
_MAX_BYTES: Final = 256 << 20
_FORMAT: Final = "5.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One case beside the stored run's."""

    name: str
    ratio: Ratio
    """Median time now over then."""
    slower: bool
    """By more than allowed, and the interval leaves out 1."""
    noisy: bool
    """Whether it is too noisy to tell: not found slower, and the interval reaches beyond what is
    allowed."""


def to_dict(found: Benchmark) -> dict[str, Any]:
    """Return the benchmark as data that ``pytest-benchmark compare`` reads; times in seconds."""
    place = found.environment
    return {
        "machine_info": {
            "node": "", "processor": "", "machine": place.system.rpartition(" ")[2],
            "python_version": place.python.rpartition(" ")[2], "system": place.system,
            "python_implementation": place.python.partition(" ")[0],
            "cpu": {"brand_raw": place.cpu, "count": place.cpus, "flags": list(place.cpu_flags)},
        },
        "commit_info": {"id": "unversioned", "dirty": False, "branch": "", "project": found.model},
        "benchmarks": [_entry(found, case) for case in found.cases],
        "datetime": found.created,
        "version": _FORMAT,
        "tandem": {
            "schema": SCHEMA,
            "model": found.model,
            "signature": found.signature,
            "baseline": found.baseline,
            "memory": {name: asdict(memory) for name, memory in found.memory.items()},
            "environment": asdict(place),
            "machine": machine(place),
            "load": found.load,
            "command": found.command,
        },
    }  # fmt: skip


def save(found: Benchmark, path: str | os.PathLike[str]) -> None:
    """Write a benchmark as JSON.

    Raises:
        UsageError: the file cannot be written.
    """
    from tandem.report.json import write_data

    write_data(to_dict(found), path)


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a stored benchmark.

    Raises:
        UsageError: the file is missing, unreadable, or of another schema.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path}: too large for a stored benchmark")
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path}: no JSON; it should be what `tandem bench --save` wrote"
        ) from error
    schema = data.get("tandem", {}).get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise UsageError(
            f"{path}: of schema {schema!r}, not '{SCHEMA}'; write it with `tandem bench --save`"
        )
    return dict(data)


def against(
    found: Benchmark,
    stored: dict[str, Any],
    *,
    fail_over: float,
    any_machine: bool = False,
) -> list[Change]:
    """Compare a benchmark with a stored one, case by case.

    Args:
        found: the new one.
        stored: what ``load`` returned.
        fail_over: by which share a median may be slower, 0.05 for 5 %.
        any_machine: whether a run of another machine may be compared with.

    Raises:
        UsageError: another model, another machine, or no cases in common.
    """
    then = stored["tandem"]
    if (then.get("model"), then.get("signature")) != (found.model, found.signature):
        raise UsageError(
            f"the stored run is of model '{then.get('model')}' ({then.get('signature')}), "
            f"this one of '{found.model}' ({found.signature})"
        )
    if not any_machine:
        check_machine(stored, found.environment)
    try:
        before = {
            entry["name"]: np.array(entry["stats"]["data"], np.float64) * 1000
            for entry in stored["benchmarks"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"the stored run has no times ({error!r})") from error
    changes = []
    for case in found.cases:
        then_times = before.get(name_of(case))
        if then_times is not None and then_times.size and np.isfinite(then_times).all():
            ratio = _unpaired(np.array(case.times["total"]), then_times)
            slower = ratio.value > 1 + fail_over and ratio.low > 1
            noisy = not slower and ratio.high > 1 + fail_over
            changes.append(Change(name=name_of(case), ratio=ratio, slower=slower, noisy=noisy))
    if not changes:
        raise UsageError("the stored run has no case (runtime, batch, threads) in common with this")
    return changes


def check_machine(stored: dict[str, Any], place: Environment) -> None:
    """See that a stored run was made on a machine like this one.

    Raises:
        UsageError: it was not.
    """
    then, here = stored["tandem"].get("machine"), machine(place)
    if then != here:
        raise UsageError(
            f"the stored run was made on another machine ({then}; this is {here}): "
            "times do not compare. Measure a baseline here, or say --any-machine"
        )


def machine(place: Environment) -> str:
    """Return what times depend on: processor, how many, and architecture."""
    return f"{place.cpu}, {place.cpus} processors, {place.system.rpartition(' ')[2]}"


def name_of(case: Case) -> str:
    """Return a case's name: ``tfjs-node[batch=1-threads=default]``."""
    return f"{case.runtime}[batch={case.batch}-threads={case.threads or 'default'}]"


def _unpaired(now: np.ndarray[Any, Any], then: np.ndarray[Any, Any]) -> Ratio:
    # Not of the same rounds: each side is put in an order of its own before they are paired.
    count = min(now.size, then.size)
    random = np.random.default_rng(0)
    a, b = random.permutation(now)[:count], random.permutation(then)[:count]
    interval = ratio_of_medians(a, b)
    value = float(np.median(now) / np.median(then))
    return Ratio(value, min(interval.low, value), max(interval.high, value), interval.confidence)


def _entry(found: Benchmark, case: Case) -> dict[str, Any]:
    seconds = np.array(case.times["total"]) / 1000
    q1, median, q3 = (float(q) for q in np.percentile(seconds, (25, 50, 75)))
    mean, deviation = float(seconds.mean()), float(seconds.std(ddof=1)) if seconds.size > 1 else 0.0
    low, high = q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)
    inside = seconds[(seconds >= low) & (seconds <= high)]
    far = int(np.count_nonzero((seconds < low) | (seconds > high)))
    wide = int(np.count_nonzero(np.abs(seconds - mean) > deviation))
    return {
        "group": f"{found.model} batch {case.batch}",
        "name": name_of(case),
        "fullname": f"{found.model}::{name_of(case)}",
        "params": {"runtime": case.runtime, "batch": case.batch, "threads": case.threads},
        "param": f"{case.runtime}-{case.batch}-{case.threads or 'default'}",
        "extra_info": {
            "first_run_ms": case.first,
            "stages_ms": {stage: list(times) for stage, times in case.times.items()},
            "examples_a_second": case.throughput,
            "ratio_to_baseline": asdict(case.ratio) if case.ratio else None,
            "speed": case.speed,
        },
        "options": {
            "disable_gc": False, "timer": "perf_counter", "min_rounds": 20, "max_time": 0.0,
            "min_time": 0.0, "warmup": True,
        },
        "stats": {
            "min": float(seconds.min()), "max": float(seconds.max()), "mean": mean,
            "stddev": deviation, "rounds": int(seconds.size), "median": median, "iqr": q3 - q1,
            "q1": q1, "q3": q3, "iqr_outliers": far, "stddev_outliers": wide,
            "outliers": f"{wide};{far}", "ld15iqr": float(inside.min()),
            "hd15iqr": float(inside.max()), "ops": 1 / mean, "total": float(seconds.sum()),
            "iterations": 1, "data": seconds.tolist(),
        },
    }  # fmt: skip
