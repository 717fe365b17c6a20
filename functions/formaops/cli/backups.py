"""What the commands of backups share: whose settings, which store, how far they are, and why they end."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from formaops.cli import service
from formaops.cli.failures import Exit, Failure, misused
from formaops.cli.output import Output

if TYPE_CHECKING:
    from rich.progress import TaskID

    from formaops.backups.progress import Progress
    from formaops.backups.stores import Store
    from formaops.settings import BackupSettings


def is_local() -> bool:
    """Whether the environment names no project, so that the local stack is meant."""
    return not os.environ.get("SUPABASE_URL") and not os.environ.get("FORMAOPS_DATABASE_URL")


def settings() -> "BackupSettings":
    """Those of the environment; what it lacks is the local stack's where it names no project.

    What the stack adds is in the environment then, for whatever reads it. Raises Failure.
    """
    from formaops.settings import BackupSettings

    if is_local():
        use_local_stack()
    return service.of_environment(BackupSettings)


def use_local_stack() -> None:
    """Put into the environment its keys and its folder, made by its first start, and its addresses, if it runs."""
    from formaops.local import backups, functions
    from formaops.local.environment import Addresses
    from formaops.local.keys import load_or_create
    from formaops.local.layout import Layout

    layout = Layout.of()
    if not layout.keys_file.exists():
        return
    os.environ.update(backups.environment(os.environ, load_or_create(layout), layout.state))
    try:
        addresses = Addresses.read(layout)
    except (OSError, ValueError):
        return
    os.environ.update(functions.environment(os.environ, addresses))
    os.environ["FORMAOPS_DATABASE_URL"] = addresses.db_url


def near(settings: "BackupSettings") -> "Store":
    """The store. Raises Failure and StoreFailed."""
    from formaops.backups.stores.opening import open_store

    if not settings.store:
        hint = "For the local stack: `formaops up`." if is_local() else ""
        raise misused("FORMAOPS_BACKUP_STORE must be set: where backups go.", hint=hint)
    return open_store(settings.store)


def far(settings: "BackupSettings") -> "Store":
    """The far store. Raises Failure and StoreFailed."""
    from formaops.backups.stores.opening import open_store

    if not settings.far_store:
        raise misused("FORMAOPS_BACKUP_FAR_STORE must be set: where backups are copied to.")
    return open_store(settings.far_store)


def project() -> Any:
    """The settings by which the database keeps its runs. Raises Failure."""
    from formaops.settings import Settings

    needed = ("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_ANON_KEY")
    if is_local():
        raise misused("No stack runs here.", hint="`formaops up` starts it. For a project, set FORMAOPS_DATABASE_URL.")
    try:
        return Settings()  # type: ignore[call-arg]  # filled from the environment
    except ValueError as error:
        raise misused(
            f"{', '.join(needed)} must be set: the project's database keeps what became of its backups."
        ) from error


@contextmanager
def explained() -> Iterator[None]:
    """Turns what backing up, verifying and restoring raise into a Failure with its exit code."""
    from formaops.backups.dumping import DumpFailed, NotAllowed
    from formaops.backups.finding import NoBackup
    from formaops.backups.keys import NotConfigured
    from formaops.backups.restoring import RestoreFailed, TargetRefused
    from formaops.backups.runs import LostLease
    from formaops.backups.sealing import BackupDamaged, BadKey
    from formaops.backups.stores import NotStored, StoreFailed
    from formaops.postgres.problems import PostgresFailed
    from formaops.signing import BadSignature

    known: tuple[tuple[tuple[type[Exception], ...], str, int, Exit], ...] = (
        ((NotConfigured, BadKey), "malformed", 400, Exit.USAGE),
        ((NotAllowed,), "not_allowed", 403, Exit.NOT_ALLOWED),
        ((BackupDamaged, BadSignature), "backup_damaged", 500, Exit.FAILED),
        ((NoBackup, NotStored), "not_found", 404, Exit.NOT_FOUND),
        ((TargetRefused,), "target_refused", 409, Exit.USAGE),
        ((RestoreFailed,), "restore_failed", 500, Exit.FAILED),
        ((StoreFailed,), "store_failed", 503, Exit.NOT_READY),
        ((LostLease,), "lease_lost", 409, Exit.FAILED),
        ((DumpFailed,), "dump_failed", 500, Exit.FAILED),
        ((PostgresFailed,), "database_unreachable", 503, Exit.NOT_READY),
    )
    try:
        yield
    except Exception as error:
        for kinds, code, status, exit_code in known:
            if isinstance(error, kinds):
                problem = {"title": "Backups", "status": status, "detail": str(error), "code": code}
                raise Failure(problem, exit_code=exit_code) from error
        raise


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM does what Ctrl-C does: what runs is ended and cleared up, and says so."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Bar:
    """A callback of progress, for people: a line on a terminal, else one line for each stage."""

    def __init__(self, output: Output) -> None:
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn, TransferSpeedColumn
        from rich.progress import Progress as Lines

        self._output = output
        self._live = output.err.is_terminal and not output.as_json
        self._lines = Lines(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeElapsedColumn(),
            console=output.err,
            disable=not self._live,
        )
        self._tasks: dict[str, TaskID] = {}
        self._stage = ""
        self._began = time.monotonic()
        self._latest: Progress | None = None

    def __enter__(self) -> Self:
        self._lines.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_stage()
        self._lines.stop()

    def __call__(self, progress: "Progress") -> None:
        if progress.stage != self._stage:
            self._end_stage()
            self._stage, self._began = progress.stage, time.monotonic()
            self._tasks[progress.stage] = self._lines.add_task(progress.stage, total=progress.total_bytes)
        self._latest = progress
        # A total is what the last backup had: this one may be larger.
        total = max(progress.total_bytes, progress.done_bytes) if progress.total_bytes else None
        self._lines.update(self._tasks[progress.stage], completed=progress.done_bytes, total=total)

    def _end_stage(self) -> None:
        if self._latest is None:
            return
        done, seconds = self._latest.done_bytes, time.monotonic() - self._began
        self._lines.update(self._tasks[self._stage], completed=done, total=done)
        if not self._live and not self._output.as_json:
            speed = f", {amount(done)} at {amount(done / max(seconds, 0.001))}/s" if done else ""
            self._output.note(f"{self._stage}: {seconds:.1f} s{speed}")
        self._latest = None


def amount(size: float) -> str:
    """Bytes as people read them: `24.6 MB`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"
