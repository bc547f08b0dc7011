"""One picture prepared by every usual recipe: OpenCV, TensorFlow, and tfjs's own JavaScript.

They decode and resize differently, and a model trained with one is fed another's pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.errors import ImageError, JSError, UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

SAME: Final = 0.02
"""Recipes whose samples of 0-255 differ by no more than this everywhere are the same."""

_TFJS: Final = """(tf) => (bytes, height, width, kind) => {
  const made = tf.tidy(() => {
    const picture = tf.node.decodeImage(new Uint8Array(bytes), 3).toFloat();
    const size = [height, width];
    if (kind === 'nearest') return tf.image.resizeNearestNeighbor(picture, size);
    return tf.image.resizeBilinear(picture, size, kind === 'align', kind === 'half');
  });
  const values = made.dataSync();
  made.dispose();
  return values.join(' ');
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """How far one recipe is from the one the model was trained with, on samples of 0-255."""

    recipe: str
    max_abs: float
    mean_abs: float
    """Over all pictures."""

    @property
    def same(self) -> bool:
        """Whether it may stand in for the one the model was trained with."""
        return self.max_abs <= SAME


def compare_recipes(
    pictures: Sequence[str | os.PathLike[str]], size: tuple[int, int], trained: str
) -> tuple[Preparation, ...]:
    """Prepare pictures by every recipe and compare with one of them.

    Args:
        pictures: JPEG, PNG, BMP or GIF files, which all of them read.
        size: (height, width) to resize to.
        trained: the recipe the model was trained with, a key of `RECIPES`.

    Raises:
        UsageError: there is no such recipe, or there are no pictures.
        ImageError: a picture cannot be read.
        RuntimeUnavailableError: TensorFlow or the embedded engine is missing.
    """
    if trained not in RECIPES:
        raise UsageError(f"unknown recipe '{trained}'; there are: {', '.join(RECIPES)}")
    if not pictures:
        raise UsageError("there are no pictures to prepare")
    largest = dict.fromkeys(RECIPES, 0.0)
    total = dict.fromkeys(RECIPES, 0.0)
    for path in pictures:
        wanted = _prepare(trained, path, size)
        for name in RECIPES:
            apart = np.abs(_prepare(name, path, size).astype(np.float64) - wanted)
            largest[name] = max(largest[name], float(apart.max()))
            total[name] += float(apart.mean())
    return tuple(
        Preparation(recipe=name, max_abs=largest[name], mean_abs=total[name] / len(pictures))
        for name in RECIPES
    )


def _prepare(name: str, path: str | os.PathLike[str], size: tuple[int, int]) -> NDArray[np.float32]:
    from tandem.images.decode import check_image

    check_image(Path(path))
    try:
        return RECIPES[name](path, size)
    except (JSError, ValueError) as error:
        raise ImageError(f"{path}: recipe '{name}' cannot read it: {error}") from error


def _opencv(
    path: str | os.PathLike[str], size: tuple[int, int], *, floats: bool, how: str = "INTER_LINEAR"
) -> NDArray[np.float32]:
    import cv2

    from tandem.images import read

    picture = read(path)
    given = picture.astype(np.float32) if floats else picture
    return np.asarray(cv2.resize(given, size[::-1], interpolation=getattr(cv2, how)), np.float32)


def _tensorflow(
    path: str | os.PathLike[str],
    size: tuple[int, int],
    *,
    exact: bool = False,
    antialias: bool = False,
) -> NDArray[np.float32]:
    from tandem.tensorflow_package import import_tensorflow

    tf: Any = import_tensorflow()
    data = tf.io.read_file(str(path))
    try:
        if exact and tf.io.is_jpeg(data):
            picture = tf.io.decode_jpeg(data, channels=3, dct_method="INTEGER_ACCURATE")
        else:
            picture = tf.io.decode_image(data, channels=3, expand_animations=False)
    except tf.errors.InvalidArgumentError as error:
        raise ValueError(str(error.message)[:200]) from error
    return np.asarray(tf.image.resize(picture, size, antialias=antialias).numpy(), np.float32)


def _tfjs(path: str | os.PathLike[str], size: tuple[int, int], *, kind: str) -> NDArray[np.float32]:
    from tandem.engine import get_engine

    data = memoryview(bytearray(Path(path).read_bytes()))
    prepare = get_engine().function_of_tf(_TFJS)
    try:
        text = str(prepare(data, float(size[0]), float(size[1]), kind))
    except Exception as error:  # PythonMonkey's errors have no class of their own
        raise ValueError(str(error).partition("\n")[0][:200]) from error
    return np.array(text.split(), np.float32).reshape(*size, 3)


RECIPES: Final[dict[str, Callable[..., NDArray[np.float32]]]] = {
    "tf.image": _tensorflow,
    "tf.image exact-jpeg": partial(_tensorflow, exact=True),
    "tf.image antialias": partial(_tensorflow, antialias=True),
    "opencv": partial(_opencv, floats=True),
    "opencv uint8": partial(_opencv, floats=False),
    "opencv area": partial(_opencv, floats=True, how="INTER_AREA"),
    "opencv nearest": partial(_opencv, floats=True, how="INTER_NEAREST"),
    "tfjs default": partial(_tfjs, kind="default"),
    "tfjs align-corners": partial(_tfjs, kind="align"),
    "tfjs half-pixel": partial(_tfjs, kind="half"),
    "tfjs nearest": partial(_tfjs, kind="nearest"),
}
"""Each by name: a picture's path and a size to float32 (height, width, 3), RGB, 0-255. ``tfjs``
is tf.node.decodeImage and tf.image.resizeBilinear (or NearestNeighbor); ``opencv`` on floats is
what Tandem itself does."""
