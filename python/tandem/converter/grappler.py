"""TensorFlow's own graph optimizer, with the passes that suit tfjs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.converter.nodes import OUTLINED, Graph

if TYPE_CHECKING:
    from collections.abc import Iterable

SIMPLIFY = ("debug_stripper", "pruning", "constfold", "dependency")
"""Not ``arithmetic``: it merges a bias and a residual into one AddN. Not ``remap``: it fuses
into ops that tfjs does not know, such as ``_FusedHardSwish``."""


def optimize(graph: Graph, keep: Iterable[str]) -> Graph:
    """Run Grappler's passes that suit tfjs; returns another graph, with the same table of values.

    To Grappler the constants of the table have no values, so it neither copies nor folds them.

    Args:
        graph: the graph, without function calls.
        keep: nodes that must stay under their names, the outputs among them.
    """
    result = run(graph.to_outline(), keep, SIMPLIFY)
    for node in result.node:
        if node.op == OUTLINED and node.name in graph.values:
            node.CopyFrom(graph.nodes[node.name])
    return Graph(result, keep, graph.values)


def run(graph_def: Any, keep: Iterable[str], passes: Iterable[str]) -> Any:
    """Run passes of Grappler over a graph and return the result (a new GraphDef).

    Args:
        graph_def: the graph.
        keep: nodes that must stay under their names.
        passes: Grappler's names of the passes.
    """
    from tensorflow.core.protobuf import config_pb2, meta_graph_pb2
    from tensorflow.python.grappler import tf_optimizer

    meta_graph = meta_graph_pb2.MetaGraphDef(graph_def=graph_def)
    # Grappler takes what it must keep from this collection.
    meta_graph.collection_def["train_op"].node_list.value.extend(keep)
    config = config_pb2.ConfigProto()
    options = config.graph_options.rewrite_options
    options.optimizers.extend(passes)
    options.min_graph_nodes = -1  # small graphs too
    options.fail_on_optimizer_errors = False
    return tf_optimizer.OptimizeGraph(config, meta_graph)
