"""What becomes of a request to PostgREST when no PostgREST, or half of one, is there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from formaops.database import Database, wire
from formaops.database.wire import ByAiohttp
from formaops.errors import NotReady
from formaops.settings import Settings

HEADERS = {"content-type": "application/json", "x-mine": "yes"}
Answering = Callable[[bytes | None], Awaitable[str]]


@pytest.fixture
async def rest() -> AsyncIterator[ByAiohttp]:
    made = ByAiohttp()
    yield made
    await made.aclose()


@pytest.fixture
async def requests() -> list[bytes]:
    return []


@pytest.fixture
async def answering(requests: list[bytes]) -> AsyncIterator[Answering]:
    """Its URL; it answers each request on a connection with these bytes, or None: never."""
    servers = []

    async def serving(answer: bytes | None) -> str:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while head := await reader.read(65536):
                requests.append(head)
                if answer is None:
                    continue
                writer.write(answer)
                if b"connection: close" in answer or not answer:
                    break
            writer.close()

        servers.append(await asyncio.start_server(serve, "127.0.0.1", 0))
        return f"http://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}"

    yield serving
    for server in servers:
        server.close()


async def test_what_is_answered_comes_back_whatever_its_status(
    rest: ByAiohttp, answering: Answering, requests: list[bytes]
) -> None:
    url = await answering(b"HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}")
    assert await rest.post(f"{url}/rpc/f", HEADERS, b'{"a":1}') == (409, b"{}")
    head, body = requests[0].split(b"\r\n\r\n")
    assert head.startswith(b"POST /rpc/f HTTP/1.1\r\n")
    assert b"x-mine: yes" in head
    assert body == b'{"a":1}'


async def test_a_redirect_is_not_followed_with_the_service_key(rest: ByAiohttp, answering: Answering) -> None:
    url = await answering(b"HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n")
    assert await rest.post(url, HEADERS, b"{}") == (307, b"")


async def test_libraries_share_its_connections(rest: ByAiohttp, answering: Answering) -> None:
    url = await answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
    await rest.post(url, HEADERS, b"{}")
    assert (await rest.client.get(url)).json() == {}
    await rest.aclose()
    with pytest.raises(RuntimeError, match="closed"):
        await rest.post(url, HEADERS, b"{}")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\nconnection: close\r\n\r\n{",
        b"not HTTP at all\r\n\r\nconnection: close",
    ],
    ids=["closed", "half", "garbage"],
)
async def test_half_an_answer_is_none(rest: ByAiohttp, answering: Answering, answer: bytes) -> None:
    with pytest.raises(NotReady):
        await rest.post(await answering(answer), HEADERS, b"{}")


async def test_nobody_listens(rest: ByAiohttp, unused_tcp_port: int) -> None:
    with pytest.raises(NotReady):
        await rest.post(f"http://127.0.0.1:{unused_tcp_port}/rpc/f", HEADERS, b"{}")


async def test_who_never_answers_is_not_waited_for_without_end(
    answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "_SECONDS_TO_ANSWER", 0.05)
    rest = ByAiohttp()
    with pytest.raises(NotReady):
        await rest.post(await answering(None), HEADERS, b"{}")
    await rest.aclose()


async def test_who_can_ask_again_waits_no_longer_than_it_says(answering: Answering) -> None:
    settings = Settings(supabase_url=await answering(None), service_role_key="s", anon_key="a")  # type: ignore[arg-type]
    database = Database(settings)
    with pytest.raises(NotReady, match="does not answer"):
        await database.rpc("settle_execution", {}, seconds=0.05)
    await database.aclose()
