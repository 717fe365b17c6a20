"""One call of one model, from the clock's start to its row in the ledger. Importing this imports pydantic-ai."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.messages import (
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ThinkingPart,
    ThinkingPartDelta,
)
from pydantic_ai.models import check_allow_model_requests

from formaops.models.diagnosis import CUT_SHORT, read
from formaops.models.failures import LONGEST_ANSWER, TOO_LONG, AttemptFailed, Failure, Unusable
from formaops.models.prices import PriceBook
from formaops.models.providers import Target
from formaops.models.records import Answer, Call, Completion, Kind, Outcome, Request, Usage
from formaops.models.translation import (
    encodable,
    estimated,
    reported,
    size,
    text_of,
    to_messages,
    to_output,
    to_settings,
)
from formaops.telemetry import figures, genai, spans

OnDelta = Callable[[str], Awaitable[None]]


class _ListenerFailed(Exception):
    """``on_delta`` raised its cause. Not the provider's fault."""


class Attempt:
    """Asks once. ``streamed`` tells afterwards whether the listener got a piece of an answer."""

    def __init__(
        self,
        target: Target,
        kind: Kind,
        request: Request,
        with_schema: bool,
        prices: PriceBook,
        calls: list[Call],
        on_delta: OnDelta | None,
    ) -> None:
        self.streamed = False
        self._target = target
        self._kind = kind
        self._request = request
        self._with_schema = with_schema
        self._prices = prices
        self._calls = calls
        self._on_delta = on_delta
        self._counted: Usage | None = None  # by the provider
        self._complete = False
        self._received = 0  # bytes of text and thinking
        self._first_chunk_seconds: float | None = None
        self._error_type: str | None = None
        self._response_model: str | None = None
        self._span = spans.NOTHING

    async def run(self) -> Completion:
        """Ask, and put the call into the ledger whatever happens. Raises AttemptFailed."""
        check_allow_model_requests()
        name = genai.model_name(self._target.id)
        with spans.span(f"{genai.OPERATION} {name}", self._asked(), kind="client") as self._span:
            return await self._run()

    async def _run(self) -> Completion:
        self._started_at = datetime.now(UTC)
        self._clock = time.perf_counter()
        bound = asyncio.timeout(self._request.parameters.timeout_seconds)
        try:
            async with bound:
                answer = await (self._whole() if self._on_delta is None else self._stream(self._on_delta))
            _check(answer)
        except asyncio.CancelledError:
            self._error_type = "cancelled"
            self._record("cancelled", "cancelled while the model was answering")
            raise
        except _ListenerFailed as failed:
            self._error_type = "cancelled"
            self._record("cancelled", "the answer was no longer wanted")
            raise failed.__cause__ or failed from None
        except Exception as error:
            failure = self._failure(error, expired=bound.expired())
            self._error_type = _kind_of(error, failure)
            self._record("failed", failure.text, unused=failure.unused, key_refused=failure.refused_key)
            raise AttemptFailed(failure) from error
        self._response_model = answer.model
        self._tell(answer)
        return Completion(answer.text, self._record("succeeded"), answer.finish_reason)

    def _asked(self) -> dict[str, spans.Value | None] | None:
        if spans.recorder is None:
            return None
        parameters = self._request.parameters
        attributes = genai.request_attributes(
            provider=self._target.provider,
            model=self._target.id,
            stream=self._on_delta is not None,
            json_output=self._schema is not None,
            max_tokens=parameters.max_tokens,
            temperature=parameters.temperature,
            top_p=parameters.top_p,
            seed=parameters.seed,
        )
        if genai.captures_content(os.environ):
            turns = ((message.role, message.content) for message in self._request.messages)
            attributes[genai.INPUT_MESSAGES] = genai.messages(turns)
        return attributes | {"formaops.call.kind": self._kind}

    def _tell(self, answer: Answer) -> None:
        if not self._span.recording:
            return
        self._span.set(
            {
                "gen_ai.response.id": answer.id,
                "gen_ai.response.model": answer.model,
                "gen_ai.response.finish_reasons": [answer.finish_reason] if answer.finish_reason else None,
                "gen_ai.response.time_to_first_chunk": self._first_chunk_seconds,
            }
        )
        if genai.captures_content(os.environ):
            self._span.set({genai.OUTPUT_MESSAGES: genai.answer(answer.text, answer.finish_reason)})

    def _failure(self, error: Exception, *, expired: bool) -> Failure:
        if expired:
            seconds = self._request.parameters.timeout_seconds
            return Failure(f"no complete answer within {seconds:g} s", retry=True, timed_out=True)
        return read(error, secret=self._target.secret.get_secret_value() if self._target.secret else None)

    async def _whole(self) -> Answer:
        request, target = self._request, self._target
        if target.server:
            name = target.model.model_name
            answer = await target.server.ask(name, request.messages, request.parameters, self._schema)
        else:
            response = await model_request(
                target.model,
                to_messages(request.messages),
                model_settings=to_settings(request.parameters, target.model),
                model_request_parameters=to_output(self._schema, target.model),
                instrument=False,
            )
            answer = _answer(response)
        self._counted = answer.usage
        self._received = size(answer.text)
        self._complete = True
        return answer

    async def _stream(self, on_delta: OnDelta) -> Answer:
        async with model_request_stream(
            self._target.model,
            to_messages(self._request.messages),
            model_settings=to_settings(self._request.parameters, self._target.model),
            model_request_parameters=to_output(self._schema, self._target.model),
            instrument=False,
        ) as stream:
            try:
                async for event in stream:
                    if piece := self._piece(event):
                        self.streamed = True
                        await _tell(on_delta, piece)
            finally:
                self._counted = reported(stream.usage)
        response = stream.get()
        if response.finish_reason is None:
            raise Unusable(CUT_SHORT)
        self._complete = True
        return _answer(response)

    @property
    def _schema(self) -> dict[str, object] | None:
        return self._request.json_schema if self._with_schema else None

    def _piece(self, event: object) -> str:
        """The text in an event of the stream, for the listener. Thinking is counted and kept back."""
        match event:
            case PartStartEvent(part=TextPart(content=text)) | PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
                self._count(text)
                return encodable(text)
            case (
                PartStartEvent(part=ThinkingPart(content=thought))
                | PartDeltaEvent(delta=ThinkingPartDelta(content_delta=thought))
            ):
                self._count(thought or "")
        return ""

    def _count(self, text: str) -> None:
        if self._first_chunk_seconds is None:
            self._first_chunk_seconds = time.perf_counter() - self._clock
        self._received += size(text)
        if self._received > LONGEST_ANSWER:
            raise Unusable(TOO_LONG, retry=False)

    def _record(
        self, outcome: Outcome, error: str | None = None, *, unused: bool = False, key_refused: bool = False
    ) -> Call:
        usage = Usage() if unused else self._used()
        price = self._prices.price(self._target.id, usage, self._started_at)
        call = Call(
            id=uuid4(),
            kind=self._kind,
            provider=self._target.provider,
            model=self._target.id,
            usage=usage,
            cost=Decimal(0) if unused else price.cost,
            price_source=price.source,
            price_version=price.version,
            outcome=outcome,
            error=error,
            latency_ms=max(1, round((time.perf_counter() - self._clock) * 1000)),
            started_at=self._started_at,
            provider_key_id=self._target.provider_key_id,
            key_refused=key_refused,
        )
        self._calls.append(call)
        self._measure(call)
        return call

    def _measure(self, call: Call) -> None:
        figures.model_called(
            provider=call.provider,
            model=call.model,
            response_model=self._response_model,
            kind=call.kind,
            outcome=call.outcome,
            error=self._error_type,
            seconds=time.perf_counter() - self._clock,
            first_chunk_seconds=self._first_chunk_seconds,
            tokens_in=call.usage.input,
            tokens_out=call.usage.output,
            cost=call.cost,
        )
        if not self._span.recording:
            return
        usage = call.usage
        self._span.set(
            genai.usage_attributes(
                tokens_in=usage.input,
                tokens_out=usage.output,
                cache_read=usage.cache_read,
                cache_write=usage.cache_write,
            )
            | {
                "formaops.call.id": str(call.id),
                "formaops.call.outcome": call.outcome,
                "formaops.call.is_estimate": usage.is_estimate or None,
                "formaops.cost_usd": None if call.cost is None else float(call.cost),
            }
        )
        if self._error_type is not None:
            self._span.fail(self._error_type)

    def _used(self) -> Usage:
        """The provider's own count of a whole answer; otherwise at least what was seen to pass."""
        count = self._counted
        if count is not None and self._complete:
            return count
        seen = estimated(self._request.messages, self._received)
        if count is None:
            return seen
        return replace(count, input=count.input or seen.input, output=max(count.output, seen.output), is_estimate=True)


def _kind_of(error: Exception, failure: Failure) -> str:
    """What OpenTelemetry calls the error's type: few values, no text of the provider's."""
    if failure.timed_out:
        return "timeout"
    status = getattr(error, "status_code", None)
    return str(status) if isinstance(status, int) else type(error).__name__


async def _tell(on_delta: OnDelta, piece: str) -> None:
    try:
        await on_delta(piece)
    except Exception as error:
        raise _ListenerFailed from error


def _answer(response: ModelResponse) -> Answer:
    return Answer(
        text_of(response),
        reported(response.usage),
        response.finish_reason,
        model=response.model_name,
        id=response.provider_response_id,
    )


def _check(answer: Answer) -> None:
    """The answer's text has to be there."""
    if answer.text.strip():
        return
    if answer.finish_reason == "length":
        raise Unusable("max_tokens was used up before the answer began", retry=False)
    if answer.finish_reason == "content_filter":
        raise Unusable("the provider's filter withheld the answer", retry=False)
    raise Unusable("the answer was empty")
