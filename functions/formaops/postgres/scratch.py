"""A cluster for one piece of work: started from nothing in a temporary directory, and gone afterwards.

Nobody reaches it but who may open its socket, which lies in that directory; it listens on no port. Where the process
is killed before it can clear up, its server ends with it (on Linux), and the next one removes the directory.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Final

from formaops.postgres import programs, scripts
from formaops.postgres.addresses import Address
from formaops.postgres.cluster import SUPERUSER, Cluster
from formaops.postgres.problems import PostgresFailed
from formaops.postgres.processes import Account, as_account, die_with_parent, nobody, plain_environment, program_of

if TYPE_CHECKING:
    import psycopg

DATABASE: Final = "postgres"
_PREFIX: Final = "formaops-scratch-"
_LOCK: Final = "lock"
_SECONDS_TO_START: Final = 60
_SECONDS_TO_STOP: Final = 20
# Long enough for whoever is between making the directory and locking it.
_SECONDS_TO_LOCK: Final = 60
# Nothing in it outlives the work, so nothing is written twice or waited for.
_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "20",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "max_locks_per_transaction": "1024",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "log_checkpoints": "off",
    # Of a statement that fails the text may hold a customer's values.
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True, slots=True)
class Scratch:
    """A running cluster. Its superuser is `supabase_admin`, as where the product lives."""

    cluster: Cluster
    password: str = field(repr=False)

    @property
    def home(self) -> Path:
        return self.cluster.data.parent

    def address(self, database: str = DATABASE) -> Address:
        return Address(
            {"host": str(self.home), "user": SUPERUSER, "password": self.password, "dbname": database}
            | {"sslmode": "disable", "connect_timeout": "10"}
        )

    def connect(self, database: str = DATABASE) -> "psycopg.Connection":
        """An autocommit connection as the superuser."""
        return self.address(database).connect()

    def give_platform(self, database: str = DATABASE) -> None:
        """What hosted Supabase brings before any migration. Raises PostgresFailed."""
        with self.connect(database) as connection:
            for file in scripts.platform_files():
                scripts.run_file(connection, file)


@contextmanager
def scratch(settings: Mapping[str, str] | None = None) -> Iterator[Scratch]:
    """A new cluster, ended and removed afterwards, on SIGTERM too. Raises PostgresFailed.

    ``settings`` of the server are added to ours. To be used in the thread that enters it.
    """
    account = nobody() if os.geteuid() == 0 else None
    remove_leftovers()
    with _ended_by_sigterm(), _home(account) as home:
        found, major = programs.reachable(programs.folder(), account, home)
        made = Scratch(Cluster(found, major, home / "data", account), secrets.token_urlsafe(24))
        made.cluster.create(made.password)
        with served(made, settings or {}):
            yield made


@contextmanager
def served(made: Scratch, settings: Mapping[str, str]) -> Iterator[None]:
    """Let its server run. ``settings`` are added to ours. Raises PostgresFailed."""
    process = _start(made, _SETTINGS | dict(settings))
    try:
        _wait(made, process)
        yield
    finally:
        _stop(process)


def remove_leftovers() -> list[Path]:
    """The directories that killed runs left, which are gone now."""
    removed = []
    for home in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if not _is_ours(home):
                continue
            lock = _lock(home)
            if lock is None:
                continue
            with lock:
                _end_server(home)
                shutil.rmtree(home, ignore_errors=True)
                removed.append(home)
    return removed


@contextmanager
def _home(account: Account | None) -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with (home / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if account:
                os.chown(home, account.uid, account.gid)
            yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _is_ours(home: Path) -> bool:
    found = home.lstat()
    owners = {os.geteuid(), nobody().uid} if os.geteuid() == 0 else {os.geteuid()}
    return found.st_uid in owners and home.is_dir() and not home.is_symlink()


def _lock(home: Path) -> IO[str] | None:
    """The lock of a directory that nobody uses; None when somebody does, or is about to."""
    path = home / _LOCK
    if not path.exists() and time.time() - home.lstat().st_mtime < _SECONDS_TO_LOCK:
        return None
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _end_server(home: Path) -> None:
    """Where the system does not end it with its parent."""
    try:
        pid = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    if "postgres" in program_of(pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)


def _start(made: Scratch, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    argv = made.cluster.argv({**settings, "unix_socket_directories": str(made.home)})
    with (made.home / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603
            argv,
            cwd=made.home,
            env=plain_environment(LC_ALL="C"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGQUIT),
            **as_account(made.cluster.account),
        )


def _wait(made: Scratch, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            made.connect().close()
            return
        except PostgresFailed as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise PostgresFailed(
                    "The scratch cluster did not start.",
                    tail=_tail(made.home / "log"),
                    advice=f"It lies in {made.home.parent}: see that there is room, or name another place by TMPDIR.",
                ) from error
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """At once: nobody will read what it would write down."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    with suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-12:])
    return ""


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind, where nobody else has a say in it: only then is anything cleared up."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
