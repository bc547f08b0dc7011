"""What Node has and the embedded engine lacks, and the binding's own checks."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from tandem.engine import get_engine


@pytest.fixture
def js():
    """Evaluate a JavaScript function of tf; what it throws comes back as its text."""
    import pythonmonkey

    def call(source, *arguments):
        engine = get_engine()
        engine.use_backend("tensorflow")
        wrapped = f"(tf, ...rest) => {{ try {{ return ({source})(tf, ...rest) }}"
        wrapped += " catch (error) { return `threw ${error.message}` } }"
        return pythonmonkey.eval(wrapped)(engine.function("tf"), *arguments)

    return call


def test_hrtime_gives_differences(js):
    text = js("""() => {
      const start = process.hrtime();
      const [seconds, nanoseconds] = process.hrtime(start);
      return seconds === 0 && nanoseconds > 0 && nanoseconds < 1e9
        && process.hrtime([start[0] - 5, 999999999])[0] >= 4;
    }""")
    assert text is True


def test_clock_and_encodings(js):
    assert js("() => { const t = performance.now(); return performance.now() >= t && t > 0 }")
    assert js("() => new TextDecoder().decode(new TextEncoder().encode('é漢😀'))") == "é漢😀"
    assert js("() => new TextDecoder('utf-16le').decode(new Uint8Array([65, 0, 66, 0]))") == "AB"
    assert "not supported" in js("() => new TextDecoder('klingon')")
    assert js("() => new TextEncoder().encode('é').join()") == "195,169"
    assert js("() => Buffer.from('aGk=', 'base64').toString()") == "hi"


def test_a_model_is_saved_and_loaded_through_fs(tmp_path):
    engine = get_engine()
    import pythonmonkey

    round_trip = pythonmonkey.eval("""async (tf, url) => {
      const model = tf.sequential({layers: [tf.layers.dense({units: 2, inputShape: [3]})]});
      await model.save(url);
      const back = await tf.loadLayersModel(url + '/model.json');
      const x = tf.ones([1, 3]);
      const [a, b] = [model.predict(x), back.predict(x)];
      const same = a.dataSync().join() === b.dataSync().join();
      tf.dispose([x, a, b]);
      model.dispose();
      back.dispose();
      return same;
    }""")
    url = f"file://{tmp_path}/saved"
    assert engine.wait(lambda: round_trip(engine.function("tf"), url)) is True
    assert sorted(path.name for path in (tmp_path / "saved").iterdir()) == [
        "model.json",
        "weights.bin",
    ]


def test_a_rejection_handled_later_is_no_error(capfd):
    import pythonmonkey

    engine = get_engine()
    late = pythonmonkey.eval("""async () => {
      const rejected = Promise.reject(new Error('late'));
      await null;
      await null;
      return rejected.catch((error) => error.message);
    }""")
    assert engine.wait(late) == "late"
    capfd.readouterr()  # PythonMonkey prints "Uncaught"; the answer is right all the same


def test_the_engine_has_no_network():
    import pythonmonkey

    engine = get_engine()
    ask = pythonmonkey.eval("() => fetch('http://example.com/').catch((e) => e.message)")
    assert "no network" in engine.wait(ask)


BINDING = "const b = tf.findBackend('tensorflow').binding;"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("b.createTensor(3, 1, new Float32Array(1))", "Argument is not an array!"),
        ("b.createTensor([1], '1', new Float32Array(1))", "Argument is not a number!"),
        ("b.createTensor([1], 1, 'text')", "Argument is not an array!"),
        ("b.createTensor(['1'], 1, new Float32Array(1))", "A number was expected"),
        ("b.createTensor([1], 1, new Float64Array(1))", "Unhandled napi typed_array_type: 8"),
        ("b.createTensor([-4294967294], 1, new Float32Array(2))", "too large"),
        ("b.createTensor(Array(300).fill(1), 1, new Float32Array(1))", "at most 254 dimensions"),
        ("b.createTensor([1], 7, ['text'])", "Argument is not a typed-array!"),
        ("b.createTensor([1], 7, [new Int32Array(1)])", "expecting Uint8Array"),
        ("b.deleteTensor('1')", "Argument is not a number!"),
        ("b.deleteTensor(999999)", "Delete called on a Tensor not referenced (tensor_id: 999999)"),
        ("b.tensorDataSync(999999)", "Get data called on a Tensor not referenced"),
        ("b.executeOp(null, [], [], 1)", "Argument is not a string!"),
        ("b.executeOp('Neg', null, [], 1)", "Argument is not an array!"),
        ("b.executeOp('Neg', [], ['x'], 1)", "A number was expected"),
        ("b.executeOp('Neg', [], [999999], 1)", "Input Tensor ID not referenced"),
        ("b.executeOp('Neg', [{name: 'T', type: 3, value: 1}], [], 1)", "A boolean was expected"),
        ("b.executeOp('Neg', [{name: 'T', type: 1, value: 'x'}], [], 1)", "A number was expected"),
        ("b.executeOp('Neg', [{name: 'T', type: 9, value: 1}], [], 1)", "Unhandled TF_AttrType: 9"),
        (
            "b.executeOp('Neg', [{name: 'T', type: 0, value: 'x'.repeat(2e6)}], [], 1)",
            "op Neg take",
        ),
        ("b.loadSavedModel(1, 'serve')", "Argument is not a string!"),
        ("b.loadSavedModel('/nowhere', 'serve')", "Failed to load SavedModel: "),
        ("b.deleteSavedModel(77)", "Delete called on a SavedModel not found (savedmodel_id: 77)"),
        ("b.runSavedModel(77, [], 'a', 'b')", "SavedModel ID not found (savedmodel_id: 77)"),
    ],
)
def test_the_binding_speaks_the_addons_words(js, call, message):
    answer = js(f"(tf) => {{ {BINDING} return {call} }}")
    assert str(answer).startswith("threw ")
    assert message in answer


def test_specs_that_look_alike_are_told_apart(js):
    """Infinity, -Infinity and NaN are all `null` in JSON; attributes may come in any order."""
    text = js(f"""(tf) => {{ {BINDING}
      const x = b.createTensor([2], 1, new Float32Array([-1, 1]));
      const T = {{name: 'T', type: 4, value: 1}};
      const out = [0.5, Infinity, -Infinity, 0.25].flatMap((alpha, i) => {{
        const attr = {{name: 'alpha', type: 2, value: alpha}};
        const [{{id}}] = b.executeOp('LeakyRelu', i ? [attr, T] : [T, attr], [x], 1);
        const values = Array.from(b.tensorDataSync(id));
        b.deleteTensor(id);
        return values;
      }});
      b.deleteTensor(x);
      return out.join();
    }}""")
    assert text == "-0.5,1,-Infinity,1,Infinity,1,-0.25,1"
    for bad in ("[null]", "['']"):
        answer = js(f"""(tf) => {{ {BINDING}
          const x = b.createTensor([1, 2], 1, new Float32Array(2));
          const T = {{name: 'T', type: 4, value: 1}};
          try {{
            for (const dims of [[], {bad}]) {{
              const [{{id}}] = b.executeOp(
                'Squeeze', [T, {{name: 'squeeze_dims', type: 1, value: dims}}], [x], 1);
              b.deleteTensor(id);
            }}
          }} finally {{ b.deleteTensor(x) }}
        }}""")
        assert re.match("threw .*A number was expected", answer), bad


def test_a_saved_model_is_loaded_run_and_deleted(tmp_path):
    import keras
    import pythonmonkey

    engine = get_engine()
    model = keras.Sequential([keras.Input((3,), name="x"), keras.layers.Dense(2)])
    model.export(str(tmp_path / "exported"), verbose=False)
    run = pythonmonkey.eval("""async (tf, folder) => {
      const model = await tf.node.loadSavedModel(folder);
      const x = tf.tensor2d([[1, 2, 3]]);
      const y = model.predict(x);
      const values = Array.from(y.dataSync()).join();
      const b = tf.findBackend('tensorflow').binding;
      const errors = [['nowhere:0', 'nowhere:0'], ['serving_default_x:99', 'x']].map(([i, o]) => {
        const id = b.createTensor([1, 3], 1, new Float32Array(3));
        try { b.runSavedModel(model.sessionId, [id], i, o); return 'none' }
        catch (error) { return error.message }
        finally { b.deleteTensor(id) }
      });
      const loaded = tf.node.getNumOfSavedModels();
      tf.dispose([x, y]);
      model.dispose();
      return JSON.stringify({values, errors, loaded, left: tf.node.getNumOfSavedModels()});
    }""")
    found = json.loads(
        str(engine.wait(lambda: run(engine.function("tf"), str(tmp_path / "exported"))))
    )
    expected = np.asarray(model(np.array([[1, 2, 3]], np.float32)))[0]
    values = [float(value) for value in found["values"].split(",")]
    assert np.allclose(values, expected, atol=1e-6)
    assert np.abs(expected).max() > 1e-3
    assert "can not be found in the graph" in found["errors"][0]
    assert "no output 99" in found["errors"][1] or "can not be found" in found["errors"][1]
    assert (found["loaded"], found["left"]) == (1, 0)
