"""One question to a model: tried again while that can help, then put to the fallback, every call accounted for."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from formaops.errors import FormaOpsError, ProviderFailed, ProviderKeyRefused, ProviderTimeout
from formaops.models.failures import AttemptFailed, Failure
from formaops.models.names import key_provider
from formaops.models.prices import PriceBook
from formaops.models.providers import Target, target
from formaops.models.records import Call, Completion, Credential, Kind, Request
from formaops.settings import Settings

OnDelta = Callable[[str], Awaitable[None]]
OnRestart = Callable[[str], Awaitable[None]]

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 8.0


async def ask(
    request: Request,
    *,
    prices: PriceBook,
    calls: list[Call],
    settings: Settings,
    credentials: Mapping[str, Credential] | None = None,
    on_delta: OnDelta | None = None,
    on_restart: OnRestart | None = None,
) -> Completion:
    """Ask ``request.model``, and when it fails for good, ``request.fallback_model``.

    A call that met a full or failing provider (408, 429, 5xx), a broken connection, a timeout or an answer that is
    none is repeated up to ``max_retries`` times, after a pause that doubles and is never shorter than the provider
    asked for; one that was refused is not. A refused JSON schema is left out and the question put again at once. Each
    call made is appended to ``calls`` when it ends, also when this is cancelled or ``on_delta`` raises.

    A provider that is in ``credentials``, by ``key_provider``, is asked with that key and no other; the rest with the
    operator's.

    With ``on_delta`` the answer is streamed to it piece by piece. When a call fails after the first piece, the answer
    begins anew with the next call, and ``on_restart`` is told why before; what was streamed until then is void.

    Raises, before anything is sent, Malformed for a model name that cannot be one, ProviderKeyRequired when nobody has
    a key of a provider, ProviderFailed when there is no local model. When the last call failed: ProviderTimeout if that
    was for lack of an answer in time, ProviderKeyRefused if it was for a key of ``credentials``, else ProviderFailed;
    all list what was tried in ``extra["attempts"]``, as kind, model and error of each call.
    """
    own = credentials or {}
    targets: list[tuple[Target, Kind]] = [(await target(request.model, settings, own), request.first_kind)]
    if request.fallback_model and request.fallback_model != request.model:
        targets.append((await target(request.fallback_model, settings, own), "fallback"))
    question = _Question(request, prices, calls, on_delta, on_restart)
    before = len(calls)
    for chosen, kind in targets:
        try:
            return await question.put_to(chosen, kind)
        except AttemptFailed as failed:
            failure = failed.failure
    raise _exhausted(calls[before:], failure)


class _Question:
    """What all calls for one answer share."""

    def __init__(
        self,
        request: Request,
        prices: PriceBook,
        calls: list[Call],
        on_delta: OnDelta | None,
        on_restart: OnRestart | None,
    ) -> None:
        self._request = request
        self._prices = prices
        self._calls = calls
        self._on_delta = on_delta
        self._on_restart = on_restart
        self._void: str | None = None  # why what was streamed so far does not count

    async def put_to(self, chosen: Target, kind: Kind) -> Completion:
        """Ask one model until it answers or is given up. Raises AttemptFailed with the last failure."""
        with_schema = self._request.json_schema is not None
        retries = 0
        while True:
            try:
                return await self._attempt(chosen, kind, with_schema)
            except AttemptFailed as failed:
                failure = failed.failure
                if failure.refused_schema and with_schema:
                    with_schema = False
                elif failure.retry and retries < self._request.parameters.max_retries:
                    await asyncio.sleep(pause(retries, failure.retry_after))
                    retries += 1
                else:
                    raise
            kind = "retry"

    async def _attempt(self, chosen: Target, kind: Kind, with_schema: bool) -> Completion:
        # Here, because it imports pydantic-ai, which target() has done off the loop.
        from formaops.models.attempts import Attempt

        if self._void is not None and self._on_restart is not None:
            await self._on_restart(self._void)
        self._void = None
        attempt = Attempt(chosen, kind, self._request, with_schema, self._prices, self._calls, self._on_delta)
        try:
            return await attempt.run()
        except AttemptFailed as failed:
            self._void = failed.failure.text if attempt.streamed else None
            raise


def pause(retries: int, retry_after: float | None) -> float:
    """Seconds before the next call: doubling, with a random half so that callers do not return in step."""
    backoff = min(_FIRST_PAUSE * 2.0**retries, _LONGEST_PAUSE)
    return max(backoff * random.uniform(0.5, 1), retry_after or 0)  # noqa: S311  # not a secret


def _exhausted(calls: list[Call], failure: Failure) -> FormaOpsError:
    attempts = [{"kind": call.kind, "model": call.model, "error": call.error} for call in calls]
    last = calls[-1]
    if last.key_refused and last.provider_key_id:
        provider = key_provider(last.provider)
        return ProviderKeyRefused(
            f"{provider} refused this tenant's own key: {failure.text}. An ADMIN can store another.",
            provider=provider,
            attempts=attempts,
        )
    error = ProviderTimeout if failure.timed_out else ProviderFailed
    said = f"{last.model}: {failure.text}"
    return error(
        said if len(calls) == 1 else f"{len(calls)} calls failed, the last one of {said}",
        attempts=attempts,
    )
