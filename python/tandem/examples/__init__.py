"""The classic workflows of TensorFlow.js, from Python: ``tandem example NAME``.

One short file each, to read and to copy from. ``run`` runs one by its name; each module's own
``run(out, quick)`` writes its pictures and gives its figures. All numbers that chance decides
come from one seed. Nothing is downloaded: the data comes with scikit-learn, or is drawn.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

from tandem.errors import UsageError

EXAMPLES = {
    "digits": "a CNN learns to read handwritten digits, with fit and a validation split",
    "linear": "regression on the diabetes data: z-scores, and the stop where a loss is NaN",
    "iris": "a classifier of three flowers, trained from a tf.data pipeline",
    "polynomial": "the coefficients of a cubic, by an optimizer's minimize",
    "transfer": "a CNN for 0 to 4, cut off, learns 5 to 9 under a new head, in two phases",
    "finetune": "the same as one model, by applying new layers to the base's output",
    "knn": "nearest neighbours of embeddings: ten digits by a base trained on five",
    "gridsearch": "units x learning rate, the trainings spread over processes",
    "detector": "the box and class of a shape in a drawn scene, with a loss of one's own",
    "pix2pix": "edges to shapes: trained in Keras, converted, the same pictures in both worlds",
    "compress": "a generator's weights in fewer bits: size, quality and speed",
    "lstm": "a network writes text, character by character",
    "vae": "an autoencoder lays the digits out on a plane: a layer in Python, minimize",
    "gan": "a network draws the digit it is asked for: two models in turns, two outputs",
}
"""What each example shows, by its name."""

_PACKAGES = {"sklearn": "scikit-learn", "matplotlib": "matplotlib"}
"""What only the examples need: the names of the modules and of what brings them."""

SEED = 7
"""What all that is random starts from."""


@dataclass(frozen=True)
class Figure:
    """One number an example ends with.

    Attributes:
        name: what it is, with its unit where it has one.
        value: the number.
        at_least: what a full run must reach, or ``None``.
        at_most: what it must not exceed, or ``None``.
    """

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def bar(self) -> str:
        """What a full run is held to, in words; empty where it is only told."""
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return "" if self.at_most is None else f"at most {self.at_most:g}"

    @property
    def reached(self) -> bool:
        """Whether the value is within its bar; NaN never is."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


def run(name: str, out: Path | str, *, quick: bool = False) -> list[Figure]:
    """Run an example.

    Args:
        name: one of ``EXAMPLES``.
        out: the folder its pictures go to, made where it is not there.
        quick: a shorter run on less data, whose figures do not reach the bars.

    Raises:
        UsageError: there is no such example, or a package is missing that it needs.
    """
    if name not in EXAMPLES:
        raise UsageError(f"there is no example '{name}'; there are {', '.join(EXAMPLES)}")
    try:
        module = importlib.import_module(f"{__name__}.{name}")
        importlib.import_module("sklearn")  # which the examples import where they need it
    except ModuleNotFoundError as error:
        if error.name not in _PACKAGES:
            raise
        raise UsageError(
            f"the examples need {_PACKAGES[error.name]}: pip install 'tfjs-tandem[examples]'"
        ) from error
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: pictures cannot be written there: {error.strerror}") from error
    import tandem.tfjs as tf

    tf.set_random_seed(SEED)
    try:
        figures: list[Figure] = module.run(folder, quick=quick)
    finally:
        tf.set_random_seed(None)
    return figures
