"""The suites, where they run, and what proves that they ran there.

A result is the JSON that ``js/suite.ts`` writes: per spec its name, status, messages, the backend
it started on and the ops that TensorFlow's backend executed for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tandem.runtimes.node import addon, binary

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
_WASM = ROOT / "node_modules" / "@tensorflow" / "tfjs-backend-wasm" / "dist"
_SECONDS = 900


@dataclass(frozen=True)
class Suite:
    """Upstream's specs on one backend, and how many of them there are."""

    name: str
    specs: str
    backend: str
    size: int


SUITES = {
    suite.name: suite
    for suite in (
        Suite("core-tensorflow", "core", "tensorflow", 4230),
        Suite("core-cpu", "core", "cpu", 4232),
        Suite("core-wasm", "core", "wasm", 4230),
        Suite("tfjs-node", "node", "tensorflow", 160),
    )
}

Result = dict[str, Any]


def bundle(out: Path) -> None:
    """Build both bundles into ``out`` (some 5 seconds)."""
    node = str(binary.find().path)
    subprocess.run([node, str(HERE / "build.mjs"), str(out)], check=True, cwd=ROOT)


def run(suite: Suite, where: str, bundles: Path, *, only: str = "") -> Result:
    """Run a suite ``embedded`` or in ``node``, in a process and a folder of its own."""
    request = {
        "suite": suite.specs,
        "backend": suite.backend,
        "only": only,
        "wasm": f"{_WASM}/",
    }
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "result.json"
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
        if where == "node":
            command = [str(binary.find().path), str(bundles / "node.cjs")]
            environment |= addon.environment()
        else:
            embedded = str(bundles / "embedded.js")
            command = [sys.executable, str(HERE / "embedded.py"), embedded]
        if suite.specs == "node":
            subprocess.run(
                [sys.executable, str(HERE / "fixtures.py"), scratch],
                check=True,
                capture_output=True,
            )
        done = subprocess.run(
            [*command, json.dumps(request), str(out)],
            cwd=scratch,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode != 0 or not out.exists():
            said = (done.stdout + done.stderr)[-4000:]
            raise SystemExit(f"{suite.name} {where} ended with {done.returncode}:\n{said}")
        result: Result = json.loads(out.read_text())
        return result


def statuses(result: Result) -> dict[str, str]:
    """Every spec's status; names that repeat are told apart by their number."""
    seen: Counter[str] = Counter()
    found = {}
    for spec in result["specs"]:
        name = spec["name"].strip()
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} #{seen[name]}"] = spec["status"]
    return found


def doubts(suite: Suite, where: str, result: Result, *, complete: bool = True) -> list[str]:
    """What speaks against these specs having run on the suite's backend, and all of them."""
    specs = [spec for spec in result["specs"] if spec["status"] != "pending"]
    bound = (
        specs
        if suite.specs == "node"
        else [s for s in specs if f" test-{suite.backend} {{}} " in s["name"]]
    )
    found = [f"outside of any spec: {message}" for message in result["messages"]]
    if not bound:
        found.append("no spec is bound to a backend")
    elsewhere = Counter(s["backend"] for s in bound if s["backend"] != suite.backend)
    # A few specs that follow one which reset the engine start on none.
    if set(elsewhere) - {None} or elsewhere[None] > len(bound) // 100:
        found.append(f"specs ran on another backend than {suite.backend}: {dict(elsewhere)}")
    ops = sum(spec["ops"] for spec in specs)
    if (ops > 0) != (suite.backend == "tensorflow"):
        found.append(f"TensorFlow's backend executed {ops} ops")
    if where == "embedded" and result["bridge_ops"] < ops:
        found.append(f"the bridge executed {result['bridge_ops']} of {ops} ops")
    if result["addon"] != (where == "node"):
        found.append("tfjs-node's binding is not the one it should be")
    if complete and len(result["specs"]) != suite.size:
        found.append(f"{len(result['specs'])} specs ran, not {suite.size}")
    return found


def known_failures(suite: Suite, where: str) -> set[str]:
    """The specs that are known to fail there."""
    path = HERE / "known_failures" / f"{suite.name}.toml"
    if not path.exists():
        return set()
    groups = tomllib.loads(path.read_text())["failures"]
    return {spec for group in groups if where in group["where"] for spec in group["specs"]}


def unexpected(found: dict[str, str], known: set[str]) -> list[str]:
    """New failures, and known ones that fail no more."""
    failed = {name for name, status in found.items() if status == "failed"}
    return [
        *(f"fails: {name}" for name in sorted(failed - known)),
        *(f"known to fail, and does not: {name}" for name in sorted(known - failed)),
    ]


def lost(embedded: dict[str, str], node: dict[str, str]) -> list[str]:
    """Specs that pass in Node and not embedded: there is no list to excuse them."""
    return [
        f"passes in Node and not embedded: {name}"
        for name, status in node.items()
        if status == "passed" and embedded.get(name) != "passed"
    ]
