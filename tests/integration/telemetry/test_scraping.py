"""`GET metrics` as Prometheus asks for it."""

from decimal import Decimal

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.telemetry.conftest import SECRETS
from tests.support.budgets import add_budget, status_of
from tests.support.callers import Caller
from tests.support.processes import Functions

TOKEN = SECRETS["FORMAOPS_METRICS_TOKEN"]


def scrape(functions: Functions, **headers: str) -> httpx.Response:
    return functions.stack.http.get(f"{functions.stack.addresses.functions_url}/metrics", headers=headers)


def test_figures_of_the_whole_and_of_the_process(observed: Functions) -> None:
    person = observed.person()
    add_budget(person, "5")
    model, broken = observed.stack.model_named("hang-midway"), observed.stack.model_named("status-503")
    schema = {"name": "never", "type": "SCHEMA", "config": {"required": ["nothing of the kind"]}}
    failing = person.add_prompt(
        name="failing", model=broken, fallback_model=observed.stack.model_named("ok"), validations=[schema],
        parameters={"max_retries": 0, "max_repairs": 0},
    )["id"]  # fmt: skip
    assert person.execute(failing).status_code == 422
    slow = person.add_prompt(name="slow", model=model, parameters={"timeout_seconds": 20})["id"]
    with person.stream(slow) as (_, events):
        next(events)
        held = Decimal(status_of(person)["held"])
        page = scrape(observed, authorization=f"Bearer {TOKEN}")
    assert page.status_code == 200, page.text
    assert page.headers["content-type"].startswith("text/plain; version=")
    every = [sample for family in text_string_to_metric_families(page.text) for sample in family.samples]
    told = {(one.name, *(one.labels[label] for label in sorted(one.labels))): one.value for one in every}
    assert told["formaops_database_up",] == 1
    assert told["formaops_executions_running",] >= 1
    assert told["formaops_holds",] >= 1
    assert told["formaops_holds_usd",] >= float(held) > 0
    assert {key[1] for key in told if key[0] == "formaops_queue_waiting"} == {"CRITICAL", "HIGH", "NORMAL", "LOW"}
    assert sum(value for key, value in told.items() if key[0] == "formaops_spend_today_usd") > 0
    assert told["formaops_requests_total", "execute-prompt", "422"] >= 1
    assert told["formaops_requests_in_progress", "execute-prompt"] >= 1
    assert told["formaops_executions_total", "output_invalid", "FAILED"] >= 1
    assert told["formaops_validations_total", "SCHEMA", "failed"] >= 1
    assert told["formaops_model_calls_total", "first", broken, "failed", "local"] == 1
    assert told["formaops_model_call_errors_total", "503", "local"] >= 1
    assert told["formaops_database_rpc_duration_seconds_count", "begin_execution"] >= 2
    assert told["process_resident_memory_bytes",] > 0


def test_the_service_key_opens_it_too(observed: Functions) -> None:
    key = observed.stack.addresses.service_role_key
    assert scrape(observed, apikey=key).status_code == 200
    assert scrape(observed, authorization=f"Bearer {key}").status_code == 200


def test_nobody_else_may_see_it(observed: Functions) -> None:
    person = observed.person()
    anon = Caller(observed.stack, observed.stack.addresses.anon_key)
    for headers in ({}, person.headers, anon.headers, {"authorization": "Bearer wrong"}):
        answer = scrape(observed, **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert observed.stack.http.post(f"{observed.stack.addresses.functions_url}/metrics").status_code == 405
