"""A deployed folder against a fresh conversion of the original: weights and graph by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from tandem.converter import as_graph
from tandem.converter.native import weight_value
from tandem.explanation.verdict import Verdict
from tandem.model import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tandem.model import Model
    from tandem.model.tfjs_folder import TfjsFolder

_CLOSE: Final = 1e-5
_BYTE: Final = 256
_LISTED: Final = 3
_IGNORED: Final = frozenset({"_output_shapes", "shape", "value"})


class _Weight(NamedTuple):
    value: NDArray[Any]
    quantization: Any


def explain(model: Model, deployed: Model | None) -> Iterator[Verdict]:
    """Yield what of a deployed graph model is not what the original converts to."""
    if deployed is None or deployed.kind != "graph" or model.kind in {"graph", "layers"}:
        return
    fresh: TfjsFolder = load(as_graph(model)).native
    own, theirs = _weights(fresh), _weights(deployed.native)
    yield from _edited(fresh, deployed.native)
    common = [n for n in own if n in theirs and own[n].value.shape == theirs[n].value.shape]
    differing = [n for n in common if _apart(own[n].value, theirs[n].value) > _CLOSE]
    differing += [n for n in own if n in theirs and n not in common]
    if not differing:
        return
    kind = _quantised([theirs[n] for n in differing], [own[n].value for n in differing])
    moved = _moved(differing, own, theirs)
    where = f"{', '.join(differing[:_LISTED])}{', ...' if len(differing) > _LISTED else ''}"
    worst = max(
        (_apart(own[n].value, theirs[n].value) for n in differing if n in common), default=1
    )
    if kind:
        yield _verdict("quantised weights", f"{len(differing)} of {len(own)} weights are the "
                       f"original's rounded to {kind} (up to {worst:.1e} of their range)",
                       "tandem convert MODEL OUT  # float32, or a wider --tolerance")  # fmt: skip
    elif moved:
        pairs = ", ".join(f"'{n}' holds '{m}'" for n, m in list(moved.items())[:_LISTED])
        yield _verdict("layer order", f"{len(moved)} weights are the original's of another layer: "
                       f"{pairs}", "for layer in new.layers: layer.set_weights("
                       "old.get_layer(layer.name).get_weights())")  # fmt: skip
    else:
        yield _verdict("stale weights", f"{len(differing)} of {len(own)} weights differ by up to "
                       f"{worst:.1e} of their range: {where}",
                       "tandem convert MODEL OUT  # deploy the model as it is now")  # fmt: skip


def _weights(folder: TfjsFolder) -> dict[str, _Weight]:
    return {
        weight.name: _Weight(weight_value(weight, data), weight.quantization)
        for weight, data in folder.weights()
        if weight.dtype == "float32"
    }


def _apart(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Return the largest difference as a share of the range; 1 where shapes differ."""
    if a.shape != b.shape:
        return 1.0
    scale = float(np.ptp(a)) or float(np.abs(a).max(initial=0.0)) or 1.0
    return float(np.abs(a - b).max(initial=0.0)) / scale


def _quantised(theirs: list[_Weight], own: list[NDArray[Any]]) -> str | None:
    """Name the type that the deployed weights were rounded to, if they were.

    Metadata says so; where weights were written as float again, few values are left of many.
    """
    kinds = {w.quantization["dtype"] for w in theirs if w.quantization}
    if any(_apart(mine, w.value) > 1 / 100 for mine, w in zip(own, theirs, strict=True)):
        return None
    if kinds:
        return " and ".join(sorted(kinds))
    large = [w.value for w in theirs if w.value.size > 2 * _BYTE]
    if large and all(np.unique(value).size <= _BYTE for value in large):
        return "uint8"
    with np.errstate(over="ignore"):
        if all((w.value.astype(np.float16).astype(np.float32) == w.value).all() for w in theirs):
            return "float16"
    return None


def _moved(
    differing: list[str], own: dict[str, _Weight], theirs: dict[str, _Weight]
) -> dict[str, str]:
    """Return which differing weight holds the original's value of which other one."""
    moved = {}
    for name in differing:
        for other, weight in own.items():
            same = other != name and weight.value.shape == theirs[name].value.shape
            if same and _apart(weight.value, theirs[name].value) <= _CLOSE:
                moved[name] = other
                break
    return moved if len(moved) * 2 >= len(differing) else {}


def _edited(fresh: TfjsFolder, deployed: TfjsFolder) -> Iterator[Verdict]:
    own = {node["name"]: node for node in fresh.document["modelTopology"]["node"]}
    theirs = {node["name"]: node for node in deployed.document["modelTopology"]["node"]}
    if len(set(own) & set(theirs)) * 2 < len(own):
        return  # another converter's names: nothing can be said
    changes = []
    for name, node in theirs.items():
        mine = own.get(name)
        if mine is None:
            changes.append(f"'{name}' ({node['op']}) was added")
        elif mine["op"] != node["op"]:
            changes.append(f"'{name}' is {node['op']} and not {mine['op']}")
        elif mine.get("input", []) != node.get("input", []):
            changes.append(f"'{name}' ({node['op']}) takes {', '.join(node.get('input', []))}")
        else:
            a, b = mine.get("attr", {}), node.get("attr", {})
            keys = [k for k in {**a, **b} if k not in _IGNORED and a.get(k) != b.get(k)]
            if keys and node["op"] != "Const":
                changes.append(f"'{name}' ({node['op']}) has another {', '.join(sorted(keys))}")
    changes += [f"'{n}' ({node['op']}) is gone" for n, node in own.items() if n not in theirs]
    if changes:
        more = f" and {len(changes) - _LISTED} more" if len(changes) > _LISTED else ""
        yield _verdict("graph edited", "; ".join(changes[:_LISTED]) + more,
                       "tandem convert MODEL OUT")  # fmt: skip


def _verdict(mistake: Any, evidence: str, fix: str) -> Verdict:
    return Verdict(mistake=mistake, evidence=evidence, fix=fix, before_db=0.0, after_db=200.0)
