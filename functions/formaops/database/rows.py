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

PrivateRateKind: TypeAlias = Literal["requests", "tokens"]

AgentExecutionStatus: TypeAlias = Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]

AgentPhase: TypeAlias = Literal["DISCOVER", "DEFINE", "DESIGN", "DEVELOP", "DEPLOY"]

AgentResultStatus: TypeAlias = Literal["pending", "running", "completed", "failed"]

AgentStatus: TypeAlias = Literal["draft", "active", "inactive", "archived"]

AgentType: TypeAlias = Literal["code", "api", "llm", "data", "workflow"]

ArtifactType: TypeAlias = Literal[
    "PRD",
    "PERSONA",
    "WIREFRAME",
    "ARCHITECTURE",
    "DATA_MODEL",
    "API_CONTRACT",
    "TEST_SUITE",
    "CODE",
    "DEPLOYMENT_CONFIG",
]

BackupKind: TypeAlias = Literal["BACKUP", "VERIFY", "PRUNE"]

BackupRunStatus: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED"]

BudgetKind: TypeAlias = Literal["HARD", "WARNING"]

BudgetPeriod: TypeAlias = Literal["DAY", "MONTH"]

CallKind: TypeAlias = Literal["FIRST", "RETRY", "REPAIR", "FALLBACK", "ADJUSTMENT"]

CallOutcome: TypeAlias = Literal["SUCCEEDED", "FAILED", "CANCELLED", "UNKNOWN"]

CommentStatus: TypeAlias = Literal["OPEN", "RESOLVED"]

CostPurpose: TypeAlias = Literal[
    "PROMPT_EXECUTION", "AGENT_EXECUTION", "WORKFLOW_STEP", "AI_REVIEW", "AI_SUGGESTION", "AI_VALIDATION", "EVALUATION"
]

DeploymentStatus: TypeAlias = Literal["stopped", "starting", "running", "stopping", "failed", "maintenance"]

DifficultyLevel: TypeAlias = Literal["BEGINNER", "INTERMEDIATE", "ADVANCED", "EXPERT"]

DivergenceSeverity: TypeAlias = Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"]

DocumentStatus: TypeAlias = Literal["DRAFT", "REVIEW", "APPROVED", "ARCHIVED"]

EnvironmentTier: TypeAlias = Literal["development", "staging", "production"]

ErrorHandling: TypeAlias = Literal["fail", "continue", "retry"]

EvaluationPriority: TypeAlias = Literal["low", "normal", "high"]

EvaluationStatus: TypeAlias = Literal["pending", "analyzing", "completed", "failed"]

EvidenceTier: TypeAlias = Literal["E0", "E1", "E2", "E3", "E4"]

ExecutionPriority: TypeAlias = Literal["LOW", "NORMAL", "HIGH", "CRITICAL"]

ExecutionStatus: TypeAlias = Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]

GateType: TypeAlias = Literal["VRC", "VCD", "DSP", "MDP"]

HealthStatus: TypeAlias = Literal["unknown", "healthy", "unhealthy", "degraded"]

IdeaStatus: TypeAlias = Literal["draft", "submitted", "evaluating", "completed"]

KeySource: TypeAlias = Literal["OPERATOR", "TENANT"]

LearnerRole: TypeAlias = Literal["STUDENT", "DEVELOPER", "TEAM_LEAD", "ADMIN"]

LogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARN", "ERROR"]

PriceSource: TypeAlias = Literal["OPERATOR", "GENAI_PRICES", "UNKNOWN"]

ProgressStatus: TypeAlias = Literal["NOT_STARTED", "IN_PROGRESS", "COMPLETED", "SKIPPED"]

ProjectStatus: TypeAlias = Literal["ACTIVE", "COMPLETED", "ARCHIVED", "SUSPENDED"]

PromptStatus: TypeAlias = Literal["DRAFT", "PUBLISHED", "ARCHIVED"]

ReactionType: TypeAlias = Literal["LIKE", "DISLIKE", "HELPFUL", "CONFUSED"]

SpecificationPhase: TypeAlias = Literal["REQUIREMENTS", "DESIGN", "TASKS", "IMPLEMENTATION"]

StoryPriority: TypeAlias = Literal["P1", "P2", "P3"]

TeamMemberStatus: TypeAlias = Literal["ACTIVE", "REMOVED"]

TeamRole: TypeAlias = Literal["REVIEWER", "MEMBER", "LEAD"]

TemplateType: TypeAlias = Literal["agent", "workflow", "step"]

TenantRole: TypeAlias = Literal["VIEWER", "MEMBER", "ADMIN"]

UserPlan: TypeAlias = Literal["FREE", "PRO", "ENTERPRISE"]

UserRole: TypeAlias = Literal["admin", "user", "agent"]

ValidationStatus: TypeAlias = Literal["PENDING", "PASSED", "FAILED", "SKIPPED"]

ValidationType: TypeAlias = Literal["SCHEMA", "REGEX", "FUNCTION"]

VenturePhase: TypeAlias = Literal["DISCOVER", "DEFINE", "DESIGN", "DEVELOP", "DEPLOY"]

WebhookDeliveryStatus: TypeAlias = Literal["PENDING", "DELIVERED", "FAILED"]

WebhookDisabledReason: TypeAlias = Literal["BY_ADMIN", "GONE", "FAILING"]

WorkflowExecutionStatus: TypeAlias = Literal["pending", "running", "completed", "failed", "cancelled", "timeout"]

WorkflowLogLevel: TypeAlias = Literal["debug", "info", "warn", "error", "fatal"]

WorkflowStatus: TypeAlias = Literal["draft", "active", "inactive", "archived"]

WorkflowStepStatus: TypeAlias = Literal["pending", "running", "completed", "failed", "skipped"]

WorkflowStepType: TypeAlias = Literal["agent", "condition", "loop", "parallel", "wait"]

WorkflowTriggerType: TypeAlias = Literal["manual", "scheduled", "api", "webhook", "event"]


class AgentCheckpoints(BaseModel):
    checkpoint_key: str
    created_at: datetime.datetime
    execution_id: uuid.UUID
    id: uuid.UUID
    state: JsonValue
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class AgentCheckpointsInsert(TypedDict):
    checkpoint_key: str
    created_at: NotRequired[datetime.datetime]
    execution_id: uuid.UUID
    id: NotRequired[uuid.UUID]
    state: JsonValue
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class AgentCheckpointsUpdate(TypedDict):
    checkpoint_key: NotRequired[str]
    created_at: NotRequired[datetime.datetime]
    execution_id: NotRequired[uuid.UUID]
    id: NotRequired[uuid.UUID]
    state: NotRequired[JsonValue]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class AgentExecutions(BaseModel):
    agent_id: uuid.UUID
    agent_tenant_id: uuid.UUID
    cancel_requested_at: datetime.datetime | None
    completed_at: datetime.datetime | None
    cost_is_complete: bool
    cost_usd: Decimal | None
    created_at: datetime.datetime
    error: JsonValue | None
    id: uuid.UUID
    input: JsonValue
    model: str | None
    output: JsonValue | None
    started_at: datetime.datetime
    status: AgentExecutionStatus
    tenant_id: uuid.UUID
    token_usage: JsonValue | None
    updated_at: datetime.datetime
    user_id: uuid.UUID
    venture_id: uuid.UUID


class AgentExecutionsInsert(TypedDict):
    agent_id: uuid.UUID
    agent_tenant_id: uuid.UUID
    cancel_requested_at: NotRequired[datetime.datetime | None]
    completed_at: NotRequired[datetime.datetime | None]
    cost_is_complete: NotRequired[bool]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    error: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    input: NotRequired[JsonValue]
    model: NotRequired[str | None]
    output: NotRequired[JsonValue | None]
    started_at: NotRequired[datetime.datetime]
    status: NotRequired[AgentExecutionStatus]
    tenant_id: uuid.UUID
    token_usage: NotRequired[JsonValue | None]
    updated_at: NotRequired[datetime.datetime]
    user_id: uuid.UUID
    venture_id: uuid.UUID


class AgentExecutionsUpdate(TypedDict):
    agent_id: NotRequired[uuid.UUID]
    agent_tenant_id: NotRequired[uuid.UUID]
    cancel_requested_at: NotRequired[datetime.datetime | None]
    completed_at: NotRequired[datetime.datetime | None]
    cost_is_complete: NotRequired[bool]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    error: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    input: NotRequired[JsonValue]
    model: NotRequired[str | None]
    output: NotRequired[JsonValue | None]
    started_at: NotRequired[datetime.datetime]
    status: NotRequired[AgentExecutionStatus]
    tenant_id: NotRequired[uuid.UUID]
    token_usage: NotRequired[JsonValue | None]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    venture_id: NotRequired[uuid.UUID]


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


class AiReviews(BaseModel):
    applied_suggestions: list[str]
    completeness: JsonValue
    created_at: datetime.datetime
    document_id: uuid.UUID
    document_version: int
    id: uuid.UUID
    overall_score: Decimal
    project_id: uuid.UUID
    quality_metrics: JsonValue
    suggestions: JsonValue
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class AiReviewsInsert(TypedDict):
    applied_suggestions: NotRequired[list[str]]
    completeness: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    document_id: uuid.UUID
    document_version: int
    id: NotRequired[uuid.UUID]
    overall_score: Decimal
    project_id: uuid.UUID
    quality_metrics: NotRequired[JsonValue]
    suggestions: NotRequired[JsonValue]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class AiReviewsUpdate(TypedDict):
    applied_suggestions: NotRequired[list[str]]
    completeness: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    document_id: NotRequired[uuid.UUID]
    document_version: NotRequired[int]
    id: NotRequired[uuid.UUID]
    overall_score: NotRequired[Decimal]
    project_id: NotRequired[uuid.UUID]
    quality_metrics: NotRequired[JsonValue]
    suggestions: NotRequired[JsonValue]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class ApiKeys(BaseModel):
    created_at: datetime.datetime
    expires_at: datetime.datetime | None
    id: uuid.UUID
    last_four: str
    last_used_at: datetime.datetime | None
    name: str
    requests_per_minute: int | None
    revoked_at: datetime.datetime | None
    rotated_from: uuid.UUID | None
    scopes: list[str]
    tenant_id: uuid.UUID
    tokens_per_minute: int | None
    updated_at: datetime.datetime
    user_id: uuid.UUID


class ApiKeysInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    expires_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    last_four: str
    last_used_at: NotRequired[datetime.datetime | None]
    name: str
    requests_per_minute: NotRequired[int | None]
    revoked_at: NotRequired[datetime.datetime | None]
    rotated_from: NotRequired[uuid.UUID | None]
    scopes: list[str]
    tenant_id: uuid.UUID
    tokens_per_minute: NotRequired[int | None]
    updated_at: NotRequired[datetime.datetime]
    user_id: uuid.UUID


class ApiKeysUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    expires_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    last_four: NotRequired[str]
    last_used_at: NotRequired[datetime.datetime | None]
    name: NotRequired[str]
    requests_per_minute: NotRequired[int | None]
    revoked_at: NotRequired[datetime.datetime | None]
    rotated_from: NotRequired[uuid.UUID | None]
    scopes: NotRequired[list[str]]
    tenant_id: NotRequired[uuid.UUID]
    tokens_per_minute: NotRequired[int | None]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class ArtifactVersions(BaseModel):
    artifact_id: uuid.UUID
    content: JsonValue
    created_at: datetime.datetime
    created_by: uuid.UUID
    diff: JsonValue | None
    id: uuid.UUID
    tenant_id: uuid.UUID
    version: int


class ArtifactVersionsInsert(TypedDict):
    artifact_id: uuid.UUID
    content: JsonValue
    created_at: NotRequired[datetime.datetime]
    created_by: uuid.UUID
    diff: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    tenant_id: uuid.UUID
    version: int


class ArtifactVersionsUpdate(TypedDict):
    artifact_id: NotRequired[uuid.UUID]
    content: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    created_by: NotRequired[uuid.UUID]
    diff: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    tenant_id: NotRequired[uuid.UUID]
    version: NotRequired[int]


class Artifacts(BaseModel):
    content: JsonValue
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    id: uuid.UUID
    metadata: JsonValue | None
    tenant_id: uuid.UUID
    type: ArtifactType
    updated_at: datetime.datetime
    updated_by: uuid.UUID
    user_id: uuid.UUID
    venture_id: uuid.UUID
    version: int


class ArtifactsInsert(TypedDict):
    content: JsonValue
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    metadata: NotRequired[JsonValue | None]
    tenant_id: NotRequired[uuid.UUID]
    type: ArtifactType
    updated_at: NotRequired[datetime.datetime]
    updated_by: NotRequired[uuid.UUID]
    user_id: NotRequired[uuid.UUID]
    venture_id: uuid.UUID
    version: NotRequired[int]


class ArtifactsUpdate(TypedDict):
    content: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    metadata: NotRequired[JsonValue | None]
    tenant_id: NotRequired[uuid.UUID]
    type: NotRequired[ArtifactType]
    updated_at: NotRequired[datetime.datetime]
    updated_by: NotRequired[uuid.UUID]
    user_id: NotRequired[uuid.UUID]
    venture_id: NotRequired[uuid.UUID]
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


class BackupRuns(BaseModel):
    attempt: int
    backup_id: str | None
    completed_at: datetime.datetime | None
    created_at: datetime.datetime
    details: JsonValue
    duration_seconds: Decimal | None
    error: JsonValue | None
    id: uuid.UUID
    kind: BackupKind
    lease_until: datetime.datetime | None
    progress: JsonValue
    result: JsonValue | None
    scheduled_at: datetime.datetime
    started_at: datetime.datetime
    status: BackupRunStatus
    updated_at: datetime.datetime
    worker: str


class BackupRunsInsert(TypedDict):
    attempt: int
    backup_id: NotRequired[str | None]
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    details: NotRequired[JsonValue]
    duration_seconds: NotRequired[Decimal | None]
    error: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    kind: BackupKind
    lease_until: NotRequired[datetime.datetime | None]
    progress: NotRequired[JsonValue]
    result: NotRequired[JsonValue | None]
    scheduled_at: datetime.datetime
    started_at: NotRequired[datetime.datetime]
    status: NotRequired[BackupRunStatus]
    updated_at: NotRequired[datetime.datetime]
    worker: str


class BackupRunsUpdate(TypedDict):
    attempt: NotRequired[int]
    backup_id: NotRequired[str | None]
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    details: NotRequired[JsonValue]
    duration_seconds: NotRequired[Decimal | None]
    error: NotRequired[JsonValue | None]
    id: NotRequired[uuid.UUID]
    kind: NotRequired[BackupKind]
    lease_until: NotRequired[datetime.datetime | None]
    progress: NotRequired[JsonValue]
    result: NotRequired[JsonValue | None]
    scheduled_at: NotRequired[datetime.datetime]
    started_at: NotRequired[datetime.datetime]
    status: NotRequired[BackupRunStatus]
    updated_at: NotRequired[datetime.datetime]
    worker: NotRequired[str]


class BudgetAlerts(BaseModel):
    budget_id: uuid.UUID
    created_at: datetime.datetime
    id: uuid.UUID
    limit_usd: Decimal
    period_start: datetime.datetime
    spent_usd: Decimal
    tenant_id: uuid.UUID
    threshold: Decimal


class BudgetAlertsInsert(TypedDict):
    budget_id: uuid.UUID
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    limit_usd: Decimal
    period_start: datetime.datetime
    spent_usd: Decimal
    tenant_id: uuid.UUID
    threshold: Decimal


class BudgetAlertsUpdate(TypedDict):
    budget_id: NotRequired[uuid.UUID]
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    limit_usd: NotRequired[Decimal]
    period_start: NotRequired[datetime.datetime]
    spent_usd: NotRequired[Decimal]
    tenant_id: NotRequired[uuid.UUID]
    threshold: NotRequired[Decimal]


class Budgets(BaseModel):
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    id: uuid.UUID
    is_active: bool
    kind: BudgetKind
    limit_usd: Decimal
    name: str
    period: BudgetPeriod
    prompt_id: uuid.UUID | None
    tenant_id: uuid.UUID
    thresholds: list[Decimal]
    updated_at: datetime.datetime
    user_id: uuid.UUID | None
    workflow_id: uuid.UUID | None


class BudgetsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    is_active: NotRequired[bool]
    kind: NotRequired[BudgetKind]
    limit_usd: Decimal
    name: str
    period: BudgetPeriod
    prompt_id: NotRequired[uuid.UUID | None]
    tenant_id: NotRequired[uuid.UUID]
    thresholds: NotRequired[list[Decimal]]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID | None]
    workflow_id: NotRequired[uuid.UUID | None]


class BudgetsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    is_active: NotRequired[bool]
    kind: NotRequired[BudgetKind]
    limit_usd: NotRequired[Decimal]
    name: NotRequired[str]
    period: NotRequired[BudgetPeriod]
    prompt_id: NotRequired[uuid.UUID | None]
    tenant_id: NotRequired[uuid.UUID]
    thresholds: NotRequired[list[Decimal]]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID | None]
    workflow_id: NotRequired[uuid.UUID | None]


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


class CommentThreads(BaseModel):
    created_at: datetime.datetime
    document_id: uuid.UUID
    id: uuid.UUID
    position: JsonValue
    project_id: uuid.UUID
    resolved_at: datetime.datetime | None
    resolved_by: uuid.UUID | None
    status: CommentStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class CommentThreadsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    document_id: uuid.UUID
    id: NotRequired[uuid.UUID]
    position: JsonValue
    project_id: uuid.UUID
    resolved_at: NotRequired[datetime.datetime | None]
    resolved_by: NotRequired[uuid.UUID | None]
    status: NotRequired[CommentStatus]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class CommentThreadsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    document_id: NotRequired[uuid.UUID]
    id: NotRequired[uuid.UUID]
    position: NotRequired[JsonValue]
    project_id: NotRequired[uuid.UUID]
    resolved_at: NotRequired[datetime.datetime | None]
    resolved_by: NotRequired[uuid.UUID | None]
    status: NotRequired[CommentStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class Comments(BaseModel):
    author_id: uuid.UUID
    content: str
    created_at: datetime.datetime
    edited_at: datetime.datetime | None
    id: uuid.UUID
    project_id: uuid.UUID
    tenant_id: uuid.UUID
    thread_id: uuid.UUID


class CommentsInsert(TypedDict):
    author_id: NotRequired[uuid.UUID]
    content: str
    created_at: NotRequired[datetime.datetime]
    edited_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    project_id: uuid.UUID
    tenant_id: NotRequired[uuid.UUID]
    thread_id: uuid.UUID


class CommentsUpdate(TypedDict):
    author_id: NotRequired[uuid.UUID]
    content: NotRequired[str]
    created_at: NotRequired[datetime.datetime]
    edited_at: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    project_id: NotRequired[uuid.UUID]
    tenant_id: NotRequired[uuid.UUID]
    thread_id: NotRequired[uuid.UUID]


class CostTracking(BaseModel):
    cache_read_tokens: int
    cache_write_tokens: int
    corrects_id: uuid.UUID | None
    cost_usd: Decimal | None
    created_at: datetime.datetime
    error: str | None
    id: uuid.UUID
    input_tokens: int
    is_estimate: bool
    key_source: KeySource
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
    reference_created_at: datetime.datetime | None
    reference_id: uuid.UUID
    started_at: datetime.datetime
    tenant_id: uuid.UUID
    user_id: uuid.UUID | None
    workflow_id: uuid.UUID | None


class CostTrackingInsert(TypedDict):
    cache_read_tokens: NotRequired[int]
    cache_write_tokens: NotRequired[int]
    corrects_id: NotRequired[uuid.UUID | None]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    error: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    input_tokens: NotRequired[int]
    is_estimate: NotRequired[bool]
    key_source: NotRequired[KeySource]
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
    reference_created_at: NotRequired[datetime.datetime | None]
    reference_id: uuid.UUID
    started_at: datetime.datetime
    tenant_id: uuid.UUID
    user_id: NotRequired[uuid.UUID | None]
    workflow_id: NotRequired[uuid.UUID | None]


class CostTrackingUpdate(TypedDict):
    cache_read_tokens: NotRequired[int]
    cache_write_tokens: NotRequired[int]
    corrects_id: NotRequired[uuid.UUID | None]
    cost_usd: NotRequired[Decimal | None]
    created_at: NotRequired[datetime.datetime]
    error: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    input_tokens: NotRequired[int]
    is_estimate: NotRequired[bool]
    key_source: NotRequired[KeySource]
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
    reference_created_at: NotRequired[datetime.datetime | None]
    reference_id: NotRequired[uuid.UUID]
    started_at: NotRequired[datetime.datetime]
    tenant_id: NotRequired[uuid.UUID]
    user_id: NotRequired[uuid.UUID | None]
    workflow_id: NotRequired[uuid.UUID | None]


class Deployments(BaseModel):
    agent_id: uuid.UUID | None
    allocated_cpu_shares: int
    allocated_memory_mb: int
    avg_response_time_ms: int
    config: JsonValue
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    deployed_at: datetime.datetime | None
    description: str | None
    endpoint_url: str | None
    environment: EnvironmentTier
    environment_variable_names: list[str]
    health_status: HealthStatus
    id: uuid.UUID
    last_health_check_at: datetime.datetime | None
    name: str
    status: DeploymentStatus
    tenant_id: uuid.UUID
    total_errors: int
    total_requests: int
    updated_at: datetime.datetime
    user_id: uuid.UUID
    workflow_id: uuid.UUID | None


class DeploymentsInsert(TypedDict):
    agent_id: NotRequired[uuid.UUID | None]
    allocated_cpu_shares: NotRequired[int]
    allocated_memory_mb: NotRequired[int]
    avg_response_time_ms: NotRequired[int]
    config: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    deployed_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    endpoint_url: NotRequired[str | None]
    environment: NotRequired[EnvironmentTier]
    environment_variable_names: NotRequired[list[str]]
    health_status: NotRequired[HealthStatus]
    id: NotRequired[uuid.UUID]
    last_health_check_at: NotRequired[datetime.datetime | None]
    name: str
    status: NotRequired[DeploymentStatus]
    tenant_id: NotRequired[uuid.UUID]
    total_errors: NotRequired[int]
    total_requests: NotRequired[int]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    workflow_id: NotRequired[uuid.UUID | None]


class DeploymentsUpdate(TypedDict):
    agent_id: NotRequired[uuid.UUID | None]
    allocated_cpu_shares: NotRequired[int]
    allocated_memory_mb: NotRequired[int]
    avg_response_time_ms: NotRequired[int]
    config: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    deployed_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    endpoint_url: NotRequired[str | None]
    environment: NotRequired[EnvironmentTier]
    environment_variable_names: NotRequired[list[str]]
    health_status: NotRequired[HealthStatus]
    id: NotRequired[uuid.UUID]
    last_health_check_at: NotRequired[datetime.datetime | None]
    name: NotRequired[str]
    status: NotRequired[DeploymentStatus]
    tenant_id: NotRequired[uuid.UUID]
    total_errors: NotRequired[int]
    total_requests: NotRequired[int]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    workflow_id: NotRequired[uuid.UUID | None]


class DivergenceAlerts(BaseModel):
    actual: JsonValue
    component: str
    created_at: datetime.datetime
    detected_at: datetime.datetime
    expected: JsonValue
    id: uuid.UUID
    resolved_at: datetime.datetime | None
    severity: DivergenceSeverity
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    venture_id: uuid.UUID


class DivergenceAlertsInsert(TypedDict):
    actual: JsonValue
    component: str
    created_at: NotRequired[datetime.datetime]
    detected_at: NotRequired[datetime.datetime]
    expected: JsonValue
    id: NotRequired[uuid.UUID]
    resolved_at: NotRequired[datetime.datetime | None]
    severity: DivergenceSeverity
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]
    venture_id: uuid.UUID


class DivergenceAlertsUpdate(TypedDict):
    actual: NotRequired[JsonValue]
    component: NotRequired[str]
    created_at: NotRequired[datetime.datetime]
    detected_at: NotRequired[datetime.datetime]
    expected: NotRequired[JsonValue]
    id: NotRequired[uuid.UUID]
    resolved_at: NotRequired[datetime.datetime | None]
    severity: NotRequired[DivergenceSeverity]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    venture_id: NotRequired[uuid.UUID]


class DocumentVersions(BaseModel):
    content: str
    created_at: datetime.datetime
    created_by: uuid.UUID
    document_id: uuid.UUID
    id: uuid.UUID
    project_id: uuid.UUID
    tenant_id: uuid.UUID
    version: int


class DocumentVersionsInsert(TypedDict):
    content: str
    created_at: NotRequired[datetime.datetime]
    created_by: uuid.UUID
    document_id: uuid.UUID
    id: NotRequired[uuid.UUID]
    project_id: uuid.UUID
    tenant_id: uuid.UUID
    version: int


class DocumentVersionsUpdate(TypedDict):
    content: NotRequired[str]
    created_at: NotRequired[datetime.datetime]
    created_by: NotRequired[uuid.UUID]
    document_id: NotRequired[uuid.UUID]
    id: NotRequired[uuid.UUID]
    project_id: NotRequired[uuid.UUID]
    tenant_id: NotRequired[uuid.UUID]
    version: NotRequired[int]


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
    api_key_id: uuid.UUID | None
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
    queued_at: datetime.datetime | None
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
    api_key_id: NotRequired[uuid.UUID | None]
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
    queued_at: NotRequired[datetime.datetime | None]
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
    api_key_id: NotRequired[uuid.UUID | None]
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
    queued_at: NotRequired[datetime.datetime | None]
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


class LearningModules(BaseModel):
    content: JsonValue
    created_at: datetime.datetime
    description: str
    difficulty: DifficultyLevel
    estimated_duration: int
    exercises: JsonValue
    id: uuid.UUID
    is_published: bool
    phase: SpecificationPhase | None
    slug: str
    tenant_id: uuid.UUID
    title: str
    updated_at: datetime.datetime


class LearningModulesInsert(TypedDict):
    content: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    description: str
    difficulty: DifficultyLevel
    estimated_duration: int
    exercises: NotRequired[JsonValue]
    id: NotRequired[uuid.UUID]
    is_published: NotRequired[bool]
    phase: NotRequired[SpecificationPhase | None]
    slug: str
    tenant_id: NotRequired[uuid.UUID]
    title: str
    updated_at: NotRequired[datetime.datetime]


class LearningModulesUpdate(TypedDict):
    content: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    description: NotRequired[str]
    difficulty: NotRequired[DifficultyLevel]
    estimated_duration: NotRequired[int]
    exercises: NotRequired[JsonValue]
    id: NotRequired[uuid.UUID]
    is_published: NotRequired[bool]
    phase: NotRequired[SpecificationPhase | None]
    slug: NotRequired[str]
    tenant_id: NotRequired[uuid.UUID]
    title: NotRequired[str]
    updated_at: NotRequired[datetime.datetime]


class ModulePrerequisites(BaseModel):
    created_at: datetime.datetime
    id: uuid.UUID
    module_id: uuid.UUID
    prerequisite_id: uuid.UUID
    prerequisite_tenant_id: uuid.UUID
    tenant_id: uuid.UUID


class ModulePrerequisitesInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    module_id: uuid.UUID
    prerequisite_id: uuid.UUID
    prerequisite_tenant_id: uuid.UUID
    tenant_id: NotRequired[uuid.UUID]


class ModulePrerequisitesUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    module_id: NotRequired[uuid.UUID]
    prerequisite_id: NotRequired[uuid.UUID]
    prerequisite_tenant_id: NotRequired[uuid.UUID]
    tenant_id: NotRequired[uuid.UUID]


class Personas(BaseModel):
    attributes: JsonValue
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    evidence_tier: EvidenceTier
    frustrations: list[str]
    goals: list[str]
    id: uuid.UUID
    name: str
    occupation: str | None
    summary: str | None
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID
    venture_id: uuid.UUID


class PersonasInsert(TypedDict):
    attributes: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    evidence_tier: NotRequired[EvidenceTier]
    frustrations: NotRequired[list[str]]
    goals: NotRequired[list[str]]
    id: NotRequired[uuid.UUID]
    name: str
    occupation: NotRequired[str | None]
    summary: NotRequired[str | None]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    venture_id: uuid.UUID


class PersonasUpdate(TypedDict):
    attributes: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    evidence_tier: NotRequired[EvidenceTier]
    frustrations: NotRequired[list[str]]
    goals: NotRequired[list[str]]
    id: NotRequired[uuid.UUID]
    name: NotRequired[str]
    occupation: NotRequired[str | None]
    summary: NotRequired[str | None]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    venture_id: NotRequired[uuid.UUID]


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


class ProviderKeys(BaseModel):
    created_at: datetime.datetime
    created_by: uuid.UUID
    id: uuid.UUID
    label: str | None
    last_characters: str
    last_refused_at: datetime.datetime | None
    provider: str
    revoked_at: datetime.datetime | None
    revoked_by: uuid.UUID | None
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class ProviderKeysInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    created_by: uuid.UUID
    id: NotRequired[uuid.UUID]
    label: NotRequired[str | None]
    last_characters: str
    last_refused_at: NotRequired[datetime.datetime | None]
    provider: str
    revoked_at: NotRequired[datetime.datetime | None]
    revoked_by: NotRequired[uuid.UUID | None]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class ProviderKeysUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    created_by: NotRequired[uuid.UUID]
    id: NotRequired[uuid.UUID]
    label: NotRequired[str | None]
    last_characters: NotRequired[str]
    last_refused_at: NotRequired[datetime.datetime | None]
    provider: NotRequired[str]
    revoked_at: NotRequired[datetime.datetime | None]
    revoked_by: NotRequired[uuid.UUID | None]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class QualityGates(BaseModel):
    calculated_at: datetime.datetime
    criteria: JsonValue
    gate_type: GateType
    id: uuid.UUID
    passed: bool
    score: Decimal
    tenant_id: uuid.UUID
    threshold: Decimal
    venture_id: uuid.UUID


class QualityGatesInsert(TypedDict):
    calculated_at: NotRequired[datetime.datetime]
    criteria: JsonValue
    gate_type: GateType
    id: NotRequired[uuid.UUID]
    passed: NotRequired[bool]
    score: Decimal
    tenant_id: uuid.UUID
    threshold: NotRequired[Decimal]
    venture_id: uuid.UUID


class QualityGatesUpdate(TypedDict):
    calculated_at: NotRequired[datetime.datetime]
    criteria: NotRequired[JsonValue]
    gate_type: NotRequired[GateType]
    id: NotRequired[uuid.UUID]
    passed: NotRequired[bool]
    score: NotRequired[Decimal]
    tenant_id: NotRequired[uuid.UUID]
    threshold: NotRequired[Decimal]
    venture_id: NotRequired[uuid.UUID]


class Reactions(BaseModel):
    comment_id: uuid.UUID
    created_at: datetime.datetime
    id: uuid.UUID
    project_id: uuid.UUID
    tenant_id: uuid.UUID
    type: ReactionType
    user_id: uuid.UUID


class ReactionsInsert(TypedDict):
    comment_id: uuid.UUID
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    project_id: uuid.UUID
    tenant_id: NotRequired[uuid.UUID]
    type: ReactionType
    user_id: NotRequired[uuid.UUID]


class ReactionsUpdate(TypedDict):
    comment_id: NotRequired[uuid.UUID]
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    project_id: NotRequired[uuid.UUID]
    tenant_id: NotRequired[uuid.UUID]
    type: NotRequired[ReactionType]
    user_id: NotRequired[uuid.UUID]


class Requirements(BaseModel):
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    description: str
    evidence_tier: EvidenceTier
    evidence_url: str | None
    id: uuid.UUID
    is_critical: bool
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID
    venture_id: uuid.UUID


class RequirementsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: str
    evidence_tier: NotRequired[EvidenceTier]
    evidence_url: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    is_critical: NotRequired[bool]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    venture_id: uuid.UUID


class RequirementsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str]
    evidence_tier: NotRequired[EvidenceTier]
    evidence_url: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    is_critical: NotRequired[bool]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    venture_id: NotRequired[uuid.UUID]


class SpecificationDocuments(BaseModel):
    content: str
    created_at: datetime.datetime
    id: uuid.UUID
    metadata: JsonValue
    phase: SpecificationPhase
    project_id: uuid.UUID
    status: DocumentStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    version: int


class SpecificationDocumentsInsert(TypedDict):
    content: str
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    metadata: NotRequired[JsonValue]
    phase: SpecificationPhase
    project_id: uuid.UUID
    status: NotRequired[DocumentStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    version: NotRequired[int]


class SpecificationDocumentsUpdate(TypedDict):
    content: NotRequired[str]
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    metadata: NotRequired[JsonValue]
    phase: NotRequired[SpecificationPhase]
    project_id: NotRequired[uuid.UUID]
    status: NotRequired[DocumentStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    version: NotRequired[int]


class SpecificationProjects(BaseModel):
    created_at: datetime.datetime
    current_phase: SpecificationPhase
    deleted_at: datetime.datetime | None
    description: str | None
    id: uuid.UUID
    name: str
    owner_id: uuid.UUID
    settings: JsonValue
    status: ProjectStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class SpecificationProjectsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    current_phase: NotRequired[SpecificationPhase]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    name: str
    owner_id: NotRequired[uuid.UUID]
    settings: NotRequired[JsonValue]
    status: NotRequired[ProjectStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class SpecificationProjectsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    current_phase: NotRequired[SpecificationPhase]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    name: NotRequired[str]
    owner_id: NotRequired[uuid.UUID]
    settings: NotRequired[JsonValue]
    status: NotRequired[ProjectStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class TeamMembers(BaseModel):
    created_at: datetime.datetime
    id: uuid.UUID
    project_id: uuid.UUID
    role: TeamRole
    status: TeamMemberStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID


class TeamMembersInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    project_id: uuid.UUID
    role: NotRequired[TeamRole]
    status: NotRequired[TeamMemberStatus]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]
    user_id: uuid.UUID


class TeamMembersUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    project_id: NotRequired[uuid.UUID]
    role: NotRequired[TeamRole]
    status: NotRequired[TeamMemberStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class Telemetry(BaseModel):
    component: str
    id: uuid.UUID
    metric: str
    payload: JsonValue | None
    recorded_at: datetime.datetime
    tenant_id: uuid.UUID
    value: Decimal | None
    venture_id: uuid.UUID


class TelemetryInsert(TypedDict):
    component: str
    id: NotRequired[uuid.UUID]
    metric: str
    payload: NotRequired[JsonValue | None]
    recorded_at: NotRequired[datetime.datetime]
    tenant_id: uuid.UUID
    value: NotRequired[Decimal | None]
    venture_id: uuid.UUID


class TelemetryUpdate(TypedDict):
    component: NotRequired[str]
    id: NotRequired[uuid.UUID]
    metric: NotRequired[str]
    payload: NotRequired[JsonValue | None]
    recorded_at: NotRequired[datetime.datetime]
    tenant_id: NotRequired[uuid.UUID]
    value: NotRequired[Decimal | None]
    venture_id: NotRequired[uuid.UUID]


class TemplateRatings(BaseModel):
    created_at: datetime.datetime
    id: uuid.UUID
    rating: int
    template_id: uuid.UUID
    template_tenant_id: uuid.UUID
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID


class TemplateRatingsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    rating: int
    template_id: uuid.UUID
    template_tenant_id: uuid.UUID
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class TemplateRatingsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    rating: NotRequired[int]
    template_id: NotRequired[uuid.UUID]
    template_tenant_id: NotRequired[uuid.UUID]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class Templates(BaseModel):
    category: str
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    description: str | None
    id: uuid.UUID
    is_official: bool
    is_public: bool
    name: str
    rating_average: Decimal
    rating_count: int
    rating_total: int
    tags: list[str]
    template_data: JsonValue
    tenant_id: uuid.UUID
    type: TemplateType
    updated_at: datetime.datetime
    usage_count: int
    user_id: uuid.UUID | None


class TemplatesInsert(TypedDict):
    category: str
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    is_official: NotRequired[bool]
    is_public: NotRequired[bool]
    name: str
    rating_average: NotRequired[Decimal]
    rating_count: NotRequired[int]
    rating_total: NotRequired[int]
    tags: NotRequired[list[str]]
    template_data: JsonValue
    tenant_id: NotRequired[uuid.UUID]
    type: TemplateType
    updated_at: NotRequired[datetime.datetime]
    usage_count: NotRequired[int]
    user_id: NotRequired[uuid.UUID | None]


class TemplatesUpdate(TypedDict):
    category: NotRequired[str]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    is_official: NotRequired[bool]
    is_public: NotRequired[bool]
    name: NotRequired[str]
    rating_average: NotRequired[Decimal]
    rating_count: NotRequired[int]
    rating_total: NotRequired[int]
    tags: NotRequired[list[str]]
    template_data: NotRequired[JsonValue]
    tenant_id: NotRequired[uuid.UUID]
    type: NotRequired[TemplateType]
    updated_at: NotRequired[datetime.datetime]
    usage_count: NotRequired[int]
    user_id: NotRequired[uuid.UUID | None]


class Tenants(BaseModel):
    agent_checkpoints_kept_days: int | None
    api_keys_limit: int | None
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    execution_logs_kept_days: int | None
    id: uuid.UUID
    name: str
    personal_user_id: uuid.UUID | None
    plan: UserPlan
    queue_concurrency: int | None
    requests_per_minute: int | None
    telemetry_kept_days: int | None
    time_zone: str
    tokens_per_minute: int | None
    updated_at: datetime.datetime
    webhook_deliveries_kept_days: int | None
    workflow_execution_logs_kept_days: int | None


class TenantsInsert(TypedDict):
    agent_checkpoints_kept_days: NotRequired[int | None]
    api_keys_limit: NotRequired[int | None]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    execution_logs_kept_days: NotRequired[int | None]
    id: NotRequired[uuid.UUID]
    name: str
    personal_user_id: NotRequired[uuid.UUID | None]
    plan: NotRequired[UserPlan]
    queue_concurrency: NotRequired[int | None]
    requests_per_minute: NotRequired[int | None]
    telemetry_kept_days: NotRequired[int | None]
    time_zone: NotRequired[str]
    tokens_per_minute: NotRequired[int | None]
    updated_at: NotRequired[datetime.datetime]
    webhook_deliveries_kept_days: NotRequired[int | None]
    workflow_execution_logs_kept_days: NotRequired[int | None]


class TenantsUpdate(TypedDict):
    agent_checkpoints_kept_days: NotRequired[int | None]
    api_keys_limit: NotRequired[int | None]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    execution_logs_kept_days: NotRequired[int | None]
    id: NotRequired[uuid.UUID]
    name: NotRequired[str]
    personal_user_id: NotRequired[uuid.UUID | None]
    plan: NotRequired[UserPlan]
    queue_concurrency: NotRequired[int | None]
    requests_per_minute: NotRequired[int | None]
    telemetry_kept_days: NotRequired[int | None]
    time_zone: NotRequired[str]
    tokens_per_minute: NotRequired[int | None]
    updated_at: NotRequired[datetime.datetime]
    webhook_deliveries_kept_days: NotRequired[int | None]
    workflow_execution_logs_kept_days: NotRequired[int | None]


class UserProgress(BaseModel):
    completed_at: datetime.datetime | None
    completed_lessons: list[str]
    created_at: datetime.datetime
    exercise_results: JsonValue
    id: uuid.UUID
    last_accessed: datetime.datetime | None
    module_id: uuid.UUID
    module_tenant_id: uuid.UUID
    skill_assessments: JsonValue
    status: ProgressStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID


class UserProgressInsert(TypedDict):
    completed_at: NotRequired[datetime.datetime | None]
    completed_lessons: NotRequired[list[str]]
    created_at: NotRequired[datetime.datetime]
    exercise_results: NotRequired[JsonValue]
    id: NotRequired[uuid.UUID]
    last_accessed: NotRequired[datetime.datetime | None]
    module_id: uuid.UUID
    module_tenant_id: uuid.UUID
    skill_assessments: NotRequired[JsonValue]
    status: NotRequired[ProgressStatus]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]
    user_id: uuid.UUID


class UserProgressUpdate(TypedDict):
    completed_at: NotRequired[datetime.datetime | None]
    completed_lessons: NotRequired[list[str]]
    created_at: NotRequired[datetime.datetime]
    exercise_results: NotRequired[JsonValue]
    id: NotRequired[uuid.UUID]
    last_accessed: NotRequired[datetime.datetime | None]
    module_id: NotRequired[uuid.UUID]
    module_tenant_id: NotRequired[uuid.UUID]
    skill_assessments: NotRequired[JsonValue]
    status: NotRequired[ProgressStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


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


class UserStories(BaseModel):
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    description: str | None
    evidence_tier: EvidenceTier
    id: uuid.UUID
    priority: StoryPriority
    tenant_id: uuid.UUID
    title: str
    updated_at: datetime.datetime
    user_id: uuid.UUID
    venture_id: uuid.UUID


class UserStoriesInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    evidence_tier: NotRequired[EvidenceTier]
    id: NotRequired[uuid.UUID]
    priority: StoryPriority
    tenant_id: NotRequired[uuid.UUID]
    title: str
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    venture_id: uuid.UUID


class UserStoriesUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    evidence_tier: NotRequired[EvidenceTier]
    id: NotRequired[uuid.UUID]
    priority: NotRequired[StoryPriority]
    tenant_id: NotRequired[uuid.UUID]
    title: NotRequired[str]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    venture_id: NotRequired[uuid.UUID]


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


class VenturePhases(BaseModel):
    completed_at: datetime.datetime | None
    created_at: datetime.datetime
    entered_at: datetime.datetime
    id: uuid.UUID
    phase: VenturePhase
    quality_gate_id: uuid.UUID | None
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID | None
    venture_id: uuid.UUID


class VenturePhasesInsert(TypedDict):
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    entered_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    phase: VenturePhase
    quality_gate_id: NotRequired[uuid.UUID | None]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID | None]
    venture_id: uuid.UUID


class VenturePhasesUpdate(TypedDict):
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    entered_at: NotRequired[datetime.datetime]
    id: NotRequired[uuid.UUID]
    phase: NotRequired[VenturePhase]
    quality_gate_id: NotRequired[uuid.UUID | None]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID | None]
    venture_id: NotRequired[uuid.UUID]


class Ventures(BaseModel):
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    description: str
    id: uuid.UUID
    name: str
    phase: VenturePhase
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    user_id: uuid.UUID


class VenturesInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: str
    id: NotRequired[uuid.UUID]
    name: str
    phase: NotRequired[VenturePhase]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class VenturesUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str]
    id: NotRequired[uuid.UUID]
    name: NotRequired[str]
    phase: NotRequired[VenturePhase]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]


class WebhookDeliveries(BaseModel):
    attempts: int
    created_at: datetime.datetime
    delivered_at: datetime.datetime | None
    endpoint_id: uuid.UUID
    error: str | None
    event_id: uuid.UUID
    event_type: str
    id: uuid.UUID
    last_attempt_at: datetime.datetime | None
    next_attempt_at: datetime.datetime | None
    payload: JsonValue
    response_status: int | None
    status: WebhookDeliveryStatus
    tenant_id: uuid.UUID
    updated_at: datetime.datetime


class WebhookDeliveriesInsert(TypedDict):
    attempts: NotRequired[int]
    created_at: NotRequired[datetime.datetime]
    delivered_at: NotRequired[datetime.datetime | None]
    endpoint_id: uuid.UUID
    error: NotRequired[str | None]
    event_id: uuid.UUID
    event_type: str
    id: NotRequired[uuid.UUID]
    last_attempt_at: NotRequired[datetime.datetime | None]
    next_attempt_at: NotRequired[datetime.datetime | None]
    payload: JsonValue
    response_status: NotRequired[int | None]
    status: NotRequired[WebhookDeliveryStatus]
    tenant_id: uuid.UUID
    updated_at: NotRequired[datetime.datetime]


class WebhookDeliveriesUpdate(TypedDict):
    attempts: NotRequired[int]
    created_at: NotRequired[datetime.datetime]
    delivered_at: NotRequired[datetime.datetime | None]
    endpoint_id: NotRequired[uuid.UUID]
    error: NotRequired[str | None]
    event_id: NotRequired[uuid.UUID]
    event_type: NotRequired[str]
    id: NotRequired[uuid.UUID]
    last_attempt_at: NotRequired[datetime.datetime | None]
    next_attempt_at: NotRequired[datetime.datetime | None]
    payload: NotRequired[JsonValue]
    response_status: NotRequired[int | None]
    status: NotRequired[WebhookDeliveryStatus]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]


class WebhookEndpoints(BaseModel):
    consecutive_failures: int
    created_at: datetime.datetime
    created_by: uuid.UUID
    description: str | None
    disabled_at: datetime.datetime | None
    disabled_reason: WebhookDisabledReason | None
    events: list[str]
    failing_since: datetime.datetime | None
    id: uuid.UUID
    is_active: bool
    last_success_at: datetime.datetime | None
    tenant_id: uuid.UUID
    updated_at: datetime.datetime
    url: str


class WebhookEndpointsInsert(TypedDict):
    consecutive_failures: NotRequired[int]
    created_at: NotRequired[datetime.datetime]
    created_by: uuid.UUID
    description: NotRequired[str | None]
    disabled_at: NotRequired[datetime.datetime | None]
    disabled_reason: NotRequired[WebhookDisabledReason | None]
    events: list[str]
    failing_since: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    is_active: NotRequired[bool]
    last_success_at: NotRequired[datetime.datetime | None]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    url: str


class WebhookEndpointsUpdate(TypedDict):
    consecutive_failures: NotRequired[int]
    created_at: NotRequired[datetime.datetime]
    created_by: NotRequired[uuid.UUID]
    description: NotRequired[str | None]
    disabled_at: NotRequired[datetime.datetime | None]
    disabled_reason: NotRequired[WebhookDisabledReason | None]
    events: NotRequired[list[str]]
    failing_since: NotRequired[datetime.datetime | None]
    id: NotRequired[uuid.UUID]
    is_active: NotRequired[bool]
    last_success_at: NotRequired[datetime.datetime | None]
    tenant_id: NotRequired[uuid.UUID]
    updated_at: NotRequired[datetime.datetime]
    url: NotRequired[str]


class WorkflowExecutionLogs(BaseModel):
    created_at: datetime.datetime
    execution_id: uuid.UUID
    id: uuid.UUID
    level: WorkflowLogLevel
    message: str
    metadata: JsonValue
    step_completed_at: datetime.datetime | None
    step_duration_ms: int | None
    step_key: str | None
    step_started_at: datetime.datetime | None
    step_status: WorkflowStepStatus | None
    tenant_id: uuid.UUID
    workflow_step_id: uuid.UUID | None


class WorkflowExecutionLogsInsert(TypedDict):
    created_at: NotRequired[datetime.datetime]
    execution_id: uuid.UUID
    id: NotRequired[uuid.UUID]
    level: NotRequired[WorkflowLogLevel]
    message: str
    metadata: NotRequired[JsonValue]
    step_completed_at: NotRequired[datetime.datetime | None]
    step_duration_ms: NotRequired[int | None]
    step_key: NotRequired[str | None]
    step_started_at: NotRequired[datetime.datetime | None]
    step_status: NotRequired[WorkflowStepStatus | None]
    tenant_id: uuid.UUID
    workflow_step_id: NotRequired[uuid.UUID | None]


class WorkflowExecutionLogsUpdate(TypedDict):
    created_at: NotRequired[datetime.datetime]
    execution_id: NotRequired[uuid.UUID]
    id: NotRequired[uuid.UUID]
    level: NotRequired[WorkflowLogLevel]
    message: NotRequired[str]
    metadata: NotRequired[JsonValue]
    step_completed_at: NotRequired[datetime.datetime | None]
    step_duration_ms: NotRequired[int | None]
    step_key: NotRequired[str | None]
    step_started_at: NotRequired[datetime.datetime | None]
    step_status: NotRequired[WorkflowStepStatus | None]
    tenant_id: NotRequired[uuid.UUID]
    workflow_step_id: NotRequired[uuid.UUID | None]


class WorkflowExecutions(BaseModel):
    cancel_requested_at: datetime.datetime | None
    completed_at: datetime.datetime | None
    created_at: datetime.datetime
    duration_ms: int | None
    error_message: str | None
    error_stack: str | None
    id: uuid.UUID
    input_data: JsonValue
    output_data: JsonValue
    started_at: datetime.datetime | None
    status: WorkflowExecutionStatus
    steps_completed: int
    steps_failed: int
    steps_total: int
    tenant_id: uuid.UUID
    trigger_data: JsonValue
    trigger_type: WorkflowTriggerType
    updated_at: datetime.datetime
    user_id: uuid.UUID
    workflow_id: uuid.UUID


class WorkflowExecutionsInsert(TypedDict):
    cancel_requested_at: NotRequired[datetime.datetime | None]
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    duration_ms: NotRequired[int | None]
    error_message: NotRequired[str | None]
    error_stack: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    input_data: NotRequired[JsonValue]
    output_data: NotRequired[JsonValue]
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[WorkflowExecutionStatus]
    steps_completed: NotRequired[int]
    steps_failed: NotRequired[int]
    steps_total: NotRequired[int]
    tenant_id: uuid.UUID
    trigger_data: NotRequired[JsonValue]
    trigger_type: WorkflowTriggerType
    updated_at: NotRequired[datetime.datetime]
    user_id: uuid.UUID
    workflow_id: uuid.UUID


class WorkflowExecutionsUpdate(TypedDict):
    cancel_requested_at: NotRequired[datetime.datetime | None]
    completed_at: NotRequired[datetime.datetime | None]
    created_at: NotRequired[datetime.datetime]
    duration_ms: NotRequired[int | None]
    error_message: NotRequired[str | None]
    error_stack: NotRequired[str | None]
    id: NotRequired[uuid.UUID]
    input_data: NotRequired[JsonValue]
    output_data: NotRequired[JsonValue]
    started_at: NotRequired[datetime.datetime | None]
    status: NotRequired[WorkflowExecutionStatus]
    steps_completed: NotRequired[int]
    steps_failed: NotRequired[int]
    steps_total: NotRequired[int]
    tenant_id: NotRequired[uuid.UUID]
    trigger_data: NotRequired[JsonValue]
    trigger_type: NotRequired[WorkflowTriggerType]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    workflow_id: NotRequired[uuid.UUID]


class WorkflowSteps(BaseModel):
    agent_id: uuid.UUID | None
    agent_tenant_id: uuid.UUID | None
    config: JsonValue
    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    depends_on: list[str]
    id: uuid.UUID
    inputs: JsonValue
    is_public: bool
    on_error: ErrorHandling
    outputs: JsonValue
    position: int
    retry_count: int
    retry_delay_ms: int
    step_key: str
    step_name: str
    step_type: WorkflowStepType
    tenant_id: uuid.UUID
    timeout_ms: int
    updated_at: datetime.datetime
    workflow_id: uuid.UUID


class WorkflowStepsInsert(TypedDict):
    agent_id: NotRequired[uuid.UUID | None]
    agent_tenant_id: NotRequired[uuid.UUID | None]
    config: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    depends_on: NotRequired[list[str]]
    id: NotRequired[uuid.UUID]
    inputs: NotRequired[JsonValue]
    is_public: NotRequired[bool]
    on_error: NotRequired[ErrorHandling]
    outputs: NotRequired[JsonValue]
    position: int
    retry_count: NotRequired[int]
    retry_delay_ms: NotRequired[int]
    step_key: str
    step_name: str
    step_type: WorkflowStepType
    tenant_id: NotRequired[uuid.UUID]
    timeout_ms: NotRequired[int]
    updated_at: NotRequired[datetime.datetime]
    workflow_id: uuid.UUID


class WorkflowStepsUpdate(TypedDict):
    agent_id: NotRequired[uuid.UUID | None]
    agent_tenant_id: NotRequired[uuid.UUID | None]
    config: NotRequired[JsonValue]
    created_at: NotRequired[datetime.datetime]
    deleted_at: NotRequired[datetime.datetime | None]
    depends_on: NotRequired[list[str]]
    id: NotRequired[uuid.UUID]
    inputs: NotRequired[JsonValue]
    is_public: NotRequired[bool]
    on_error: NotRequired[ErrorHandling]
    outputs: NotRequired[JsonValue]
    position: NotRequired[int]
    retry_count: NotRequired[int]
    retry_delay_ms: NotRequired[int]
    step_key: NotRequired[str]
    step_name: NotRequired[str]
    step_type: NotRequired[WorkflowStepType]
    tenant_id: NotRequired[uuid.UUID]
    timeout_ms: NotRequired[int]
    updated_at: NotRequired[datetime.datetime]
    workflow_id: NotRequired[uuid.UUID]


class Workflows(BaseModel):
    avg_execution_time_ms: int
    created_at: datetime.datetime
    definition: JsonValue
    deleted_at: datetime.datetime | None
    description: str | None
    failed_executions: int
    id: uuid.UUID
    is_public: bool
    last_execution_at: datetime.datetime | None
    name: str
    parent_id: uuid.UUID | None
    schedule_cron: str | None
    schedule_enabled: bool
    schedule_timezone: str
    status: WorkflowStatus
    successful_executions: int
    tags: list[str]
    tenant_id: uuid.UUID
    timed_executions: int
    total_execution_time_ms: int
    total_executions: int
    trigger_config: JsonValue
    updated_at: datetime.datetime
    user_id: uuid.UUID
    version: int


class WorkflowsInsert(TypedDict):
    avg_execution_time_ms: NotRequired[int]
    created_at: NotRequired[datetime.datetime]
    definition: NotRequired[JsonValue]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    failed_executions: NotRequired[int]
    id: NotRequired[uuid.UUID]
    is_public: NotRequired[bool]
    last_execution_at: NotRequired[datetime.datetime | None]
    name: str
    parent_id: NotRequired[uuid.UUID | None]
    schedule_cron: NotRequired[str | None]
    schedule_enabled: NotRequired[bool]
    schedule_timezone: NotRequired[str]
    status: NotRequired[WorkflowStatus]
    successful_executions: NotRequired[int]
    tags: NotRequired[list[str]]
    tenant_id: NotRequired[uuid.UUID]
    timed_executions: NotRequired[int]
    total_execution_time_ms: NotRequired[int]
    total_executions: NotRequired[int]
    trigger_config: NotRequired[JsonValue]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    version: NotRequired[int]


class WorkflowsUpdate(TypedDict):
    avg_execution_time_ms: NotRequired[int]
    created_at: NotRequired[datetime.datetime]
    definition: NotRequired[JsonValue]
    deleted_at: NotRequired[datetime.datetime | None]
    description: NotRequired[str | None]
    failed_executions: NotRequired[int]
    id: NotRequired[uuid.UUID]
    is_public: NotRequired[bool]
    last_execution_at: NotRequired[datetime.datetime | None]
    name: NotRequired[str]
    parent_id: NotRequired[uuid.UUID | None]
    schedule_cron: NotRequired[str | None]
    schedule_enabled: NotRequired[bool]
    schedule_timezone: NotRequired[str]
    status: NotRequired[WorkflowStatus]
    successful_executions: NotRequired[int]
    tags: NotRequired[list[str]]
    tenant_id: NotRequired[uuid.UUID]
    timed_executions: NotRequired[int]
    total_execution_time_ms: NotRequired[int]
    total_executions: NotRequired[int]
    trigger_config: NotRequired[JsonValue]
    updated_at: NotRequired[datetime.datetime]
    user_id: NotRequired[uuid.UUID]
    version: NotRequired[int]


class AiUsage(BaseModel):
    action: str | None
    cost_usd: Decimal | None
    created_at: datetime.datetime
    id: uuid.UUID
    model: str
    reference_id: uuid.UUID
    tenant_id: uuid.UUID
    tokens_used: int | None
    user_id: uuid.UUID | None


class LatestGates(BaseModel):
    calculated_at: datetime.datetime
    criteria: JsonValue
    gate_type: GateType
    id: uuid.UUID
    passed: bool
    score: Decimal
    tenant_id: uuid.UUID
    threshold: Decimal
    venture_id: uuid.UUID
