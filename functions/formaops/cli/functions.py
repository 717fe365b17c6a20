"""The functions as a client calls them: JSON in and out, or server-sent events."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from formaops.cli.failures import Failure, failure_of
from formaops.errors import NotReady

# Longer than an execution may take; a stream is heard of at least every 15 s.
_ANSWER = httpx.Timeout(330, connect=5)
_EVENT = httpx.Timeout(60, connect=5)


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event; `data` is its JSON."""

    name: str
    data: dict[str, Any]


class Functions:
    """Calls functions with a user's token. Problems are raised as Failure, network faults as httpx's own errors."""

    def __init__(self, http: httpx.Client, url: str, headers: Mapping[str, str]) -> None:
        self._http = http
        self._url = url
        self._headers = dict(headers)

    def call(self, name: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What the function answers to this body."""
        sent = self._headers | dict(headers or {})
        return self._read(name, self._http.post(f"{self._url}/{name}", json=body, headers=sent, timeout=_ANSWER))

    def get(self, path: str) -> dict[str, Any]:
        """What the function answers at this path."""
        return self._read(path, self._http.get(f"{self._url}/{path}", headers=self._headers, timeout=_EVENT))

    def _read(self, name: str, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_error:
            raise Failure(problem_in(answer))
        record = _object(answer.content)
        if record is None:
            raise failure_of(NotReady(f"{name} answered something that is no JSON object."))
        return record

    def stream(self, name: str, body: Mapping[str, Any]) -> Generator[Event]:
        """The function's events as they come. Closing the iterator breaks the connection, which stops the execution."""
        headers = self._headers | {"accept": "text/event-stream"}
        url = f"{self._url}/{name}"
        with self._http.stream("POST", url, json=body, headers=headers, timeout=_EVENT) as answer:
            if answer.is_error:
                answer.read()
                raise Failure(problem_in(answer))
            yield from events(answer.iter_lines())


def events(lines: Iterable[str]) -> Iterator[Event]:
    """Server-sent events from their lines, as the HTML standard has it, as far as the functions use it."""
    name, data = "message", list[str]()
    for line in lines:
        if not line:
            if data and (found := _object("\n".join(data).encode())) is not None:
                yield Event(name, found)
            name, data = "message", []
            continue
        field, _, value = line.partition(":")
        match field:
            case "event":
                name = value.removeprefix(" ")
            case "data":
                data.append(value.removeprefix(" "))


def problem_in(answer: httpx.Response) -> dict[str, Any]:
    """The problem document of an error answer; made up where a proxy or gateway answered in its own way."""
    found = _object(answer.content) or {}
    if "code" in found and "detail" in found:
        return found | {"status": answer.status_code}
    title = answer.reason_phrase or "Error"
    said = str(found.get("message") or found.get("msg") or found.get("error") or answer.text.strip()[:200])
    code = "not_ready" if answer.status_code >= 500 else "not_found" if answer.status_code == 404 else "malformed"
    detail = f"{answer.url} answered {answer.status_code} {title}{f': {said}' if said else ''}"
    return {"title": title, "status": answer.status_code, "detail": detail, "code": code}


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None
