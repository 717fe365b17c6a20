"""What health says of a database, a model and of what is late; to machines, and to people."""

import asyncio
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
import respx

from formaops.database import Database
from formaops.http.health import Health, Readiness, as_html, as_text
from formaops.settings import Settings

REST, MODEL = "http://rest.test", "http://model.test/v1"
BACKUPS = {"age_seconds": 7200, "verified_age_seconds": 7500.4, "last_bytes": 1, "running": 0, "alerts": []}
FIGURES = {"queue_age_seconds": 0, "audit_age_seconds": 1.2, "backups": BACKUPS}


@pytest.fixture
def project() -> Any:
    with respx.mock(assert_all_called=False) as router:
        router.post(f"{REST}/rpc/health_figures").respond(json=FIGURES)
        router.get(f"{MODEL}/models").respond(json={})
        yield router


def readiness(**more: Any) -> Readiness:
    given = {"supabase_url": "http://project.test", "rest": REST, "service_role_key": "s", "anon_key": "a"}
    settings = Settings(**(given | {"local_model_url": MODEL} | more))
    return Readiness(settings, Database(settings, transport=httpx.AsyncHTTPTransport()))


def figures(project: respx.Router, **more: Any) -> respx.Route:
    return project.post(f"{REST}/rpc/health_figures").respond(json=FIGURES | more)


async def test_all_is_well(project: respx.Router) -> None:
    health = await readiness().health()
    assert health.status == "ready"
    assert {name: check["ok"] for name, check in health.checks.items()} == dict.fromkeys(
        ("rest", "database", "queue", "audit", "backups", "model"), True
    )


async def test_whoever_asks_often_asks_the_database_seldom(project: respx.Router) -> None:
    route, found = figures(project), readiness()
    for _ in range(5):
        await found.health()
    assert route.call_count == 1


async def test_a_rest_that_does_not_answer_is_not_ready(project: respx.Router) -> None:
    project.post(f"{REST}/rpc/health_figures").mock(side_effect=httpx.ConnectError("refused"))
    health = await readiness().health()
    assert health.status == "not_ready"
    assert (health.checks["rest"]["ok"], health.checks["database"]["ok"]) == (False, False)


async def test_a_database_that_is_away_is_told_apart(project: respx.Router) -> None:
    project.post(f"{REST}/rpc/health_figures").respond(
        503, json={"code": "PGRST000", "message": "at db.internal:5432", "details": None, "hint": None}
    )
    health = await readiness().health()
    assert health.status == "not_ready"
    assert (health.checks["rest"]["ok"], health.checks["database"]["ok"]) == (True, False)
    assert "db.internal" not in health.model_dump_json(), "nothing says where anything is"


async def test_a_database_that_hangs_is_told_before_a_load_balancer_gives_up(
    project: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits for so long")

    project.post(f"{REST}/rpc/health_figures").mock(side_effect=hangs)
    monkeypatch.setattr("formaops.http.health._PATIENCE_SECONDS", 0.05)
    health = await readiness().health()
    assert (health.status, health.checks["database"]["ok"]) == ("not_ready", False)


async def test_a_model_that_is_away_is_not_ready(project: respx.Router) -> None:
    project.get(f"{MODEL}/models").mock(side_effect=httpx.ConnectError("refused"))
    health = await readiness().health()
    assert (health.status, health.checks["model"]["ok"]) == ("not_ready", False)
    assert (await readiness(default_model="openai:gpt-5").health()).status == "ready", "others are not asked"


@pytest.mark.parametrize(
    ("check", "late"),
    [
        ("queue", {"queue_age_seconds": 301}),
        ("audit", {"audit_age_seconds": 301}),
        ("backups", {"backups": BACKUPS | {"alerts": ["backup_not_verified"]}}),
    ],
)
async def test_what_is_late_degrades(project: respx.Router, check: str, late: dict[str, Any]) -> None:
    figures(project, **late)
    health = await readiness().health()
    assert health.status == "degraded"
    assert [name for name, found in health.checks.items() if not found["ok"]] == [check]


async def test_a_person_reads_the_same(project: respx.Router) -> None:
    figures(project, backups=BACKUPS | {"alerts": ["backup_failed"], "verified_age_seconds": None})
    health = await readiness().health()
    text = as_text(health)
    assert text.splitlines()[0].startswith("FormaOps works, but look")
    assert "Backups    look   backup failed!; last 2.0 h ago, last verified never" in text
    assert "Queue      ok     nothing waits" in text
    page = as_html(health)
    for line in ("Backups", "backup failed!", "local:smollm2"):
        assert line in page


def test_the_page_needs_nothing_else_and_lets_nothing_in() -> None:
    tags: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            assert not {"src", "href", "onload"} & {name for name, _ in attrs}

    checks = {"model": {"ok": True, "model": "<script>alert(1)</script>"}}
    page = as_html(Health(status="ready", version="1", checks=checks))
    Reader().feed(page)
    assert tags == {"html", "meta", "title", "style", "h1", "table", "tr", "th", "td", "footer"}
    assert "&lt;script&gt;" in page
