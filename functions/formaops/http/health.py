"""Whether the functions can do their work: the database behind PostgREST answers, and so does the local model."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any, Literal

import httpx
from pydantic import BaseModel

from formaops import __version__
from formaops.database import Database, errors_of_ours
from formaops.errors import FormaOpsError
from formaops.settings import Settings

# Anyone may ask; asking often asks nobody else often.
_HOLDS_SECONDS = 2.0


class Health(BaseModel):
    """`live` says that the process answers; `ready` that it can do its work."""

    status: Literal["live", "ready", "not_ready"]
    version: str
    checks: dict[str, Any] = {}


class Readiness:
    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._checked_at = float("-inf")
        self._checks: dict[str, dict[str, Any]] = {}

    async def health(self) -> Health:
        if time.monotonic() - self._checked_at > _HOLDS_SECONDS:
            database, model = await asyncio.gather(self._check_database(), self._check_model())
            self._checks = {"database": database, "model": model}
            self._checked_at = time.monotonic()
        ready = all(check["ok"] for check in self._checks.values())
        return Health(status="ready" if ready else "not_ready", version=__version__, checks=self._checks)

    async def _check_database(self) -> dict[str, Any]:
        """By the question how long the oldest pending execution has been waiting."""
        started = time.monotonic()
        query = self._database.as_service().from_("executions").select("created_at").eq("status", "PENDING")
        try:
            with errors_of_ours():
                oldest = (await query.order("created_at").limit(1).execute()).data
        except FormaOpsError as error:
            return {"ok": False, "detail": error.detail}
        milliseconds = round((time.monotonic() - started) * 1000)
        return {"ok": True, "latency_ms": milliseconds, "queue_age_seconds": _seconds_since(oldest)}

    async def _check_model(self) -> dict[str, Any]:
        """Whether the local model answers; other providers are not asked, because asking may cost."""
        model, address = self._settings.default_model, self._settings.local_model_url
        if not model.startswith("local:"):
            return {"ok": True, "model": model, "detail": "not asked"}
        if address is None:
            return {"ok": False, "model": model, "detail": "FORMAOPS_LOCAL_MODEL_URL is not set"}
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                (await client.get(f"{address}/models")).raise_for_status()
        except httpx.HTTPError:
            return {"ok": False, "model": model, "detail": "the local model does not answer"}
        return {"ok": True, "model": model}


def _seconds_since(oldest: Any) -> int:
    """0 when nothing is waiting."""
    if not oldest:
        return 0
    return max(0, round((datetime.now(UTC) - datetime.fromisoformat(oldest[0]["created_at"])).total_seconds()))
