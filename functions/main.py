"""Entry points of the deployable functions: deploy this folder once per function, each with its own target."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from formaops import telemetry
from formaops.http import functions

telemetry.configure()


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
async def api_keys(request: Request) -> Response:
    return await functions.api_keys(request)


@functions_framework.aio.http
async def executions(request: Request) -> Response:
    return await functions.executions(request)


@functions_framework.aio.http
async def work(request: Request) -> Response:
    return await functions.work(request)


@functions_framework.aio.http
async def backup_database(request: Request) -> Response:
    return await functions.backup_database(request)


@functions_framework.aio.http
async def verify_backup(request: Request) -> Response:
    return await functions.verify_backup(request)


@functions_framework.aio.http
async def provider_keys(request: Request) -> Response:
    return await functions.provider_keys(request)


@functions_framework.aio.http
async def reencrypt_provider_keys(request: Request) -> Response:
    return await functions.reencrypt_provider_keys(request)


@functions_framework.aio.http
async def health(request: Request) -> Response:
    return await functions.health(request)


@functions_framework.aio.http
async def metrics(request: Request) -> Response:
    return await functions.metrics(request)


@functions_framework.aio.http
async def api(request: Request) -> Response:
    """All of them in one deployment, under `/functions/v1/<name>`."""
    return await functions.api(request)
