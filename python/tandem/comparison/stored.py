"""Runs that `tandem compare --json` kept, judged again without running anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tandem.comparison import budget
from tandem.comparison.result import Finding
from tandem.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

SCHEMA: Final = "tandem.compare/1"
_MAX_BYTES: Final = 512 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One runtime's output, and what was found on it."""

    runtime: str
    output: str
    metrics: dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A run as it is judged now. True where it agrees."""

    model: str
    reference: str
    examples: int
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    verdicts: dict[str, list[dict[str, Any]]]

    def __bool__(self) -> bool:
        return not any(finding.severity == "failure" for finding in self.findings)


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a run that was kept.

    Raises:
        UsageError: the file is missing, unreadable, or of another schema.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path}: too large for a run")
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path}: no JSON; it should be what `tandem compare --json` wrote"
        ) from error
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise UsageError(
            f"{path}: of schema {schema!r}, not '{SCHEMA}'; make it again with `tandem compare`"
        )
    return dict(data)


def _metric(difference: dict[str, Any], name: str) -> float | str | None:
    value: float | str | None = (
        difference[name] if name in difference else difference["fit"].get(name)
    )
    return value


def judge(run: dict[str, Any], entries: Sequence[budget.Entry] = ()) -> Judgement:
    """Judge a run that was kept, by its own findings and a budget.

    Args:
        run: what ``load`` or ``Report.to_dict`` returned.
        entries: the budget as it is now.

    Raises:
        UsageError: the run is malformed.
    """
    try:
        outcomes = tuple(
            Outcome(
                runtime=result["name"],
                output=output["name"],
                metrics={
                    name: None if value is None else float(value)
                    for name in budget.METRICS
                    for value in [_metric(output["difference"], name)]
                },
            )
            for result in run["runtimes"]
            for output in result["outputs"]
            if output["difference"] is not None
        )
        findings = [Finding(**finding) for finding in run["findings"]]
        measured = {(o.runtime, o.output): o.metrics for o in outcomes}
        model = run["model"]["name"]
        return Judgement(
            model=model,
            reference=run["reference"],
            examples=run["run"]["examples"],
            outcomes=outcomes,
            findings=budget.apply(entries, model, findings, measured),
            verdicts=run["verdicts"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"the stored run is malformed ({error!r})") from error
