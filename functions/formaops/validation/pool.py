"""Worker processes, kept between validations and killed when one goes wrong."""

import asyncio
import atexit
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from formaops.errors import NotReady
from formaops.validation.limits import MAX_FRAME, MIB, WALL_SECONDS, WORKER_START_SECONDS

_NOT_STARTED = "the process that runs validations could not be started"
_MAIN = """
import sys
sys.modules["rfc3987_syntax"] = None  # jsonschema would import it, for a second, and we do not use it: see `_formats`
from formaops.validation import worker
worker.main()
"""
_HEAD = 4
"""Bytes of a message's length, as `worker` describes."""


class Stopped(Exception):
    """A validation got no answer: its worker was killed, or died. Says why."""


class Pool:
    """At most `size` workers per event loop, started when first needed.

    Usable from any number of event loops, one after another or at once, and after a fork: sockets are bound to a loop
    only while a validation waits on them.
    """

    def __init__(self, size: int = 2, wall_seconds: float = WALL_SECONDS) -> None:
        self.size = size
        self.wall_seconds = wall_seconds
        self._idle: list[_Worker] = []
        self._slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
        atexit.register(self.close)

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer of a worker to `request`.

        Raises Stopped when it takes longer than `wall_seconds` or the worker dies, NotReady when none can be started.
        Whatever happens, cancellation included, a worker that may still be busy is killed.
        """
        data = json.dumps(request).encode()
        slots = self._slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self.size))
        async with slots:
            worker = self._take() or await _Worker.start()
            try:
                async with asyncio.timeout(self.wall_seconds):
                    answer: dict[str, Any] = json.loads(await worker.ask(data))
            except TimeoutError as error:
                worker.kill()
                raise Stopped(f"stopped after {self.wall_seconds:g} s") from error
            except (OSError, EOFError, ValueError) as error:
                worker.kill()
                raise Stopped("the worker crashed") from error
            except BaseException:
                worker.kill()
                raise
            self._idle.append(worker)
            return answer

    async def warm(self) -> None:
        """Start the first worker now, so that the first validation need not wait for it."""
        if not self._idle:
            self._idle.append(await _Worker.start())

    def close(self) -> None:
        """End the idle workers. The pool starts new ones when it is used again."""
        while self._idle:
            self._idle.pop().kill()

    def _take(self) -> "_Worker | None":
        while self._idle:
            worker = self._idle.pop()
            if worker.is_usable():
                return worker
            worker.kill()
        return None


class _Worker:
    """One process and our end of its socket."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _spawn(theirs)
            except OSError as error:
                self._socket.close()
                raise NotReady(_NOT_STARTED) from error
        self._socket.setblocking(False)
        self._owner = os.getpid()

    @classmethod
    async def start(cls) -> "_Worker":
        """A worker that is ready; raises NotReady."""
        worker = cls()
        try:
            async with asyncio.timeout(WORKER_START_SECONDS):
                await worker._receive()
        except (OSError, EOFError) as error:  # TimeoutError is an OSError
            worker.kill()
            raise NotReady(_NOT_STARTED) from error
        except BaseException:
            worker.kill()
            raise
        return worker

    def is_usable(self) -> bool:
        return self._owner == os.getpid() and self._process.poll() is None

    async def ask(self, data: bytes) -> bytes:
        """Raises OSError or EOFError when the worker is gone."""
        message = len(data).to_bytes(_HEAD) + data
        await asyncio.get_running_loop().sock_sendall(self._socket, message)
        return await self._receive()

    def kill(self) -> None:
        """End the process now, unless it is another process's child: that one has forked us."""
        self._socket.close()
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()

    async def _receive(self) -> bytes:
        length = int.from_bytes(await self._read(_HEAD))
        if length > MAX_FRAME:
            raise EOFError("a message of that length is never sent")
        return await self._read(length)

    async def _read(self, length: int) -> bytes:
        data = bytearray()
        loop = asyncio.get_running_loop()
        while len(data) < length:
            part = await loop.sock_recv(self._socket, min(length - len(data), MIB))
            if not part:
                raise EOFError
            data += part
        return bytes(data)


def _spawn(connection: socket.socket) -> subprocess.Popen[bytes]:
    """The worker's process, with `connection` as its standard input and nothing else of ours."""
    search_path = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    return subprocess.Popen(  # noqa: S603  # our own interpreter, our own code
        [sys.executable, "-S", "-P", "-c", _MAIN],
        stdin=connection.fileno(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": search_path, "LC_ALL": "C.UTF-8"},
    )
