"""A budget: what is allowed to differ, by how much, why, and until when.

A TOML file, one ``[[budget]]`` for each model, output and runtime (``"*"`` for any)::

    [[budget]]
    model = "digits"
    output = "digit"
    runtime = "tfjs-node"
    metric = "max_abs"
    limit = 2e-3
    reason = "uint8 weights"
    expires = 2027-01-31

An output within its limit is excused from the tolerance; one beyond it fails though the tolerance
would have let it pass. An entry that has expired, or that fits nothing, fails.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tandem.comparison.fit import NAMES as FIT
from tandem.comparison.result import Finding
from tandem.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

HIGHER_IS_BETTER: Final = frozenset({"cosine", "top1", *FIT})
METRICS: Final = ("max_abs", "mean_abs", "max_rel", "max_ulp", "share", *sorted(HIGHER_IS_BETTER))
_FIELDS: Final = {"model", "output", "runtime", "metric", "limit", "reason", "expires"}
_MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One allowance."""

    model: str
    output: str
    runtime: str
    metric: str
    limit: float
    reason: str
    expires: dt.date

    def fits(self, model: str, runtime: str, output: str) -> bool:
        """Say whether this entry is about an output of a model in a runtime."""
        pairs = ((self.model, model), (self.runtime, runtime), (self.output, output))
        return all(wanted in {"*", name} for wanted, name in pairs)

    def allows(self, value: float) -> bool:
        """Say whether a measured value is within the limit; NaN never is."""
        return value >= self.limit if self.metric in HIGHER_IS_BETTER else value <= self.limit


def load(path: str | os.PathLike[str]) -> tuple[Entry, ...]:
    """Read a budget file.

    Raises:
        UsageError: it is missing, unreadable, or an entry is not what it should be.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path}: too large for a budget")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no TOML: {error}") from error
    rows = data.get("budget")
    if set(data) != {"budget"} or not isinstance(rows, list):
        raise UsageError(f"{path}: write one [[budget]] for each allowance, and nothing else")
    return tuple(_entry(f"{path}, entry {n}", row) for n, row in enumerate(rows, 1))


def apply(
    entries: Sequence[Entry],
    model: str,
    findings: Iterable[Finding],
    measured: Mapping[tuple[str, str], Mapping[str, float | None]],
    today: dt.date | None = None,
) -> tuple[Finding, ...]:
    """Return the findings as the budget sees them, failures first.

    Args:
        entries: the budget.
        model: the model's name.
        findings: what was found.
        measured: metrics by (runtime, output), as `OutputDifference` names them.
        today: the day to judge on; ``None`` for today.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    kept = list(findings)
    for entry in entries:
        if entry.model not in {"*", model}:
            continue
        fitting = {place: m for place, m in measured.items() if entry.fits(model, *place)}
        what = f"{entry.metric} {entry.limit:g} for '{entry.output}' ({entry.reason})"
        if entry.expires < today:
            kept.append(
                Finding("failure", "budget", f"the budget of {what} expired on {entry.expires}")
            )
            continue
        if not fitting:
            kept.append(
                Finding("failure", "budget", f"the budget of {what} fits no output that was run")
            )
        for (runtime, output), metrics in fitting.items():
            value = metrics.get(entry.metric)
            if value is not None and entry.allows(value):
                kept = [_excused(f, entry) if _is_of(f, runtime, output) else f for f in kept]
            else:
                text = (
                    f"'{output}' has {entry.metric} {'none' if value is None else f'{value:.3g}'}, "
                    f"beyond the budget of {entry.limit:g} ({entry.reason})"
                )
                kept.append(Finding("failure", "budget", text, runtime, output))
    return tuple(sorted(kept, key=lambda finding: finding.severity == "note"))


def _is_of(finding: Finding, runtime: str, output: str) -> bool:
    return (finding.kind, finding.runtime, finding.output) == ("mismatch", runtime, output)


def _excused(finding: Finding, entry: Entry) -> Finding:
    text = f"{finding.message}. Within the budget until {entry.expires}: {entry.reason}"
    return Finding("note", "budget", text, finding.runtime, finding.output)


def _entry(where: str, row: Any) -> Entry:
    if not isinstance(row, dict) or set(row) != _FIELDS:
        raise UsageError(f"{where}: wants exactly {', '.join(sorted(_FIELDS))}")
    texts = ("model", "output", "runtime", "metric", "reason")
    if any(not isinstance(row[name], str) or not row[name].strip() for name in texts):
        raise UsageError(f"{where}: {', '.join(texts)} are texts, none of them empty")
    if row["metric"] not in METRICS:
        raise UsageError(f"{where}: metric '{row['metric']}' is none of {', '.join(METRICS)}")
    limit = row["limit"]
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or not math.isfinite(limit):
        raise UsageError(f"{where}: limit {limit!r} is no finite number")
    if type(row["expires"]) is not dt.date:
        raise UsageError(f"{where}: expires is a date such as 2027-01-31, without quotes")
    return Entry(**{**row, "limit": float(limit)})
