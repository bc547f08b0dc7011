"""``tandem bench``: runtimes, batches and threads measured against each other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from tandem.benchmark.environment import Environment
from tandem.benchmark.statistics import Ratio, Summary, ratio_of_medians, summarise
from tandem.errors import PeerError, TandemError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tandem.benchmark.worker import Task

NARROW: Final = 0.1
"""An interval that holds 1 says "the same speed" when it is narrower than this share."""

Speed = Literal["faster", "slower", "same", "too noisy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One runtime by itself, in a fresh process, after its first run."""

    cold_start_ms: float
    """Loading TensorFlow or the engine and the model, converting it, and the first run."""
    rss_mb: float | None
    """Resident in the Python process, in MiB; ``None`` where the system does not say."""
    peak_mb: float
    peer_rss_mb: float | None = None
    """Resident in the other process that the model runs in; ``None`` where there is none."""
    peer_peak_mb: float | None = None
    tensors: int | None
    """Tensors alive in tfjs; ``None`` where the runtime does not count them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One runtime at one batch size and number of threads."""

    runtime: str
    batch: int
    threads: int | None
    first: dict[str, float]
    """The first run in milliseconds by stage, kept apart."""
    times: dict[str, tuple[float, ...]]
    """Every timed run in milliseconds, by stage, in order."""
    ratio: Ratio | None
    """To the first runtime at the same batch and threads; ``None`` for that one itself."""

    @property
    def summary(self) -> dict[str, Summary]:
        """Each stage's summary."""
        return {stage: summarise(times) for stage, times in self.times.items()}

    @property
    def throughput(self) -> float:
        """Examples a second, at the median."""
        return self.batch * 1000 / self.summary["total"].median

    @property
    def speed(self) -> Speed | None:
        """The verdict on the ratio; ``None`` for the baseline."""
        return None if self.ratio is None else verdict(self.ratio)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """What a benchmark measured."""

    model: str
    signature: str
    """The model's inputs and outputs in words, to tell it from another of the same name."""
    created: str
    baseline: str
    cases: tuple[Case, ...]
    memory: dict[str, Memory]
    environment: Environment
    load: float | None
    """Processes that wanted a processor when it began, a processor; ``None`` where unknown."""
    command: str | None = None


def verdict(ratio: Ratio) -> Speed:
    """Say what a ratio's interval allows to be said."""
    if ratio.conclusive:
        return "faster" if ratio.value < 1 else "slower"
    return "same" if ratio.high - ratio.low <= NARROW else "too noisy"


def benchmark(
    model: str | os.PathLike[str],
    *,
    runtimes: Sequence[str] = ("tensorflow", "tfjs-node"),
    batches: Sequence[int] = (1,),
    threads: Sequence[int | None] = (None,),
    size: tuple[int, int] | None = None,
    seconds: float = 3.0,
    unsafe: bool = False,
    command: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Benchmark:
    """Measure a model under several runtimes, in turns, on random inputs.

    Every batch size and number of threads has a process of its own; so has each runtime's cold
    start and memory.

    Args:
        model: the path of the model.
        runtimes: the first is the baseline.
        batches: sizes of a batch.
        threads: intra-op threads; ``None`` for each runtime's own default.
        size: (height, width) for inputs that take any.
        seconds: how long each runtime is timed in each case, 20 rounds at least.
        unsafe: let code in the model's file run; see ``tandem.load``.
        command: the command line to keep with the numbers.
        progress: called as ``progress(task, done, total)``.

    Raises:
        UsageError: an option or the model is at fault.
        RuntimeUnavailableError: a runtime is not ready here.
        PeerError: a measuring process died.
    """
    from tandem import runtimes as places
    from tandem.model import load

    if min((*batches, *(t for t in threads if t is not None)), default=0) < 1 or not threads:
        raise UsageError("batch sizes and threads must be 1 or more")
    known = {name: places.get(name) for name in runtimes}
    for name, runtime in known.items():
        ready = runtime.check()
        if not ready.ready:
            from tandem.errors import RuntimeUnavailableError

            raise RuntimeUnavailableError(name, ready.detail, ready.command)
    loaded = load(model, unsafe=unsafe)
    show = progress or (lambda *_: None)
    total = len(batches) * len(threads) + len(known)
    common = {
        "model": {"source": os.fspath(model), **loaded.options},
        "size": list(size) if size else None,
    }
    load_before = _load()
    memory = {}
    for done, name in enumerate(known):
        show(f"cold start of {name}", done, total)
        task = {**common, "runtimes": [name], "batch": batches[0], "threads": threads[0]}
        memory[name] = Memory(**_child({**task, "seconds": 0.0})[name]["memory"])
    cases: list[Case] = []
    for done, (batch, count) in enumerate(product(batches, threads), len(known)):
        show(f"batch {batch}" + (f", {count} threads" if count else ""), done, total)
        task = {**common, "runtimes": list(runtimes), "batch": batch, "threads": count}
        cases += _cases(_child({**task, "seconds": seconds}), batch, count)
    inputs, outputs = ("; ".join(map(str, s)) for s in (loaded.inputs, loaded.outputs))
    return Benchmark(
        model=loaded.name,
        signature=f"{inputs} -> {outputs}",
        created=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        baseline=runtimes[0],
        cases=tuple(cases),
        memory=memory,
        environment=Environment.here(
            runtimes={name: runtime.check().detail for name, runtime in known.items()}
        ),
        load=load_before,
        command=command,
    )


def _cases(answer: Mapping[str, Any], batch: int, threads: int | None) -> list[Case]:
    baseline = np.array(next(iter(answer.values()))["times"]["total"])
    return [
        Case(
            runtime=name,
            batch=batch,
            threads=threads,
            first=found["first"],
            times={stage: tuple(times) for stage, times in found["times"].items()},
            ratio=ratio_of_medians(found["times"]["total"], baseline) if index else None,
        )
        for index, (name, found) in enumerate(answer.items())
    ]


def _child(task: Mapping[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
        out = Path(folder) / "answer.json"
        request: Task = {**task, "out": str(out)}  # type: ignore[typeddict-item]
        done = subprocess.run(
            [sys.executable, "-m", "tandem.benchmark.worker"],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            check=False,
        )
        if not out.is_file():
            raise PeerError(
                f"the measuring process ended with code {done.returncode}", done.stderr[-2000:]
            )
        answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    if "error" in answer:
        error = TandemError(answer["error"])
        error.exit_code = answer["exit_code"]
        raise error
    return answer


def _load() -> float | None:
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except OSError:
        return None
