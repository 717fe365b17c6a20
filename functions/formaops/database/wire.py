"""How requests reach PostgREST: straight by aiohttp where microseconds count, by httpx for all that builds on it."""

from functools import cache
from typing import Protocol

import aiohttp
import httpx
import yarl
from httpx_aiohttp import AiohttpTransport

from formaops.errors import NotReady

# PostgREST closes a connection that was idle for 30 s; ours go first, so that no request meets a closing one.
_KEEPALIVE_SECONDS = 15
_SECONDS_TO_CONNECT = 3
# As many as PostgREST's own pool has by default: more only wait there.
_CONNECTIONS = 10
_SECONDS_FOR_A_CONNECTION = 10
# A request waits up to 10 s for a connection of PostgREST's pool, and its statement ends after 30 s (the setting of
# `service_role`). Whoever waits longer than both hears how it ended.
_SECONDS_TO_ANSWER = 45


class Wire(Protocol):
    """Open connections, bound to the event loop that made them."""

    client: httpx.AsyncClient
    """For libraries that take one; the same connections."""

    async def post(self, url: str, headers: dict[str, str], content: bytes) -> tuple[int, bytes]:
        """Status and body of the answer. Raises NotReady when there is none."""

    async def aclose(self) -> None: ...


class ByAiohttp:
    """A request costs a third of what it does through httpx, even with aiohttp below that."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEEPALIVE_SECONDS),
            timeout=aiohttp.ClientTimeout(
                total=None,
                connect=_SECONDS_FOR_A_CONNECTION,
                sock_connect=_SECONDS_TO_CONNECT,
                sock_read=_SECONDS_TO_ANSWER,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self.client = _client(AiohttpTransport(client=self._session))

    async def post(self, url: str, headers: dict[str, str], content: bytes) -> tuple[int, bytes]:
        try:
            async with self._session.post(
                _parsed(url), data=content, headers=headers, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise NotReady("The database cannot be reached.") from failure

    async def aclose(self) -> None:
        await self.client.aclose()
        await self._session.close()


class ByTransport:
    """By a transport of httpx, which tests put in."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.client = _client(transport)

    async def post(self, url: str, headers: dict[str, str], content: bytes) -> tuple[int, bytes]:
        try:
            response = await self.client.post(url, headers=headers, content=content)
        except httpx.HTTPError as failure:
            raise NotReady("The database cannot be reached.") from failure
        return response.status_code, response.content

    async def aclose(self) -> None:
        await self.client.aclose()


def _client(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    timeout = httpx.Timeout(_SECONDS_TO_ANSWER, connect=_SECONDS_TO_CONNECT)
    return httpx.AsyncClient(transport=transport, timeout=timeout)


@cache
def _parsed(url: str) -> yarl.URL:
    return yarl.URL(url)
