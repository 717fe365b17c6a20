"""Who acts: what authentication found out and the database has to know."""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it was sent. The database is told its id and digest; nothing but the caller ever holds the text."""

    id: UUID
    text: str = field(repr=False)

    @property
    def proof(self) -> dict[str, str]:
        """What RPCs take: {"id", "digest": SHA-256 of the text, in hex}."""
        return {"id": str(self.id), "digest": hashlib.sha256(self.text.encode()).hexdigest()}

    @property
    def last_four(self) -> str:
        return self.text[-4:]


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in user, or whom an API key stands for.

    Exactly one of `token` and `api_key` is there. `token` is the verified JWT; with either PostgREST applies the user's
    own policies. Of a key, the database says whom it stands for, and whether it still holds: at each call anew.
    """

    user_id: UUID | None
    """None: `api_key` says who, and the database has not been asked yet."""
    token: str | None = field(default=None, repr=False)
    tenant_id: UUID | None = None
    """The tenant that the caller named in `x-tenant-id`; without one the database takes that of the key, else the
    personal one."""
    ip_address: str | None = None
    user_agent: str | None = None
    api_key: ApiKey | None = None

    def audit_headers(self) -> dict[str, str]:
        """Headers from which the audit triggers read where a change came from."""
        headers = {}
        if self.ip_address:
            headers["x-forwarded-for"] = self.ip_address
        if self.user_agent:
            headers["user-agent"] = self.user_agent
        return headers
