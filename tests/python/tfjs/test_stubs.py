"""The stub for editors: fresh, complete against tfjs itself, and understood by mypy."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tandem.tfjs as tf
from tandem.engine import get_engine
from tandem.tfjs import declarations, stubs

FOLDER = Path(tf.__file__).parent
ROOT = FOLDER.parent.parent.parent


def stub() -> ast.Module:
    return ast.parse((FOLDER / "__init__.pyi").read_text())


def names_of(body) -> dict[str, ast.AST]:
    found = {}
    for node in body:
        if isinstance(node, ast.AnnAssign):
            found[node.target.id] = node
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
    return found


def test_it_is_as_the_declarations_say():
    assert (FOLDER / "__init__.pyi").read_text() == stubs.render(), (
        "python -m tandem.tfjs.stubs writes it anew"
    )


@pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "node_modules/typescript").exists(),
    reason="needs node and the npm packages",
)
def test_the_declarations_are_the_packages_own(tmp_path):
    script = ROOT / "js/tools/declarations.mjs"
    subprocess.run(["node", script, tmp_path / "found.json"], check=True, timeout=120)
    found = json.loads((tmp_path / "found.json").read_text())
    assert found == json.loads((FOLDER / "declarations.json").read_text())
    # Every public name that the packages declare is in the stub.
    outside = names_of(stub().body)
    names = missing = 0
    for name, entry in found["members"].items():
        names += 1
        missing += declarations.snake_case(name) not in outside and name not in outside
        inside = names_of(getattr(outside.get(declarations.snake_case(name)), "body", []))
        for member in entry.get("members", {}):
            names += 1
            missing += declarations.snake_case(member) not in inside
    assert names > 900
    assert missing <= 0.05 * names


def test_what_runs_is_in_it():
    """What tfjs exports when it runs, beside what its packages declare."""
    listing = get_engine().function_of_tf(
        """(tf) => () => JSON.stringify(Object.keys(tf).flatMap((name) => {
          const value = tf[name];
          const plain = typeof value === 'object' && value !== null && !Array.isArray(value) &&
            [null, Object.prototype].includes(Object.getPrototypeOf(value));
          const inside = plain || name === 'train' ? Object.getOwnPropertyNames(value) : [];
          return [[name], ...inside.map((inner) => [name, inner])];
        }))"""
    )
    paths = [
        path
        for path in json.loads(str(listing()))
        if not path[-1].startswith("_") and path[-1] not in {"length", "name", "prototype"}
    ]
    outside = names_of(stub().body)
    missing = []
    for path in paths:
        words = [declarations.snake_case(name) for name in path]
        at = outside
        for word in words[:-1]:
            at = names_of(getattr(at.get(word), "body", []))
        if words[-1] not in at:
            missing.append(".".join(path))
    assert len(paths) > 900
    assert len(missing) <= 0.05 * len(paths), missing


def test_mypy_understands_it(tmp_path):
    (tmp_path / "use.py").write_text(
        "import numpy as np\n"
        "import tandem.tfjs as tf\n"
        "class Twice(tf.layers.Layer):\n"
        "    def call(self, inputs: tf.Tensor) -> tf.Tensor:\n"
        "        return inputs * 2\n"
        "model = tf.sequential(layers=[tf.layers.dense(units=3, input_shape=[2]), Twice()])\n"
        "with model, tf.tidy():\n"
        "    history: tf.History = model.fit(np.ones((2, 2)), np.ones((2, 3)), epochs=2)\n"
        "    total: float = (tf.add(np.ones(2), 1) + 1).item()\n"
        "async def train() -> tf.History:\n"
        "    return await model.fit_async(np.ones((2, 2)), np.ones((2, 3)))\n"
        "tf.layers.dense(unit=3)\n"
        "tf.image.resize_bilinear(np.ones((1, 2, 2, 1)), [4, 4], align_corner=True)\n"
        "wrong: str = tf.add(1, 2)\n"
    )
    pytest.importorskip("mypy")
    # Not the whole package, whose own types are another test's.
    options = ["--follow-imports=silent", "--ignore-missing-imports", "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "--cache-dir", tmp_path / "cache", "use.py"],
        check=False, capture_output=True, text=True, timeout=300, cwd=tmp_path,
        env={"MYPYPATH": str(FOLDER.parent.parent), "PATH": ""},
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line.split(":")[1] for line in lines] == ["12", "13", "14"], done.stdout
    assert 'did you mean "units"' in lines[0]
