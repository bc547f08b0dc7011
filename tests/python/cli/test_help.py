"""Help that teaches, at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tandem as package


def test_version(tandem):
    ended = tandem("--version")
    assert ended == (0, f"tandem {package.__version__}\n", "")


def test_help_lists_the_commands(tandem):
    ended = tandem("--help")
    assert ended.code == 0
    for command in ("demo", "compare", "convert", "doctor"):
        assert command in ended.out
    assert "Exit codes" in ended.out


@pytest.mark.parametrize("command", ["demo", "compare", "convert", "doctor", "example"])
def test_every_command_shows_examples(tandem, command):
    ended = tandem(command, "--help")
    assert ended.code == 0
    assert f"tandem {command}" in ended.out.split("Examples:")[1]


OFFICIAL = (
    "input_format", "output_format", "signature_name", "saved_model_tags", "quantize_float16",
    "_uint16", "_uint8", "weight_shard_size_bytes", "skip_op_check", "strip_debug_ops",
    "control_flow_v2", "use_structured_outputs_names", "output_node_names",
    "split_weights_by_layer", "metadata",
)  # fmt: skip
"""The flags of tensorflowjs_converter 4.22."""


def test_the_official_converters_flags_are_mapped(tandem):
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    for text in (tandem("convert", "--help").out, readme.partition("tensorflowjs_converter")[2]):
        assert [flag for flag in OFFICIAL if flag not in text] == []


def test_help_loads_nothing_heavy():
    script = (
        "import sys; from tandem import cli\n"
        "assert cli.run(['compare', '--help']) == 0\n"
        "print('loaded', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"tensorflow", "keras", "cv2", "pythonmonkey", "numpy", "matplotlib"} & loaded
