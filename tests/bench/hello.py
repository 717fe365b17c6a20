"""The least that functions-framework can serve: what a cold start is compared with."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response


@functions_framework.aio.http
async def hello(request: Request) -> Response:
    return Response("hello")
