"""``tandem js``: programs, their output, exit codes and files."""

from __future__ import annotations

import subprocess
import sys

import pytest

MAIN = """\
#!/usr/bin/env node
const tf = require('@tensorflow/tfjs-node');
const fs = require('fs');
console.log(process.argv.slice(2).join(), tf.getBackend(), require.main === module);
console.error('to stderr');
setTimeout(() => console.log('later'), 5);
switch (process.argv[2]) {
  case 'throw': throw new Error('at the top');
  case 'reject': setTimeout(() => Promise.reject(new Error('in a promise')), 1); break;
  case 'exit': process.exit(5);
  case 'code': process.exitCode = 4; break;
  case 'late': setTimeout(() => process.exit(7), 1); break;
  case 'escape': fs.readFileSync('/etc/hostname'); break;
  case 'model': {
    tf.loadLayersModel('file:///etc/hostname').catch((error) => console.log(error.message));
  }
}
"""


def run(tmp_path, *arguments):
    (tmp_path / "main.js").write_text(MAIN)
    code = "from tandem.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "js", str(tmp_path / "main.js"), *arguments],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("argument", "code", "out", "err"),
    [
        ("--epochs=3", 0, "later", "to stderr"),
        ("throw", 1, "", "Uncaught Error: at the top\n@"),
        ("reject", 1, "later", "Error: in a promise"),
        ("exit", 5, "", ""),
        ("code", 4, "later", ""),
        ("late", 7, "", ""),
        ("escape", 1, "", "EACCES: outside the folder"),
        ("model", 0, "outside the folder", ""),
    ],
)
def test_a_program(tmp_path, argument, code, out, err):
    done = run(tmp_path, argument)
    assert done.returncode == code, done
    assert done.stdout.splitlines()[0] == f"{argument} tensorflow true"
    assert out in done.stdout
    assert ("later" in done.stdout) == (argument not in {"throw", "exit", "late", "escape"})
    assert err in done.stderr
    assert "embedded.js" not in done.stderr


def test_no_such_file(tmp_path):
    code = "from tandem.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "js", str(tmp_path / "none.js")],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "there is no such file" in done.stderr
