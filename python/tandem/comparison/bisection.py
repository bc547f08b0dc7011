"""Bisection: the first node at which a runtime leaves the original, and what is wrong with it.

Every node that both graphs have is compared, in order, each computed from those before it. One
whose error jumps while the tensors it takes agree is run again alone, on the original's tensors:
what is wrong then is its own weights or parameters, or the runtime's kernel.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from tandem import runtimes
from tandem.comparison import nodes
from tandem.comparison.examples import Arrays, Pictures
from tandem.comparison.stream import Plan, Stream
from tandem.converter import native
from tandem.converter.freeze import owner
from tandem.converter.nodes import source_of
from tandem.errors import UsageError
from tandem.runtimes.base import ShowsTensors

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from tandem.comparison.runner import Progress
    from tandem.images import Preprocessing
    from tandem.model import Model

AGREES: Final = 1e-4
"""Errors up to this are other kernels' rounding; an output beyond it has diverged."""
_NOISE: Final = 5e-6
_JUMP: Final = 6.0
_EXAMPLES: Final = 2

# Tensors that are fed to a network; those of other types are computed anew.
_DTYPES: Final = frozenset({"float16", "float32", "float64", "int32", "int64", "bool"})
_TFJS_DTYPES: Final = frozenset({"float32", "int32"})

Cause = Literal["weights or parameters", "kernel", "accumulated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeError:
    """How far one node is from the original's tensor of the same name."""

    node: str
    op: str
    dtype: str
    """Its tensor's, by numpy's name."""
    layer: str | None
    """The Keras layer that owns it, where that is known."""
    error: float
    """Largest difference over the largest absolute value of the original's tensor; infinite where
    shapes differ or values are not finite on both sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """The first node that leaves the original."""

    node: str
    op: str
    layers: tuple[str, ...]
    """The Keras layers it covers, in order; several where they were fused."""
    cause: Cause
    error: float
    """With the inputs it had."""
    inputs_error: float
    """The largest error of the tensors it takes."""
    alone: float
    """Its error when it is run alone on the original's tensors, in the runtime."""
    alone_in_tensorflow: float
    """Likewise, in native TensorFlow."""
    fused: tuple[str, ...]
    """The ops it stands for, where it is a fused node; any of them may be the one at fault."""
    also: tuple[str, ...]
    """Nodes of the deployed graph that come with it, as the original has no such tensors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bisection:
    """What a bisection found. It is true when nothing diverges."""

    model: str
    runtime: str
    nodes: tuple[NodeError, ...]
    """Every node that was compared, in order."""
    unmatched: int
    """Nodes of the deployed graph that the original has no tensor for."""
    outputs: dict[str, float]
    """The error of each output."""
    first: Divergence | None
    examples: int
    command: str | None = None

    def __bool__(self) -> bool:
        return self.first is None

    def __str__(self) -> str:
        worst = max(self.outputs.values(), default=math.nan)
        if self.first is None:
            return (
                f"no node diverges: {len(self.nodes)} compared in {self.runtime}, "
                f"outputs within {worst:.1e}"
            )
        found = self.first
        several = "s" if len(found.layers) > 1 else ""
        names = " + ".join(f"'{name}'" for name in found.layers)
        layer = f" of layer{several} {names}" if names else ""
        stands = f" (fused: {' + '.join(found.fused)})" if found.fused else ""
        what = {
            "weights or parameters": (
                "run alone on the original's tensors it is as wrong in native TensorFlow: its "
                "weights or parameters differ from the original's"
            ),
            "kernel": (
                f"run alone on the original's tensors only {self.runtime} is wrong: its kernel "
                "computes something else"
            ),
            "accumulated": "run alone it agrees: the difference grew out of those before it",
        }[found.cause]
        return (
            f"first diverging node: {found.op}{stands} '{found.node}'{layer} in {self.runtime}: "
            f"error {found.error:.1e} where its inputs have {found.inputs_error:.1e}; {what}"
        )


def bisect(
    model: Model | Any,
    images: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    *,
    inputs: Mapping[str, NDArray[Any]] | NDArray[Any] | None = None,
    runtime: str = "tfjs-node",
    deployed: Model | str | os.PathLike[str] | None = None,
    preprocessing: Preprocessing | None = None,
    unsafe: bool = False,
    command: str | None = None,
    progress: Progress | None = None,
) -> Bisection:
    """Find the first node at which a runtime leaves the original model.

    Two examples are run, one after the other, node by node: a tensor is held until the last node
    that takes it, two for each runtime in a network without branches, however long.

    Args:
        model: a `Model`, or whatever ``tandem.load`` takes.
        images: folders, files or glob patterns of pictures; or give ``inputs``.
        inputs: arrays whose first axis counts the examples, by input name.
        runtime: one that shows its tensors, or ``tensorflow`` to look at the graph alone.
        deployed: the tfjs folder that is deployed; ``None`` for a fresh conversion.
        preprocessing: how pictures are prepared.
        unsafe: let code in the model's file run (Lambda layers); see ``tandem.load``.
        command: the command line to show in the report.
        progress: called as ``progress(task, done, total)``.

    Raises:
        UsageError: an option, the model, the pictures or the inputs are at fault, or the runtime
            does not show its intermediate tensors.
        RuntimeUnavailableError: the runtime is not ready here.
    """
    from tandem.comparison import load_deployed
    from tandem.model import Model, load

    if (images is None) == (inputs is None):
        raise UsageError("give images or inputs to bisect on, one of the two")
    model = model if isinstance(model, Model) else load(model, unsafe=unsafe)
    graph = load_deployed(deployed)
    if "layers" in {model.kind, graph.kind if graph else None}:
        raise UsageError("a tfjs layers model has no nodes to compare; bisect its graph model")
    examples: Arrays | Pictures
    if inputs is not None:
        examples = Arrays(model, inputs)
    else:
        examples = Pictures(model, images or (), preprocessing)
    if not len(examples):
        raise UsageError("there are no examples to bisect on")
    chosen = sorted({0, len(examples) - 1})[:_EXAMPLES]
    batches = [
        {name: array.copy() for name, array in example.inputs.items()}
        for example in examples.take(chosen)
    ]
    with ExitStack() as stack:
        search = _Search(model, graph, runtime, stack)
        return search.run(batches, command, progress or (lambda *_: None))


class _Search:
    def __init__(
        self,
        model: Model,
        graph: Model | None,
        runtime: str,
        stack: ExitStack,
    ) -> None:
        self._model, self._runtime = model, runtime
        self._original = nodes.original(model)
        self._deployed = nodes.deployed(model, graph)
        self._matched = nodes.matched(self._original, self._deployed)
        self._order = list(nodes.in_order(self._deployed, self._matched))
        self._errors = dict.fromkeys(self._order, 0.0)
        self._jumped: set[str] = set()
        self._alone: dict[str, tuple[float, float]] = {}
        self._reference = self._open(self._original.graph_def, self._original.weights, stack)
        plain = native.plain(self._deployed.graph_def)
        self._plain = self._open(plain, self._deployed.weights, stack)
        self._tested: ShowsTensors = self._plain
        if runtime != "tensorflow":
            session = stack.enter_context(runtimes.open(runtime, graph or model))
            if not isinstance(session, ShowsTensors):
                raise UsageError(
                    f"runtime '{runtime}' does not show its intermediate tensors; bisect in one "
                    f"that does: {', '.join(runtimes.showing_tensors())}"
                )
            self._tested = session

    @staticmethod
    def _open(
        graph_def: Any, weights: Mapping[str, NDArray[Any]], stack: ExitStack
    ) -> nodes.TensorFlowTensors:
        tensors = nodes.TensorFlowTensors(graph_def, weights)
        stack.callback(tensors.close)
        return tensors

    def run(
        self, batches: list[dict[str, NDArray[Any]]], command: str | None, progress: Progress
    ) -> Bisection:
        self._plans()
        for turn, batch in enumerate(batches):
            for index in self._compare(batch):
                done = turn * len(self._order) + index
                progress("comparing nodes", done, len(batches) * len(self._order))
        outputs = {name: self._errors[node] for name, node in self._deployed.outputs.items()}
        diverged = any(error > AGREES for error in outputs.values())
        return Bisection(
            model=self._model.name,
            runtime=self._runtime,
            nodes=tuple(self._describe(node) for node in self._order),
            unmatched=sum(
                node.op not in {"Const", "Placeholder", "NoOp"} and name not in self._matched
                for name, node in self._deployed.nodes.items()
            ),
            outputs=outputs,
            first=self._first() if diverged else None,
            examples=len(batches),
            command=command,
        )

    def _plans(self) -> None:
        """Plan both sides; what a node takes is held on the original's until it ran alone."""
        self._wanted = Plan(
            self._original,
            [self._matched[node] for node in self._order],
            {name for name, dtype in self._reference.dtypes().items() if dtype in _DTYPES},
        )
        dtypes = self._dtypes = self._plain.dtypes()
        # tfjs wants what is fed in a node's place to be of the type that the node works on.
        feedable = {
            name
            for name in self._order
            if dtypes[name] in _TFJS_DTYPES
            and nodes.works_on(self._deployed.nodes[name]) in {None, dtypes[name]}
        }
        self._plan = Plan(self._deployed, self._order, feedable)
        # By each deployed tensor, the original's; an input has no node of its own to match.
        self._same = {node: tensor.removesuffix(":0") for node, tensor in self._matched.items()} | {
            node: self._original.inputs[name] for name, node in self._deployed.inputs.items()
        }
        self._taken = dict(zip(self._order, self._plan.takes, strict=True))
        for index, taken in enumerate(self._plan.takes):
            self._wanted.hold((self._same[name] for name in taken), index)

    def _compare(self, batch: Mapping[str, NDArray[Any]]) -> Iterator[int]:
        """Compare every node on one example; yield how many are done."""
        reference = Stream(self._wanted, self._reference, self._inputs(self._original, batch))
        tested = Stream(self._plan, self._tested, self._inputs(self._deployed, batch))
        errors = dict.fromkeys(self._deployed.inputs.values(), 0.0)
        agreed = True
        for index, node in enumerate(self._order):
            yield index
            wanted, got = reference.compute(index), tested.compute(index)
            error = errors[node] = _scaled(got, wanted)
            self._errors[node] = max(self._errors[node], error)
            taken = self._taken[node]
            before = max((errors[name] for name in taken), default=0.0)
            jumps = error > max(_NOISE, _JUMP * before)
            if jumps:
                self._jumped.add(node)
            if jumps or (agreed and error > AGREES):
                feeds = {
                    name: np.ascontiguousarray(
                        reference.held[self._same[name]], tested.held[name].dtype
                    )
                    for name in taken
                }
                self._run_alone(node, tested.inputs | feeds, wanted)
            agreed = agreed and error <= AGREES
            reference.let_go(index)
            tested.let_go(index)

    def _run_alone(
        self, node: str, feeds: Mapping[str, NDArray[Any]], wanted: NDArray[Any]
    ) -> None:
        """Keep a node's largest error on the original's tensors, in the runtime and TensorFlow."""
        alone = _scaled(self._tested.fetch(feeds, node), wanted)
        in_tensorflow = _scaled(self._plain.fetch(feeds, node), wanted)
        known = self._alone.get(node, (0.0, 0.0))
        self._alone[node] = (max(alone, known[0]), max(in_tensorflow, known[1]))

    @staticmethod
    def _inputs(
        network: nodes.Network, batch: Mapping[str, NDArray[Any]]
    ) -> dict[str, NDArray[Any]]:
        return {node: batch[name] for name, node in network.inputs.items()}

    def _describe(self, node: str) -> NodeError:
        return NodeError(
            node=node,
            op=self._deployed.nodes[node].op,
            dtype=self._dtypes[node],
            layer=self._layer(node),
            error=self._errors[node],
        )

    def _layer(self, node: str) -> str | None:
        layers = self._original.layers or self._deployed.layers
        return owner(source_of(self._matched.get(node, node)), layers)

    def _covered(self, node: str) -> tuple[str, ...]:
        """Return the layers whose nodes lie between the tensors a node takes and its own."""
        stops = frozenset(source_of(tensor) for tensor in self._matched.values())
        stops |= frozenset(self._original.inputs.values())
        own = source_of(self._matched[node])
        _, between = nodes.sources(self._original, own, stops)
        layers = self._original.layers or self._deployed.layers
        owners = (owner(name, layers) for name in (*reversed(between), own))
        return tuple(dict.fromkeys(name for name in owners if name))

    def _first(self) -> Divergence:
        # A node whose error was there before it, as rounding grows, agrees when it runs alone.
        for node in (name for name in self._order if name in self._jumped):
            alone, in_tensorflow = self._alone[node]
            if max(alone, in_tensorflow) > max(_NOISE, self._errors[node] / _JUMP):
                own = in_tensorflow > max(_NOISE, alone / _JUMP)
                return self._divergence(node, "weights or parameters" if own else "kernel")
        first = next(node for node in self._order if self._errors[node] > AGREES)
        return self._divergence(first, "accumulated")

    def _divergence(self, node: str, cause: Cause) -> Divergence:
        taken = self._taken[node]
        _, between = nodes.sources(self._deployed, node, taken)
        alone, in_tensorflow = self._alone[node]
        return Divergence(
            node=node,
            op=self._deployed.nodes[node].op,
            layers=self._covered(node),
            cause=cause,
            error=self._errors[node],
            inputs_error=max((self._errors.get(name, 0.0) for name in taken), default=0.0),
            alone=alone,
            alone_in_tensorflow=in_tensorflow,
            fused=tuple(nodes.fused_operations(self._deployed.nodes[node])),
            also=tuple(between),
        )


def _scaled(got: NDArray[Any], wanted: NDArray[Any]) -> float:
    if got.shape != wanted.shape:
        return math.inf
    if not got.size:
        return 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.atleast_1d(np.abs(np.subtract(got, wanted, dtype=np.float64)))
        # Where both are the same infinity, or both NaN, they agree.
        same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    apart[np.atleast_1d(same)] = 0.0
    largest = float(apart.max())
    scale = float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0.0))
    if not math.isfinite(largest):
        return math.inf
    return largest / scale if scale else (math.inf if largest else 0.0)
