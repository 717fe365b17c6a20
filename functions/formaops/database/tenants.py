"""In which tenant a principal acts, as their own policies see it."""

from typing import Any

from formaops.database.client import Database, errors_of_ours
from formaops.database.principal import Principal
from formaops.errors import Forbidden


async def acting_tenant(principal: Principal, database: Database) -> str:
    """The tenant that the caller named, or their personal one. Raises Forbidden when they are not its member."""
    if principal.api_key:
        return str(principal.tenant_id)
    query = database.as_user(principal).from_("tenants").select("id")
    with errors_of_ours():
        if principal.tenant_id:
            found: Any = (await query.eq("id", str(principal.tenant_id)).execute()).data
        else:
            found = (await query.eq("personal_user_id", str(principal.user_id)).execute()).data
    if not found:
        raise Forbidden("You are not a member of this tenant.")
    tenant: str = found[0]["id"]
    return tenant
