"""Runs upstream's suites: ``python -m tests.conformance [SUITE ...] [--embedded-only]``.

The suites are ``core-tensorflow``, ``core-cpu``, ``core-wasm`` and ``tfjs-node``; all by default
(about 5 minutes). Each runs in the embedded engine and in real Node with the real addon, and must
give in both what ``known_failures/`` says: a new failure and an unexpected pass both fail the run,
and so does any spec that passes in Node and not embedded. Needs ``npm ci --ignore-scripts``. The
results of each spec are left in ``build/conformance/``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter

from tests.conformance import suites


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(suites.SUITES))
    parser.add_argument("--embedded-only", action="store_true", help="not in Node")
    options = parser.parse_args()
    if unknown := set(options.suites) - set(suites.SUITES):
        parser.error(f"no suite {', '.join(sorted(unknown))}: there are {', '.join(suites.SUITES)}")
    places = ("embedded",) if options.embedded_only else ("embedded", "node")

    out = suites.ROOT / "build" / "conformance"
    out.mkdir(parents=True, exist_ok=True)
    suites.bundle(out)
    complaints = []
    for name in options.suites or suites.SUITES:
        suite = suites.SUITES[name]
        found = {}
        for where in places:
            started = time.monotonic()
            result = suites.run(suite, where, out)
            (out / f"{name}.{where}.json").write_text(json.dumps(result, indent=1))
            found[where] = suites.statuses(result)
            counts = Counter(found[where].values())
            ops = sum(spec["ops"] for spec in result["specs"])
            print(  # noqa: T201
                f"{name:16} {where:9} {counts['passed']} passed, {counts['failed']} failed, "
                f"{counts['pending']} pending; {ops} ops; {time.monotonic() - started:.0f} s",
                flush=True,
            )
            faults = suites.doubts(suite, where, result)
            faults += suites.unexpected(found[where], suites.known_failures(suite, where))
            complaints += [f"{name} {where}: {fault}" for fault in faults]
        if "node" in found:
            complaints += [f"{name}: {f}" for f in suites.lost(found["embedded"], found["node"])]
    print("\n".join(complaints) or "as expected")  # noqa: T201
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
