"""The Node process: started, spoken to, and certain to end.

Messages are JSON after a 4-byte length, over a socket pair; tensors lie in shared memory. What
the process prints is kept (its end, at least) for the error it dies with. It ends when it is
closed, when this process ends in whatever way (it watches its socket), and at any fault: nothing
is known of a process that broke the protocol, so it is killed.
"""

from __future__ import annotations

import io
import json
import os
import select
import signal
import socket
import struct
import subprocess
import time
import weakref
from typing import TYPE_CHECKING, Any

from tandem.errors import JSError, PeerError
from tandem.runtimes.node.memory import SharedMemory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Protocol

    class _Closable(Protocol):
        def close(self) -> object: ...


_LENGTH = struct.Struct("<I")
_LONGEST_MESSAGE = 1 << 24
_LAST_WORDS = 8192
_GRACE = 5.0
"""Seconds a process has between closing its socket and being gone."""

_live: weakref.WeakSet[Peer] = weakref.WeakSet()


class Peer:
    """One Node process that answers one request at a time.

    It belongs to the process that started it: a fork of that process must not use it.

    Args:
        node: the Node.js executable.
        script: what it runs, called with the descriptors of its socket and of ``memory``. It
            sends a first message of its own when it is ready.
        environment: variables added to this process's own.
        timeout: seconds it may take to start, and for each answer.

    Raises:
        PeerError: it did not start.
    """

    def __init__(
        self, node: Path, script: Path, environment: Mapping[str, str], timeout: float
    ) -> None:
        self.memory = SharedMemory()
        self._timeout = timeout
        self._received = bytearray()
        self._printed = bytearray()
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(0)
        readable, printing = os.pipe()
        self._pipe = io.FileIO(readable)
        held = (self._socket, self._pipe, self.memory)
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [node, script, str(theirs.fileno()), str(self.memory.fd)],
                stdin=subprocess.DEVNULL,
                stdout=printing,
                stderr=printing,
                pass_fds=(theirs.fileno(), self.memory.fd),
                env={**os.environ, **environment},
                # A Ctrl-C in the terminal is Python's to handle.
                process_group=0,
            )
        except OSError as error:
            _close(held)
            raise PeerError(f"Node.js did not start: {error}") from error
        finally:
            theirs.close()
            os.close(printing)
        self.pid = self._process.pid
        self._end = weakref.finalize(self, _end, self._process, os.getpid(), held)
        _live.add(self)
        try:
            self.versions = self._receive()
        except BaseException:
            self.close()
            raise

    def request(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send a request and return its answer.

        Raises:
            JSError: JavaScript threw; the process goes on.
            PeerError: it died, did not answer in time, or sent what is no message; it is closed.
        """
        try:
            body = json.dumps(message).encode()
            self._send(_LENGTH.pack(len(body)) + body)
            answer = self._receive()
        except BaseException:
            # Also Ctrl-C: an answer that nobody waits for would be taken for the next one.
            self.close()
            raise
        if (error := answer.get("error")) is not None:
            raise JSError(error["name"], error["message"], error["stack"])
        return answer

    def reserve(self, size: int) -> None:
        """Make ``memory`` at least ``size`` bytes long, or follow the process that did.

        Raises:
            PeerError: there is no memory for it; the process is closed.
        """
        try:
            self.memory.reserve(size)
        except OSError as error:
            self.close()
            raise PeerError(f"no memory to share {size} bytes with Node: {error}") from error

    @property
    def closed(self) -> bool:
        """Whether the process was closed, by the user or after a fault."""
        return not self._end.alive

    def close(self) -> None:
        """Kill the process and wait until it is gone. Idempotent."""
        self._end()

    def _send(self, data: bytes) -> None:
        deadline = time.monotonic() + self._timeout
        view = memoryview(data)
        while view:
            self._wait(select.POLLOUT, deadline)
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                continue
            except OSError:
                raise self._died() from None

    def _receive(self) -> dict[str, Any]:
        deadline = time.monotonic() + self._timeout
        while True:
            if len(self._received) >= _LENGTH.size:
                end = _LENGTH.size + _LENGTH.unpack_from(self._received)[0]
                if end > _LONGEST_MESSAGE:
                    raise self._rubbish()
                if len(self._received) >= end:
                    body = bytes(self._received[_LENGTH.size : end])
                    del self._received[:end]
                    return self._decode(body)
            self._wait(select.POLLIN, deadline)
            try:
                data = self._socket.recv(1 << 16)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                raise self._died()
            self._received += data

    def _decode(self, body: bytes) -> dict[str, Any]:
        try:
            message = json.loads(body)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise self._rubbish()
        return message

    def _wait(self, event: int, deadline: float) -> None:
        """Wait until the socket is ready, meanwhile keeping what the process prints."""
        poll = select.poll()
        poll.register(self._socket, event)
        poll.register(self._pipe, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            ready = dict(poll.poll(max(0.0, left) * 1000))
            if self._pipe.fileno() in ready and not self._keep_printed():
                poll.unregister(self._pipe)
            if self._socket.fileno() in ready:
                return
            if left <= 0:
                raise PeerError(
                    f"the Node process did not answer within {self._timeout:g} s and was killed",
                    self._last_words(),
                )

    def _keep_printed(self) -> bool:
        """Take what the pipe has; false once nothing more can come."""
        data = self._pipe.read(1 << 16)
        self._printed = (self._printed + data)[-_LAST_WORDS:]
        return bool(data)

    def _died(self) -> PeerError:
        """Describe a process that closed its socket."""
        try:
            code = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            return PeerError("the Node process closed its socket", self._last_words())
        words = self._last_words()
        if "heap out of memory" in words:
            how = (
                "ran out of JavaScript memory; give it more with "
                "NODE_OPTIONS=--max-old-space-size=MEGABYTES"
            )
        elif code == -signal.SIGKILL:
            how = "was killed (SIGKILL), as the system does when memory runs out"
        elif code < 0:
            how = f"died of {signal.Signals(-code).name}"
        else:
            how = f"ended with exit code {code}"
        return PeerError(f"the Node process {how}", words)

    def _rubbish(self) -> PeerError:
        return PeerError("the Node process sent what is no message", self._last_words())

    def _last_words(self) -> str:
        """The end of what was printed, without control characters."""
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        while poll.poll(0) and self._keep_printed():
            pass
        text = self._printed.decode(errors="replace")
        return "".join(c for c in text if c.isprintable() or c in "\n\t").strip()


def _end(process: subprocess.Popen[bytes], owner: int, held: tuple[_Closable, ...]) -> None:
    _close(held)
    if os.getpid() == owner:
        process.kill()
        process.wait()
    else:
        process.returncode = 0  # a fork's sibling, which Popen must neither wait for nor miss


def _close(held: tuple[_Closable, ...]) -> None:
    for part in held:
        part.close()


def _after_fork_in_child() -> None:
    """Let go of every peer: a socket open here too would keep it alive beyond its owner."""
    for peer in tuple(_live):
        peer.close()


os.register_at_fork(after_in_child=_after_fork_in_child)
