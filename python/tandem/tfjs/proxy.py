"""JavaScript's namespaces, functions and objects as Python's: the one mechanism of the face.

A name is looked up in what TensorFlow.js declares and else in the object itself; a call binds
keywords to parameters and options, and waits where JavaScript answers with a promise. The twin
of a name with ``_async`` gives an awaitable instead.
"""

from __future__ import annotations

import functools
import inspect
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from tandem.closing import Closing
from tandem.tfjs import declarations, numbers, values
from tandem.tfjs.declarations import Entry, Names, snake_case
from tandem.tfjs.link import Link, get_link

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

_ASYNC = "_async"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Method:
    """Stands for a function that was read off an object."""


T = TypeVar("T")

CLASSES: dict[str, Any] = {}
"""Python's classes by the kind that js/library/values.ts names."""

FUNCTIONS: dict[tuple[str, ...], Any] = {}
"""What Python does itself, by path from tfjs's root."""


def register(kind: str) -> Callable[[T], T]:
    """Make a class the one for objects of a kind."""

    def note(cls: T) -> T:
        CLASSES[kind] = cls
        return cls

    return note


def replaces(*path: str) -> Callable[[T], T]:
    """Make a function or class take the place of one of tfjs's."""

    def note(function: T) -> T:
        FUNCTIONS[path] = function
        return function

    return note


def awaits(*path: str) -> Callable[[Callable[..., Coroutine[Any, Any, T]]], Any]:
    """Make a coroutine function the awaitable twin of a name, and its waiting form the name itself.

    It is decorated for good: what is returned waits, and raises where an event loop runs.
    """

    def note(function: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., T]:
        waiting = waits(function)
        name = waiting.__name__ + _ASYNC

        @functools.wraps(function)
        async def twin(*args: Any, **options: Any) -> T:
            check_no_tidy(name)
            return await function(*args, **options)

        twin.__name__ = twin.__qualname__ = name
        twin.__doc__ = f"The awaitable twin of ``{waiting.__name__}``."
        FUNCTIONS[path] = waiting
        FUNCTIONS[*path[:-1], path[-1] + _ASYNC] = twin
        return waiting

    return note


def waits(function: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., T]:
    """The form of a coroutine function that waits for its end."""

    @functools.wraps(function)
    def waiting(*args: Any, **options: Any) -> T:
        link = get_link()
        link.check_can_wait(f"{waiting.__name__}()")
        ended: T = link.engine.wait(lambda: function(*args, **options))
        return ended

    return waiting


def object_of(link: Link, value: dict[str, Any]) -> JSObject:
    """The Python object of a handle that came in."""
    known = link.receive(value["i"])
    if known is not None:
        return known
    kinds = (value["k"], *value.get("c", ()))
    cls = next((CLASSES[kind] for kind in kinds if kind in CLASSES), JSObject)
    made: JSObject = cls.__new__(cls)
    made._adopt(link, value)  # noqa: SLF001 - of this module
    return made


def call(
    link: Link,
    place: dict[str, Any],
    name: str,
    entry: Entry | None,
    args: Sequence[Any] = (),
    options: Mapping[str, Any] = _NOTHING,
) -> Any:
    """Call a function; a promise comes back as ``Pending``."""
    bound = declarations.bind(snake_case(name) or "call", entry, args, options)
    if entry is not None:
        bound = numbers.settle(entry["params"], bound, link.objects.get(place.get("h", 0)))
    return link.request("call", **place, n=name, a=values.encode_all(link, bound))


class Function:
    """A function of JavaScript, where it is found.

    Args:
        place: gives the request's fields that say where.
        name: its JavaScript name there.
        entry: its declaration.
        awaits: the result is an awaitable.
    """

    def __init__(
        self,
        place: Callable[[], dict[str, Any]],
        name: str,
        entry: Entry | None,
        *,
        awaits: bool,
        label: str,
    ) -> None:
        self._place = place
        self._name = name
        self._entry = entry
        self._awaits = awaits
        self._label = label
        self.__name__ = snake_case(name).removesuffix(_ASYNC) + (_ASYNC if awaits else "")
        self.__doc__ = (entry or {}).get("doc")

    @property
    def __signature__(self) -> inspect.Signature:
        return signature_of(self._entry)

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Call it, and wait where JavaScript answers with a promise."""
        link = get_link()
        if self._awaits:
            check_no_tidy(self.__name__)
            result = call(link, self._place(), self._name, self._entry, args, options)
            return as_awaitable(link, result)
        if self._entry is not None and self._entry.get("async"):
            link.check_can_wait(f"{self.__name__}()")
        result = call(link, self._place(), self._name, self._entry, args, options)
        return link.wait(result)

    def _js_reference_(self, link: Link) -> dict[str, Any]:
        del link
        return {"$": "r", "v": {**self._place(), "n": self._name}}

    def __repr__(self) -> str:
        return f"<function {self._label}>"


def as_awaitable(link: Link, result: Any) -> Awaitable[Any]:
    """What was answered, as something to await; JavaScript has started on it already."""

    async def settle() -> Any:
        return await link.settle(result)

    return settle()


async def _at_once(method: Callable[..., T], name: str, /, *args: Any, **options: Any) -> T:
    check_no_tidy(name)
    return method(*args, **options)


def check_no_tidy(name: str) -> None:
    """Raise inside a ``with tf.tidy():``, which would dispose of what comes later."""
    from tandem.tfjs import scopes

    scopes.check_none_open(name)


def signature_of(entry: Entry | None) -> inspect.Signature:
    """A declaration as Python's own signature, for help and completions."""
    kinds = inspect.Parameter
    if entry is None:
        return inspect.Signature([
            kinds("args", kinds.VAR_POSITIONAL), kinds("options", kinds.VAR_KEYWORD)
        ])  # fmt: skip
    parameters: dict[str, inspect.Parameter] = {}
    options: dict[str, inspect.Parameter] = {}
    for param in entry["params"]:
        name = snake_case(param["name"])
        if param.get("rest"):
            parameters[name] = kinds(name, kinds.VAR_POSITIONAL)
            continue
        if param.get("options"):
            for option in param["options"]:
                word = snake_case(option)
                if word.isidentifier():
                    options[word] = kinds(word, kinds.KEYWORD_ONLY, default=None)
            continue
        default = None if param.get("optional") or _has_defaults(parameters) else kinds.empty
        parameters[name] = kinds(name, kinds.POSITIONAL_OR_KEYWORD, default=default)
    try:
        return inspect.Signature([
            *parameters.values(), *(o for w, o in options.items() if w not in parameters)
        ])  # fmt: skip
    except ValueError:
        return signature_of(None)


def _has_defaults(parameters: dict[str, inspect.Parameter]) -> bool:
    """Whether a parameter so far has a default, so that all after it need one."""
    return any(p.default is not inspect.Parameter.empty for p in parameters.values())


def look_up(names: Names, name: str) -> tuple[str, Entry, bool] | None:
    """A declared name by its Python spelling: JavaScript's name, declaration, and if it awaits."""
    found = names.find(name)
    if found is not None:
        return found, names.entries[found], found.endswith("Async")
    if name.endswith(_ASYNC):
        found = names.find(name.removesuffix(_ASYNC))
        if found is not None and names.entries[found]["kind"] == "function":
            return found, names.entries[found], True
        return None
    # What tfjs has in its awaitable form only: `tf.boolean_mask` waits.
    found = names.find(name + _ASYNC)
    return None if found is None else (found, names.entries[found], False)


class Namespace:
    """A namespace of tfjs, such as ``tf.layers``."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self._path = path
        self._names = declarations.namespace(path)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = self._find(name)
        self.__dict__[name] = found
        return found

    def _find(self, name: str) -> Any:
        known = look_up(self._names, name)
        js_name, entry, awaits = known or (name, {}, False)
        path = (*self._path, js_name)
        own = FUNCTIONS.get((*self._path, name)) or FUNCTIONS.get(path)
        if own is not None and awaits:
            own = FUNCTIONS.get((*self._path, js_name + _ASYNC))
            if own is None:
                # Python does more here than tfjs (checks of files, say): no way round it.
                raise AttributeError(f"tf.{'.'.join((*self._path, name))}: it never waits")
        if own is not None:
            return own
        if known is None:
            return self._ask(name)
        match entry["kind"]:
            case "namespace":
                return Namespace(path)
            case "class":
                if entry["name"] in CLASSES:
                    return CLASSES[entry["name"]]
                entry = declarations.construct(entry["name"])
            case "value":
                return get_link().request("get", p=self._path, n=js_name)
        label = ".".join(("tf", *(snake_case(part) for part in path)))
        return Function(lambda: {"p": self._path}, js_name, entry, awaits=awaits, label=label)

    def _ask(self, name: str) -> Any:
        """Something that is there without being declared."""
        for js_name in dict.fromkeys((name, declarations.camel_case(name))):
            value = get_link().request("get", p=self._path, n=js_name)
            if isinstance(value, JSFunction):
                label = ".".join(("tf", *self._path, js_name))
                return Function(lambda: {"p": self._path}, js_name, None, awaits=False, label=label)
            if value is not values.Undefined:
                return value
        where = ".".join(("tf", *self._path))
        raise AttributeError(f"{where} has no '{name}'{self._names.close_to(name)}")

    def __dir__(self) -> list[str]:
        own = (snake_case(path[-1]) for path in FUNCTIONS if path[:-1] == self._path)
        return sorted({*self._names.python(), *own})

    def __repr__(self) -> str:
        return f"<namespace {'.'.join(('tf', *self._path))}>"


class JSObject(Closing):
    """An object of JavaScript's; its attributes are JavaScript's, in Python's spelling."""

    _link: Link
    _handle: int
    _class: str
    _names: Names
    _where: str | None = None

    def _adopt(self, link: Link, value: dict[str, Any]) -> None:
        """Take charge of a handle that came in."""
        own = self.__dict__
        own["_link"], own["_handle"] = link, value["i"]
        own["_class"] = declarations.class_of(tuple(value.get("c", (value.get("k", ""),))))
        own["_names"] = declarations.class_names(own["_class"])
        link.objects[value["i"]] = self

    def __del__(self) -> None:
        handle = self.__dict__.get("_handle")
        if handle is not None:
            self._link.release(handle, self._where)

    def _js_reference_(self, link: Link) -> dict[str, Any]:
        del link
        return {"$": "h", "i": self._handle}

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(
            f"a {self._class} lives in JavaScript and can be neither copied nor pickled: save it, "
            "or take its values with numpy()"
        )

    def _method(self, name: str, entry: Entry | None, *, awaits: bool) -> Function:
        label = f"{self._class}.{snake_case(name)}"
        return Function(lambda: {"h": self._handle}, name, entry, awaits=awaits, label=label)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        own = getattr(type(self), name.removesuffix(_ASYNC), None)
        if callable(own) and name.endswith(_ASYNC):
            # What tfjs computes at once: its twin does as much as the method, in the same steps.
            return functools.partial(_at_once, own.__get__(self), name)
        known = look_up(self._names, name)
        if known is not None:
            js_name, entry, awaits = known
            if entry["kind"] == "function":
                return self._method(js_name, entry, awaits=awaits)
            value = self._get(js_name)
            return None if value is values.Undefined else value
        for js_name in dict.fromkeys((name, declarations.camel_case(name))):
            value = self._get(js_name)
            if value is Method:
                return self._method(js_name, None, awaits=js_name.endswith("Async"))
            if value is not values.Undefined:
                return value
        if name.endswith(_ASYNC):
            js_name = declarations.camel_case(name.removesuffix(_ASYNC))
            if self._get(js_name) is Method:
                return self._method(js_name, None, awaits=True)
        raise AttributeError(f"{self._class} has no '{name}'{self._names.close_to(name)}")

    def _get(self, js_name: str) -> Any:
        return self._link.request("get", h=self._handle, n=js_name)

    def _set(self, js_name: str, value: Any) -> None:
        self._link.request("set", h=self._handle, n=js_name, v=values.encode(self._link, value))

    def _call(self, js_name: str, *args: Any) -> Any:
        """Call a method by its JavaScript name, and wait where it answers with a promise."""
        result = call(self._link, {"h": self._handle}, js_name, None, args)
        return self._link.wait(result)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or hasattr(type(self), name):
            object.__setattr__(self, name, value)
            return
        self._set(self._names.find(name) or self._undeclared(name), value)

    def _undeclared(self, name: str) -> str:
        """The JavaScript name of an attribute that is there without being declared.

        Raises:
            AttributeError: it is not, and what the object has is declared.
        """
        for js_name in dict.fromkeys((name, declarations.camel_case(name))):
            if not self._names.entries or self._get(js_name) is not values.Undefined:
                return js_name
        raise AttributeError(f"{self._class} has no '{name}' to set{self._names.close_to(name)}")

    def close(self) -> None:
        """Give back what it keeps in TensorFlow's memory. Twice is once."""
        if not self.__dict__.get("_closed"):
            self._dispose()
            self.__dict__["_closed"] = True

    def _dispose(self) -> None:
        self._call("dispose")

    def __dir__(self) -> list[str]:
        own = [name for name in object.__dir__(self) if not name.startswith("_")]
        try:
            found = self._link.request("names", h=self._handle)
        except Exception:  # noqa: BLE001 - completions do without
            found = []
        there = (snake_case(name) for name in found if not name.startswith("_"))
        return sorted({*own, *self._names.python(), *there} - {"constructor"})

    def __repr__(self) -> str:
        return f"<tf {self._class}>"


class JSFunction(JSObject):
    """A function that JavaScript gave, such as the result of ``tf.grad``."""

    def __init__(self, link: Link, handle: int, name: str) -> None:
        self._adopt(link, {"i": handle, "k": "Function"})
        self.__dict__["_function_name"] = name

    def __call__(self, *args: Any) -> Any:
        """Call it, and wait where it answers with a promise."""
        result = call(self._link, {"h": self._handle}, "", None, args)
        return self._link.wait(result)

    def __repr__(self) -> str:
        return f"<tf function {self.__dict__.get('_function_name') or '(anonymous)'}>"
