"""The doctor: right about what is there, useful about what is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata

import pytest

from tandem import doctor, runtimes
from tandem.benchmark import Environment
from tandem.doctor import Checkup, Kernels
from tandem.errors import RuntimeUnavailableError
from tandem.runtimes.base import Readiness

LOG = (
    "I0000 00:00:1.2 3 port.cc:153] oneDNN custom operations are on. You may see\n"
    "I0000 00:00:1.2 3 cpu_feature_guard.cc:227] This TensorFlow binary is optimized to use\n"
    "To enable the following instructions: AVX2 AVX512F FMA, in other operations, rebuild\n"
)
READY = Readiness(ready=True, detail="TensorFlow 2.21.0")
MISSING = Readiness(ready=False, detail="it is not installed", command="pip install it")


def checkup(**runtimes: Readiness) -> Checkup:
    found = {name.replace("_", "-"): readiness for name, readiness in runtimes.items()}
    return Checkup(environment=Environment.here(), bundled={}, kernels=Kernels(), runtimes=found)


def test_the_library_is_asked():
    found = doctor.ask_library()
    assert found.fault is None
    flags = set(Environment.here().cpu_flags)
    if flags:
        assert {flag for flag in found.unused if flag in {"avx", "avx2", "fma"}} <= flags


def test_the_library_hears_the_user_s_settings(monkeypatch):
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    assert not doctor.ask_library().onednn


def test_parse():
    assert doctor._parse(LOG) == Kernels(unused=("avx2", "avx512f", "fma"), onednn=True)
    assert doctor._parse("") == Kernels()


def test_without_tensorflow(monkeypatch):
    monkeypatch.setattr(doctor, "find_spec", lambda _name: None)
    assert doctor.ask_library().fault == "TensorFlow is not installed"


def test_a_library_that_crashes_is_a_finding(monkeypatch):
    monkeypatch.setattr(doctor, "_PROBE", "import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    assert "illegal instruction" in doctor.ask_library().fault
    monkeypatch.setattr(doctor, "_PROBE", "raise OSError('no such library')")
    assert "no such library" in doctor.ask_library().fault


@pytest.mark.parametrize(
    ("flags", "kernels", "said"),
    [
        ({"avx", "avx2"}, Kernels(onednn=True), "AVX2 here"),
        ({"avx", "avx2", "avx512f"}, Kernels(onednn=True), "AVX-512 here"),
        ({"avx"}, Kernels(onednn=True), "no AVX2"),
        ({"avx2"}, Kernels(), "oneDNN is off"),
        ({"avx2"}, Kernels(unused=("avx2",), onednn=True), "built without avx2"),
        ({"avx512_vnni"}, Kernels(onednn=True), "int8 and bfloat16 only"),
        (set(), Kernels(fault="it is not installed"), "not known: it is not installed"),
    ],
)
def test_advice(flags, kernels, said):
    assert said in " ".join(doctor._advice(flags, kernels))


def test_ready_when_the_main_job_is():
    assert checkup(tensorflow=READY, tfjs_node=READY, node=MISSING)
    assert not checkup(tensorflow=READY, tfjs_node=MISSING)
    assert not checkup(tensorflow=MISSING, tfjs_node=READY)


@pytest.mark.parametrize(
    ("error", "detail", "command"),
    [
        (RuntimeUnavailableError("tfjs-node", "no bundle", "make it"), "no bundle", "make it"),
        (ImportError("no bridge"), "damaged: no bridge", "pip install --force-reinstall"),
    ],
)
def test_a_runtime_that_does_not_even_load_is_a_finding(monkeypatch, error, detail, command):
    def get(_name):
        raise error

    monkeypatch.setattr(runtimes, "get", get)
    found = doctor.readiness("tfjs-node")
    assert not found.ready
    assert detail in found.detail
    assert command in found.command


def test_versions():
    found = doctor.examine()
    assert found.environment.packages["tensorflow"] == metadata.version("tensorflow")
    assert found.environment.packages["pythonmonkey"] == metadata.version("pythonmonkey")
    assert found.bundled["@tensorflow/tfjs-node"] == "4.22.0"


def test_nothing_heavy_is_imported():
    script = (
        "import sys; from tandem.doctor import examine; examine()\n"
        "sys.exit(' '.join({'tensorflow', 'keras', 'pythonmonkey', 'cv2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.stderr.strip() == ""


class TestCommand:
    def test_says_what_is_missing(self, monkeypatch, capsys):
        from tandem import cli

        found = checkup(tensorflow=READY, tfjs_node=MISSING)
        monkeypatch.setattr(doctor, "examine", lambda: found)
        assert cli.run(["doctor"]) == 3
        out = capsys.readouterr().out
        assert "missing" in out
        assert "pip install it" in out

    def test_json(self, monkeypatch, capsys):
        from tandem import cli

        monkeypatch.setattr(doctor, "examine", lambda: checkup(tensorflow=READY, tfjs_node=READY))
        assert cli.run(["doctor", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["schema"] == doctor.SCHEMA
        assert found["ready"] is True
        assert found["runtimes"]["tfjs-node"]["detail"] == "TensorFlow 2.21.0"
        assert found["environment"]["cpus"] >= 1
