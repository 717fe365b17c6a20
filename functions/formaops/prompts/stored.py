"""Prompts and validations as the caller sees them: read and written with their own token, under row-level security."""

import asyncio
from typing import Any
from uuid import UUID

from postgrest import AsyncRequestBuilder

from formaops.database import Database, Principal
from formaops.database.client import errors_of_ours
from formaops.errors import InvalidValidation, NotFound
from formaops.prompts.records import CancelledExecution, CancelRequest, SavedValidation, SaveValidationRequest
from formaops.validation import Validation, check_definition


async def find_prompt(reference: str, select: str, principal: Principal, database: Database) -> dict[str, Any]:
    """The live prompt with this id or name that the caller may see, with the columns of `select`. Raises NotFound."""
    by_id = _is_uuid(reference)
    with errors_of_ours():
        query = database.as_user(principal).from_("prompts").select(select)
        if by_id:
            query = query.eq("id", reference)
        else:
            query = query.eq("name", reference)
            tenant = principal.tenant_id or await _personal_tenant(principal, database)
            query = query.eq("tenant_id", str(tenant))
        found = (await query.limit(1).execute()).data
    if not found:
        raise NotFound(f"There is no prompt {reference!r} that you may see.")
    prompt: dict[str, Any] = found[0]  # type: ignore[assignment]
    return prompt


async def save_validation(
    request: SaveValidationRequest, principal: Principal, *, database: Database
) -> SavedValidation:
    """Create or replace the prompt's validation of that name. Raises InvalidValidation when it is itself wrong."""
    prompt, faults = await asyncio.gather(
        find_prompt(request.prompt, "id,tenant_id", principal, database),
        check_definition(Validation(request.name, request.type, request.config)),
    )
    if faults:
        raise InvalidValidation(f"The validation {request.name!r} is itself wrong.", faults=faults)
    saved = await _write(request, prompt, database.as_user(principal).from_("validations"))
    return SavedValidation.model_validate(saved)


async def _write(request: SaveValidationRequest, prompt: dict[str, Any], table: AsyncRequestBuilder) -> Any:
    """Change the one of this name, else make it: an upsert would need the right to move it to another prompt."""
    changes = request.model_dump(include={"type", "config", "is_active"})
    with errors_of_ours():
        changed = await table.update(changes).eq("prompt_id", prompt["id"]).eq("name", request.name).execute()
        if changed.data:
            return changed.data[0]
        row = {"tenant_id": prompt["tenant_id"], "prompt_id": prompt["id"], "name": request.name} | changes
        return (await table.insert(row).execute()).data[0]


async def cancel(request: CancelRequest, principal: Principal, *, database: Database) -> CancelledExecution:
    """Ask for an execution to be stopped. Raises NotFound, or WrongState when it has ended already."""
    with errors_of_ours():
        answer = (
            await database.as_user(principal).rpc("cancel_execution", {"p_execution_id": str(request.id)}).execute()
        )
    return CancelledExecution.model_validate(answer.data)


async def _personal_tenant(principal: Principal, database: Database) -> str:
    found = (
        await database.as_user(principal)
        .from_("tenants")
        .select("id")
        .eq("personal_user_id", str(principal.user_id))
        .execute()
    )
    if not found.data:
        raise NotFound("You have no personal tenant; name one in the header x-tenant-id.")
    tenant: dict[str, str] = found.data[0]  # type: ignore[assignment]
    return tenant["id"]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
