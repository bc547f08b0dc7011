"""A user's own JavaScript for Node, in the embedded tfjs-node: tested from Python.

Files run as CommonJS modules: ``require('@tensorflow/tfjs-node')``, relative requires and
``node_modules``, ``fs``, ``path``, ``console``, ``process``. What they ask for are the files of
their own folder and no others, and no network. That guards against mistakes, not against malice:
the code runs in this process, beside the engine's own, and TensorFlow's ops can read files too. Run
no JavaScript here that you would not run in Node.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tandem.engine.host import inside
from tandem.errors import JSError, UsageError
from tandem.tfjs import values
from tandem.tfjs.declarations import close_to, snake_case
from tandem.tfjs.link import Link, get_link
from tandem.tfjs.tensors import Tensor

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

Arrays = Literal["tensor", "typed", "nested"]

_MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is run."""

_COMMONJS = (
    "Tandem runs CommonJS modules (require, module.exports): bundle an ES module first, for "
    "example with `esbuild --bundle --format=cjs`"
)

_HEAD = "(function (exports, require, module, __filename, __dirname, console, process, fetch) {"
"""On the first line of the file, so that lines keep their numbers."""


class JSModule:
    """What a JavaScript file exports; functions are called from here.

    A call's arrays become what ``arrays`` says, and tensors and typed arrays that it answers with
    become arrays (one copy; the tensors are disposed of). A promise is waited for.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, arrays: Arrays) -> None:
        self.path = path.resolve()
        self._arrays = arrays
        self._link = get_link()
        found = run(self._link, path, ())
        self._exports: int = found["exports"]
        self._link.received[self._exports] = self._link.received.get(self._exports, 0) + 1
        self._names: list[str] = found["names"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        known = {snake_case(js): js for js in self._names}
        js_name = name if name in self._names else known.get(name)
        if js_name is None:
            hint = close_to(name, [*self._names, *known])
            raise AttributeError(f"{self.path.name} exports no '{name}'{hint}")
        value = self._link.request("get", h=self._exports, n=js_name)
        from tandem.tfjs import proxy

        return self._function(js_name) if value is proxy.Method else _to_python(value)

    def __call__(self, *arguments: Any) -> Any:
        """Call the module itself, where it exports one function."""
        return self._call("", arguments)

    def _function(self, js_name: str) -> Callable[..., Any]:
        def function(*arguments: Any) -> Any:
            return self._call(js_name, arguments)

        function.__name__ = js_name
        return function

    def _call(self, js_name: str, arguments: Sequence[Any]) -> Any:
        link = self._link
        encoded = [values.encode(link, self._to_js(value)) for value in arguments]
        # What tfjs itself loads and saves is confined too.
        with link.engine.confined(str(self.path.parent)):
            result = link.request("call", h=self._exports, n=js_name, a=encoded)
            result = link.wait(result)
        return _to_python(result, arguments)

    def _to_js(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._to_js(item) for item in value]
        if isinstance(value, dict):
            return {name: self._to_js(item) for name, item in value.items()}
        if not isinstance(value, np.ndarray) or self._arrays == "tensor":
            return value
        if self._arrays == "nested":
            return value.tolist()
        return values.Data.of(value.astype(np.float32) if value.dtype == np.float64 else value)

    def __dir__(self) -> list[str]:
        return sorted({*self._names, *map(snake_case, self._names), "path"})

    def __del__(self) -> None:
        if "_exports" in self.__dict__:
            self._link.release(self._exports, None)

    def __repr__(self) -> str:
        return f"<JavaScript module {self.path}: {', '.join(self._names)}>"


def js_module(path: str | os.PathLike[str], *, arrays: Arrays = "tensor") -> JSModule:
    """Run a JavaScript file and return what it exports.

    Example::

        post = tandem.js_module("postprocess.js")
        boxes = post.decode(outputs)

    Args:
        path: a CommonJS file; it sees the files of its own folder.
        arrays: what numpy arrays become: ``tensor``, ``typed`` (flat, as ``dataSync()`` gives
            them) or ``nested`` (as ``arraySync()`` does).

    Raises:
        UsageError: there is no such file, or it is an ES module.
        JSError: it threw; the stack names the file and line.
    """
    if arrays not in {"tensor", "typed", "nested"}:
        raise UsageError(f"arrays={arrays!r}: name 'tensor', 'typed' or 'nested'")
    return JSModule(Path(path), arrays)


def run(link: Link, path: Path, arguments: Sequence[str]) -> dict[str, Any]:
    """Run a file as a program; handles of the program and of its exports, and their names."""
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    file = path.resolve()
    program = {
        "folder": str(file.parent),
        "file": str(file),
        "argv": ["node", str(file), *arguments],
    }
    with link.engine.confined(str(file.parent)):
        found: dict[str, Any] = link.request("program", v=program)
    return found


def serve(request: dict[str, Any]) -> Any:
    """What a program asks of Python (js/library/modules.ts)."""
    if request["op"] == "print":
        stream = sys.stdout if request["stream"] == "stdout" else sys.stderr
        stream.write(request["text"])
        stream.flush()
        return None
    if request["op"] == "exit":
        get_link().engine.stop_waiting()
        return None
    return _compile(request["folder"], request["file"])


def _compile(folder: str, name: str) -> Any:
    file = Path(inside(folder, name))
    if file.suffix == ".mjs":
        raise UsageError(f"{file}: this is an ES module. {_COMMONJS}")
    if file.stat().st_size > _MOST_BYTES:
        raise UsageError(f"{file}: a file of more than {_MOST_BYTES} bytes is not run")
    try:
        source = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: this is no text ({error})") from error
    if source.startswith("#!"):
        source = "//" + source
    try:
        return get_link().engine.compile(f"{_HEAD}{source}\n}})", str(file))
    except JSError as error:
        if "import" in error.message or "export" in error.message:
            raise UsageError(f"{file}: {error.message}. {_COMMONJS}") from None
        raise


def _to_python(value: Any, given: Sequence[Any] = ()) -> Any:
    """Arrays for tensors, which are disposed of where they were made for the caller.

    What the module keeps, and what it was given and gives back, stays.
    """
    made: list[Tensor] = []
    try:
        return _copied(value, made)
    finally:
        for tensor in made:
            if all(tensor is not argument for argument in given):
                tensor.dispose()


def _copied(value: Any, made: list[Tensor]) -> Any:
    if isinstance(value, Tensor):
        # Only what came into being in this call has a place.
        if value._where is not None and all(value is not other for other in made):  # noqa: SLF001
            made.append(value)
        return value.numpy().copy()
    if isinstance(value, list):
        return [_copied(item, made) for item in value]
    if isinstance(value, dict):
        return {name: _copied(item, made) for name, item in value.items()}
    return value
