"""A worker of bare Absurd: `python -m tests.bench.gateway.bare DATABASE_URL MODEL_URL`, its task on standard input.

Its task asks the model server the same question as an execution, and does nothing else.
"""

import asyncio
import sys
from typing import Any, Final

import aiohttp
from absurd_sdk import AsyncAbsurd

QUEUE: Final = "bench"
TASK: Final = "ask"
CONCURRENCY: Final = 8


async def main(database_url: str, model_url: str, body: bytes) -> None:
    absurd = AsyncAbsurd(database_url, queue_name=QUEUE)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        @absurd.register_task(TASK)
        async def ask(_params: Any, _context: Any) -> str:
            headers = {"content-type": "application/json"}
            async with session.post(f"{model_url}/chat/completions", data=body, headers=headers) as response:
                answer = await response.json()
            return str(answer["choices"][0]["message"]["content"])

        print("at work", flush=True)
        await absurd.start_worker(concurrency=CONCURRENCY)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.stdin.buffer.read()))
