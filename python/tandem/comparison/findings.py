"""The verdict: what the numbers of a run mean, in sentences.

Nothing passes on nothing: no examples, outputs that were not compared, and outputs that do not
vary are failures, as NaN, infinities and mismatches are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tandem.comparison.result import Finding, FindingKind
from tandem.model.tfjs_folder import TfjsFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tandem.comparison.output_log import OutputLog
    from tandem.comparison.result import OutputResult, RuntimeResult
    from tandem.comparison.tolerance import Tolerance
    from tandem.model import Model

_NOTES: Final[frozenset[FindingKind]] = frozenset(
    {"dtype", "extra-output", "tie", "one-example", "quantised"}
)


def judge(
    results: Sequence[RuntimeResult],
    logs: Mapping[str, Mapping[str, OutputLog]],
    examples: int,
    tolerance: Mapping[str, Tolerance],
) -> list[Finding]:
    """Return what a reader must know, failures first.

    Args:
        results: each runtime's, the reference's first.
        logs: by runtime and output, for the problems they met.
        examples: how many were run.
        tolerance: what was allowed, by output.
    """
    found: list[Finding] = []
    if not examples:
        found.append(_finding("nothing-compared", "there were no examples: nothing was compared"))
    elif not any(d.examples for result in results[1:] for d in result.differences):
        found.append(_finding("nothing-compared", "no output was compared"))
    if examples == 1:
        found.append(
            _finding("one-example", "one example cannot show that outputs vary; use several")
        )
    reference_varies = {output.name: output.varies for output in results[0].outputs}
    for result in results:
        for output in result.outputs:
            for kind, text in logs[result.name][output.name].problems.items():
                found.append(_finding(kind, f"'{output.name}' {text}", result.name, output.name))
            is_reference = result is results[0]
            found += _of_values(result.name, output, is_reference, reference_varies, examples)
            if not is_reference:
                found += _of_difference(result.name, output, tolerance[output.name])
    return sorted(found, key=lambda finding: finding.severity == "note")


def stopped(runtime: str, example: str, error: Exception) -> Finding:
    """Return the finding for a runtime that failed at an example and was left out from there."""
    return _finding("stopped", f"stopped at {example}: {error}", runtime)


def quantised(model: Model) -> list[Finding]:
    """Return the finding for a tfjs folder whose manifest says that weights are quantised."""
    if not isinstance(model.native, TfjsFolder):
        return []
    kind, rounded, every = model.native.quantisation
    if not rounded:
        return []
    text = (
        f"{model.path}: {rounded} of {every} weights are quantised to {kind}; differences that "
        "come of it are no fault of a runtime"
    )
    return [_finding("quantised", text)]


def missing(runtime: str, output: str) -> Finding:
    """Return the finding for an output of the reference that a runtime does not have."""
    return _finding("missing-output", f"has no output '{output}'", runtime, output)


def unexpected(runtime: str, output: str) -> Finding:
    """Return the finding for an output that the reference does not have."""
    text = f"'{output}' is not an output of the reference and was not compared"
    return _finding("extra-output", text, runtime, output)


def _of_values(
    runtime: str,
    output: OutputResult,
    is_reference: bool,
    reference_varies: Mapping[str, bool | None],
    examples: int,
) -> Iterator[Finding]:
    name = output.name
    if output.nan:
        yield _finding("nan", f"'{name}' has NaN ({output.nan:,} elements)", runtime, name)
    if output.infinite:
        text = f"'{name}' has infinities ({output.infinite:,} elements)"
        yield _finding("infinity", text, runtime, name)
    # A runtime that is as constant as its reference is no news of its own.
    if output.varies is False and (is_reference or reference_varies.get(name)):
        text = (
            f"'{name}' is the same for all {examples} examples, within the tolerance: comparing "
            "it proves nothing. Are the weights trained, and do the examples differ?"
        )
        yield _finding("constant", text, runtime, name)


def _of_difference(runtime: str, output: OutputResult, tolerance: Tolerance) -> Iterator[Finding]:
    apart, name = output.difference, output.name
    if apart is None or not apart.examples:
        return
    if apart.share > 1:
        place = ", ".join(map(str, apart.worst_index))
        text = (
            f"'{name}' differs on {apart.examples_outside} of {apart.examples} examples by more "
            f"than {tolerance}. Furthest on {apart.worst_example}: element [{place}] is "
            f"{apart.worst_got:.7g}, the reference says {apart.worst_reference:.7g}"
        )
        yield _finding("mismatch", text, runtime, name)
    elif apart.top1 is not None and apart.top1 < 1:
        changed = round((1 - apart.top1) * apart.examples)
        text = (
            f"'{name}' has another largest class on {changed} of {apart.examples} examples, "
            "though every value is within the tolerance: a tie"
        )
        yield _finding("tie", text, runtime, name)


def _finding(
    kind: FindingKind, message: str, runtime: str | None = None, output: str | None = None
) -> Finding:
    return Finding("note" if kind in _NOTES else "failure", kind, message, runtime, output)
