"""What the functions for provider keys take and return. A key goes in; none ever comes out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from formaops.models.names import KEY_PROVIDERS

SHORTEST_KEY = 16
LONGEST_KEY = 2000


class Given(BaseModel):
    """A request body. Unknown members are refused; what was sent is in no error, for it may be the key."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class SetProviderKeyRequest(Given):
    """Give a tenant a key of its own for a provider; the one before is revoked."""

    provider: str = Field(max_length=40, examples=["openai"], description=f"One of {', '.join(KEY_PROVIDERS)}.")
    key: SecretStr = Field(min_length=SHORTEST_KEY, max_length=LONGEST_KEY, description="As the provider gave it.")
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = Field(
        default=None, description="What people call it."
    )


class ProviderKey(BaseModel):
    """That the tenant has the key; never the key."""

    id: UUID
    tenant_id: UUID
    provider: str
    label: str | None
    last_characters: str
    created_by: UUID
    created_at: datetime
    revoked_at: datetime | None
    last_refused_at: datetime | None


class ReencryptRequest(Given):
    """Encrypt keys anew with the first of FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS: so many, after this id."""

    after: UUID | None = None
    limit: int = Field(default=100, ge=1, le=1000, strict=True)


class Reencrypted(BaseModel):
    """What one turn did."""

    reencrypted: int
    unreadable: list[UUID] = Field(description="Left as they are: the key they are encrypted with is not set here.")
    remaining: int = Field(description="How many of those after these are still encrypted with another key.")
    after: UUID | None = Field(description="Where the next turn goes on; null when there is nothing left.")
