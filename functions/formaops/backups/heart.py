"""The heartbeat of a run: it keeps the lease while the work goes on, and ends the work when the lease is lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, Self

from formaops.backups.failures import failure_of
from formaops.backups.progress import Progress, Tell
from formaops.backups.runs import LEASE_SECONDS, LostLease, Run, Runs

HEARTBEAT_SECONDS: Final = LEASE_SECONDS / 6


class Heart:
    """Extends the run's lease for as long as the work goes on, and ends the work when the lease is lost."""

    def __init__(self, runs: Runs, run: Run, progress: Tell, seconds: float) -> None:
        self._runs, self._run, self._progress, self._seconds = runs, run, progress, seconds
        self._latest: Progress | None = None
        self._over = threading.Event()
        self._ending: list[Callable[[], None]] = []
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self.lost: LostLease | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def tell(self, progress: Progress) -> None:
        """Raises LostLease, and what the caller's own `progress` raises."""
        self._latest = progress
        if self.lost:
            raise self.lost
        self._progress(progress)

    def fence(self, progress: Progress) -> None:
        """Prove that the run is ours still. Raises LostLease and NotReady."""
        self.tell(progress)
        self._runs.extend(self._run, progress)

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """What is called when the lease is lost, from another thread, so that nobody waits for it in vain."""
        self._ending.append(end)
        try:
            yield
        finally:
            self._ending.remove(end)

    @contextmanager
    def ending_as_failed(self) -> Iterator[None]:
        """Whatever is raised ends the run as FAILED. Raises LostLease in its place where that is why."""
        try:
            yield
        except BaseException as error:
            failure = self.lost or error
            if not isinstance(failure, LostLease):  # else it is somebody else's to end by now
                # What is wrong matters more than that it could not be written down; the lease ends by itself.
                with suppress(Exception):
                    self._runs.end(self._run, "FAILED", None, failure_of(failure))
            if failure is error:
                raise
            raise failure from error

    def _beat(self) -> None:
        while not self._over.wait(self._seconds):
            try:
                self._runs.extend(self._run, self._latest)
            except LostLease as error:
                self.lost = error
                for end in list(self._ending):
                    end()
                return
            except Exception:  # noqa: S112  # away for now; whether the run is still ours is asked before the manifest
                continue
