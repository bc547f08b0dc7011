"""Importing Tandem is light, and its public list is what it says."""

from __future__ import annotations

import importlib
import subprocess
import sys

import tandem

HEAVY = {"tensorflow", "keras", "pythonmonkey", "numpy", "cv2", "matplotlib", "jinja2", "rich"}


def modules_after(script: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", script + "\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_import_is_light():
    assert not HEAVY & modules_after("import tandem, tandem.errors")


def test_only_loading_a_model_brings_tensorflow():
    loaded = modules_after(
        "import tandem\ntandem.load, tandem.convert, tandem.compare, tandem.open"
    )
    assert not {"tensorflow", "keras", "pythonmonkey", "matplotlib"} & loaded


def test_public_list():
    assert tandem.__all__ == sorted(tandem.__all__)
    assert dir(tandem) == tandem.__all__
    for name in tandem.__all__:
        assert getattr(tandem, name) is not None


def test_each_name_is_the_one_its_module_exports():
    for name, home in tandem._HOME.items():
        assert getattr(tandem, name) is getattr(importlib.import_module(home), name)
