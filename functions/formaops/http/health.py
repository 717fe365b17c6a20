"""Whether the functions can do their work, for a load balancer and for a person.

A load balancer asks whether to send requests here: the database behind PostgREST answers, and so does the local model.
What is late elsewhere (the queue, the chain of the audit log, backups) is no reason to take the functions away: then
they are degraded, and somebody should look. Anybody may ask, so nothing here says where anything is.
"""

import asyncio
import html
import time
from typing import Any, Final, Literal

import httpx
from postgrest.exceptions import APIError
from pydantic import BaseModel

from formaops import __version__
from formaops.database import Database
from formaops.errors import FormaOpsError
from formaops.settings import Settings

# Anyone may ask; asking often asks nobody else often.
_HOLDS_SECONDS: Final = 2.0
_LATE_SECONDS: Final = 300
"""What waits for longer than this waits for somebody who is not there."""
_PATIENCE_SECONDS: Final = 5
"""A load balancer does not wait for as long as a function may."""
_NEEDED: Final = ("rest", "database", "model")
_WORDS: Final = {"live": "lives", "ready": "is ready", "degraded": "works, but look", "not_ready": "is not ready"}
_TITLES: Final = {
    "rest": "REST", "database": "Database", "model": "Model", "queue": "Queue", "audit": "Audit log",
    "backups": "Backups",
}  # fmt: skip

Check = dict[str, Any]


class Health(BaseModel):
    """`live` says that the process answers; `ready` that it can do its work; `degraded` that something else is late."""

    status: Literal["live", "ready", "degraded", "not_ready"]
    version: str
    checks: dict[str, Any] = {}


class Readiness:
    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._asking = asyncio.Lock()
        self._checked_at = float("-inf")
        self._checks: dict[str, Check] = {}

    async def health(self) -> Health:
        async with self._asking:
            if time.monotonic() - self._checked_at > _HOLDS_SECONDS:
                told, model = await asyncio.gather(self._check_database(), self._check_model())
                self._checks = {**told, "model": model}
                self._checked_at = time.monotonic()
        status: Literal["ready", "degraded", "not_ready"] = "ready"
        if not all(self._checks[name]["ok"] for name in _NEEDED):
            status = "not_ready"
        elif not all(check["ok"] for check in self._checks.values()):
            status = "degraded"
        return Health(status=status, version=__version__, checks=self._checks)

    async def _check_database(self) -> dict[str, Check]:
        """By one question, whose answer has the figures of what may be late."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                told = await self._database.rpc("health_figures", {})
        except TimeoutError:
            late = {"ok": False, "detail": f"no answer within {_PATIENCE_SECONDS} s"}
            return {"rest": late, "database": late}
        except FormaOpsError as error:
            # PostgREST answers that it has no database; where nothing answers, nobody knows of the database.
            answered = isinstance(error.__cause__, APIError)
            return {
                "rest": {"ok": answered} if answered else {"ok": False, "detail": "it does not answer"},
                "database": {"ok": False, "detail": error.detail},
            }
        milliseconds = round((time.monotonic() - started) * 1000)
        return {
            "rest": {"ok": True},
            "database": {"ok": True, "latency_ms": milliseconds},
            "queue": _waiting(told["queue_age_seconds"], "executions wait: does a worker run?"),
            "audit": _waiting(told["audit_age_seconds"], "rows are not sealed: does a worker run?"),
            "backups": _backups(told["backups"]),
        }

    async def _check_model(self) -> Check:
        """Whether the local model answers; other providers are not asked, because asking may cost."""
        model, address = self._settings.default_model, self._settings.local_model_url
        if not model.startswith("local:"):
            return {"ok": True, "model": model, "detail": "not asked"}
        if address is None:
            return {"ok": False, "model": model, "detail": "FORMAOPS_LOCAL_MODEL_URL is not set"}
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as client:
                (await client.get(f"{address}/models")).raise_for_status()
        except httpx.HTTPError:
            return {"ok": False, "model": model, "detail": "the local model does not answer"}
        return {"ok": True, "model": model}


def _waiting(seconds: float, detail: str) -> Check:
    late = seconds > _LATE_SECONDS
    return {"ok": not late, "age_seconds": round(seconds)} | ({"detail": detail} if late else {})


def _backups(told: dict[str, Any]) -> Check:
    """Ages, and which alerts are raised: the rest is for operators."""
    ages = {
        name: told[name] if told[name] is None else round(told[name])
        for name in ("age_seconds", "verified_age_seconds")
    }
    return {"ok": not told["alerts"], **ages, "alerts": told["alerts"]}


# ------------------------------------------------------------------------------------------------------ for people

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>FormaOps {words}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 44rem; padding: 0 1rem; }}
th {{ text-align: left; padding-right: 2rem; vertical-align: top; }}
td {{ padding-right: 2rem; vertical-align: top; }}
footer {{ color: #666; margin-top: 2rem; }}
</style>
<h1>FormaOps {words}</h1>
<table>
{rows}
</table>
<footer>Version {version}</footer>
</html>
"""


def lines(health: Health) -> list[tuple[str, str, str]]:
    """Each check as people read it: what, whether it is well, and more."""
    return [
        (title, "ok" if check["ok"] else "look" if name not in _NEEDED else "fails", _more(check))
        for name, title in _TITLES.items()
        if (check := health.checks.get(name))
    ]


def _more(check: Check) -> str:
    more = []
    if check.get("detail"):
        more.append(str(check["detail"]))
    if "model" in check:
        more.append(check["model"])
    if "latency_ms" in check:
        more.append(f"{check['latency_ms']} ms")
    if "verified_age_seconds" in check:
        more += [f"{alert.replace('_', ' ')}!" for alert in check["alerts"]]
        more.append(f"last {_ago(check['age_seconds'])}, last verified {_ago(check['verified_age_seconds'])}")
    elif "age_seconds" in check:
        more.append(f"the oldest waits for {check['age_seconds']} s" if check["age_seconds"] else "nothing waits")
    return "; ".join(more)


def _ago(seconds: int | None) -> str:
    if seconds is None:
        return "never"
    return f"{seconds / 3600:.1f} h ago" if seconds >= 3600 else f"{seconds / 60:.0f} min ago"


def as_text(health: Health) -> str:
    rows = [f"{title:<10} {state:<6} {more}".rstrip() for title, state, more in lines(health)]
    return "\n".join([f"FormaOps {_WORDS[health.status]} (version {health.version})", *rows, ""])


def as_html(health: Health) -> str:
    rows = (
        f"<tr><th scope=row>{html.escape(title)}<td>{html.escape(state)}<td>{html.escape(more)}"
        for title, state, more in lines(health)
    )
    return _PAGE.format(words=html.escape(_WORDS[health.status]), rows="\n".join(rows), version=health.version)
