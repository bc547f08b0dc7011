"""The Node peer at fault: it dies, hangs, prints rubbish, runs out of memory; none stays behind.

Faults are planted in the real peer: by signals, by limits, and by a script that Node loads before
the peer's own (``NODE_OPTIONS=--require``).
"""

from __future__ import annotations

import errno
import gc
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from node_models import dtype, graph_model, matmul, node

import tandem
from tandem.errors import JSError, PeerError
from tandem.model import TensorSpec
from tandem.report import html
from tandem.runtimes.node import Node
from tandem.runtimes.node.peer import _live

if TYPE_CHECKING:
    from tandem.model import Model

READY = Node().check()
pytestmark = pytest.mark.skipif(not READY.ready, reason=READY.detail)

WEIGHT = np.arange(12, dtype=np.float32).reshape(3, 4)
IMAGE = np.ones((1, 3), np.float32)
SCORES = IMAGE @ WEIGHT - 1


@pytest.fixture
def model(tmp_path) -> Model:
    return matmul(tmp_path / "model", WEIGHT)


@pytest.fixture
def preload(tmp_path, monkeypatch):
    """Have Node run this JavaScript before the peer's."""

    def plant(script: str, *options: str) -> None:
        (tmp_path / "planted.cjs").write_text(script)
        monkeypatch.setenv(
            "NODE_OPTIONS", f"--require {tmp_path / 'planted.cjs'} {' '.join(options)}"
        )

    return plant


def assert_starts_afresh(session, dead: int) -> None:
    np.testing.assert_array_equal(session.run({"image": IMAGE})["scores"], SCORES)
    assert session._peer.pid != dead
    assert gone(dead)


def run_until_it_fails(session) -> None:
    """Node takes a signal between two of its tasks: a run may still come before."""
    for _ in range(1000):
        session.run({"image": IMAGE})


def gone(pid: int, within: float = 5) -> bool:
    """Whether the process ends, zombies of other parents not counted, in that many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_session_is_one_process(model):
    with Node().open(model), Node().open(model):
        assert len(peers()) == 2
    assert not peers()


def test_a_killed_peer_is_reported_and_replaced(model):
    with Node().open(model) as session:
        pid = session._peer.pid
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(PeerError, match=r"killed .*memory runs out"):
            session.run({"image": IMAGE})
        assert_starts_afresh(session, pid)


def test_a_crash_has_its_signal_and_last_words(model, preload):
    preload("process.on('SIGUSR2', () => { console.log('farewell'); process.abort(); });")
    with Node().open(model) as session:
        pid = session._peer.pid
        os.kill(pid, signal.SIGUSR2)
        with pytest.raises(PeerError, match="died of SIGABRT") as caught:
            run_until_it_fails(session)
        assert "farewell" in caught.value.last_words
        assert "farewell" in str(caught.value)
        assert_starts_afresh(session, pid)


def test_a_hanging_peer_is_given_up(model):
    with Node(timeout=3).open(model) as session:
        pid = session._peer.pid
        os.kill(pid, signal.SIGSTOP)
        begun = time.monotonic()
        with pytest.raises(PeerError, match="did not answer within 3 s"):
            session.run({"image": IMAGE})
        assert time.monotonic() - begun > 2.9
        assert_starts_afresh(session, pid)


def test_a_peer_that_hangs_at_its_start_is_given_up(model, preload):
    preload("for (;;) {}")
    with pytest.raises(PeerError, match="did not answer within 1 s"):
        Node(timeout=1).open(model)
    assert not peers()


def test_what_is_printed_disturbs_nothing(model, preload):
    # More than a pipe holds, and terminal controls, on both streams, before and during the run.
    preload(
        "const noise = '\\x1b[31m' + '\\u0000rubbish{}'.repeat(20000) + '\\n';"
        "process.stdout.write(noise); process.stderr.write(noise);"
        "process.on('SIGUSR2', () => { process.stdout.write(noise); });"
    )
    with Node().open(model) as session:
        os.kill(session._peer.pid, signal.SIGUSR2)
        for _ in range(20):
            np.testing.assert_array_equal(session.run({"image": IMAGE})["scores"], SCORES)
        os.kill(session._peer.pid, signal.SIGKILL)
        with pytest.raises(PeerError) as caught:
            session.run({"image": IMAGE})
    assert "rubbish{}" in caught.value.last_words
    assert len(caught.value.last_words) <= 8192
    assert "\x1b" not in caught.value.last_words


@pytest.mark.parametrize(
    "rubbish", ["'GET / HTTP/1.1'", "'\\x02\\0\\0\\0[]'", "'\\x03\\0\\0\\0{,}'"]
)
def test_rubbish_on_the_socket_ends_it(model, preload, rubbish):
    preload(f"require('fs').writeSync(Number(process.argv[2]), {rubbish});")
    with pytest.raises(PeerError, match="no message"):
        Node().open(model)
    assert not peers()


def test_javascript_out_of_memory_says_how_to_give_more(model, preload):
    preload(
        "process.on('SIGUSR2', () => { for (const a = [];;) a.push(new Array(1e6).fill(0.5)); });",
        "--max-old-space-size=200",
    )
    with Node().open(model) as session:
        pid = session._peer.pid
        os.kill(pid, signal.SIGUSR2)
        with pytest.raises(PeerError, match=r"ran out of JavaScript memory.*max-old-space-size"):
            run_until_it_fails(session)
        assert_starts_afresh(session, pid)


def test_tensors_out_of_memory_are_an_error(tmp_path):
    outer = graph_model(
        tmp_path,
        [node("y", "Mul", "x", "t", T=dtype())],
        {"x": TensorSpec("x", (None, 1), "float32"), "t": TensorSpec("t", (1, None), "float32")},
        {"y": TensorSpec("y", (None, None), "float32")},
    )
    with Node().open(outer) as session:
        one = np.ones((1, 1), np.float32)
        session.run({"x": one, "t": one})
        pid = session._peer.pid
        used = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
        limit = used + 500_000_000
        resource.prlimit(pid, resource.RLIMIT_AS, (limit, limit))
        # TensorFlow asks again for ten seconds before it gives up.
        large = np.ones(20_000, np.float32)
        with pytest.raises(JSError, match="OOM when allocating tensor"):
            session.run({"x": large[:, None], "t": large[None]})  # 1.6 GB
        np.testing.assert_array_equal(session.run({"x": one, "t": one})["y"], one)


def test_no_memory_to_share_is_an_error(model, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Node().open(model) as session:
        pid = session._peer.pid
        monkeypatch.setattr(os, "posix_fallocate", refuse)
        with pytest.raises(PeerError, match=r"no memory to share 1200000 bytes.*No space left"):
            session.run({"image": np.ones((100_000, 3), np.float32)})
        monkeypatch.undo()
        assert_starts_afresh(session, pid)


def test_ctrl_c_leaves_no_answer_to_be_taken_for_the_next(model):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with Node().open(model) as session:
            pid = session._peer.pid
            os.kill(pid, signal.SIGSTOP)
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(KeyboardInterrupt):
                session.run({"image": IMAGE * 5})
            assert_starts_afresh(session, pid)
    finally:
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    ("exports", "backend"),
    [
        ("{}", "cpu"),  # tfjs only warns, and falls back
        ("Object.create(module.exports, {executeOp: {value: () => []}})", "tensorflow"),
    ],
)
def test_another_backend_is_refused(model, preload, exports, backend):
    preload(
        "const load = require('module')._extensions['.node'];"
        "require('module')._extensions['.node'] = (module, file) => {"
        "  load(module, file);"
        f"  if (file.includes('tfjs_binding')) module.exports = {exports};"
        "};"
    )
    with pytest.raises(PeerError, match=f"the backend is '{backend}', not tfjs-node's native"):
        Node().open(model)


def test_a_dropped_session_leaves_no_process(model):
    session = Node().open(model)
    pid = session._peer.pid
    del session
    gc.collect()
    assert not Path(f"/proc/{pid}").exists()


PARENT = """
import os, sys, time
import numpy as np
from pathlib import Path
sys.path.insert(0, {tests!r})
from node_models import matmul
from tandem.model import TensorSpec
from tandem.report import html
from tandem.runtimes.node import Node
from tandem.runtimes.node.peer import _live

session = Node().open(matmul(Path({folder!r}), np.ones((3, 4), np.float32)))
"""


def run_parent(tmp_path: Path, rest: str) -> subprocess.Popen[str]:
    script = PARENT.format(tests=str(Path(__file__).parents[1]), folder=str(tmp_path / "model"))
    return subprocess.Popen(
        [sys.executable, "-c", script + rest], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_no_peer_outlives_a_killed_python(tmp_path, preload, busy):
    preload("process.on('SIGUSR2', () => { for (;;) {} });")
    with run_parent(tmp_path, "print(session._peer.pid, flush=True); time.sleep(60)") as it:
        pid = int(it.stdout.readline())
        if busy:  # JavaScript that never comes back to read its socket
            os.kill(pid, signal.SIGUSR2)
        assert not gone(pid, within=0.3)
        it.kill()
        assert gone(pid)


def test_no_peer_outlives_a_killed_python_that_forked(tmp_path):
    rest = """
if (child := os.fork()) == 0:
    time.sleep(30)
print(session._peer.pid, child, flush=True)
time.sleep(60)
"""
    with run_parent(tmp_path, rest) as it:
        pid, child = map(int, it.stdout.readline().split())
        it.kill()
        try:
            assert gone(pid)
            assert not gone(child, within=0.1)
        finally:
            os.kill(child, signal.SIGKILL)


def test_an_interpreter_that_ends_ends_its_peer(tmp_path):
    with run_parent(tmp_path, "print(session._peer.pid)") as it:
        pid = int(it.stdout.readline())
    assert it.returncode == 0
    assert gone(pid)


def test_a_fork_must_open_its_own(tmp_path):
    rest = """
import errno
import gc
from tandem.errors import EngineError
def run():
    return session.run({"image": np.ones((1, 3), np.float32)})["scores"].tolist()
pid = session._peer.pid
if (child := os.fork()) == 0:
    try:
        run()
    except EngineError as error:
        print(error, flush=True)
    session.close()
    del session
    gc.collect()
    sys.exit(0)
print(os.waitpid(child, 0)[1], flush=True)
print(run(), session._peer.pid == pid)
"""
    with run_parent(tmp_path, rest) as it:
        lines = it.stdout.read().splitlines()
    assert it.returncode == 0
    assert "open one here" in lines[0]
    assert lines[1:] == ["0", "[[2.0, 2.0, 2.0, 2.0]] True"]


def peers() -> list[str]:
    """The command lines of this process's Node peers."""
    tasks = Path("/proc/self/task").glob("*/children")
    pids = " ".join(path.read_text() for path in tasks).split()
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in pids]
    return [line for line in lines if "node.cjs" in line]


def test_a_process_killed_half_way_is_left_out_of_a_comparison(model):
    """The rest is still reported: what was compared before, and the runtimes beside it."""
    inputs = np.random.default_rng(0).random((30, 3), np.float32)

    def progress(task, done, _):
        if task == "comparing" and done == 12:
            (peer,) = (peer for peer in _live if not peer.closed)
            os.kill(peer.pid, signal.SIGKILL)
            assert gone(peer.pid)

    report = tandem.compare(
        model,
        inputs=inputs,
        runtimes=("tensorflow", "node", "tfjs-node"),
        rounds=1,
        progress=progress,
    )
    (failure,) = report.failures
    assert (failure.kind, failure.runtime) == ("stopped", "node")
    assert "stopped at example 12: the Node process was killed (SIGKILL)" in failure.message
    _, node, embedded = report.runtimes
    assert node.differences[0].examples == len(node.timings) == 12
    assert embedded.differences[0].examples == len(embedded.timings) == 30
    assert "node does not agree" in html.render(report)
