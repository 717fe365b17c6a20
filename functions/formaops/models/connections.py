"""The HTTP client that a provider is asked with. Importing this imports httpx2 and aiohttp."""

from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2
from aiohttp import ClientSession, DummyCookieJar
from httpx_aiohttp.httpx2 import AiohttpTransport, Httpx2AiohttpClient

from formaops.models.bounding import bound


class Client(Httpx2AiohttpClient):
    """With aiohttp below, which costs half of httpx's own transport.

    All tenants ask a provider through the same connections. So nothing of an answer may stay behind that would go out
    with the next question: neither httpx nor aiohttp keeps cookies here.

    Reading has no bound of its own: each call has its ``timeout_seconds`` around it. Idle connections are dropped
    before the five seconds after which many servers close theirs, or a request would now and then meet a closed one.
    """

    def __init__(self) -> None:
        super().__init__(
            timeout=httpx2.Timeout(None, connect=10),
            limits=httpx2.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=4),
            event_hooks={"response": [bound]},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    def _init_transport(self, *args: Any, **settings: Any) -> httpx2.AsyncBaseTransport:
        return _forgetful(super()._init_transport(*args, **settings))

    def _init_proxy_transport(self, *args: Any, **settings: Any) -> httpx2.AsyncBaseTransport:
        return _forgetful(super()._init_proxy_transport(*args, **settings))


def _forgetful(transport: httpx2.AsyncBaseTransport) -> httpx2.AsyncBaseTransport:
    assert isinstance(transport, AiohttpTransport)
    make = transport.get_client

    def session() -> ClientSession:
        """Made when first needed, in the loop that needs it. aiohttp's own would keep a jar."""
        transport.client = None
        made = make()
        connector = made.connector
        made.detach()
        return ClientSession(connector=connector, cookie_jar=DummyCookieJar())

    transport.client = session
    return transport
