"""What schedulers call, on the real stack: backed up once for a time, however many ask, and proved by restoring."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.books import assert_problem
from tests.support.stacks import Stack
from tests.support.waiting import eventually

# Lately, or they would be pruned; not now, for other tests have backups made by hand.
TODAY = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
FIRST, SECOND, THIRD = (TODAY - timedelta(hours=hours) for hours in (5, 4, 3))


def named(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def ask(site: Stack, function: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    secret = {"authorization": f"Bearer {site.addresses.service_role_key}"}
    return site.http.post(f"{site.addresses.functions_url}/{function}", json=body or {}, headers=secret | more)


def rows(site: Stack, kind: str, at: datetime) -> list[dict[str, Any]]:
    return site.service.rows("backup_runs", kind=f"eq.{kind}", scheduled_at=f"eq.{at.isoformat()}", order="attempt")


def pruned(site: Stack) -> list[dict[str, Any]]:
    return site.service.rows("backup_runs", kind="eq.PRUNE", status="neq.RUNNING")


def test_two_schedulers_at_once_make_one_backup_which_is_then_proved(site: Stack) -> None:
    body = {"scheduled_at": FIRST.isoformat()}
    with ThreadPoolExecutor(2) as schedulers:
        answers = list(schedulers.map(lambda _: ask(site, "backup-database", body), range(2)))
    first, *others = sorted(answers, key=lambda answer: (answer.status_code, "idempotency-replayed" in answer.headers))
    assert first.status_code == 200, first.text
    [other] = others
    assert other.status_code == 409 or "idempotency-replayed" in other.headers
    if other.status_code == 409:
        problem = assert_problem(other, 409, "in_progress")
        assert (problem["run"]["kind"], problem["run"]["status"]) == ("BACKUP", "RUNNING")

    made = first.json()
    assert (made["status"], made["backup_id"], made["attempt"]) == ("SUCCEEDED", named(FIRST), 1)
    assert made["result"]["bytes"] > 10_000
    # Cloud Scheduler says in a header for which time it asks.
    again = ask(site, "backup-database", x_cloudscheduler_scheduletime=f"{FIRST:%Y-%m-%dT%H:%M:%S}.123Z")
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json() | {"pruned": made["pruned"]} == made
    assert [row["status"] for row in rows(site, "BACKUP", FIRST)] == ["SUCCEEDED"]
    for secret in (site.addresses.service_role_key, site.addresses.db_url, "AGE-SECRET-KEY", "PRIVATE KEY"):
        assert secret not in first.text

    proved = ask(site, "verify-backup", {"backup_id": made["backup_id"], "scheduled_at": FIRST.isoformat()})
    assert proved.status_code == 200, proved.text
    assert (proved.json()["status"], proved.json()["backup_id"]) == ("SUCCEEDED", made["backup_id"])
    assert [row["status"] for row in rows(site, "VERIFY", FIRST)] == ["SUCCEEDED"]
    assert made["backup_id"] in site.service.rpc("backup_status")["verified"]

    def is_missed() -> bool:
        return "backup_not_verified" in [alert["kind"] for alert in site.service.rpc("backup_status")["alerts"]]

    # Other tests' backups are of long ago: until the worker looks again, operators may have been told of that.
    assert eventually(lambda: not is_missed())


def test_a_worker_makes_what_is_to_be_made_later(site: Stack) -> None:
    before = len(pruned(site))
    accepted = ask(site, "backup-database", {"scheduled_at": SECOND.isoformat()}, prefer="respond-async")
    assert (accepted.status_code, accepted.json()["status"]) == (202, "QUEUED")
    address = f"{site.addresses.api_url}{accepted.headers['location']}"
    assert address.endswith(f"/backup-database/{named(SECOND)}")

    def ended() -> bool:
        answer = site.http.get(address, headers={"x-scheduler-secret": site.addresses.service_role_key})
        return answer.status_code == 200 and answer.json()["status"] == "SUCCEEDED"

    assert eventually(ended)
    # What is old goes then, and while it does nothing is verified.
    assert eventually(lambda: len(pruned(site)) > before)


def test_a_time_that_nobody_can_mean_is_refused_and_holds_nobody_off(site: Stack) -> None:
    for at in ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z"):
        for function in ("backup-database", "verify-backup"):
            assert_problem(ask(site, function, {"scheduled_at": at}), 400, "malformed")
            assert_problem(ask(site, function, x_cloudscheduler_scheduletime=at), 400, "malformed")
    assert site.service.rows("backup_runs", scheduled_at="lt.2000-01-01T00:00:00Z") == []


def test_a_backup_that_is_not_there_is_not_verified(site: Stack) -> None:
    asked = {"backup_id": "19991231T000000Z", "scheduled_at": THIRD.isoformat()}
    problem = assert_problem(ask(site, "verify-backup", asked), 502, "backup_failed")
    assert "19991231T000000Z" in problem["detail"]
    [row] = rows(site, "VERIFY", THIRD)
    assert (row["status"], row["backup_id"], row["error"]["code"]) == ("FAILED", "19991231T000000Z", "no_backup")
