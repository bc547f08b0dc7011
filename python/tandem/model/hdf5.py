"""HDF5 files, checked: no links to other files, no sizes that are not there."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from tandem.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

_MAX_RATIO = 1000
_SMALL = 64 * 2**20


def model_config(path: Path) -> tuple[str, str]:
    """Return the architecture (JSON) that a full-model file holds, after checking the file.

    Returns:
        The architecture, and the version of Keras that wrote it, empty where none is named.

    Raises:
        ModelError: the file is corrupt or hostile, or holds weights only.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            config = file.attrs.get("model_config")
            version = file.attrs.get("keras_version", "")
            weights_only = bool({"layer_names", "keras_version"} & set(file.attrs)) or bool(
                {"layers", "vars", "_layer_checkpoint_dependencies"} & set(file)
            )
            _check_groups(file, str(path))
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise ModelError(f"{path}: a corrupt HDF5 file ({error}); copy or save it again") from error
    if config is None:
        if weights_only:
            raise ModelError(
                f"{path}: it holds weights only, no architecture: "
                "save the whole model with model.save('model.keras')"
            )
        raise ModelError(f"{path}: an HDF5 file, but no Keras model in it")
    return _text(config), _text(version)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def check(file: IO[bytes], label: str) -> None:
    """Check an open HDF5 file.

    Raises:
        ModelError: it is corrupt, refers to other files, or claims more than it stores.
    """
    import h5py

    try:
        with h5py.File(file, "r") as root:
            _check_groups(root, label)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise ModelError(f"{label}: a corrupt HDF5 file ({error})") from error


def _check_groups(root: Any, label: str) -> None:
    import h5py

    pending = [root]
    seen = set()
    while pending:
        group = pending.pop()
        if group.id in seen:  # hard links can make a circle
            continue
        seen.add(group.id)
        for name in group:
            link = group.get(name, getlink=True)
            where = f"{label}: '{group.name.rstrip('/')}/{name}'"
            if isinstance(link, h5py.ExternalLink):
                raise ModelError(f"{where} refers to another file, '{link.filename}'")
            if isinstance(link, h5py.SoftLink):
                raise ModelError(f"{where} is a link, which Keras never writes")
            item = group[name]
            if isinstance(item, h5py.Group):
                pending.append(item)
                continue
            if not isinstance(item, h5py.Dataset):
                continue
            if item.external or item.is_virtual:
                raise ModelError(f"{where} keeps its data in another file")
            if item.nbytes > _SMALL and item.nbytes > _MAX_RATIO * item.id.get_storage_size():
                raise ModelError(
                    f"{where} claims {item.nbytes} bytes and stores {item.id.get_storage_size()}"
                )
