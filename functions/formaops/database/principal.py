"""Who acts: what authentication found out and the database has to know."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in user. `token` is the verified JWT; with it PostgREST applies the user's own policies."""

    user_id: UUID
    token: str
    tenant_id: UUID | None = None
    """The tenant that the caller named in `x-tenant-id`; without one the database takes their personal tenant."""
    ip_address: str | None = None
    user_agent: str | None = None

    def audit_headers(self) -> dict[str, str]:
        """Headers from which the audit triggers read where a change came from."""
        headers = {}
        if self.ip_address:
            headers["x-forwarded-for"] = self.ip_address
        if self.user_agent:
            headers["user-agent"] = self.user_agent
        return headers
