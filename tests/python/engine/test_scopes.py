"""The end of a scope (js/end_scope.ts): what stays, what goes, and who disposes of it then."""

from __future__ import annotations

import pytest

from tandem.engine import BACKEND, get_engine

RETURNS = {
    "one": ("a", 1),
    "nothing": ("undefined", 0),
    "null": ("null", 0),
    "a list": ("[a, b]", 2),
    "an empty list": ("[]", 0),
    "one twice": ("[a, a]", 1),
    "a long list": ("many", 20),
    "a nested list": ("[a, [b]]", 2),
    "an object": ("{a, list: [b]}", 2),
    "a list of other things": ("[a, 1, null]", 1),
    "one of the outer scope": ("outer", 0),
    "a list with one of the outer scope": ("[a, outer]", 1),
}


@pytest.mark.parametrize("name", RETURNS)
def test_what_is_returned_stays_until_the_outer_scope_ends(name):
    returned, count = RETURNS[name]
    engine = get_engine()
    engine.use_backend(BACKEND)
    run = engine.function_of_tf(f"""(tf) => () => {{
        const left = [];
        const start = tf.memory().numTensors;
        tf.tidy(() => {{
            const outer = tf.scalar(0);
            const before = tf.memory().numTensors;
            const result = tf.tidy(() => {{
                const [a, b, c] = [tf.scalar(1), tf.scalar(2), tf.scalar(3)];
                const many = Array.from({{length: 20}}, (_, i) => a.add(i));
                return ({returned});
            }});
            left.push(tf.memory().numTensors - before);
        }});
        left.push(tf.memory().numTensors - start);
        return left.join();
    }}""")
    inside, after = (int(number) for number in run().split(","))
    assert inside == count
    assert after == 0
