"""What is installed is what a user needs, and nothing of the workshop."""

from __future__ import annotations

from importlib import metadata
from pathlib import PurePosixPath

import pytest

from tandem.engine.bundle import BUNDLE


@pytest.fixture(scope="module")
def installed() -> dict[str, int]:
    """The installed distribution's files and their sizes."""
    try:
        files = metadata.files("tfjs-tandem")
    except metadata.PackageNotFoundError:
        pytest.skip("Tandem runs from its source folder here; there is no wheel to look into")
    assert files
    return {path.as_posix(): path.size or 0 for path in files if "__pycache__" not in path.parts}


@pytest.mark.parametrize(
    "pattern",
    [
        "tandem/_bridge*.so",
        "tandem/_js/embedded.js",
        "tandem/_js/licenses.txt",
        "tandem/_js/versions.json",
        "tandem/converter/tfjs_ops.json",
        "tandem/demo/digits.keras",
        "tandem/demo/train.py",
        "tandem/demo/truth.csv",
        "tandem/examples/digits.py",
        "tandem/py.typed",
        "tandem/report/compare-1.schema.json",
        "tandem/tfjs/__init__.pyi",
        "tandem/tfjs/declarations.json",
        "tfjs_tandem-*.dist-info/licenses/LICENSE",
        "**/bin/tandem",
    ],
)
def test_it_has(installed, pattern):
    assert any(PurePosixPath(path).match(pattern) for path in installed)


def test_it_has_every_picture(installed):
    assert sum(path.startswith("tandem/demo/digits/") for path in installed) == 360


def test_the_bundles_packages_are_named_with_their_licences():
    text = (BUNDLE.parent / "licenses.txt").read_text()
    for name in ("@tensorflow/tfjs-core 4", "@tensorflow/tfjs-node 4", "promise 8", "buffer 6"):
        assert f"\n{name}" in f"\n{text}"
    assert text.count("Permission is hereby granted") >= 3


def test_it_has_nothing_of_the_workshop(installed):
    ours = [path for path in installed if path.startswith("tandem/")]
    assert not [path for path in ours if path.endswith((".ts", ".mjs", ".o", ".a"))]
    assert not [path for path in installed if "node_modules" in path or "tests/" in path]


def test_it_is_small(installed):
    assert sum(installed.values()) < 15_000_000
