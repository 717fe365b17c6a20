"""What is sent and what is not, to servers that behave and to servers that do not."""

import asyncio
import gzip
import re
from ipaddress import ip_address

import pytest

from formaops.egress import Egress, EgressError, Limits, Policy, Refused, TimedOut, Unreachable
from tests.unit.egress.conftest import HELLO, HERE, Authority, Names, NewServer

METADATA = "169.254.169.254"


def redirect(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n".encode()


@pytest.fixture
def here() -> Egress:
    """As an operator configures it who has named the loopback network."""
    return Egress(Policy.parse(HERE))


async def test_asks_and_answers(serve: NewServer, here: Egress) -> None:
    server = await serve()
    answer = await here.send("POST", f"{server.url}/a?b=c", headers={"Webhook-Id": "1"}, content=b'{"a": 1}')
    assert (answer.status, answer.body, answer.is_cut, answer.headers["content-length"]) == (200, b"hello", False, "5")
    assert server.requests[0].startswith("POST /a?b=c HTTP/1.1")
    assert server.requests[0].endswith('\r\n\r\n{"a": 1}')
    assert server.header("webhook-id") == "1"
    assert server.header("accept-encoding") == "identity"
    assert re.fullmatch(r"FormaOps/\S+", server.header("user-agent") or "")


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:8443/", "https://[::1]:8443/", "https://169.254.169.254/", "https://10.0.0.1/"]
)
async def test_an_address_that_is_not_public_is_not_asked(url: str) -> None:
    with pytest.raises(Refused, match="public"):
        await Egress().send("GET", url)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], [METADATA], ["93.184.216.34", "10.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1"], []]
)
async def test_a_name_of_such_an_address_is_not_asked(addresses: list[str]) -> None:
    with pytest.raises(Refused, match="public addresses alone") as refused:
        await Egress(resolve=Names({"hooks.example.com": [addresses]})).send("GET", "https://hooks.example.com/")
    assert not any(address in refused.value.text for address in addresses)


async def test_a_name_that_nobody_has() -> None:
    with pytest.raises(Unreachable, match="There is no host"):
        await Egress(resolve=Names({})).send("GET", "https://nobody.example.com/")


async def test_the_address_that_was_checked_is_the_one_that_is_asked(serve: NewServer) -> None:
    """The name has another address by the time that it is connected to; nobody asks for it again."""
    server = await serve()
    names = Names({"rebinding.example.com": [["127.0.0.1"], ["127.0.0.2"]]})
    egress = Egress(Policy.parse("127.0.0.1", allow_http=True), resolve=names)
    answer = await egress.send("GET", f"http://rebinding.example.com:{server.port}/")
    assert (answer.status, names.asked) == (200, ["rebinding.example.com"])
    assert server.header("host") == f"rebinding.example.com:{server.port}"
    with pytest.raises(Refused, match="public"):
        await egress.send("GET", f"http://rebinding.example.com:{server.port}/")


async def test_the_socket_is_checked_whatever_came_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the check of the answer of the DNS were not there."""

    async def unchecked(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"hostname": host, "host": METADATA, "port": port, "family": 2, "proto": 0, "flags": 4}]

    monkeypatch.setattr("formaops.egress.client._Resolver.resolve", unchecked)
    with pytest.raises(Refused, match="not a public address"):
        await Egress().send("GET", "https://hooks.example.com/")


async def test_the_systems_own_names_are_asked_for(serve: NewServer) -> None:
    server = await serve()
    assert (await Egress(Policy.parse("localhost")).send("GET", f"http://localhost:{server.port}/")).status == 200
    with pytest.raises(Refused, match="no dot"):
        await Egress().send("GET", "https://localhost/")


async def test_the_certificate_holds_for_the_name_not_for_the_address(serve: NewServer, authority: Authority) -> None:
    server = await serve(tls=authority.server)
    names = Names({name: [["127.0.0.1"]] for name in ("hooks.example.com", "other.example.com")})
    egress = Egress(Policy.parse(HERE), resolve=names, trust=authority.client)
    assert (await egress.send("GET", f"https://hooks.example.com:{server.port}/")).status == 200
    assert server.names == ["hooks.example.com"]
    with pytest.raises(Unreachable, match="certificate"):
        await egress.send("GET", f"https://other.example.com:{server.port}/")
    with pytest.raises(Unreachable, match="certificate"):
        await Egress(Policy.parse(HERE), resolve=names).send("GET", f"https://hooks.example.com:{server.port}/")


async def test_tls_where_there_is_none(here: Egress) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        with pytest.raises(Unreachable, match="TLS"):
            await here.send("GET", f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")


async def test_redirects_are_answers_unless_they_are_asked_for(serve: NewServer, here: Egress) -> None:
    server = await serve({"/": redirect(f"http://{METADATA}/")})
    assert (await here.send("GET", server.url)).status == 302
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("location", "why"),
    [
        (f"http://{METADATA}/latest/meta-data", "not https"),
        (f"https://{METADATA}/latest/meta-data", "public"),
        (f"//{METADATA}/", "not https"),
        ("https://2852039166/", "usual IP"),
        ("https://user:pass@example.com/", "user"),
        ("file:///etc/passwd", "begin"),
        ("https://hooks.example.com/", "public"),
    ],
)
async def test_redirects_are_checked_like_the_first_address(serve: NewServer, location: str, why: str) -> None:
    server = await serve({"/": redirect(location)})
    egress = Egress(Policy.parse(HERE), resolve=Names({"hooks.example.com": [["10.0.0.1"]]}))
    with pytest.raises(Refused, match=why):
        await egress.send("GET", server.url, limits=Limits(max_redirects=3))
    assert len(server.requests) == 1


async def test_a_name_is_resolved_anew_at_each_redirect(serve: NewServer) -> None:
    server = await serve({"/": redirect("/again")})
    names = Names({"rebinding.example.com": [["127.0.0.1"], ["127.0.0.2"]]})
    egress = Egress(Policy.parse("127.0.0.1", allow_http=True), resolve=names)
    with pytest.raises(Refused, match="public"):
        await egress.send("GET", f"http://rebinding.example.com:{server.port}/", limits=Limits(max_redirects=1))


async def test_redirects_take_no_credentials_to_another_host(serve: NewServer, here: Egress) -> None:
    second = await serve()
    first = await serve({"/": redirect(f"{second.url}/there"), "/same": redirect("/there?x=y")})
    secrets = {"authorization": "Bearer secret", "x-api-key": "secret", "accept": "text/plain"}
    for path, server, kept in (("/", second, None), ("/same", first, "Bearer secret")):
        answer = await here.send("GET", first.url + path, headers=secrets, limits=Limits(max_redirects=1))
        assert answer.body == b"hello"
        assert server.header("authorization") == kept
        assert server.header("x-api-key") == (kept and "secret")
        assert server.header("accept") == "text/plain"
    assert second.requests[0].startswith("GET /there ")


async def test_what_was_sent_stays_with_the_host_it_was_sent_to(serve: NewServer, here: Egress) -> None:
    second = await serve()
    first = await serve(
        {"/": redirect(f"{second.url}/", 307), "/same": redirect("/there", 308), "/see": redirect("/there", 303)}
    )
    with pytest.raises(Refused, match="another host"):
        await here.send("POST", first.url, content=b"secret", limits=Limits(max_redirects=1))
    assert second.requests == []
    await here.send("POST", f"{first.url}/same", content=b"secret", limits=Limits(max_redirects=1))
    assert (first.requests[-1].split()[0], first.requests[-1][-6:]) == ("POST", "secret")
    await here.send(
        "POST", f"{first.url}/see", headers={"content-type": "a/b"}, content=b"secret", limits=Limits(max_redirects=1)
    )
    assert first.requests[-1].startswith("GET /there ")
    assert first.header("content-type") is None


async def test_from_https_to_http_is_no_way(serve: NewServer, authority: Authority) -> None:
    server = await serve({"/": redirect("http://127.0.0.1:9/")}, tls=authority.server)
    egress = Egress(Policy.parse(HERE), resolve=Names({"hooks.example.com": [["127.0.0.1"]]}), trust=authority.client)
    with pytest.raises(Refused, match="from https to http"):
        await egress.send("GET", f"https://hooks.example.com:{server.port}/", limits=Limits(max_redirects=1))


async def test_redirects_end(serve: NewServer, here: Egress) -> None:
    server = await serve({"/": redirect("/")})
    with pytest.raises(Refused, match="more than 3 times"):
        await here.send("GET", server.url, limits=Limits(max_redirects=3))
    assert len(server.requests) == 4


@pytest.mark.parametrize("size", [100, 10_000_000])
async def test_no_more_is_read_than_may_be(serve: NewServer, here: Egress, size: int) -> None:
    server = await serve({"/": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * size})
    answer = await here.send("GET", server.url, limits=Limits(max_bytes=1000))
    assert (answer.status, len(answer.body), answer.is_cut) == (200, min(size, 1000), size > 1000)


async def test_nothing_is_unpacked(serve: NewServer, here: Egress) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(bomb)}\r\n\r\n".encode()
    server = await serve({"/": head + bomb})
    assert (await here.send("GET", server.url)).body == bomb[: 64 * 1024]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"x-%d: y\r\n" % n for n in range(1000)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=lambda answer: repr(answer[:40]),
)
async def test_what_is_no_answer(serve: NewServer, here: Egress, answer: bytes) -> None:
    server = await serve({"/": answer})
    with pytest.raises(Unreachable):
        await here.send("GET", server.url)


async def test_nobody_listens(serve: NewServer, here: Egress) -> None:
    with pytest.raises(Unreachable, match="connected"):
        await here.send("GET", "http://127.0.0.1:1/")


@pytest.mark.parametrize("way", ["silent", "drips", "slow DNS"])
async def test_everything_together_takes_no_longer_than_it_may(way: str) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if way == "drips":
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                while True:
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.02)
            await reader.read()
        finally:
            writer.close()

    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(60 if way == "slow DNS" else 0)
        return ["127.0.0.1"]

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        egress = Egress(Policy.parse(HERE, allow_http=True), resolve=resolve)
        with pytest.raises(TimedOut, match="no whole answer after"):
            await egress.send("GET", f"http://slow.example.com:{port}/", limits=Limits(seconds=0.2))


async def test_neither_proxies_nor_cookies(serve: NewServer, here: Egress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    server = await serve({"/": HELLO.replace(b"\r\n\r\n", b"\r\nset-cookie: a=b\r\n\r\n")})
    for _ in range(2):
        assert (await here.send("GET", server.url)).status == 200
    assert server.header("cookie") is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "example.com"}, {"content-length": "1"}, {"Transfer-Encoding": "chunked"}, {"cookie": "a=b"},
        {"Proxy-Authorization": "x"}, {"a b": "c"}, {"": "x"}, {"a": "b\r\nc: d"}, {"a": "ü"}, {"a": "x" * 9000},
    ],
    ids=str,
)  # fmt: skip
async def test_headers_that_are_not_the_callers_to_set(here: Egress, headers: dict[str, str]) -> None:
    with pytest.raises(Refused, match="header"):
        await here.send("GET", "http://127.0.0.1:1/", headers=headers)


async def test_the_system_says_where_addresses_are() -> None:
    from formaops.egress.client import _resolve

    assert [ip_address(text) for text in await _resolve("127.0.0.1", 80)] == [ip_address("127.0.0.1")]
    with pytest.raises(EgressError):
        await Egress().send("GET", "https://nobody.invalid/")
