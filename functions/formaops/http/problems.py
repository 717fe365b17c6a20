"""Errors as application/problem+json (RFC 9457)."""

import json
from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from formaops.errors import FormaOpsError

MEDIA_TYPE = "application/problem+json"
REPLAYED = {"idempotency-replayed": "true"}
_MOST_FAULTS = 100


def as_json(document: dict[str, Any]) -> bytes:
    """JSON whose integers may be of any length: a model's and a caller's are, and orjson refuses those over 64 bits."""
    return json.dumps(document, separators=(",", ":")).encode()


def problem_of(error: FormaOpsError, request_id: str) -> dict[str, Any]:
    """The problem document: always with `code` and `request_id`, with `errors` where faults have paths."""
    document = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "request_id": request_id,
        # The member whose text Supabase's own clients put into the exception that they raise.
        "error": error.detail,
    }
    if error.faults:
        document["errors"] = [asdict(fault) for fault in error.faults[:_MOST_FAULTS]]
    return document | error.extra


def unforeseen(request_id: str) -> dict[str, Any]:
    """What a caller hears of a fault in our own code: nothing but the id under which the log tells more."""
    detail = "This is a fault of the function, not of the request; its log says more under the request_id."
    return {
        "type": "about:blank",
        "title": "Something went wrong here",
        "status": 500,
        "detail": detail,
        "code": "internal_error",
        "request_id": request_id,
        "error": detail,
    }


def as_response(problem: dict[str, Any], *, replayed: bool = False) -> Response:
    headers = dict(REPLAYED) if replayed else {}
    if problem.get("retry_after") is not None:
        headers["retry-after"] = str(problem["retry_after"])
    return Response(as_json(problem), status_code=problem["status"], headers=headers, media_type=MEDIA_TYPE)
