"""TensorFlow.js as a Python library: ``import tandem.tfjs as tf``.

All of tfjs-node is here (core, layers, data, converter, node), reached by one mechanism: nothing
below is a wrapper but for ``fit`` and a few more that Python does better. The engine starts at
the first use, not at the import.

Names and arguments::

    tf.layers.dense(units=10, activation="relu")     # options by keyword, in Python's spelling
    tf.train.adam(learning_rate=1e-3)                # and parameters too
    tf.image.resize_bilinear(x, [8, 8], align_corners=True)
    tf.layers.dense({"units": 10, "useBias": False}) # a dict passes as it is

- ``snake_case`` names are JavaScript's ``camelCase`` ones, which work too; so do the names of
  initializers, losses and the like (``"he_normal"``, ``"mean_squared_error"``).
- An unknown keyword raises TypeError with what there is, an attribute that is set without being
  there AttributeError. ``dir()`` and help know the names.
- Arrays, numbers and nested lists are what tensors are made of. Ints stay ints: see below. One
  copy, by hand-over.
- Dicts that come back keep JavaScript's spelling: ``tf.memory()["numTensors"]``.
- ``tf.raw`` is the untouched JavaScript, as PythonMonkey shows it.

Tensors: ``shape``, ``dtype``, ``numpy()`` (a read-only view, no copy), ``float()``, ``item()``,
``tolist()``, arithmetic, comparison, ``@``, numpy's indexing; and tfjs's methods
(``x.arg_max(axis=-1)``, ``x.reshape([2, -1])``, ``x.dispose()``). Functions of numpy's give arrays
(``np.asarray(x)``, ``np.mean(x)``), operators beside arrays tensors.

Dtypes: float32, int32, bool, complex64 and string; other arrays become the nearest of these.

- Arrays and tensors keep their dtype in a call. Numbers and lists take one from what is beside
  them: float32 where anything is real, else int32 where anything is whole, else bool.
  ``tf.add(x, 1)`` is int32 where ``x`` is, ``tf.concat([x, [1, 2]])`` float32 where ``x`` is, and
  ``tf.stack([1, 2])`` int32. Whole numbers beyond int32 are an error where nothing is real.
- In ops of real numbers whole ones are floats (``tf.exp([1, 2])``, ``tf.div(x, 2)``, losses), and
  what a model is given takes its inputs' dtypes.
- Numbers that a ``tf.data`` dataset is made of are float32, arrays keep their dtype: the rows of
  ``tf.data.array(x)`` are tensors of it.
- ``/`` divides truly; ``tf.div`` of two int32 tensors rounds down, as in tfjs. Its wasm backend
  multiplies no matrices of int32, and its ``clip_by_value`` there is for floats only.

Memory: tensors live until they are disposed of::

    with tf.tidy() as block:              # disposes of all that is made inside,
        y = block.keep(model.predict(x))  # but for what is kept, and variables
    with tf.sequential() as model: ...    # weights are given back at the end, or by close()
    with tf.train.adam(1e-3) as optimizer: ...

``tf.tidy(f)`` and ``tf.keep(tensor)`` are tfjs's own. A tensor that the program loses without
disposing of it warns (``TensorLeakWarning``), at the line that made it.

Training::

    with tf.sequential() as model:
        model.add(tf.layers.dense(units=16, activation="relu", input_shape=[4]))
        model.add(tf.layers.dense(units=3, activation="softmax"))
        model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
        history = model.fit(x, y, epochs=20, batch_size=16, validation_split=0.2,
                            callbacks=[MyCallback(), tf.callbacks.early_stopping(patience=2)])
        history.history["val_acc"], history.epoch
        loss, accuracy = model.evaluate(x, y)          # floats
        model.save("file://folder")                    # model.json and weights.bin

- Models made by ``tf.sequential``, ``tf.model(inputs=, outputs=)``, ``tf.load_layers_model``:
  ``fit``, ``fit_dataset``, ``train_on_batch`` (floats), ``evaluate`` (floats), ``predict`` (a
  tensor), ``summary()`` (text), ``layers``, ``get_layer(name)``, ``close()``; a layer or model is
  called on what other layers gave: ``layer(x)``.
- Callbacks are ``tf.Callback`` classes, dicts of functions or tfjs's own; losses and metrics are
  names or functions of tensors; layers may be classes (``tf.layers.Layer``). Functions may be
  asynchronous where tfjs awaits them, and what they raise is raised by the call, as it is.
- ``optimizer.minimize(f, return_cost=True)``, ``tf.grad(f)``, ``tf.variable_grads(f)`` take
  functions.

Waiting: what answers with a promise in JavaScript is waited for. The same name with ``_async``
gives an awaitable (``await model.fit_async(...)``, ``await tf.load_async(...)``), which is what to
use in a notebook, a server or an async callback; ``tf.wait(awaitable)`` waits for one where no
event loop runs. What JavaScript computes at once (``predict``, ``evaluate``) has twins too, which
take as long; files and Keras are read and written in a thread of their own meanwhile.

Chance: ``tf.set_random_seed(7)`` makes initial weights, dropout and the order of examples the same
again; its help says what it leaves alone.

Errors of JavaScript are ``tandem.errors.JSError``; wrong data is ``InputError``; a disposed
tensor ``DisposedError``.
"""

from __future__ import annotations

from typing import Any

from tandem.tfjs import (  # noqa: F401 - they register themselves
    backends,
    callback,
    datasets,
    layer,
    optimizers,
    pictures,
    proxy,
    saving,
    scopes,
    seeds,
    tensors,
    training,
)
from tandem.tfjs.link import get_link

_root = proxy.Namespace(())


def wait(awaitable: Any) -> Any:
    """Wait for what a name that ends in ``_async`` gave, where no event loop runs.

    Raises:
        EngineError: one runs: ``await`` it there.
    """
    return get_link().wait_for(awaitable)


def __getattr__(name: str) -> Any:
    if name == "raw":
        return get_link().engine.tf
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(_root, name)


def __dir__() -> list[str]:
    return dir(_root)
