"""tfjs-node's native addon, compiled from its own sources against the installed TensorFlow.

tfjs-node downloads an addon built for another libtensorflow; this one runs on the very library
that native TensorFlow and the embedded engine use, so that runtimes differ in nothing else. The
sources come in the package. The result is cached, by what it was made from and with.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.errors import RuntimeUnavailableError
from tandem.tensorflow_package import COMMAND, require

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = Path(__file__).parents[2]
BUNDLE = _PACKAGE / "_js" / "node.cjs"
"""tfjs-node's JavaScript and the peer, in one file."""

_SOURCES = _PACKAGE / "_js" / "addon"
_BINDING = "tfjs_binding.node"
_PEER = "peer.node"
_NAPI_VERSION = 8
_FLAGS = ("-O3", "-std=c++17", "-fPIC", "-pthread", f"-DNAPI_VERSION={_NAPI_VERSION}")
_COMPILE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an addon is compiled from, and the cache folder it belongs in."""

    tfjs_node: str
    tensorflow: str
    tensorflow_folder: Path
    libraries: tuple[Path, ...]
    folder: Path

    @property
    def compiled(self) -> bool:
        """Whether the cache holds it already."""
        return all((self.folder / name).is_file() for name in (_BINDING, _PEER))


def recipe() -> Recipe:
    """Find the sources and the TensorFlow to compile against, without importing TensorFlow.

    Raises:
        RuntimeUnavailableError: the package was not built, or TensorFlow is not installed.
    """
    if not BUNDLE.is_file() or not (_SOURCES / "versions.json").is_file():
        raise RuntimeUnavailableError(
            "node", f"{BUNDLE} was not built", "pip install . (in the source folder)"
        )
    tfjs_node = json.loads((_SOURCES / "versions.json").read_text())["tfjs-node"]
    folder, version, libraries = _tensorflow()

    digest = hashlib.sha256()
    for source in sorted(path for path in _SOURCES.rglob("*") if path.is_file()):
        digest.update(source.relative_to(_SOURCES).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    for library in libraries:
        state = library.stat()
        digest.update(f"{library}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
    digest.update(shlex.join(_FLAGS).encode())

    name = f"tfjs-node-{tfjs_node}-tensorflow-{version}-napi{_NAPI_VERSION}"
    return Recipe(
        tfjs_node, version, folder, libraries, _cache() / f"{name}-{digest.hexdigest()[:16]}"
    )


def build() -> Path:
    """Return the folder that holds the addon, compiling it at first use (some 15 seconds).

    Two processes at once compile it once: the second waits for the first.

    Raises:
        RuntimeUnavailableError: something to compile with is missing, or compiling failed; the
            message ends with the compiler's own.
    """
    made = recipe()
    if made.compiled:
        return made.folder
    command = compiler()
    try:
        made.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(made.folder.with_name(f"{made.folder.name}.lock")):
            if not made.compiled:
                aside = made.folder.with_name(f"{made.folder.name}.partial")
                shutil.rmtree(aside, ignore_errors=True)
                aside.mkdir()
                try:
                    _compile(command, made, aside)
                    shutil.rmtree(made.folder, ignore_errors=True)
                    aside.rename(made.folder)
                finally:
                    shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise RuntimeUnavailableError(
            "node", f"the addon cannot be compiled into {made.folder.parent}: {error}"
        ) from error
    return made.folder


def environment(threads: int | None = None) -> dict[str, str]:
    """Return the variables that ``BUNDLE`` runs with, building the addon where it is not yet.

    Args:
        threads: TensorFlow's intra-op threads, or ``None`` for one a core.

    Raises:
        RuntimeUnavailableError: as `build` does.
    """
    variables = {
        "TANDEM_NODE_ADDON": str(build()),
        # Its notes at every start would fill a process's last words.
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "2"),
    }
    if threads is not None:
        variables["TF_NUM_INTRAOP_THREADS"] = str(threads)
    return variables


def compiler() -> list[str]:
    """Return the C++ compiler's command: ``$CXX``, else ``c++``, ``g++`` or ``clang++``.

    Raises:
        RuntimeUnavailableError: there is none.
    """
    if chosen := shlex.split(os.environ.get("CXX", "")):
        return chosen
    for name in ("c++", "g++", "clang++"):
        if found := shutil.which(name):
            return [found]
    raise RuntimeUnavailableError(
        "node",
        "its addon is compiled at first use, and there is no C++ compiler",
        "xcode-select --install" if sys.platform == "darwin" else "apt-get install g++",
    )


def _compile(compiler: list[str], made: Recipe, out: Path) -> None:
    common = [*compiler, *_FLAGS, f"-I{_SOURCES / 'node-api'}"]
    # A loaded addon takes N-API from the executable that loads it.
    common += (
        ["-bundle", "-undefined", "dynamic_lookup"] if sys.platform == "darwin" else ["-shared"]
    )
    binding = [
        *map(str, sorted((_SOURCES / "tfjs-node").glob("*.cc"))),
        f"-I{made.tensorflow_folder / 'include'}",
        *map(str, made.libraries),
        f"-Wl,-rpath,{made.tensorflow_folder}",
    ]
    helper = [str(_SOURCES / "peer.cc"), "-DNODE_GYP_MODULE_NAME=tandem_peer"]
    for name, arguments in ((_BINDING, binding), (_PEER, helper)):
        command = [*common, *arguments, "-o", str(out / name)]
        try:
            subprocess.run(  # noqa: S603
                command,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_COMPILE_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise RuntimeUnavailableError(
                "node", f"compiling {name} took more than {_COMPILE_SECONDS} s"
            ) from error
        except subprocess.CalledProcessError as error:
            said = error.stdout.decode(errors="replace").strip()[-2000:]
            raise RuntimeUnavailableError(
                "node", f"compiling {name} failed: {shlex.join(command)}\n{said}"
            ) from error


def _tensorflow() -> tuple[Path, str, tuple[Path, ...]]:
    """The wheel's folder, its version, and the libraries an addon links with."""
    version = require()
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeUnavailableError("node", "TensorFlow is not installed", COMMAND)
    folder = Path(spec.submodule_search_locations[0])
    suffix = ".2.dylib" if sys.platform == "darwin" else ".so.2"
    libraries = tuple(
        folder / f"lib{name}{suffix}" for name in ("tensorflow_cc", "tensorflow_framework")
    )
    header = folder / "include" / "tensorflow" / "c" / "eager" / "c_api.h"
    for part in (*libraries, header):
        if not part.is_file():
            raise RuntimeUnavailableError(
                "node", f"the TensorFlow in {folder} has no {part.relative_to(folder)}", COMMAND
            )
    return folder, version, libraries


def _cache() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():  # the specification says to ignore such a one
        base = Path.home() / ".cache"
    return base / "tandem" / "addon"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock between processes; it ends with its holder, even by a signal."""
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
