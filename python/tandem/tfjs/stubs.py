"""Writes ``__init__.pyi``, for editors and type checkers: ``python -m tandem.tfjs.stubs``.

From TensorFlow.js's declarations (``declarations.json``) and from the signatures of what Python
does itself.
"""

from __future__ import annotations

import inspect
import json
import keyword
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.tfjs import callback, layer, optimizers, proxy, saving, scopes, tensors, training
from tandem.tfjs.declarations import snake_case

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# Written by `python -m tandem.tfjs.stubs` from TensorFlow.js's own declarations; do not edit.
# mypy: disable-error-code="override"
import collections.abc as _c
import types as _types
import typing as _t

import numpy as _np
import numpy.typing as _npt

TensorLike: _t.TypeAlias = "Tensor | _npt.ArrayLike"

raw: _t.Any
def wait(awaitable: _c.Awaitable[_t.Any]) -> _t.Any: ...
"""

OWN: dict[str, type] = {
    "Tensor": tensors.Tensor,
    "Variable": tensors.Variable,
    "Layer": layer.Layer,
    "LayersModel": training.Model,
    "GraphModel": saving.GraphModel,
    "Optimizer": optimizers.Optimizer,
    "Callback": callback.Callback,
    "StopOnNaN": callback.StopOnNaN,
    "History": training.History,
    "Tidy": scopes.Tidy,
}
"""Python's classes by the names that declarations and signatures have for them."""

_BASES = {"Variable": "Tensor", "LayersModel": "Layer", "Sequential": "LayersModel"}
_OWN_BASES = {"StopOnNaN": "Callback"}


class Writer:
    """Writes the stub of one set of declarations."""

    def __init__(self, declared: dict[str, Any]) -> None:
        self._members = declared["members"]
        self._classes = declared["classes"]
        # A class that the root has another thing of the same name beside gets an underscore.
        exported = {entry["name"] for entry in self._members.values() if entry["kind"] == "class"}
        public = {*exported, *(path[0] for path, own in proxy.FUNCTIONS.items()
                               if len(path) == 1 and isinstance(own, type))}  # fmt: skip
        self._names = {
            name: name if name in public and self._kind(name) in {None, "class"} else f"_{name}"
            for name in {*self._classes, *OWN}
        }

    def _kind(self, name: str) -> str | None:
        entry = self._members.get(name)
        return None if entry is None else str(entry["kind"])

    def text(self) -> str:
        """The whole stub."""
        lines = [HEAD]
        for name in sorted({*self._classes, *OWN}, key=self._depth):
            lines += [*self._class(name), ""]
        # Inside a class of the stub a name of its own hides the one outside.
        lines += [
            f"_root_{name}: _t.TypeAlias = {name}"
            for name, stub in sorted(self._names.items())
            if name == stub
        ]
        lines += ["", *self._namespace(self._members, (), "")]
        return "\n".join(lines).rstrip() + "\n"

    def _depth(self, name: str) -> tuple[int, str]:
        depth, at = 0, self._base(name)
        while at is not None:
            depth, at = depth + 1, self._base(at)
        return depth, name

    def _base(self, name: str) -> str | None:
        if name in _BASES or name in _OWN_BASES:
            return _BASES.get(name) or _OWN_BASES.get(name)
        if name in OWN:
            return None
        base = self._classes[name].get("base")
        return base if base in self._classes else None

    # ---- types ----

    def _type(self, words: str, *, returned: bool = False) -> str:
        """A type of the declarations as the stub writes it."""
        words = re.sub(
            r"[A-Za-z_][\w.]*",
            lambda found: self._word(found.group(), returned=returned),
            words,
        )
        return words or "_t.Any"

    def _word(self, word: str, *, returned: bool) -> str:
        own = {
            "Any": "_t.Any",
            "Callable": "_c.Callable",
            "Sequence": "list" if returned else "_c.Sequence",
            "np.ndarray": "_npt.NDArray[_t.Any]",
            "TensorLike": "Tensor" if returned else "TensorLike",
            "Tensor": "Tensor" if returned else "TensorLike",
        }
        return own.get(word) or self._names.get(word, word)

    # ---- functions ----

    def _function(
        self, name: str, entry: dict[str, Any], first: str, pad: str, *, waits: bool = False
    ) -> Iterator[str]:
        """A function, and its twin: the awaitable one where JavaScript answers with a promise.

        Of one that tfjs has in its awaitable form only, which ``waits`` says, the waiting one.
        """
        is_twin = name.endswith("_async")
        returned = self._type(entry["returns"], returned=True)
        parameters = ", ".join(self._parameters(entry, first))
        head = f"def {name}({parameters}) -> {returned}:"
        body = [f'{pad}    """{_clean(entry["doc"])}"""' if entry.get("doc") else f"{pad}    ..."]
        yield from _decorated(f"async {head}" if is_twin else head, body, first, pad)
        if is_twin and waits:
            waiting = f"def {name.removesuffix('_async')}({parameters}) -> {returned}: ..."
            yield from _decorated(waiting, [], first, pad)
        if entry.get("async") and not is_twin:
            twin = f"async def {name}_async({parameters}) -> {returned}: ..."
            yield from _decorated(twin, [], first, pad)

    def _parameters(self, entry: dict[str, Any], first: str) -> list[str]:
        plain: list[str] = [first] if first else []
        named: list[str] = []
        rest = ""
        seen = {first}
        optional = False
        for param in entry["params"]:
            name = _identifier(param["name"])
            if param.get("rest"):
                rest = f"*{name}: _t.Any"
            elif param.get("options"):
                for option, words in param["options"].items():
                    word = _identifier(option)
                    if word not in seen:
                        seen.add(word)
                        can_miss = _can_be_none(words) or param.get("optional")
                        default = " = None" if can_miss else ""
                        kind = self._type(words)
                        if default and not _can_be_none(kind):
                            kind += " | None"
                        named.append(f"{word}: {kind}{default}")
            elif "options" in param:
                named.append(f"**{name}: _t.Any")
            elif name not in seen:
                seen.add(name)
                optional = optional or bool(param.get("optional"))
                kind = self._type(param["type"])
                if optional and not _can_be_none(kind) and kind != "_t.Any":
                    kind += " | None"
                plain.append(f"{name}: {kind}" + (" = None" if optional else ""))
        named.sort(key=lambda word: word.startswith("**"))
        star = [rest] if rest else ["*"] if named and not named[0].startswith("**") else []
        return [*plain, *star, *named]

    # ---- classes ----

    def _class(self, name: str) -> Iterator[str]:
        described = self._classes.get(name, {"members": {}})
        base = self._base(name)
        parent = "Tensor | None" if base is None else self._names[base]
        yield f"class {self._names[name]}{f'({parent})' if base else ''}:"
        own = OWN.get(name)
        doc = inspect.getdoc(own) if own is not None else described.get("doc")
        if doc:
            yield f'    """{_clean(doc.partition(chr(10) * 2)[0])}"""'
        written: set[str] = set()
        if own is not None:
            for word, line in _with_twins(own):
                written.add(word)
                yield f"    {self._own(line)}"
            yield "    def __getattr__(self, name: str) -> _t.Any: ..."
        elif described.get("construct") is not None:
            entry = {"params": described["construct"], "returns": "None"}
            yield f"    def __init__({', '.join(self._parameters(entry, 'self'))}) -> None: ..."
        if own is None and base is None:
            yield "    def close(self) -> None: ..."
            yield "    def __enter__(self) -> _t.Self: ..."
            yield "    def __exit__(self, *error: _t.Any) -> None: ..."
        for member, entry in sorted(described["members"].items()):
            word = _identifier(member)
            if word in written or self._is_inherited(name, word):
                continue
            if name == "Layer" and word == "call":
                continue  # a layer of Python's takes what it likes
            written.add(word)
            if entry["kind"] == "function":
                waits = member.removesuffix("Async") not in described["members"]
                lines = self._function(word, entry, "self", "", waits=waits)
                yield from (f"    {line}" for line in lines)
            else:
                yield f"    {word}: {self._type(entry['type'], returned=True)}"

    def _is_inherited(self, name: str, word: str) -> bool:
        """Whether one of Python's classes above says it already."""
        at = self._base(name)
        while at is not None:
            if at in OWN and word in {member for member, _ in _own_members(OWN[at])}:
                return True
            at = self._base(at)
        return False

    def _own(self, line: str) -> str:
        """A line of Python's own signatures, with the stub's names."""
        line = re.sub(r"\bnpt\.", "_npt.", line)
        line = re.sub(r"\bnp\.", "_np.", line)
        line = re.sub(r"\b(Any|Self)\b", r"_t.\1", line)
        line = re.sub(r"\b(Sequence|Mapping|Iterator|Callable|Awaitable)\b", r"_c.\1", line)
        line = re.sub(r"\bTracebackType\b", "_types.TracebackType", line)
        line = re.sub(r"\bJSObject\b", "_t.Any", line)
        return re.sub(r"\b[A-Z]\w+\b", lambda found: self._renamed(found.group()), line)

    def _renamed(self, word: str) -> str:
        return self._names.get(word, word) if word in OWN else word

    # ---- namespaces ----

    def _namespace(self, members: dict[str, Any], path: tuple[str, ...], pad: str) -> Iterator[str]:
        names: set[str] = set() if path else {*self._names.values()}
        for js_path, own in sorted(proxy.FUNCTIONS.items(), key=str):
            if js_path[:-1] == path and not isinstance(own, type):
                name = snake_case(js_path[-1])
                names.add(name)
                head = f"{_def(own)} {name}{self._own(_signature(own))}: ..."
                yield from _decorated(head, [], "" if path else "-", pad)
        for js_name, entry in sorted(members.items()):
            name = _identifier(js_name)
            if name in names:
                continue
            names.add(name)
            match entry["kind"]:
                case "namespace":
                    yield f"{pad}class {name}:"
                    yield from self._namespace(entry["members"], (*path, js_name), pad + "    ")
                case "class":
                    if path:
                        stub = self._names[entry["name"]]
                        held = f"_root_{stub}" if stub == name else stub
                        yield f"{pad}{name}: _t.TypeAlias = {held}"
                case "value":
                    yield f"{pad}{name}: {self._type(entry['type'], returned=True)}"
                case _:
                    first = "" if path else "-"
                    waits = js_name.removesuffix("Async") not in members
                    yield from self._static(name, entry, first, pad, waits=waits)

    def _static(
        self, name: str, entry: dict[str, Any], first: str, pad: str, *, waits: bool
    ) -> Iterator[str]:
        for line in self._function(name, entry, "", "", waits=waits):
            if line == "@staticmethod" and first == "-":
                continue
            yield f"{pad}{line}"


def _decorated(head: str, body: list[str], first: str, pad: str) -> Iterator[str]:
    """A function's lines; one of a namespace, which is a class in the stub, is static."""
    if not first:
        yield f"{pad}@staticmethod"
    yield f"{pad}{head}"
    yield from body


def _own_members(own: type) -> Iterator[tuple[str, str]]:
    """Names and lines of what one of Python's classes, and its bases here, define."""
    found: dict[str, str] = {}
    for cls in own.__mro__:
        if not cls.__module__.startswith("tandem."):
            continue
        for name, hint in vars(cls).get("__annotations__", {}).items():
            if not name.startswith("_"):
                found.setdefault(name, f"{name}: {hint}")
        for name, value in vars(cls).items():
            if name.startswith("_") and not (name.startswith("__") and name.endswith("__")):
                continue
            if name in _NOT_SHOWN:
                continue
            if isinstance(value, property):
                hint = value.fget.__annotations__.get("return", "Any") if value.fget else "Any"
                found.setdefault(name, f"{name}: {hint}")
            elif inspect.isfunction(value) and value.__annotations__:
                found.setdefault(name, f"{_def(value)} {name}{_signature(value)}: ...")
    yield from sorted(found.items())


def _def(function: Any) -> str:
    return "async def" if inspect.iscoroutinefunction(function) else "def"


_RUNS = {"evaluate", "predict", "predict_on_batch"}
"""Methods that tfjs runs at once: every method has a twin, and of these editors are told."""


def _with_twins(own: type) -> Iterator[tuple[str, str]]:
    for word, line in _own_members(own):
        yield word, line
        if word in _RUNS and not hasattr(own, f"{word}_async"):
            yield f"{word}_async", f"async {line.replace(word, f'{word}_async', 1)}"


_NOT_SHOWN = {
    "__del__", "__getattr__", "__setattr__", "__dir__", "__repr__", "__init_subclass__",
    "__module__", "__doc__", "__array_ufunc__", "__annotations__", "__dataclass_params__",
    "__match_args__", "__hash__",
}  # fmt: skip


def _signature(function: Any) -> str:
    """A function's signature as it is written, with defaults that a stub can hold."""
    signature = inspect.signature(function)
    parameters = []
    star = False
    for name, parameter in signature.parameters.items():
        kind = parameter.kind
        prefix = {kind.VAR_POSITIONAL: "*", kind.VAR_KEYWORD: "**"}.get(kind, "")
        if kind is kind.KEYWORD_ONLY and not star:
            star = True
            parameters.append("*")
        star = star or kind is kind.VAR_POSITIONAL
        hint = "" if parameter.annotation is parameter.empty else f": {parameter.annotation}"
        has_default = parameter.default is not parameter.empty
        parameters.append(f"{prefix}{name}{hint}{' = ...' if has_default else ''}")
    returned = signature.return_annotation
    arrow = "" if returned is signature.empty else f" -> {returned}"
    return f"({', '.join(parameters)}){arrow}"


def _can_be_none(words: str) -> bool:
    return words == "None" or words.endswith(" | None")


def _identifier(name: str) -> str:
    word = snake_case(name)
    return f"{word}_" if keyword.iskeyword(word) else word


def _clean(text: str) -> str:
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    return f"{line} " if line.endswith('"') else line


def render() -> str:
    """The stub's text."""
    folder = Path(__file__).parent
    declared = json.loads((folder / "declarations.json").read_text(encoding="utf-8"))
    return Writer(declared).text()


if __name__ == "__main__":
    Path(__file__).with_name("__init__.pyi").write_text(render(), encoding="utf-8")
