"""The OpenAPI 3.1 document, made from the functions' own models."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field, RootModel
from pydantic.json_schema import models_json_schema

from formaops import __version__
from formaops.errors import FormaOpsError
from formaops.http.endpoints import Endpoint
from formaops.http.problems import MEDIA_TYPE
from formaops.prompts.records import FaultRecord

_TENANT = {
    "name": "x-tenant-id",
    "in": "header",
    "schema": {"type": "string", "format": "uuid"},
    "description": "The tenant to act in; without it the caller's personal one.",
}


class Problem(BaseModel, extra="allow"):
    """application/problem+json. After an execution has begun, `execution` holds its record."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    error: str = Field(description="The detail again, where Supabase's clients look for it.")
    errors: list[FaultRecord] = []


def document(endpoints: Sequence[Endpoint], base_url: str) -> dict[str, Any]:
    """`base_url` is the project's; the functions stand under `/functions/v1` there."""
    models: list[type[BaseModel]] = [Problem]
    for endpoint in endpoints:
        models += [model for model in (endpoint.takes, endpoint.returns, endpoint.queued) if model]
        models += [model for part in endpoint.parts for model in (part.takes, part.returns) if model]
    _, schemas = models_json_schema(
        [(model, "validation") for model in dict.fromkeys(models)], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "FormaOps functions", "version": __version__},
        "servers": [{"url": f"{base_url}/functions/v1"}],
        "security": [{"user": []}],
        "paths": {
            f"/{each.path or each.name}": _operations(each)
            for endpoint in endpoints
            for each in (endpoint, *endpoint.parts)
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "user": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "api_key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "operator": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operations(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name.partition(".")[0].replace("-", "_"),
        "summary": endpoint.summary,
        "responses": {str(endpoint.success): _success(endpoint)} | _failures(endpoint.errors),
    }
    if endpoint.queues:
        operation["responses"]["202"] = {
            "description": "Accepted, and run by a worker; `Location` says where it is to be looked for.",
            "headers": {"Location": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": _ref(endpoint.queued or endpoint.returns)}},
        }
    if endpoint.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(endpoint.takes)}}}
    if endpoint.by_secret:
        operation["security"] = [{"operator": []}]
        if endpoint.headers:
            operation["parameters"] = [*endpoint.headers]
    elif endpoint.takes or endpoint.headers:
        operation["parameters"] = [_TENANT, *endpoint.headers]
        if endpoint.scope:
            operation["security"] = [{"user": []}, {"api_key": []}]
            operation["description"] = f"With an API key: scope `{endpoint.scope}`."
    else:
        operation["security"] = []
    return {method.lower(): operation for method in endpoint.methods if method != "HEAD"}


def _success(endpoint: Endpoint) -> dict[str, Any]:
    if issubclass(endpoint.returns, RootModel):
        return {
            "description": endpoint.returns.__doc__ or "",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    content: dict[str, Any] = {"application/json": {"schema": _ref(endpoint.returns)}}
    if endpoint.streams:
        content["text/event-stream"] = {
            "schema": {
                "type": "string",
                "description": "Events: execution, delta, restart, repair, then result or error.",
            }
        }
    return {"description": endpoint.returns.__doc__ or "", "content": content}


def _failures(errors: Sequence[type[FormaOpsError]]) -> dict[str, Any]:
    by_status: dict[int, list[type[FormaOpsError]]] = {}
    for error in errors:
        by_status.setdefault(error.status, []).append(error)
    return {
        str(status): {
            "description": "; ".join(f"{kind.title} ({kind.code})" for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": _ref(Problem)}},
        }
        for status, kinds in sorted(by_status.items())
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
