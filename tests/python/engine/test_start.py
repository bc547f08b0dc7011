"""What the engine starts with, and what comes when it is first used: processes of their own."""

from __future__ import annotations

import base64
import gc
import sys

import models
import pytest
from hypothesis import given
from hypothesis import strategies as st
from processes import run_python

import tandem
from tandem import libraries
from tandem.engine import get_engine
from tandem.engine.package import import_package
from tandem.errors import RuntimeUnavailableError
from tandem.runtimes.embedded_session import NodeSession

UNNEEDED = ["pythonmonkey", "aiohttp", "tensorflow", "tandem.converter", "tandem.model.keras_model"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tandem.convert(models.build("named_dicts"), tmp_path_factory.mktemp("start") / "m").path


def printed(code, **options):
    done = run_python(code, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_prediction_imports_neither_pythonmonkeys_package_nor_the_converter(folder):
    code = f"""
        import sys, numpy, tandem
        model = tandem.load({str(folder)!r})
        with tandem.open("tfjs-node", model) as session:
            zeros = {{s.name: numpy.zeros((1, *s.shape[1:]), s.dtype) for s in model.inputs}}
            assert all(len(a) == 1 for a in session.run(zeros).values())
        for name in {UNNEEDED}:
            print(name in sys.modules)
    """
    assert printed(code) == ["False"] * len(UNNEEDED)


CONSOLE = """
    from tandem.engine import get_engine
    engine = get_engine()
    say = engine.function_of_tf("(tf) => () => { console.log('said'); return typeof setTimeout }")
"""


def test_the_package_comes_with_the_first_console_call():
    code = (
        CONSOLE
        + """
    import sys
    print("pythonmonkey" in sys.modules)
    print(say())
    print("pythonmonkey" in sys.modules)
    print(say())
    """
    )
    assert printed(code) == ["False", "said", "function", "True", "said", "function"]


@pytest.mark.parametrize("order", ["before", "after", "between"])
def test_the_package_may_be_imported_by_anybody(order):
    """Timers are still those that empty the queue of promises, and the console is watched."""
    own = "import pythonmonkey; assert pythonmonkey.eval('1 + 1') == 2"
    parts = {"before": (own, "", ""), "between": ("", own, ""), "after": ("", "", own)}[order]
    code = f"""
        {parts[0]}
        from tandem.engine import get_engine
        engine = get_engine()
        {parts[1]}
        late = engine.function_of_tf(
            "(tf) => () => new Promise((done) => setTimeout(() => done('late'), 1))"
        )
        print(engine.wait(late))
        {parts[2]}
        print(engine.wait(late))
        import tandem, numpy
        try:
            noisy = engine.compile("(x) => {{ console.log('x'); return x.neg(); }}", "noisy.js")
            tandem.capture(noisy, numpy.ones(3, "float32"))
        except tandem.errors.CaptureError as refusal:
            print("console.log" in str(refusal))
    """
    assert printed(code) == ["late", "late", "x", "True"]


def test_random_numbers_from_a_seed_stay_the_same_where_the_package_comes_between():
    code = """
        import sys, tandem.tfjs as tf
        from tandem.engine import get_engine
        say = get_engine().function_of_tf("(tf) => () => console.debug()")
        draw = get_engine().function_of_tf("(tf) => () => Math.random()")
        tf.set_random_seed(7)
        plain = [draw(), draw()]
        tf.set_random_seed(7)
        mixed = [draw()]
        assert "pythonmonkey" not in sys.modules
        say()
        assert "pythonmonkey" in sys.modules
        mixed.append(draw())
        print(plain == mixed, plain[0] != plain[1])
    """
    assert printed(code) == ["True", "True"]


def test_a_library_that_does_not_load_is_said_each_time(tmp_path):
    broken = tmp_path / "tensorflow"
    broken.mkdir()
    (broken / "__init__.py").write_text("")
    (broken / "libtensorflow_framework.so.2").write_bytes(b"no library")
    code = f"""
        from tandem import libraries
        from tandem.errors import RuntimeUnavailableError
        libraries.tensorflow_folder = lambda: {str(broken)!r}
        import tandem
        from tandem.engine import get_engine
        for _ in range(2):
            try:
                get_engine()
            except RuntimeUnavailableError as error:
                print("TensorFlow's_library" in str(error).replace(" ", "_"))
    """
    assert printed(code) == ["True", "True"]


def test_no_tensorflow_and_no_pythonmonkey_are_said(monkeypatch):
    get_engine()
    monkeypatch.setattr(libraries.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(RuntimeUnavailableError, match="TensorFlow is not installed"):
        libraries.tensorflow_folder()
    monkeypatch.delitem(sys.modules, libraries._EXTENSION)
    with pytest.raises(RuntimeUnavailableError, match="PythonMonkey does not start"):
        libraries._load_spidermonkey()


def test_the_package_is_imported_once():
    get_engine()
    import_package()
    assert "pythonmonkey" in sys.modules
    assert import_package() is False


@given(st.binary(max_size=100))
def test_base64_there_and_back(data):
    js = get_engine().function_of_tf(
        "(tf) => (text) => btoa(text) + ' ' + atob(btoa(text)).length + ' '"
        " + (atob(btoa(text)) === text) + ' ' + (atob(btoa(text).replace(/=/g, '')) === text)"
    )
    encoded, size, same, bare = str(js(data.decode("latin1"))).split(" ")
    assert encoded == base64.b64encode(data).decode()
    assert (int(size), same, bare) == (len(data), "true", "true")


@pytest.mark.parametrize(
    "call", ["atob('a')", "atob('a===')", "atob('ab=')", "atob('a-b_')", "btoa('\u0100')"]
)
def test_what_is_no_base64_is_refused(call):
    js = get_engine().function_of_tf(
        f"(tf) => () => {{ try {{ return {call} }} catch (e) {{ return e.message }} }}"
    )
    assert str(js()).startswith(call[:4] + ": the text")


def test_blas_does_not_spin():
    """Unless the user says otherwise."""
    ask = "import tandem, os; print(os.environ['OPENBLAS_THREAD_TIMEOUT'])"
    assert printed(ask) == ["20"]
    assert printed(f"import os; os.environ['OPENBLAS_THREAD_TIMEOUT'] = '26'\n{ask}") == ["26"]


def test_what_a_program_sets_itself_is_its_own():
    code = """
        import sys
        from tandem.engine import get_engine
        own = get_engine().function_of_tf(
            "(tf) => () => { const mine = () => 7; globalThis.setTimeout = mine;"
            "const same = globalThis.setTimeout === mine; return same && setTimeout() === 7 }"
        )
        print(own(), "pythonmonkey" in sys.modules)
    """
    assert printed(code) == ["True", "False"]


def test_the_console_works_for_a_program_that_has_read_its_input():
    code = (
        CONSOLE
        + """
    import sys
    sys.stdin.readline()
    encoding = sys.stdout.encoding
    say()
    print(sys.stdout.encoding == encoding, type(sys.stdin).__name__)
    """
    )
    assert printed(code, stdin="a line\n") == ["said", "True", "TextIOWrapper"]


def test_a_number_of_threads_that_is_none_leaves_no_engine(folder):
    code = f"""
        import tandem
        model = tandem.load({str(folder)!r})
        for threads in (5000, -1, 2, None):
            try:
                tandem.open("tfjs-node", model, threads=threads).close()
                print("opened")
            except tandem.errors.BridgeError as error:
                print("1024" in str(error))
    """
    assert printed(code) == ["True", "True", "opened", "opened"]


def test_an_open_that_fails_in_a_thread_keeps_the_engine_there(folder):
    code = f"""
        import shutil, tempfile, threading, pathlib, tandem
        broken = shutil.copytree({str(folder)!r}, tempfile.mkdtemp() + "/m")
        gone = tandem.load(broken)
        for shard in pathlib.Path(broken).glob("*.bin"):
            shard.unlink()
        def attempt(model):
            try:
                tandem.open("tfjs-node", model)
            except tandem.errors.TandemError as error:
                print(type(error).__name__)
        thread = threading.Thread(target=attempt, args=[gone])
        thread.start()
        thread.join()
        attempt(tandem.load({str(folder)!r}))
    """
    done = run_python(code)
    assert done.stdout.split() == ["ModelError", "EngineError"], done.stderr


def test_many_threads_at_once_have_one_engine():
    code = """
        import threading, time
        from tandem.engine import get_engine
        from tandem.errors import EngineError
        ready, said = threading.Barrier(4), []
        def attempt():
            ready.wait()
            try:
                get_engine()
                said.append("engine")
            except EngineError:
                said.append("refused")
            time.sleep(2)
        threads = [threading.Thread(target=attempt) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(*sorted(said), flush=True)
    """
    assert run_python(code).stdout.split() == ["engine", "refused", "refused", "refused"]


@pytest.mark.parametrize("after", [0.005, 0.03, 0.1, 0.2, 0.3])
def test_ctrl_c_while_it_starts(folder, after):
    """It ends with KeyboardInterrupt, or is too late; and what comes then works."""
    code = f"""
        import os, signal, threading, tandem
        model = tandem.load({str(folder)!r})
        timer = threading.Timer({after}, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        try:
            tandem.open("tfjs-node", model)
            timer.join()
        except KeyboardInterrupt:
            pass
        import numpy
        with tandem.open("tfjs-node", model) as session:
            zeros = {{s.name: numpy.zeros((1, *s.shape[1:]), s.dtype) for s in model.inputs}}
            print(len(session.run(zeros).values()) > 0)
    """
    assert printed(code) == ["True"]


def test_an_opening_that_is_interrupted_leaves_no_weights(folder, monkeypatch):
    model = tandem.load(folder)
    before = get_engine().counts()
    given = iter([1])

    def hand_over(self, array):
        if next(given, None) is None:
            raise MemoryError
        return whole(self, array)

    whole = NodeSession._hand_over
    monkeypatch.setattr(NodeSession, "_hand_over", hand_over)
    with pytest.raises(MemoryError):
        tandem.open("tfjs-node", model)
    gc.collect()
    assert get_engine().counts() == before
