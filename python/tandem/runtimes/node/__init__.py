"""The runtime ``node``: real Node.js with the real tfjs-node addon, the reference.

==========  ================================================================
``binary``  which Node runs
``addon``   tfjs-node's C++ compiled against the installed TensorFlow, cached
``memory``  the memory Python and Node share
``wire``    how tensors lie in it
``peer``    the Node process: its start, its messages, its end
``runtime`` ``Node`` and its sessions, on those
==========  ================================================================
"""

from __future__ import annotations

from tandem.runtimes.node.runtime import Node

__all__ = ["Node"]
