"""A user's own JavaScript for Node, in the embedded tfjs-node: tested from Python.

Files run as CommonJS modules: ``require('@tensorflow/tfjs-node')``, relative requires and
``node_modules``, ``fs``, ``path``, ``console``, ``process``, timers. Timers and promises go on
while Python waits for JavaScript, for this module's or other; ``process.exit`` ends the program of
``tandem js``, and is an error in a module, which ends the call that it is in.

What is guarded: ``require``, ``fs`` and ``fetch`` see the files of the file's own folder, links
followed, and no others, at any time, and there is no network. While the module is loaded or
called, and in the lines of its timers, so do tfjs's own ways to files: ``loadLayersModel``,
``save``, ``tf.data.csv``, ``tf.node.loadSavedModel``, ``summaryFileWriter``. TensorFlow's other ops
on files are not to be had.

Where awaited calls overlap, tfjs sees the folders of all of them, and what else JavaScript is told
to read meanwhile, but for ``tf.load`` and ``save``, has to be in one too.

What is not: what a promise that nobody waited for does in tfjs; what the graph of a SavedModel in
the folder reads; links that are changed in the middle. It guards against mistakes, not against
malice: the code runs in this process, beside the engine's own. Run no JavaScript here that you
would not run in Node.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tandem.engine.host import inside
from tandem.errors import DisposedError, InputError, JSError, UsageError
from tandem.tfjs import proxy, values
from tandem.tfjs.declarations import close_to, snake_case
from tandem.tfjs.link import Link, get_link
from tandem.tfjs.tensors import Tensor, Variable

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Coroutine, Sequence

    import numpy.typing as npt

Arrays = Literal["tensor", "typed", "nested"]

_MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is run."""

_COMMONJS = (
    "Tandem runs CommonJS modules (require, module.exports): bundle an ES module first, for "
    "example with `esbuild --bundle --format=cjs`"
)

_HEAD = (
    "(function (exports, require, module, __filename, __dirname, console, process, fetch, "
    "setTimeout, setInterval, setImmediate) {"
)
"""On the first line of the file, so that lines keep their numbers."""


class ModuleFunction:
    """A function that a JavaScript file exports; ``tandem.capture`` takes it as it is there."""

    def __init__(self, module: JSModule, js_name: str) -> None:
        self.module = module
        self.__name__ = js_name

    def __call__(self, *arguments: Any) -> Any:
        """Call it, as ``JSModule`` says."""
        return self.module._call(self.__name__, arguments)  # noqa: SLF001

    def __repr__(self) -> str:
        return f"<function {self.__name__} of {self.module.path.name}>"

    def reference(self) -> dict[str, Any]:
        """It in a request, over tensors and without a copy."""
        exports = self.module._exports  # noqa: SLF001
        if not self.__name__:
            return {"$": "h", "i": exports}
        return {"$": "r", "v": {"h": exports, "n": self.__name__}}


class JSModule:
    """What a JavaScript file exports; functions are called from here.

    A call's arrays become what ``arrays`` says, and tensors and typed arrays that it answers with
    become arrays (one copy). A promise is waited for; the same name with ``_async`` gives an
    awaitable, for notebooks and servers.

    Tensors that a call made and answers with are disposed of once they are copied, for nobody can
    tell whether the module has them in a variable of its own: it marks what it goes on to use with
    ``tf.keep(tensor)``. Those, variables (``tf.variable``), what the module had before the call and
    what it was given stay.

    Raises:
        JSError: the module threw.
        DisposedError: it answers with a tensor that is disposed of.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, arrays: Arrays) -> None:
        self.path = path.resolve()
        self._arrays = arrays
        self._link = get_link()
        found = run(self._link, path, (), is_module=True)
        self._program: int = found["program"]
        self._exports: int = found["exports"]
        for handle in (self._program, self._exports):
            self._link.received[handle] = self._link.received.get(handle, 0) + 1
        self._names: list[str] = found["names"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        js_name = self._js_name(name)
        if js_name is not None:
            value = self._link.request("get", h=self._exports, n=js_name)
            return self._function(js_name) if value is proxy.Method else _to_python(value)
        js_name = self._js_name(name.removesuffix("_async"))
        if js_name is not None:
            return self._twin(js_name)
        hint = close_to(name, [*self._names, *map(snake_case, self._names)])
        raise AttributeError(f"{self.path.name} exports no '{name}'{hint}")

    def _js_name(self, name: str) -> str | None:
        if name in self._names:
            return name
        return next((js for js in self._names if snake_case(js) == name), None)

    def __call__(self, *arguments: Any) -> Any:
        """Call the module itself, where it exports one function."""
        return self._call("", arguments)

    def _function(self, js_name: str) -> ModuleFunction:
        return ModuleFunction(self, js_name)

    def _twin(self, js_name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def twin(*arguments: Any) -> Any:
            proxy.check_no_tidy(twin.__name__)
            return await self._call_async(js_name, arguments)

        twin.__name__ = f"{js_name}_async"
        return twin

    def _call(self, js_name: str, arguments: Sequence[Any]) -> Any:
        link = self._link
        # What tfjs itself loads and saves is confined too.
        with link.engine.confined(str(self.path.parent)):
            result = link.wait(self._start(js_name, arguments))
        return _to_python(result, arguments)

    async def _call_async(self, js_name: str, arguments: Sequence[Any]) -> Any:
        link = self._link

        async def run() -> Any:
            with link.engine.confined(str(self.path.parent)):
                result = await link.settle(self._start(js_name, arguments))
            return _to_python(result, arguments)

        # JavaScript goes on where the caller is cancelled, and stays confined.
        task = asyncio.get_running_loop().create_task(run())
        link.tasks.add(task)
        task.add_done_callback(link.tasks.discard)
        return await asyncio.shield(task)

    def _start(self, js_name: str, arguments: Sequence[Any]) -> Any:
        link = self._link
        encoded = values.encode_all(link, [self._to_js(value) for value in arguments])
        called = [{"$": "h", "i": self._exports}, js_name, encoded]
        return link.request("call", h=self._program, n="call", a=called)

    def _to_js(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._to_js(item) for item in value]
        if isinstance(value, dict):
            return {name: self._to_js(item) for name, item in value.items()}
        if not isinstance(value, np.ndarray) or self._arrays == "tensor":
            return value
        if self._arrays == "nested":
            return value.tolist()
        return _typed(value)

    def __dir__(self) -> list[str]:
        return sorted({*self._names, *map(snake_case, self._names), "path"})

    def __del__(self) -> None:
        if "_exports" in self.__dict__:
            self._link.release(self._exports, None)
            self._link.release(self._program, None)

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
            them: a Float32Array of real numbers, an Int32Array of int64, a Uint8Array of booleans;
            whole numbers of 8 to 32 bits keep their own type) or ``nested`` (as ``arraySync()``
            does). In calls, ``typed`` raises InputError for whole numbers beyond int32 and for
            complex ones.

    Raises:
        UsageError: there is no such file, or it is an ES module.
        JSError: it threw; the stack names the file and line.
    """
    if arrays not in {"tensor", "typed", "nested"}:
        raise UsageError(f"arrays={arrays!r}: name 'tensor', 'typed' or 'nested'")
    return JSModule(Path(path), arrays)


def run(
    link: Link, path: Path, arguments: Sequence[str], *, is_module: bool = False
) -> dict[str, Any]:
    """Run a file as a program; handles of the program and of its exports, and their names.

    Args:
        link: the line to JavaScript.
        path: the file.
        arguments: what ``process.argv`` has after it.
        is_module: what it exports is called later, and ``process.exit`` is an error.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    file = path.resolve()
    program = {
        "folder": str(file.parent),
        "file": str(file),
        "argv": ["node", str(file), *arguments],
        "isModule": is_module,
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


_OWN = {"int8", "int16", "int32", "uint8", "uint16", "uint32"}
"""Whole numbers that JavaScript has typed arrays of and numbers for."""


def _typed(array: npt.NDArray[Any]) -> Any:
    """The data of an array, as ``dataSync()`` gives it.

    Raises:
        InputError: whole numbers beyond int32, or numbers that there is no typed array of.
    """
    if array.dtype.kind in "OSUT":
        return array.reshape(-1).tolist()
    if array.dtype.kind == "c":
        raise InputError(
            "JavaScript has no typed arrays of complex numbers: give their real and imag"
        )
    if array.dtype.name not in _OWN:
        array = values.as_tensor_array(array)
    return values.Data.of(array.view(np.uint8) if array.dtype == np.bool_ else array)


def _to_python(value: Any, given: Sequence[Any] = ()) -> Any:
    """Arrays for tensors, which are disposed of where they were made in the call.

    What the module marked with ``tf.keep``, had before or was given stays, and so do variables.

    Raises:
        DisposedError: a tensor is disposed of.
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
        if value.is_disposed:
            raise DisposedError(
                f"the module answers with a tensor of shape {value.shape} that was disposed of: "
                "what a call makes and answers with is, once it is copied. Mark what the module "
                "goes on to use with tf.keep(tensor)"
            )
        # Only what came into being in this call, and is not kept, has a place.
        is_made = value._where is not None and not isinstance(value, Variable)  # noqa: SLF001
        if is_made and all(value is not other for other in made):
            made.append(value)
        return value.numpy().copy()
    if isinstance(value, list):
        return [_copied(item, made) for item in value]
    if isinstance(value, dict):
        return {name: _copied(item, made) for name, item in value.items()}
    return value
