"""Server-sent events, and errors that are not ours."""

import httpx
import pytest

from formaops.cli.functions import Event, events, problem_in


def test_reads_events_line_by_line() -> None:
    lines = [
        ": keep-alive", "", "event: execution", 'data: {"id": "1"}', "", "event:delta", 'data:{"text":', "data: 1}", "",
        "event: result", "data: not json", "", 'data: {"a": 2}', "", "event: delta", 'data: {"text": "cut off"}',
    ]  # fmt: skip
    assert list(events(lines)) == [
        Event("execution", {"id": "1"}),
        Event("delta", {"text": 1}),
        Event("message", {"a": 2}),
    ]


@pytest.mark.parametrize(
    ("status", "body", "code", "said"),
    [
        (502, b"<html>Bad Gateway</html>", "not_ready", "<html>Bad Gateway</html>"),
        (404, b'{"message": "no Route matched"}', "not_found", "no Route matched"),
        (400, b"", "malformed", "answered 400 Bad Request"),
        (429, b"[]", "malformed", "[]"),
        (599, b"", "not_ready", "answered 599"),
    ],
)
def test_makes_a_problem_of_what_a_proxy_answers(status: int, body: bytes, code: str, said: str) -> None:
    answer = httpx.Response(status, content=body, request=httpx.Request("POST", "https://x.example/functions/v1/f"))
    found = problem_in(answer)
    assert (found["status"], found["code"]) == (status, code)
    assert said in found["detail"]


def test_keeps_a_problem_of_the_functions() -> None:
    body = {"code": "output_invalid", "detail": "no", "request_id": "r", "status": 422}
    assert problem_in(httpx.Response(422, json=body)) == body
