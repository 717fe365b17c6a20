"""The runs of backups by PostgREST, mocked: what is asked, what is tried again, what the refusals become."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from formaops.backups.progress import Progress
from formaops.backups.runs import DatabaseRuns, LostLease, Run
from formaops.database import Database
from formaops.errors import InProgress, NotReady
from formaops.settings import Settings

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
ROW = {
    "id": "00000000-0000-4000-8000-000000000001", "kind": "BACKUP", "status": "RUNNING",
    "scheduled_at": AT.isoformat(), "attempt": 2, "backup_id": "20261121T020000Z", "worker": "w", "details": {},
    "progress": {}, "lease_until": AT.isoformat(), "result": None, "error": None, "started_at": AT.isoformat(),
    "completed_at": None, "duration_seconds": None, "created_at": AT.isoformat(),
}  # fmt: skip
BEGUN = ROW | {"replayed": False, "lease_token": "a-token"}


class Wire:
    """Answers in turn; None: it cannot be reached."""

    def __init__(self, *answers: tuple[int, Any] | None) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.paused = 0.0

    async def post(self, url: str, _headers: dict[str, str], content: bytes) -> tuple[int, bytes]:
        self.asked.append((url.rpartition("/")[2], json.loads(content)))
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            raise NotReady("The database cannot be reached.")
        return answer[0], json.dumps(answer[1]).encode()

    def pause(self, seconds: float) -> None:
        self.paused += seconds


def runs(monkeypatch: pytest.MonkeyPatch, wire: Wire) -> DatabaseRuns:
    monkeypatch.setattr(Database, "_wire", wire)
    settings = Settings(supabase_url="http://project.test", service_role_key="s", anon_key="a")  # type: ignore[arg-type]
    return DatabaseRuns(settings, pause=wire.pause)


def refusal(code: str) -> tuple[int, Any]:
    return 409, {"code": "PT409", "message": "No.", "details": json.dumps({"code": code, "run": ROW}), "hint": None}


def test_a_run_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire((200, BEGUN))
    run = runs(monkeypatch, wire).begin("BACKUP", AT, "w", {"by": "hand"})
    assert (run.attempt, run.backup_id, run.scheduled_at, run.replayed) == (2, "20261121T020000Z", AT, False)
    [(name, asked)] = wire.asked
    assert name == "begin_backup_run"
    assert (asked["p_kind"], asked["p_scheduled_at"], asked["p_details"]) == ("BACKUP", AT.isoformat(), {"by": "hand"})
    assert "a-token" not in repr(run)


def test_one_that_runs_already_is_told_with_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InProgress) as refused:
        runs(monkeypatch, Wire(refusal("in_progress"))).begin("BACKUP", AT, "w", {})
    assert refused.value.extra["run"] == ROW


@pytest.mark.parametrize("act", ["extend", "end"])
def test_a_lost_lease_is_told(monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    found, run = runs(monkeypatch, Wire(refusal("lost_lease"))), Run.read(BEGUN)
    with pytest.raises(LostLease, match="No"):
        found.extend(run) if act == "extend" else found.end(run, "SUCCEEDED")


def test_a_database_that_is_away_for_a_moment_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire(None, (503, {"code": "PGRST000", "message": "away", "details": None, "hint": None}), (200, ROW))
    runs(monkeypatch, wire).extend(Run.read(BEGUN), Progress("dump", 7, None, "public.prompts"))
    assert len(wire.asked) == 3
    assert wire.asked[2][1]["p_progress"] == {
        "stage": "dump", "done_bytes": 7, "total_bytes": None, "detail": "public.prompts",
    }  # fmt: skip
    assert wire.asked[2][1]["p_lease_token"] == "a-token"


@pytest.mark.parametrize(("act", "patience"), [("begin", 5), ("extend", 20), ("end", 60)])
def test_one_that_stays_away_is_told(monkeypatch: pytest.MonkeyPatch, act: str, patience: float) -> None:
    wire = Wire()
    found, run = runs(monkeypatch, wire), Run.read(BEGUN)
    with pytest.raises(NotReady):
        {
            "begin": lambda: found.begin("BACKUP", AT, "w", {}),
            "extend": lambda: found.extend(run),
            "end": lambda: found.end(run, "FAILED", error={"code": "x", "detail": "y"}),
        }[act]()
    assert patience <= wire.paused <= patience + 5
