"""A provider that never stops, or that claims what no call uses, fills neither our memory nor the ledger."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from pydantic_ai.usage import RequestUsage

from formaops.models.bounding import bound
from formaops.models.diagnosis import read
from formaops.models.failures import LONGEST_ANSWER, Unusable
from formaops.models.translation import reported


class _Endless(httpx2.AsyncByteStream):
    def __init__(self) -> None:
        self.sent = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.sent += 64 * 1024
            yield b"x" * 64 * 1024

    async def aclose(self) -> None:
        self.closed = True


async def test_a_body_without_end_is_cut_off() -> None:
    endless = _Endless()
    response = httpx2.Response(200, stream=endless, request=httpx2.Request("POST", "http://provider.test"))
    await bound(response)
    with pytest.raises(Unusable, match="longer than"):
        await response.aread()
    assert endless.sent <= LONGEST_ANSWER + 64 * 1024
    await response.aclose()
    assert endless.closed


def test_the_reason_is_found_where_an_sdk_has_wrapped_it() -> None:
    wrapped = RuntimeError("connection error")
    wrapped.__cause__ = Unusable("too long", retry=False)
    failure = read(wrapped, secret=None)
    assert (failure.text, failure.retry) == ("too long", False)


@pytest.mark.parametrize("tokens", [10**30, -1, 1.5])
def test_a_count_that_cannot_be_is_no_count(tokens: Any) -> None:
    assert reported(RequestUsage(input_tokens=tokens, output_tokens=1)) is None
