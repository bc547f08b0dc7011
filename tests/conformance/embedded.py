"""Runs a suite in the embedded engine: ``python embedded.py BUNDLE REQUEST OUT``.

A process of its own, for the bundle takes the place of the one that Tandem ships. The result
also says how many ops the bridge itself was asked to execute.
"""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path
from typing import Any

import tandem.engine
from tandem.engine import Engine, get_engine


class _MallInfo(ctypes.Structure):
    """C's ``struct mallinfo2``."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def _in_use() -> float:
    """Bytes of native memory in use, which a spec that looks for leaks asks of ``process``.

    Not the resident memory: after a collection that still moves by several MB either way, with
    the pages that SpiderMonkey keeps.
    """
    import pythonmonkey

    pythonmonkey.collect()
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _MallInfo
    info = mallinfo()
    return float(info.uordblks + info.hblkhd)


def main(bundle: str, request: str, out: str) -> None:
    tandem.engine.bundle.BUNDLE = Path(bundle)
    executed = 0
    services = Engine._services

    def counting(self: Engine) -> dict[str, Any]:
        provided = services(self)
        execute = provided["calls"]["execute"]

        def counted() -> int:
            nonlocal executed
            executed += 1
            return execute()

        provided["calls"] = {**provided["calls"], "execute": counted}
        return provided

    Engine._services = counting  # type: ignore[method-assign]
    engine = get_engine()
    engine._js.setResident(_in_use)
    result = json.loads(str(engine.wait(lambda: engine._js.runSuite(request))))
    Path(out).write_text(json.dumps({**result, "bridge_ops": executed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
