"""Entry points of the deployable functions: deploy this folder once per function, each with its own target."""

import logging

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from formaops.http import functions

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
# The clients write a line for every request that they send.
for client in ("httpx", "httpx2"):
    logging.getLogger(client).setLevel(logging.WARNING)


@functions_framework.aio.http
async def execute_prompt(request: Request) -> Response:
    return await functions.execute_prompt(request)


@functions_framework.aio.http
async def test_prompt(request: Request) -> Response:
    return await functions.test_prompt(request)


@functions_framework.aio.http
async def save_validation(request: Request) -> Response:
    return await functions.save_validation(request)


@functions_framework.aio.http
async def cancel_execution(request: Request) -> Response:
    return await functions.cancel_execution(request)


@functions_framework.aio.http
async def health(request: Request) -> Response:
    return await functions.health(request)


@functions_framework.aio.http
async def api(request: Request) -> Response:
    """All of them in one deployment, under `/functions/v1/<name>`."""
    return await functions.api(request)
