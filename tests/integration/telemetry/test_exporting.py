"""What a collector is told of executions, by the real functions over real OTLP."""

import signal
import time
from collections import Counter

import pytest

from tests.integration.telemetry.conftest import SECRETS
from tests.support.collector import Collector, Span, lines_of, running_collector
from tests.support.processes import Functions, running_functions
from tests.support.stacks import ANSWER_COST, Stack
from tests.support.waiting import eventually

SCHEMA = {"name": "shape", "type": "SCHEMA", "config": {"type": "object", "required": ["issues"]}}
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def below(trace: list[Span], parent: Span) -> list[str]:
    return [span.name for span in trace if span.parent_id == parent.id]


def one(trace: list[Span], name: str) -> Span:
    [found] = [span for span in trace if span.name == name]
    return found


def test_one_execution_with_fallback_and_repair(observed: Functions, collector: Collector) -> None:
    person = observed.person()
    broken, good = observed.stack.model_named("status-500"), observed.stack.model_named("bad-json-then-good")
    prompt = person.add_prompt(model=broken, fallback_model=good, parameters={"max_retries": 0}, validations=[SCHEMA])
    answer = person.invoke(
        "execute-prompt", {"prompt": prompt["id"], "inputs": {"code": "x = 1"}}, traceparent=f"00-{TRACE}-{CALLER}-01"
    )
    assert answer.status_code == 200, answer.text
    record = answer.json()

    trace = collector.trace(record["id"])
    assert {span.trace_id for span in trace} == {TRACE}
    request, execution, repair = one(trace, "POST /execute-prompt"), one(trace, "execution"), one(trace, "repair")
    assert (request.kind, request.parent_id) == ("SERVER", CALLER)
    first, second = f"chat {broken.partition(':')[2]}", f"chat {good.partition(':')[2]}"
    assert below(trace, request) == ["execution"]
    assert below(trace, execution) == [
        "begin_execution", "render", first, second, "validate", "repair", "settle_execution",
    ]  # fmt: skip
    assert below(trace, repair) == [first, second, "validate"]
    assert not any(span.events for span in trace)
    assert not any(span.status_message for span in trace)

    assert request.attributes["http.response.status_code"] == 200
    assert request.attributes["formaops.request.id"] == answer.headers["x-request-id"]
    assert execution.attributes == {
        "formaops.execution.id": record["id"],
        "formaops.tenant.id": person.personal_tenant_id,
        "formaops.prompt.id": prompt["id"],
        "formaops.prompt.version": 1,
        "formaops.execution.status": "COMPLETED",
        "formaops.validation.status": "PASSED",
        "formaops.cost_usd": pytest.approx(2 * float(ANSWER_COST)),
    }
    calls = [span for span in trace if span.kind == "CLIENT" and span.name.startswith("chat")]
    assert [span.attributes["formaops.call.kind"] for span in calls] == ["first", "fallback", "repair", "fallback"]
    assert [(span.failed, span.attributes.get("error.type")) for span in calls] == [(True, "500"), (False, None)] * 2
    answered = calls[-1].attributes
    assert answered.pop("gen_ai.response.id")
    assert answered.pop("formaops.call.id")
    assert answered == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "local",
        "gen_ai.request.model": good.partition(":")[2],
        "gen_ai.response.model": good.partition(":")[2],
        "gen_ai.output.type": "json",
        "gen_ai.request.max_tokens": 1024,
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 25,
        "gen_ai.response.finish_reasons": ["stop"],
        "formaops.call.kind": "fallback",
        "formaops.call.outcome": "succeeded",
        "formaops.cost_usd": float(ANSWER_COST),
    }
    settle = one(trace, "settle_execution")
    assert settle.kind == "CLIENT"
    assert settle.attributes["db.system.name"] == "postgresql"
    verdicts = [span.attributes["formaops.validation.status"] for span in trace if span.name == "validate"]
    assert verdicts == ["FAILED", "PASSED"]
    assert collector.resources[-1]["service.name"] == "formaops"


def test_metrics_of_its_model_calls(observed: Functions, collector: Collector) -> None:
    person = observed.person()
    model = observed.stack.model_named("ok")
    assert person.execute(person.add_prompt(model=model)["id"]).status_code == 200
    name = model.partition(":")[2]

    def tokens() -> dict[str, float]:
        points = collector.points("gen_ai.client.token.usage")
        return {at["gen_ai.token.type"]: value for at, value in points if at["gen_ai.request.model"] == f"{name}"}

    assert eventually(tokens) == {"input": 100, "output": 25}
    durations = [at for at, _ in collector.points("gen_ai.client.operation.duration")]
    assert {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "local", "gen_ai.request.model": name} in [
        {key: at[key] for key in ("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model")}
        for at in durations
    ]

    def has(metric: str, name: str, value: str) -> bool:
        return any(at.get(name) == value for at, _ in collector.points(metric))

    # Counted when the request ends: perhaps told later than the call.
    assert eventually(lambda: has("http.server.request.duration", "http.route", "/execute-prompt"))
    assert eventually(lambda: has("formaops.executions", "formaops.execution.status", "COMPLETED"))


def test_a_stream_is_one_request_until_its_last_event(observed: Functions, collector: Collector) -> None:
    person = observed.person()
    model = observed.stack.model_named("drip-20ms")
    events = person.streamed(person.add_prompt(model=model)["id"])
    trace = collector.trace(events[-1].data["id"])
    request, call = one(trace, "POST /execute-prompt"), one(trace, f"chat {model.partition(':')[2]}")
    assert call.attributes["gen_ai.request.stream"] is True
    assert 0 < call.attributes["gen_ai.response.time_to_first_chunk"] < (call.end - call.start) / 1e9
    assert request.end >= one(trace, "settle_execution").end
    [line] = [
        line for line in lines_of(observed.log)
        if line.get("execution_id") == events[-1].data["id"] and line.get("status") == 200
    ]  # fmt: skip
    assert line["duration_ms"] >= (call.end - call.start) / 1e6 - 1


def test_a_refused_request_is_no_fault_of_the_server(observed: Functions, collector: Collector) -> None:
    answer = observed.person().execute("nothing of this name")
    assert answer.status_code == 404

    def refused() -> list[Span]:
        wanted = answer.headers["x-request-id"]
        return [span for span in collector.spans if span.attributes.get("formaops.request.id") == wanted]

    [request] = eventually(refused)
    assert (request.failed, request.attributes["http.response.status_code"]) == (False, 404)
    trace = [span for span in collector.spans if span.trace_id == request.trace_id]
    assert one(trace, "begin_execution").attributes["error.type"] == "not_found"


PLANTED = ("planted", "Hardcoded password", "overall_rating", "looks fine to me")


def test_nothing_that_is_secret_or_written_leaves(observed: Functions, collector: Collector) -> None:
    """Whatever happens to it: keys, tokens, templates, inputs, outputs."""
    person, stack = observed.person(), observed.stack
    template = "planted template {{code}}"
    schema = {"name": "shape", "type": "SCHEMA", "config": {"type": "object", "required": ["planted"]}}
    code = {"code": "planted input"}
    ok = person.add_prompt(name="a", template=template, model=stack.model_named("ok"))
    failing = person.add_prompt(name="b", template=template, model=stack.model_named("ok"), validations=[schema])
    echo = person.add_prompt(name="c", template=template, model="openai:planted", publish=False)
    broken = {
        behaviour: person.add_prompt(
            name=behaviour, template=template, model=stack.model_named(behaviour), parameters={"max_retries": 0}
        )
        for behaviour in ("garbage", "half-stream", "echo-key", "refuses-schema")
    }
    del echo
    answers = [
        person.execute(ok["id"], code),
        person.execute(ok["id"], {"code": "planted \x00 \ud800".encode("utf-8", "replace").decode()}),
        person.execute(failing["id"], code),
        person.execute(ok["id"], {"planted": 1}),
        *(person.execute(prompt["id"], code) for prompt in broken.values()),
        person.invoke("execute-prompt", {"prompt": "planted", "inputs": code, "planted": 1}),
        person.invoke("execute-prompt", {"prompt": ok["id"], "inputs": code}, idempotency_key="planted-key"),
        person.invoke("execute-prompt", {"prompt": ok["id"], "inputs": code}, authorization="Bearer planted"),
        person.invoke("planted/path"),
        person.invoke("test-prompt", {"template": template, "inputs": code, "sample_output": "planted"}),
    ]
    assert Counter(answer.status_code for answer in answers)[500] == 0
    person.streamed(failing["id"], code)
    last = answers[-1].headers["x-request-id"]
    assert eventually(lambda: any(last.encode() in body for body in collector.bodies))
    keys = [stack.addresses.service_role_key, stack.addresses.anon_key, str(person.token), *SECRETS.values()]
    said = observed.log.replace("x-collector-key=", "")
    for word in (*PLANTED, *keys):
        assert word not in said
        assert not [body for body in collector.bodies if word.encode() in body]


def test_every_line_is_json_and_says_whose_it_is(observed: Functions) -> None:
    person = observed.person()
    record = person.execute(person.add_prompt(model=observed.stack.model_named("ok"))["id"]).json()
    lines = lines_of(observed.log)
    [access] = [line for line in lines if line.get("execution_id") == record["id"]]
    assert (access["severity"], access["function"], access["status"]) == ("INFO", "execute-prompt", 200)
    assert access["tenant_id"] == person.personal_tenant_id
    assert access.keys() >= {"time", "logger", "message", "request_id", "duration_ms", "method", "trace_id", "span_id"}


def test_what_was_written_leaves_when_it_is_asked_for(site: Stack) -> None:
    with running_collector() as collector:
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true",
            "OTEL_BSP_SCHEDULE_DELAY": "3600000",
            "OTEL_METRIC_EXPORT_INTERVAL": "3600000",
        }
        with running_functions(site, settings) as functions:
            person = functions.person()
            record = person.execute(person.add_prompt(model=site.model_named("ok"))["id"]).json()
            assert not collector.spans
            status = functions.end()
        # It told what it had still to tell before it ended, and ended by the signal, as without a collector.
        assert status == -signal.SIGTERM
        [call] = [span for span in collector.trace(record["id"]) if span.name.startswith("chat")]
    assert "Review this code" in call.attributes["gen_ai.input.messages"]
    assert "Hardcoded password" in call.attributes["gen_ai.output.messages"]
    assert collector.points("formaops.executions") == [({"formaops.execution.status": "COMPLETED"}, 1)]


def test_a_collector_that_is_away_costs_nobody_anything(site: Stack) -> None:
    settings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        "OTEL_BSP_SCHEDULE_DELAY": "10",
        "OTEL_BSP_MAX_QUEUE_SIZE": "8",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "8",
        "FORMAOPS_TELEMETRY_FLUSH_SECONDS": "0.05",
    }
    with running_functions(site, settings) as functions:
        person = functions.person()
        prompt = person.add_prompt(model=site.model_named("ok"))["id"]
        assert [person.execute(prompt).status_code for _ in range(20)] == [200] * 20
        began = time.monotonic()
        functions.end()
        assert time.monotonic() - began < 10
        complaints = [line for line in functions.log.splitlines() if "opentelemetry" in line]
        assert 0 < len(complaints) < 10


def test_a_queued_execution_is_linked_to_the_request_that_asked_for_it(fragile: Stack) -> None:
    """And spans leave before the answer, where the host stops the process after it."""
    with running_collector() as collector:
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "3600000",
            "FORMAOPS_TELEMETRY_FLUSH_SECONDS": "5",
        }
        with running_functions(fragile, settings) as functions, fragile.without("worker"):
            person = functions.person()
            prompt = person.add_prompt(model=fragile.model_named("ok"))["id"]
            order = {"prompt": prompt, "inputs": {"code": "x = 1"}}
            accepted = person.invoke("execute-prompt", order, prefer="respond-async")
            assert accepted.status_code == 202, accepted.text
            key = f"Bearer {fragile.addresses.service_role_key}"
            turn = fragile.http.post(
                f"{functions.stack.addresses.functions_url}/work", headers={"authorization": key}, timeout=60
            )
            assert turn.json()["completed"] >= 1, turn.text
            asked = collector.trace(accepted.json()["id"])
            [queued] = [span for span in collector.spans if span.name == "queued execution"]
    assert queued.attributes["formaops.execution.id"] == accepted.json()["id"]
    assert queued.attributes["formaops.attempt"] == 1
    [(trace_id, span_id)] = queued.links
    assert trace_id == asked[0].trace_id != queued.trace_id
    assert span_id in {span.id for span in asked}
    run = [span for span in collector.spans if span.trace_id == queued.trace_id]
    assert below(run, queued) == ["execution"]
    assert one(run, "execution").attributes["formaops.execution.status"] == "COMPLETED"
