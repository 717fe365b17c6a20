"""Where the stack keeps what: the state directory of a clone, its locks and its ports."""

import errno
import fcntl
import hashlib
import json
import os
import random
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from formaops.local.problems import StackError

ROOT: Final = Path(__file__).resolve().parents[3]
"""The clone that this package is run from."""

PORTS: Final = ("api", "rest", "rest_admin", "postgres", "functions", "model")
# Below the ranges from which Linux (32768 and up) and macOS (49152 and up) give ports to outgoing connections,
# so that a port which was free yesterday is free today.
PORT_RANGE: Final = range(20_000, 32_000)
LOG_LIMIT_BYTES: Final = 10 * 1024 * 1024


def default_state() -> Path:
    """``FORMAOPS_STATE``, else ``.formaops`` in the clone."""
    return Path(os.environ.get("FORMAOPS_STATE") or ROOT / ".formaops")


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one stack. ``root`` is the clone with migrations and functions, ``state`` what the stack writes."""

    state: Path
    root: Path = ROOT

    @classmethod
    def of(cls, state: Path | str | None = None, root: Path | str = ROOT) -> "Layout":
        return cls(state=Path(state or default_state()).expanduser().absolute(), root=Path(root).absolute())

    @property
    def env_file(self) -> Path:
        return self.state / "env"

    @property
    def keys_file(self) -> Path:
        return self.state / "keys.json"

    @property
    def jwks_file(self) -> Path:
        return self.state / "jwks.json"

    @property
    def ports_file(self) -> Path:
        return self.state / "ports.json"

    @property
    def status_file(self) -> Path:
        return self.state / "status.json"

    @property
    def start_lock(self) -> Path:
        """Held by an ``up``, ``down`` or ``reset`` while it works."""
        return self.state / "start.lock"

    @property
    def life_lock(self) -> Path:
        """Held by the supervisor as long as it lives; its text is the supervisor's process id."""
        return self.state / "supervisor.lock"

    @property
    def postgres(self) -> Path:
        return self.state / "postgres"

    @property
    def cache(self) -> Path:
        return self.state / "cache"

    @property
    def digest(self) -> str:
        """Names this state directory where its path is too long or not reachable; 12 hex digits."""
        return hashlib.sha256(os.fsencode(self.state)).hexdigest()[:12]

    def log(self, service: str) -> Path:
        return self.state / "logs" / f"{service}.log"

    def prepare(self) -> None:
        """Make the directories. Raises StackError when the place cannot be written."""
        with explained(self):
            for folder in (self.state, self.state / "logs", self.cache):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.state, os.W_OK):
                raise PermissionError(errno.EACCES, "not writable", str(self.state))
            for log in (self.state / "logs").glob("*.log"):
                if log.stat().st_size > LOG_LIMIT_BYTES:
                    log.replace(log.with_suffix(".log.1"))


@contextmanager
def explained(layout: Layout) -> Iterator[None]:
    """Turn what the file system says about the state directory into a StackError that says what to do."""
    try:
        yield
    except OSError as error:
        where = error.filename or layout.state
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StackError(
                f"No space is left on the disk of {layout.state}.",
                advice="Free about 500 MB there, or put the state elsewhere with FORMAOPS_STATE=/path.",
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StackError(
                f"{where} cannot be written: {error.strerror}.",
                advice=f"Run as the user that owns {layout.state}, remove it (it holds the local database), "
                "or put the state elsewhere with FORMAOPS_STATE=/path.",
            ) from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST):
            raise StackError(f"{where} is in the way: a directory is needed there.", advice="Move it away.") from error
        raise


def write_privately(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only; its readers see the old or the new text, never a part."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def read_json(path: Path) -> Any:
    """The file's JSON; None when there is no such file or it is not JSON."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None


def try_lock(path: Path, *, shared: bool = False) -> IO[str] | None:
    """An open file that holds the lock until it is closed or its process ends; None when another has it."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def locked(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock, waiting for whoever has it; ``on_wait`` is called once when that is so."""
    file = try_lock(path)
    if file is None:
        on_wait()
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        fcntl.flock(file, fcntl.LOCK_EX)
    with file:
        yield


def supervisor_pid(layout: Layout) -> int | None:
    """Process id of the living supervisor. The lock tells, not the number, which another process may have by now."""
    while layout.life_lock.exists():
        with explained(layout):
            file = try_lock(layout.life_lock, shared=True)
        if file:
            file.close()
            return None
        if (text := layout.life_lock.read_text()).isdigit():
            return int(text)
        time.sleep(0.001)  # it has the lock and is about to write
    return None


def is_free(port: int) -> bool:
    """Whether a server could listen there on the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_ports(layout: Layout, environ: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """A port for each of PORTS, the same as last time where still free, and notes about those that had to change.

    ``FORMAOPS_API_PORT`` pins the gateway's. Raises StackError when that one is taken.
    """
    before: dict[str, int] = read_json(layout.ports_file) or {}
    if pinned := environ.get("FORMAOPS_API_PORT"):
        before["api"] = _pinned_port(pinned)
    ports: dict[str, int] = {name: before[name] for name in PORTS if name in before and is_free(before[name])}
    notes: list[str] = []
    dice = random.Random(layout.digest)  # noqa: S311  # the same wishes for the same clone, nothing secret
    for name in PORTS:
        if name in ports:
            continue
        drawn = (dice.choice(PORT_RANGE) for _ in range(10_000))
        ports[name] = next(port for port in drawn if port not in ports.values() and is_free(port))
        if name in before:
            notes.append(f"port {before[name]} ({name}) is taken by another program; using {ports[name]}")
    write_privately(layout.ports_file, json.dumps(ports))
    return ports, notes


def _pinned_port(text: str) -> int:
    if not (text.isdigit() and 0 < int(text) < 65_536):
        raise StackError(f"FORMAOPS_API_PORT={text} is not a port number.", advice="Set a number from 1024 to 65535.")
    if not is_free(int(text)):
        raise StackError(
            f"Port {text} is taken by another program, or may not be used by this user.",
            advice="Stop that program, or unset FORMAOPS_API_PORT to have a free port chosen.",
        )
    return int(text)
