"""TensorFlow's own graph optimizer, with the passes that suit tfjs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.converter.nodes import OUTLINED, copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tandem.converter.nodes import Graph

SIMPLIFY = ("debug_stripper", "pruning", "constfold", "dependency")
"""Not ``arithmetic``: it merges a bias and a residual into one AddN. Not ``remap``: it fuses
into ops that tfjs does not know, such as ``_FusedHardSwish``."""


def optimize(graph: Graph, keep: Iterable[str]) -> None:
    """Run Grappler's passes that suit tfjs, in place.

    To Grappler the constants of the table have no values, so it neither copies nor folds them.

    Args:
        graph: the graph, without function calls.
        keep: nodes that must stay under their names, the outputs among them.
    """
    outlined = {name: copy(graph.nodes[name]) for name in graph.values}

    def write(graph_def: Any) -> None:
        graph.outline_into(graph_def)
        graph.refill(())  # they need not be there twice while Grappler runs

    result = run(write, keep, SIMPLIFY)
    graph.keep = tuple(keep)
    graph.refill(
        outlined.get(node.name, node) if node.op == OUTLINED else node for node in result.node
    )


def run(write: Callable[[Any], None], keep: Iterable[str], passes: Iterable[str]) -> Any:
    """Run passes of Grappler over a graph and return the result (a new GraphDef).

    Args:
        write: writes the graph into the empty GraphDef that it is handed. Nothing else holds
            that one, so that it is gone before Grappler, which copies it often, begins.
        keep: nodes that must stay under their names.
        passes: Grappler's names of the passes.
    """
    from tensorflow.core.protobuf import config_pb2
    from tensorflow.python.grappler import tf_optimizer

    config = config_pb2.ConfigProto()
    options = config.graph_options.rewrite_options
    options.optimizers.extend(passes)
    options.min_graph_nodes = -1  # small graphs too
    options.fail_on_optimizer_errors = False
    return tf_optimizer.OptimizeGraph(config, _meta_graph(write, keep))


def _meta_graph(write: Callable[[Any], None], keep: Iterable[str]) -> Any:
    from tensorflow.core.protobuf import meta_graph_pb2

    meta_graph = meta_graph_pb2.MetaGraphDef()
    write(meta_graph.graph_def)
    # Grappler takes what it must keep from this collection.
    meta_graph.collection_def["train_op"].node_list.value.extend(keep)
    return meta_graph
