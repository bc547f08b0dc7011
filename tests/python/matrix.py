"""The acceptance matrix of the converter: how its rows are converted and held to the original.

What other converters are known to get wrong, 27 rows by their numbers, each converted as the row
says (a graph model, ``layers``, or both) and run in every runtime there is beside Keras itself.
"""

from __future__ import annotations

import calibrated
import models
import numpy as np

import tandem
from tandem.converter.check import distance
from tandem.model import load
from tandem.tensorflow_package import import_keras, import_tensorflow

FLOAT32, HALF = 2e-5, 1e-3
EVERYWHERE = ("tensorflow", "tfjs-node", "tfjs-node+capture", "tfjs-wasm", "tfjs-cpu", "node")
QUICK = tuple(name for name in EVERYWHERE if name != "tfjs-cpu")
"""Without plain JavaScript, which takes half a minute for a network of a hundred layers."""


class Rows(dict):
    """Rows of the matrix, by their numbers and names."""

    def row(self, name):
        """Register a row: a function of an empty folder."""

        def register(body):
            self[name] = body
            return body

        return register

    @property
    def numbers(self):
        return {int(name[:2]) for name in self}


def keras_cleared():
    keras = import_keras()
    keras.utils.clear_session()
    return keras


def saved(keras_model, path):
    keras_model.save(path)
    return path


def keras_answers(keras_model, model):
    return lambda inputs: models.expected(keras_model, model, inputs)


def agrees(model, folder, answer, *, given=None, tolerance=FLOAT32, where=EVERYWHERE):
    """Run a converted folder in every runtime beside the original's answers.

    Args:
        model: the original, for the names and order.
        folder: what was converted.
        answer: the original's outputs by name, of inputs by name.
        given: inputs, if random ones will not do.
        tolerance: the largest |got - wanted| / (1 + |wanted|) that passes.
        where: the runtimes.
    """
    batches = given or [models.inputs_for(model, batch, seed) for batch, seed in ((3, 0), (2, 1))]
    wanted = [answer(inputs) for inputs in batches]
    for spec in model.outputs:
        together = np.concatenate([np.asarray(outputs[spec.name]).ravel() for outputs in wanted])
        assert np.unique(together).size > 1, f"{spec.name} is constant: this proves nothing"
    converted = load(folder)
    assert [len(specs) for specs in (converted.inputs, converted.outputs)] == [
        len(specs) for specs in (model.inputs, model.outputs)
    ]
    renamed = list(zip(model.inputs, converted.inputs, strict=True))
    for runtime in where:
        with tandem.open(runtime, converted) as session:
            for inputs, outputs in zip(batches, wanted, strict=True):
                taken = {}
                for own, spec in renamed:
                    array = inputs[own.name]
                    taken[spec.name] = array if spec.dtype == "str" else array.astype(spec.dtype)
                got = session.run(taken)
                assert list(got) == [spec.name for spec in converted.outputs]
                for own, spec in zip(model.outputs, converted.outputs, strict=True):
                    reference = np.asarray(outputs[own.name])
                    if reference.dtype.kind == "f":
                        assert np.isfinite(got[spec.name]).all(), (runtime, own.name)
                    error = distance(np.asarray(got[spec.name]), reference)
                    assert error <= tolerance, (runtime, own.name, error)


def graph(source, folder, keras_model, **options):
    """Convert to a graph model and run it everywhere; returns the conversion."""
    how = {key: options.pop(key) for key in ("given", "where", "tolerance") if key in options}
    model = load(source)
    done = tandem.convert(model, folder, check=False, **options)
    agrees(model, folder, keras_answers(keras_model, model), **how)
    return done


def layers(source, folder, keras_model, **how):
    """Convert to a layers model and run it everywhere."""
    return graph(source, folder, keras_model, layers=True, **how)


def contents(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def application(name, side=32):
    """A network of keras.applications, and pictures for it."""
    keras_model = calibrated.network(name, side)
    batches = [calibrated.pictures(2, side, seed) for seed in (5, 6)]
    (spec,) = load(keras_model).inputs
    return keras_model, [{spec.name: batch} for batch in batches]


def graph_of_module(module, folder, **how):
    """Save a module's ``serve`` and convert it; TensorFlow's own answers are what is wanted."""
    tf = import_tensorflow()
    tf.saved_model.save(module, str(folder / "saved"), signatures=module.serve)
    model = load(folder / "saved")
    done = tandem.convert(model, folder / "a", check=False)

    def answer(inputs):
        made = module.serve(**{name: tf.constant(value) for name, value in inputs.items()})
        return {name: value.numpy() for name, value in made.items()}

    agrees(model, folder / "a", answer, **how)
    return done
