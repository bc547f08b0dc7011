"""Bisection: the first node at which a runtime leaves the original, and what is wrong with it.

Every node that both graphs have is compared, in order, one tensor at a time. The first whose
error jumps while the tensors it takes agree is run again alone, on the original's tensors: what
is wrong then is its own weights or parameters, or the runtime's kernel.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, cast

import numpy as np

from tandem.comparison import nodes
from tandem.comparison.examples import Arrays, Pictures
from tandem.converter import native
from tandem.converter.freeze import owner
from tandem.converter.nodes import source_of
from tandem.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from tandem.comparison.runner import Progress
    from tandem.images import Preprocessing
    from tandem.model import Model

AGREES: Final = 1e-4
"""Errors up to this are other kernels' rounding; an output beyond it has diverged."""
_NOISE: Final = 5e-6
_JUMP: Final = 6.0
_EXAMPLES: Final = 2

Cause = Literal["weights or parameters", "kernel", "accumulated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeError:
    """How far one node is from the original's tensor of the same name."""

    node: str
    op: str
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
    command: str | None = None,
    progress: Progress | None = None,
) -> Bisection:
    """Find the first node at which a runtime leaves the original model.

    Two examples are run, each tensor by itself, so that two are held at a time. What TensorFlow
    and tfjs keep of their own still grows with the network: gigabytes at a thousand nodes.

    Args:
        model: a `Model`, or whatever ``tandem.load`` takes.
        images: folders, files or glob patterns of pictures; or give ``inputs``.
        inputs: arrays whose first axis counts the examples, by input name.
        runtime: one in the embedded engine, or ``tensorflow`` to look at the graph alone.
        deployed: the tfjs folder that is deployed; ``None`` for a fresh conversion.
        preprocessing: how pictures are prepared.
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
    model = model if isinstance(model, Model) else load(model)
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
        search = _Search(model, graph, runtime, batches, stack)
        return search.run(command, progress or (lambda *_: None))


class _Fetching(Protocol):
    def fetch(self, feeds: Mapping[str, NDArray[Any]], node: str) -> NDArray[Any]: ...

    def close(self) -> None: ...


class _Search:
    def __init__(
        self,
        model: Model,
        graph: Model | None,
        runtime: str,
        batches: list[dict[str, NDArray[Any]]],
        stack: ExitStack,
    ) -> None:
        self._model, self._runtime, self._batches = model, runtime, batches
        self._original = nodes.original(model)
        self._deployed = nodes.deployed(model, graph)
        self._matched = nodes.matched(self._original, self._deployed)
        self._stops = frozenset((*self._matched, *self._deployed.inputs.values()))
        self._errors: dict[str, float] = {}
        self._reference = self._open(self._original.graph_def, stack)
        plain = native.plain(self._deployed.graph_def)
        self._plain = self._open(plain, stack)
        if runtime == "tensorflow":
            self._tested: nodes.Tensors = self._plain
        else:
            from tandem import runtimes

            session = stack.enter_context(runtimes.open(runtime, graph or model))
            if not hasattr(session, "fetch"):
                raise UsageError(
                    f"runtime '{runtime}' does not show its intermediate tensors; bisect in "
                    "tfjs-node, tfjs-wasm, tfjs-cpu or tensorflow"
                )
            self._tested = cast("_Fetching", session)

    @staticmethod
    def _open(graph_def: Any, stack: ExitStack) -> nodes.TensorFlowTensors:
        tensors = nodes.TensorFlowTensors(graph_def)
        stack.callback(tensors.close)
        return tensors

    def run(self, command: str | None, progress: Progress) -> Bisection:
        order = list(nodes.in_order(self._deployed, self._matched))
        for index, node in enumerate(order):
            progress("comparing nodes", index, len(order))
            self._errors[node] = self._error(node)
        outputs = {name: self._errors[node] for name, node in self._deployed.outputs.items()}
        diverged = any(error > AGREES for error in outputs.values())
        return Bisection(
            model=self._model.name,
            runtime=self._runtime,
            nodes=tuple(self._describe(node) for node in order),
            unmatched=sum(
                node.op not in {"Const", "Placeholder", "NoOp"} and name not in self._matched
                for name, node in self._deployed.nodes.items()
            ),
            outputs=outputs,
            first=self._first(order) if diverged else None,
            examples=len(self._batches),
            command=command,
        )

    def _describe(self, node: str) -> NodeError:
        return NodeError(
            node=node,
            op=self._deployed.nodes[node].op,
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

    def _feeds(self, network: nodes.Network, batch: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        return {node: batch[name] for name, node in network.inputs.items()}

    def _reference_of(self, node: str, batch: Mapping[str, Any]) -> NDArray[Any]:
        feeds = self._feeds(self._original, batch)
        for name, placeholder in self._deployed.inputs.items():
            if node == placeholder:
                return cast("NDArray[Any]", batch[name])
        return self._reference.fetch(feeds, self._matched[node])

    def _error(self, node: str) -> float:
        feeds = [self._feeds(self._deployed, batch) for batch in self._batches]
        return max(
            _scaled(self._tested.fetch(given, node), self._reference_of(node, batch))
            for given, batch in zip(feeds, self._batches, strict=True)
        )

    def _first(self, order: list[str]) -> Divergence:
        suspects = []
        for node in order:
            before = self._before(node)
            if self._errors[node] > max(_NOISE, _JUMP * before):
                suspects.append(node)
        # A node whose error was there before it, as rounding grows, agrees when it runs alone.
        for node in suspects:
            alone, in_tensorflow = self._alone(node)
            if max(alone, in_tensorflow) > max(_NOISE, self._errors[node] / _JUMP):
                own = in_tensorflow > max(_NOISE, alone / _JUMP)
                cause: Cause = "weights or parameters" if own else "kernel"
                return self._divergence(node, cause, alone, in_tensorflow)
        beyond = [node for node in order if self._errors[node] > AGREES]
        node = next((n for n in beyond if self._before(n) <= AGREES), beyond[0])
        return self._divergence(node, "accumulated", *self._alone(node))

    def _before(self, node: str) -> float:
        taken, _ = nodes.sources(self._deployed, node, self._stops)
        return max((self._errors.get(name, 0.0) for name in taken), default=0.0)

    def _alone(self, node: str) -> tuple[float, float]:
        """Return a node's error on the original's tensors, in the runtime and in TensorFlow."""
        taken, _ = nodes.sources(self._deployed, node, self._stops)
        alone = in_tensorflow = 0.0
        for batch in self._batches:
            wanted = self._reference_of(node, batch)
            feeds = {name: np.ascontiguousarray(self._reference_of(name, batch)) for name in taken}
            alone = max(alone, _scaled(self._tested.fetch(feeds, node), wanted))
            in_tensorflow = max(in_tensorflow, _scaled(self._plain.fetch(feeds, node), wanted))
        return alone, in_tensorflow

    def _divergence(
        self, node: str, cause: Cause, alone: float, in_tensorflow: float
    ) -> Divergence:
        _, between = nodes.sources(self._deployed, node, self._stops)
        return Divergence(
            node=node,
            op=self._deployed.nodes[node].op,
            layers=self._covered(node),
            cause=cause,
            error=self._errors[node],
            inputs_error=self._before(node),
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
