"""The report as JSON data of a versioned schema: ``compare-1.schema.json``, beside this file.

JSON has no NaN and no infinities: they are written as the strings ``"NaN"``, ``"Infinity"`` and
``"-Infinity"``, which ``float()`` reads. Pictures are left out.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.benchmark import STAGES
from tandem.comparison.samples import NumbersShown
from tandem.report.files import write_text

if TYPE_CHECKING:
    import os

    from tandem.comparison.result import OutputResult, Report, RuntimeResult
    from tandem.comparison.samples import Sample

SCHEMA: Final = "tandem.compare/1"
"""Name and major version; the version grows when a reader of the old one would misread."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that `to_dict` keeps."""
    text = files("tandem.report").joinpath("compare-1.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def to_dict(report: Report) -> dict[str, Any]:
    """Return the report as data of JSON's own types."""
    data = {
        "schema": SCHEMA,
        "agree": bool(report),
        "created": report.created,
        "command": report.command,
        "model": {"name": report.model, "source": report.source},
        "run": {
            "examples": report.examples,
            "rounds": report.rounds,
            "warmup": report.warmup,
            "tolerance": {name: asdict(allowed) for name, allowed in report.tolerance.items()},
            "preprocessing": asdict(report.preprocessing) if report.preprocessing else None,
            "labels": report.labels,
        },
        "findings": [asdict(finding) for finding in report.findings],
        "reference": report.reference.name,
        "runtimes": [_runtime(result) for result in report.runtimes],
        "hops": [asdict(hop) for hop in report.hops],
        "verdicts": {
            runtime: [asdict(verdict) for verdict in found]
            for runtime, found in report.verdicts.items()
        },
        "bisection": asdict(report.bisection) if report.bisection is not None else None,
        "examples": {
            "names": report.example_names,
            "share_of_tolerance": {
                result.name: {
                    output.name: output.difference.share_by_example
                    for output in result.outputs
                    if output.difference
                }
                for result in report.runtimes[1:]
            },
        },
        "samples": [_sample(sample) for sample in report.samples],
        "environment": asdict(report.environment),
    }
    made: dict[str, Any] = _json_types(data)
    return made


def write(report: Report, path: str | os.PathLike[str]) -> None:
    """Write the report as a JSON file.

    Raises:
        UsageError: the file cannot be written.
    """
    write_data(to_dict(report), path)


def write_data(data: dict[str, Any], path: str | os.PathLike[str]) -> None:
    """Write data as a JSON file, with the names of NaN and infinities for those.

    Raises:
        UsageError: the file cannot be written.
    """
    text = json.dumps(_json_types(data), indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def _runtime(result: RuntimeResult) -> dict[str, Any]:
    first = result.first
    return {
        "name": result.name,
        "open_ms": result.open_ms,
        "first_run_ms": {stage: getattr(first, stage) for stage in STAGES} if first else None,
        "times_ms": {stage: asdict(s) for stage, s in result.timings.summary().items()},
        "ratio_to_reference": asdict(result.ratio) if result.ratio else None,
        "outputs": [_output(output) for output in result.outputs],
    }


def _output(output: OutputResult) -> dict[str, Any]:
    data = asdict(output)
    if data["difference"]:
        del data["difference"]["share_by_example"]  # stands by example, once
    return data


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "index": sample.index,
        "name": sample.name,
        "share_of_tolerance": sample.shares,
        "outputs": {
            name: asdict(shown)
            for name, shown in sample.outputs.items()
            if isinstance(shown, NumbersShown)
        },
    }


def _json_types(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json_types(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_json_types(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
