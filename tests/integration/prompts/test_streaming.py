"""execute-prompt as server-sent events: what is told when, and what becomes of an execution whose reader goes away."""

from typing import Any

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import Event, Person
from tests.support.stacks import Stack
from tests.support.waiting import eventually

RATED = {"name": "rated", "type": "SCHEMA", "config": {"type": "object", "required": ["overall_rating"]}}


def named(events: list[Event], name: str) -> list[dict[str, Any]]:
    return [event.data for event in events if event.name == name]


def told(events: list[Event]) -> list[str]:
    """The names of the events, deltas in a row told once."""
    names = [event.name for event in events]
    return [name for index, name in enumerate(names) if index == 0 or name != names[index - 1]]


def text_after(events: list[Event], name: str) -> str:
    """All deltas after the last event of that name."""
    start = max(index for index, event in enumerate(events) if event.name == name)
    return "".join(delta["text"] for delta in named(events[start:], "delta"))


def test_a_stream_tells_the_id_the_text_and_the_record(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[RATED])
    with author.stream(prompt["id"]) as (response, incoming):
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-request-id"]
        events = list(incoming)
    assert told(events) == ["execution", "delta", "result"]
    assert len(named(events, "delta")) > 3
    [record] = named(events, "result")
    assert record["id"] == events[0].data["id"]
    assert text_after(events, "execution") == record["output"]
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
    assert (row["output"], row["model_calls"][0]["is_estimate"]) == (record["output"], False)


def test_the_row_is_there_as_soon_as_the_first_event(site: Stack, author: Person) -> None:
    model = site.model_named("held")
    prompt = author.add_prompt(model=model)
    with author.stream(prompt["id"]) as (_, incoming):
        first = next(incoming)
        assert author.execution(first.data["id"])["status"] == "RUNNING"
        site.model.release(model)
        assert list(incoming)[-1].name == "result"
    assert author.execution(first.data["id"])["status"] == "COMPLETED"


def test_a_repair_is_told_with_the_verdicts(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("bad-json-then-good"), validations=[RATED])
    events = author.streamed(prompt["id"])
    assert told(events) == ["execution", "delta", "repair", "delta", "result"]
    [repair] = named(events, "repair")
    assert [v["name"] for v in repair["validations"]] == ["rated"]
    [record] = named(events, "result")
    assert text_after(events, "repair") == record["output"]
    assert_settled(author.execution(record["id"]), "COMPLETED", [("FIRST", "SUCCEEDED"), ("REPAIR", "SUCCEEDED")])


def test_what_was_streamed_of_a_broken_answer_is_declared_void(site: Stack, author: Person) -> None:
    parameters = {"max_retries": 0}
    broken, good = site.model_named("half-stream"), site.model_named("ok")
    prompt = author.add_prompt(model=broken, fallback_model=good, parameters=parameters)
    events = author.streamed(prompt["id"])
    assert told(events) == ["execution", "delta", "restart", "delta", "result"]
    [record] = named(events, "result")
    assert text_after(events, "restart") == record["output"]
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "FAILED"), ("FALLBACK", "SUCCEEDED")])
    assert [call["is_estimate"] for call in row["model_calls"]] == [True, False]
    assert float(row["model_calls"][0]["cost"]) > 0


def test_what_fails_after_the_beginning_is_told_as_an_event(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("status-401"))
    events = author.streamed(prompt["id"])
    assert told(events) == ["execution", "error"]
    [problem] = named(events, "error")
    assert (problem["status"], problem["code"], problem["execution"]["status"]) == (502, "provider_failed", "FAILED")
    assert_settled(author.execution(events[0].data["id"]), "FAILED", [("FIRST", "FAILED")], "provider_failed")


def test_an_output_that_fails_is_told_as_an_event_with_its_record(site: Stack, author: Person) -> None:
    wrong = {"name": "short", "type": "REGEX", "config": {"pattern": "^.{3}$"}}
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[wrong], parameters={"max_repairs": 0})
    events = author.streamed(prompt["id"])
    assert told(events) == ["execution", "delta", "error"]
    [problem] = named(events, "error")
    assert (problem["status"], problem["code"]) == (422, "output_invalid")
    assert problem["execution"]["validations"][0]["name"] == "short"


def test_what_fails_before_the_beginning_has_a_status_of_its_own(author: Person) -> None:
    with author.stream("there is none") as (response, _):
        response.read()
        assert_problem(response, 404, "not_found")
    assert author.executions() == []


def test_a_reader_who_goes_away_leaves_a_cancelled_row_and_an_estimated_bill(site: Stack, author: Person) -> None:
    model = site.model_named("drip-100ms")
    prompt = author.add_prompt(model=model)
    with author.stream(prompt["id"]) as (_, incoming):
        seen = [next(incoming) for _ in range(4)]
    execution = seen[0].data["id"]
    assert eventually(lambda: author.execution(execution)["status"] != "RUNNING")
    row = author.execution(execution)
    assert_settled(row, "CANCELLED", [("FIRST", "CANCELLED")], "cancelled")
    [call] = row["model_calls"]
    assert (call["is_estimate"], call["price_source"]) == (True, "OPERATOR")
    assert call["input_tokens"] > 0
    assert call["output_tokens"] > 0
    assert float(call["cost"]) > 0
    assert row["output"].startswith(text_after(seen, "execution"))
    assert row["validation_status"] == "SKIPPED"
    assert eventually(lambda: site.model.counts(model)["broken"] == 1)


def test_a_reader_who_goes_away_before_the_first_word_stops_the_model_too(site: Stack, author: Person) -> None:
    model = site.model_named("slow-60s")
    prompt = author.add_prompt(model=model)
    with author.stream(prompt["id"]) as (_, incoming):
        execution = next(incoming).data["id"]
        assert eventually(lambda: site.model.counts(model)["requests"])
    assert eventually(lambda: author.execution(execution)["status"] != "RUNNING")
    row = author.execution(execution)
    assert_settled(row, "CANCELLED", [("FIRST", "CANCELLED")], "cancelled")
    assert (row["output"], row["model_calls"][0]["output_tokens"], row["model_calls"][0]["is_estimate"]) == (
        None,
        0,
        True,
    )
    assert eventually(lambda: site.model.counts(model)["broken"] == 1)
