"""The six steps with PostgREST mocked: what is sent to begin and settle, whatever model, client or database do."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import respx

from formaops.database import Database, Principal
from formaops.errors import (
    InvalidInputs,
    InvalidTemplate,
    Malformed,
    NotFound,
    NotReady,
    OutputInvalid,
    ProviderFailed,
    ProviderTimeout,
    UnknownPrice,
    WrongState,
)
from formaops.models import Call, Completion, Request, Usage
from formaops.prompts import answering
from formaops.prompts.execution import execute
from formaops.prompts.records import ExecuteRequest, ExecutionRecord
from formaops.settings import Settings

REST = "http://rest.test"
EXECUTION, LEASE, PROMPT = uuid4(), uuid4(), uuid4()
NOW = "2026-11-21T10:00:00+00:00"
SCHEMA = {"type": "object", "required": ["rating"]}
PRICE = {
    "provider": "local",
    "model": "smollm2",
    "input_usd_per_mtok": 0.05,
    "output_usd_per_mtok": 0.2,
    "cache_read_usd_per_mtok": None,
    "cache_write_usd_per_mtok": None,
    "effective_from": "2020-01-01T00:00:00+00:00",
    "version": "test",
}
PRINCIPAL = Principal(user_id=UUID(int=1), token="t")
ORDER = ExecuteRequest(prompt="p", inputs={"code": "x"})

Answer = Callable[..., Awaitable[Completion]]


def settings(**more: Any) -> Settings:
    given = {"supabase_url": "http://project.test", "rest": REST, "service_role_key": "s", "anon_key": "a"}
    return Settings(**(given | {"settle_patience_seconds": 5} | more))


def begun(**prompt: Any) -> dict[str, Any]:
    given = {
        "id": str(PROMPT),
        "name": "p",
        "version": 1,
        "template": "Review {{code}}",
        "variables": [{"name": "code", "type": "string", "required": True}],
        "model": "local:smollm2",
        "fallback_model": None,
        "parameters": {},
    }
    execution = {"id": str(EXECUTION), "prompt_id": str(PROMPT), "prompt_version": 1, "lease_id": str(LEASE)}
    return {
        "execution": execution | {"created_at": NOW, "started_at": NOW},
        "prompt": given | prompt,
        "validations": [{"name": "shape", "type": "SCHEMA", "config": SCHEMA}],
        "prices": [PRICE],
        "hold": None,
    }


def settled(request: httpx.Request) -> httpx.Response:
    """What `settle_execution` would answer: the row, made of what it was given."""
    given = json.loads(request.content)
    cost = sum((Decimal(call["cost_usd"] or 0) for call in given["p_calls"]), Decimal(0))
    row = {"id": str(EXECUTION), "prompt_id": str(PROMPT), "prompt_version": 1, "created_at": NOW, "started_at": NOW}
    more = {"completed_at": NOW, "cost_usd": f"{cost:f}", "cost_is_complete": True}
    return httpx.Response(200, json={"outcome": "settled", "execution": row | more | given["p_result"]})


class Project:
    """A database whose two RPCs are mocked, and a model that answers as the test says."""

    def __init__(self, router: respx.Router, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begin = router.post(f"{REST}/rpc/begin_execution").respond(json=begun())
        self.settle = router.post(f"{REST}/rpc/settle_execution").mock(side_effect=settled)
        self.extend = router.post(f"{REST}/rpc/extend_execution_lease").respond(
            json={"held": True, "cancel_requested": False}
        )
        self._monkeypatch = monkeypatch

    def model(self, *answers: str | Exception) -> list[Request]:
        """Let the model give these answers one after the other; returns the list of what it will have been asked."""
        asked: list[Request] = []
        coming = list(answers)

        async def ask(request: Request, *, calls: list[Call], **_: Any) -> Completion:
            asked.append(request)
            answer = coming.pop(0)
            failed = isinstance(answer, Exception)
            calls.append(a_call(request.first_kind, "failed" if failed else "succeeded"))
            if isinstance(answer, Exception):
                raise answer
            return Completion(answer, calls[-1], "stop")

        self._monkeypatch.setattr(answering, "ask", ask)
        return asked

    def slow_model(self) -> None:
        """A model that streams one piece and then never ends."""

        async def ask(_: Request, *, calls: list[Call], on_delta: Any = None, **__: Any) -> Completion:
            try:
                if on_delta:
                    await on_delta("half an ")
                await asyncio.Event().wait()
            finally:
                calls.append(a_call("first", "cancelled"))
            raise AssertionError

        self._monkeypatch.setattr(answering, "ask", ask)

    async def execute(self, order: ExecuteRequest = ORDER, **more: Any) -> ExecutionRecord:
        chosen = more.pop("settings", settings())
        database = Database(chosen, transport=httpx.AsyncHTTPTransport())
        try:
            return await execute(order, PRINCIPAL, "request-1", database=database, settings=chosen, **more)
        finally:
            await database.aclose()

    def result(self) -> dict[str, Any]:
        assert self.settle.call_count == 1
        settled_with: dict[str, Any] = json.loads(self.settle.calls.last.request.content)
        return settled_with


def a_call(kind: Any, outcome: Any) -> Call:
    usage = Usage(input=10, output=5, is_estimate=outcome == "cancelled")
    return Call(
        id=uuid4(),
        kind=kind,
        provider="local",
        model="local:smollm2",
        usage=usage,
        cost=Decimal("0.0000015"),
        price_source="operator",
        price_version="test",
        outcome=outcome,
        error=None if outcome == "succeeded" else outcome,
        latency_ms=3,
        started_at=datetime.now(UTC),
    )


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Any:
    with respx.mock(assert_all_called=False) as router:
        yield Project(router, monkeypatch)


async def test_two_round_trips_and_no_more(project: Project) -> None:
    project.model('{"rating": 3}')
    record = await project.execute()
    assert (record.status, record.validation_status, record.validated_output) == ("COMPLETED", "PASSED", {"rating": 3})
    assert record.cost_usd == "0.0000015"
    assert (project.begin.call_count, project.settle.call_count, project.extend.call_count) == (1, 1, 0)


async def test_begin_is_told_who_asks_for_what(project: Project) -> None:
    project.model('{"rating": 3}')
    await project.execute()
    sent = json.loads(project.begin.calls.last.request.content)
    assert sent["p_user_id"] == str(UUID(int=1))
    assert sent["p_tenant_id"] is None
    assert sent["p_edge_function_id"] == "request-1"
    assert project.begin.calls.last.request.headers["authorization"] == "Bearer s"


async def test_the_model_is_shown_its_faults_and_both_calls_are_billed(project: Project) -> None:
    asked = project.model("no JSON", '{"rating": 3}')
    record = await project.execute()
    assert record.status == "COMPLETED"
    assert [attempt.kind for attempt in record.attempts] == ["first", "repair"]
    repair = asked[1].messages
    assert [message.role for message in repair] == ["user", "assistant", "user"]
    assert "shape: $: not JSON" in repair[2].content
    assert record.cost_usd == "0.0000030"


async def test_repairs_are_bounded(project: Project) -> None:
    project.begin.respond(json=begun(parameters={"max_repairs": 2}))
    project.model("1", "2", "3")
    with pytest.raises(OutputInvalid) as failed:
        await project.execute()
    result = project.result()["p_result"]
    assert (result["status"], result["validation_status"], result["output"]) == ("FAILED", "FAILED", "3")
    assert result["validated_output"] is None
    assert len(project.result()["p_calls"]) == 3
    assert failed.value.extra["execution"]["status"] == "FAILED"


async def test_wrong_inputs_are_settled_without_asking(project: Project) -> None:
    asked = project.model()
    with pytest.raises(InvalidInputs):
        await project.execute(ExecuteRequest(prompt="p", inputs={}))
    assert asked == []
    assert project.result()["p_result"]["error"]["code"] == "invalid_inputs"
    assert project.result()["p_calls"] == []


async def test_a_wrong_template_says_where(project: Project) -> None:
    project.begin.respond(json=begun(template="{% if code %}"))
    project.model()
    with pytest.raises(InvalidTemplate):
        await project.execute()
    assert project.result()["p_result"]["error"]["faults"][0]["path"].startswith("template:1:")


async def test_an_unknown_price_fails_before_the_model_is_asked(project: Project) -> None:
    asked = project.model()
    with pytest.raises(UnknownPrice, match="local:unheard-of"):
        await project.execute(ORDER.model_copy(update={"model": "local:unheard-of"}))
    assert asked == []


async def test_settings_may_allow_an_unknown_price(project: Project) -> None:
    asked = project.model('{"rating": 1}')
    order = ORDER.model_copy(update={"model": "local:unheard-of"})
    await project.execute(order, settings=settings(allow_unknown_price=True))
    assert asked[0].model == "local:unheard-of"


async def test_the_only_schema_is_offered_to_the_provider(project: Project) -> None:
    asked = project.model('{"rating": 1}')
    await project.execute()
    assert asked[0].json_schema == SCHEMA


async def test_of_two_schemas_none_is_offered(project: Project) -> None:
    answer = begun()
    answer["validations"].append({"name": "other", "type": "SCHEMA", "config": {"type": "object"}})
    project.begin.respond(json=answer)
    asked = project.model('{"rating": 1}')
    await project.execute()
    assert asked[0].json_schema is None


@pytest.mark.parametrize("failure", [ProviderFailed("401"), ProviderTimeout("60 s")])
async def test_a_failed_call_is_billed_and_told(project: Project, failure: Exception) -> None:
    project.model(failure)
    with pytest.raises(type(failure)):
        await project.execute()
    assert project.result()["p_result"]["status"] == "FAILED"
    assert project.result()["p_calls"][0]["outcome"] == "failed"


async def test_a_fault_of_ours_is_settled_without_its_details(project: Project) -> None:
    project.model(RuntimeError("secret"))
    with pytest.raises(RuntimeError):
        await project.execute()
    assert project.result()["p_result"]["error"]["code"] == "internal_error"
    assert "secret" not in json.dumps(project.result())


async def test_the_whole_execution_has_a_deadline(project: Project) -> None:
    project.slow_model()
    with pytest.raises(ProviderTimeout, match=r"longer than 0\.1 s"):
        await project.execute(settings=settings(execution_timeout_seconds=0.1))
    assert project.result()["p_calls"][0]["outcome"] == "cancelled"


async def test_a_cancellation_is_heard_at_the_next_heartbeat(project: Project) -> None:
    project.slow_model()
    project.extend.respond(json={"held": True, "cancel_requested": True})
    with pytest.raises(WrongState, match="cancelled on request") as stopped:
        await project.execute(settings=settings(heartbeat_seconds=0.05))
    result = project.result()
    assert result["p_result"]["status"] == "CANCELLED"
    assert result["p_calls"][0]["is_estimate"]
    assert stopped.value.extra["execution"]["status"] == "CANCELLED"


async def test_a_lost_lease_stops_the_work_and_still_reports_its_cost(project: Project) -> None:
    project.slow_model()
    project.extend.respond(json={"held": False, "cancel_requested": False})
    with pytest.raises(WrongState, match="took it over"):
        await project.execute(settings=settings(heartbeat_seconds=0.05))
    assert len(project.result()["p_calls"]) == 1


class Hearing:
    """A listener that notes what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def execution(self, begun: Any) -> None:
        self.heard.append("execution")

    async def delta(self, text: str) -> None:
        self.heard.append(text)

    async def restart(self, reason: str) -> None:
        self.heard.append("restart")

    async def repair(self, results: Any) -> None:
        self.heard.append("repair")


async def test_a_client_that_goes_away_still_gets_its_execution_settled(project: Project) -> None:
    project.slow_model()
    gone, hearing = asyncio.Event(), Hearing()
    asyncio.get_running_loop().call_later(0.05, gone.set)
    with pytest.raises(WrongState, match="went away"):
        await project.execute(listener=hearing, disconnected=gone)
    result = project.result()["p_result"]
    assert (result["status"], result["output"]) == ("CANCELLED", "half an ")
    assert hearing.heard == ["execution", "half an "]


async def test_a_listener_hears_of_repairs(project: Project) -> None:
    project.model("no", '{"rating": 2}')
    hearing = Hearing()
    await project.execute(listener=hearing)
    assert hearing.heard == ["execution", "repair"]


async def test_settle_is_repeated_with_the_same_calls_until_the_database_is_back(project: Project) -> None:
    project.model('{"rating": 3}')
    answers: list[Any] = [httpx.ConnectError("down"), httpx.Response(503, json={"message": "starting"}), settled]

    def later(request: httpx.Request) -> httpx.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    project.settle.mock(side_effect=later)
    record = await project.execute()
    assert record.status == "COMPLETED"
    sent = {json.loads(call.request.content)["p_calls"][0]["id"] for call in project.settle.calls}
    assert (project.settle.call_count, len(sent)) == (3, 1)


async def test_what_the_database_refuses_to_store_is_left_out_but_never_the_calls(project: Project) -> None:
    project.model('{"rating": 3}')
    refusal = {"code": "23514", "message": 'violates check constraint "executions_output_fits_4_mb"'}
    answers: list[Any] = [httpx.Response(400, json=refusal), settled]

    def refused_once(request: httpx.Request) -> httpx.Response:
        answer = answers.pop(0)
        return answer(request) if callable(answer) else answer

    project.settle.mock(side_effect=refused_once)
    with pytest.raises(OutputInvalid, match="executions_output_fits_4_mb") as unstorable:
        await project.execute()
    first, second = (json.loads(call.request.content) for call in project.settle.calls)
    assert second["p_calls"] == first["p_calls"]
    assert (second["p_result"]["status"], second["p_result"]["output"], second["p_logs"]) == ("FAILED", None, [])
    assert unstorable.value.extra["execution"]["error"]["code"] == "unstorable"


async def test_a_provider_that_nobody_knows_makes_no_row(project: Project) -> None:
    with pytest.raises(Malformed, match="no model provider"):
        await project.execute(ORDER.model_copy(update={"model": "foo:bar"}))
    assert project.begin.call_count == 0


async def test_patience_ends_in_not_ready_with_the_executions_id(project: Project) -> None:
    project.model('{"rating": 3}')
    project.settle.mock(side_effect=httpx.ConnectError("down"))
    with pytest.raises(NotReady) as gone:
        await project.execute(settings=settings(settle_patience_seconds=0.1))
    assert gone.value.extra["execution_id"] == str(EXECUTION)


async def test_begin_is_never_repeated(project: Project) -> None:
    project.begin.mock(side_effect=httpx.ReadError("cut"))
    with pytest.raises(NotReady):
        await project.execute()
    assert (project.begin.call_count, project.settle.call_count) == (1, 0)


async def test_the_databases_own_words_reach_the_caller(project: Project) -> None:
    project.begin.respond(404, json={"code": "PT404", "message": "There is no prompt p that you may run."})
    with pytest.raises(NotFound, match="no prompt p"):
        await project.execute()


async def test_what_postgres_cannot_store_is_replaced(project: Project) -> None:
    project.begin.respond(json=begun() | {"validations": []})
    project.model("a\x00b\ud800c")
    record = await project.execute()
    assert record.output == "a\ufffdb?c"
    assert record.validation_status == "SKIPPED"
