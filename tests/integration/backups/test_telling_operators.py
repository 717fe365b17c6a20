"""What operators see of backups on the real stack: their rows, and what they are told when one fails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.books import assert_problem
from tests.support.fixtures import ALERTS, ALERTS_PORT
from tests.support.receiver import Message, Receiver, receiving
from tests.support.stacks import Stack
from tests.support.waiting import eventually

# Of the last century, in which nothing else was pruned; each test has a year of its own.
AT = datetime(1990, 1, 1, tzinfo=UTC)


@pytest.fixture
def operators() -> Iterator[Receiver]:
    with receiving(ALERTS_PORT) as receiver:
        yield receiver


def pruned(site: Stack, at: datetime, status: str, error: Any = None) -> dict[str, Any]:
    """A run as if something had been pruned."""
    site.sql("delete from public.backup_runs where status = 'RUNNING'")
    run = site.service.rpc("begin_backup_run", p_kind="PRUNE", p_scheduled_at=at.isoformat(), p_worker="tests")
    lease = {"p_id": run["id"], "p_lease_token": run["lease_token"]}
    ended: dict[str, Any] = site.service.rpc("end_backup_run", **lease, p_status=status, p_error=error)
    return ended


def swept(site: Stack) -> None:
    """A scheduler has `work` done once: what workers look after, it does, too."""
    headers = {"x-scheduler-secret": site.addresses.service_role_key}
    answer = site.http.post(f"{site.addresses.functions_url}/work", json={"max_seconds": 0.1}, headers=headers)
    assert answer.status_code == 200, answer.text


def heard(operators: Receiver, site: Stack, event: str) -> list[Message]:
    def of_pruning() -> list[Message]:
        told = [(message, message.verified(ALERTS["FORMAOPS_ALERT_WEBHOOK_SECRET"])) for message in operators.messages]
        return [m for m, said in told if (said["type"], said["data"]["kind"]) == (event, "prune_failed")]

    swept(site)
    assert eventually(of_pruning)
    return of_pruning()


def test_they_are_told_once_that_it_is_so_and_once_that_it_is_over(site: Stack, operators: Receiver) -> None:
    pruned(site, AT, "FAILED", {"code": "store_failed", "detail": "The store is full."})
    [raised] = heard(operators, site, "operator.alert_raised")
    assert b"The store is full." in raised.body
    health = site.http.get(f"{site.addresses.functions_url}/health/ready")
    assert health.status_code == 200, "a late backup takes no API away"

    def alerts() -> Any:
        text = site.http.get(
            f"{site.addresses.functions_url}/metrics", headers={"apikey": site.addresses.service_role_key}
        ).text
        return 'formaops_backup_alerts{kind="prune_failed"} 1.0' in text

    assert eventually(alerts), "an answer of the metrics holds for some seconds"
    pruned(site, AT + timedelta(days=1), "FAILED", {"code": "store_failed", "detail": "The store is full."})
    swept(site)
    pruned(site, AT + timedelta(days=1), "SUCCEEDED")
    assert len(heard(operators, site, "operator.alert_cleared")) == 1
    assert len(heard(operators, site, "operator.alert_raised")) == 1


def test_operators_read_the_runs_and_nobody_else_does(site: Stack) -> None:
    run = pruned(site, AT + timedelta(days=365), "SUCCEEDED")
    operator, other = site.sign_up(), site.sign_up()
    site.sql("insert into private.operators (user_id) values (%s)", operator.id)
    [row] = operator.rows("backup_runs", id=f"eq.{run['id']}")
    assert (row["kind"], row["status"], row["attempt"]) == ("PRUNE", "SUCCEEDED", 1)
    assert other.rows("backup_runs") == []


@pytest.mark.parametrize("function", ["backup-database", "verify-backup"])
def test_nobody_without_the_secret_has_anything_backed_up(site: Stack, function: str) -> None:
    url = f"{site.addresses.functions_url}/{function}"
    person = site.sign_up()
    for headers in ({}, {"authorization": f"Bearer {person.token}"}, {"x-scheduler-secret": "guessed"}):
        assert_problem(site.http.post(url, headers=headers), 401, "unauthenticated")
        assert_problem(site.http.get(f"{url}/20261121T020000Z", headers=headers), 401, "unauthenticated")


def test_what_cannot_be_asked_for_is_refused(site: Stack) -> None:
    secret = {"x-scheduler-secret": site.addresses.service_role_key}
    url = site.addresses.functions_url

    def refused(function: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        answer = site.http.post(f"{url}/{function}", json=body, headers=secret | (headers or {}))
        assert_problem(answer, 400, "malformed")

    refused("backup-database", {"scheduled_at": "2026-11-21T02:00:00"})
    refused("backup-database", {"scheduled_at": "yesterday"})
    refused("backup-database", {"backup_id": "20261121T020000Z"})
    refused("verify-backup", {"backup_id": "../../../etc/passwd"})
    refused("verify-backup", {}, {"x-cloudscheduler-scheduletime": "noon"})
    for path in ("backup-database/20269999T020000Z", "verify-backup/19700101T000000Z"):
        assert_problem(site.http.get(f"{url}/{path}", headers=secret), 404, "not_found")


def test_a_person_reads_how_it_stands(site: Stack) -> None:
    url = f"{site.addresses.functions_url}/health/ready"
    page = site.http.get(url, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<h1>FormaOps" in page.text
    text = site.http.get(url, headers={"accept": "text/plain"})
    assert text.text.splitlines()[1].split() == ["REST", "ok"]
    secrets = (site.addresses.service_role_key, "127.0.0.1", str(site.state))
    assert not [secret for secret in secrets if secret in page.text + text.text]
