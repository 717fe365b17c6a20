"""Prompts and validations as the caller sees them: read and written with their own token, under row-level security."""

import asyncio
import re
from typing import Any

from postgrest import AsyncRequestBuilder

from formaops.database import Database, Principal, errors_of_ours
from formaops.database.tenants import acting_tenant
from formaops.errors import InvalidValidation, NotFound
from formaops.prompts.records import CancelledExecution, CancelRequest, SavedValidation, SaveValidationRequest
from formaops.validation import Validation, check_definition

# As the database reads a reference: what looks like an id may still be a name.
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE | re.ASCII)


async def find_prompt(reference: str, select: str, principal: Principal, database: Database) -> dict[str, Any]:
    """The live prompt of the acting tenant with this id or name, with the columns of `select`. Raises NotFound."""
    tenant = await acting_tenant(principal, database)
    found: Any = []
    with errors_of_ours():
        for column in ("id", "name") if _UUID.match(reference) else ("name",):
            query = database.as_user(principal).from_("prompts").select(select).eq("tenant_id", tenant)
            found = found or (await query.eq(column, reference).execute()).data
    if not found:
        raise NotFound(f"There is no prompt {reference!r} that you may see.")
    prompt: dict[str, Any] = found[0]
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
    if principal.tenant_id:
        await acting_tenant(principal, database)
    with errors_of_ours():
        answer = (
            await database.as_user(principal).rpc("cancel_execution", {"p_execution_id": str(request.id)}).execute()
        )
    return CancelledExecution.model_validate(answer.data)
