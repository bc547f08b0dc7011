"""``tf.set_random_seed``: runs that can be had again."""

from __future__ import annotations

from operator import index

from tandem.tfjs.link import get_link
from tandem.tfjs.proxy import replaces


@replaces("set_random_seed")
def set_random_seed(seed: int | None) -> None:
    """Have what JavaScript draws begin from a seed: initial weights, dropout, the order in fit.

    All of it comes from ``Math.random``, which from now on is mulberry32, a generator of 32 bits,
    also in modules of your own. The same calls in the same order then draw the same.

    Not covered: ``tf.multinomial``, whose numbers are TensorFlow's, and the ``shuffle`` of
    ``tf.data`` where it has no seed, which takes the clock. Nor does it make an op deterministic
    that adds up in another order on each of several threads.

    Args:
        seed: a whole number, of which the lower 32 bits count; ``None`` gives the engine's own
            numbers back.

    Raises:
        TypeError: it is no whole number.
    """
    get_link().request("seed", v=None if seed is None else index(seed) & 0xFFFFFFFF)
