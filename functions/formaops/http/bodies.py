"""A request's body: bounded, UTF-8, JSON, and of the shape that the function takes."""

from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from formaops.errors import Malformed, TooLarge
from formaops.prompts.definitions import pydantic_faults

Model = TypeVar("Model", bound=BaseModel)

# Members nested deeper than this are refused: what reads them later recurses.
_MAX_DEPTH = 64


async def read_body(request: Request, model: type[Model], max_bytes: int) -> Model:
    """The body as `model`. Raises Malformed with the path of each fault, or TooLarge without reading on."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Malformed("Send JSON, with the header content-type: application/json.")
    try:
        given = orjson.loads(await _bounded(request, max_bytes))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"The body is no JSON: {error}.") from error
    if _deeper_than(given, _MAX_DEPTH):
        raise Malformed(f"The body is nested deeper than {_MAX_DEPTH} levels.")
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise Malformed("The body does not fit.", faults=pydantic_faults("$", error)) from error


async def _bounded(request: Request, max_bytes: int) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise TooLarge(f"The body is larger than {max_bytes} bytes.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                raise TooLarge(f"The body is larger than {max_bytes} bytes.")
    except ClientDisconnect as error:
        raise Malformed("The body broke off.") from error
    return bytes(body)


def _deeper_than(value: object, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
