"""Bodies that do not fit end in a clear 400 or 413, and are never read further than allowed."""

from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request

from formaops.errors import Malformed, TooLarge
from formaops.http.bodies import read_body
from formaops.prompts.records import ExecuteRequest, TestRequest

LIMIT = 1000


def request(*chunks: bytes, kind: str = "application/json", announced: int | None = None) -> Request:
    remaining = list(chunks)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": remaining.pop(0), "more_body": bool(remaining)}

    headers = [(b"content-type", kind.encode())]
    if announced is not None:
        headers.append((b"content-length", str(announced).encode()))
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def refused(*chunks: bytes, **more: object) -> Malformed:
    with pytest.raises(Malformed) as error:
        await read_body(request(*chunks, **more), ExecuteRequest, LIMIT)  # type: ignore[arg-type]
    return error.value


async def test_a_body_in_pieces_is_read() -> None:
    order = await read_body(request(b'{"prompt":', b'"p","inputs":{}}'), ExecuteRequest, LIMIT)
    assert (order.prompt, order.inputs, order.priority) == ("p", {}, "NORMAL")


async def test_another_content_type_is_refused() -> None:
    assert "content-type" in (await refused(b"{}", kind="text/plain")).detail


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"prompt": "\xff"}', b'{"a": NaN}', b"[" * 5000, b'{"prompt": "\\ud800", "inputs": {}}'],
    ids=["empty", "cut off", "invalid UTF-8", "NaN", "5000 brackets", "lone surrogate"],
)
async def test_what_is_no_json_is_refused(body: bytes) -> None:
    error = await read_body_error(body)
    assert isinstance(error, Malformed | TooLarge)


async def read_body_error(body: bytes) -> Exception:
    with pytest.raises((Malformed, TooLarge)) as error:
        await read_body(request(body), ExecuteRequest, LIMIT)
    return error.value


async def test_deep_json_is_refused() -> None:
    body = b'{"prompt":"p","inputs":{"x":' + b"[" * 100 + b"]" * 100 + b"}}"
    assert "nested deeper than 64" in (await refused(body)).detail


async def test_each_fault_has_its_path() -> None:
    error = await refused(b'{"prompt": "", "inputs": [], "verison": 1, "model": "gpt"}')
    assert {fault.path for fault in error.faults} == {"$.prompt", "$.inputs", "$.verison", "$.model"}


async def test_an_announced_length_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge, match="larger than 1000 bytes"):
        await read_body(request(announced=50 * 1024 * 1024), ExecuteRequest, LIMIT)


async def test_an_unannounced_flood_is_cut_off_at_the_limit() -> None:
    sent = 0

    async def flood() -> AsyncIterator[dict[str, object]]:
        nonlocal sent
        while True:
            sent += 100
            yield {"type": "http.request", "body": b"x" * 100, "more_body": True}

    body = flood()
    headers = [(b"content-type", b"application/json")]
    endless = Request({"type": "http", "method": "POST", "headers": headers}, body.__anext__)
    with pytest.raises(TooLarge):
        await read_body(endless, ExecuteRequest, LIMIT)
    assert sent == LIMIT + 100


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"prompt":"p","template":"t"}', b'{"prompt":"p","variables":[]}'],
    ids=["neither", "both", "mixed"],
)
async def test_test_prompt_takes_either_a_stored_or_a_given_prompt(body: bytes) -> None:
    with pytest.raises(Malformed):
        await read_body(request(body), TestRequest, LIMIT)
