"""What a check is, what it may use, and how all are run: by itself, within its time, without a traceback."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from formaops.errors import FormaOpsError
from formaops.postgres.problems import PostgresFailed
from formaops.settings import BackupSettings, Settings

if TYPE_CHECKING:
    import httpx
    import psycopg

SECONDS: Final = 10.0
"""How long a check may take unless it says otherwise."""


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class NotChecked(Exception):
    """What the check needs is not there; the text says what."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``advice`` is the command or the page that helps; empty where nothing is to be done."""

    state: State
    detail: str
    advice: str = ""
    items: tuple[str, ...] = ()
    """All that was found, where the detail names the first few."""


def ok(detail: str) -> Finding:
    return Finding(State.OK, detail)


def warning(detail: str, advice: str) -> Finding:
    return Finding(State.WARNING, detail, advice)


def failed(detail: str, advice: str, items: Iterable[str] = ()) -> Finding:
    return Finding(State.FAILED, detail, advice, tuple(items))


_TOOK_LONG: Final = warning("took too long to find out", "Look at a quieter time, or by hand: sql/queries.")


@dataclass(frozen=True, slots=True)
class Check:
    section: str
    name: str
    ask: Callable[["Ground"], Finding]
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Line:
    section: str
    name: str
    state: State
    detail: str
    advice: str
    milliseconds: int
    items: tuple[str, ...] = ()


@dataclass
class Ground:
    """What the checks stand on. ``environ`` is the process's, with the local stack's addresses where none is named."""

    environ: Mapping[str, str] = field(repr=False)
    root: Path
    """The clone."""
    is_local: bool = False
    may_probe: bool = False
    """Whether a file may be written into the stores of backups, and removed."""
    scratch: Callable[[], Any] | None = None
    """Gives a context manager with an autocommit connection to an empty database on a cluster of our own."""
    _connection: "psycopg.Connection | None" = field(default=None, repr=False)
    _no_database: str = ""
    _no_api: str = ""
    _late: set[str] = field(default_factory=set, repr=False)
    _seconds: float = SECONDS

    @cached_property
    def settings(self) -> Settings:
        """Raises NotChecked."""
        from pydantic import ValidationError

        try:
            return Settings()  # type: ignore[call-arg]  # filled from the environment
        except ValidationError as error:
            raise NotChecked("no settings") from error

    @cached_property
    def backups(self) -> BackupSettings:
        """Raises NotChecked."""
        from pydantic import ValidationError

        try:
            return BackupSettings()
        except ValidationError as error:
            raise NotChecked("no settings of backups") from error

    @cached_property
    def http(self) -> "httpx.Client":
        import httpx

        return httpx.Client(timeout=httpx.Timeout(8, connect=4), trust_env=not self.is_here)

    @property
    def is_here(self) -> bool:
        """Whether the project is on this machine."""
        from urllib.parse import urlsplit

        return urlsplit(self.settings.supabase_url).hostname in ("127.0.0.1", "localhost", "::1")

    @property
    def functions_url(self) -> str:
        return self.environ.get("FORMAOPS_FUNCTIONS_URL", f"{self.settings.supabase_url}/functions/v1").rstrip("/")

    def open_database(self) -> "psycopg.Connection":
        """Raises NotChecked without an address, PostgresFailed when it does not let us in."""
        from formaops.operations.targets import require_session
        from formaops.postgres.addresses import Address

        if not self.backups.database_url:
            self._no_database = "set FORMAOPS_DATABASE_URL"
            raise NotChecked(self._no_database)
        self._no_database = "no database"
        address = Address.of(self.backups.database_url.get_secret_value())
        require_session(address)  # it would hand our settings to whoever comes next
        connection = address.connect(connect_timeout="5", application_name="formaops doctor")
        connection.execute("set default_transaction_read_only = on")
        self._connection, self._no_database = connection, ""
        self.bound(self._seconds)
        return connection

    @property
    def database(self) -> "psycopg.Connection":
        """Read-only, for catalogue and tables. Raises NotChecked; for whoever asks first, what open_database raises."""
        if self._connection is None and not self._no_database:
            return self.open_database()
        if self._connection is None or self._connection.closed:
            raise NotChecked(self._no_database or "no database")
        return self._connection

    def rows(self, query: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        return self.database.execute(query.encode(), parameters).fetchall()

    def has(self, thing: str) -> bool:
        """Whether the database has this table or function (with its argument types)."""
        lookup = "to_regprocedure" if "(" in thing else "to_regclass"
        return self.rows(f"select {lookup}(%s) is not null", [thing]) == [(True,)]

    def rpc(self, name: str, **arguments: Any) -> Any:
        """By PostgREST, with the service key. Raises httpx's errors; NotChecked where the database lacks it, or once it
        is known that nobody answers.
        """
        import httpx

        if self._no_api:
            raise NotChecked(self._no_api)
        if name in self._late:
            raise NotChecked(f"{name} does not answer in time")
        key = self.settings.service_role_key.get_secret_value()
        try:
            answer = self.http.post(
                f"{self.settings.rest_url}/rpc/{name}",
                json=arguments,
                headers={"apikey": key, "Authorization": f"Bearer {key}"},
            )
        except httpx.ReadTimeout:  # this question may be a long one, others are not
            self._late.add(name)
            raise
        except httpx.TransportError:
            self._no_api = "the API cannot be reached"
            raise
        if answer.status_code == 401:
            self._no_api = "the API does not take the service key"
        if answer.status_code == 404 and "PGRST202" in answer.text:
            raise NotChecked(f"the database lacks {name}: formaops migrate")
        answer.raise_for_status()
        return answer.json()

    def bound(self, seconds: float) -> None:
        """From now on a statement is given up a little before so many seconds."""
        self._seconds = seconds
        if self._connection is not None and not self._connection.closed:
            milliseconds = max(int(seconds * 900), 1)
            self._connection.execute("select set_config('statement_timeout', %s, false)", [str(milliseconds)])

    def dismiss_database(self) -> None:
        """After a check that did not come back: its thread still has the connection."""
        if self._connection is not None:
            self._connection, self._no_database = None, "the database does not answer"

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if "http" in self.__dict__:
            self.http.close()


def run(checks: Iterable[Check], ground: Ground) -> Iterator[Line]:
    """One line a check, in their order, each as soon as it is known."""
    for check in checks:
        started = time.monotonic()
        finding = _bounded(check, ground)
        milliseconds = round((time.monotonic() - started) * 1000)
        yield Line(
            check.section, check.name, finding.state, finding.detail, finding.advice, milliseconds, finding.items
        )


def _bounded(check: Check, ground: Ground) -> Finding:
    found: list[Finding] = []
    # A thread, for not everything that hangs can be told to stop: the name of a host that is looked up, say.
    thread = threading.Thread(target=lambda: found.append(_asked(check, ground)), daemon=True)
    thread.start()
    thread.join(check.seconds)
    if thread.is_alive():
        ground.dismiss_database()
        return failed(f"did not answer within {check.seconds:g} s", "Look whether the network, or the database, hangs.")
    return found[0]


def _asked(check: Check, ground: Ground) -> Finding:
    import httpx
    import psycopg

    try:
        ground.bound(check.seconds)
        return check.ask(ground)
    except (PostgresFailed, FormaOpsError) as error:
        advice = error.advice if isinstance(error, PostgresFailed) else ""
        return failed(_first_line(error), advice)
    except NotChecked as reason:
        return Finding(State.NOT_CHECKED, str(reason))
    except psycopg.errors.InsufficientPrivilege as error:
        return Finding(State.NOT_CHECKED, f"this role may not: {error.diag.message_primary}")
    except (
        psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedFunction,
        psycopg.errors.InvalidSchemaName,
    ) as error:  # fmt: skip
        return Finding(State.NOT_CHECKED, f"the database lacks it: {error.diag.message_primary}: formaops migrate")
    except psycopg.errors.QueryCanceled:
        return _TOOK_LONG
    except httpx.HTTPStatusError as error:
        if "57014" in error.response.text:  # PostgREST's statement timeout
            return _TOOK_LONG
        return failed(f"{error.request.url} answers {error.response.status_code}", "Look at keys and address.")
    except httpx.HTTPError as error:
        return failed(f"cannot be reached: {type(error).__name__}", "Look at the address; local: formaops status")
    except Exception as error:  # one check's fault must not hide what the others find
        return failed(f"{type(error).__name__}: {_first_line(error)}", "")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no message"
