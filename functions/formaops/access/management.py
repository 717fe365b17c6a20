"""Making, rotating and revoking keys, and finding out whom one stands for."""

from dataclasses import replace
from uuid import UUID

from formaops.access.keys import generate
from formaops.access.records import ApiKeyRecord, CreateApiKeyRequest, NewApiKeyRecord, RotateApiKeyRequest
from formaops.database import ApiKey, Database, Principal, errors_of_ours


async def identify(principal: Principal, scope: str, *, database: Database) -> Principal:
    """The principal with the user and the tenant that its key stands for.

    Raises Unauthenticated when the key does not hold, Forbidden when it lacks the scope or is for another tenant than
    the one that is named, RateLimited.
    """
    assert principal.api_key
    arguments = {
        "p_api_key": principal.api_key.proof,
        "p_scope": scope,
        "p_tenant_id": str(principal.tenant_id) if principal.tenant_id else None,
    }
    answer = await database.rpc("authenticate_api_key", arguments, principal=principal)
    return replace(principal, user_id=UUID(answer["user_id"]), tenant_id=UUID(answer["tenant_id"]))


async def create(request: CreateApiKeyRequest, principal: Principal, *, database: Database) -> NewApiKeyRecord:
    """Raises Forbidden, Malformed, and WrongState when the tenant has as many keys as its plan allows."""
    key = generate()
    arguments = {
        "p_user_id": str(principal.user_id),
        "p_tenant_id": str(principal.tenant_id) if principal.tenant_id else None,
        "p_api_key": _written_down(key),
        "p_name": request.name,
        "p_scopes": request.scopes,
        "p_expires_at": request.expires_at.isoformat() if request.expires_at else None,
        "p_requests_per_minute": request.requests_per_minute,
        "p_tokens_per_minute": request.tokens_per_minute,
    }
    row = await database.rpc("create_api_key", arguments, principal=principal)
    return NewApiKeyRecord(key=key.text, **row)


async def rotate(
    key_id: UUID, request: RotateApiKeyRequest, principal: Principal, *, database: Database
) -> NewApiKeyRecord:
    """Raises NotFound for a key that is not the caller's own, WrongState for one that has ended or was rotated."""
    key = generate()
    arguments = {
        "p_user_id": str(principal.user_id),
        "p_api_key_id": str(key_id),
        "p_api_key": _written_down(key),
        "p_overlap_seconds": request.overlap_seconds,
        "p_expires_at": request.expires_at.isoformat() if request.expires_at else None,
    }
    row = await database.rpc("rotate_api_key", arguments, principal=principal)
    return NewApiKeyRecord(key=key.text, **row)


async def revoke(key_id: UUID, principal: Principal, *, database: Database) -> ApiKeyRecord:
    """Raises NotFound, or WrongState when it was revoked before."""
    with errors_of_ours():
        answer = await database.as_user(principal).rpc("revoke_api_key", {"p_api_key_id": str(key_id)}).execute()
    return ApiKeyRecord.model_validate(answer.data)


def _written_down(key: ApiKey) -> dict[str, str]:
    return key.proof | {"last_four": key.last_four}
