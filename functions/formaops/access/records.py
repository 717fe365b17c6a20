"""What the function `api-keys` takes and returns."""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

SCOPES = (
    "prompts:read",
    "prompts:write",
    "executions:read",
    "executions:write",
    "costs:read",
    "budgets:read",
    "budgets:write",
    "workflows:read",
    "workflows:write",
    "ventures:read",
    "ventures:write",
    "specifications:read",
    "specifications:write",
    "ideas:read",
    "ideas:write",
    "tenants:read",
    "audit:read",
    "webhooks:read",
)
"""As the database has them in private.api_scopes: it refuses any other."""

_LONGEST_OVERLAP_SECONDS = 30 * 24 * 3600


class _Given(BaseModel):
    """A request body. Unknown members are refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class CreateApiKeyRequest(_Given):
    """Make a key that acts as its maker in one tenant, limited by its scopes."""

    name: str = Field(min_length=1, max_length=200, description="For people to know it by.")
    scopes: list[str] = Field(
        min_length=1, max_length=50, description=f"What it may: of {', '.join(SCOPES)}. A :write scope includes :read."
    )
    expires_at: AwareDatetime | None = Field(default=None, description="Without it the key holds until it is revoked.")
    requests_per_minute: int | None = Field(default=None, strict=True, ge=1, le=2**31 - 1)
    tokens_per_minute: int | None = Field(default=None, strict=True, ge=1, le=2**31 - 1)


class RotateApiKeyRequest(_Given):
    """Make a key that takes over from this one, with the same name, scopes and limits."""

    overlap_seconds: int = Field(
        default=24 * 3600,
        strict=True,
        ge=0,
        le=_LONGEST_OVERLAP_SECONDS,
        description="For so long the old key works beside the new one.",
    )
    expires_at: AwareDatetime | None = Field(
        default=None, description="Without it the new key lasts as long as the old one was made for."
    )


class ApiKeyRecord(BaseModel):
    """The row of a key: all that can be known of it later."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    name: str
    last_four: str
    scopes: list[str]
    requests_per_minute: int | None
    tokens_per_minute: int | None
    expires_at: datetime | None
    revoked_at: datetime | None
    rotated_from: UUID | None
    last_used_at: datetime | None
    created_at: datetime
    updated_at: datetime


class NewApiKeyRecord(ApiKeyRecord):
    """The row of a new key, and the key: shown this once."""

    key: str
