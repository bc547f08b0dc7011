"""Native start-up notes are kept off the terminal; everything else gets through."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tandem.cli.chatter import CHATTER

NOTES = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "I0000 00:00:1795205770.779024    5742 port.cc:153] oneDNN custom operations are on.",
    "W0000 00:00:1795205770.779024    5742 loader.cc:12] slow",
    "2025-04-01 10:11:12.345678: I tensorflow/core/util/port.cc:113] oneDNN custom operations",
    "2025-04-01 10:11:12.345678: W tensorflow/core/x.cc:1] could not find TensorRT",
    "To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow",
    (
        "E0000 00:00:1795205772.15    5742 cuda_platform.cc:52] failed call to cuInit: INTERNAL: "
        "CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)"
    ),
    (
        "E0000 00:00:1795205772.15    5742 cuda_dnn.cc:8310] Unable to register cuDNN factory: "
        "Attempting to register factory for plugin cuDNN when one has already been registered"
    ),
]
ERRORS = [
    (
        "E0000 00:00:1795205772.158347    5742 cuda_platform.cc:52] failed call to cuInit: "
        "CUDA_ERROR_OUT_OF_MEMORY (2)"
    ),
    "F0000 00:00:1795205772.158347    5742 tensor.cc:5] Check failed: NDIMS == dims()",
    "2025-04-01 10:11:12.345678: E tensorflow/core/x.cc:1] out of memory",
    "2025-04-01 10:11:12.345678: F tensorflow/core/x.cc:1] Check failed",
    "Segmentation fault",
    "Information is not a note",
]


@pytest.mark.parametrize("line", NOTES)
def test_notes_are_chatter(line):
    assert CHATTER.match(line.encode())


@pytest.mark.parametrize("line", ERRORS)
def test_errors_are_not(line):
    assert not CHATTER.match(line.encode())


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"} | environment
    return subprocess.run(
        [sys.executable, "-c", "import os, sys\nfrom tandem.cli import chatter\n" + script],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )


WRITE = (
    "with chatter.hidden():\n"
    f"    os.write(2, {(NOTES[1] + chr(10)).encode()!r})\n"
    f"    os.write(2, {(ERRORS[1] + chr(10)).encode()!r})\n"
    "    print('from Python', file=sys.stderr)\n"
)


def test_only_the_notes_are_dropped():
    done = run(WRITE + "print('after', file=sys.stderr)")
    assert done.returncode == 0
    assert set(done.stderr.splitlines()) == {ERRORS[1], "from Python", "after"}


def test_the_last_words_of_a_crash_get_through():
    done = run(WRITE + "    os.abort()")
    assert done.returncode < 0
    assert ERRORS[1] in done.stderr


def test_the_user_who_asked_for_logs_gets_them():
    done = run(WRITE, TF_CPP_MIN_LOG_LEVEL="0")
    assert NOTES[1] in done.stderr
