"""``tandem.leak_check``: says what is left and where it was made."""

from __future__ import annotations

import numpy as np
import pytest

import tandem
from tandem.demo import MODEL
from tandem.engine import get_engine
from tandem.errors import LeakError


@pytest.fixture
def js():
    import pythonmonkey

    def call(source):
        return pythonmonkey.eval(source)(get_engine()._js.tf)

    return call


def test_a_clean_block_passes():
    with tandem.open("tfjs-node", tandem.load(MODEL)) as session:
        image = np.zeros((1, 8, 8, 1), np.float32)
        session.run({"image": image})
        with tandem.leak_check():
            session.run({"image": image})


def test_a_leaked_tensor_is_named_with_the_place_it_was_made_at(js):
    with pytest.raises(LeakError) as raised, tandem.leak_check():
        js(
            """(tf) => {
              function forgetful() { globalThis.kept = tf.ones([2, 3]) }
              tf.tidy(() => { tf.zeros([5]) });
              forgetful();
            }"""
        )
    message = str(raised.value)
    assert "1 tensors" in message
    assert "float32 (2, 3) made in" in message
    assert "forgetful" in message
    assert "(5,)" not in message
    js("(tf) => { kept.dispose(); globalThis.kept = undefined }")


def test_a_leaked_lease_is_counted():
    with pytest.raises(LeakError, match="1 leases"), tandem.leak_check():
        lease = get_engine().lease(np.ones(3, np.float32))
    lease.end()


def test_the_blocks_own_error_comes_through_and_the_watch_ends(js):
    def leak_and_fail():
        js("(tf) => { globalThis.kept = tf.ones([2]) }")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"), tandem.leak_check():
        leak_and_fail()
    js("(tf) => { kept.dispose(); globalThis.kept = undefined }")
    with tandem.leak_check():
        pass
