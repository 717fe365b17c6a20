"""The rows of every table in `public`: as read, as inserted, as updated.

Written by `make dump` from the database. Money and scores are `Decimal`; to keep every digit on the way, ask PostgREST
for text (``select=*,cost_usd::text``). Which columns a client may write, and what is checked, the database says.
"""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import (
    Literal,
    NotRequired,
    TypeAlias,
)

from pydantic import BaseModel, JsonValue
from typing_extensions import TypedDict

AgentPhase: TypeAlias = Literal["DISCOVER", "DEFINE", "DESIGN", "DEVELOP", "DEPLOY"]

AgentResultStatus: TypeAlias = Literal["pending", "running", "completed", "failed"]

AgentStatus: TypeAlias = Literal["draft", "active", "inactive", "archived"]

AgentType: TypeAlias = Literal["code", "api", "llm", "data", "workflow"]

CallKind: TypeAlias = Literal["FIRST", "RETRY", "REPAIR", "FALLBACK", "ADJUSTMENT"]

CallOutcome: TypeAlias = Literal["SUCCEEDED", "FAILED", "CANCELLED", "UNKNOWN"]

CostPurpose: TypeAlias = Literal["PROMPT_EXECUTION", "AGENT_EXECUTION", "WORKFLOW_STEP", "AI_REVIEW", "EVALUATION"]

EvaluationPriority: TypeAlias = Literal["low", "normal", "high"]

EvaluationStatus: TypeAlias = Literal["pending", "analyzing", "completed", "failed"]

ExecutionPriority: TypeAlias = Literal["LOW", "NORMAL", "HIGH", "CRITICAL"]

ExecutionStatus: TypeAlias = Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]

IdeaStatus: TypeAlias = Literal["draft", "submitted", "evaluating", "completed"]

LearnerRole: TypeAlias = Literal["STUDENT", "DEVELOPER", "TEAM_LEAD", "ADMIN"]

LogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARN", "ERROR"]

PriceSource: TypeAlias = Literal["OPERATOR", "GENAI_PRICES", "UNKNOWN"]

PromptStatus: TypeAlias = Literal["DRAFT", "PUBLISHED", "ARCHIVED"]

TenantRole: TypeAlias = Literal["VIEWER", "MEMBER", "ADMIN"]

UserPlan: TypeAlias = Literal["FREE", "PRO", "ENTERPRISE"]

UserRole: TypeAlias = Literal["admin", "user", "agent"]

ValidationStatus: TypeAlias = Literal["PENDING", "PASSED", "FAILED", "SKIPPED"]

ValidationType: TypeAlias = Literal["SCHEMA", "REGEX", "FUNCTION"]


class AgentResults(BaseModel):
    agent_type: str
    completed_at: datetime.datetime | None
    created_at: datetime.datetime
    error_message: str | None
    evaluation_id: uuid.UUID
    id: uuid.UUID
    input_data: JsonValue | None
    insights: JsonValue | None
    output_data: JsonValue | None
    score: Decimal | None
    started_at: datetime.datetime | None
    status: AgentResultStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class AgentResultsInsert(TypedDict):
    agent_type: str
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    error_message: NotRequired[str | None]
    evaluation_id: uuid.UUID
    id: NotRequired[uuid.UUID]
    input_data: NotRequired[JsonValue | None]
    insights: NotRequired[JsonValue | None]
    output_data: NotRequired[JsonValue | None]
    score: NotRequired[Decimal | None]
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[AgentResultStatus]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class AgentResultsUpdate(TypedDict):
    agent_type: NotRequired[str]
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    error_message: NotRequired[str | None]
    evaluation_id: NotRequired[uuid.UUID]
    id: NotRequired[uuid.UUID]
    input_data: NotRequired[JsonValue | None]
    insights: NotRequired[JsonValue | None]
    output_data: NotRequired[JsonValue | None]
    score: NotRequired[Decimal | None]
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[AgentResultStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class Agents(BaseModel):
    avg_execution_time_ms: int
    capabilities: JsonValue
    config: JsonValue
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    description: str | None
    failed_executions: int
    id: uuid.UUID
    input_schema: JsonValue | None
    is_public: bool
    is_template: bool
    max_concurrent_executions: int | None
    max_execution_time: int | None
    max_memory_mb: int | None
    name: str
    output_schema: JsonValue | None
    parameters: JsonValue
    parent_id: uuid.UUID | None
    phase: AgentPhase | None
    prompt_template: str | None
    purpose: str | None
    slug: str | None
    status: AgentStatus
    successful_executions: int
    tags: list[str]
    tenant_id: uuid.UUID
    timed_executions: int
    total_execution_time_ms: int
    total_executions: int
    type: AgentType
    updated_at: datetime.datetime
    user_id: uuid.UUID | None
    version: int


class AgentsInsert(TypedDict):
    avg_execution_time_ms: NotRequired[int]
    capabilities: NotRequired[JsonValue]
    config: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    failed_executions: NotRequired[int]
    id: NotRequired[uuid.UUID]
    input_schema: NotRequired[JsonValue | None]
    is_public: NotRequired[bool]
    is_template: NotRequired[bool]
    max_concurrent_executions: NotRequired[int | None]
    max_execution_time: NotRequired[int | None]
    max_memory_mb: NotRequired[int | None]
    name: str
    output_schema: NotRequired[JsonValue | None]
    parameters: NotRequired[JsonValue]
    parent_id: NotRequired[uuid.UUID | None]
    phase: NotRequired[AgentPhase | None]
    prompt_template: NotRequired[str | None]
    purpose: NotRequired[str | None]
    slug: NotRequired[str | None]
    status: NotRequired[AgentStatus]
    successful_executions: NotRequired[int]
    tags: NotRequired[list[str]]
    tenant_id: NotRequired[uuid.UUID]
    timed_executions: NotRequired[int]
    total_execution_time_ms: NotRequired[int]
    total_executions: NotRequired[int]
    type: AgentType
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID | None]
    version: NotRequired[int]


class AgentsUpdate(TypedDict):
    avg_execution_time_ms: NotRequired[int]
    capabilities: NotRequired[JsonValue]
    config: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    failed_executions: NotRequired[int]
    id: NotRequired[uuid.UUID]
    input_schema: NotRequired[JsonValue | None]
    is_public: NotRequired[bool]
    is_template: NotRequired[bool]
    max_concurrent_executions: NotRequired[int | None]
    max_execution_time: NotRequired[int | None]
    max_memory_mb: NotRequired[int | None]
    name: NotRequired[str]
    output_schema: NotRequired[JsonValue | None]
    parameters: NotRequired[JsonValue]
    parent_id: NotRequired[uuid.UUID | None]
    phase: NotRequired[AgentPhase | None]
    prompt_template: NotRequired[str | None]
    purpose: NotRequired[str | None]
    slug: NotRequired[str | None]
    status: NotRequired[AgentStatus]
    successful_executions: NotRequired[int]
    tags: NotRequired[list[str]]
    tenant_id: NotRequired[uuid.UUID]
    timed_executions: NotRequired[int]
    total_execution_time_ms: NotRequired[int]
    total_executions: NotRequired[int]
    type: NotRequired[AgentType]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID | None]
    version: NotRequired[int]


class AuditLogs(BaseModel):
    action: str
    changes: JsonValue
    created_at: datetime.datetime
    id: uuid.UUID
    ip_address: str | None
    metadata: JsonValue
    resource_id: uuid.UUID | None
    resource_type: str
    tenant_id: uuid.UUID
    user_agent: str | None
    user_id: uuid.UUID | None


class AuditLogsInsert(TypedDict):
    action: str
    changes: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    ip_address: NotRequired[str | None]
    metadata: NotRequired[JsonValue]
    resource_id: NotRequired[uuid.UUID | None]
    resource_type: str
    tenant_id: uuid.UUID
    user_agent: NotRequired[str | None]
    user_id: NotRequired[uuid.UUID | None]


class AuditLogsUpdate(TypedDict):
    action: NotRequired[str]
    changes: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    ip_address: NotRequired[str | None]
    metadata: NotRequired[JsonValue]
    resource_id: NotRequired[uuid.UUID | None]
    resource_type: NotRequired[str]
    tenant_id: NotRequired[uuid.UUID]
    user_agent: NotRequired[str | None]
    user_id: NotRequired[uuid.UUID | None]


class BusinessIdeas(BaseModel):
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    description: str
    id: uuid.UUID
    status: IdeaStatus
    tenant_id: uuid.UUID
    title: str
    updated_at: datetime.datetime
    user_id: uuid.UUID


class BusinessIdeasInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: str
    id: NotRequired[uuid.UUID]
    status: NotRequired[IdeaStatus]
    tenant_id: NotRequired[uuid.UUID]
    title: str
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class BusinessIdeasUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str]
    id: NotRequired[uuid.UUID]
    status: NotRequired[IdeaStatus]
    tenant_id: NotRequired[uuid.UUID]
    title: NotRequired[str]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class CostTracking(BaseModel):
    cache_read_tokens: int
    cache_write_tokens: int
    cost_usd: Decimal | None
    created_at: datetime.datetime
    error: str | None
    id: uuid.UUID
    input_tokens: int
    is_estimate: bool
    kind: CallKind
    latency_ms: int | None
    model: str
    outcome: CallOutcome
    output_tokens: int
    price_source: PriceSource
    price_version: str
    prompt_id: uuid.UUID | None
    provider: str
    purpose: CostPurpose
    reference_id: uuid.UUID
    started_at: datetime.datetime
    tenant_id: uuid.UUID
    user_id: uuid.UUID | None


class CostTrackingInsert(TypedDict):
    cache_read_tokens: NotRequired[int]
    cache_write_tokens: NotRequired[int]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    error: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    input_tokens: NotRequired[int]
    is_estimate: NotRequired[bool]
    kind: CallKind
    latency_ms: NotRequired[int | None]
    model: str
    outcome: CallOutcome
    output_tokens: NotRequired[int]
    price_source: PriceSource
    price_version: NotRequired[str]
    prompt_id: NotRequired[uuid.UUID | None]
    provider: str
    purpose: CostPurpose
    reference_id: uuid.UUID
    started_at: datetime.datetime
    tenant_id: uuid.UUID
    user_id: NotRequired[uuid.UUID | None]


class CostTrackingUpdate(TypedDict):
    cache_read_tokens: NotRequired[int]
    cache_write_tokens: NotRequired[int]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    error: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    input_tokens: NotRequired[int]
    is_estimate: NotRequired[bool]
    kind: NotRequired[CallKind]
    latency_ms: NotRequired[int | None]
    model: NotRequired[str]
    outcome: NotRequired[CallOutcome]
    output_tokens: NotRequired[int]
    price_source: NotRequired[PriceSource]
    price_version: NotRequired[str]
    prompt_id: NotRequired[uuid.UUID | None]
    provider: NotRequired[str]
    purpose: NotRequired[CostPurpose]
    reference_id: NotRequired[uuid.UUID]
    started_at: NotRequired[datetime.datetime]
    tenant_id: NotRequired[uuid.UUID]
    user_id: NotRequired[uuid.UUID | None]


class Evaluations(BaseModel):
    business_idea_id: uuid.UUID
    completed_at: datetime.datetime | None
    created_at: datetime.datetime
    created_by: uuid.UUID
    error_message: str | None
    id: uuid.UUID
    priority: EvaluationPriority
    results: JsonValue | None
    score: Decimal | None
    started_at: datetime.datetime | None
    status: EvaluationStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class EvaluationsInsert(TypedDict):
    business_idea_id: uuid.UUID
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    created_by: uuid.UUID
    error_message: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    priority: NotRequired[EvaluationPriority]
    results: NotRequired[JsonValue | None]
    score: NotRequired[Decimal | None]
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[EvaluationStatus]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class EvaluationsUpdate(TypedDict):
    business_idea_id: NotRequired[uuid.UUID]
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    created_by: NotRequired[uuid.UUID]
    error_message: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    priority: NotRequired[EvaluationPriority]
    results: NotRequired[JsonValue | None]
    score: NotRequired[Decimal | None]
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[EvaluationStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class ExecutionLogs(BaseModel):
    execution_id: uuid.UUID
    id: uuid.UUID
    level: LogLevel
    message: str
    metadata: JsonValue | None
    tenant_id: uuid.UUID
    timestamp: datetime.datetime


class ExecutionLogsInsert(TypedDict):
    execution_id: uuid.UUID
    id: NotRequired[uuid.UUID]
    level: NotRequired[LogLevel]
    message: str
    metadata: NotRequired[JsonValue | None]
    tenant_id: uuid.UUID
    timestamp: NotRequired[datetime.datetime]


class ExecutionLogsUpdate(TypedDict):
    execution_id: NotRequired[uuid.UUID]
    id: NotRequired[uuid.UUID]
    level: NotRequired[LogLevel]
    message: NotRequired[str]
    metadata: NotRequired[JsonValue | None]
    tenant_id: NotRequired[uuid.UUID]
    timestamp: NotRequired[datetime.datetime]


class Executions(BaseModel):
    cancel_requested_at: datetime.datetime | None
    completed_at: datetime.datetime | None
    context: JsonValue | None
    cost_is_complete: bool
    cost_usd: Decimal | None
    created_at: datetime.datetime
    edge_function_id: str | None
    error: JsonValue | None
    id: uuid.UUID
    idempotency_hash: str | None
    idempotency_key: str | None
    inputs: JsonValue
    latency_ms: int | None
    lease_expires_at: datetime.datetime | None
    lease_id: uuid.UUID | None
    model: str | None
    output: str | None
    priority: ExecutionPriority
    prompt_id: uuid.UUID
    prompt_version: int
    started_at: datetime.datetime | None
    status: ExecutionStatus
    tenant_id: uuid.UUID
    token_usage: JsonValue | None
    updated_at: datetime.datetime
    user_id: uuid.UUID
    validated_output: JsonValue | None
    validation_results: JsonValue | None
    validation_status: ValidationStatus


class ExecutionsInsert(TypedDict):
    cancel_requested_at: NotRequired[datetime.datetime | None]
    completed_at: NotRequired[datetime.datetime | None]
    context: NotRequired[JsonValue | None]
    cost_is_complete: NotRequired[bool]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    edge_function_id: NotRequired[str | None]
    error: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    idempotency_hash: NotRequired[str | None]
    idempotency_key: NotRequired[str | None]
    inputs: JsonValue
    latency_ms: NotRequired[int | None]
    lease_expires_at: NotRequired[datetime.datetime | None]
    lease_id: NotRequired[uuid.UUID | None]
    model: NotRequired[str | None]
    output: NotRequired[str | None]
    priority: NotRequired[ExecutionPriority]
    prompt_id: uuid.UUID
    prompt_version: int
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[ExecutionStatus]
    tenant_id: uuid.UUID
    token_usage: NotRequired[JsonValue | None]
    updated_at: NotRequired[datetime.datetime]
    user_id: uuid.UUID
    validated_output: NotRequired[JsonValue | None]
    validation_results: NotRequired[JsonValue | None]
    validation_status: NotRequired[ValidationStatus]


class ExecutionsUpdate(TypedDict):
    cancel_requested_at: NotRequired[datetime.datetime | None]
    completed_at: NotRequired[datetime.datetime | None]
    context: NotRequired[JsonValue | None]
    cost_is_complete: NotRequired[bool]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    edge_function_id: NotRequired[str | None]
    error: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    idempotency_hash: NotRequired[str | None]
    idempotency_key: NotRequired[str | None]
    inputs: NotRequired[JsonValue]
    latency_ms: NotRequired[int | None]
    lease_expires_at: NotRequired[datetime.datetime | None]
    lease_id: NotRequired[uuid.UUID | None]
    model: NotRequired[str | None]
    output: NotRequired[str | None]
    priority: NotRequired[ExecutionPriority]
    prompt_id: NotRequired[uuid.UUID]
    prompt_version: NotRequired[int]
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[ExecutionStatus]
    tenant_id: NotRequired[uuid.UUID]
    token_usage: NotRequired[JsonValue | None]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    validated_output: NotRequired[JsonValue | None]
    validation_results: NotRequired[JsonValue | None]
    validation_status: NotRequired[ValidationStatus]


class Invitations(BaseModel):
    accepted_at: datetime.datetime | None
    accepted_by: uuid.UUID | None
    created_at: datetime.datetime
    created_by: uuid.UUID
    email: str
    expires_at: datetime.datetime
    id: uuid.UUID
    revoked_at: datetime.datetime | None
    role: TenantRole
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class InvitationsInsert(TypedDict):
    accepted_at: NotRequired[datetime.datetime | None]
    accepted_by: NotRequired[uuid.UUID | None]
    created_at: NotRequired[datetime.datetime]
    created_by: uuid.UUID
    email: str
    expires_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    revoked_at: NotRequired[datetime.datetime | None]
    role: TenantRole
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class InvitationsUpdate(TypedDict):
    accepted_at: NotRequired[datetime.datetime | None]
    accepted_by: NotRequired[uuid.UUID | None]
    created_at: NotRequired[datetime.datetime]
    created_by: NotRequired[uuid.UUID]
    email: NotRequired[str]
    expires_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    revoked_at: NotRequired[datetime.datetime | None]
    role: NotRequired[TenantRole]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class PromptVersions(BaseModel):
    change_log: str | None
    created_at: datetime.datetime
    created_by: uuid.UUID
    fallback_model: str | None
    id: uuid.UUID
    model: str | None
    parameters: JsonValue
    prompt_id: uuid.UUID
    template: str
    tenant_id: uuid.UUID
    validations: JsonValue
    variables: JsonValue
    version: int


class PromptVersionsInsert(TypedDict):
    change_log: NotRequired[str | None]
    created_at: NotRequired[datetime.datetime]
    created_by: uuid.UUID
    fallback_model: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    model: NotRequired[str | None]
    parameters: JsonValue
    prompt_id: uuid.UUID
    template: str
    tenant_id: uuid.UUID
    validations: JsonValue
    variables: JsonValue
    version: int


class PromptVersionsUpdate(TypedDict):
    change_log: NotRequired[str | None]
    created_at: NotRequired[datetime.datetime]
    created_by: NotRequired[uuid.UUID]
    fallback_model: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    model: NotRequired[str | None]
    parameters: NotRequired[JsonValue]
    prompt_id: NotRequired[uuid.UUID]
    template: NotRequired[str]
    tenant_id: NotRequired[uuid.UUID]
    validations: NotRequired[JsonValue]
    variables: NotRequired[JsonValue]
    version: NotRequired[int]


class Prompts(BaseModel):
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    description: str | None
    fallback_model: str | None
    id: uuid.UUID
    model: str | None
    name: str
    parameters: JsonValue
    published_at: datetime.datetime | None
    published_version: int | None
    status: PromptStatus
    tags: list[str]
    template: str
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID
    variables: JsonValue
    version: int


class PromptsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    fallback_model: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    model: NotRequired[str | None]
    name: str
    parameters: NotRequired[JsonValue]
    published_at: NotRequired[datetime.datetime | None]
    published_version: NotRequired[int | None]
    status: NotRequired[PromptStatus]
    tags: NotRequired[list[str]]
    template: str
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    variables: NotRequired[JsonValue]
    version: NotRequired[int]


class PromptsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    fallback_model: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    model: NotRequired[str | None]
    name: NotRequired[str]
    parameters: NotRequired[JsonValue]
    published_at: NotRequired[datetime.datetime | None]
    published_version: NotRequired[int | None]
    status: NotRequired[PromptStatus]
    tags: NotRequired[list[str]]
    template: NotRequired[str]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    variables: NotRequired[JsonValue]
    version: NotRequired[int]


class Tenants(BaseModel):
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    id: uuid.UUID
    name: str
    personal_user_id: uuid.UUID | None
    plan: UserPlan
    updated_at: datetime.datetime


class TenantsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    name: str
    personal_user_id: NotRequired[uuid.UUID | None]
    plan: NotRequired[UserPlan]
    updated_at: NotRequired[datetime.datetime]


class TenantsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    name: NotRequired[str]
    personal_user_id: NotRequired[uuid.UUID | None]
    plan: NotRequired[UserPlan]
    updated_at: NotRequired[datetime.datetime]


class UserRoles(BaseModel):
    created_at: datetime.datetime
    role: TenantRole
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID


class UserRolesInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    role: TenantRole
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]
    user_id: uuid.UUID


class UserRolesUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    role: NotRequired[TenantRole]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class Users(BaseModel):
    avatar_url: str | None
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    email: str | None
    email_verified: bool
    email_verified_at: datetime.datetime | None
    id: uuid.UUID
    is_active: bool
    last_login_at: datetime.datetime | None
    learner_role: LearnerRole
    name: str | None
    plan: UserPlan
    preferences: JsonValue
    role: UserRole
    updated_at: datetime.datetime


class UsersInsert(TypedDict):
    avatar_url: NotRequired[str | None]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    email: NotRequired[str | None]
    email_verified: NotRequired[bool]
    email_verified_at: NotRequired[datetime.datetime | None]
    id: uuid.UUID
    is_active: NotRequired[bool]
    last_login_at: NotRequired[datetime.datetime | None]
    learner_role: NotRequired[LearnerRole]
    name: NotRequired[str | None]
    plan: NotRequired[UserPlan]
    preferences: NotRequired[JsonValue]
    role: NotRequired[UserRole]
    updated_at: NotRequired[datetime.datetime]


class UsersUpdate(TypedDict):
    avatar_url: NotRequired[str | None]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    email: NotRequired[str | None]
    email_verified: NotRequired[bool]
    email_verified_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    is_active: NotRequired[bool]
    last_login_at: NotRequired[datetime.datetime | None]
    learner_role: NotRequired[LearnerRole]
    name: NotRequired[str | None]
    plan: NotRequired[UserPlan]
    preferences: NotRequired[JsonValue]
    role: NotRequired[UserRole]
    updated_at: NotRequired[datetime.datetime]


class Validations(BaseModel):
    config: JsonValue
    created_at: datetime.datetime
    id: uuid.UUID
    is_active: bool
    name: str
    prompt_id: uuid.UUID
    tenant_id: uuid.UUID
    type: ValidationType
    updated_at: datetime.datetime


class ValidationsInsert(TypedDict):
    config: JsonValue
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    is_active: NotRequired[bool]
    name: str
    prompt_id: uuid.UUID
    tenant_id: NotRequired[uuid.UUID]
    type: ValidationType
    updated_at: NotRequired[datetime.datetime]


class ValidationsUpdate(TypedDict):
    config: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    is_active: NotRequired[bool]
    name: NotRequired[str]
    prompt_id: NotRequired[uuid.UUID]
    tenant_id: NotRequired[uuid.UUID]
    type: NotRequired[ValidationType]
    updated_at: NotRequired[datetime.datetime]
