"""tfjs's ops by their JavaScript names, for what Python's tensors are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tandem.tfjs import declarations, numbers, values
from tandem.tfjs.link import get_link

if TYPE_CHECKING:
    from tandem.tfjs.tensors import Tensor


def run(name: str, *arguments: Any) -> Tensor:
    """The tensor that an op makes of its arguments in JavaScript's order."""
    link = get_link()
    settled = numbers.settle(declarations.namespace(()).entries[name]["params"], arguments)
    made: Tensor = link.request("call", p=[], n=name, a=values.encode_all(link, settled))
    return made
