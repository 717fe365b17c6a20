"""What is asked, what comes back, and the row that each call leaves in the ledger."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

Kind = Literal["first", "retry", "repair", "fallback"]
Outcome = Literal["succeeded", "failed", "cancelled"]
PriceSource = Literal["operator", "genai-prices", "unknown"]

StopSequence = Annotated[str, StringConstraints(min_length=1, max_length=256)]


@dataclass(frozen=True, slots=True)
class Credential:
    """A tenant's own key of a provider, for the time of an execution."""

    id: UUID
    """Of its row in ``provider_keys``."""
    secret: SecretStr


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation that is sent."""

    role: Literal["system", "user", "assistant"]
    content: str


class Parameters(BaseModel):
    """How a model is asked. What is left out is left to the provider; times are in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int = Field(default=1024, ge=1, le=32_768)
    """Bound of one answer, in the model's own tokens."""
    seed: int | None = Field(default=None, ge=0, lt=2**31)
    stop_sequences: tuple[StopSequence, ...] = Field(default=(), max_length=16)
    timeout_seconds: float = Field(default=60, ge=1, le=300)
    """Bound of one call, reading a stream to its end included."""
    max_retries: int = Field(default=2, ge=0, le=5)
    """How often a failed call is tried again, for the model and for its fallback each."""
    max_repairs: int = Field(default=1, ge=0, le=3)
    """How often the model is shown the faults of its output; read by who validates, not here."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call. ``input`` includes what was read from and written to the provider's cache.

    ``is_estimate``: the provider did not say, because the call was broken off; counted from the text instead.
    """

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one call, in the provider's own words where it has any."""

    text: str
    usage: Usage | None
    """None where the provider gave no count to believe."""
    finish_reason: str | None
    model: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a model, whatever became of it: one row of the ledger."""

    id: UUID
    kind: Kind
    provider: str
    model: str
    """``provider:name``, as asked."""
    usage: Usage
    cost: Decimal | None
    """US dollars, at most 12 decimals; None when nobody knows the price. Write it with ``format(cost, "f")``."""
    price_source: PriceSource
    price_version: str
    outcome: Outcome
    error: str | None
    """One line that may be shown to the caller: no secret, no address."""
    latency_ms: int
    """At least 1."""
    started_at: datetime
    """UTC."""
    provider_key_id: UUID | None = None
    """The tenant's own key that was sent; None: the operator's, or none at all."""
    key_refused: bool = False
    """The provider did not take the key."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The answer, never empty, and the call that gave it."""

    text: str
    call: Call
    finish_reason: str | None
    """``stop``; ``length`` when ``max_tokens`` cut it short; ``content_filter``; ``tool_call``; ``error``."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask whom. A ``json_schema`` is sent as native structured output where the model has it."""

    model: str
    messages: tuple[Message, ...]
    parameters: Parameters
    fallback_model: str | None = None
    json_schema: dict[str, Any] | None = None
    first_kind: Literal["first", "repair"] = "first"
