"""TensorFlow's own graph optimizer, with the passes that suit tfjs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

SIMPLIFY = ("debug_stripper", "pruning", "constfold", "dependency")
"""Not ``arithmetic``: it merges a bias and a residual into one AddN. Not ``remap``: it fuses
into ops that tfjs does not know, such as ``_FusedHardSwish``."""


def optimize(graph_def: Any, keep: Iterable[str], passes: Iterable[str] = SIMPLIFY) -> Any:
    """Run Grappler's passes over a graph and return the result (a new GraphDef).

    Args:
        graph_def: the graph.
        keep: nodes that must stay under their names, the outputs among them.
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
