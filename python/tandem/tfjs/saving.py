"""Models in files and between worlds: layers and graph models, SavedModels, Keras."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tandem.errors import ModelError, UsageError
from tandem.model import load as load_model
from tandem.tfjs import declarations, model_data, proxy, traps
from tandem.tfjs.link import get_link
from tandem.tfjs.proxy import JSObject, awaits, register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

_LOADERS = {"layers": "tf.load_layers_model", "graph": "tf.load_graph_model"}


_KERAS = {".keras", ".h5", ".hdf5"}


def _path_of(source: Any) -> Path | None:
    """The file or folder that is meant; ``None`` for other URLs and handlers."""
    if isinstance(source, os.PathLike):
        return Path(source)
    if isinstance(source, str) and source.startswith("file://"):
        return Path(source.removeprefix("file://"))
    if isinstance(source, str) and "://" not in source:
        return Path(source)
    return None


def _url(place: str | Path) -> str:
    return f"file://{Path(place).resolve()}"


async def _call(path: tuple[str, ...], name: str, *arguments: Any, **options: Any) -> Any:
    link = get_link()
    entry = declarations.namespace(path).entries[name]
    called = proxy.call(link, {"p": path}, name, entry, arguments, options)
    return await link.settle(called)


async def _aside(work: Callable[..., T], *arguments: Any) -> T:
    """Do Python's own work: in a thread, where an event loop of the user's would stand still."""
    if asyncio.get_running_loop() is get_link().engine.loop:
        return work(*arguments)
    return await asyncio.to_thread(work, *arguments)


async def _load_tfjs(kind: str, source: Any, options: Mapping[str, Any]) -> Any:
    js_name = {"layers": "loadLayersModel", "graph": "loadGraphModel"}[kind]
    path = _path_of(source)
    if path is None:
        return await _call((), js_name, source, **options)
    # Checked before tfjs reads it: what it is, its weights, and that its files are its own.
    found = await _aside(load_model, path)
    if found.kind != kind:
        fix = _LOADERS.get(found.kind, "tf.load")
        raise ModelError(
            f"{path}: this is a {found.kind} model: load it with {fix}(), or tf.load()"
        )
    with get_link().engine.opened(str(found.native.json_path.parent)):
        return await _call((), js_name, _url(found.native.json_path), **options)


@awaits("loadLayersModel")
async def load_layers_model(source: Any, **options: Any) -> Any:
    """Load a layers model, which can be trained, from a folder, its ``model.json`` or a handler.

    Raises:
        ModelError: there is none, or it is of another kind; the message names the loader for it.
    """
    return await _load_tfjs("layers", source, options)


@awaits("loadGraphModel")
async def load_graph_model(source: Any, **options: Any) -> Any:
    """Load a graph model, which runs, from a folder, its ``model.json`` or a handler.

    Raises:
        ModelError: there is none, or it is of another kind; the message names the loader for it.
    """
    return await _load_tfjs("graph", source, options)


@awaits("load")
async def load(source: Any, **options: Any) -> Any:
    """Load a model by what it is.

    Args:
        source: a folder or ``model.json`` of tfjs, of layers or a graph; a SavedModel folder; a
            ``.keras`` or ``.h5`` file.
        options: the loader's own.

    Returns:
        A layers model, a graph model or a SavedModel of tfjs.

    Raises:
        ModelError: it is no model.
        ConversionError: a Keras model that has no counterpart as a layers model.
    """
    path = _path_of(source)
    if path is None:
        raise ModelError("tf.load() reads files: use tf.load_layers_model() for a handler")
    found = await _aside(load_model, path)
    if found.kind in _LOADERS:
        return await _load_tfjs(found.kind, path, options)
    if found.kind == "keras":
        return await _from_keras(found)
    return await _call(("node",), "loadSavedModel", str(path.resolve()), **options)


@awaits("from_keras")
async def from_keras(model: Any) -> Any:
    """Make a layers model of a Keras model: its layers, and its weights by layer name.

    Args:
        model: a Keras model, a ``.keras`` or ``.h5`` file, or what ``tandem.load`` gave.

    Raises:
        ConversionError: layers that tfjs has not, or runs otherwise; all are named.
    """
    return await _from_keras(model)


async def _from_keras(model: Any) -> Any:
    from tandem.converter import convert

    with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
        await _aside(lambda: convert(model, folder, layers=True, check=False))
        return await _load_tfjs("layers", folder, {})


@awaits("to_keras")
async def to_keras(model: JSObject) -> Any:
    """Make a Keras model of a layers model: its layers, and its weights by layer name.

    It is not compiled.

    Raises:
        ModelError: layers that Keras has not, such as ones written in Python for tfjs.
    """
    from tandem.converter.back import keras_of
    from tandem.model.tfjs_folder import TfjsFolder

    with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
        await save(model, folder, {})
        native = load_model(folder).native
        assert isinstance(native, TfjsFolder)  # noqa: S101 - for the type checker
        return await _aside(keras_of, native)


async def save(model: JSObject, target: Any, options: dict[str, Any]) -> Any:
    """Save a model; see ``Model.save``."""
    link = get_link()
    entry = model._names.entries["save"]  # noqa: SLF001
    place = {"h": model._handle}  # noqa: SLF001

    async def written(to: Any) -> Any:
        called = proxy.call(link, place, "save", entry, (to,), options)
        return await link.settle(called)

    path = _path_of(target)
    if path is None:
        return await written(target)
    if path.suffix.lower() in _KERAS and not path.is_dir():
        raise UsageError(
            f"{path}: save() writes a folder of tfjs's, and this is the name of a Keras file: "
            f'tf.to_keras(model).save("{path.name}"), or save to a folder'
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as aside:
        with link.engine.opened(aside):
            result = await written(_url(aside))
        path.mkdir(exist_ok=True)
        # The weights first: model.json names them.
        for name in ("weights.bin", "model.json"):
            (Path(aside) / name).replace(path / name)
    return result


@register("GraphModel")
class GraphModel(JSObject):
    """A graph model: it runs, and cannot be trained. Close it, or use it as a context."""

    def _specs(self) -> list[tuple[list[Any], str]]:
        return [
            ([None if dim < 0 else dim for dim in spec["shape"] or ()], spec["dtype"])
            for spec in self._get("inputs")
        ]

    def _prepare(self, x: Any) -> Any:
        specs = self._specs()
        check = traps.check_inputs("the graph model", specs)
        return model_data.arrays(x, [dtype for _, dtype in specs], check)

    def _run(self, name: str, x: Any, options: Mapping[str, Any]) -> Any:
        entry = self._names.entries[name]
        place = {"h": self._handle}
        return proxy.call(self._link, place, name, entry, (self._prepare(x),), options)

    def predict(self, x: Any, **options: Any) -> Any:
        """Run it: a tensor, or several in a list or dict.

        Args:
            x: an array or tensor; for several inputs a list, or a dict by name.
            options: tfjs's.

        Raises:
            InputError: an input does not fit.
        """
        return self._run("predict", x, options)

    async def predict_async(self, x: Any, **options: Any) -> Any:
        """As ``predict``, for graphs with control flow or shapes that depend on values."""
        proxy.check_no_tidy("predict_async")
        started = self._run("predictAsync", x, options)
        return await self._link.settle(started)

    def execute(self, x: Any, outputs: Any = None) -> Any:
        """Run it up to the nodes named in ``outputs``."""
        return self._run("execute", x, {} if outputs is None else {"outputs": outputs})

    async def execute_async(self, x: Any, outputs: Any = None) -> Any:
        """As ``execute``, for graphs with control flow or shapes that depend on values."""
        proxy.check_no_tidy("execute_async")
        started = self._run("executeAsync", x, {} if outputs is None else {"outputs": outputs})
        return await self._link.settle(started)

    __call__ = predict
