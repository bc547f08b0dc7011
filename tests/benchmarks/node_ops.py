"""Times one small op in real Node with the real addon: the dispatch that the bridge is held to."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from tandem.runtimes.node import addon, binary
from tandem.runtimes.node.peer import Peer


class NodeOps:
    """A Node process that runs an op of ``node_ops.cjs`` in a loop, on request."""

    def __init__(self, threads: int = 1) -> None:
        environment = {
            **addon.environment(threads),
            "TANDEM_NODE_BUNDLE": str(addon.BUNDLE),
        }
        script = Path(__file__).with_suffix(".cjs")
        self._peer = Peer(binary.find().path, script, environment, timeout=120)

    def microseconds(self, name: str, count: int) -> float:
        """The mean time of one op and its result's disposal, over ``count`` of them."""
        answer = self._peer.request({"name": name, "count": count})
        assert answer["value"] == 3.75
        assert answer["tensors"] == 2
        return float(answer["microseconds"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._peer.close()
