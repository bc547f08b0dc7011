"""The interleaved run: every example under each runtime in turn, compared as it comes.

Memory stays bounded: of each example only sums, a few numbers and perhaps a thumbnail are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

from tandem.benchmark import TimingLog, rotations
from tandem.comparison import findings
from tandem.comparison.output_log import OutputLog
from tandem.comparison.recorded import Recorded
from tandem.comparison.samples import SampleKeeper
from tandem.errors import TandemError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tandem.comparison.examples import Example, Examples
    from tandem.comparison.result import Finding
    from tandem.comparison.tolerance import Tolerance
    from tandem.runtimes.base import Outputs, Session, Timing

WARMUP: Final = 3
"""Runs of each runtime on the first example before anything is timed; the first is recorded."""


class Progress(Protocol):
    """Told how far a long task is."""

    def __call__(self, task: str, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` steps of ``task`` are finished."""


@dataclass(slots=True, kw_only=True)
class Run:
    """What a run leaves behind, by runtime in the order given; the first is the reference."""

    timings: dict[str, TimingLog]
    outputs: dict[str, dict[str, OutputLog]]
    samples: SampleKeeper
    first: dict[str, Timing] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """The examples' names."""


def run(
    sessions: Mapping[str, Session],
    examples: Examples,
    tolerance: Mapping[str, Tolerance],
    *,
    rounds: int,
    labels: int | None,
    progress: Progress,
) -> Run:
    """Run every example under each runtime, in turns.

    Args:
        sessions: open sessions by runtime; the first is the reference.
        examples: what to run.
        tolerance: how far each output may be apart.
        rounds: how often each example is run and timed; its outputs are compared once.
        labels: how many class labels there are.
        progress: told after every example.

    Raises:
        TandemError: the reference failed, or an example cannot be read. Another runtime that
            fails is left out from there on, and that is a finding.
    """
    turns = _Turns(sessions, tolerance, labels, len(examples))
    order = rotations(list(sessions))
    for index, example in enumerate(examples):
        if not index:
            turns.warm_up(example)
        turns.compare(index, example, next(order))
        for names in islice(order, rounds - 1):
            turns.time(example, names)
        progress("comparing", index + 1, len(examples))
    return turns.result


class _Turns:
    """The sessions that still run, and what came of them so far."""

    def __init__(
        self,
        sessions: Mapping[str, Session],
        tolerance: Mapping[str, Tolerance],
        labels: int | None,
        count: int,
    ) -> None:
        self._sessions = dict(sessions)
        self._names = tuple(sessions)
        self._reference = self._names[0]
        wanted = [spec.name for spec in sessions[self._reference].outputs]
        self.result = Run(
            timings={name: TimingLog() for name in sessions},
            outputs={
                name: {output: OutputLog(output, tolerance[output], labels) for output in wanted}
                for name in sessions
            },
            samples=SampleKeeper(count, tolerance, labels),
        )
        for name, session in sessions.items():
            own = [spec.name for spec in session.outputs]
            self.result.findings += [findings.missing(name, o) for o in wanted if o not in own]
            self.result.findings += [findings.unexpected(name, o) for o in own if o not in wanted]

    def warm_up(self, example: Example) -> None:
        for turn in range(WARMUP):
            for name in self._names:
                outputs = self._attempt(name, example)
                if outputs is not None and not turn and outputs.timing.total:
                    self.result.first[name] = outputs.timing

    def time(self, example: Example, names: Sequence[str]) -> dict[str, Outputs]:
        """Run one example under each runtime in the order of ``names``; return the outputs."""
        outputs = {}
        for name in names:
            got = self._attempt(name, example)
            if got is not None:
                if not isinstance(self._sessions[name], Recorded):
                    self.result.timings[name].add(got.timing)
                outputs[name] = got
        return outputs

    def compare(self, index: int, example: Example, names: Sequence[str]) -> None:
        """Run one example and take the differences from the reference into account.

        Outputs may be views that a runtime's next run overwrites: none is kept beyond this.
        """
        for session in self._sessions.values():
            if isinstance(session, Recorded):
                session.index = index
        outputs = self.time(example, names)
        reference = outputs[self._reference]
        shares: dict[str, dict[str, float]] = {}
        for name in self._names:
            own: Mapping[str, NDArray[Any]] = outputs.get(name, {})
            # A runtime that has stopped still counts the example as not compared.
            by_output = {
                output: log.add(
                    example.name,
                    own.get(output),
                    None if name == self._reference else reference[output],
                )
                for output, log in self.result.outputs[name].items()
            }
            if name != self._reference and own:
                shares[name] = by_output
        self.result.names.append(example.name)
        in_order = {name: outputs[name] for name in self._names if name in outputs}
        self.result.samples.offer(index, example, in_order, shares)

    def _attempt(self, name: str, example: Example) -> Outputs | None:
        if name not in self._sessions:
            return None
        try:
            return self._sessions[name].run(example.inputs)
        except TandemError as error:
            if name == self._reference:
                raise
            del self._sessions[name]
            self.result.findings.append(findings.stopped(name, example.name, error))
            return None
