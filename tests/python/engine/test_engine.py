"""The embedded engine's hazards, each handled (most found in PythonMonkey 1.4)."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from pathlib import Path
from types import BuiltinFunctionType

import numpy as np
import pytest
from processes import run_python

from tandem.engine import BACKEND, Engine, get_engine
from tandem.errors import EngineError, JSError, LeaseError
from tandem.images import aligned_empty


@pytest.fixture
def engine():
    """The engine on tfjs-node's backend, whatever ran last."""
    engine = get_engine()
    engine.use_backend(BACKEND)
    return engine


@pytest.fixture
def js(engine):
    """Evaluate a JavaScript function that is given tf."""
    import pythonmonkey

    def call(source, *arguments):
        return pythonmonkey.eval(source)(engine._js.tf, *arguments)

    return call


def test_the_backend_is_tensorflow_and_it_computes(engine, js):
    assert engine.backends()["backend"] == BACKEND
    text = js(
        "(tf) => { const y = tf.add(2, 3); const v = y.dataSync()[0]; y.dispose(); return v }"
    )
    assert text == 5
    # The binding counts TensorFlow's own tensors: another backend would leave it at 0.
    before = engine.counts()["handles"]
    js("(tf) => { globalThis.kept = tf.relu([1, -1]); kept.dataSync() }")
    assert engine.counts()["handles"] > before
    js("(tf) => { kept.dispose(); globalThis.kept = undefined }")


def test_tensorflows_python_package_is_not_imported():
    done = run_python("""
        import sys
        from tandem.engine import get_engine
        get_engine()
        assert "tensorflow" not in sys.modules and "keras" not in sys.modules
    """)
    assert done.returncode == 0, done.stderr


def test_aiohttp_is_imported_by_the_first_request_only():
    done = run_python(
        """
        import sys, threading
        from http.server import BaseHTTPRequestHandler, HTTPServer
        from tandem.engine import get_engine

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"hello")
            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        engine = get_engine()
        print("aiohttp" in sys.modules)
        ask = engine.function_of_tf(
            "(tf) => (url) => new Promise((done) => { const x = new XMLHttpRequest();"
            "x.onload = () => done(x.responseText); x.open('GET', url); x.send(); })"
        )
        print(engine.wait(lambda: ask(f"http://127.0.0.1:{server.server_port}/")))
        print("aiohttp" in sys.modules)
        """
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "hello", "True"]


def test_bytes_survive_the_way_in_and_out(js):
    """More than one chunk of the channel, in every dtype tfjs has."""
    text = js("""(tf) => {
      const out = [];
      const n = 700001;
      const floats = Float32Array.from({length: n}, (_, i) => i * 0.5);
      const ints = Int32Array.from({length: n}, (_, i) => -i);
      const bools = Uint8Array.from({length: n}, (_, i) => i % 3 === 0 ? 1 : 0);
      for (const [values, dtype] of [[floats, 'float32'], [ints, 'int32'], [bools, 'bool']]) {
        const tensor = tf.tidy(() => tf.slice(tf.tensor1d(values, dtype), 0));
        const back = tensor.dataSync();
        out.push(back.constructor.name, back.length, back.every((v, i) => v === values[i]));
        tensor.dispose();
      }
      const words = ['', 'héllo', '漢字 😀', 'x'.repeat(2000000)];
      const strings = tf.tidy(() => tf.reshape(tf.tensor1d(words, 'string'), [2, 2]));
      out.push(strings.dataSync().every((v, i) => v === words[i]));
      strings.dispose();
      const complex = tf.complex([1, 2], [3, 4]);
      out.push(Array.from(complex.dataSync()).join());
      complex.dispose();
      return out.join(' ');
    }""")
    assert text == (
        "Float32Array 700001 true Int32Array 700001 true Uint8Array 700001 true true 1,3,2,4"
    )


def test_a_js_error_keeps_name_message_and_stack(engine):
    with pytest.raises(JSError) as raised:
        engine.call("openGraphModel", '{"json": "/nowhere/model.json", "shards": []}')
    error = raised.value
    assert error.name == "Error"
    assert error.message == "ENOENT: no such file or directory, open '/nowhere/model.json'"
    assert "readFileSync" in error.stack


@pytest.mark.parametrize(
    ("thrown", "message"),
    [("'text'", "text"), ("42", "42"), ("null", "null"), ("undefined", "undefined"),
     ("{a: 1}", '{"a":1}'), ("(() => {const o = {}; o.o = o; return o})()", "[object Object]"),
     ("Symbol('s')", "Symbol(s)"), ("Object.assign(Error(), {message: 5})", "5"),
     ("new TypeError('no')", "no")],
)  # fmt: skip
def test_javascript_may_throw_anything(engine, thrown, message):
    import pythonmonkey

    # A getter on what is parsed throws inside the bundle's own guard.
    pythonmonkey.eval(
        "(source) => { globalThis.parse = JSON.parse;"
        "JSON.parse = () => { throw (0, eval)(`(${source})`) } }"
    )(thrown)
    try:
        with pytest.raises(JSError) as raised:
            engine.call("openGraphModel", "{}")
    finally:
        pythonmonkey.eval("() => { JSON.parse = globalThis.parse }")()
    assert raised.value.message == message


def test_endless_recursion_is_an_error(engine):
    import pythonmonkey

    pythonmonkey.eval(
        "() => { globalThis.parse = JSON.parse; const f = () => f() + 1; JSON.parse = f }"
    )()
    try:
        with pytest.raises(JSError, match="too much recursion"):
            engine.call("openGraphModel", "{}")
    finally:
        pythonmonkey.eval("() => { JSON.parse = globalThis.parse }")()
    assert engine.counts()["leases"] == 0


def test_a_second_engine_is_refused(engine):
    with pytest.raises(EngineError, match=r"get_engine\(\) gives the one there is"):
        Engine()
    assert get_engine() is engine


@pytest.mark.parametrize(
    ("then", "answer"),
    [
        ("", "done"),
        ("p.catch(() => 0);", "done"),
        ("await later(); try { await p; } catch (error) { return error.message; }", "unheard"),
    ],
    ids=["never", "at once", "later"],
)
def test_a_rejection_nobody_waits_for_stops_nothing(engine, capfd, caplog, then, answer):
    function = engine.function_of_tf(
        "(tf) => async () => { const later = () => new Promise((done) => setTimeout(done, 5));"
        f"const p = Promise.reject(new Error('unheard')); {then} await later(); return 'done'; }}"
    )
    with caplog.at_level("INFO", "tandem.js"):
        assert engine.wait(function) == answer
        gc.collect()
    assert "unheard" in caplog.text
    assert capfd.readouterr() == ("", "")
    assert engine.wait(function) == answer


def test_an_await_leaves_nothing_behind(engine):
    wait = engine.function_of_tf("(tf) => async (n) => { for (let i = 0; i < n; i++) await 0; }")

    def functions() -> int:
        gc.collect()
        return sum(isinstance(thing, BuiltinFunctionType) for thing in gc.get_objects())

    engine.wait(lambda: wait(10.0))
    before = functions()
    engine.wait(lambda: wait(2000.0))
    assert functions() - before < 10


def test_it_starts_where_a_loop_runs_already():
    done = run_python(
        """
        import asyncio
        from tandem.engine import get_engine

        async def cell():
            engine = get_engine()
            print(engine.backends()["backend"], asyncio.get_running_loop() is not engine.loop)

        asyncio.run(cell())
        """
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["tensorflow", "True"]


def test_another_thread_is_refused_with_the_way_out(engine):
    errors = []

    def use():
        for call in (get_engine, engine.counts, lambda: engine.lease(np.ones(3, np.float32))):
            try:
                call()
            except EngineError as error:
                errors.append(str(error))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(errors) == 3
    assert all("the thread that opened it" in error for error in errors)


def test_a_lease_ends_on_its_own_thread_only(engine):
    lease = engine.lease(np.ones(3, np.float32))
    errors = []

    def end():
        try:
            lease.end()
        except EngineError as error:
            errors.append(str(error))

    thread = threading.Thread(target=end)
    thread.start()
    thread.join()
    assert "the thread that opened it" in errors[0]
    assert engine.counts()["leases"] == 1
    lease.end()
    assert engine.counts()["leases"] == 0


def test_waiting_inside_a_running_loop_is_refused(engine):
    async def inside():
        engine.run_until_idle()

    with pytest.raises(EngineError, match="an event loop is running in this thread"):
        asyncio.run(inside())


def test_another_number_of_threads_is_refused(engine):
    with pytest.raises(EngineError, match="TensorFlow fixes the number when it"):
        get_engine(threads=(engine.threads or 0) + 7)


def test_a_forked_child_is_refused_not_hung():
    done = run_python("""
        import os, sys
        from tandem.engine import get_engine
        from tandem.errors import BridgeError, EngineError
        import numpy as np
        engine = get_engine()
        child = os.fork()
        if child == 0:
            try:
                engine.counts()
            except EngineError as error:
                assert "spawn" in str(error)
                try:
                    engine.bridge.from_buffer(np.ones(3, np.float32))
                except BridgeError as error:
                    assert "spawn" in str(error)
                    os._exit(0)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        assert engine.counts()["tensors"] == 0
    """)
    assert done.returncode == 0, done.stderr


def test_exit_with_live_tensors_is_clean():
    done = run_python("""
        import numpy as np, pythonmonkey
        from tandem.engine import get_engine
        engine = get_engine()
        kept = engine.bridge.from_buffer(np.ones(1000, np.float32))[0]
        view = engine.bridge.to_array(kept)
        lease = engine.lease(np.ones(10, np.float32))
        pythonmonkey.eval("(tf) => { globalThis.kept = tf.relu([1, 2, 3]) }")(engine._js.tf)
    """)
    assert (done.returncode, done.stdout) == (0, "")
    # TensorFlow's own start-up notes may be there.
    for word in ("Traceback", "Error", "leak", "Uncaught", "Warning"):
        assert word not in done.stderr


def test_ctrl_c_ends_a_long_loop_of_ops():
    done = run_python("""
        import os, signal, threading, time
        import pythonmonkey
        from tandem.engine import get_engine
        engine = get_engine()
        threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        loop = pythonmonkey.eval("(tf) => { for (;;) tf.tidy(() => { tf.add(1, 2) }) }")
        started = time.perf_counter()
        try:
            loop(engine._js.tf)
        except BaseException as error:
            assert "KeyboardInterrupt" in f"{type(error).__name__} {error}"
            assert time.perf_counter() - started < 3
            print("interrupted")
        # Through the engine's own calls it comes back as itself, and the engine goes on.
        threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        pythonmonkey.eval("(tf) => { globalThis.parse = JSON.parse; JSON.parse = () => {"
            "for (;;) tf.tidy(() => { tf.add(1, 2) }) } }")(engine._js.tf)
        try:
            engine.call("openGraphModel", "{}")
        except KeyboardInterrupt:
            print("again")
        pythonmonkey.eval("() => { JSON.parse = globalThis.parse }")()
        assert engine.counts()["handles"] == 0
    """)
    assert done.stdout.split() == ["interrupted", "again"], done.stderr
    assert done.returncode == 0


def test_other_python_threads_run_while_javascript_does(js):
    """JavaScript never comes back to Python's own turn-taking; the bridge gives way instead."""
    turns = []
    done = threading.Event()

    def count():
        while not done.is_set():
            turns.append(1)
            done.wait(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    js("(tf) => { for (let i = 0; i < 30000; i++) tf.tidy(() => { tf.add(1, 2) }) }")
    seen = len(turns)
    done.set()
    thread.join()
    assert seen > 10


# ---- leases ----


def test_a_lease_ends_once_and_gives_the_array_back(engine):
    array = aligned_empty((4, 5))
    array[:] = 1
    references = sys.getrefcount(array)
    lease = engine.lease(array)
    assert lease.number > 0
    assert engine.counts()["leases"] == 1
    lease.end()
    lease.end()
    assert engine.counts()["leases"] == 0
    assert sys.getrefcount(array) == references
    with pytest.raises(LeaseError, match="lend the array again"):
        _ = lease.number


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.ones((4, 4), np.float32)[:, ::2], "C-contiguous"),
        (np.frombuffer(b"12345678", np.float32), "read-only"),
        (np.ones(3, np.float16), "no typed array of float16"),
        (np.ones(3, np.complex64), "no typed array of complex64"),
        (np.ones((0, 3), np.float32), "without elements"),
    ],
)
def test_what_cannot_be_lent_is_refused(engine, array, message):
    with pytest.raises(LeaseError, match=message):
        engine.lease(array)


def test_leases_leave_nothing_behind(engine):
    """PythonMonkey by itself keeps every buffer for good: 400 MB here."""
    for _ in range(50):
        with engine.lease(np.ones(1_000_000, np.float32)):
            pass
    before = rss()
    for _ in range(100):
        with engine.lease(np.ones(1_000_000, np.float32)):
            pass
    assert rss() - before < 40


def rss():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
