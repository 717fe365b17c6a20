"""A model provider that answers at once, and one that misbehaves on demand: OpenAI's chat completions over plain HTTP.

    python -m tests.bench.model_server --port 9100 [--host 127.0.0.1] [--behaviour NAME] [--marks]

It prints ``listening on http://HOST:PORT/v1`` once it does (port 0 takes a free one). How a request is answered is
chosen by the name of the model that it asks for, or for all requests by ``--behaviour``:

    ok (and any other name)  the answer below, which satisfies the code review schema; streamed when asked to
    slow-2s, slow-150ms      the same, that much later
    held                     the same, when ``POST /release/MODEL`` has been asked for that model; later ones at once
    drip-20ms                streams one delta at a time, that far apart
    length                   stops in the middle of the JSON with finish_reason "length"
    no-usage                 does not say what it used
    greedy                   used more than it may have been asked for
    empty                    200 with an empty answer
    status-429               that status; status-429-after-2 also sends "Retry-After: 2"
    garbage, html, no-choices  200 with bytes that are not JSON, with a page, with JSON that has no choices
    half-stream              a few deltas, then the connection is cut
    half-stream-clean        a few deltas, then the stream ends as if it were complete
    reset                    closes the connection without an answer
    hang                     never answers; hang-midway streams a few deltas first
    refuses-schema           400 when a response format is asked for
    echo-key                 401 with the caller's own key in the message
    cookie                   ok, with a cookie
    flaky-2                  500 twice, then ok
    bad-json-then-good       prose at first, then ok, in turns

The last two count per model name, and everything after the pattern is free: ``flaky-1-test-a``.

``GET /counts`` gives, for each model name, ``requests`` (all), ``answered`` (completely, with 200), ``refused``
(another status) and ``broken`` (anything else, callers who left too); ``DELETE /counts`` starts anew. ``GET /last`` is
the last request's body, ``GET /callers`` who asked for which model lately: ``model``, ``authorization``, ``cookie`` and
``organization`` of each request. With ``--marks`` a request whose body says ``mark:some-name`` is also counted under
that mark, and so are the failures of the last two; ``GET /marks`` gives these counts. No dependencies: it must cost
little beside what it is used to measure.
"""

import argparse
import asyncio
import contextlib
import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

ANSWER: Final = json.dumps(
    {
        "issues": [
            {
                "type": "security",
                "severity": "high",
                "description": "Hardcoded password",
                "suggestion": "Read it from the environment",
            }
        ],
        "overall_rating": 7,
    }
)
PROSE: Final = "This code looks fine to me."
USAGE: Final = {
    "prompt_tokens": 100,
    "completion_tokens": 25,
    "total_tokens": 125,
    "prompt_tokens_details": {"cached_tokens": 0},
}
# What no bound foresees: far more than max_tokens, and more than there were bytes.
GREEDY: Final = USAGE | {"prompt_tokens": 100_000, "completion_tokens": 50_000, "total_tokens": 150_000}
_MARK: Final = re.compile(rb"mark:([\w-]+)")
DELTA_CHARACTERS: Final = 12
_CALLERS: Final = 2000
_REASONS: Final = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}


def _number(pattern: str, name: str) -> float | None:
    found = re.match(pattern, name)
    if found is None:
        return None
    return float(found[1]) / (1000 if found.lastindex == 2 and found[2] == "ms" else 1)


class Answer(asyncio.Protocol):
    """One connection: reads requests one after the other and answers each."""

    def __init__(self, server: "ModelServer") -> None:
        self._server = server
        self._buffer = b""
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._next()

    def _next(self) -> None:
        if self._task is not None and not self._task.done():
            return
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        method, path, _ = lines[0].split(" ", 2)
        later = self._server.answer(self, method, path, headers, rest[:length])
        if later is not None:
            self._task = asyncio.ensure_future(later)
            self._task.add_done_callback(lambda task: None if task.cancelled() else self._next())
        elif self._buffer:
            self._next()

    def send(
        self, body: bytes | dict[str, Any], status: int = 200, kind: str = "application/json", **headers: str
    ) -> None:
        payload = json.dumps(body).encode() if isinstance(body, dict) else body
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = (
            f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}\r\n"
            f"content-type: {kind}\r\ncontent-length: {len(payload)}\r\n{extra}\r\n"
        )
        self.transport.write(head.encode() + payload)

    def start_stream(self) -> None:
        self.transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )

    def event(self, data: dict[str, Any] | str) -> None:
        line = f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()
        self.transport.write(b"%x\r\n%b\r\n" % (len(line), line))

    def end_stream(self) -> None:
        self.transport.write(b"0\r\n\r\n")


class ModelServer:
    """What all connections share: the counts and the behaviour."""

    def __init__(self, behaviour: str | None = None, *, marks: bool = False) -> None:
        if behaviour is not None and behaviour.isdigit():
            behaviour = f"status-{behaviour}"
        self._behaviour = "slow-2s" if behaviour == "slow" else behaviour
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.marks: defaultdict[str, Counter[str]] | None = defaultdict(Counter) if marks else None
        self.last: bytes = b"{}"
        self.callers: deque[dict[str, str]] = deque(maxlen=_CALLERS)
        self.releases: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.url = ""
        """Set by ``serve``."""

    def answer(
        self, to: Answer, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> Awaitable[None] | None:
        if path == "/counts":
            if method == "DELETE":
                self.counts.clear()
            to.send({name: dict(counter) for name, counter in self.counts.items()})
        elif path == "/marks":
            to.send({mark: dict(counter) for mark, counter in (self.marks or {}).items()})
        elif path == "/last":
            to.send(self.last)
        elif method == "POST" and path.startswith("/release/"):
            self.releases[path.removeprefix("/release/")].set()
            to.send({})
        elif path == "/callers":
            to.send({"callers": list(self.callers)})
        elif path in {"/health", "/v1/models"}:
            to.send({"object": "list", "data": [{"id": self._behaviour or "ok", "object": "model"}]})
        elif method == "POST" and path == "/v1/chat/completions":
            self.last = body
            return _Completion(self, to, headers, json.loads(body)).send()
        else:
            to.send({"error": {"message": f"nothing at {path}"}}, 404)
        return None

    def behaviour(self, model: str) -> str:
        return self._behaviour or model

    def counters(self, model: str) -> list[Counter[str]]:
        """Where a request for this model, the last that came, is counted; the first decides on its failures."""
        counters = [self.counts[model]]
        if self.marks is not None and (mark := _MARK.search(self.last)):
            counters.insert(0, self.marks[mark[1].decode()])
        return counters

    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> asyncio.Server:
        """Listen in the running loop; port 0 takes a free one."""
        server = await asyncio.get_running_loop().create_server(lambda: Answer(self), host, port)
        self.url = f"http://{host}:{server.sockets[0].getsockname()[1]}/v1"
        return server


class _Completion:
    """The answer to one request for a completion."""

    def __init__(self, server: ModelServer, to: Answer, headers: dict[str, str], request: dict[str, Any]) -> None:
        self.server = server
        self.to = to
        self.headers = headers
        self.request = request
        self.model = str(request.get("model", "ok"))
        self.name = server.behaviour(self.model)
        self.counters = server.counters(self.model)
        self._count("requests")
        self.before = self.counters[0]["requests"] - 1
        server.callers.append(
            {
                "model": self.model,
                "authorization": headers.get("authorization", ""),
                "cookie": headers.get("cookie", ""),
                "organization": headers.get("openai-organization", ""),
            }
        )
        self.stream = bool(request.get("stream"))
        self.text = ANSWER
        self.finish_reason = "length" if self.name.startswith("length") else "stop"

    def send(self) -> Awaitable[None] | None:
        """Send it now, or return what sends it later."""
        if (status := _number(r"status-(\d{3})", self.name)) is not None:
            self._refuse(int(status))
        elif (failures := _number(r"flaky-(\d+)", self.name)) is not None and self.before < failures:
            self._refuse(500)
        elif self.name.startswith("echo-key"):
            self._refuse(401, f"Incorrect API key provided: {self.headers.get('authorization', '')}")
        elif self.name.startswith("refuses-schema") and "response_format" in self.request:
            self._refuse(400, "response_format of type json_schema is not supported by this model")
        elif (delay := _number(r"slow-([\d.]+)(ms|s)", self.name)) is not None:
            return self._after(lambda: asyncio.sleep(delay))
        elif self.name.startswith("held"):
            return self._after(self.server.releases[self.model].wait)
        elif (pause := _number(r"drip-([\d.]+)(ms|s)", self.name)) is not None and self.stream:
            return self._drip(pause)
        elif (misbehave := self._misbehaviour()) is not None:
            self._count("broken")
            misbehave()
        else:
            self._complete()
        return None

    def _count(self, what: str) -> None:
        for counter in self.counters:
            counter[what] += 1

    def _misbehaviour(self) -> Callable[[], None] | None:
        for pattern, action in {
            "garbage": lambda: self.to.send(b"\x00\xffnot json{{{"),
            "html": lambda: self.to.send(b"<html><body>502 Bad Gateway</body></html>", kind="text/html"),
            "no-choices": lambda: self.to.send({"id": "x", "object": "chat.completion", "choices": []}),
            "half-stream-clean": lambda: self._some_deltas(then=self.to.end_stream),
            "half-stream": lambda: self._some_deltas(then=self.to.transport.abort),
            "hang-midway": lambda: self._some_deltas(then=lambda: None),
            "hang": lambda: None,
            "reset": self.to.transport.abort,
        }.items():
            if self.name.startswith(pattern):
                return action
        return None

    def _refuse(self, status: int, message: str = "refused on demand") -> None:
        self._count("refused")
        after = re.search(r"-after-(\d+)", self.name)
        headers = {"Retry_After": after[1]} if after else {}
        self.to.send({"error": {"message": message, "type": "test", "code": None}}, status, **headers)

    def _complete(self) -> None:
        if self.name.startswith("empty"):
            self.text = ""
        elif self.name.startswith("length"):
            self.text = ANSWER[: len(ANSWER) // 2]
        elif self.name.startswith("bad-json-then-good") and self.before % 2 == 0:
            self.text = PROSE
        self._count("answered")
        if self.stream:
            self.to.start_stream()
            for event in self._events():
                self.to.event(event)
            self.to.end_stream()
        else:
            cookie = {"Set_Cookie": f"caller={self.model}; Path=/"} if self.name.startswith("cookie") else {}
            self.to.send(self._whole(), **cookie)

    def _whole(self) -> dict[str, Any]:
        message = {"role": "assistant", "content": self.text}
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason}
        return self._envelope("chat.completion", [choice]) | self._usage()

    def _events(self) -> Iterator[dict[str, Any] | str]:
        yield self._delta({"role": "assistant", "content": ""})
        for start in range(0, len(self.text), DELTA_CHARACTERS):
            yield self._delta({"content": self.text[start : start + DELTA_CHARACTERS]})
        yield self._delta({}, self.finish_reason)
        if (self.request.get("stream_options") or {}).get("include_usage"):
            yield self._envelope("chat.completion.chunk", []) | self._usage()
        yield "[DONE]"

    def _delta(self, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return self._envelope("chat.completion.chunk", [choice])

    def _envelope(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": "chatcmpl-1", "object": kind, "created": 1764000000, "model": self.model, "choices": choices}

    def _usage(self) -> dict[str, Any]:
        if self.name.startswith("no-usage"):
            return {}
        return {"usage": GREEDY if self.name.startswith("greedy") else USAGE}

    def _some_deltas(self, then: Callable[[], None]) -> None:
        """The beginning of a stream; a caller who did not ask for one gets the head of an answer without its body."""
        if self.stream:
            self.to.start_stream()
            for _, event in zip(range(4), self._events(), strict=False):
                self.to.event(event)
        else:
            self.to.transport.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{")
            then = then if self.name.startswith("hang") else self.to.transport.abort
        # What was written has to leave before the connection is cut.
        asyncio.get_running_loop().call_later(0.02, then)

    async def _after(self, wait: Callable[[], Awaitable[object]]) -> None:
        try:
            await wait()
        except asyncio.CancelledError:
            self._count("broken")
            raise
        self._complete()

    async def _drip(self, pause: float) -> None:
        try:
            self.to.start_stream()
            for event in self._events():
                self.to.event(event)
                await asyncio.sleep(pause)
        except asyncio.CancelledError:
            self._count("broken")
            raise
        self._count("answered")
        self.to.end_stream()


async def _main(host: str, port: int, behaviour: str | None, *, marks: bool) -> None:
    server = ModelServer(behaviour, marks=marks)
    listener = await server.serve(host, port)
    print(f"listening on {server.url}", flush=True)
    await listener.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description="A model provider for benchmarks and tests.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--behaviour", help="answer every request like this; a number is a status, slow is slow-2s")
    parser.add_argument("--marks", action="store_true", help="count by the marks in the requests' bodies, too")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(options.host, options.port, options.behaviour, marks=options.marks))


if __name__ == "__main__":
    main()
