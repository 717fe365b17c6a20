"""A pattern as one HTTP request, and how long its answer takes."""

import http.client
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import supabase

from tests.bench.reading.subjects import At, Subject
from tests.patterns import Pattern

# name:table!hint(, or the end of what was embedded.
_EMBEDDING: Final = re.compile(r"(\w+:)?(\w+)(?:!\w+)*(\()|(\))")


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes | None

    @property
    def relation(self) -> str | None:
        """The table or view that is read; None for a function."""
        path = self.target.partition("?")[0]
        return None if "/rpc/" in path else path.rpartition("/")[2]

    @property
    def relations(self) -> set[str]:
        """With what it embeds."""
        select = parse_qs(urlsplit(self.target).query).get("select", [""])[0]
        return {self.relation or "", *(table for _, table in embedded(select))}

    def signed(self, token: str) -> "Request":
        return replace(self, headers=self.headers | {"authorization": f"Bearer {token}"})

    def filtered(self, extra: str) -> "Request":
        return replace(self, target=f"{self.target}{'&' if '?' in self.target else '?'}{extra}")


def request(pattern: Pattern, client: supabase.Client, at: At) -> Request:
    """What supabase-py would send to PostgREST."""
    asked = pattern.ask(client, at).request
    url = urlsplit(str(asked.path))
    target = url.path.removeprefix("/rest/v1")
    if asked.params:
        target += f"?{asked.params}"
    headers = {name: value for name, value in asked.headers.items() if name in ("prefer", "x-tenant-id", "accept")}
    body = None
    if asked.http_method == "POST":
        headers["content-type"] = "application/json"
        body = json.dumps(asked.json or {}).encode()
    return Request(str(asked.http_method), target, headers, body)


def unrestricted(asked: Request, subject: Subject, columns: dict[str, set[str]]) -> Request:
    """The same, with what the policies would add: the member's tenants, and that rows are live, embedded ones too."""
    own = columns.get(asked.relation or "", set())
    given = parse_qs(urlsplit(asked.target).query)
    if "tenant_id" in own and "tenant_id" not in given:
        asked = asked.filtered(f"tenant_id=in.({','.join(subject.tenants)})")
    if "deleted_at" in own and "deleted_at" not in given:
        asked = asked.filtered("deleted_at=is.null")
    for path, table in embedded(given.get("select", [""])[0]):
        if "deleted_at" in columns.get(table, ()):
            asked = asked.filtered(f"{path}.deleted_at=is.null")
    return asked


def embedded(select: str) -> Iterator[tuple[str, str]]:
    """What a select embeds: the path by which it is filtered, and its table."""
    path: list[str] = []
    for name, table, opening, closing in _EMBEDDING.findall(select):
        if opening:
            path.append(name.removesuffix(":") or table)
            yield ".".join(path), table
        elif closing and path:
            path.pop()


class Failed(Exception):
    """An answer that is none."""


class Connection:
    """One that stays open. Not httpx: its own work would be a good part of what is measured."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._http = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)

    def ask(self, asked: Request) -> tuple[float, bytes]:
        """Milliseconds to the last byte, and the answer. Raises Failed."""
        began = time.perf_counter()
        self._http.request(asked.method, asked.target, asked.body, asked.headers)
        answer = self._http.getresponse()
        content = answer.read()
        elapsed = (time.perf_counter() - began) * 1000
        if answer.status not in (200, 206):
            raise Failed(f"{answer.status} {content[:300].decode(errors='replace')}")
        return elapsed, content


def rows(content: bytes) -> Any:
    """The answer, so that two can be compared: numbers as they were written, rows in any order."""
    return _sorted(json.loads(content, parse_float=str))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return value
