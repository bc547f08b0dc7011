"""A network's tensors one after another, each computed from those before it.

A tensor is held until the last one that takes it is there. Of a chain that is two tensors at a
time, however long it is; of a network with branches as many as are open.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tandem.comparison.nodes import sources
from tandem.converter.nodes import data_inputs, source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from tandem.comparison.nodes import Network
    from tandem.runtimes.base import ShowsTensors


class Plan:
    """From which tensors each is computed, and how long each is held.

    Args:
        network: the graph.
        wanted: its tensors, each after those it is computed from.
        feedable: nodes whose first output can be fed; any other is computed anew where it is taken.
    """

    def __init__(self, network: Network, wanted: Sequence[str], feedable: Collection[str]) -> None:
        self.wanted = tuple(tensor.removesuffix(":0") for tensor in wanted)
        self.takes: list[list[str]] = []
        """For each tensor wanted, the nodes it is computed from: inputs, or wanted before it."""
        # What another output of a node is taken of cannot stand for the node.
        several = {
            source_of(name)
            for node in network.nodes.values()
            for name in data_inputs(node)
            if ":" in name and not name.endswith(":0")
        }
        known = set(network.inputs.values())
        self._last: dict[str, int] = {}
        for index, tensor in enumerate(self.wanted):
            node = source_of(tensor)
            taken = [] if tensor in known else sources(network, node, known)[0]
            self.takes.append(taken)
            self.hold([*taken, tensor], index)
            if tensor == node and node in feedable and node not in several:
                known.add(node)

    def hold(self, tensors: Iterable[str], index: int) -> None:
        """See to it that tensors are held until the one wanted at ``index`` is done with."""
        for tensor in tensors:
            self._last[tensor] = max(index, self._last.get(tensor, -1))

    def ends(self) -> dict[int, list[str]]:
        """Return the tensors that can be let go of, by the index of the last that takes them."""
        done = defaultdict(list)
        for tensor, index in self._last.items():
            done[index].append(tensor)
        return done


class Stream:
    """One run of a plan.

    Args:
        plan: what to compute.
        tensors: where.
        inputs: the values of the network's inputs, by node.
    """

    def __init__(
        self, plan: Plan, tensors: ShowsTensors, inputs: Mapping[str, NDArray[Any]]
    ) -> None:
        self._plan, self._tensors = plan, tensors
        self.inputs = dict(inputs)
        self._ends = plan.ends()
        self.held: dict[str, NDArray[Any]] = dict(inputs)
        """The values of tensors that are still to be taken."""

    def compute(self, index: int) -> NDArray[Any]:
        """Return the tensor wanted at ``index``, all before which were computed; hold it."""
        tensor = self._plan.wanted[index]
        if tensor not in self.held:
            # The inputs too: a node may wait, by a control edge, for one it takes nothing of.
            feeds = self.inputs | {name: self.held[name] for name in self._plan.takes[index]}
            self.held[tensor] = self._tensors.fetch(feeds, tensor)
        return self.held[tensor]

    def let_go(self, index: int) -> None:
        """Let go of what no tensor after ``index`` takes."""
        for tensor in self._ends.get(index, ()):
            self.held.pop(tensor, None)
