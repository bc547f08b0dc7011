"""``--unsafe``: the code of a Lambda layer runs where it is given, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from models import randomise

import tandem as package
from tandem.errors import ModelError
from tandem.tensorflow_package import import_keras

COMMANDS = {
    "convert": ("out",),
    "compare": ("--images", "pictures"),
    "compare, in another process": ("--images", "pictures", "--tolerance", "auto"),
    "bisect": ("--images", "pictures"),
    "run": ("--image", "pictures", "--out", "out.json"),
    "bench": ("--seconds", "0.05", "--runtimes", "tensorflow"),
}


@pytest.fixture
def model(tmp_path):
    """A model with code in it, and pictures beside it."""
    keras = import_keras()
    keras.utils.clear_session()
    image = keras.Input((8, 8, 3), name="image")
    x = keras.layers.Lambda(lambda x: x * 2, name="twice")(image)
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3)(x))
    path = tmp_path / "m.keras"
    randomise(keras.Model(image, x)).save(path)
    (tmp_path / "pictures").mkdir()
    random = np.random.default_rng(0)
    for name in "ab":
        picture = random.integers(0, 256, (8, 8, 3), np.uint8)
        cv2.imwrite(str(tmp_path / "pictures" / f"{name}.png"), picture)
    return path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_it(tandem, model, name):
    command = name.partition(",")[0]
    refused = tandem(command, model, *COMMANDS[name])
    assert refused.code == 2
    assert "holds code (Lambda: twice), which is not run" in " ".join(refused.err.split())
    assert "--unsafe on the command line" in " ".join(refused.err.split())
    ended = tandem(command, model, *COMMANDS[name], "--unsafe")
    assert ended.code == 0, ended.err


def test_training_has_it(tandem, model, tmp_path):
    np.savez(tmp_path / "data.npz", x=np.ones((4, 8, 8, 3), np.float32), y=np.ones((4, 4)))
    arguments = ("compare", model, "--train", tmp_path / "data.npz")
    assert "which is not run" in " ".join(tandem(*arguments).err.split())
    ended = tandem(*arguments, "--unsafe")
    assert "Lambda 'twice'" in " ".join(ended.err.split())  # no layers model has one


def test_from_python(model):
    picture = np.ones((1, 8, 8, 3), np.float32)
    with pytest.raises(ModelError, match="which is not run"):
        package.capture(model, picture)
    with package.capture(model, picture, unsafe=True) as fast:
        assert np.isfinite(fast(picture)).all()
    assert package.load(model, unsafe=True).options["unsafe"]
