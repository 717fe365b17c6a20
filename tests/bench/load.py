"""The load generator, a process of its own: one job a line on standard input, one result a line on standard output.

A job is JSON: `ways`, `connections`, and `seconds` or `requests`. A way is a list of steps, which a connection runs one
after the other and which together count as one request; all connections together take the ways in turns. A step is
`url`, `headers`, `body`, and what its answer must be: `status`, and `expect`, members of its JSON. In a body, `@new@`
stands for a new UUID, and `@a.b@` for member b of member a of the answer before it. The result is `latencies` in
milliseconds of the requests that succeeded, `errors`, `seconds`, `complaints`.
"""

import asyncio
import json
import re
import sys
import time
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from itertools import cycle
from subprocess import PIPE, Popen
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
import orjson

from formaops.local.layout import ROOT
from tests.bench.figures import Round

_PLACEHOLDER: Final = re.compile(rb"@([a-z_.]+)@")
_COMPLAINTS_KEPT: Final = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One HTTP request; POST."""

    url: str
    headers: dict[str, str]
    body: str
    expect: dict[str, Any] = field(default_factory=dict)
    status: int = 200


class Failed(Exception):
    """An answer that is not what was expected."""


class _Client:
    def __init__(self, job: dict[str, Any]) -> None:
        self._ways = cycle(
            [
                [
                    (step["url"], step["headers"], step["body"].encode(), step["expect"], step["status"])
                    for step in steps
                ]
                for steps in job["ways"]
            ]
        )
        self._left: int | None = job.get("requests")
        self._deadline = time.perf_counter() + float(job.get("seconds", 3600))
        self._connections: int = job["connections"]
        self.latencies: list[float] = []
        self.errors = 0
        self.complaints: list[str] = []

    async def run(self) -> None:
        connector = aiohttp.TCPConnector(limit=self._connections)
        async with (
            aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session,
            asyncio.TaskGroup() as connections,
        ):
            for _ in range(self._connections):
                connections.create_task(self._work(session))

    async def _work(self, session: aiohttp.ClientSession) -> None:
        while self._another():
            began = time.perf_counter()
            try:
                await self._request(session)
            except (Failed, aiohttp.ClientError, ValueError, KeyError) as error:
                self.errors += 1
                if len(self.complaints) < _COMPLAINTS_KEPT:
                    self.complaints.append(f"{type(error).__name__}: {error}")
            else:
                self.latencies.append((time.perf_counter() - began) * 1000)

    def _another(self) -> bool:
        if self._left is not None:
            self._left -= 1
            return self._left >= 0
        return time.perf_counter() < self._deadline

    async def _request(self, session: aiohttp.ClientSession) -> None:
        answer: Any = {}
        for url, headers, body, expect, status in next(self._ways):
            async with session.post(url, data=_filled(body, answer), headers=headers) as response:
                content = await response.read()
            if response.status != status:
                raise Failed(f"{response.status} {content[:300].decode(errors='replace')}")
            answer = orjson.loads(content)
            for member, value in expect.items():
                if answer[member] != value:
                    raise Failed(f"{member} is {answer[member]!r}: {content[:300].decode(errors='replace')}")


def _filled(body: bytes, answer: Any) -> bytes:
    def value(found: re.Match[bytes]) -> bytes:
        path = found[1].decode()
        if path == "new":
            return str(uuid.uuid4()).encode()
        part = answer
        for name in path.split("."):
            part = part[name]
        return str(part).encode()

    return _PLACEHOLDER.sub(value, body) if b"@" in body else body


class Generator(AbstractContextManager["Generator"]):
    """The process, from the outside."""

    def __enter__(self) -> Self:
        argv = [sys.executable, "-m", "tests.bench.load"]
        self._process = Popen(argv, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def load(self, *ways: Sequence[Step]) -> "HttpLoad":
        return HttpLoad(self, [[asdict(step) for step in steps] for steps in ways])

    @property
    def pid(self) -> int:
        return self._process.pid

    def work(self, job: dict[str, Any]) -> dict[str, Any]:
        """Have a job done and wait for its result."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator ended")
        result: dict[str, Any] = json.loads(line)
        return result


class HttpLoad:
    """Ways of asking that the generator can repeat."""

    def __init__(self, generator: Generator, ways: list[list[dict[str, Any]]]) -> None:
        self._generator = generator
        self._ways = ways
        self.complaints: list[str] = []

    def run(self, connections: int, *, seconds: float, requests: int | None) -> Round:
        length = {"seconds": seconds} if requests is None else {"requests": requests}
        result = self._generator.work({"ways": self._ways, "connections": connections} | length)
        self.complaints += result["complaints"]
        return Round.of(result["latencies"], result["errors"], result["seconds"])


def main() -> None:
    for line in sys.stdin:
        client = _Client(json.loads(line))
        began = time.perf_counter()
        asyncio.run(client.run())
        result = {
            "latencies": client.latencies,
            "errors": client.errors,
            "seconds": time.perf_counter() - began,
            "complaints": client.complaints,
        }
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
