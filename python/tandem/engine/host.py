"""The file system that JavaScript's ``fs`` asks for; the other end of ``js/host/fs.ts``.

One request is JSON text, ``[name, arguments...]``, and so is its reply; the contents of files
pass through the bridge's channel, a chunk at a time, where nothing can leak.
"""

from __future__ import annotations

import errno
import json
import os
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt


def inside(folder: str, path: str) -> str:
    """Where a path really is, which has to be inside a folder, with links followed.

    Raises:
        PermissionError: it is outside.
    """
    real = os.path.realpath(os.path.join(folder, path))  # noqa: PTH118 - a path of JavaScript's
    if os.path.commonpath([real, os.path.realpath(folder)]) != os.path.realpath(folder):
        raise PermissionError(errno.EACCES, f"outside the folder {folder}", path)
    return real


def _inside_one(folders: list[str], path: str) -> str:
    """As ``inside``, of several folders; what is relative is so to the first."""
    outside = None
    for folder in folders:
        try:
            return inside(folder, os.path.join(folders[0], path))  # noqa: PTH118
        except PermissionError as error:
            outside = outside or error
    raise outside or PermissionError(errno.EACCES, "outside every folder", path)


class FileService:
    """Node's file system calls, served from Python.

    Args:
        channel: the bytes that contents pass through.
    """

    def __init__(self, channel: npt.NDArray[np.uint8]) -> None:
        self._channel = memoryview(channel)  # type: ignore[arg-type]  # a numpy array is one
        self._file: IO[bytes] | None = None
        # The only folders whose files can be seen, where there are any: of programs that run, and
        # with them those that Python itself has files read or written in meanwhile.
        self.rooms: list[str] = []
        # That of the program whose timer is running: then no other.
        self._room: str | None = None
        self.opened: list[str] = []
        self._calls: dict[str, Callable[..., Any]] = {
            "access": self._access,
            "close": self._close,
            "create": self._create,
            "exists": os.path.exists,
            "mkdir": self._mkdir,
            "open": self._open,
            "read": self._read,
            "readdir": os.listdir,
            "rmdir": os.rmdir,
            "stat": self._stat,
            "unlink": os.unlink,
            "write": self._write,
        }

    def __call__(self, request: str) -> str:
        """Serve one request. A failure is a reply too: JavaScript throws it as Node would."""
        name, *arguments = json.loads(str(request))
        if name == "confine":
            before, (self._room,) = self._room, arguments
            return json.dumps({"value": before})
        try:
            rooms = self.rooms if self._room is None else [self._room]
            folders = [*rooms, *self.opened] if rooms else []
            if name == "within":
                folder, name, *arguments = arguments
                folders = [folder]
            if folders and arguments and isinstance(arguments[0], str):
                arguments[0] = _inside_one(folders, arguments[0])
            return json.dumps({"value": self._calls[name](*arguments)})
        except OSError as error:
            code = errno.errorcode.get(error.errno or 0, "EIO")
            path = str(error.filename or (arguments[0] if arguments else ""))
            message = f"{code}: {(error.strerror or str(error)).lower()}, {name} '{path}'"
            return json.dumps({"error": {"code": code, "message": message, "path": path}})

    def _open(self, path: str) -> int:
        self._file = open(path, "rb")  # noqa: PTH123, SIM115 - closed by the caller's `close`
        return os.fstat(self._file.fileno()).st_size

    def _create(self, path: str) -> None:
        self._file = open(path, "wb")  # noqa: PTH123, SIM115 - closed by the caller's `close`

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            raise OSError(errno.EBADF, "no file is open")
        return self._file

    def _read(self) -> int:
        return self._opened().readinto(self._channel)  # type: ignore[attr-defined, no-any-return]

    def _write(self, size: int) -> None:
        self._opened().write(self._channel[:size])

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    @staticmethod
    def _stat(path: str) -> dict[str, Any]:
        found = os.stat(path)  # noqa: PTH116
        return {"directory": os.path.isdir(path), "size": found.st_size}  # noqa: PTH112

    @staticmethod
    def _access(path: str, mode: int) -> None:
        if not os.access(path, mode):
            number = errno.EACCES if os.path.exists(path) else errno.ENOENT  # noqa: PTH110
            raise OSError(number, os.strerror(number), path)

    @staticmethod
    def _mkdir(path: str, recursive: bool) -> None:
        if recursive:
            os.makedirs(path, exist_ok=True)  # noqa: PTH103
        else:
            os.mkdir(path)  # noqa: PTH102
