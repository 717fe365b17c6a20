-- Ventures: an idea on its way through five phases, the gates between them, and what is worked out in each.
--
-- A venture enters its next phase only when the latest score of the gate in between passed; the database finds that out
-- itself. Artifacts keep every version of themselves with the difference from the one before. Members write ventures,
-- stories, personas, requirements and artifacts; gates, runs of agents, checkpoints, telemetry and alerts are written
-- by the engines with the service key, along rules that hold for every role.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.venture_phase as enum (
  'DISCOVER',  -- on insert
  'DEFINE',    -- advance_venture, once VRC passed
  'DESIGN',    -- advance_venture, once VCD passed
  'DEVELOP',   -- advance_venture, once DSP passed
  'DEPLOY'     -- advance_venture, once MDP passed; the last one
);
comment on type public.venture_phase is
'How far a venture is. One step at a time and never back: DISCOVER -> DEFINE -> DESIGN -> DEVELOP -> DEPLOY.';

create type public.gate_type as enum (
  'VRC',  -- Venture Readiness Check, 76%: out of DISCOVER
  'VCD',  -- Venture Concept Definition, 75%: out of DEFINE
  'DSP',  -- Design Specification Passing, 80%: out of DESIGN
  'MDP'   -- Minimum Deliverable Product, 85%: out of DEVELOP
);
comment on type public.gate_type is 'The gates between the phases, in their order.';

create type public.evidence_tier as enum (
  'E0',  -- assumption: where everything begins
  'E1',  -- anecdotal: somebody said so
  'E2',  -- researched: enough for a critical requirement
  'E3',  -- field-tested
  'E4'   -- production-proven: once the venture is in DEPLOY
);
comment on type public.evidence_tier is 'How well something is known. Ordered: a later value is better evidence.';

create type public.story_priority as enum (
  'P1',  -- critical: must have
  'P2',  -- important: should have
  'P3'   -- nice to have: could have
);
comment on type public.story_priority is 'Given by the story''s writer. Ordered: P1 comes first.';

create type public.artifact_type as enum (
  'PRD', 'PERSONA', 'WIREFRAME', 'ARCHITECTURE', 'DATA_MODEL', 'API_CONTRACT', 'TEST_SUITE', 'CODE', 'DEPLOYMENT_CONFIG'
);
comment on type public.artifact_type is 'What an artifact is. Given on insert and never changed.';

create type public.agent_execution_status as enum (
  'PENDING',    -- on insert, queued
  'RUNNING',    -- on insert, or by the worker that takes it
  'COMPLETED',  -- by its worker: there is an output
  'FAILED',     -- by its worker: there is an error
  'CANCELLED'   -- cancel_agent_execution or delete_venture before it ran, or its worker after a cancel request
);
comment on type public.agent_execution_status is
'PENDING -> RUNNING -> COMPLETED | FAILED | CANCELLED, PENDING -> CANCELLED. The last three are final.';

create type public.divergence_severity as enum ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
comment on type public.divergence_severity is
'How much a difference between specification and production matters, given by the engine that found it. Ordered.';

-- ============================================================================================ functions of the checks

create function private.gate_threshold(p_gate_type public.gate_type)
returns numeric
language sql immutable
set search_path = ''
as $$
  select case p_gate_type when 'VRC' then 0.76 when 'VCD' then 0.75 when 'DSP' then 0.80 when 'MDP' then 0.85 end
$$;
comment on function private.gate_threshold is 'The score from which a gate is passed.';

create function private.phase_gate(p_phase public.venture_phase)
returns public.gate_type
language sql immutable
set search_path = ''
as $$
  select (
    case p_phase
      when 'DISCOVER' then 'VRC' when 'DEFINE' then 'VCD' when 'DESIGN' then 'DSP' when 'DEVELOP' then 'MDP'
    end
  )::public.gate_type
$$;
comment on function private.phase_gate is 'The gate that leads out of a phase; null for the last one.';

-- =========================================================================================================== tables

create table public.ventures (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid not null default auth.uid() references public.users (id),
  name text not null,
  description text not null,
  phase public.venture_phase not null default 'DISCOVER',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint ventures_id_in_tenant unique (tenant_id, id),
  constraint ventures_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 100),
  constraint ventures_description_fits check (char_length(description) <= 500)
);
comment on table public.ventures is
'Ideas that are worked out, phase by phase. Their phase moves by advance_venture only.';
comment on column public.ventures.user_id is 'Who founded it: may delete it, as an ADMIN may.';
comment on column public.ventures.phase is
'Where the venture is now; venture_phases tells since when, and how it got there.';
comment on column public.ventures.deleted_at is 'Soft delete by delete_venture, undone by restore_venture.';

create table public.quality_gates (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  gate_type public.gate_type not null,
  -- Without a scale: that would round, and a score that missed its threshold would reach it.
  score numeric not null,
  threshold numeric not null generated always as (private.gate_threshold(gate_type)) stored,
  passed boolean not null generated always as (score >= private.gate_threshold(gate_type)) stored,
  criteria jsonb not null,
  calculated_at timestamptz not null default clock_timestamp(),
  constraint quality_gates_id_in_tenant unique (tenant_id, id),
  constraint quality_gates_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint quality_gates_score_between_0_and_1 check (score between 0 and 1),
  constraint quality_gates_score_has_at_most_4_decimals check (scale(score) <= 4),
  constraint quality_gates_criteria_are_breakdown check (
    jsonb_typeof(criteria) in ('object', 'array') and private.json_fits(criteria, 'any', 262144)
  )
);
comment on table public.quality_gates is
'Scores of gates. Append-only: a new calculation is a new row, and the latest of its type counts.';
comment on column public.quality_gates.score is
'From 0 to 1, at most four decimals; with more it is refused, not rounded.';
comment on column public.quality_gates.threshold is 'Follows from gate_type: VRC 0.76, VCD 0.75, DSP 0.80, MDP 0.85.';
comment on column public.quality_gates.passed is 'Follows from score and gate_type.';
comment on column public.quality_gates.criteria is 'What the score is made of: an object or an array, at most 256 kB.';
comment on column public.quality_gates.calculated_at is
'By the clock, so that of two in one transaction one is the later.';

create table public.venture_phases (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  phase public.venture_phase not null,
  user_id uuid references public.users (id),
  entered_at timestamptz not null default now(),
  completed_at timestamptz,
  quality_gate_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint venture_phases_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint venture_phases_completed_by_gate foreign key (tenant_id, quality_gate_id)
  references public.quality_gates (tenant_id, id),
  constraint venture_phases_are_entered_once unique (venture_id, tenant_id, phase),
  constraint venture_phases_completed_after_entered check (completed_at >= entered_at),
  constraint venture_phases_complete_through_gate check ((completed_at is null) = (quality_gate_id is null))
);
comment on table public.venture_phases is
'The way of a venture: one row per phase entered, written by the venture''s own trigger.';
comment on column public.venture_phases.user_id is 'Who made the venture enter the phase; null for the system.';
comment on column public.venture_phases.quality_gate_id is 'The passed gate that completed the phase.';

create table public.user_stories (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  user_id uuid not null default auth.uid() references public.users (id),
  title text not null,
  description text,
  priority public.story_priority not null,
  evidence_tier public.evidence_tier not null default 'E0',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint user_stories_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint user_stories_title_fits check (private.trimmed(title) <> '' and char_length(title) <= 200),
  constraint user_stories_description_fits check (char_length(description) <= 5000)
);
comment on table public.user_stories is 'What users want of a venture.';
comment on column public.user_stories.user_id is 'Who wrote it: may delete it, as an ADMIN may.';
comment on column public.user_stories.description is 'As a … I want … so that …, and when it is accepted.';
comment on column public.user_stories.deleted_at is 'Soft delete by delete_user_story or with the venture.';

create table public.personas (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  user_id uuid not null default auth.uid() references public.users (id),
  name text not null,
  occupation text,
  summary text,
  goals text[] not null default '{}',
  frustrations text[] not null default '{}',
  attributes jsonb not null default '{}',
  evidence_tier public.evidence_tier not null default 'E0',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint personas_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint personas_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 100),
  constraint personas_occupation_fits check (char_length(occupation) <= 200),
  constraint personas_summary_fits check (char_length(summary) <= 5000),
  constraint personas_goals_are_few_and_short check (private.tags_fit(goals)),
  constraint personas_frustrations_are_few_and_short check (private.tags_fit(frustrations)),
  constraint personas_attributes_is_small_object check (private.json_fits(attributes, 'object', 65536))
);
comment on table public.personas is 'Whom a venture is for.';
comment on column public.personas.user_id is 'Who wrote it: may delete it, as an ADMIN may.';
comment on column public.personas.attributes is
'Whatever else describes the persona: context, tools, quotes. At most 64 kB.';
comment on column public.personas.deleted_at is 'Soft delete by delete_persona or with the venture.';

create table public.requirements (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  user_id uuid not null default auth.uid() references public.users (id),
  description text not null,
  evidence_tier public.evidence_tier not null default 'E0',
  evidence_url text,
  is_critical boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint requirements_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint requirements_description_fits check (
    private.trimmed(description) <> '' and char_length(description) <= 20000
  ),
  constraint requirements_evidence_url_is_web_address check (
    evidence_url ~* '^https?://[^\s/?#]+([/?#]\S*)?$' and char_length(evidence_url) <= 500
  ),
  constraint requirements_critical_are_researched check (not is_critical or evidence_tier >= 'E2')
);
comment on table public.requirements is 'What a venture must do, and how well that is known.';
comment on column public.requirements.user_id is 'Who wrote it: may delete it, as an ADMIN may.';
comment on column public.requirements.evidence_tier is
'E2 or better for a critical one. E4 only while the venture is in DEPLOY: production proves it, nothing else.';
comment on column public.requirements.evidence_url is 'Where the evidence is: http or https, at most 500 characters.';
comment on column public.requirements.deleted_at is 'Soft delete by delete_requirement or with the venture.';

create table public.artifacts (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  user_id uuid not null default auth.uid() references public.users (id),
  type public.artifact_type not null,
  content jsonb not null,
  metadata jsonb,
  version integer not null default 1,
  updated_by uuid not null default auth.uid() references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint artifacts_id_in_tenant unique (tenant_id, id),
  constraint artifacts_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint artifacts_content_fits check (private.json_fits(content, 'any', 1048576)),
  constraint artifacts_metadata_is_small_object check (private.json_fits(metadata, 'object', 65536)),
  constraint artifacts_version_starts_at_one check (version >= 1)
);
comment on table public.artifacts is
'What agents and members made: the newest version. A change of content makes the next version by itself.';
comment on column public.artifacts.user_id is 'Who made it: may delete it, as an ADMIN may.';
comment on column public.artifacts.content is 'Any JSON, at most 1 MB.';
comment on column public.artifacts.version is
'Grows by one with every change of content. A PATCH filtered by the version one has read changes nothing newer.';
comment on column public.artifacts.updated_by is
'Who wrote this version: the caller. The service names the member for whom it writes.';
comment on column public.artifacts.deleted_at is 'Soft delete by delete_artifact or with the venture.';

create table public.artifact_versions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  artifact_id uuid not null,
  version integer not null,
  content jsonb not null,
  diff jsonb,
  created_by uuid not null references public.users (id),
  created_at timestamptz not null default now(),
  constraint artifact_versions_belong_to_artifact foreign key (tenant_id, artifact_id)
  references public.artifacts (tenant_id, id) on delete cascade,
  constraint artifact_versions_version_is_unique unique (artifact_id, tenant_id, version),
  constraint artifact_versions_version_starts_at_one check (version >= 1),
  constraint artifact_versions_first_has_no_diff check ((version = 1) = (diff is null)),
  constraint artifact_versions_diff_is_array check (jsonb_typeof(diff) = 'array')
);
comment on table public.artifact_versions is 'Every version of every artifact, the newest included. Append-only.';
comment on column public.artifact_versions.diff is
'RFC 6902: add, remove and replace, from the version before to this one. Null for the first.';
comment on column public.artifact_versions.created_by is 'Who wrote this version.';

create table public.agent_executions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  agent_tenant_id uuid not null,
  agent_id uuid not null,
  user_id uuid not null references public.users (id),
  status public.agent_execution_status not null default 'PENDING',
  input jsonb not null default '{}',
  output jsonb,
  error jsonb,
  model text,
  token_usage jsonb,
  cost_usd numeric(20, 12),
  cost_is_complete boolean not null default true,
  cancel_requested_at timestamptz,
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint agent_executions_id_in_tenant unique (tenant_id, id),
  constraint agent_executions_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint agent_executions_run_agent foreign key (agent_tenant_id, agent_id)
  references public.agents (tenant_id, id),
  constraint agent_executions_agent_is_own_or_official check (
    agent_tenant_id in (tenant_id, private.official_tenant_id())
  ),
  constraint agent_executions_input_is_object_of_2_mb check (private.json_fits(input, 'object', 2097152)),
  constraint agent_executions_output_fits_4_mb check (private.json_fits(output, 'any', 4194304)),
  constraint agent_executions_error_fits check (private.json_fits(error, 'any', 262144)),
  constraint agent_executions_model_fits check (char_length(model) between 1 and 200),
  constraint agent_executions_token_usage_is_small_object check (private.json_fits(token_usage, 'object', 16384)),
  constraint agent_executions_cost_not_negative check (cost_usd >= 0),
  constraint agent_executions_completed_after_started check (completed_at >= started_at),
  constraint agent_executions_status_matches_timestamps check (
    (status in ('PENDING', 'RUNNING') and completed_at is null)
    or (status in ('COMPLETED', 'FAILED', 'CANCELLED') and completed_at is not null)
  )
);
comment on table public.agent_executions is
'One run of an agent for a venture. Written by the engines; immutable once final.';
comment on column public.agent_executions.agent_tenant_id is
'The tenant of the agent: the row''s own or the official one. Found by a trigger.';
comment on column public.agent_executions.user_id is 'For whom it runs.';
comment on column public.agent_executions.model is 'Whose answer counts. provider:name.';
comment on column public.agent_executions.token_usage is
'{"input", "output", "total", "cache_read", "cache_write", "model"}, summed over all calls.';
comment on column public.agent_executions.cost_usd is
'Sum of the ledger rows when settled. Ask for cost_usd::text: JSON numbers are floats.';
comment on column public.agent_executions.cost_is_complete is
'False when a call''s price was unknown, or its worker died.';
comment on column public.agent_executions.cancel_requested_at is 'Asks the worker to stop; it settles as CANCELLED.';
comment on column public.agent_executions.started_at is
'While PENDING since when it is queued, then since when it runs.';

create table public.agent_checkpoints (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  execution_id uuid not null,
  checkpoint_key text not null,
  state jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint agent_checkpoints_belong_to_execution foreign key (tenant_id, execution_id)
  references public.agent_executions (tenant_id, id) on delete cascade,
  constraint agent_checkpoints_key_is_unique_in_execution unique (tenant_id, execution_id, checkpoint_key),
  constraint agent_checkpoints_key_fits check (char_length(checkpoint_key) between 1 and 100),
  constraint agent_checkpoints_state_fits_4_mb check (private.json_fits(state, 'any', 4194304))
);
comment on table public.agent_checkpoints is
'States that a broken-off run goes on from. Kept by the engine, which also drops them.';
comment on column public.agent_checkpoints.checkpoint_key is 'The engine''s name for the state, once per execution.';
comment on column public.agent_checkpoints.state is 'Snapshot of the graph''s state. Any JSON, at most 4 MB.';

create table public.telemetry (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  component text not null,
  metric text not null,
  value numeric,
  payload jsonb,
  recorded_at timestamptz not null default now(),
  constraint telemetry_belongs_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint telemetry_component_fits check (private.trimmed(component) <> '' and char_length(component) <= 100),
  constraint telemetry_metric_fits check (private.trimmed(metric) <> '' and char_length(metric) <= 100),
  constraint telemetry_value_is_plain_number check (abs(value) < 1e30 and scale(value) <= 30),
  constraint telemetry_payload_is_small_object check (private.json_fits(payload, 'object', 65536)),
  constraint telemetry_says_something check (value is not null or payload is not null)
);
comment on table public.telemetry is 'What production reports about a venture''s components. Append-only.';
comment on column public.telemetry.value is 'A measurement; what is no number goes into payload.';
comment on column public.telemetry.recorded_at is 'When it was measured, as the sender says.';

create table public.divergence_alerts (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  venture_id uuid not null,
  component text not null,
  expected jsonb not null,
  actual jsonb not null,
  severity public.divergence_severity not null,
  detected_at timestamptz not null default now(),
  resolved_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint divergence_alerts_belong_to_venture foreign key (tenant_id, venture_id)
  references public.ventures (tenant_id, id) on delete cascade,
  constraint divergence_alerts_component_fits check (
    private.trimmed(component) <> '' and char_length(component) <= 100
  ),
  constraint divergence_alerts_expected_fits check (private.json_fits(expected, 'any', 262144)),
  constraint divergence_alerts_actual_fits check (private.json_fits(actual, 'any', 262144)),
  constraint divergence_alerts_resolved_after_detected check (resolved_at >= detected_at)
);
comment on table public.divergence_alerts is
'Where production does something else than the specification says. Open until resolved, once.';
comment on column public.divergence_alerts.expected is 'What the specification says.';
comment on column public.divergence_alerts.actual is 'What telemetry says.';
comment on column public.divergence_alerts.resolved_at is
'Set by resolve_divergence_alert, or by the engine when it is over.';

-- A view and no function: embedded in a list of ventures it is planned, and its policies' functions are called, once
-- for the list and not once for each venture.
create view public.latest_gates
with (security_invoker = true)
as
select
  g.id,
  g.tenant_id,
  g.venture_id,
  g.gate_type,
  g.score,
  g.threshold,
  g.passed,
  g.criteria,
  g.calculated_at
from public.quality_gates as g
where not exists (
  select from public.quality_gates as n
  where
    n.tenant_id = g.tenant_id and n.venture_id = g.venture_id and n.gate_type = g.gate_type
    and (n.calculated_at, n.id) > (g.calculated_at, g.id)
);
comment on view public.latest_gates is
'The score that counts of each gate of a venture, embedded as ventures?select=*,latest_gates(*).';

-- ========================================================================================================== indexes

create unique index ventures_name_is_unique_among_live_ventures on public.ventures (tenant_id, name)
where deleted_at is null;
create index ventures_tenant_created_idx on public.ventures (tenant_id, created_at desc);
create index ventures_tenant_deleted_idx on public.ventures (tenant_id, deleted_at);
create index ventures_user_idx on public.ventures (user_id);

create index quality_gates_venture_type_idx
on public.quality_gates (venture_id, tenant_id, gate_type, calculated_at desc);

create index venture_phases_gate_idx on public.venture_phases (tenant_id, quality_gate_id);
create index venture_phases_user_idx on public.venture_phases (user_id);

create index user_stories_venture_idx on public.user_stories (tenant_id, venture_id, priority, created_at);
create index user_stories_tenant_created_idx on public.user_stories (tenant_id, created_at desc);
create index user_stories_user_idx on public.user_stories (user_id);

create index personas_venture_idx on public.personas (tenant_id, venture_id, created_at);
create index personas_user_idx on public.personas (user_id);

create index requirements_venture_idx on public.requirements (tenant_id, venture_id, created_at);
create index requirements_tier_idx on public.requirements (tenant_id, evidence_tier, created_at desc);
create index requirements_user_idx on public.requirements (user_id);

create index artifacts_venture_type_idx on public.artifacts (tenant_id, venture_id, type, updated_at desc);
create index artifacts_deleted_idx on public.artifacts (tenant_id) where deleted_at is not null;
create index artifacts_user_idx on public.artifacts (user_id);
create index artifacts_updated_by_idx on public.artifacts (updated_by);

create index artifact_versions_tenant_created_idx on public.artifact_versions (tenant_id, created_at desc);
create index artifact_versions_created_by_idx on public.artifact_versions (created_by);

create index agent_executions_venture_idx on public.agent_executions (tenant_id, venture_id, started_at desc);
create index agent_executions_status_idx on public.agent_executions (tenant_id, status, started_at desc);
create index agent_executions_agent_status_idx on public.agent_executions (agent_tenant_id, agent_id, status);
create index agent_executions_user_idx on public.agent_executions (user_id);
-- What is to be done, for the service, across tenants.
create index agent_executions_open_idx on public.agent_executions (status, started_at)
where status in ('PENDING', 'RUNNING');

create index telemetry_venture_time_idx on public.telemetry (tenant_id, venture_id, recorded_at desc);
create index telemetry_component_time_idx
on public.telemetry (tenant_id, venture_id, component, metric, recorded_at desc);

create index divergence_alerts_venture_idx on public.divergence_alerts (venture_id, tenant_id, detected_at desc);
create index divergence_alerts_severity_idx on public.divergence_alerts (tenant_id, severity, resolved_at);
create index divergence_alerts_open_idx on public.divergence_alerts (tenant_id, severity desc, detected_at desc)
where resolved_at is null;

-- ======================================================================================= functions: JSON differences

create function private.json_pointer_token(p_key text)
returns text
language sql immutable
set search_path = ''
as $$ select replace(replace(p_key, '~', '~0'), '/', '~1') $$;
comment on function private.json_pointer_token is 'A key as it stands in a JSON pointer (RFC 6901).';

create function private.json_diff_at(p_from jsonb, p_to jsonb, p_path text, p_budget integer, out o_operations jsonb[])
language plpgsql immutable
set search_path = ''
as $$
declare
  v_from jsonb[];
  v_to jsonb[];
  v_paths text[];
  v_before integer;
  v_after integer;
  v_start integer := 0;
  v_end integer := 0;
  v_budget integer := p_budget - 1;
  v_inner jsonb[];
  v_operations jsonb[] := array[]::jsonb[];
begin
  o_operations := v_operations;
  if p_from = p_to then
    return;
  end if;
  o_operations := array[jsonb_build_object('op', 'replace', 'path', p_path, 'value', p_to)];
  -- A path of more than 2 kB would be written down again for everything below it.
  if p_budget <= 1 or octet_length(p_path) > 2048 or jsonb_typeof(p_from) <> jsonb_typeof(p_to)
    or jsonb_typeof(p_to) not in ('object', 'array')
  then
    return;
  end if;

  -- Both are objects or both arrays: what differs inside, as pairs; null stands for what one side lacks.
  if jsonb_typeof(p_to) = 'object' then
    select
      array_agg(f.value order by f.key collate "C", t.key collate "C"),
      array_agg(t.value order by f.key collate "C", t.key collate "C"),
      array_agg(
        p_path || '/' || private.json_pointer_token(coalesce(f.key, t.key))
        order by f.key collate "C", t.key collate "C"
      )
    into v_from, v_to, v_paths
    from jsonb_each(p_from) as f
    full join jsonb_each(p_to) as t on t.key = f.key
    where f.value is distinct from t.value;
  else
    v_before := jsonb_array_length(p_from);
    v_after := jsonb_array_length(p_to);
    -- What both begin and end with stays; in between, element meets element, and what is over comes or goes.
    select coalesce(min(f.n) - 1, least(v_before, v_after))
    into v_start
    from jsonb_array_elements(p_from) with ordinality as f (value, n)
    join jsonb_array_elements(p_to) with ordinality as t (value, n) on t.n = f.n
    where f.value <> t.value;
    select coalesce(min(v_before - f.n), least(v_before, v_after) - v_start)
    into v_end
    from jsonb_array_elements(p_from) with ordinality as f (value, n)
    join jsonb_array_elements(p_to) with ordinality as t (value, n) on t.n - v_after = f.n - v_before
    where f.value <> t.value and f.n > v_start and t.n > v_start;
    if greatest(v_before, v_after) - v_start - v_end > p_budget then
      return;
    end if;
    select
      array_agg(f.value order by i.n), array_agg(t.value order by i.n),
      -- Surplus goes from the same place again and again, because the rest moves up.
      array_agg(p_path || '/' || case when i.n > v_after - v_end then v_after - v_end else i.n - 1 end order by i.n)
    into v_from, v_to, v_paths
    from generate_series(v_start + 1, greatest(v_before, v_after) - v_end) as i (n)
    left join jsonb_array_elements(p_from) with ordinality as f (value, n) on f.n = i.n and f.n <= v_before - v_end
    left join jsonb_array_elements(p_to) with ordinality as t (value, n) on t.n = i.n and t.n <= v_after - v_end;
  end if;
  if cardinality(v_paths) > p_budget then
    return;
  end if;

  -- Every difference costs at least one operation, and every level one of the budget: so the work is bounded.
  for i in 1..cardinality(v_paths) loop
    if v_to[i] is null then
      v_inner := array[jsonb_build_object('op', 'remove', 'path', v_paths[i])];
    elsif v_from[i] is null then
      v_inner := array[jsonb_build_object('op', 'add', 'path', v_paths[i], 'value', v_to[i])];
    else
      v_inner := private.json_diff_at(v_from[i], v_to[i], v_paths[i], v_budget - (cardinality(v_paths) - i));
    end if;
    v_budget := v_budget - cardinality(v_inner);
    v_operations := v_operations || v_inner;
  end loop;
  if cardinality(v_operations) <= p_budget then
    o_operations := v_operations;
  end if;
end
$$;
comment on function private.json_diff_at is
'The operations that lead from one document to another below a path, at most p_budget of them: where more would be '
'needed, the whole value is replaced.';

create function private.json_diff(p_from jsonb, p_to jsonb)
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  -- `#>` with an empty path is the document itself, unpacked once and not at every look at it.
  v_from jsonb := p_from #> '{}';
  v_to jsonb := p_to #> '{}';
  v_diff jsonb := to_jsonb(private.json_diff_at(v_from, v_to, '', 500));
  v_whole jsonb := jsonb_build_array(jsonb_build_object('op', 'replace', 'path', '', 'value', v_to));
begin
  -- A long way round through deep paths is not worth keeping; a short one shows what changed.
  return case when octet_length(v_diff::text) <= greatest(octet_length(v_whole::text), 4096) then v_diff else v_whole end;
end
$$;
comment on function private.json_diff is
'RFC 6902 patch of add, remove and replace from one document to the other: at most 500 operations, beyond 4 kB never '
'longer than replacing the whole.';

create function private.json_patch(p_document jsonb, p_patch jsonb)
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  v_document jsonb := p_document;
  v_operation jsonb;
  v_op text;
  v_tokens text[];
  v_parent jsonb;
  v_last text;
begin
  for v_operation in select e.value from jsonb_array_elements(p_patch) with ordinality as e (value, n) order by e.n loop
    v_op := v_operation ->> 'op';
    if v_op is null or v_op not in ('add', 'remove', 'replace') or (v_op <> 'remove' and not v_operation ? 'value') then
      raise sqlstate 'PT400' using message =
        format('Not an operation that is applied here: %s.', left(v_operation::text, 200));
    end if;
    if v_operation ->> 'path' = '' and v_op <> 'remove' then
      v_document := v_operation -> 'value';
      continue;
    end if;

    -- A pointer begins with a slash, so the first part of the split is empty and falls away.
    select array_agg(replace(replace(t.token, '~1', '/'), '~0', '~') order by t.n)
    into v_tokens
    from string_to_table(v_operation ->> 'path', '/') with ordinality as t (token, n)
    where t.n > 1;
    v_parent := v_document #> v_tokens[:cardinality(v_tokens) - 1];
    v_last := v_tokens[cardinality(v_tokens)];
    if (
      case jsonb_typeof(v_parent)
        when 'object' then v_op <> 'add' and not v_parent ? v_last
        when 'array' then
          case
            when v_last = '-' then v_op <> 'add'
            when v_last !~ '^(0|[1-9][0-9]{0,8})$' then true
            else v_last::integer >= jsonb_array_length(v_parent) + (v_op = 'add')::integer
          end
        else true
      end
    ) then
      raise sqlstate 'PT409' using message = format('There is nothing at %s.', left(v_operation ->> 'path', 200));
    end if;

    if v_op = 'remove' then
      v_document := v_document #- v_tokens;
    elsif v_op = 'replace' or jsonb_typeof(v_parent) = 'object' then
      v_document := jsonb_set(v_document, v_tokens, v_operation -> 'value');
    else
      -- Behind the last element jsonb_insert appends; that is what - stands for.
      v_tokens[cardinality(v_tokens)] := case v_last when '-' then jsonb_array_length(v_parent)::text else v_last end;
      v_document := jsonb_insert(v_document, v_tokens, v_operation -> 'value');
    end if;
  end loop;
  return v_document;
end
$$;
comment on function private.json_patch is
'The document after the add, remove and replace operations of an RFC 6902 patch.';

-- ============================================================================================== functions: triggers

create function private.latest_gate(p_venture_id uuid, p_gate_type public.gate_type)
returns public.quality_gates
language sql stable
set search_path = ''
as $$
  select g.*
  from public.ventures as v
  join public.quality_gates as g on g.tenant_id = v.tenant_id and g.venture_id = v.id
  where v.id = p_venture_id and g.gate_type = p_gate_type
  order by g.calculated_at desc, g.id desc
  limit 1
$$;
comment on function private.latest_gate is 'The calculation of a gate that counts; null without one.';

create function private.guard_venture_phase()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_gate public.quality_gates;
begin
  if tg_op = 'INSERT' then
    raise sqlstate 'PT409' using message = 'A venture begins in DISCOVER.';
  end if;
  if new.phase is distinct from (enum_range(old.phase, null))[2] then
    raise sqlstate 'PT409' using message = format('A venture does not go from %s to %s.', old.phase, new.phase);
  end if;
  v_gate := private.latest_gate(old.id, private.phase_gate(old.phase));
  if v_gate.id is null then
    raise sqlstate 'PT409' using message =
      format('Gate %s, which leads out of %s, was never calculated.', private.phase_gate(old.phase), old.phase);
  end if;
  if not v_gate.passed then
    raise sqlstate 'PT409' using message =
      format('Gate %s has not passed: its latest score is %s of %s.', v_gate.gate_type, v_gate.score, v_gate.threshold);
  end if;
  return new;
end
$$;
comment on function private.guard_venture_phase is
'Fired when a venture would begin in, or enter, another phase: only the next one is entered, through a passed gate.';

create function private.record_venture_phase()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    update public.venture_phases
    set
      completed_at = greatest(now(), entered_at),
      quality_gate_id = (private.latest_gate(old.id, private.phase_gate(old.phase))).id
    where tenant_id = old.tenant_id and venture_id = old.id and phase = old.phase;
  end if;
  insert into public.venture_phases (tenant_id, venture_id, phase, user_id)
  values (new.tenant_id, new.id, new.phase, case tg_op when 'INSERT' then new.user_id else auth.uid() end);
  return null;
end
$$;
comment on function private.record_venture_phase is
'Completes the phase that a venture leaves, begins the one it enters.';

create function private.require_live_venture()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- The lock makes a deletion of the venture wait, or makes this wait for the deletion: nothing live is left below it.
  perform from public.ventures as v
  where v.tenant_id = new.tenant_id and v.id = new.venture_id and v.deleted_at is null
    and (auth.uid() is null or v.tenant_id = any(private.my_tenant_ids()))
  for share;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such venture.';
  end if;
  return new;
end
$$;
comment on function private.require_live_venture is
'What is added to a venture finds it in the row''s tenant and not deleted; a stranger finds none.';

create function private.guard_evidence()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if not exists (
    select from public.ventures as v
    where v.tenant_id = new.tenant_id and v.id = new.venture_id and v.phase = 'DEPLOY'
  ) then
    raise sqlstate 'PT409' using message = 'Evidence tier E4 is proven in production: the venture is not in DEPLOY.';
  end if;
  return new;
end
$$;
comment on function private.guard_evidence is 'Fired when a requirement would claim E4.';

create function private.version_artifact()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.version := case
    when tg_op = 'INSERT' then 1
    when new.content is distinct from old.content then old.version + 1
    else old.version
  end;
  if tg_op = 'INSERT' then
    new.updated_by := new.user_id;
  elsif new.version = old.version then
    new.updated_by := old.updated_by;
  elsif old.deleted_at is not null then
    raise sqlstate 'PT409' using message = 'The artifact is deleted: its content stays as it is.';
  else
    new.updated_by := coalesce(auth.uid(), new.updated_by);
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.version_artifact is
'The version grows by one when the content changes, and never otherwise; keeps updated_by and updated_at.';

create function private.require_member_as_editor()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.member_role(new.tenant_id, new.updated_by) is null then
    raise sqlstate 'PT403' using message = 'updated_by must be a member of the tenant.';
  end if;
  return new;
end
$$;
comment on function private.require_member_as_editor is
'updated_by is a member of the row''s tenant when the service names one.';

create function private.record_artifact_version()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.artifact_versions (tenant_id, artifact_id, version, content, diff, created_by)
  values (
    new.tenant_id, new.id, new.version, new.content,
    case tg_op when 'UPDATE' then private.json_diff(old.content, new.content) end, new.updated_by
  );
  return null;
end
$$;
comment on function private.record_artifact_version is 'Keeps each version, with the difference from the one before.';

create function private.find_execution_agent()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  select a.tenant_id into new.agent_tenant_id
  from public.agents as a
  where a.id = new.agent_id and a.deleted_at is null
    and a.tenant_id in (new.tenant_id, private.official_tenant_id());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  return new;
end
$$;
comment on function private.find_execution_agent is 'Fills in whose agent runs: the tenant''s own or an official one.';

create function private.guard_agent_execution()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if new.status not in ('PENDING', 'RUNNING') then
      raise sqlstate 'PT409' using message = format('An execution does not begin as %s.', new.status);
    end if;
    return new;
  end if;
  if old.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'PENDING' and new.status in ('RUNNING', 'CANCELLED'))
    or (old.status = 'RUNNING' and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  if old.status = 'PENDING' and new.status = 'RUNNING' then
    -- Without a lock: who deletes a venture locks it before its executions, and waits for this one.
    if not exists (
      select from public.ventures as v
      where v.tenant_id = new.tenant_id and v.id = new.venture_id and v.deleted_at is null
    ) then
      raise sqlstate 'PT404' using message = 'There is no such venture.';
    end if;
    if new.started_at = old.started_at then
      new.started_at := now();
    end if;
  end if;
  if new.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    new.completed_at := coalesce(new.completed_at, greatest(now(), new.started_at));
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_agent_execution is
'Status moves along its transitions and brings its timestamp, nothing begins for a deleted venture, a final row is '
'immutable; keeps updated_at.';

create function private.count_execution_of_agent()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.count_agent_execution(new.agent_tenant_id, new.agent_id, 'started');
  else
    perform private.count_agent_execution(
      new.agent_tenant_id, new.agent_id, lower(new.status::text),
      -- At most what an average of 32 bits holds: three weeks.
      case
        when new.status <> 'CANCELLED'
          then least(extract(epoch from new.completed_at - new.started_at) * 1000, 2147483647)::bigint
      end
    );
  end if;
  return null;
end
$$;
comment on function private.count_execution_of_agent is
'Counts a run for its agent when it is made and when it ends; what was cancelled says nothing about the time it takes.';

create function private.audit_agent_execution()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.write_audit_log(
      new.tenant_id, new.user_id, 'EXECUTE', 'agent_execution', new.id,
      jsonb_build_object('after', jsonb_build_object('venture_id', new.venture_id, 'agent_id', new.agent_id))
    );
  else
    perform private.write_audit_log(
      new.tenant_id, auth.uid(), 'CANCEL', 'agent_execution', new.id,
      jsonb_build_object(
        'before', jsonb_build_object('status', old.status),
        'after', jsonb_build_object('status', new.status, 'cancel_requested_at', new.cancel_requested_at)
      )
    );
  end if;
  return null;
end
$$;
comment on function private.audit_agent_execution is
'EXECUTE when one begins (actor: its user), CANCEL when its end is asked for.';

create function private.guard_divergence_alert()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.resolved_at is not null then
    raise sqlstate 'PT409' using message = 'The alert is resolved: that is final.';
  end if;
  if (new.venture_id, new.component, new.expected, new.actual, new.severity, new.detected_at)
    is distinct from (old.venture_id, old.component, old.expected, old.actual, old.severity, old.detected_at)
  then
    raise sqlstate 'PT409' using message = 'An alert is resolved, not rewritten.';
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_divergence_alert is
'An open alert can be resolved and nothing else; keeps updated_at.';

-- ============================================================================================== functions: ventures

create function private.my_deleted_venture_ids()
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return array(
    select v.id
    from public.ventures as v
    where v.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is not null
  );
end
$$;
comment on function private.my_deleted_venture_ids is
'Soft-deleted ventures of the caller''s tenants, whose phases, gates and alerts policies hide.';

create function private.my_deleted_artifact_ids()
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return array(
    select a.id
    from public.artifacts as a
    where a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is not null
  );
end
$$;
comment on function private.my_deleted_artifact_ids is
'Soft-deleted artifacts of the caller''s tenants, whose versions policies hide.';

create function private.require_author_or_admin(p_tenant_id uuid, p_user_id uuid)
returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_role(p_tenant_id, 'MEMBER');
  if p_user_id is distinct from auth.uid() and private.member_role(p_tenant_id, auth.uid()) < 'ADMIN' then
    raise sqlstate 'PT403' using message = 'Only who made it or an ADMIN of the tenant does this.';
  end if;
end
$$;
comment on function private.require_author_or_admin is
'Raises PT404 for a stranger, PT403 for a VIEWER and for a MEMBER who did not make the row.';

create function private.lock_venture(p_venture_id uuid)
returns public.ventures
language plpgsql security definer
set search_path = ''
as $$
declare
  v_venture public.ventures;
begin
  select v.* into v_venture
  from public.ventures as v
  where v.id = p_venture_id and v.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such venture.';
  end if;
  return v_venture;
end
$$;
comment on function private.lock_venture is
'A live venture of one of the caller''s tenants, locked; PT404 for a stranger.';

create function private.hold_venture(p_tenant_id uuid, p_venture_id uuid)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.ventures as v
  where v.tenant_id = p_tenant_id and v.id = p_venture_id and v.deleted_at is null
  for share;
  if not found then
    raise sqlstate 'PT409' using message = 'Its venture is deleted: restore that first.';
  end if;
end
$$;
comment on function private.hold_venture is 'Keeps a venture from being deleted until the transaction ends.';

create function private.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase)
returns public.ventures
language plpgsql security definer
set search_path = ''
as $$
declare
  v_expected public.venture_phase;
  v_venture public.ventures;
begin
  -- Seen before the lock is had: who had to wait for another's step does not take the one after it as well.
  v_expected := coalesce(p_expected_phase, (select v.phase from public.ventures as v where v.id = p_venture_id));
  v_venture := private.lock_venture(p_venture_id);
  perform private.require_role(v_venture.tenant_id, 'MEMBER');
  if v_venture.phase <> v_expected then
    raise sqlstate 'PT409' using message =
      format('The venture is in phase %s, not in %s.', v_venture.phase, v_expected);
  end if;
  if private.phase_gate(v_venture.phase) is null then
    raise sqlstate 'PT409' using message = format('The venture is in its last phase, %s.', v_venture.phase);
  end if;
  update public.ventures set phase = (enum_range(phase, null))[2] where id = v_venture.id returning * into v_venture;
  return v_venture;
end
$$;

create function private.stop_agent_execution(p_execution public.agent_executions)
returns public.agent_executions
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.agent_executions := p_execution;
begin
  if p_execution.status = 'PENDING' then
    update public.agent_executions
    set status = 'CANCELLED', cancel_requested_at = now(), cost_usd = 0
    where id = p_execution.id
    returning * into v_execution;
  elsif p_execution.cancel_requested_at is null then
    update public.agent_executions set cancel_requested_at = now() where id = p_execution.id
    returning * into v_execution;
  end if;
  return v_execution;
end
$$;
comment on function private.stop_agent_execution is
'Of an open execution that the caller has locked: cancels it before it runs, else asks its worker to.';

create function private.delete_venture(p_venture_id uuid)
returns public.ventures
language plpgsql security definer
set search_path = ''
as $$
declare
  v_venture public.ventures := private.lock_venture(p_venture_id);
  v_execution public.agent_executions;
begin
  perform private.require_author_or_admin(v_venture.tenant_id, v_venture.user_id);
  update public.ventures set deleted_at = now() where id = v_venture.id returning * into v_venture;
  update public.user_stories set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  update public.personas set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  update public.requirements set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  update public.artifacts set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  for v_execution in
    select e.*
    from public.agent_executions as e
    where e.tenant_id = v_venture.tenant_id and e.venture_id = v_venture.id and e.status in ('PENDING', 'RUNNING')
    order by e.id
    for no key update
  loop
    perform private.stop_agent_execution(v_execution);
  end loop;
  return v_venture;
end
$$;

create function private.restore_venture(p_venture_id uuid)
returns public.ventures
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deleted public.ventures;
  v_venture public.ventures;
begin
  select v.* into v_deleted
  from public.ventures as v
  where v.id = p_venture_id and v.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is not null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted venture.';
  end if;
  perform private.require_author_or_admin(v_deleted.tenant_id, v_deleted.user_id);
  update public.ventures set deleted_at = null where id = v_deleted.id returning * into v_venture;
  -- What was deleted before its venture was bears another moment, and stays deleted.
  update public.user_stories set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  update public.personas set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  update public.requirements set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  update public.artifacts set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  return v_venture;
end
$$;

create function private.deleted_ventures(p_limit integer, p_offset integer)
returns setof public.ventures
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'MEMBER');
  return query
  select v.*
  from public.ventures as v
  where v.tenant_id = v_tenant_id and v.deleted_at is not null
  order by v.deleted_at desc, v.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

-- ================================================================================ functions: what belongs to a venture

create function private.delete_user_story(p_user_story_id uuid)
returns public.user_stories
language plpgsql security definer
set search_path = ''
as $$
declare
  v_story public.user_stories;
begin
  select t.* into v_story
  from public.user_stories as t
  where t.id = p_user_story_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such story.';
  end if;
  perform private.require_author_or_admin(v_story.tenant_id, v_story.user_id);
  update public.user_stories set deleted_at = now() where id = v_story.id returning * into v_story;
  return v_story;
end
$$;

create function private.restore_user_story(p_user_story_id uuid)
returns public.user_stories
language plpgsql security definer
set search_path = ''
as $$
declare
  v_story public.user_stories;
begin
  select t.* into v_story
  from public.user_stories as t
  where t.id = p_user_story_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted story.';
  end if;
  perform private.require_author_or_admin(v_story.tenant_id, v_story.user_id);
  perform private.hold_venture(v_story.tenant_id, v_story.venture_id);
  update public.user_stories set deleted_at = null where id = v_story.id returning * into v_story;
  return v_story;
end
$$;

create function private.delete_persona(p_persona_id uuid)
returns public.personas
language plpgsql security definer
set search_path = ''
as $$
declare
  v_persona public.personas;
begin
  select t.* into v_persona
  from public.personas as t
  where t.id = p_persona_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such persona.';
  end if;
  perform private.require_author_or_admin(v_persona.tenant_id, v_persona.user_id);
  update public.personas set deleted_at = now() where id = v_persona.id returning * into v_persona;
  return v_persona;
end
$$;

create function private.restore_persona(p_persona_id uuid)
returns public.personas
language plpgsql security definer
set search_path = ''
as $$
declare
  v_persona public.personas;
begin
  select t.* into v_persona
  from public.personas as t
  where t.id = p_persona_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted persona.';
  end if;
  perform private.require_author_or_admin(v_persona.tenant_id, v_persona.user_id);
  perform private.hold_venture(v_persona.tenant_id, v_persona.venture_id);
  update public.personas set deleted_at = null where id = v_persona.id returning * into v_persona;
  return v_persona;
end
$$;

create function private.delete_requirement(p_requirement_id uuid)
returns public.requirements
language plpgsql security definer
set search_path = ''
as $$
declare
  v_requirement public.requirements;
begin
  select t.* into v_requirement
  from public.requirements as t
  where t.id = p_requirement_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such requirement.';
  end if;
  perform private.require_author_or_admin(v_requirement.tenant_id, v_requirement.user_id);
  update public.requirements set deleted_at = now() where id = v_requirement.id returning * into v_requirement;
  return v_requirement;
end
$$;

create function private.restore_requirement(p_requirement_id uuid)
returns public.requirements
language plpgsql security definer
set search_path = ''
as $$
declare
  v_requirement public.requirements;
begin
  select t.* into v_requirement
  from public.requirements as t
  where t.id = p_requirement_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted requirement.';
  end if;
  perform private.require_author_or_admin(v_requirement.tenant_id, v_requirement.user_id);
  perform private.hold_venture(v_requirement.tenant_id, v_requirement.venture_id);
  update public.requirements set deleted_at = null where id = v_requirement.id returning * into v_requirement;
  return v_requirement;
end
$$;

create function private.delete_artifact(p_artifact_id uuid)
returns public.artifacts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_artifact public.artifacts;
begin
  select t.* into v_artifact
  from public.artifacts as t
  where t.id = p_artifact_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such artifact.';
  end if;
  perform private.require_author_or_admin(v_artifact.tenant_id, v_artifact.user_id);
  update public.artifacts set deleted_at = now() where id = v_artifact.id returning * into v_artifact;
  return v_artifact;
end
$$;

create function private.restore_artifact(p_artifact_id uuid)
returns public.artifacts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_artifact public.artifacts;
begin
  select t.* into v_artifact
  from public.artifacts as t
  where t.id = p_artifact_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted artifact.';
  end if;
  perform private.require_author_or_admin(v_artifact.tenant_id, v_artifact.user_id);
  perform private.hold_venture(v_artifact.tenant_id, v_artifact.venture_id);
  update public.artifacts set deleted_at = null where id = v_artifact.id returning * into v_artifact;
  return v_artifact;
end
$$;

create function private.artifact_at_version(p_artifact_id uuid, p_version integer)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_document jsonb;
  v_latest integer;
  v_diff jsonb;
begin
  select a.version into v_latest
  from public.artifacts as a
  where a.id = p_artifact_id and a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such artifact.';
  end if;
  if p_version is null or p_version not between 1 and v_latest then
    raise sqlstate 'PT404' using message = format('The artifact has no version %s.', coalesce(p_version::text, 'null'));
  end if;
  select v.content into v_document
  from public.artifact_versions as v
  join public.artifacts as a on a.tenant_id = v.tenant_id and a.id = v.artifact_id
  where a.id = p_artifact_id and v.version = 1;
  for v_diff in
    select v.diff
    from public.artifact_versions as v
    join public.artifacts as a on a.tenant_id = v.tenant_id and a.id = v.artifact_id
    where a.id = p_artifact_id and v.version between 2 and p_version
    order by v.version
  loop
    v_document := private.json_patch(v_document, v_diff);
  end loop;
  return v_document;
end
$$;

create function private.revert_artifact(p_artifact_id uuid, p_version integer)
returns public.artifacts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_artifact public.artifacts;
begin
  select a.* into v_artifact
  from public.artifacts as a
  where a.id = p_artifact_id and a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such artifact.';
  end if;
  perform private.require_role(v_artifact.tenant_id, 'MEMBER');
  update public.artifacts as a
  set content = v.content
  from public.artifact_versions as v
  where a.id = v_artifact.id and v.tenant_id = a.tenant_id and v.artifact_id = a.id and v.version = p_version
  returning a.* into v_artifact;
  if not found then
    raise sqlstate 'PT404' using message = format('The artifact has no version %s.', coalesce(p_version::text, 'null'));
  end if;
  return v_artifact;
end
$$;

create function private.requirements_by_evidence_tier(
  p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer
)
returns setof public.requirements
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  -- As a definer function it can use the index on the tier, which row-level security would keep from use; so the
  -- membership is tested here. The same goes for the two listings below.
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select r.*
  from public.requirements as r
  where r.tenant_id = v_tenant_id and r.evidence_tier = p_evidence_tier and r.deleted_at is null
  order by r.created_at desc, r.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

-- ============================================================================== functions: executions and alerts

create function private.agent_executions_by_status(
  p_status public.agent_execution_status, p_limit integer, p_offset integer
)
returns setof public.agent_executions
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select e.*
  from public.agent_executions as e
  where e.tenant_id = v_tenant_id and e.status = p_status
  order by e.started_at desc, e.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

create function private.open_divergence_alerts(
  p_severity public.divergence_severity, p_limit integer, p_offset integer
)
returns setof public.divergence_alerts
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select a.*
  from public.divergence_alerts as a
  join public.ventures as v on v.tenant_id = a.tenant_id and v.id = a.venture_id
  where a.tenant_id = v_tenant_id and a.resolved_at is null and v.deleted_at is null
    and (p_severity is null or a.severity = p_severity)
  order by a.severity desc, a.detected_at desc, a.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

create function private.cancel_agent_execution(p_execution_id uuid)
returns public.agent_executions
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.agent_executions;
begin
  select e.* into v_execution
  from public.agent_executions as e
  where e.id = p_execution_id and e.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  perform private.require_role(v_execution.tenant_id, 'MEMBER');
  if v_execution.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is already %s.', v_execution.status);
  end if;
  return private.stop_agent_execution(v_execution);
end
$$;

create function private.resolve_divergence_alert(p_alert_id uuid)
returns public.divergence_alerts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_alert public.divergence_alerts;
begin
  select a.* into v_alert
  from public.divergence_alerts as a
  join public.ventures as v on v.tenant_id = a.tenant_id and v.id = a.venture_id
  where a.id = p_alert_id and a.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is null
  for no key update of a;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such alert.';
  end if;
  perform private.require_role(v_alert.tenant_id, 'MEMBER');
  if v_alert.resolved_at is not null then
    raise sqlstate 'PT409' using message = 'The alert is already resolved.';
  end if;
  update public.divergence_alerts set resolved_at = greatest(now(), detected_at) where id = v_alert.id
  returning * into v_alert;
  return v_alert;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase default null)
returns public.ventures
language sql security invoker set search_path = ''
as $$ select private.advance_venture(p_venture_id, p_expected_phase) $$;
comment on function public.advance_venture is
'Takes a venture one phase on, if the latest score of the gate in between passed. With p_expected_phase only from that '
'phase, so that a repeated call does not go two steps. MEMBER.';

create function public.delete_venture(p_venture_id uuid) returns public.ventures
language sql security invoker set search_path = ''
as $$ select private.delete_venture(p_venture_id) $$;
comment on function public.delete_venture is
'Soft-deletes a venture with its stories, personas, requirements and artifacts. Its founder, or ADMIN.';

create function public.restore_venture(p_venture_id uuid) returns public.ventures
language sql security invoker set search_path = ''
as $$ select private.restore_venture(p_venture_id) $$;
comment on function public.restore_venture is
'Undoes delete_venture, with what was deleted along with the venture and nothing else. Its founder, or ADMIN.';

create function public.deleted_ventures(p_limit integer default 20, p_offset integer default 0)
returns setof public.ventures
language sql stable security invoker set search_path = ''
as $$ select * from private.deleted_ventures(p_limit, p_offset) $$;
comment on function public.deleted_ventures is
'Soft-deleted ventures of the current tenant, the last deleted first; at most 100. MEMBER.';

create function public.delete_user_story(p_user_story_id uuid) returns public.user_stories
language sql security invoker set search_path = ''
as $$ select private.delete_user_story(p_user_story_id) $$;
comment on function public.delete_user_story is 'Soft-deletes a story. Who made it, or ADMIN.';

create function public.restore_user_story(p_user_story_id uuid) returns public.user_stories
language sql security invoker set search_path = ''
as $$ select private.restore_user_story(p_user_story_id) $$;
comment on function public.restore_user_story is
'Undoes delete_user_story, while the venture is live. Who made it, or ADMIN.';

create function public.delete_persona(p_persona_id uuid) returns public.personas
language sql security invoker set search_path = ''
as $$ select private.delete_persona(p_persona_id) $$;
comment on function public.delete_persona is 'Soft-deletes a persona. Who made it, or ADMIN.';

create function public.restore_persona(p_persona_id uuid) returns public.personas
language sql security invoker set search_path = ''
as $$ select private.restore_persona(p_persona_id) $$;
comment on function public.restore_persona is
'Undoes delete_persona, while the venture is live. Who made it, or ADMIN.';

create function public.delete_requirement(p_requirement_id uuid) returns public.requirements
language sql security invoker set search_path = ''
as $$ select private.delete_requirement(p_requirement_id) $$;
comment on function public.delete_requirement is 'Soft-deletes a requirement. Who made it, or ADMIN.';

create function public.restore_requirement(p_requirement_id uuid) returns public.requirements
language sql security invoker set search_path = ''
as $$ select private.restore_requirement(p_requirement_id) $$;
comment on function public.restore_requirement is
'Undoes delete_requirement, while the venture is live. Who made it, or ADMIN.';

create function public.delete_artifact(p_artifact_id uuid) returns public.artifacts
language sql security invoker set search_path = ''
as $$ select private.delete_artifact(p_artifact_id) $$;
comment on function public.delete_artifact is 'Soft-deletes an artifact. Who made it, or ADMIN.';

create function public.restore_artifact(p_artifact_id uuid) returns public.artifacts
language sql security invoker set search_path = ''
as $$ select private.restore_artifact(p_artifact_id) $$;
comment on function public.restore_artifact is
'Undoes delete_artifact, while the venture is live. Who made it, or ADMIN.';

create function public.artifact_at_version(p_artifact_id uuid, p_version integer) returns jsonb
language sql stable security invoker set search_path = ''
as $$ select private.artifact_at_version(p_artifact_id, p_version) $$;
comment on function public.artifact_at_version is
'The content of an artifact as of a version, made from the first version and the differences since. VIEWER.';

create function public.revert_artifact(p_artifact_id uuid, p_version integer) returns public.artifacts
language sql security invoker set search_path = ''
as $$ select private.revert_artifact(p_artifact_id, p_version) $$;
comment on function public.revert_artifact is
'Gives an artifact the content of an old version again, as its newest one. MEMBER.';

create function public.requirements_by_evidence_tier(
  p_evidence_tier public.evidence_tier, p_limit integer default 20, p_offset integer default 0
)
returns setof public.requirements
language sql stable security invoker set search_path = ''
as $$ select * from private.requirements_by_evidence_tier(p_evidence_tier, p_limit, p_offset) $$;
comment on function public.requirements_by_evidence_tier is
'Requirements of the current tenant with this evidence, the newest first; at most 100.';

create function public.agent_executions_by_status(
  p_status public.agent_execution_status, p_limit integer default 20, p_offset integer default 0
)
returns setof public.agent_executions
language sql stable security invoker set search_path = ''
as $$ select * from private.agent_executions_by_status(p_status, p_limit, p_offset) $$;
comment on function public.agent_executions_by_status is
'Runs of agents of the current tenant in this status, the last started first; at most 100.';

create function public.open_divergence_alerts(
  p_severity public.divergence_severity default null, p_limit integer default 20, p_offset integer default 0
)
returns setof public.divergence_alerts
language sql stable security invoker set search_path = ''
as $$ select * from private.open_divergence_alerts(p_severity, p_limit, p_offset) $$;
comment on function public.open_divergence_alerts is
'Unresolved alerts of the current tenant''s ventures, the most severe and then the newest first; at most 100.';

create function public.cancel_agent_execution(p_execution_id uuid) returns public.agent_executions
language sql security invoker set search_path = ''
as $$ select private.cancel_agent_execution(p_execution_id) $$;
comment on function public.cancel_agent_execution is
'Stops a run of an agent: at once while PENDING, by asking its worker while RUNNING. MEMBER.';

create function public.resolve_divergence_alert(p_alert_id uuid) returns public.divergence_alerts
language sql security invoker set search_path = ''
as $$ select private.resolve_divergence_alert(p_alert_id) $$;
comment on function public.resolve_divergence_alert is 'Closes an open alert, once. MEMBER.';

create function public.agent_model_calls(public.agent_executions) returns setof public.cost_tracking
language sql stable security invoker rows 2 set search_path = ''
as $$
  select c.*
  from public.cost_tracking as c
  where c.reference_id = $1.id and c.tenant_id = $1.tenant_id and c.purpose = 'AGENT_EXECUTION'
  order by c.started_at, c.created_at
$$;
comment on function public.agent_model_calls is
'The ledger rows of a run of an agent, embedded as agent_executions?select=*,agent_model_calls(*).';

-- ========================================================================================================= triggers

create trigger ventures_set_updated_at before update on public.ventures
for each row execute function private.set_updated_at();
create trigger ventures_refuse_tenant_change before update of tenant_id on public.ventures
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger ventures_require_member before insert or update of user_id on public.ventures
for each row execute function private.require_member_as_user();
create trigger ventures_begin_in_discover before insert on public.ventures
for each row when (new.phase <> 'DISCOVER')
execute function private.guard_venture_phase();
create trigger ventures_pass_gates before update of phase on public.ventures
for each row when (old.phase is distinct from new.phase)
execute function private.guard_venture_phase();
create trigger ventures_record_first_phase after insert on public.ventures
for each row execute function private.record_venture_phase();
create trigger ventures_record_phase after update of phase on public.ventures
for each row when (old.phase is distinct from new.phase)
execute function private.record_venture_phase();
create trigger ventures_audit after insert or update or delete on public.ventures
for each row execute function private.audit('venture');

create trigger quality_gates_require_venture before insert on public.quality_gates
for each row execute function private.require_live_venture();
create trigger quality_gates_are_append_only before update or delete on public.quality_gates
for each row execute function private.refuse_change('except_purge');
create trigger quality_gates_are_not_truncated before truncate on public.quality_gates
for each statement execute function private.refuse_change();
create trigger quality_gates_audit after insert on public.quality_gates
for each row execute function private.audit('quality_gate');

create trigger venture_phases_set_updated_at before update on public.venture_phases
for each row execute function private.set_updated_at();
create trigger venture_phases_refuse_tenant_change before update of tenant_id on public.venture_phases
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger venture_phases_require_member before insert or update of user_id on public.venture_phases
for each row when (new.user_id is not null)
execute function private.require_member_as_user();

create trigger user_stories_set_updated_at before update on public.user_stories
for each row execute function private.set_updated_at();
create trigger user_stories_refuse_tenant_change before update of tenant_id on public.user_stories
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger user_stories_require_member before insert or update of user_id on public.user_stories
for each row execute function private.require_member_as_user();
create trigger user_stories_require_venture before insert or update of venture_id on public.user_stories
for each row execute function private.require_live_venture();
create trigger user_stories_audit after insert or update or delete on public.user_stories
for each row execute function private.audit('user_story');

create trigger personas_set_updated_at before update on public.personas
for each row execute function private.set_updated_at();
create trigger personas_refuse_tenant_change before update of tenant_id on public.personas
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger personas_require_member before insert or update of user_id on public.personas
for each row execute function private.require_member_as_user();
create trigger personas_require_venture before insert or update of venture_id on public.personas
for each row execute function private.require_live_venture();
create trigger personas_audit after insert or update or delete on public.personas
for each row execute function private.audit('persona');

create trigger requirements_set_updated_at before update on public.requirements
for each row execute function private.set_updated_at();
create trigger requirements_refuse_tenant_change before update of tenant_id on public.requirements
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger requirements_require_member before insert or update of user_id on public.requirements
for each row execute function private.require_member_as_user();
create trigger requirements_require_venture before insert or update of venture_id on public.requirements
for each row execute function private.require_live_venture();
create trigger requirements_require_production before insert or update of evidence_tier on public.requirements
for each row when (new.evidence_tier = 'E4')
execute function private.guard_evidence();
create trigger requirements_audit after insert or update or delete on public.requirements
for each row execute function private.audit('requirement');

create trigger artifacts_refuse_tenant_change before update of tenant_id on public.artifacts
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger artifacts_require_member before insert or update of user_id on public.artifacts
for each row execute function private.require_member_as_user();
create trigger artifacts_require_venture before insert or update of venture_id on public.artifacts
for each row execute function private.require_live_venture();
create trigger artifacts_require_editor before update of updated_by on public.artifacts
for each row execute function private.require_member_as_editor();
create trigger artifacts_version before insert or update on public.artifacts
for each row execute function private.version_artifact();
create trigger artifacts_record_first_version after insert on public.artifacts
for each row execute function private.record_artifact_version();
create trigger artifacts_record_version after update on public.artifacts
for each row when (old.version <> new.version)
execute function private.record_artifact_version();
create trigger artifacts_audit after insert or update or delete on public.artifacts
for each row execute function private.audit('artifact');

create trigger artifact_versions_require_member before insert on public.artifact_versions
for each row execute function private.require_member_as_author();
create trigger artifact_versions_are_append_only before update or delete on public.artifact_versions
for each row execute function private.refuse_change('except_purge');
create trigger artifact_versions_are_not_truncated before truncate on public.artifact_versions
for each statement execute function private.refuse_change();

create trigger agent_executions_guard before insert or update on public.agent_executions
for each row execute function private.guard_agent_execution();
create trigger agent_executions_refuse_tenant_change before update of tenant_id on public.agent_executions
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger agent_executions_require_member before insert or update of user_id on public.agent_executions
for each row execute function private.require_member_as_user();
create trigger agent_executions_require_venture before insert or update of venture_id on public.agent_executions
for each row execute function private.require_live_venture();
create trigger agent_executions_find_agent before insert or update of agent_id, agent_tenant_id
on public.agent_executions
for each row execute function private.find_execution_agent();
create trigger agent_executions_count_begin after insert on public.agent_executions
for each row execute function private.count_execution_of_agent();
create trigger agent_executions_count_end after update of status on public.agent_executions
for each row when (old.completed_at is null and new.completed_at is not null)
execute function private.count_execution_of_agent();
create trigger agent_executions_are_not_deleted before delete on public.agent_executions
for each row execute function private.refuse_change('except_purge');
create trigger agent_executions_are_not_truncated before truncate on public.agent_executions
for each statement execute function private.refuse_change();
create trigger agent_executions_audit_begin after insert on public.agent_executions
for each row execute function private.audit_agent_execution();
create trigger agent_executions_audit_cancel after update of cancel_requested_at on public.agent_executions
for each row when (old.cancel_requested_at is null and new.cancel_requested_at is not null)
execute function private.audit_agent_execution();

create trigger agent_checkpoints_set_updated_at before update on public.agent_checkpoints
for each row execute function private.set_updated_at();
create trigger agent_checkpoints_refuse_tenant_change before update of tenant_id on public.agent_checkpoints
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();

create trigger telemetry_requires_venture before insert on public.telemetry
for each row execute function private.require_live_venture();
create trigger telemetry_is_append_only before update or delete on public.telemetry
for each row execute function private.refuse_change('except_purge');
create trigger telemetry_is_not_truncated before truncate on public.telemetry
for each statement execute function private.refuse_change();

create trigger divergence_alerts_guard before update on public.divergence_alerts
for each row execute function private.guard_divergence_alert();
create trigger divergence_alerts_refuse_tenant_change before update of tenant_id on public.divergence_alerts
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger divergence_alerts_require_venture before insert or update of venture_id on public.divergence_alerts
for each row execute function private.require_live_venture();
create trigger divergence_alerts_audit after insert or update or delete on public.divergence_alerts
for each row execute function private.audit('divergence_alert');

-- =========================================================================================================== grants

revoke all on public.ventures, public.quality_gates, public.venture_phases, public.user_stories, public.personas,
public.requirements, public.artifacts, public.artifact_versions, public.agent_executions, public.agent_checkpoints,
public.telemetry, public.divergence_alerts, public.latest_gates
from public, anon, authenticated, service_role;

grant select on public.ventures, public.quality_gates, public.venture_phases, public.user_stories, public.personas,
public.requirements, public.artifacts, public.artifact_versions, public.agent_executions, public.agent_checkpoints,
public.telemetry, public.divergence_alerts, public.latest_gates
to authenticated, service_role;

grant insert (tenant_id, user_id, name, description), update (name, description) on public.ventures to authenticated;

-- What members write, the engines write for them as well, naming the member.
grant insert (tenant_id, venture_id, user_id, title, description, priority, evidence_tier),
update (title, description, priority, evidence_tier)
on public.user_stories to authenticated, service_role;
grant
insert (tenant_id, venture_id, user_id, name, occupation, summary, goals, frustrations, attributes, evidence_tier),
update (name, occupation, summary, goals, frustrations, attributes, evidence_tier)
on public.personas to authenticated, service_role;
grant insert (tenant_id, venture_id, user_id, description, evidence_tier, evidence_url, is_critical),
update (description, evidence_tier, evidence_url, is_critical)
on public.requirements to authenticated, service_role;
grant insert (tenant_id, venture_id, user_id, type, content, metadata), update (content, metadata)
on public.artifacts to authenticated, service_role;
grant update (updated_by) on public.artifacts to service_role;

-- What only the engines write. Triggers keep them to the rules.
grant insert (tenant_id, venture_id, gate_type, score, criteria) on public.quality_gates to service_role;
grant insert (tenant_id, venture_id, agent_id, user_id, status, input, model),
update (
  status, output, error, model, token_usage, cost_usd, cost_is_complete, cancel_requested_at, started_at, completed_at
)
on public.agent_executions to service_role;
grant insert (tenant_id, execution_id, checkpoint_key, state), update (state), delete
on public.agent_checkpoints to service_role;
grant insert (tenant_id, venture_id, component, metric, value, payload, recorded_at) on public.telemetry
to service_role;
grant insert (tenant_id, venture_id, component, expected, actual, severity, detected_at), update (resolved_at)
on public.divergence_alerts to service_role;

revoke all on all functions in schema private from public, anon;

-- What defaults, generated columns and policies call, as whoever reads or writes the row. The service has no tenant of
-- its own: it names one.
grant execute on function private.current_tenant_id() to service_role;
grant execute on function private.gate_threshold(public.gate_type) to service_role;
grant execute on function private.my_deleted_venture_ids(), private.my_deleted_artifact_ids() to authenticated;

-- What clients call, and the definer half of each.
revoke all on function public.advance_venture(uuid, public.venture_phase), public.delete_venture(uuid),
public.restore_venture(uuid), public.deleted_ventures(integer, integer), public.delete_user_story(uuid),
public.restore_user_story(uuid), public.delete_persona(uuid), public.restore_persona(uuid),
public.delete_requirement(uuid), public.restore_requirement(uuid), public.delete_artifact(uuid),
public.restore_artifact(uuid), public.artifact_at_version(uuid, integer), public.revert_artifact(uuid, integer),
public.requirements_by_evidence_tier(public.evidence_tier, integer, integer),
public.agent_executions_by_status(public.agent_execution_status, integer, integer),
public.open_divergence_alerts(public.divergence_severity, integer, integer), public.cancel_agent_execution(uuid),
public.resolve_divergence_alert(uuid),
public.agent_model_calls(public.agent_executions)
from public, anon, authenticated, service_role;

grant execute on function public.advance_venture(uuid, public.venture_phase) to authenticated;
grant execute on function private.advance_venture(uuid, public.venture_phase) to authenticated;
grant execute on function public.delete_venture(uuid), private.delete_venture(uuid) to authenticated;
grant execute on function public.restore_venture(uuid), private.restore_venture(uuid) to authenticated;
grant execute on function public.deleted_ventures(integer, integer) to authenticated;
grant execute on function private.deleted_ventures(integer, integer) to authenticated;
grant execute on function public.delete_user_story(uuid), private.delete_user_story(uuid) to authenticated;
grant execute on function public.restore_user_story(uuid), private.restore_user_story(uuid) to authenticated;
grant execute on function public.delete_persona(uuid), private.delete_persona(uuid) to authenticated;
grant execute on function public.restore_persona(uuid), private.restore_persona(uuid) to authenticated;
grant execute on function public.delete_requirement(uuid), private.delete_requirement(uuid) to authenticated;
grant execute on function public.restore_requirement(uuid), private.restore_requirement(uuid) to authenticated;
grant execute on function public.delete_artifact(uuid), private.delete_artifact(uuid) to authenticated;
grant execute on function public.restore_artifact(uuid), private.restore_artifact(uuid) to authenticated;
grant execute on function public.artifact_at_version(uuid, integer) to authenticated;
grant execute on function private.artifact_at_version(uuid, integer) to authenticated;
grant execute on function public.revert_artifact(uuid, integer), private.revert_artifact(uuid, integer)
to authenticated;
grant execute on function public.requirements_by_evidence_tier(public.evidence_tier, integer, integer) to authenticated;
grant execute on function private.requirements_by_evidence_tier(public.evidence_tier, integer, integer)
to authenticated;
grant execute on function public.agent_executions_by_status(public.agent_execution_status, integer, integer)
to authenticated;
grant execute on function private.agent_executions_by_status(public.agent_execution_status, integer, integer)
to authenticated;
grant execute on function public.open_divergence_alerts(public.divergence_severity, integer, integer) to authenticated;
grant execute on function private.open_divergence_alerts(public.divergence_severity, integer, integer) to authenticated;
grant execute on function public.cancel_agent_execution(uuid), private.cancel_agent_execution(uuid) to authenticated;
grant execute on function public.resolve_divergence_alert(uuid), private.resolve_divergence_alert(uuid)
to authenticated;
grant execute on function public.agent_model_calls(public.agent_executions) to authenticated, service_role;

-- ========================================================================================================= policies

alter table public.ventures enable row level security;
alter table public.ventures force row level security;
alter table public.quality_gates enable row level security;
alter table public.quality_gates force row level security;
alter table public.venture_phases enable row level security;
alter table public.venture_phases force row level security;
alter table public.user_stories enable row level security;
alter table public.user_stories force row level security;
alter table public.personas enable row level security;
alter table public.personas force row level security;
alter table public.requirements enable row level security;
alter table public.requirements force row level security;
alter table public.artifacts enable row level security;
alter table public.artifacts force row level security;
alter table public.artifact_versions enable row level security;
alter table public.artifact_versions force row level security;
alter table public.agent_executions enable row level security;
alter table public.agent_executions force row level security;
alter table public.agent_checkpoints enable row level security;
alter table public.agent_checkpoints force row level security;
alter table public.telemetry enable row level security;
alter table public.telemetry force row level security;
alter table public.divergence_alerts enable row level security;
alter table public.divergence_alerts force row level security;

create policy "members see the ventures of their tenants" on public.ventures
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers found ventures in their own name" on public.ventures
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the ventures of their tenants" on public.ventures
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

-- What has no deletion of its own is hidden with its venture.
create policy "members see the gates of their tenants" on public.quality_gates
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and venture_id <> all((select private.my_deleted_venture_ids())::uuid[])
);

create policy "members see the phases of the ventures of their tenants" on public.venture_phases
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and venture_id <> all((select private.my_deleted_venture_ids())::uuid[])
);

create policy "members see the alerts of their tenants" on public.divergence_alerts
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and venture_id <> all((select private.my_deleted_venture_ids())::uuid[])
);

-- That the venture is there and live, a trigger sees to.
create policy "members see the stories of their tenants" on public.user_stories
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers add stories in their own name" on public.user_stories
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the stories of their tenants" on public.user_stories
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "members see the personas of their tenants" on public.personas
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers add personas in their own name" on public.personas
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the personas of their tenants" on public.personas
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "members see the requirements of their tenants" on public.requirements
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers add requirements in their own name" on public.requirements
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the requirements of their tenants" on public.requirements
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "members see the artifacts of their tenants" on public.artifacts
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers add artifacts in their own name" on public.artifacts
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the artifacts of their tenants" on public.artifacts
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "members see the artifact versions of their tenants" on public.artifact_versions
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and artifact_id <> all((select private.my_deleted_artifact_ids())::uuid[])
);

-- What ran, and what was measured, is history: it stays readable when the venture is deleted.
create policy "members see the runs of agents of their tenants" on public.agent_executions
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see the checkpoints of their tenants" on public.agent_checkpoints
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see the telemetry of their tenants" on public.telemetry
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));
