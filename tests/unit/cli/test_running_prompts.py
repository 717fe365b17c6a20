"""`formaops run` and `formaops test`."""

import json
from typing import Any

import httpx
import pytest

from formaops.cli.executing import execute
from formaops.cli.functions import Event
from formaops.cli.output import Output
from tests.unit.cli.played import EXECUTION, Command, Project, problem, record, sse

BEGUN = ("execution", {"id": EXECUTION, "prompt_id": EXECUTION, "prompt_version": 2, "model": "local:smollm2"})


def test_streams_the_answer_and_shows_the_record(project: Project, command: Command) -> None:
    deltas = [("delta", {"text": '{"a":'}), ("delta", {"text": " 1}"})]
    route = project.function("execute-prompt").mock(return_value=sse(BEGUN, *deltas, ("result", record())))
    result = command("run", "Shaper", "--var", "n:=3", "--var", "s=x", "--model", "local:smollm2", "--version", "2")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith('{"a": 1}\n')
    assert "✓ passed  Shape" in result.stdout
    assert EXECUTION in result.stderr
    request = route.calls.last.request
    assert request.headers["accept"] == "text/event-stream"
    assert request.headers["authorization"] == "Bearer access"
    assert json.loads(request.content) == {
        "prompt": "Shaper", "inputs": {"n": 3, "s": "x"}, "priority": "NORMAL", "version": 2, "model": "local:smollm2",
    }  # fmt: skip


def test_with_json_stdout_is_the_record_alone(project: Project, command: Command) -> None:
    answer = sse(BEGUN, ("delta", {"text": "never seen"}), ("result", record()))
    project.function("execute-prompt").mock(return_value=answer)
    result = command("run", "Shaper", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, record())


def test_without_a_stream_asks_for_one_answer(project: Project, command: Command) -> None:
    route = project.function("execute-prompt").respond(json=record(validated_output=None, output="Plain words."))
    result = command("run", "Shaper", "--no-stream", "--context", '{"k": 1}', "--tenant", EXECUTION)
    assert result.exit_code == 0, result.stderr
    assert "Output\nPlain words." in result.stdout
    request = route.calls.last.request
    assert request.headers["accept"] == "*/*"
    assert request.headers["x-tenant-id"] == EXECUTION
    assert json.loads(request.content)["context"] == {"k": 1}


def test_tells_of_repairs_and_restarts(project: Project, command: Command) -> None:
    fault = {"path": "$.a", "message": "is required"}
    failed = {"name": "Shape", "type": "SCHEMA", "passed": False, "errors": [fault]}
    told: list[tuple[str, dict[str, Any]]] = [
        ("delta", {"text": "half"}),
        ("restart", {"reason": "the provider broke off"}),
        ("delta", {"text": "{}"}),
        ("repair", {"validations": [failed]}),
        ("delta", {"text": '{"a": 1}'}),
    ]
    project.function("execute-prompt").mock(return_value=sse(BEGUN, *told, ("result", record())))
    result = command("run", "Shaper")
    assert result.exit_code == 0
    assert "Asking once more: the provider broke off" in result.stderr
    assert "• Shape, $.a: is required" in result.stderr
    assert result.stdout.startswith('half\n{}\n{"a": 1}\n')


def test_an_invalid_output_is_shown_and_fails(project: Project, command: Command) -> None:
    fault = {"path": "$.a", "message": "is required"}
    failed = [{"name": "Shape", "type": "SCHEMA", "passed": False, "errors": [fault]}]
    ended = record(status="FAILED", validation_status="FAILED", validations=failed, validated_output=None)
    told = {
        "code": "output_invalid",
        "status": 422,
        "title": "t",
        "detail": "The output fails Shape.",
        "errors": [fault],
    }
    events = (BEGUN, ("delta", {"text": "{}"}), ("error", told | {"execution": ended}))
    project.function("execute-prompt").mock(return_value=sse(*events))
    result = command("run", "Shaper")
    assert result.exit_code == 1
    assert "✗ failed  Shape" in result.stdout
    assert "Error: The output fails Shape.\n  • $.a: is required" in result.stderr
    project.function("execute-prompt").mock(return_value=sse(*events))
    result = command("run", "Shaper", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["execution"]["id"] == EXECUTION


@pytest.mark.parametrize(
    ("status", "code", "exit_code"),
    [
        (400, "malformed", 2), (401, "unauthenticated", 3), (403, "forbidden", 3), (404, "not_found", 4),
        (409, "wrong_state", 2), (413, "too_large", 2), (422, "invalid_inputs", 2), (422, "unknown_price", 2),
        (502, "provider_failed", 5), (503, "not_ready", 5), (504, "provider_timeout", 5),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", [[], ["--no-stream"], ["--json"]])
def test_refusals_have_their_exit_codes(
    project: Project, command: Command, status: int, code: str, exit_code: int, way: list[str]
) -> None:
    faults = [{"path": "inputs.n", "message": "is required"}]
    project.function("execute-prompt").mock(return_value=problem(status, code, errors=faults))
    result = command("run", "Shaper", *way)
    assert result.exit_code == exit_code
    assert f"Error: it is {code}\n  • inputs.n: is required\n" in result.stderr
    assert "Traceback" not in result.stderr
    assert (json.loads(result.stdout)["code"] == code) if way == ["--json"] else not result.stdout


def test_a_project_that_does_not_answer_is_not_ready(project: Project, command: Command) -> None:
    project.function("execute-prompt").mock(side_effect=httpx.ConnectError("refused"))
    result = command("run", "Shaper")
    assert result.exit_code == 5
    assert "cannot be reached" in result.stderr


def test_a_stream_that_breaks_off_says_where_to_look(project: Project, command: Command) -> None:
    project.function("execute-prompt").mock(return_value=sse(BEGUN, ("delta", {"text": "half"})))
    result = command("run", "Shaper")
    assert result.exit_code == 5
    assert f"formaops executions show {EXECUTION}" in result.stderr


class Interrupted:
    """Functions whose stream is broken off by Ctrl-C after it has begun; remembers that it was closed."""

    closed = False

    def stream(self, name: str, order: Any) -> Any:
        try:
            yield Event(*BEGUN)
            raise KeyboardInterrupt
        finally:
            self.closed = True


class Settled:
    """The rest of a connection: the row, first RUNNING, then CANCELLED."""

    def __init__(self, functions: Any) -> None:
        self.functions = functions
        self.client = self
        self._states = iter(("RUNNING", "CANCELLED"))

    def __getattr__(self, name: str) -> Any:
        return lambda *_: self

    def rows(self, query: Any) -> list[dict[str, str]]:
        return [{"id": EXECUTION, "status": next(self._states), "cost_usd": "0.000001000000"}]


def test_breaking_off_waits_until_the_execution_is_cancelled() -> None:
    from formaops.cli.failures import Exit, Failure

    functions = Interrupted()
    with pytest.raises(Failure, match=r"is CANCELLED; it cost \$0.000001\.") as failure:
        execute(Settled(functions), {}, Output(), streaming=True)  # type: ignore[arg-type]
    assert failure.value.exit_code is Exit.INTERRUPTED
    assert functions.closed


REPORT = {
    "rendered": "Would be this.", "variables_used": ["n"], "undeclared": [], "unused": ["old"], "missing": [],
    "input_faults": [], "validation_status": None, "validations": [], "validated_output": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "exit_code", "said"),
    [
        ({}, 0, "Would be this."),
        (
            {"rendered": None, "input_faults": [{"path": "inputs.n", "message": "is required"}]},
            2,
            "inputs.n: is required",
        ),
        ({"rendered": None, "undeclared": ["x"]}, 2, "undeclared  x"),
        ({"validation_status": "PASSED", "validations": record()["validations"]}, 0, "✓ passed  Shape"),
        (
            {"validation_status": "FAILED", "validations": [record()["validations"][0] | {"passed": False}]},
            1,
            "✗ failed  Shape",
        ),
    ],
)
def test_trying_a_prompt(
    project: Project, command: Command, changes: dict[str, Any], exit_code: int, said: str
) -> None:
    route = project.function("test-prompt").respond(json=REPORT | changes)
    result = command("test", "Shaper", "--var", "n=1", "--sample-output", "-", stdin='{"a": 1}')
    assert (result.exit_code, said in result.stdout) == (exit_code, True), result.output
    body = json.loads(route.calls.last.request.content)
    assert body == {"prompt": "Shaper", "inputs": {"n": "1"}, "sample_output": '{"a": 1}'}
    result = command("test", "Shaper", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (exit_code, REPORT | changes)
