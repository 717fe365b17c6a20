"""What the prompt functions take and return."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

ModelName = Annotated[
    str, Field(pattern=r"^[a-z0-9_-]{1,40}:\S+$", max_length=200, examples=["local:smollm2", "openai:gpt-5-mini"])
]
"""`provider:model`."""


class Given(BaseModel):
    """A request body. Unknown members are refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class ExecuteRequest(Given):
    """Run a prompt once."""

    prompt: str = Field(min_length=1, max_length=200, description="Id or name of the prompt.")
    inputs: dict[str, Any] = Field(max_length=100, description="A value for each of the prompt's variables.")
    version: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=2**31 - 1,
        description="Without it the published version runs. A draft runs for its author only.",
    )
    context: dict[str, Any] = Field(
        default_factory=dict, description="Kept with the execution and handed to FUNCTION validations."
    )
    priority: Literal["LOW", "NORMAL", "HIGH", "CRITICAL"] = "NORMAL"
    model: ModelName | None = Field(default=None, description="Asked instead of the prompt's own model.")


class CancelRequest(Given):
    """Stop an execution."""

    id: UUID


class ValidationGiven(Given):
    """A validation as it is stored: `config` is a JSON Schema, `{"pattern", "flags"?}` or `{"code"}`."""

    name: str = Field(min_length=1, max_length=200)
    type: Literal["SCHEMA", "REGEX", "FUNCTION"]
    config: Any


class SaveValidationRequest(ValidationGiven):
    """Create a prompt's validation, or replace the one of that name."""

    prompt: str = Field(min_length=1, max_length=200, description="Id or name of the prompt.")
    is_active: bool = Field(default=True, strict=True)


class TestRequest(Given):
    """Try a prompt without asking a model: a stored one by name or id, or one given in place."""

    __test__ = False  # not a test, whatever pytest makes of the name

    prompt: str | None = Field(
        default=None, min_length=1, max_length=200, description="Id or name; its working copy is tried."
    )
    template: str | None = None
    variables: list[dict[str, Any]] | None = Field(default=None, max_length=100)
    validations: list[ValidationGiven] | None = Field(default=None, max_length=20)
    inputs: dict[str, Any] = Field(default_factory=dict, max_length=100)
    context: dict[str, Any] = Field(default_factory=dict)
    sample_output: str | None = Field(
        default=None, description="Checked by every validation, as a model's answer would be."
    )

    @model_validator(mode="after")
    def _either_stored_or_given(self) -> "TestRequest":
        if (self.prompt is None) == (self.template is None):
            raise ValueError("give either prompt or template")
        if self.prompt is not None and (self.variables is not None or self.validations is not None):
            raise ValueError("variables and validations go with template, not with prompt")
        return self


class FaultRecord(BaseModel):
    path: str
    message: str


class ValidationResult(BaseModel):
    """The verdict of one validation."""

    name: str
    type: Literal["SCHEMA", "REGEX", "FUNCTION"]
    passed: bool
    errors: list[FaultRecord]


class TokenUsage(BaseModel):
    """Tokens of all calls together; `model` is the one that answered last."""

    input: int
    output: int
    total: int
    cache_read: int
    cache_write: int
    model: str


class Attempt(BaseModel):
    """One call of a model, failed and cancelled ones too: one row of the ledger."""

    kind: Literal["first", "retry", "repair", "fallback"]
    model: str
    outcome: Literal["succeeded", "failed", "cancelled"]
    token_usage: TokenUsage
    cost_usd: str | None = Field(description="Exact decimal; null when the model's price is not known.")
    is_estimate: bool = Field(description="The provider did not say what was used, so it was estimated.")
    latency_ms: int
    error: str | None


class ExecutionRecord(BaseModel):
    """An execution as the functions answer it. Money is a decimal string in US dollars."""

    id: UUID
    prompt_id: UUID
    prompt_version: int
    status: Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]
    model: str | None
    output: str | None
    validated_output: Any
    validation_status: Literal["PENDING", "PASSED", "FAILED", "SKIPPED"]
    validations: list[ValidationResult]
    token_usage: TokenUsage | None
    attempts: list[Attempt]
    cost_usd: str
    cost_is_complete: bool = Field(description="False when a call's price was not known, so that the cost lacks it.")
    latency_ms: int | None = Field(description="From start to end, in milliseconds.")
    error: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


class WorkRequest(Given):
    """One turn of the durable queue."""

    max_seconds: float | None = Field(
        default=None, gt=0, le=3000, description="Claims nothing more after so long; what runs then has a short grace."
    )
    max_executions: int | None = Field(default=None, strict=True, ge=1, le=100_000, description="Claims no more.")


class WorkReport(BaseModel):
    """What a turn has done."""

    claimed: int
    completed: int
    failed: int
    given_back: int = Field(description="Not ended in time: they wait again, and this was no attempt.")
    waiting: int = Field(description="What waits in the queue now.")
    seconds: float


class ReplayedRecord(ExecutionRecord):
    """The record of an earlier request with the same idempotency key."""


class TestReport(BaseModel):
    """What would be sent, and what would be wrong with it. Nothing was stored and no model asked."""

    __test__ = False

    rendered: str | None = Field(description="What the model would be sent; null when the inputs do not fit.")
    variables_used: list[str]
    undeclared: list[str] = Field(description="Used by the template but not declared.")
    unused: list[str] = Field(description="Declared but not used by the template.")
    missing: list[str] = Field(description="Required, without a default, and not among the inputs.")
    input_faults: list[FaultRecord]
    validation_status: Literal["PASSED", "FAILED", "SKIPPED"] | None = Field(
        description="Null without a sample_output."
    )
    validations: list[ValidationResult]
    validated_output: Any


class SavedValidation(BaseModel):
    """The stored row."""

    id: UUID
    prompt_id: UUID
    name: str
    type: Literal["SCHEMA", "REGEX", "FUNCTION"]
    config: Any
    is_active: bool
    created_at: datetime
    updated_at: datetime


class CancelledExecution(BaseModel):
    """A PENDING execution is CANCELLED at once; a RUNNING one when its worker has stopped the model."""

    id: UUID
    status: Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]
    cancel_requested_at: datetime | None
