"""No provider may fill our memory: its answer is cut off where no answer goes on. Importing this imports httpx2."""

from collections.abc import AsyncIterator

import httpx2

from formaops.models.failures import LONGEST_ANSWER, TOO_LONG, Unusable


async def bound(response: httpx2.Response) -> None:
    """A client's response hook: reading the body raises Unusable beyond `LONGEST_ANSWER` bytes."""
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream
        self._received = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._received += len(chunk)
            if self._received > LONGEST_ANSWER:
                raise Unusable(TOO_LONG, retry=False)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
