"""An execution as server-sent events: `execution`, `delta`, `restart`, `repair`, then `result` or `error`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from formaops import telemetry
from formaops.errors import FormaOpsError
from formaops.http.problems import REPLAYED, as_json, problem_of, unforeseen
from formaops.http.watching import Later
from formaops.prompts.answering import Listener
from formaops.prompts.begin import Begun
from formaops.prompts.records import ExecutionRecord, ReplayedRecord
from formaops.validation import Result

_log = logging.getLogger(__name__)

# A comment goes out when nothing else did for this long, so that proxies keep the connection open.
_KEEP_ALIVE_SECONDS = 15
_SLOWEST_READER_SECONDS = 60


class Events(Listener):
    """What a listener hears, put into the order in which the client is told."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()

    def put(self, event: str, data: dict[str, Any]) -> None:
        self.queue.put_nowait(b"event: %s\ndata: %s\n\n" % (event.encode(), as_json(data)))

    async def execution(self, begun: Begun) -> None:
        self.put(
            "execution",
            {
                "id": str(begun.id),
                "prompt_id": str(begun.prompt_id),
                "prompt_version": begun.prompt_version,
                "model": begun.model,
                "created_at": begun.created_at.isoformat(),
            },
        )

    async def delta(self, text: str) -> None:
        self.put("delta", {"text": text})

    async def restart(self, reason: str) -> None:
        self.put("restart", {"reason": reason})

    async def repair(self, results: Sequence[Result]) -> None:
        self.put("repair", {"validations": [asdict(result) for result in results]})


async def stream(run: Callable[[Events, asyncio.Event], Awaitable[ExecutionRecord]], request_id: str) -> Response:
    """The response that streams. What fails before the execution has begun is raised: it has its own HTTP status."""
    events, disconnected = Events(), asyncio.Event()
    work = asyncio.ensure_future(run(events, disconnected))
    first = asyncio.create_task(events.queue.get())
    await asyncio.wait({work, first}, return_when=asyncio.FIRST_COMPLETED)
    if not first.done():
        first.cancel()
        record = await work
        if isinstance(record, ReplayedRecord):
            return _replay(record)
        raise AssertionError("an execution ended without an event")
    return _EventStream(first.result(), events, work, disconnected, request_id)


def _replay(record: ReplayedRecord) -> Response:
    """The end of the stream that an earlier request got. Where that was an error, it is raised before this."""
    events = Events()
    events.put("result", record.model_dump(mode="json"))
    headers = {"cache-control": "no-store", **REPLAYED}
    return Response(events.queue.get_nowait(), headers=headers, media_type="text/event-stream")


class _EventStream(Later):
    """Sends events until the work is over.

    When the client goes, it says so to the work and waits until that has settled: a function that has answered may be
    frozen by its host at once.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        first: bytes,
        events: Events,
        work: asyncio.Future[ExecutionRecord],
        disconnected: asyncio.Event,
        request_id: str,
    ) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._first = first
        self._events = events
        self._work = work
        self._disconnected = disconnected
        self._request_id = request_id

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await _send(send, self._first)
            while not gone.done() and (event := await self._next(gone)):
                await _send(send, event)
            if not gone.done():
                await _send(send, await self._last())
                self.end()
                await telemetry.flush()
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except ClientDisconnect:
            _log.info("the client does not read what is streamed")
        finally:
            gone.cancel()
            self._disconnected.set()
            await asyncio.wait({self._work})
            self._note_failure()
            self.end()

    def _note_failure(self) -> None:
        """What nobody was there to be told of is logged, unless it is no more than that the client went."""
        failure = None if self._work.cancelled() else self._work.exception()
        if failure and not isinstance(failure, FormaOpsError):
            _log.error("the request failed", exc_info=failure)

    async def _next(self, gone: asyncio.Task[None]) -> bytes | None:
        """The next event, a comment when it is long in coming, None when there is none left."""
        if not self._events.queue.empty():
            return self._events.queue.get_nowait()
        event = asyncio.create_task(self._events.queue.get())
        waiting: set[asyncio.Future[Any]] = {event, self._work, gone}
        done, _ = await asyncio.wait(waiting, timeout=_KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if event in done:
            return event.result()
        event.cancel()
        if not self._events.queue.empty():
            return self._events.queue.get_nowait()
        return b": keep-alive\n\n" if not done else None

    async def _last(self) -> bytes:
        try:
            record = await self._work
        except FormaOpsError as error:
            self._events.put("error", problem_of(error, self._request_id))
        except Exception:
            self._events.put("error", unforeseen(self._request_id))
        else:
            self._events.put("result", record.model_dump(mode="json"))
        return self._events.queue.get_nowait()


async def _send(send: Send, body: bytes) -> None:
    """Raises ClientDisconnect when the client does not read."""
    try:
        async with asyncio.timeout(_SLOWEST_READER_SECONDS):
            await send({"type": "http.response.body", "body": body, "more_body": True})
    except TimeoutError as error:
        raise ClientDisconnect from error


@asynccontextmanager
async def departure(request: Request) -> AsyncIterator[asyncio.Event]:
    """Set when the client of a request, whose body has been read, goes away before it is answered."""
    gone = asyncio.Event()

    async def watch() -> None:
        await _until_gone(request.receive)
        gone.set()

    watching = asyncio.create_task(watch())
    try:
        yield gone
    finally:
        watching.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
