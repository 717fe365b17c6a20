"""Ask an address that a user gave, once it has turned out to be one that may be asked."""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from formaops import __version__
from formaops.egress.failures import Refused, TimedOut, Unreachable
from formaops.egress.policy import Policy
from formaops.egress.targets import Target, parse

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host. Raises OSError when it has none."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPING_THE_BODY = frozenset({307, 308})
# What another host may know of a request that was meant for the first one.
_HARMLESS = frozenset({"accept", "accept-language", "user-agent"})
# What says where a request ends, how it is packed and to whom it goes.
_OURS = frozenset(
    {
        "accept-encoding", "connection", "content-length", "cookie", "expect", "host", "keep-alive", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
_HEADER_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]{0,8000}")
_CHUNK = 16 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one request, redirects included."""

    seconds: float = 15
    max_bytes: int = 64 * 1024
    """Of the answer's body; what comes after is not read."""
    max_redirects: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case; of several with one name the last."""
    body: bytes = field(repr=False)
    """As it was sent, and never unpacked: we ask for it as it is, and a bomb stays a small file."""
    is_cut: bool
    """There was more of it than may be read."""


class Egress:
    """Makes requests. Each has a connection, and an answer of the resolver, of its own: what was checked is asked."""

    def __init__(
        self, policy: Policy | None = None, *, resolve: Resolve | None = None, trust: ssl.SSLContext | None = None
    ) -> None:
        """`resolve` and `trust` are for tests: what the DNS says, and whose certificates hold."""
        self._policy = policy or Policy()
        self._resolve = resolve or _resolve
        self._trust = trust

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        limits: Limits = Limits(),
    ) -> Answer:
        """What the URL answers, whatever its status. Raises Refused before anything is sent, Unreachable, TimedOut."""
        request = _Request(method, parse(url, self._policy), _usable(headers or {}), content)
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._follow(request, limits)
        except TimeoutError as error:
            raise TimedOut(f"There was no whole answer after {limits.seconds:g} seconds.") from error

    async def _follow(self, request: "_Request", limits: Limits) -> Answer:
        for _ in range(limits.max_redirects):
            answer = await self._ask(request, limits)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            request = request.redirected(answer, self._policy)
        answer = await self._ask(request, limits)
        if limits.max_redirects and answer.status in _REDIRECTS and "location" in answer.headers:
            raise Refused(f"It redirects more than {limits.max_redirects} times.")
        return answer

    async def _ask(self, request: "_Request", limits: Limits) -> Answer:
        connector = aiohttp.TCPConnector(
            resolver=_Resolver(self._policy, self._resolve),
            socket_factory=_checking(request.target.host, self._policy),
            use_dns_cache=False,
            force_close=True,
            ssl=self._trust or _trusted(),
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,  # no proxies, no .netrc
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            headers=request.headers | {"accept-encoding": "identity"},
        ) as session:
            try:
                async with session.request(
                    request.method, request.target.url, data=request.content or None, allow_redirects=False
                ) as response:
                    body = await _read(response, limits.max_bytes)
                    headers = {name.lower(): value for name, value in response.headers.items()}
                    is_cut = len(body) > limits.max_bytes
                    return Answer(response.status, headers, bytes(body[: limits.max_bytes]), is_cut)
            except (aiohttp.ClientError, OSError) as error:
                raise Unreachable(_told(error)) from error


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    target: Target
    headers: dict[str, str]
    content: bytes

    def redirected(self, answer: Answer, policy: Policy) -> "_Request":
        """The next request, checked like the first; to another origin without what is between us and the first."""
        location = urljoin(str(self.target.url), answer.headers["location"])
        target = parse(location, policy)
        if self.target.scheme == "https" and target.scheme != "https":
            raise Refused("It redirects from https to http.")
        elsewhere = target.origin != self.target.origin
        method, content = self.method, self.content
        if answer.status not in _KEEPING_THE_BODY and method not in ("GET", "HEAD"):
            method, content = "GET", b""
        if elsewhere and content:
            raise Refused("It redirects what was sent to another host.")
        kept = {
            name: value
            for name, value in self.headers.items()
            if (name in _HARMLESS or not elsewhere) and (content or not name.startswith("content-"))
        }
        return _Request(method, target, kept, content)


class _Resolver(AbstractResolver):
    """Asks once, and passes on nothing that may not be asked: what follows connects to these addresses."""

    def __init__(self, policy: Policy, resolve: Resolve) -> None:
        self._policy = policy
        self._resolve = resolve

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002
    ) -> list[ResolveResult]:
        try:
            addresses = [ip_address(text) for text in await self._resolve(host, port)]
        except OSError as error:
            raise Unreachable(f"There is no host {host}.") from error
        # One that is not public is enough: who controls the name mixes them.
        if not addresses or not all(self._policy.bears_address(host, address) for address in addresses):
            raise Refused("The URL's host does not have public addresses alone.")
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


def _checking(host: str, policy: Policy) -> Callable[[aiohttp.AddrInfoType], socket.socket]:
    """Makes the socket, knowing where it will be connected to: however an address has come here, it is checked now."""

    def make(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not policy.bears_address(host, ip_address(address[0])):
            raise Refused("The URL's host is not a public address.")
        return socket.socket(family, kind, protocol)

    return make


def _usable(headers: Mapping[str, str]) -> dict[str, str]:
    usable = {"user-agent": f"FormaOps/{__version__}", "accept": "*/*"}
    for name, value in headers.items():
        usable[name.lower()] = value
        if name.lower() in _OURS or name.lower().startswith("proxy-"):
            raise Refused(f"The header {name} is not the caller's to set.")
        if not (_HEADER_NAME.fullmatch(name.lower()) and _HEADER_VALUE.fullmatch(value)):
            raise Refused("A header's name or value has characters that none has.")
    return usable


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A link-local one has its zone behind a percent sign, and is none of the public ones without it.
    return [str(address[0]).partition("%")[0] for *_, address in found]


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytearray:
    """The body, or one piece more than may be read of it."""
    body = bytearray()
    async for piece in response.content.iter_chunked(_CHUNK):
        body += piece
        if len(body) > max_bytes:
            response.close()
            break
    return body


@cache
def _trusted() -> ssl.SSLContext:
    # Reading the certificates takes longer than a request.
    return ssl.create_default_context()


def _told(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "Its certificate does not hold for the URL's host."
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return "It does not speak TLS as we do."
    if isinstance(error, aiohttp.ClientConnectorError):
        return "It could not be connected to."
    if isinstance(error, aiohttp.ClientResponseError):
        return "What it answered is no HTTP."
    return "The connection broke before the answer was whole."
