"""Why a command ended without success: a problem document, an exit code, and what to do next.

Whatever a function, PostgREST, Supabase Auth, the network or the local stack says becomes one Failure, so that people
read one kind of message and scripts one kind of JSON.
"""

import os
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from formaops.errors import Fault, FormaOpsError, Malformed, NotFound, NotReady, Unauthenticated

DEBUG_VARIABLE = "FORMAOPS_DEBUG"


class Exit(IntEnum):
    """What the process says to scripts. `formaops --help` lists these."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_ALLOWED = 3
    NOT_FOUND = 4
    NOT_READY = 5
    INTERRUPTED = 130


class Failure(Exception):
    """`problem` is a problem document as the functions answer it (RFC 9457 with `code`, perhaps `errors`)."""

    def __init__(self, problem: Mapping[str, Any], *, hint: str = "", exit_code: Exit | None = None) -> None:
        super().__init__(str(problem.get("detail", "")))
        self.problem = dict(problem)
        self.hint = hint or _hint(self.problem)
        self.exit_code = exit_code or exit_code_of(self.problem)

    @property
    def faults(self) -> list[Fault]:
        """What is wrong in detail, each with its path."""
        found = self.problem.get("errors") or []
        return [Fault(str(fault.get("path", "")), str(fault.get("message", ""))) for fault in found]


def failure_of(error: FormaOpsError, *, hint: str = "") -> Failure:
    """A fault that the command itself has found."""
    problem = {"title": error.title, "status": error.status, "detail": error.detail, "code": error.code}
    errors = [{"path": fault.path, "message": fault.message} for fault in error.faults]
    return Failure(problem | {"errors": errors} | error.extra, hint=hint)


def misused(detail: str, *, faults: Sequence[Fault] = (), hint: str = "") -> Failure:
    """The caller has to ask differently."""
    return failure_of(Malformed(detail, faults=faults), hint=hint)


def missing(detail: str, *, hint: str = "") -> Failure:
    return failure_of(NotFound(detail), hint=hint)


def exit_code_of(problem: Mapping[str, Any]) -> Exit:
    """The exit code that tells a script what kind of problem it is."""
    status, execution = int(problem.get("status") or 500), problem.get("execution") or {}
    if problem.get("code") == "output_invalid" or execution.get("status") == "CANCELLED":
        return Exit.FAILED
    if status in (401, 403):
        return Exit.NOT_ALLOWED
    if status == 404:
        return Exit.NOT_FOUND
    return Exit.NOT_READY if status >= 500 else Exit.USAGE


def explain(error: Exception) -> Failure:
    """The Failure that stands for an exception of a library, of the local stack, or of our own making."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, FormaOpsError):
        return failure_of(error)
    return (
        _of_postgres(error)
        or _of_stack(error)
        or _of_network(error)
        or _of_database(error)
        or _of_sign_in(error)
        or _unforeseen(error)
    )


def _of_postgres(error: Exception) -> Failure | None:
    from formaops.postgres.problems import PostgresFailed

    if not isinstance(error, PostgresFailed):
        return None
    problem = {"title": "The database", "status": 503, "detail": str(error.message), "code": "not_ready"}
    lines = [{"path": "", "message": line} for line in error.tail.splitlines()]
    return Failure(problem | {"errors": lines}, hint=error.advice)


def _of_stack(error: Exception) -> Failure | None:
    from formaops.local.problems import StackError

    if not isinstance(error, StackError):
        return None
    problem = {"title": "The local stack", "status": 503, "detail": str(error.message), "code": "not_ready"}
    lines = [{"path": "", "message": line} for line in error.tail.splitlines()]
    log = f"Log: {error.log}. " if error.log else ""
    return Failure(problem | {"errors": lines}, hint=f"{log}{error.advice}".strip())


def _of_network(error: Exception) -> Failure | None:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return failure_of(NotReady(f"{_origin(error)} did not answer in time."))
    if isinstance(error, httpx.RequestError):
        return failure_of(NotReady(f"{_origin(error)} cannot be reached: {error or type(error).__name__}"))
    if isinstance(error, httpx.InvalidURL):
        return misused(f"That is no address: {error}")
    return None


def _origin(error: Any) -> str:
    try:
        url = error.request.url
    except RuntimeError:
        return "The project"
    return f"{url.scheme}://{url.netloc.decode()}"


def _of_database(error: Exception) -> Failure | None:
    from postgrest.exceptions import APIError

    from formaops.database.failures import as_error

    if not isinstance(error, APIError):
        return None
    meant = as_error(error)
    if isinstance(meant, NotReady):
        meant = NotReady(f"The database could not take the request: {error.message} ({error.code}).")
    return failure_of(meant)


def _of_sign_in(error: Exception) -> Failure | None:
    from supabase_auth.errors import AuthApiError, AuthError, AuthRetryableError

    if isinstance(error, AuthRetryableError):
        return failure_of(NotReady(f"Sign-in cannot be reached: {error.message}"))
    if isinstance(error, AuthApiError) and error.status >= 500:
        return failure_of(NotReady(f"Sign-in failed: {error.message}"))
    if isinstance(error, AuthError):
        return failure_of(Unauthenticated(f"Sign-in was refused: {error.message}"))
    return None


def _unforeseen(error: Exception) -> Failure:
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    detail = f"This is a fault of formaops itself: {type(error).__name__}: {error}"
    problem = {"title": "Something went wrong here", "status": 500, "detail": detail, "code": "internal_error"}
    return Failure(problem, hint=f"{DEBUG_VARIABLE}=1 shows where it happened.")


def _hint(problem: Mapping[str, Any]) -> str:
    execution = problem.get("execution") or {}
    if execution.get("id"):
        return f"See `formaops executions show {str(execution['id'])[:8]}`."
    match problem.get("code"):
        case "unauthenticated":
            return "Sign in with `formaops login`."
        case "forbidden":
            return "`formaops whoami` says who you are and in which tenants; --tenant chooses one."
        case "not_ready":
            return "For the local stack: `formaops status` says what runs, `formaops up` starts it."
        case "unknown_price":
            return "Name a model with a known price, or let an operator set FORMAOPS_ALLOW_UNKNOWN_PRICE=true."
    return ""
