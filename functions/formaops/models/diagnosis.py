"""What went wrong with one call: whether trying again can help, whether it cost something, what may be said about it.

Importing this imports pydantic-ai.
"""

import logging
import re
from typing import Final

from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    ModelQuotaExceededError,
    ModelTimeoutError,
    UserError,
)

from formaops.models.failures import Failure, Unusable

LONGEST_WAIT: Final = 30.0
"""Seconds. A provider that asks for a longer pause is not asked again; its fallback may be."""

CUT_SHORT: Final = "the stream ended in the middle of the answer"

_ABOUT_SCHEMA: Final = re.compile(
    r"schema|response_format|output_format|output_config|grammar|structured", re.IGNORECASE
)
_NOT_A_KEY: Final = re.compile(r"API_KEY_INVALID|api key (?:not valid|expired)", re.IGNORECASE)
_LIKE_A_KEY: Final = re.compile(r"\b(?:(?:sk|pk|gsk|xai)[-_]|AIza)[\w*.-]{8,}|\bBearer\s+\S+", re.IGNORECASE)
_LONGEST_TEXT: Final = 300

logger = logging.getLogger(__name__)


def read(error: Exception, *, secret: str | None) -> Failure:
    """Judge an exception that asking a model raised."""
    # The SDKs wrap what is raised while they read, ours too.
    unusable = next((cause for cause in _causes(error) if isinstance(cause, Unusable)), None)
    if unusable:
        return Failure(unusable.text, retry=unusable.retry)
    if isinstance(error, ModelHTTPError):
        return _refused(error, secret)
    if (broken := _broken_connection(error)) is not None:
        return broken
    if isinstance(error, UserError):
        return Failure(clean(str(error), secret), retry=False, unused=True)
    if isinstance(error, ModelAPIError) and error.in_stream:
        return Failure(clean(f"the provider broke off: {error}", secret), retry=not _is_quota(error))
    if isinstance(error, ModelAPIError) and "finish_reason" in error.message:
        return Failure(CUT_SHORT, retry=True)
    # Whatever else a body that is not as documented makes an SDK raise: decoding, validation, index, type errors.
    logger.debug("a provider's answer could not be read", exc_info=error)
    return Failure("the provider's answer could not be read", retry=True)


def clean(text: str, secret: str | None) -> str:
    """``text`` on one line, not too long, without anything that looks like a key."""
    if secret:
        text = text.replace(secret, "[key]")
    text = " ".join(_LIKE_A_KEY.sub("[key]", text).split())
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _refused(error: ModelHTTPError, secret: str | None) -> Failure:
    said = _message(error.body)
    retry = (
        (error.status_code in {408, 429} or error.status_code >= 500)
        and not _is_quota(error)
        and error.provider_retry_hint is not False
        and (error.retry_after or 0) <= LONGEST_WAIT
    )
    return Failure(
        clean(f"HTTP {error.status_code}: {said}" if said else f"HTTP {error.status_code}", secret),
        retry=retry,
        retry_after=error.retry_after,
        unused=not error.in_stream,
        refused_schema=error.status_code in {400, 422} and _ABOUT_SCHEMA.search(said) is not None,
        # Google says 400 where the others say 401.
        refused_key=error.status_code == 401 or (error.status_code == 400 and _NOT_A_KEY.search(said) is not None),
    )


def _is_quota(error: ModelAPIError) -> bool:
    return isinstance(error, ModelQuotaExceededError)


def _message(body: object) -> str:
    """The sentence in a provider's error body, which wraps it in up to two layers."""
    for _ in range(2):
        if isinstance(body, dict):
            body = body.get("error") or body.get("message") or ""
    return body if isinstance(body, str) and not body.lstrip().startswith("<") else ""


def _broken_connection(error: Exception) -> Failure | None:
    causes = _causes(error)
    if not isinstance(error, ModelConnectionError) and not any(
        type(cause).__module__.split(".")[0] in {"httpx", "httpx2", "aiohttp"} for cause in causes
    ):
        return None
    names = {kind.__name__ for cause in causes for kind in type(cause).__mro__}
    if names & {"ClientConnectorError", "ConnectionTimeoutError", "ConnectError"}:
        timed_out = "ConnectionTimeoutError" in names
        return Failure("the provider could not be reached", retry=True, unused=True, timed_out=timed_out)
    # httpx-aiohttp reports a connection that the server closed as a ConnectTimeout, which it is not.
    if isinstance(error, ModelTimeoutError) and "ClientConnectionError" not in names:
        return Failure("the provider could not be reached in time", retry=True, unused=True, timed_out=True)
    return Failure("the connection to the provider broke", retry=True)


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain
