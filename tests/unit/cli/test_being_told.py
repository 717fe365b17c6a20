"""`formaops webhooks`."""

import json
from typing import Any

import pytest

from tests.unit.cli.played import Command, Project

ENDPOINT, OTHER, DELIVERY = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 4))
URL = "https://hooks.example.com/a"
SECRET = "whsec_" + "c2VjcmV0" * 6


def endpoint(**changes: Any) -> dict[str, Any]:
    return {
        "id": ENDPOINT, "url": URL, "description": None, "events": ["budget.exceeded"], "is_active": True,
        "disabled_at": None, "disabled_reason": None, "last_success_at": None, "failing_since": None,
        "consecutive_failures": 0,
    } | changes  # fmt: skip


def delivery(**changes: Any) -> dict[str, Any]:
    return {
        "id": DELIVERY, "event_id": OTHER, "event_type": "budget.exceeded", "status": "PENDING", "attempts": 2,
        "next_attempt_at": "2026-11-21T10:05:00+00:00", "response_status": 500, "error": "HTTP 500",
        "delivered_at": None, "created_at": "2026-11-21T10:00:00+00:00", "webhook_endpoints": {"url": URL},
    } | changes  # fmt: skip


def test_lists_how_endpoints_answer(project: Project, command: Command) -> None:
    when = "2026-11-21T10:00:00+00:00"
    project.rest("GET", "webhook_endpoints").respond(
        json=[
            endpoint(description="Ours"),
            endpoint(last_success_at=when),
            endpoint(failing_since=when, consecutive_failures=7),
            endpoint(is_active=False, disabled_at=when, disabled_reason="GONE"),
            endpoint(is_active=False, disabled_at=when, disabled_reason="BY_ADMIN"),
        ]
    )
    result = command("webhooks", "list")
    assert result.exit_code == 0, result.stderr
    for part in (URL, "Ours", "budget.exceeded", "nothing yet", "well, last", "7 times", "answered 410", "by an ADMIN"):
        assert part in result.stdout
    assert json.loads(command("webhooks", "list", "--json").stdout)[0] == endpoint(description="Ours")


def test_says_that_there_is_none(project: Project, command: Command) -> None:
    project.rest("GET", "webhook_endpoints").respond(json=[])
    assert "There is none" in command("webhooks", "list").stderr


def test_makes_one_and_shows_its_secret(project: Project, command: Command) -> None:
    made = project.rest("POST", "rpc/create_webhook_endpoint").respond(json=endpoint(secret=SECRET))
    result = command("webhooks", "create", URL, "--event", "budget.exceeded", "--event", "execution.failed")
    assert result.exit_code == 0, result.stderr
    assert SECRET in result.stdout
    assert SECRET not in result.stderr
    assert json.loads(made.calls.last.request.content) == {
        "p_url": URL,
        "p_events": ["budget.exceeded", "execution.failed"],
        "p_description": None,
    }
    assert json.loads(command("webhooks", "create", URL, "--event", "budget.exceeded", "--json").stdout)["secret"]


@pytest.mark.parametrize("events", [[], ["--event", "budget.gone"]])
def test_makes_none_without_events_that_there_are(command: Command, events: list[str]) -> None:
    assert command("webhooks", "create", URL, *events).exit_code == 2


def test_changes_what_is_given(project: Project, command: Command) -> None:
    project.rest("GET", "webhook_endpoints").respond(json=[endpoint()])
    changed = project.rest("PATCH", "webhook_endpoints").respond(json=[endpoint()])
    result = command("webhooks", "change", URL, "--inactive", "--event", "execution.failed", "--json")
    assert result.exit_code == 0, result.stderr
    request = changed.calls.last.request
    assert json.loads(request.content) == {"is_active": False, "events": ["execution.failed"]}
    assert request.url.params["id"] == f"eq.{ENDPOINT}"
    assert command("webhooks", "change", URL, "--active").stderr.strip() == "Changed."
    assert command("webhooks", "change", URL).exit_code == 2
    changed.respond(json=[])
    assert command("webhooks", "change", URL, "--active").exit_code == 4


def test_turns_the_secret(project: Project, command: Command) -> None:
    project.rest("GET", "webhook_endpoints").respond(json=[endpoint()])
    answer = {"endpoint_id": ENDPOINT, "secret": SECRET, "previous_until": "2026-11-22T10:00:00+00:00"}
    turned = project.rest("POST", "rpc/rotate_webhook_secret").respond(json=answer)
    result = command("webhooks", "rotate", ENDPOINT, "--overlap", "48")
    assert (SECRET in result.stdout, "signs until" in result.stderr) == (True, True)
    assert json.loads(turned.calls.last.request.content) == {"p_endpoint_id": ENDPOINT, "p_overlap_hours": 48}
    turned.respond(json=answer | {"previous_until": None})
    assert "signs no more" in command("webhooks", "rotate", URL, "--overlap", "0").stderr
    assert json.loads(command("webhooks", "rotate", URL, "--json").stdout)["secret"] == SECRET


def test_deletes_one_when_told_so(project: Project, command: Command) -> None:
    project.rest("GET", "webhook_endpoints").respond(json=[endpoint()])
    deleted = project.rest("DELETE", "webhook_endpoints").respond(json=[endpoint()])
    assert command("webhooks", "delete", URL).exit_code == 2
    assert not deleted.called
    assert command("webhooks", "delete", URL, "--yes").exit_code == 0
    assert deleted.calls.last.request.url.params["id"] == f"eq.{ENDPOINT}"
    assert json.loads(command("webhooks", "delete", URL, "--yes", "--json").stdout)[0]["id"] == ENDPOINT


@pytest.mark.parametrize(("found", "exit_code"), [([], 4), ([endpoint(), endpoint(id=OTHER)], 2)])
def test_the_address_names_one(project: Project, command: Command, found: list[Any], exit_code: int) -> None:
    project.rest("GET", "webhook_endpoints").respond(json=found)
    assert command("webhooks", "test", URL).exit_code == exit_code


def test_sends_a_test(project: Project, command: Command) -> None:
    project.rest("GET", "webhook_endpoints").respond(json=[endpoint()])
    sent = project.rest("POST", "rpc/send_test_webhook").respond(json=delivery())
    assert "Waits for a worker" in command("webhooks", "test", URL).stderr
    assert json.loads(sent.calls.last.request.content) == {"p_endpoint_id": ENDPOINT}
    assert json.loads(command("webhooks", "test", URL, "--json").stdout)["id"] == DELIVERY


def test_shows_what_was_told(project: Project, command: Command) -> None:
    project.rest("GET", "webhook_endpoints").respond(json=[endpoint()])
    listed = project.rest("GET", "webhook_deliveries").respond(
        json=[
            delivery(),
            delivery(status="DELIVERED", response_status=204, error=None),
            delivery(status="FAILED", error="There is no host.", next_attempt_at=None),
            delivery(attempts=0, error=None),
        ]
    )
    result = command("webhooks", "deliveries", "--endpoint", URL, "--failed", "--limit", "5", COLUMNS="200")
    assert result.exit_code == 0, result.stderr
    for part in ("HTTP 500, attempt 2, again at", "HTTP 204, attempt 2", "DELIVERED", "There is no host.", DELIVERY):
        assert part in result.stdout
    params = listed.calls.last.request.url.params
    assert (params["endpoint_id"], params["status"], params["limit"]) == (f"eq.{ENDPOINT}", "eq.FAILED", "5")
    assert json.loads(command("webhooks", "deliveries", "--json").stdout)[0] == delivery()
    listed.respond(json=[])
    assert "Nothing was told" in command("webhooks", "deliveries").stderr


def test_tells_once_more(project: Project, command: Command) -> None:
    again = project.rest("POST", "rpc/redeliver_webhook").respond(json=delivery(id=OTHER))
    assert OTHER in command("webhooks", "redeliver", DELIVERY).stderr
    assert json.loads(again.calls.last.request.content) == {"p_delivery_id": DELIVERY}
    assert json.loads(command("webhooks", "redeliver", DELIVERY, "--json").stdout)["id"] == OTHER
