"""Layers: tfjs's own, and classes of Python's that are layers of tfjs."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from tandem.tfjs import declarations, proxy, traps
from tandem.tfjs.declarations import camel_case, snake_case
from tandem.tfjs.link import get_link
from tandem.tfjs.proxy import JSObject, register
from tandem.tfjs.values import encode

if TYPE_CHECKING:
    from tandem.tfjs.link import Link

_OPTIONS = declarations.construct("Layer")["params"][0]["options"]
"""What every layer of tfjs takes."""

_OF_JS = {"trainable", "name", "stateful", "supports_masking", "built"}
"""What of a Python layer's attributes is tfjs's."""

_METHODS = ("build", "compute_output_shape", "get_config")
"""What a layer of Python's may have besides ``call``."""


@register("Layer")
class Layer(JSObject):
    """A layer. Call it on what other layers gave, or on tensors.

    Subclass it to write a layer in Python::

        class Scale(tf.layers.Layer):
            def __init__(self, start=1.0, **options):
                super().__init__(**options)
                self.start = start

            def build(self, input_shape):
                self.scale = self.add_weight("scale", [input_shape[-1]], initializer="ones")

            def call(self, inputs):
                return inputs * self.scale.read()

            def get_config(self):
                return {"start": self.start}

    ``call`` is needed; it may take ``training`` and ``mask``. ``compute_output_shape`` is needed
    where the shape changes, and ``get_config`` where the layer is saved: it gives the arguments
    of ``__init__``. The object lives until tfjs's layer is disposed of with its model.

    Args:
        options: ``name``, ``trainable``, ``dtype``, ``input_shape`` and what else every layer of
            tfjs takes.

    Raises:
        TypeError: a class without ``call``.
        UsageError: a method of it is asynchronous.
    """

    _is_python = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._is_python = not cls.__module__.startswith(__package__)

    def __init__(self, **options: Any) -> None:
        cls = type(self)
        if not self._is_python or "call" not in dir(cls):
            raise TypeError(f"{cls.__name__} needs a method call(self, inputs)")
        link = get_link()
        for name in ("call", *_METHODS):
            if traps.is_asynchronous(getattr(cls, name)):
                raise traps.refuse_asynchronous(f"{cls.__name__}.{name}()")
        methods = {"call": self._call_python}
        for name in _METHODS:
            if getattr(cls, name) is not getattr(Layer, name):
                methods[camel_case(name)] = getattr(self, name)
        fields = {
            "config": declarations.options_of(cls.__name__, options, _OPTIONS),
            "methods": methods,
            "fromConfig": cls._from_saved,
        }
        link.adopt(self, "layer", n=cls.__name__, v=encode(link, fields))

    def _js_reference_(self, link: Link) -> dict[str, Any]:
        if "_handle" not in self.__dict__:
            name = type(self).__name__
            raise TypeError(f"{name}.__init__() has to call super().__init__(**options)")
        return super()._js_reference_(link)

    @classmethod
    def _from_saved(cls, config: dict[str, Any]) -> Layer:
        own = {name: value for name, value in config.items() if name != "customObjects"}
        return cls(**{snake_case(name): value for name, value in own.items()})

    def _call_python(self, inputs: Any, kwargs: dict[str, Any] | None) -> Any:
        call = type(self).call  # type: ignore[attr-defined]  # checked when it was made
        takes = inspect.signature(call).parameters
        given = {snake_case(name): value for name, value in (kwargs or {}).items()}
        if not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in takes.values()):
            given = {name: value for name, value in given.items() if name in takes}
        return traps.at_once(f"{type(self).__name__}.call()", call(self, inputs, **given))

    def __setattr__(self, name: str, value: Any) -> None:
        if self._is_python and name not in _OF_JS:
            object.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)

    def __call__(self, inputs: Any, **kwargs: Any) -> Any:
        """Apply the layer to symbolic tensors, or run it on tensors and arrays."""
        entry = self._names.entries.get("apply")
        return proxy.call(self._link, {"h": self._handle}, "apply", entry, (inputs,), kwargs)

    def freeze(self, *, inference: bool = True) -> None:
        """Take a layer, or all layers of a model, out of training.

        Compile the model that is trained afterwards, with an optimizer of its own.

        Args:
            inference: batch normalisations use their moving averages, as in Keras. tfjs by itself
                goes on with each batch's own statistics and moves the averages.
        """
        fields = {"frozen": True, "inference": inference}
        self._link.request("freeze", h=self._handle, v=fields)

    def unfreeze(self) -> None:
        """Put it back into training; compile the model that is trained afterwards."""
        fields = {"frozen": False, "inference": False}
        self._link.request("freeze", h=self._handle, v=fields)

    def build(self, input_shape: Any) -> None:
        """Make the weights. A layer of Python's need not call this one."""
        if not self._is_python:
            self._call("build", input_shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output for one of the input; the same in a layer of Python's."""
        return input_shape if self._is_python else self._call("computeOutputShape", input_shape)

    def get_config(self) -> dict[str, Any]:
        """What the layer is made again from; nothing of its own in a layer of Python's."""
        config: dict[str, Any] = {} if self._is_python else self._call("getConfig")
        return config

    def add_weight(
        self,
        name: str,
        shape: Any,
        dtype: str = "float32",
        initializer: Any = "glorot_uniform",
        regularizer: Any = None,
        trainable: bool = True,
        constraint: Any = None,
    ) -> Any:
        """Add a weight, in ``build``; its ``read()`` is the tensor.

        Args:
            name: its name.
            shape: its shape.
            dtype: its dtype.
            initializer: a name, or one of ``tf.initializers``.
            regularizer: one of ``tf.regularizers``.
            trainable: whether training changes it.
            constraint: one of ``tf.constraints``.
        """
        if isinstance(initializer, str):
            initializer = getattr(proxy.Namespace(("initializers",)), initializer)()
        return self._call(
            "addWeight", name, shape, dtype, initializer, regularizer, trainable, constraint
        )
