"""`formaops doctor` without a database: settings, what PostgREST and the functions answer, and the command itself."""

import base64
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from typer.testing import CliRunner, Result

from formaops import __version__
from formaops.cli.app import app
from formaops.operations import checking, checks
from formaops.operations.checking import Check, Ground, Line, State, ok

URL = "https://abc.supabase.co"
METRICS: dict[str, Any] = {
    "queue": {
        "waiting": {"NORMAL": {"executions": 2, "oldest_seconds": 3.0}},
        "again": 0,
        "tasks": {"waiting": 1, "running": 0, "oldest_seconds": 0},
    },
    "executions": {"running": 1, "oldest_seconds": 5, "leases_ending": 0, "leases_ended": 0},
    "audit": {"unsealed": 3, "oldest_seconds": 40.0},
    "webhooks": {"waiting": 0, "oldest_seconds": 0, "late_seconds": 0, "failed": 0},
}
BACKUPS: dict[str, Any] = {"age_seconds": 3600, "verified_age_seconds": 7200, "alerts": []}


def key(role: str, issuer: str = "supabase") -> str:
    parts = ({"alg": "HS256"}, {"iss": issuer, "role": role})
    return ".".join(
        [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts] + ["s"]
    )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A hosted project whose settings are as they should be."""
    for name in list(os.environ):
        if name.startswith(("FORMAOPS_", "SUPABASE_", "JWT", "JWKS", "REST_")) or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    for name, value in {
        "SUPABASE_URL": URL,
        "SUPABASE_SERVICE_ROLE_KEY": key("service_role"),
        "SUPABASE_ANON_KEY": key("anon"),
        "FORMAOPS_SCHEDULER_SECRET": "a" * 43,
        "FORMAOPS_DEFAULT_MODEL": "openai:gpt-5-mini",
        "OPENAI_API_KEY": "sk-secret-of-ours",
        "FORMAOPS_BACKUP_STORE": f"folder:{tmp_path}/near",
        "FORMAOPS_BACKUP_FAR_STORE": "s3://far/backups?region=eu-west-1",
        "FORMAOPS_BACKUP_RECIPIENTS": "age1xyz",
        "FORMAOPS_BACKUP_SIGNING_KEY": "PEM",
        "FORMAOPS_STATE": str(tmp_path / "state"),
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def look() -> Iterator[Callable[..., Line]]:
    grounds: list[Ground] = []

    def one(section: str, name: str, **more: Any) -> Line:
        ground = Ground(dict(os.environ), Path("/nowhere"), **more)
        grounds.append(ground)
        (check,) = (check for check in checks.ALL if (check.section, check.name) == (section, name))
        return next(checking.run([check], ground))

    yield one
    for ground in grounds:
        ground.close()


@pytest.mark.parametrize("name", [check.name for check in checks.ALL if check.section == "settings"])
def test_settings_as_they_should_be_are_green(look: Callable[..., Line], name: str) -> None:
    line = look("settings", name)
    assert (line.state, line.advice) == (State.OK, ""), line


@pytest.mark.parametrize(
    ("name", "variable", "value", "state", "told"),
    [
        ("complete", "SUPABASE_ANON_KEY", None, "failed", "SUPABASE_ANON_KEY: Field required"),
        ("complete", "FORMAOPS_LEASE_SECONDS", "1", "failed", "FORMAOPS_LEASE_SECONDS"),
        ("complete", "FORMAOPS_BACKUP_NEAR_DAYS", "0", "failed", "FORMAOPS_BACKUP_NEAR_DAYS"),
        ("keys", "SUPABASE_ANON_KEY", key("service_role"), "failed", "the same"),
        ("keys", "SUPABASE_SERVICE_ROLE_KEY", "", "failed", "SUPABASE_SECRET_KEY is empty"),
        ("keys", "SUPABASE_ANON_KEY", key("authenticated"), "failed", "is a key of authenticated, not of anon"),
        ("keys", "SUPABASE_SERVICE_ROLE_KEY", "sb_publishable_x", "failed", "exchanged"),
        ("keys", "SUPABASE_ANON_KEY", key("anon", "supabase-demo"), "failed", "default ones"),
        (
            "keys",
            "SUPABASE_JWT_SECRET",
            "super-secret-jwt-token-with-at-least-32-characters-long",
            "failed",
            "default ones",
        ),
        ("addresses", "SUPABASE_URL", "http://abc.supabase.co", "failed", "http"),
        ("addresses", "SUPABASE_URL", "abc.supabase.co", "failed", "no address"),
        ("addresses", "SUPABASE_URL", f"{URL}/", "warning", "slash"),
        ("addresses", "FORMAOPS_EGRESS_ALLOW_HTTP", "true", "warning", "webhooks"),
        ("secrets", "FORMAOPS_SCHEDULER_SECRET", None, "warning", "no scheduler can call"),
        ("secrets", "FORMAOPS_SCHEDULER_SECRET", "hunter2", "failed", "can be guessed"),
        ("secrets", "FORMAOPS_METRICS_TOKEN", "hunter2", "failed", "can be guessed"),
        ("backups", "FORMAOPS_BACKUP_STORE", None, "warning", "nothing is backed up"),
        ("backups", "FORMAOPS_BACKUP_RECIPIENTS", None, "failed", "cannot be encrypted"),
        ("backups", "FORMAOPS_BACKUP_SIGNING_KEY", None, "failed", "sign manifests"),
        ("backups", "FORMAOPS_BACKUP_FAR_STORE", None, "warning", "no far store"),
        ("backups", "FORMAOPS_BACKUP_FAR_STORE", "folder:/mnt/other", "warning", "same place"),
        ("backups", "FORMAOPS_BACKUP_IDENTITIES", "AGE-SECRET-KEY-1", "warning", "who breaks in there"),
        ("default model", "FORMAOPS_DEFAULT_MODEL", "nobody:x", "failed", "which nobody knows"),
        ("default model", "OPENAI_API_KEY", None, "warning", "no key of openai"),
        ("default model", "FORMAOPS_DEFAULT_MODEL", "local:x", "not_checked", "no local model"),
    ],
)
def test_settings_that_are_wrong_or_weak_are_told(
    look: Callable[..., Line],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    variable: str,
    value: str | None,
    state: str,
    told: str,
) -> None:
    if value is None:
        monkeypatch.delenv(variable)
    else:
        monkeypatch.setenv(variable, value)
    line = look("settings", name)
    assert (line.state, told in line.detail) == (state, True), line
    assert line.advice or state == "not_checked"
    assert "hunter2" not in line.detail + line.advice
    assert "sk-secret" not in line.detail + line.advice


def test_default_keys_are_right_where_they_belong(look: Callable[..., Line], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPABASE_URL", "http://127.0.0.1:54321")
    monkeypatch.setenv("SUPABASE_ANON_KEY", key("anon", "supabase-demo"))
    assert look("settings", "keys").state == State.OK
    assert look("settings", "addresses").state == State.OK


def _with(path: str, value: Any, base: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(base))
    *way, last = path.split(".")
    at = changed
    for step in way:
        at = at[step]
    at[last] = value
    return changed


@pytest.mark.parametrize(
    ("name", "path", "value", "state", "told"),
    [
        ("leases", "executions.leases_ended", 2, "failed", "2 executions lost their worker"),
        ("leases", "executions.oldest_seconds", 8000, "warning", "running for 2 hours"),
        ("queue", "queue.waiting.NORMAL.oldest_seconds", 400, "warning", "the oldest for 7 minutes"),
        ("queue", "queue.waiting.NORMAL.oldest_seconds", 90_000, "failed", "the oldest for 25 hours"),
        ("tasks", "queue.tasks.oldest_seconds", 400, "warning", "due since"),
        ("tasks", "queue.tasks.oldest_seconds", 4000, "failed", "due since"),
        ("tasks", "queue.tasks", None, "not_checked", "formaops queue install"),
        ("audit", "audit.oldest_seconds", 1000, "failed", "3 audit rows are not sealed"),
        ("webhooks", "webhooks.late_seconds", 1000, "failed", "late"),
        ("webhooks", "webhooks.failed", 4, "warning", "4 deliveries"),
    ],
)
@respx.mock
def test_work_that_waits_too_long_is_told(
    look: Callable[..., Line], name: str, path: str, value: Any, state: str, told: str
) -> None:
    route = respx.post(f"{URL}/rest/v1/rpc/operational_metrics")
    route.respond(json=METRICS)
    assert look("work", name).state == State.OK
    route.respond(json=_with(path, value, METRICS))
    line = look("work", name)
    assert (line.state, told in line.detail) == (state, True), line


@pytest.mark.parametrize(
    ("name", "path", "value", "told"),
    [
        ("verified", "age_seconds", None, "never a backup"),
        ("verified", "verified_age_seconds", None, "none was ever verified"),
        ("verified", "verified_age_seconds", 100_000, "27.8 hours old, at most 26"),
        ("alerts", "alerts", [{"kind": "backup_failed", "detail": "The disk is full."}], "backup_failed: The disk"),
    ],
)
@respx.mock
def test_backups_that_are_old_or_not_proved_are_red(
    look: Callable[..., Line], name: str, path: str, value: Any, told: str
) -> None:
    route = respx.post(f"{URL}/rest/v1/rpc/backup_status")
    route.respond(json=BACKUPS)
    assert look("backups", name).state == State.OK
    route.respond(json=_with(path, value, BACKUPS))
    line = look("backups", name)
    assert (line.state, told in line.detail) == ("failed", True), line


@respx.mock
def test_a_local_stack_need_not_be_backed_up(look: Callable[..., Line]) -> None:
    route = respx.post(f"{URL}/rest/v1/rpc/backup_status")
    route.respond(json=_with("age_seconds", None, BACKUPS))
    assert look("backups", "verified", is_local=True).state == State.NOT_CHECKED
    route.respond(json=_with("verified_age_seconds", 100_000, BACKUPS))
    assert look("backups", "verified", is_local=True).state == State.WARNING
    route.respond(json=_with("alerts", [{"kind": "backup_not_verified", "detail": "x"}], BACKUPS))
    assert look("backups", "alerts", is_local=True).state == State.WARNING


@respx.mock
def test_rows_that_are_kept_too_long_are_told(look: Callable[..., Line]) -> None:
    route = respx.post(f"{URL}/rest/v1/rpc/count_old_rows")
    route.respond(json={"execution_logs": {"rows": 0, "tenants": 0, "oldest": None}})
    assert look("retention", "old rows").state == State.OK
    route.respond(json={"execution_logs": {"rows": 1200, "tenants": 2, "oldest": "2026-01-01"}})
    assert look("retention", "old rows").detail == "rows older than they are kept: execution_logs 1,200"
    route.respond(500, json={"code": "57014", "message": "canceling statement due to statement timeout"})
    assert (look("retention", "old rows").state, look("retention", "old rows").detail[:8]) == ("warning", "took too")
    route.respond(404, json={"code": "PGRST202"})
    assert look("retention", "old rows").detail == "the database lacks count_old_rows: formaops migrate"


@respx.mock
@pytest.mark.parametrize(
    ("answer", "first", "then"),
    [
        (httpx.ConnectError("refused"), "cannot be reached: ConnectError", "the API cannot be reached"),
        (httpx.Response(401), "answers 401", "the API does not take the service key"),
    ],
)
def test_an_api_that_does_not_answer_is_one_red_line(answer: Any, first: str, then: str) -> None:
    route = respx.post(url__startswith=f"{URL}/rest/v1/rpc/").mock(side_effect=[answer])
    wanted = [check for check in checks.ALL if check.name in ("api", "leases", "verified", "old rows")]
    red, *others = checking.run(wanted, Ground(dict(os.environ), Path("/nowhere")))
    assert (red.state, red.detail.endswith(first)) == ("failed", True), red
    assert {(line.state, line.detail) for line in others} == {("not_checked", then)}
    assert route.call_count == 1


@respx.mock
def test_what_did_not_answer_in_time_is_not_asked_again() -> None:
    slow = respx.post(f"{URL}/rest/v1/rpc/operational_metrics").mock(side_effect=httpx.ReadTimeout("slow"))
    respx.post(f"{URL}/rest/v1/rpc/backup_status").respond(json=BACKUPS)
    wanted = [check for check in checks.ALL if check.name in ("api", "leases", "audit", "verified")]
    lines = list(checking.run(wanted, Ground(dict(os.environ), Path("/nowhere"))))
    assert [line.state for line in lines] == ["failed", "not_checked", "not_checked", "ok"]
    assert slow.call_count == 1


@respx.mock
def test_another_server_than_ours_does_not_lack_migrations(look: Callable[..., Line]) -> None:
    respx.post(f"{URL}/rest/v1/rpc/operational_metrics").respond(404, text="<h1>Not Found</h1>")
    assert (line := look("reach", "api")).state == State.FAILED
    assert line.detail.endswith("answers 404")


def test_without_the_check_of_the_database_the_first_that_needs_it_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMAOPS_DATABASE_URL", "postgresql://postgres:wrong@127.0.0.1:1/postgres")
    told = command("--section", "server", "--json")
    assert told.exit_code == 1, "no database is nothing to be silent about"
    first, *others = json.loads(told.stdout)["checks"]
    assert (first["state"], "does not let us in" in first["detail"]) == ("failed", True)
    assert {(line["state"], line["detail"]) for line in others} == {("not_checked", "no database")}
    assert "wrong" not in told.stdout


@respx.mock
def test_what_cannot_be_reached_is_red_and_says_so(look: Callable[..., Line]) -> None:
    respx.post(f"{URL}/rest/v1/rpc/operational_metrics").respond(401)
    assert look("reach", "api").detail == f"{URL}/rest/v1/rpc/operational_metrics answers 401"
    respx.get(f"{URL}/auth/v1/.well-known/jwks.json").mock(side_effect=httpx.ConnectError("refused"))
    assert look("reach", "auth").state == State.FAILED
    respx.get(f"{URL}/auth/v1/.well-known/jwks.json").respond(json={"keys": []})
    assert "no ES256 key" in look("reach", "auth").detail
    respx.get(f"{URL}/auth/v1/.well-known/jwks.json").respond(json={"keys": [{"alg": "ES256"}]})
    assert look("reach", "auth").state == State.OK
    health = respx.get(f"{URL}/functions/v1/health/ready")
    health.respond(503, json={"status": "not_ready", "checks": {"database": {"ok": False, "detail": "is away"}}})
    assert look("reach", "functions").detail == "database: is away"
    late = {"queue": {"ok": False, "detail": "executions wait"}, "backups": {"ok": False, "alerts": ["stale"]}}
    health.respond(json={"status": "degraded", "checks": late})
    line = look("reach", "functions")
    assert (line.state, line.detail) == ("warning", "they work, but queue: executions wait; backups: not well")
    health.respond(json={"status": "ready", "version": "0.0.1"})
    assert look("reach", "functions").state == State.OK
    assert look("versions", "functions").detail == f"the functions are 0.0.1, this is {__version__}"


def test_a_store_is_written_only_when_that_is_asked_for(
    look: Callable[..., Line], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    near = tmp_path / "near"
    near.mkdir()
    monkeypatch.delenv("FORMAOPS_BACKUP_FAR_STORE")
    assert "can be listed" in look("reach", "backup stores").detail
    assert list(near.iterdir()) == []
    line = look("reach", "backup stores", may_probe=True)
    assert (line.state, "written, read and removed" in line.detail) == ("ok", True), line
    assert [file for file in near.rglob("*") if file.is_file()] == []
    monkeypatch.setenv("FORMAOPS_BACKUP_STORE", "tape:/dev/st0")
    assert look("reach", "backup stores").state == State.FAILED


def test_one_check_that_hangs_or_breaks_does_not_keep_the_others() -> None:
    def hangs(_: Ground) -> checking.Finding:
        time.sleep(5)
        return ok("too late")

    def breaks(_: Ground) -> checking.Finding:
        raise RuntimeError("on its first line\nand not on its second")

    wanted = [Check("a", "hangs", hangs, 0.05), Check("a", "breaks", breaks), Check("a", "fine", lambda _: ok("fine"))]
    lines = list(checking.run(wanted, Ground({}, Path("/nowhere"))))
    assert [(line.state, line.detail) for line in lines] == [
        ("failed", "did not answer within 0.05 s"),
        ("failed", "RuntimeError: on its first line"),
        ("ok", "fine"),
    ]


def command(*words: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *words], prog_name="formaops")


def test_its_exit_code_is_for_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("--section", "settings").exit_code == 0
    monkeypatch.delenv("FORMAOPS_SCHEDULER_SECRET")
    assert command("--section", "settings").exit_code == 0
    assert command("--section", "settings", "--strict").exit_code == 1
    monkeypatch.setenv("FORMAOPS_SCHEDULER_SECRET", "hunter2")
    told = command("--section", "settings")
    assert told.exit_code == 1
    assert "✗ secrets: FORMAOPS_SCHEDULER_SECRET can be guessed" in told.stdout
    assert "    openssl rand -base64 32" in told.stdout
    assert "6 well, 0 to look at, 1 wrong, 0 not checked" in told.stderr


def test_it_prints_json_and_nothing_else() -> None:
    told = json.loads(command("--section", "settings", "--json").stdout)
    assert told["counts"] == {"ok": 7, "warning": 0, "failed": 0, "not_checked": 0}
    assert told["checks"][0] | {"milliseconds": 0} == {
        "section": "settings",
        "name": "complete",
        "state": "ok",
        "detail": "all that are needed are there",
        "advice": "",
        "milliseconds": 0,
        "items": [],
    }


def test_it_knows_its_sections() -> None:
    told = command("--section", "everything")
    assert told.exit_code == 2
    assert "There are: settings, reach, versions" in told.stderr


def test_without_a_project_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_ANON_KEY"):
        monkeypatch.delenv(name)
    told = command("--section", "settings", "--section", "schema")
    assert told.exit_code == 1
    assert "✗ complete: no local stack runs here, and no project is named" in told.stdout
    assert "· definers: not checked: set FORMAOPS_DATABASE_URL" in told.stdout
