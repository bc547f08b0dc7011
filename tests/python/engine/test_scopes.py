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
    "a list with gaps": ("Object.assign(new Array(3), {1: a})", 1),
    "nothing but gaps": ("new Array(2)", 0),
    "a list with more to it": ("Object.assign([a], {extra: b})", 2),
    "what stands for one": ("Object.create(a)", 1),
    "a list of what stands for one": ("[new Proxy(a, {})]", 1),
    "a kept one": ("tf.keep(a)", 1),
    "one that is gone": ("(a.dispose(), a)", 0),
}


@pytest.mark.parametrize("name", RETURNS)
def test_what_is_returned_stays_until_the_outer_scope_ends(name):
    returned, count = RETURNS[name]
    engine = get_engine()
    engine.use_backend(BACKEND)
    run = engine.function_of_tf(f"""(tf) => (isTfjs) => {{
        const left = [], kept = [];
        const own = tf.engine().endScope;
        if (isTfjs) delete tf.engine().endScope;
        const start = tf.memory().numTensors;
        try {{
            tf.tidy(() => {{
                const outer = tf.scalar(0);
                const before = tf.memory().numTensors;
                const result = tf.tidy(() => {{
                    const [a, b, c] = [tf.scalar(1), tf.scalar(2), tf.scalar(3)];
                    kept.push(a);
                    const many = Array.from({{length: 20}}, (_, i) => a.add(i));
                    return ({returned});
                }});
                left.push(tf.memory().numTensors - before);
            }});
            left.push(tf.memory().numTensors - start - (kept[0].kept ? 1 : 0));
            left.push(tf.engine().state.scopeStack.length);
        }} finally {{
            tf.engine().endScope = own;
            kept[0].dispose();
        }}
        return left.join();
    }}""")
    ours = run(False)  # noqa: FBT003 - JavaScript has no names for them
    assert ours == f"{count},0,0"
    assert ours == run(True)  # noqa: FBT003
