"""What TensorFlow.js declares of itself: its names, and the parameters of each function.

``declarations.json`` is read off the packages' own ``.d.ts`` files by js/tools/declarations.mjs.
A Python name is a JavaScript one without its capitals and underscores: ``resize_bilinear`` and
``resizeBilinear`` are the same.
"""

from __future__ import annotations

import difflib
import functools
import inspect
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from tandem.tfjs import values
from tandem.tfjs.values import UNDEFINED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PATH = Path(__file__).parent / "declarations.json"

Entry = dict[str, Any]

_P = ParamSpec("_P")
_R = TypeVar("_R")


@cache
def _declared() -> dict[str, dict[str, Entry]]:
    loaded: dict[str, dict[str, Entry]] = json.loads(_PATH.read_text(encoding="utf-8"))
    return loaded


def snake_case(name: str) -> str:
    """A JavaScript name as Python writes it; names of classes and constants stay."""
    if name[:1].isupper() or not name.isidentifier():
        return name
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.replace("NaN", "Nan"))
    return re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def camel_case(name: str) -> str:
    """A Python name as JavaScript writes it, where nothing declares it."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def _key(name: str) -> str:
    return name.replace("_", "").lower()


class Names:
    """The names of one namespace or class, found by their Python or JavaScript spelling."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self.entries = entries
        self._exact: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        # A function before a class or constant of the same letters: tensor and Tensor.
        for name in sorted(entries, key=lambda name: (name[:1].isupper(), name)):
            self._exact.setdefault(snake_case(name), name)
            self._loose.setdefault(_key(name), name)

    def find(self, name: str) -> str | None:
        """The JavaScript name, or ``None``."""
        if name in self.entries:
            return name
        if name[:1].isupper():
            return None
        return self._exact.get(name) or self._loose.get(_key(name))

    def python(self) -> list[str]:
        """The names as Python writes them, and those that wait for what is asynchronous."""
        names = {snake_case(name) for name in self.entries}
        return sorted(names | {name.removesuffix("_async") for name in names})

    def close_to(self, name: str) -> str:
        """A question to end an error with, or nothing."""
        return close_to(name, self.python())


def asks_back(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """A function of Python's whose unknown keywords are answered as those of tfjs's functions."""
    known = [name for name in inspect.signature(function).parameters if name != "self"]

    @functools.wraps(function)
    def asking(*args: _P.args, **options: _P.kwargs) -> _R:
        for option in options:
            if option not in known:
                raise TypeError(
                    f"{function.__name__}() has no argument '{option}'{close_to(option, known)} "
                    f"It takes: {', '.join(known)}"
                )
        return function(*args, **options)

    return asking


_LIKE, _ALMOST = 0.6, 0.85
"""How much of two names is the same: where one is worth asking for, where it must be meant."""


def close_to(name: str, names: Iterable[str], least: float = _LIKE) -> str:
    """``; did you mean 'x'?`` where there is an ``x`` like the name."""
    found = difflib.get_close_matches(name, list(names), 1, least)
    return f"; did you mean '{found[0]}'?" if found else ""


@cache
def namespace(path: tuple[str, ...]) -> Names:
    """The names of a namespace by its path from the root, such as ``("layers",)``."""
    members = _declared()["members"]
    for part in path:
        members = members.get(part, {}).get("members", {})
    return Names(members)


@cache
def class_names(name: str) -> Names:
    """The members of a class and its bases; empty for one that is not declared."""
    members: dict[str, Entry] = {}
    classes = _declared()["classes"]
    at: str | None = name
    while at is not None and at in classes:
        members = {**classes[at]["members"], **members}
        at = classes[at].get("base")
    return Names(members)


@cache
def class_of(chain: tuple[str, ...]) -> str:
    """The declared class of an object, by the names of its JavaScript classes.

    Bundling may have put an underscore before a name or a number behind it.
    """
    classes = _declared()["classes"]
    for name in chain:
        for spelling in (name, name.lstrip("_"), name.lstrip("_").rstrip("0123456789")):
            if spelling in classes:
                return spelling
    return chain[0] if chain else "Object"


def construct(name: str) -> Entry:
    """The signature of a class's constructor."""
    described = _declared()["classes"].get(name, {})
    return {"kind": "function", "params": described.get("construct", [])}


def bind(
    name: str, entry: Entry | None, arguments: Sequence[Any], options: Mapping[str, Any]
) -> list[Any]:
    """The positional arguments of a JavaScript call.

    A keyword is a parameter's name, or else one of the options that the function takes as its
    last object.

    Args:
        name: the function's name, for errors.
        entry: its declaration, or ``None`` where there is none: keywords are options then.
        arguments: positional arguments.
        options: keyword arguments, in Python's spelling.

    Raises:
        TypeError: a keyword that the function does not declare, or one given twice; more arguments
            than it declares, or another thing than a dict where it takes options.
    """
    bound = list(arguments)
    options = {key: spelled(key, value) for key, value in options.items()}
    if entry is None:
        named = {camel_case(key): value for key, value in options.items()}
        return [*bound, named] if named else bound
    params = entry["params"]
    _read_options(name, params, bound)
    _check_surplus(name, params, bound)
    if options:
        _bind_options(name, params, bound, options)
    for index, param in enumerate(params):
        missing = index >= len(bound) or bound[index] is UNDEFINED
        if missing and not param.get("optional") and not param.get("rest"):
            if "options" not in param:
                raise TypeError(f"{name}() needs its argument '{snake_case(param['name'])}'")
            _place(name, param["name"], bound, index, {})
        elif not missing and _takes_data(param):
            bound[index] = values.Data.of(bound[index])
        elif not missing and isinstance(bound[index], np.ndarray) and _takes_lists(param):
            given = bound[index]
            bound[index] = list(given) if "numbers" in param else given.tolist()
    return bound


_BAGS = {"args", "config", "options", "loadOptions", "csvConfig", "__0", "__2"}
"""What tfjs calls the parameters that take options, and nothing else."""


def _read_options(name: str, params: list[Entry], bound: list[Any]) -> None:
    """Dicts of options that were given by position, in JavaScript's spelling."""
    for index, param in enumerate(params[: len(bound)]):
        if param["name"] in _BAGS and "options" in param:
            _check_options(name, bound[index], param["options"])
            if param["options"] and type(bound[index]) is dict:
                bound[index] = _in_javascript(name, bound[index], param["options"])


def _check_options(name: str, given: Any, declared: Mapping[str, str]) -> None:
    """Refuse what JavaScript would read no options from, and say nothing of it."""
    if given is None or isinstance(given, Mapping):
        return
    known = [snake_case(option) for option in declared]
    first = known[0] if known else "name"
    shown = repr(given) if isinstance(given, str | int | float) else "..."
    raise TypeError(
        f"{name}() takes options by keyword, as in {name}({first}={shown})"
        + (f". It takes: {', '.join(known)}" if known else "")
    )


def _check_surplus(name: str, params: list[Entry], bound: list[Any]) -> None:
    """Refuse arguments that JavaScript would drop."""
    if len(bound) <= len(params) or any(param.get("rest") for param in params):
        return
    known = [snake_case(param["name"]) for param in params]
    named = f" ({', '.join(known)})" if known else ""
    noun = "argument" if len(known) == 1 else "arguments"
    raise TypeError(f"{name}() takes {len(known)} {noun}{named} and got {len(bound)}")


def _in_javascript(name: str, given: dict[str, Any], declared: Mapping[str, str]) -> dict[str, Any]:
    """A dict of options in JavaScript's spelling.

    What is not declared passes: tfjs's own configurations have more in them than it declares.

    Raises:
        TypeError: a name that is almost one of them.
    """
    by_key = {_key(option): option for option in declared}
    passed: dict[str, Any] = {}
    for option, value in given.items():
        word = by_key.get(_key(option))
        known = [snake_case(word) for word in declared]
        hint = "" if word is not None else close_to(snake_case(option), known, _ALMOST)
        if hint:
            raise TypeError(f"{name}() has no option '{option}'{hint}")
        # A configuration in it has names of classes, which stay.
        passed[word or option] = spelled(option, value) if isinstance(value, str) else value
    return passed


def options_of(name: str, given: Mapping[str, Any], declared: Mapping[str, str]) -> dict[str, Any]:
    """Options given by keyword, in JavaScript's spelling.

    Raises:
        TypeError: one that is not declared.
    """
    by_key = {_key(option): option for option in declared}
    for option in given:
        if _key(option) not in by_key:
            known = [snake_case(word) for word in declared]
            raise TypeError(
                f"{name}() has no argument '{option}'{close_to(option, known)} "
                f"It takes: {', '.join(known)}"
            )
    return {by_key[_key(option)]: spelled(option, value) for option, value in given.items()}


def _takes_lists(param: Entry) -> bool:
    """Whether a parameter takes lists only, so that an array stands for one."""
    words = param["type"]
    others = {"Tensor", "TensorLike", "np.ndarray", "Any"}
    return words.startswith("Sequence[") and others.isdisjoint(words.split(" | "))


def _takes_data(param: Entry) -> bool:
    """Whether a parameter takes typed arrays, of which no tensors are to be made."""
    words = param["type"]
    return "np.ndarray" in words and "Tensor" not in words


def _bind_options(
    name: str, params: list[Entry], bound: list[Any], options: dict[str, Any]
) -> None:
    places = {_key(param["name"]): index for index, param in enumerate(params)}
    takes = next((i for i in reversed(range(len(params))) if "options" in params[i]), None)
    declared = params[takes]["options"] if takes is not None else {}
    by_key = {_key(option): option for option in declared}
    collected: dict[str, Any] = {}
    for keyword, value in options.items():
        key = _key(keyword)
        if key in by_key or (takes is not None and not declared and key not in places):
            collected[by_key.get(key) or camel_case(keyword)] = value
        elif key in places:
            _place(name, keyword, bound, places[key], value)
        else:
            known = [snake_case(option) for option in [*declared, *(p["name"] for p in params)]]
            raise TypeError(
                f"{name}() has no argument '{keyword}'{close_to(keyword, known)}"
                + ("" if not known else f" It takes: {', '.join(known)}")
            )
    if collected and takes is not None:
        _place_options(bound, takes, collected)


_CHOICES = re.compile(
    r"(initializer|regularizer|constraint|activation|data_?format|loss|metrics|interpolation)$",
    re.IGNORECASE,
)
"""Options whose values are names of tfjs's."""


_SHORT = {"mse": "meanSquaredError", "mae": "meanAbsoluteError"}
"""Keras's short names of losses, which tfjs knows as metrics only."""


def spelled(option: str, value: Any) -> Any:
    """A value that names something of tfjs's, in its spelling: ``glorot_uniform``."""
    if _CHOICES.search(option):
        if isinstance(value, str):
            return _SHORT.get(value, camel_case(value)) if option == "loss" else camel_case(value)
        if isinstance(value, list | tuple):
            return [spelled(option, item) for item in value]
        if isinstance(value, dict):
            return {name: spelled(option, item) for name, item in value.items()}
    return value


def _place(name: str, keyword: str, bound: list[Any], index: int, value: Any) -> None:
    if index < len(bound) and bound[index] is not UNDEFINED:
        raise TypeError(f"{name}() got several values for '{keyword}'")
    bound.extend([UNDEFINED] * (index + 1 - len(bound)))
    bound[index] = value


def _place_options(bound: list[Any], index: int, collected: dict[str, Any]) -> None:
    given = bound[index] if index < len(bound) else None
    if isinstance(given, dict) and given is not UNDEFINED:
        collected = {**given, **collected}
    bound.extend([UNDEFINED] * (index + 1 - len(bound)))
    bound[index] = collected
