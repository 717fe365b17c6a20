-- Workflows: agents, the workflows that order them, their executions with logs, templates and deployments.
--
-- Agents and workflows are edited in place and versioned in trees: a new version is a row of its own that names the
-- first version as its parent. What a workflow does is its steps, which are checked as a graph when it is activated and
-- stand still while it is active. Executions and logs are written by the service, guarded by triggers; counters follow
-- from them. Public agents, workflows and templates are readable by everybody who has signed in, and used by copying.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.agent_type as enum (
  'code',     -- given on insert: runs JavaScript or TypeScript
  'api',      -- given on insert: calls an HTTP API
  'llm',      -- given on insert: asks a language model
  'data',     -- given on insert: transforms data
  'workflow'  -- given on insert: runs another workflow
);
comment on type public.agent_type is 'How an agent works.';

create type public.agent_status as enum (
  'draft',     -- on insert, new_agent_version, copy_agent, use_template: not executable
  'active',    -- activate_agent: may be executed
  'inactive',  -- deactivate_agent: for a while not
  'archived'   -- archive_agent: kept for its history
);
comment on type public.agent_status is
'draft -> active <-> inactive, any of them -> archived, which is final. Never back to draft.';

create type public.agent_phase as enum ('DISCOVER', 'DEFINE', 'DESIGN', 'DEVELOP', 'DEPLOY');
comment on type public.agent_phase is 'The phase of a venture for which an agent is made, given on insert.';

create type public.workflow_status as enum (
  'draft',     -- on insert, new_workflow_version, copy_workflow, use_template: not executable
  'active',    -- activate_workflow: its steps were found sound, and stand still
  'inactive',  -- deactivate_workflow, or restore_workflow of an active one: for a while not
  'archived'   -- archive_workflow: kept for its history
);
comment on type public.workflow_status is
'draft -> active <-> inactive, any of them -> archived, which is final. Never back to draft.';

create type public.workflow_step_type as enum (
  'agent',      -- given on insert: executes an agent
  'condition',  -- given on insert: branches
  'loop',       -- given on insert: goes through a collection
  'parallel',   -- given on insert: does several things at once
  'wait'        -- given on insert: pauses
);
comment on type public.workflow_step_type is 'What a step does.';

create type public.error_handling as enum (
  'fail',      -- on insert: an error of the step ends the workflow
  'continue',  -- given by the author: the step has failed, the workflow goes on
  'retry'      -- given by the author: again, retry_count times, retry_delay_ms apart
);
comment on type public.error_handling is 'What follows from an error of a step.';

create type public.workflow_execution_status as enum (
  'pending',    -- start_workflow_execution, or an insert by the service: waits to be run
  'running',    -- the service takes it up
  'completed',  -- the service: it reached its end
  'failed',     -- the service: it ended with an error
  'cancelled',  -- cancel_workflow_execution or delete_workflow while pending; the service after a request while running
  'timeout'     -- the service: it ran for too long
);
comment on type public.workflow_execution_status is
'pending -> running -> completed | failed | cancelled | timeout, pending -> cancelled. The last four are final.';

create type public.workflow_trigger_type as enum (
  'manual',     -- start_workflow_execution
  'scheduled',  -- the service, by the workflow's cron expression
  'api',        -- the service, for a call with an API key
  'webhook',    -- the service, for a call from outside
  'event'       -- the service, for something that happened inside
);
comment on type public.workflow_trigger_type is 'What started an execution.';

create type public.workflow_log_level as enum ('debug', 'info', 'warn', 'error', 'fatal');
comment on type public.workflow_log_level is 'Weight of a log line, given by the service.';

create type public.workflow_step_status as enum (
  'pending',    -- the service: not yet begun
  'running',    -- the service: begun
  'completed',  -- the service: ended well
  'failed',     -- the service: ended with an error
  'skipped'     -- the service: passed over, for something that it depends on failed
);
comment on type public.workflow_step_status is 'How a step stood when a log line was written.';

create type public.template_type as enum (
  'agent',     -- given on insert: use_template makes an agent of it
  'workflow',  -- given on insert: use_template makes a workflow of it, with its steps and their agents
  'step'       -- given on insert: use_template adds it to a workflow, or gives its content
);
comment on type public.template_type is 'What a template is made into.';

create type public.environment_tier as enum (
  'development',  -- given on insert
  'staging',      -- given on insert: trials before production
  'production'    -- on insert: for real
);
comment on type public.environment_tier is 'What a deployment is for.';

create type public.deployment_status as enum (
  'stopped',     -- on insert; the service, once a stopping one has stopped
  'starting',    -- start_deployment
  'running',     -- the service, once a starting one answers; or after maintenance
  'stopping',    -- stop_deployment, deletion; or its target is deactivated, archived or deleted
  'failed',      -- the service: it did not start, run or stop
  'maintenance'  -- the service: a running one is held for a while
);
comment on type public.deployment_status is
'stopped | failed -> starting -> running <-> maintenance; starting, running, maintenance -> stopping -> stopped; '
'starting, running, stopping, maintenance -> failed.';

create type public.health_status as enum (
  'unknown',    -- on insert, start_deployment: nobody has looked yet
  'healthy',    -- the service: all checks pass
  'unhealthy',  -- the service: checks fail
  'degraded'    -- the service: some checks fail
);
comment on type public.health_status is 'What the last health check of a deployment said.';

-- ============================================================================================ functions of the checks

create function private.cron_field(p_field text, p_minimum integer, p_maximum integer, p_names text[])
returns integer[]
language plpgsql immutable
set search_path = ''
as $$
declare
  v_values integer[] := array[]::integer[];
  v_term text;
  v_parts text[];
  v_from integer;
  v_to integer;
  v_step integer;
begin
  foreach v_term in array string_to_array(p_field, ',') loop
    v_parts := regexp_match(v_term, '^(\*|[0-9]{1,4}|[A-Z]{3})(?:-([0-9]{1,4}|[A-Z]{3}))?(?:/([0-9]{1,4}))?$');
    if v_parts is null or (v_parts[1] = '*' and v_parts[2] is not null) then
      return null;
    end if;
    v_step := coalesce(v_parts[3]::integer, 1);
    if v_parts[1] = '*' then
      v_from := p_minimum;
      v_to := p_maximum;
    else
      v_from := case
        when v_parts[1] ~ '^[0-9]' then v_parts[1]::integer else p_minimum + array_position(p_names, v_parts[1]) - 1
      end;
      v_to := case
        when v_parts[2] is null then v_from
        when v_parts[2] ~ '^[0-9]' then v_parts[2]::integer
        else p_minimum + array_position(p_names, v_parts[2]) - 1
      end;
    end if;
    if v_step < 1 or not coalesce(v_from >= p_minimum and v_from <= v_to and v_to <= p_maximum, false) then
      return null;
    end if;
    -- One value with a step goes on to the end of the range.
    if v_from = v_to and v_parts[3] is not null then
      v_to := p_maximum;
    end if;
    v_values := v_values || array(select n from generate_series(v_from, v_to, v_step) as n);
  end loop;
  return v_values;
end
$$;
comment on function private.cron_field is
'The values that one field of a cron expression names, or null when it is malformed.';

create function private.cron_is_valid(p_expression text)
returns boolean
language plpgsql immutable security definer
set search_path = ''
as $$
declare
  c_lengths constant integer[] := array[31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  v_fields text[] := regexp_split_to_array(upper(btrim(p_expression, E' \t')), '[ \t]+');
  v_days integer[];
  v_months integer[];
begin
  if p_expression is null then
    return null;
  end if;
  if cardinality(v_fields) <> 5
    or private.cron_field(v_fields[1], 0, 59, '{}') is null
    or private.cron_field(v_fields[2], 0, 23, '{}') is null
    or private.cron_field(v_fields[5], 0, 7, '{SUN,MON,TUE,WED,THU,FRI,SAT}') is null
  then
    return false;
  end if;
  v_days := private.cron_field(v_fields[3], 1, 31, '{}');
  v_months := private.cron_field(v_fields[4], 1, 12, '{JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC}');
  if v_days is null or v_months is null then
    return false;
  end if;
  -- A star in either field of days means that both must match: then some month must have such a day.
  return v_fields[3] not like '*%' and v_fields[5] not like '*%'
    or (select min(d.day) from unnest(v_days) as d (day))
    <= (select max(c_lengths[m.month]) from unnest(v_months) as m (month));
end
$$;
comment on function private.cron_is_valid is
'Five fields of numbers, lists, ranges, steps and the names of months and days, as cronsim reads them; and some day '
'that matches.';

create function private.step_is_well_formed(p_step jsonb)
returns boolean
language sql immutable
set search_path = ''
as $$
  select coalesce(
    jsonb_typeof(p_step) = 'object'
    and (p_step ->> 'step_key') ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$'
    and (p_step ->> 'step_type') in ('agent', 'condition', 'loop', 'parallel', 'wait')
    and coalesce(jsonb_typeof(p_step -> 'depends_on'), 'array') = 'array'
    and coalesce(jsonb_typeof(p_step -> 'config'), 'object') = 'object'
    and coalesce(jsonb_typeof(p_step -> 'inputs'), 'object') = 'object'
    and coalesce(jsonb_typeof(p_step -> 'outputs'), 'object') = 'object'
    and coalesce(jsonb_typeof(p_step -> 'agent'), 'object') = 'object'
    and coalesce((p_step #>> '{agent,type}') in ('code', 'api', 'llm', 'data', 'workflow'), not p_step ? 'agent'),
    false
  )
$$;
comment on function private.step_is_well_formed is 'An object with step_key and step_type, and the rest of its type.';

create function private.template_data_is_usable(p_type public.template_type, p_data jsonb)
returns boolean
language sql immutable security definer
set search_path = ''
as $$
  select case
    when jsonb_typeof(p_data) <> 'object' then false
    when p_type = 'agent' then coalesce((p_data ->> 'type') in ('code', 'api', 'llm', 'data', 'workflow'), false)
    when p_type = 'step' then private.step_is_well_formed(p_data)
    when coalesce(jsonb_typeof(p_data -> 'steps'), '') <> 'array' then false
    else (
      select
        count(*) between 1 and 200 and bool_and(private.step_is_well_formed(s.step))
        and count(*) = count(distinct s.step ->> 'step_key')
      from jsonb_array_elements(p_data -> 'steps') as s (step)
    )
  end
$$;
comment on function private.template_data_is_usable is
'agent: an object with a type of agent. step: an object with step_key and step_type. workflow: an object with steps, '
'1 to 200 of them, each with a key of its own.';

create function private.environment_is_well_formed(p_variables jsonb)
returns boolean
language sql immutable
set search_path = ''
as $$
  select
    case
      when jsonb_typeof(p_variables) <> 'object' then false
      else (
        select
          count(*) <= 100
          and coalesce(bool_and(v.name ~ '^[A-Za-z_][A-Za-z0-9_]{0,99}$' and jsonb_typeof(v.value) = 'string'), true)
        from jsonb_each(p_variables) as v (name, value)
      )
    end
$$;
comment on function private.environment_is_well_formed is 'At most 100 variables, each an identifier with a string.';

-- =========================================================================================================== tables

create table public.agents (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid default auth.uid() references public.users (id),
  name text not null,
  slug text,
  description text,
  purpose text,
  type public.agent_type not null,
  phase public.agent_phase,
  status public.agent_status not null default 'draft',
  version integer not null default 1,
  parent_id uuid,
  config jsonb not null default '{}',
  capabilities jsonb not null default '[]',
  parameters jsonb not null default '{}',
  prompt_template text,
  input_schema jsonb,
  output_schema jsonb,
  max_execution_time integer default 300,
  max_memory_mb integer default 512,
  max_concurrent_executions integer default 1,
  total_executions integer not null default 0,
  successful_executions integer not null default 0,
  failed_executions integer not null default 0,
  timed_executions integer not null default 0,
  total_execution_time_ms bigint not null default 0,
  avg_execution_time_ms integer not null generated always as (
    coalesce(round(total_execution_time_ms::numeric / nullif(timed_executions, 0)), 0)
  ) stored,
  tags text[] not null default '{}',
  is_public boolean not null default false,
  is_template boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint agents_id_in_tenant unique (tenant_id, id),
  constraint agents_first_version foreign key (tenant_id, parent_id) references public.agents (tenant_id, id)
  on update cascade on delete set null (parent_id),
  constraint agents_have_a_user_unless_official check (
    user_id is not null or tenant_id = private.official_tenant_id()
  ),
  constraint agents_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 255),
  constraint agents_slug_is_short_and_plain check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 100),
  constraint agents_slug_is_of_the_first_version check (slug is null or parent_id is null),
  constraint agents_description_fits check (char_length(description) <= 5000),
  constraint agents_purpose_fits check (char_length(purpose) <= 2000),
  constraint agents_later_versions_follow_the_first check (version >= 1 and (parent_id is null or version > 1)),
  constraint agents_config_is_object_of_100_kb check (private.json_fits(config, 'object', 102400)),
  constraint agents_capabilities_is_array_of_16_kb check (private.json_fits(capabilities, 'array', 16384)),
  constraint agents_parameters_is_object_of_100_kb check (private.json_fits(parameters, 'object', 102400)),
  constraint agents_prompt_template_fits check (prompt_template <> '' and octet_length(prompt_template) <= 102400),
  constraint agents_input_schema_is_object_of_100_kb check (private.json_fits(input_schema, 'object', 102400)),
  constraint agents_output_schema_is_object_of_100_kb check (private.json_fits(output_schema, 'object', 102400)),
  constraint agents_max_execution_time_is_a_day check (max_execution_time between 1 and 86400),
  constraint agents_max_memory_mb_is_64_gb check (max_memory_mb between 16 and 65536),
  constraint agents_max_concurrent_executions_is_a_thousand check (max_concurrent_executions between 1 and 1000),
  constraint agents_counters_add_up check (
    successful_executions >= 0 and failed_executions >= 0 and timed_executions >= 0 and total_execution_time_ms >= 0
    and successful_executions + failed_executions <= total_executions and timed_executions <= total_executions
  ),
  constraint agents_tags_are_few_and_short check (private.tags_fit(tags))
);
comment on table public.agents is
'What does a piece of work: the tenant''s own, and the official ones that come with FormaOps.';
comment on column public.agents.user_id is 'The owner; null for official agents only.';
comment on column public.agents.slug is 'A name for programs, unique among the live agents of a tenant.';
comment on column public.agents.purpose is 'What the agent is for, in a sentence.';
comment on column public.agents.phase is 'Set for those that work on a venture.';
comment on column public.agents.version is 'Counted along the tree by new_agent_version.';
comment on column public.agents.parent_id is 'The first version of this agent; null for the first version itself.';
comment on column public.agents.config is 'How it works, by its type: model and parameters, code, address.';
comment on column public.agents.capabilities is 'What it can do, for those who look for one.';
comment on column public.agents.parameters is 'JSON Schema or description of the parameters that config may take.';
comment on column public.agents.prompt_template is 'Liquid, {{name}}: what an llm agent asks. At most 100 kB.';
comment on column public.agents.input_schema is 'JSON Schema of what it is given.';
comment on column public.agents.output_schema is 'JSON Schema of what it answers.';
comment on column public.agents.max_execution_time is 'Seconds; null is unlimited.';
comment on column public.agents.total_executions is
'Counted by private.count_agent_execution; 0 for official agents, whose users would wait for one another and see each '
'other''s work in them.';
comment on column public.agents.timed_executions is 'How many executions total_execution_time_ms sums.';
comment on column public.agents.avg_execution_time_ms is 'total_execution_time_ms / timed_executions.';
comment on column public.agents.is_public is 'Readable by everybody who has signed in; they use it by copying.';
comment on column public.agents.is_template is 'Offered for copying.';
comment on column public.agents.deleted_at is 'Soft delete by delete_agent, undone by restore_agent.';

create table public.workflows (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid not null default auth.uid() references public.users (id),
  name text not null,
  description text,
  status public.workflow_status not null default 'draft',
  version integer not null default 1,
  parent_id uuid,
  definition jsonb not null default '{}',
  trigger_config jsonb not null default '{}',
  schedule_enabled boolean not null default false,
  schedule_cron text,
  schedule_timezone text not null default 'UTC',
  total_executions integer not null default 0,
  successful_executions integer not null default 0,
  failed_executions integer not null default 0,
  timed_executions integer not null default 0,
  total_execution_time_ms bigint not null default 0,
  avg_execution_time_ms integer not null generated always as (
    coalesce(round(total_execution_time_ms::numeric / nullif(timed_executions, 0)), 0)
  ) stored,
  last_execution_at timestamptz,
  tags text[] not null default '{}',
  is_public boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint workflows_id_in_tenant unique (tenant_id, id),
  constraint workflows_first_version foreign key (tenant_id, parent_id) references public.workflows (tenant_id, id)
  on update cascade on delete set null (parent_id),
  constraint workflows_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 255),
  constraint workflows_description_fits check (char_length(description) <= 5000),
  constraint workflows_later_versions_follow_the_first check (version >= 1 and (parent_id is null or version > 1)),
  constraint workflows_definition_is_object_of_256_kb check (private.json_fits(definition, 'object', 262144)),
  constraint workflows_trigger_config_is_object_of_100_kb check (private.json_fits(trigger_config, 'object', 102400)),
  constraint workflows_schedule_has_a_cron_expression check (not schedule_enabled or schedule_cron is not null),
  constraint workflows_schedule_cron_is_valid check (
    char_length(schedule_cron) <= 100 and private.cron_is_valid(schedule_cron)
  ),
  constraint workflows_schedule_timezone_fits check (char_length(schedule_timezone) between 1 and 50),
  constraint workflows_counters_add_up check (
    successful_executions >= 0 and failed_executions >= 0 and timed_executions >= 0 and total_execution_time_ms >= 0
    and successful_executions + failed_executions <= total_executions and timed_executions <= total_executions
  ),
  constraint workflows_tags_are_few_and_short check (private.tags_fit(tags))
);
comment on table public.workflows is 'What is to be done, in steps, when, and how often it was.';
comment on column public.workflows.version is 'Counted along the tree by new_workflow_version.';
comment on column public.workflows.parent_id is
'The first version of this workflow; null for the first version itself.';
comment on column public.workflows.definition is 'What an editor keeps about the workflow: layout, notes, inputs.';
comment on column public.workflows.trigger_config is 'What else starts it: webhooks, events.';
comment on column public.workflows.schedule_cron is 'minute hour day-of-month month day-of-week.';
comment on column public.workflows.schedule_timezone is 'A name of the IANA database, in which the cron is meant.';
comment on column public.workflows.total_executions is 'All that were ever made.';
comment on column public.workflows.failed_executions is 'Those that failed or timed out.';
comment on column public.workflows.timed_executions is 'How many executions total_execution_time_ms sums.';
comment on column public.workflows.avg_execution_time_ms is 'total_execution_time_ms / timed_executions.';
comment on column public.workflows.last_execution_at is 'When an execution was last asked for.';
comment on column public.workflows.is_public is
'Readable with its steps by everybody who has signed in; they use it by copying.';
comment on column public.workflows.deleted_at is 'Soft delete by delete_workflow, undone by restore_workflow.';

create table public.workflow_steps (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  workflow_id uuid not null,
  agent_tenant_id uuid,
  agent_id uuid,
  step_key text not null,
  step_name text not null,
  step_type public.workflow_step_type not null,
  position integer not null,
  config jsonb not null default '{}',
  inputs jsonb not null default '{}',
  outputs jsonb not null default '{}',
  depends_on text[] not null default '{}',
  retry_count integer not null default 0,
  retry_delay_ms integer not null default 1000,
  timeout_ms integer not null default 30000,
  on_error public.error_handling not null default 'fail',
  is_public boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint workflow_steps_id_in_tenant unique (tenant_id, id),
  constraint workflow_steps_belong_to_workflow foreign key (tenant_id, workflow_id)
  references public.workflows (tenant_id, id) on update cascade on delete cascade,
  constraint workflow_steps_execute_agent foreign key (agent_tenant_id, agent_id)
  references public.agents (tenant_id, id) on update cascade on delete set null,
  constraint workflow_steps_agent_is_own_or_official check (
    (agent_id is null) = (agent_tenant_id is null)
    and agent_tenant_id in (tenant_id, private.official_tenant_id())
  ),
  constraint workflow_steps_only_agent_steps_have_an_agent check (agent_id is null or step_type = 'agent'),
  constraint workflow_steps_key_is_an_identifier check (step_key ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$'),
  constraint workflow_steps_name_fits check (private.trimmed(step_name) <> '' and char_length(step_name) <= 255),
  constraint workflow_steps_position_is_sane check (position between 0 and 10000),
  constraint workflow_steps_config_is_object_of_100_kb check (private.json_fits(config, 'object', 102400)),
  constraint workflow_steps_inputs_is_object_of_100_kb check (private.json_fits(inputs, 'object', 102400)),
  constraint workflow_steps_outputs_is_object_of_100_kb check (private.json_fits(outputs, 'object', 102400)),
  constraint workflow_steps_depend_on_at_most_100_others check (
    cardinality(depends_on) <= 100 and array_position(depends_on, null) is null and step_key <> all(depends_on)
    and octet_length(array_to_string(depends_on, '')) <= 10000
  ),
  constraint workflow_steps_retry_count_is_at_most_10 check (retry_count between 0 and 10),
  constraint workflow_steps_retry_delay_is_at_most_an_hour check (retry_delay_ms between 0 and 3600000),
  constraint workflow_steps_timeout_is_at_most_a_day check (timeout_ms between 1 and 86400000)
);
comment on table public.workflow_steps is 'The steps of a workflow. They stand still while it is active or archived.';
comment on column public.workflow_steps.agent_tenant_id is
'Whose the agent is, found by a trigger: the own tenant or the official one.';
comment on column public.workflow_steps.step_key is
'What depends_on and the inputs of other steps call it; unique among the live steps of the workflow.';
comment on column public.workflow_steps.position is 'Order of execution; steps of the same position have none.';
comment on column public.workflow_steps.inputs is 'Where each input comes from.';
comment on column public.workflow_steps.outputs is 'What becomes of each output.';
comment on column public.workflow_steps.depends_on is 'Keys of the steps that must have ended before.';
comment on column public.workflow_steps.is_public is 'Follows the workflow, so that the policy need not look there.';
comment on column public.workflow_steps.deleted_at is
'Soft delete by delete_workflow_step or with the workflow; logs keep pointing at it.';

create table public.workflow_executions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  workflow_id uuid not null,
  user_id uuid not null references public.users (id),
  status public.workflow_execution_status not null default 'pending',
  trigger_type public.workflow_trigger_type not null,
  trigger_data jsonb not null default '{}',
  started_at timestamptz,
  completed_at timestamptz,
  duration_ms integer,
  input_data jsonb not null default '{}',
  output_data jsonb not null default '{}',
  steps_completed integer not null default 0,
  steps_failed integer not null default 0,
  steps_total integer not null default 0,
  error_message text,
  error_stack text,
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint workflow_executions_id_in_tenant unique (tenant_id, id),
  constraint workflow_executions_belong_to_workflow foreign key (tenant_id, workflow_id)
  references public.workflows (tenant_id, id) on update cascade,
  constraint workflow_executions_trigger_data_is_object_of_256_kb check (
    private.json_fits(trigger_data, 'object', 262144)
  ),
  constraint workflow_executions_input_data_is_object_of_2_mb check (private.json_fits(input_data, 'object', 2097152)),
  constraint workflow_executions_output_data_is_object_of_8_mb check (
    private.json_fits(output_data, 'object', 8388608)
  ),
  constraint workflow_executions_steps_add_up check (
    steps_completed >= 0 and steps_failed >= 0 and steps_completed + steps_failed <= steps_total
  ),
  constraint workflow_executions_duration_not_negative check (duration_ms >= 0),
  constraint workflow_executions_completed_after_started check (completed_at >= started_at),
  constraint workflow_executions_status_matches_timestamps check (
    (status = 'pending' and started_at is null and completed_at is null and duration_ms is null)
    or (status = 'running' and started_at is not null and completed_at is null and duration_ms is null)
    or (
      status in ('completed', 'failed', 'cancelled', 'timeout')
      and started_at is not null and completed_at is not null
    )
  ),
  constraint workflow_executions_error_message_fits check (char_length(error_message) <= 10000),
  constraint workflow_executions_error_stack_fits check (char_length(error_stack) <= 100000)
);
comment on table public.workflow_executions is
'One run of a workflow. Made by start_workflow_execution or the service, driven by the service; immutable once final.';
comment on column public.workflow_executions.user_id is 'Who started it; of a scheduled one, the workflow''s owner.';
comment on column public.workflow_executions.duration_ms is
'From started_at to completed_at unless the service says otherwise; null when it was cancelled before it ran.';
comment on column public.workflow_executions.steps_total is 'Live steps of the workflow when it was started.';
comment on column public.workflow_executions.cancel_requested_at is 'Asks who runs it to stop; it ends as cancelled.';

create table public.workflow_execution_logs (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  execution_id uuid not null,
  workflow_step_id uuid,
  level public.workflow_log_level not null default 'info',
  message text not null,
  metadata jsonb not null default '{}',
  step_key text,
  step_status public.workflow_step_status,
  step_started_at timestamptz,
  step_completed_at timestamptz,
  step_duration_ms integer,
  created_at timestamptz not null default now(),
  constraint workflow_execution_logs_belong_to_execution foreign key (tenant_id, execution_id)
  references public.workflow_executions (tenant_id, id) on delete cascade,
  constraint workflow_execution_logs_are_about_step foreign key (tenant_id, workflow_step_id)
  references public.workflow_steps (tenant_id, id),
  constraint workflow_execution_logs_message_fits check (char_length(message) <= 10000),
  constraint workflow_execution_logs_metadata_is_object_of_256_kb check (
    private.json_fits(metadata, 'object', 262144)
  ),
  constraint workflow_execution_logs_step_key_fits check (char_length(step_key) between 1 and 100),
  constraint workflow_execution_logs_step_has_a_key check (workflow_step_id is null or step_key is not null),
  constraint workflow_execution_logs_step_completed_after_started check (step_completed_at >= step_started_at),
  constraint workflow_execution_logs_step_duration_not_negative check (step_duration_ms >= 0)
);
comment on table public.workflow_execution_logs is
'What happened during an execution, step by step, written by the service. Append-only.';
comment on column public.workflow_execution_logs.step_key is
'As it was called then; filled in from the step when missing.';
comment on column public.workflow_execution_logs.step_status is
'A line that says completed or failed counts as one execution of the step''s agent.';

create table public.templates (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid default auth.uid() references public.users (id),
  name text not null,
  description text,
  category text not null,
  type public.template_type not null,
  template_data jsonb not null,
  tags text[] not null default '{}',
  is_official boolean not null default false,
  is_public boolean not null default false,
  usage_count integer not null default 0,
  rating_total integer not null default 0,
  rating_count integer not null default 0,
  rating_average numeric(3, 2) not null generated always as (
    coalesce(round(rating_total::numeric / nullif(rating_count, 0), 2), 0)
  ) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint templates_id_in_tenant unique (tenant_id, id),
  constraint templates_have_a_user_unless_official check (
    user_id is not null or tenant_id = private.official_tenant_id()
  ),
  constraint templates_official_ones_are_of_the_official_tenant check (
    is_official = (tenant_id = private.official_tenant_id()) and (is_public or not is_official)
  ),
  constraint templates_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 255),
  constraint templates_description_fits check (char_length(description) <= 5000),
  constraint templates_category_fits check (private.trimmed(category) <> '' and char_length(category) <= 100),
  constraint templates_template_data_is_object_of_256_kb check (private.json_fits(template_data, 'object', 262144)),
  constraint templates_template_data_is_usable check (private.template_data_is_usable(type, template_data)),
  constraint templates_tags_are_few_and_short check (private.tags_fit(tags)),
  constraint templates_counters_not_negative check (usage_count >= 0 and rating_count >= 0),
  constraint templates_ratings_are_1_to_5 check (rating_total between rating_count and 5 * rating_count)
);
comment on table public.templates is 'What agents, workflows and steps are made from by use_template.';
comment on column public.templates.user_id is 'Who made it; null for official templates only.';
comment on column public.templates.template_data is
'agent: columns of an agent. step: columns of a step, with "agent" (an agent''s columns) or "agent_slug". workflow: '
'columns of a workflow, with "steps".';
comment on column public.templates.is_official is 'Of the official tenant.';
comment on column public.templates.is_public is 'Readable, usable and ratable by everybody who has signed in.';
comment on column public.templates.usage_count is 'Calls of use_template.';
comment on column public.templates.rating_total is 'Sum of the ratings: rating_average is rating_total / rating_count.';
comment on column public.templates.deleted_at is 'Soft delete by delete_template, undone by restore_template.';

create table public.template_ratings (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid not null default auth.uid() references public.users (id),
  template_tenant_id uuid not null,
  template_id uuid not null,
  rating integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint template_ratings_rate_template foreign key (template_tenant_id, template_id)
  references public.templates (tenant_id, id) on update cascade on delete cascade,
  constraint template_ratings_one_per_user_and_template unique (template_id, user_id),
  constraint template_ratings_rating_is_1_to_5 check (rating between 1 and 5)
);
comment on table public.template_ratings is
'What a user thinks of a template, also of another tenant''s public one. The row is the rater''s tenant''s.';
comment on column public.template_ratings.template_tenant_id is 'Whose the template is, found by a trigger.';

create table public.deployments (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid not null default auth.uid() references public.users (id),
  name text not null,
  description text,
  workflow_id uuid,
  agent_id uuid,
  environment public.environment_tier not null default 'production',
  status public.deployment_status not null default 'stopped',
  config jsonb not null default '{}',
  environment_variable_names text[] not null default '{}',
  endpoint_url text,
  allocated_memory_mb integer not null default 512,
  allocated_cpu_shares integer not null default 1024,
  deployed_at timestamptz,
  last_health_check_at timestamptz,
  health_status public.health_status not null default 'unknown',
  total_requests integer not null default 0,
  total_errors integer not null default 0,
  avg_response_time_ms integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint deployments_id_in_tenant unique (tenant_id, id),
  constraint deployments_deploy_workflow foreign key (tenant_id, workflow_id)
  references public.workflows (tenant_id, id) on update cascade on delete cascade,
  constraint deployments_deploy_agent foreign key (tenant_id, agent_id)
  references public.agents (tenant_id, id) on update cascade on delete cascade,
  constraint deployments_deploy_either_a_workflow_or_an_agent check (num_nonnulls(workflow_id, agent_id) = 1),
  constraint deployments_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 255),
  constraint deployments_description_fits check (char_length(description) <= 5000),
  constraint deployments_config_is_object_of_100_kb check (private.json_fits(config, 'object', 102400)),
  constraint deployments_endpoint_url_is_http check (
    endpoint_url ~ '^https?://[^\s/?#]+\S*$' and char_length(endpoint_url) <= 2048
  ),
  constraint deployments_memory_is_at_most_64_gb check (allocated_memory_mb between 16 and 65536),
  constraint deployments_cpu_shares_are_2_to_262144 check (allocated_cpu_shares between 2 and 262144),
  constraint deployments_counters_add_up check (
    total_errors >= 0 and total_errors <= total_requests and avg_response_time_ms >= 0
  )
);
comment on table public.deployments is 'A workflow or an agent in service, in one environment.';
comment on column public.deployments.environment_variable_names is
'What is set; the values are in private.deployment_secrets, and nobody but the service reads them.';
comment on column public.deployments.allocated_cpu_shares is 'As of containers: 1024 is one CPU.';
comment on column public.deployments.deployed_at is 'When it last began to run.';
comment on column public.deployments.total_requests is 'Counted by the service, as are the errors and the mean time.';
comment on column public.deployments.deleted_at is
'Soft delete by delete_deployment or with its target, undone by restore_deployment.';

create table private.deployment_secrets (
  deployment_id uuid primary key references public.deployments (id) on delete cascade,
  environment_vars jsonb not null default '{}',
  api_key_hash bytea,
  updated_at timestamptz not null default now(),
  constraint deployment_secrets_environment_vars_are_well_formed check (
    private.environment_is_well_formed(environment_vars)
  ),
  constraint deployment_secrets_environment_vars_are_64_kb check (octet_length(environment_vars::text) <= 65536),
  constraint deployment_secrets_api_key_hash_is_sha256 check (octet_length(api_key_hash) = 32)
);
comment on table private.deployment_secrets is
'Environment variables of a deployment and the SHA-256 of the key that opens it. Read by the service alone.';

-- ========================================================================================================== indexes

create unique index agents_version_is_unique_in_tree on public.agents (
  tenant_id, (coalesce(parent_id, id)), version
);
create unique index agents_slug_is_unique_among_live_agents on public.agents (tenant_id, slug)
where slug is not null and deleted_at is null;
create index agents_parent_idx on public.agents (tenant_id, parent_id);
create index agents_user_created_idx on public.agents (user_id, created_at desc);
create index agents_tenant_created_idx on public.agents (tenant_id, created_at desc);
create index agents_type_idx on public.agents (tenant_id, type, created_at desc) where deleted_at is null;
create index agents_status_idx on public.agents (tenant_id, status, created_at desc) where deleted_at is null;
create index agents_phase_idx on public.agents (tenant_id, phase) where phase is not null and deleted_at is null;
create index agents_public_idx on public.agents (is_public, created_at desc);
create index agents_tags_idx on public.agents using gin (tags) where deleted_at is null;
create index agents_search_idx on public.agents
using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
where deleted_at is null;

create unique index workflows_version_is_unique_in_tree on public.workflows (
  tenant_id, (coalesce(parent_id, id)), version
);
create index workflows_parent_idx on public.workflows (tenant_id, parent_id);
create index workflows_user_created_idx on public.workflows (user_id, created_at desc);
create index workflows_tenant_created_idx on public.workflows (tenant_id, created_at desc);
create index workflows_status_idx on public.workflows (tenant_id, status, created_at desc) where deleted_at is null;
create index workflows_scheduled_idx on public.workflows (tenant_id, id)
where schedule_enabled and status = 'active' and deleted_at is null;
create index workflows_public_idx on public.workflows (is_public, created_at desc);
create index workflows_tags_idx on public.workflows using gin (tags) where deleted_at is null;
create index workflows_search_idx on public.workflows
using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
where deleted_at is null;

create unique index workflow_steps_key_is_unique_in_workflow on public.workflow_steps (
  tenant_id, workflow_id, step_key
) where deleted_at is null;
create index workflow_steps_workflow_position_idx on public.workflow_steps (tenant_id, workflow_id, position);
create index workflow_steps_agent_idx on public.workflow_steps (agent_tenant_id, agent_id);
create index workflow_steps_public_idx on public.workflow_steps (is_public, workflow_id);

create index workflow_executions_tenant_created_idx on public.workflow_executions (tenant_id, created_at desc);
create index workflow_executions_workflow_created_idx on public.workflow_executions (
  tenant_id, workflow_id, created_at desc
);
create index workflow_executions_status_idx on public.workflow_executions (tenant_id, status, created_at desc);
create index workflow_executions_completed_idx on public.workflow_executions (tenant_id, completed_at desc);
create index workflow_executions_user_created_idx on public.workflow_executions (user_id, created_at desc);
-- What is to be done, for the service, across tenants.
create index workflow_executions_open_idx on public.workflow_executions (status, created_at)
where status in ('pending', 'running');

create index workflow_execution_logs_execution_created_idx on public.workflow_execution_logs (
  tenant_id, execution_id, created_at
);
create index workflow_execution_logs_level_idx on public.workflow_execution_logs (tenant_id, level, created_at desc);
create index workflow_execution_logs_tenant_created_idx on public.workflow_execution_logs (tenant_id, created_at desc);
create index workflow_execution_logs_step_idx on public.workflow_execution_logs (tenant_id, workflow_step_id);

create index templates_tenant_created_idx on public.templates (tenant_id, created_at desc);
create index templates_category_idx on public.templates (tenant_id, category) where deleted_at is null;
create index templates_type_idx on public.templates (tenant_id, type) where deleted_at is null;
create index templates_user_idx on public.templates (user_id);
create index templates_public_idx on public.templates (is_public, usage_count desc);
create index templates_usage_count_idx on public.templates (tenant_id, usage_count desc) where deleted_at is null;
create index templates_tags_idx on public.templates using gin (tags) where deleted_at is null;
create index templates_search_idx on public.templates
using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
where deleted_at is null;

create index template_ratings_tenant_created_idx on public.template_ratings (tenant_id, created_at desc);
create index template_ratings_template_idx on public.template_ratings (template_tenant_id, template_id);
create index template_ratings_user_idx on public.template_ratings (user_id);

create index deployments_tenant_created_idx on public.deployments (tenant_id, created_at desc);
create index deployments_workflow_idx on public.deployments (tenant_id, workflow_id);
create index deployments_agent_idx on public.deployments (tenant_id, agent_id);
create index deployments_user_idx on public.deployments (user_id);
create index deployments_status_idx on public.deployments (tenant_id, status, created_at desc);
create index deployments_environment_idx on public.deployments (tenant_id, environment, created_at desc);
-- What is on the move, for the service, across tenants.
create index deployments_moving_idx on public.deployments (status, updated_at) where status in ('starting', 'stopping');

-- ============================================================================================== functions: triggers

create function private.place_agent_version()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_next integer := 1;
begin
  if new.parent_id is not null then
    -- The lock makes two new versions at once wait for each other.
    perform from public.agents as a
    where a.tenant_id = new.tenant_id and a.id = new.parent_id and a.parent_id is null and a.deleted_at is null
      and (
        a.user_id is not distinct from new.user_id
        or (a.user_id is not null and private.member_role(a.tenant_id, a.user_id) is null)
      )
    for no key update;
    if not found then
      raise sqlstate 'PT409' using message =
        'parent_id names the first version: a live agent of the same tenant and owner.';
    end if;
    v_next := 1 + (
      select max(a.version) from public.agents as a
      where a.tenant_id = new.tenant_id and coalesce(a.parent_id, a.id) = new.parent_id
    );
  end if;
  if new.version <> v_next then
    raise sqlstate 'PT409' using message = format('The next version is %s.', v_next);
  end if;
  return new;
end
$$;
comment on function private.place_agent_version is
'The first version of a live tree is the parent of all others, which are numbered without a gap. The owner of a tree '
'may change only when the former one has left the tenant.';

create function private.guard_agent()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.status <> old.status and not (
    (old.status = 'draft' and new.status in ('active', 'archived'))
    or (old.status = 'active' and new.status in ('inactive', 'archived'))
    or (old.status = 'inactive' and new.status in ('active', 'archived'))
  ) then
    raise sqlstate 'PT409' using message = format('An agent does not go from %s to %s.', old.status, new.status);
  end if;
  -- The first version may go, or get another id: then its key sets or changes parent_id.
  if new.version <> old.version or (
    new.parent_id is not null and new.parent_id is distinct from old.parent_id
    and (old.parent_id is null or exists (select from public.agents as a where a.id = old.parent_id))
  ) then
    raise sqlstate 'PT409' using message = 'An agent keeps its version and its place in the tree.';
  end if;
  -- Counting an execution is no edit.
  if (new.total_executions, new.successful_executions, new.failed_executions, new.timed_executions)
    = (old.total_executions, old.successful_executions, old.failed_executions, old.timed_executions)
  then
    new.updated_at := now();
  end if;
  return new;
end
$$;
comment on function private.guard_agent is
'Status moves along its transitions, a version keeps its place; keeps updated_at.';

create function private.refuse_archived_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise sqlstate 'PT409' using message = 'What is archived stays as it is: make a new version or a copy of it.';
end
$$;
comment on function private.refuse_archived_change is 'Fired when the content of an archived row would be written.';

create function private.place_workflow_version()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_next integer := 1;
begin
  if new.parent_id is not null then
    perform from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.parent_id and w.parent_id is null and w.deleted_at is null
      and (w.user_id = new.user_id or private.member_role(w.tenant_id, w.user_id) is null)
    for no key update;
    if not found then
      raise sqlstate 'PT409' using message =
        'parent_id names the first version: a live workflow of the same tenant and owner.';
    end if;
    v_next := 1 + (
      select max(w.version) from public.workflows as w
      where w.tenant_id = new.tenant_id and coalesce(w.parent_id, w.id) = new.parent_id
    );
  end if;
  if new.version <> v_next then
    raise sqlstate 'PT409' using message = format('The next version is %s.', v_next);
  end if;
  return new;
end
$$;
comment on function private.place_workflow_version is 'As private.place_agent_version, for workflows.';

create function private.guard_workflow()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.status <> old.status and not (
    (old.status = 'draft' and new.status in ('active', 'archived'))
    or (old.status = 'active' and new.status in ('inactive', 'archived'))
    or (old.status = 'inactive' and new.status in ('active', 'archived'))
  ) then
    raise sqlstate 'PT409' using message = format('A workflow does not go from %s to %s.', old.status, new.status);
  end if;
  -- The first version may go, or get another id: then its key sets or changes parent_id.
  if new.version <> old.version or (
    new.parent_id is not null and new.parent_id is distinct from old.parent_id
    and (old.parent_id is null or exists (select from public.workflows as w where w.id = old.parent_id))
  ) then
    raise sqlstate 'PT409' using message = 'A workflow keeps its version and its place in the tree.';
  end if;
  -- Counting an execution is no edit.
  if (new.total_executions, new.successful_executions, new.failed_executions, new.timed_executions)
    = (old.total_executions, old.successful_executions, old.failed_executions, old.timed_executions)
  then
    new.updated_at := now();
  end if;
  return new;
end
$$;
comment on function private.guard_workflow is
'Status moves along its transitions, a version keeps its place; keeps updated_at.';

create function private.require_timezone()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- What Postgres would take without a look into the database of time zones: abbreviations and offsets.
  if not exists (
    select from pg_catalog.pg_timezone_names as z
    where z.name = new.schedule_timezone and z.name !~ '^(posix|right)/' and z.name not in ('Factory', 'localtime')
  ) then
    raise sqlstate 'PT400' using message = 'schedule_timezone is the name of an IANA time zone, like Europe/Berlin.';
  end if;
  return new;
end
$$;
comment on function private.require_timezone is
'Fired when schedule_timezone is set to something else than UTC: reading the names costs some milliseconds.';

create function private.hold_steps(p_tenant_id uuid, p_workflow_ids uuid[])
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.workflow_steps as s
  where s.tenant_id = p_tenant_id and s.workflow_id = any(p_workflow_ids)
  order by s.id
  for no key update nowait;
exception
  when lock_not_available then
    raise sqlstate 'PT409' using message = 'A step of the workflow is being written just now: try again.';
end
$$;
comment on function private.hold_steps is
'Locks the steps of workflows that the caller has locked, deleted ones too. Who writes several at once locks them in '
'another order: to wait for them in turn could be for ever.';

create function private.publish_workflow_steps()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.hold_steps(new.tenant_id, array[new.id]);
  update public.workflow_steps set is_public = new.is_public
  where tenant_id = new.tenant_id and workflow_id = new.id and is_public <> new.is_public;
  return null;
end
$$;
comment on function private.publish_workflow_steps is 'The steps are public when their workflow is.';

create function private.fill_workflow_step()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow record;
begin
  -- Its keys follow what they point at, whatever the status.
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 then
    return new;
  end if;
  -- A stranger is refused by the policy, and learns nothing here before that.
  if auth.uid() is not null and private.member_role(new.tenant_id, auth.uid()) is null then
    new.agent_tenant_id := case when new.agent_id is not null then new.tenant_id end;
    return new;
  end if;

  -- A new step holds off activation, deletion and a change of is_public until it is there. One that is changed must not:
  -- whoever has the workflow waits for the step's row, and is not waited for.
  if tg_op = 'INSERT' then
    perform from public.workflows as w where w.tenant_id = new.tenant_id and w.id = new.workflow_id for share;
  end if;
  select w.status, w.is_public into v_workflow
  from public.workflows as w
  where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  if v_workflow.status in ('active', 'archived') then
    raise sqlstate 'PT409' using message = format(
      'The steps of an %s workflow stand still: %smake a new version.', v_workflow.status,
      case v_workflow.status when 'active' then 'deactivate it or ' else '' end
    );
  end if;
  if tg_op = 'INSERT' then
    new.is_public := v_workflow.is_public;
  end if;

  if new.agent_id is null then
    new.agent_tenant_id := null;
  elsif tg_op = 'INSERT' or new.agent_id is distinct from old.agent_id then
    select a.tenant_id into new.agent_tenant_id
    from public.agents as a
    where a.id = new.agent_id and a.deleted_at is null
      and a.tenant_id in (new.tenant_id, private.official_tenant_id());
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such agent.';
    end if;
  end if;
  if tg_op = 'INSERT' and (
    select count(*) from public.workflow_steps as s
    where s.tenant_id = new.tenant_id and s.workflow_id = new.workflow_id and s.deleted_at is null
  ) >= 200 then
    raise sqlstate 'PT409' using message = 'A workflow has at most 200 steps.';
  end if;
  return new;
end
$$;
comment on function private.fill_workflow_step is
'A step is written while its workflow is a draft or inactive; its agent is a live one of the own or the official '
'tenant; it is as public as the workflow.';

create function private.admit_workflow_execution()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_status public.workflow_status;
begin
  -- Counting locks the workflow anyway: taken now, so that two executions at once do not wait for each other for ever.
  select w.status into v_status
  from public.workflows as w
  where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  if v_status <> 'active' then
    raise sqlstate 'PT409' using message = format('The workflow is %s: only an active one is executed.', v_status);
  end if;
  new.steps_total := greatest(new.steps_total, (
    select count(*) from public.workflow_steps as s
    where s.tenant_id = new.tenant_id and s.workflow_id = new.workflow_id and s.deleted_at is null
  ));
  return new;
end
$$;
comment on function private.admit_workflow_execution is
'What is to be run is a run of a live, active workflow; steps_total is at least the number of its steps.';

create function private.guard_workflow_execution()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status in ('completed', 'failed', 'cancelled', 'timeout') then
    raise sqlstate 'PT409' using message = format('The execution is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'pending' and new.status in ('running', 'cancelled'))
    or (old.status = 'running' and new.status in ('completed', 'failed', 'cancelled', 'timeout'))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  if old.status = 'pending' and new.status = 'running' and not exists (
    select from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
  ) then
    raise sqlstate 'PT409' using message = 'The workflow is deleted: nothing of it begins to run.';
  end if;
  new.updated_at := now();
  if new.status = 'running' then
    new.started_at := coalesce(new.started_at, now());
  elsif new.status <> 'pending' then
    new.completed_at := coalesce(new.completed_at, greatest(now(), new.started_at));
    if old.status = 'running' then
      new.duration_ms := coalesce(
        new.duration_ms,
        least(greatest(extract(epoch from new.completed_at - new.started_at) * 1000, 0), 2147483647)::integer
      );
    else
      new.started_at := coalesce(new.started_at, new.completed_at);
    end if;
  end if;
  return new;
end
$$;
comment on function private.guard_workflow_execution is
'Status moves along its transitions, none of a deleted workflow begins to run, a final row is immutable; fills in the '
'timestamps of the transition and the duration; keeps updated_at.';

create function private.hold_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[])
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.workflow_executions as e
  where e.tenant_id = p_tenant_id and e.workflow_id = any(p_workflow_ids) and e.status in ('pending', 'running')
  order by e.id
  for no key update nowait;
exception
  when lock_not_available then
    raise sqlstate 'PT409' using message = 'An execution of the workflow is being written just now: try again.';
end
$$;
comment on function private.hold_workflow_executions is
'Locks what is to be run and what runs of workflows that the caller has locked. Who ends an execution has locked it '
'and waits for its workflow: to wait for them in turn would be for ever.';

create function private.stop_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[])
returns void
language sql security definer
set search_path = ''
as $$
  update public.workflow_executions
  set
    status = case status when 'pending' then 'cancelled' else status end,
    cancel_requested_at = coalesce(cancel_requested_at, now())
  where tenant_id = p_tenant_id and workflow_id = any(p_workflow_ids)
    and (status = 'pending' or (status = 'running' and cancel_requested_at is null))
$$;
comment on function private.stop_workflow_executions is
'What is to be run is cancelled, and who runs what runs is asked to stop. The caller has locked them.';

create function private.count_new_workflow_executions()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- @plpgsql_check_options: newtable = new_rows
  -- In the order of ids, so that two statements about several workflows do not wait for each other for ever.
  perform from public.workflows as w
  where (w.tenant_id, w.id) in (select n.tenant_id, n.workflow_id from new_rows as n)
  order by w.id
  for no key update;
  update public.workflows as w
  set
    total_executions = w.total_executions + c.total,
    successful_executions = w.successful_executions + c.successful,
    failed_executions = w.failed_executions + c.failed,
    timed_executions = w.timed_executions + c.timed,
    total_execution_time_ms = w.total_execution_time_ms + c.time_ms,
    last_execution_at = greatest(w.last_execution_at, c.last_at)
  from (
    select
      n.tenant_id, n.workflow_id, count(*) as total,
      count(*) filter (where n.status = 'completed') as successful,
      count(*) filter (where n.status in ('failed', 'timeout')) as failed,
      count(n.duration_ms) as timed,
      coalesce(sum(n.duration_ms), 0) as time_ms,
      max(n.created_at) as last_at
    from new_rows as n
    group by n.tenant_id, n.workflow_id
  ) as c
  where w.tenant_id = c.tenant_id and w.id = c.workflow_id;
  return null;
end
$$;
comment on function private.count_new_workflow_executions is 'The counters of workflows follow their executions.';

create function private.count_ended_workflow_executions()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- @plpgsql_check_options: newtable = new_rows, oldtable = old_rows
  perform from public.workflows as w
  where (w.tenant_id, w.id) in (
    select n.tenant_id, n.workflow_id
    from new_rows as n
    join old_rows as o on o.id = n.id
    where o.status <> n.status and (n.duration_ms is not null or n.status in ('completed', 'failed', 'timeout'))
  )
  order by w.id
  for no key update;
  if not found then
    return null;
  end if;
  update public.workflows as w
  set
    successful_executions = w.successful_executions + c.successful,
    failed_executions = w.failed_executions + c.failed,
    timed_executions = w.timed_executions + c.timed,
    total_execution_time_ms = w.total_execution_time_ms + c.time_ms
  from (
    select
      n.tenant_id, n.workflow_id,
      count(*) filter (where n.status = 'completed') as successful,
      count(*) filter (where n.status in ('failed', 'timeout')) as failed,
      count(n.duration_ms) as timed,
      coalesce(sum(n.duration_ms), 0) as time_ms
    from new_rows as n
    join old_rows as o on o.id = n.id
    where o.status <> n.status and (n.duration_ms is not null or n.status in ('completed', 'failed', 'timeout'))
    group by n.tenant_id, n.workflow_id
  ) as c
  where w.tenant_id = c.tenant_id and w.id = c.workflow_id;
  return null;
end
$$;
comment on function private.count_ended_workflow_executions is
'Counts an execution''s outcome when it ends: the only time at which it locks its workflow.';

create function private.audit_workflow_execution()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.write_audit_log(
      new.tenant_id, new.user_id, 'EXECUTE', 'workflow_execution', new.id,
      jsonb_build_object(
        'after', jsonb_build_object('workflow_id', new.workflow_id, 'trigger_type', new.trigger_type)
      )
    );
  else
    perform private.write_audit_log(
      new.tenant_id, auth.uid(), 'CANCEL', 'workflow_execution', new.id,
      jsonb_build_object(
        'before', jsonb_build_object('status', old.status),
        'after', jsonb_build_object('status', new.status, 'cancel_requested_at', new.cancel_requested_at)
      )
    );
  end if;
  return null;
end
$$;
comment on function private.audit_workflow_execution is
'EXECUTE when one is made (actor: its user), CANCEL when its end is asked for.';

create function private.fill_workflow_execution_log()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_step_key text;
begin
  if new.workflow_step_id is not null then
    select s.step_key into v_step_key
    from public.workflow_steps as s
    join public.workflow_executions as e on e.tenant_id = s.tenant_id and e.workflow_id = s.workflow_id
    where s.tenant_id = new.tenant_id and s.id = new.workflow_step_id and e.id = new.execution_id;
    if not found then
      raise sqlstate 'PT409' using message = 'The step is none of the workflow that is executed.';
    end if;
    new.step_key := coalesce(new.step_key, v_step_key);
  end if;
  return new;
end
$$;
comment on function private.fill_workflow_execution_log is
'A line is about a step of the executed workflow, and keeps the key that it had.';

create function private.count_executed_steps()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- @plpgsql_check_options: newtable = new_rows
  perform from public.agents as a
  where (a.tenant_id, a.id) in (
    select s.tenant_id, s.agent_id
    from new_rows as n
    join public.workflow_steps as s on s.tenant_id = n.tenant_id and s.id = n.workflow_step_id
    where n.step_status in ('completed', 'failed') and s.agent_tenant_id = s.tenant_id
  )
  order by a.id
  for no key update;
  if not found then
    return null;
  end if;
  update public.agents as a
  set
    total_executions = a.total_executions + c.total,
    successful_executions = a.successful_executions + c.successful,
    failed_executions = a.failed_executions + c.total - c.successful,
    timed_executions = a.timed_executions + c.timed,
    total_execution_time_ms = a.total_execution_time_ms + c.time_ms
  from (
    select
      s.tenant_id, s.agent_id, count(*) as total,
      count(*) filter (where n.step_status = 'completed') as successful,
      count(n.step_duration_ms) as timed,
      coalesce(sum(n.step_duration_ms), 0) as time_ms
    from new_rows as n
    join public.workflow_steps as s on s.tenant_id = n.tenant_id and s.id = n.workflow_step_id
    where n.step_status in ('completed', 'failed') and s.agent_tenant_id = s.tenant_id
    group by s.tenant_id, s.agent_id
  ) as c
  where a.tenant_id = c.tenant_id and a.id = c.agent_id and a.tenant_id <> private.official_tenant_id();
  return null;
end
$$;
comment on function private.count_executed_steps is
'A log line that says that a step completed or failed counts as one execution of the step''s agent.';

create function private.fill_template_rating()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if auth.uid() is not null and private.member_role(new.tenant_id, auth.uid()) is null then
    new.template_tenant_id := new.tenant_id;
    return new;
  end if;
  select t.tenant_id into new.template_tenant_id
  from public.templates as t
  where t.id = new.template_id and t.deleted_at is null and (t.is_public or t.tenant_id = new.tenant_id);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such template.';
  end if;
  return new;
end
$$;
comment on function private.fill_template_rating is 'What is rated is a live template that is public or the own.';

create function private.count_new_ratings()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- @plpgsql_check_options: newtable = new_rows
  perform from public.templates as t
  where t.id in (select n.template_id from new_rows as n)
  order by t.id
  for no key update;
  update public.templates as t
  set rating_total = t.rating_total + c.total, rating_count = t.rating_count + c.number
  from (
    select n.template_id, sum(n.rating) as total, count(*) as number from new_rows as n group by n.template_id
  ) as c
  where t.id = c.template_id;
  return null;
end
$$;
comment on function private.count_new_ratings is 'rating_count and rating_average follow the ratings.';

create function private.count_changed_ratings()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- @plpgsql_check_options: newtable = new_rows, oldtable = old_rows
  perform from public.templates as t
  where t.id in (select o.template_id from old_rows as o)
  order by t.id
  for no key update;
  update public.templates as t
  set rating_total = t.rating_total + c.total
  from (
    select o.template_id, sum(n.rating - o.rating) as total
    from new_rows as n
    join old_rows as o on o.id = n.id
    group by o.template_id
  ) as c
  where t.id = c.template_id;
  return null;
end
$$;
comment on function private.count_changed_ratings is 'rating_average follows the ratings.';

create function private.count_removed_ratings()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- @plpgsql_check_options: oldtable = old_rows
  perform from public.templates as t
  where t.id in (select o.template_id from old_rows as o)
  order by t.id
  for no key update;
  update public.templates as t
  set rating_total = t.rating_total - c.total, rating_count = t.rating_count - c.number
  from (
    select o.template_id, sum(o.rating) as total, count(*) as number from old_rows as o group by o.template_id
  ) as c
  where t.id = c.template_id;
  return null;
end
$$;
comment on function private.count_removed_ratings is 'rating_count and rating_average follow the ratings.';

create function private.guard_template()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Use and ratings are no edit.
  if (new.usage_count, new.rating_total, new.rating_count) = (old.usage_count, old.rating_total, old.rating_count) then
    new.updated_at := now();
  end if;
  return new;
end
$$;
comment on function private.guard_template is 'Keeps updated_at.';

create function private.require_deployment_target()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- A stranger is refused by the policy, and learns nothing here before that.
  if auth.uid() is not null and private.member_role(new.tenant_id, auth.uid()) is null then
    return new;
  end if;
  -- The locks hold off a deletion of the target until this is there. One that exists is locked already, and whoever
  -- deletes its target waits for it: so this does not wait.
  if new.workflow_id is not null and tg_op = 'INSERT' then
    perform from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
    for share;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such workflow.';
    end if;
  elsif new.workflow_id is distinct from old.workflow_id and new.workflow_id is not null then
    perform from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
    for share nowait;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such workflow.';
    end if;
  end if;
  if new.agent_id is not null and tg_op = 'INSERT' then
    perform from public.agents as a
    where a.tenant_id = new.tenant_id and a.id = new.agent_id and a.deleted_at is null
    for share;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such agent.';
    end if;
  elsif new.agent_id is distinct from old.agent_id and new.agent_id is not null then
    perform from public.agents as a
    where a.tenant_id = new.tenant_id and a.id = new.agent_id and a.deleted_at is null
    for share nowait;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such agent.';
    end if;
  end if;
  return new;
exception
  when lock_not_available then
    raise sqlstate 'PT409' using message = 'What is to be deployed is being changed just now: try again.';
end
$$;
comment on function private.require_deployment_target is 'What is deployed is a live workflow or agent of the tenant.';

create function private.guard_deployment()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.status <> old.status and not (
    (old.status = 'stopped' and new.status = 'starting')
    or (old.status = 'starting' and new.status in ('running', 'stopping', 'failed'))
    or (old.status = 'running' and new.status in ('maintenance', 'stopping', 'failed'))
    or (old.status = 'stopping' and new.status in ('stopped', 'failed'))
    or (old.status = 'failed' and new.status = 'starting')
    or (old.status = 'maintenance' and new.status in ('running', 'stopping', 'failed'))
  ) then
    raise sqlstate 'PT409' using message = format('A deployment does not go from %s to %s.', old.status, new.status);
  end if;
  if (new.workflow_id, new.agent_id) is distinct from (old.workflow_id, old.agent_id)
    and old.status not in ('stopped', 'failed')
  then
    raise sqlstate 'PT409' using message = format('The deployment is %s: stop it, then change its target.', old.status);
  end if;
  if old.status = 'starting' and new.status = 'running' and new.deployed_at is not distinct from old.deployed_at then
    new.deployed_at := now();
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_deployment is
'Status moves along its transitions, the target changes at rest only; keeps deployed_at and updated_at.';

create function private.stop_deployments(p_tenant_id uuid, p_ids uuid[], p_deleted_at timestamptz)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Locked first, whatever their status: one that is being started is seen as it is then.
  perform from public.deployments as d
  where d.tenant_id = p_tenant_id and d.deleted_at is null
    and (d.id = any(p_ids) or d.workflow_id = any(p_ids) or d.agent_id = any(p_ids))
  order by d.id
  for no key update;
  update public.deployments as d
  set
    deleted_at = p_deleted_at,
    status = case when d.status in ('starting', 'running', 'maintenance') then 'stopping' else d.status end
  where d.tenant_id = p_tenant_id and d.deleted_at is null
    and (d.id = any(p_ids) or d.workflow_id = any(p_ids) or d.agent_id = any(p_ids))
    and (p_deleted_at is not null or d.status in ('starting', 'running', 'maintenance'));
end
$$;
comment on function private.stop_deployments is
'What is in service of these deployments, or of these workflows or agents, is asked to stop; with p_deleted_at all of '
'them are deleted. The caller has locked the workflows or agents.';

create function private.delete_workflows_with_tenant()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow_ids uuid[];
begin
  if new.deleted_at is not null then
    -- Executions first, for who ends one has locked it before its workflow; then as activation locks; deployments last,
    -- as when their target is deleted or stops.
    v_workflow_ids := array(select w.id from public.workflows as w where w.tenant_id = new.id and w.deleted_at is null);
    perform from public.workflow_executions as e
    where e.tenant_id = new.id and e.workflow_id = any(v_workflow_ids) and e.status in ('pending', 'running')
    order by e.id
    for no key update;
    perform private.stop_workflow_executions(new.id, v_workflow_ids);
    update public.workflows set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    update public.workflow_steps set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    update public.agents set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    update public.templates set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    perform private.stop_deployments(
      new.id, array(select d.id from public.deployments as d where d.tenant_id = new.id), new.deleted_at
    );
  else
    update public.agents set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.workflows set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.workflow_steps set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.templates set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.deployments set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
  end if;
  return null;
end
$$;
comment on function private.delete_workflows_with_tenant is
'The rows of a deleted tenant go and come back with it: the public ones would stay in everybody''s sight.';

-- ================================================================================================ functions: agents

create function private.count_agent_execution(
  p_tenant_id uuid, p_agent_id uuid, p_event text, p_duration_ms bigint default null
)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if p_event not in ('started', 'completed', 'failed', 'cancelled') then
    raise sqlstate 'PT400' using message = 'p_event is one of started, completed, failed, cancelled.';
  end if;
  if p_event = 'cancelled' and p_duration_ms is null then
    return;
  end if;
  update public.agents
  set
    total_executions = total_executions + (p_event = 'started')::integer,
    successful_executions = successful_executions + (p_event = 'completed')::integer,
    failed_executions = failed_executions + (p_event = 'failed')::integer,
    timed_executions = timed_executions + (p_duration_ms is not null)::integer,
    total_execution_time_ms = total_execution_time_ms + coalesce(p_duration_ms, 0)
  where tenant_id = p_tenant_id and id = p_agent_id and tenant_id <> private.official_tenant_id();
end
$$;
comment on function private.count_agent_execution is
'Called by the triggers of whatever executes agents: started when an execution is made, then once completed, failed or '
'cancelled, with its milliseconds. p_tenant_id is the agent''s. Official agents are not counted.';

create function private.lock_agent(p_agent_id uuid, p_minimum public.tenant_role)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_agent public.agents;
begin
  select a.* into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  perform private.require_role(v_agent.tenant_id, p_minimum);
  return v_agent;
end
$$;
comment on function private.lock_agent is
'A live agent of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

create function private.require_owner_or_admin(p_tenant_id uuid, p_user_id uuid)
returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_role(
    p_tenant_id, case when p_user_id = auth.uid() then 'MEMBER' else 'ADMIN' end::public.tenant_role
  );
end
$$;
comment on function private.require_owner_or_admin is
'Writers delete and restore what is theirs, an ADMIN everything: raises PT404 and PT403 as require_role does.';

create function private.refuse_agent_in_use(p_agent_ids uuid[])
returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_name text;
begin
  select w.name into v_name
  from public.workflow_steps as s
  join public.workflows as w on w.tenant_id = s.tenant_id and w.id = s.workflow_id
  join public.agents as a on a.tenant_id = s.agent_tenant_id and a.id = s.agent_id
  where a.id = any(p_agent_ids) and s.deleted_at is null and w.deleted_at is null and w.status = 'active'
  order by w.name
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format('The active workflow "%s" uses the agent: deactivate it first.', v_name);
  end if;
end
$$;
comment on function private.refuse_agent_in_use is
'Raises PT409 while an active workflow has a step with one of these agents. They are locked by the caller.';

create function private.activate_agent(p_agent_id uuid)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'MEMBER');
begin
  if v_agent.status not in ('draft', 'inactive') then
    raise sqlstate 'PT409' using message = format('The agent is already %s.', v_agent.status);
  end if;
  update public.agents set status = 'active' where id = v_agent.id returning * into v_agent;
  return v_agent;
end
$$;

create function private.deactivate_agent(p_agent_id uuid)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'MEMBER');
begin
  if v_agent.status <> 'active' then
    raise sqlstate 'PT409' using message = format('The agent is %s, not active.', v_agent.status);
  end if;
  perform private.refuse_agent_in_use(array[v_agent.id]);
  update public.agents set status = 'inactive' where id = v_agent.id returning * into v_agent;
  perform private.stop_deployments(v_agent.tenant_id, array[v_agent.id], null);
  return v_agent;
end
$$;

create function private.archive_agent(p_agent_id uuid)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'MEMBER');
begin
  if v_agent.status = 'archived' then
    raise sqlstate 'PT409' using message = 'The agent is already archived.';
  end if;
  perform private.refuse_agent_in_use(array[v_agent.id]);
  update public.agents set status = 'archived' where id = v_agent.id returning * into v_agent;
  perform private.stop_deployments(v_agent.tenant_id, array[v_agent.id], null);
  return v_agent;
end
$$;

create function private.delete_agent(p_agent_id uuid)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'VIEWER');
  v_ids uuid[];
begin
  perform private.require_owner_or_admin(v_agent.tenant_id, v_agent.user_id);
  -- With the first version go the others: a version's parent is live.
  v_ids := array(
    select a.id from public.agents as a
    where a.tenant_id = v_agent.tenant_id and (a.id = v_agent.id or a.parent_id = v_agent.id) and a.deleted_at is null
    order by a.id
    for no key update
  );
  perform private.refuse_agent_in_use(v_ids);
  perform private.stop_deployments(v_agent.tenant_id, v_ids, now());
  update public.agents set deleted_at = now() where id = any(v_ids);
  select a.* into v_agent from public.agents as a where a.id = v_agent.id;
  return v_agent;
end
$$;

create function private.restore_agent(p_agent_id uuid)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_agent public.agents;
  v_deleted_at timestamptz;
begin
  select a.* into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.deleted_at is not null and a.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted agent.';
  end if;
  perform private.require_owner_or_admin(v_agent.tenant_id, v_agent.user_id);
  if exists (
    select from public.agents as a
    where a.tenant_id = v_agent.tenant_id and a.id = v_agent.parent_id and a.deleted_at is not null
  ) then
    raise sqlstate 'PT409' using message = 'The first version of the agent is deleted: restore that.';
  end if;
  v_deleted_at := v_agent.deleted_at;
  update public.agents set deleted_at = null
  where tenant_id = v_agent.tenant_id and (id = v_agent.id or parent_id = v_agent.id) and deleted_at = v_deleted_at;
  update public.deployments as d set deleted_at = null
  from public.agents as a
  where a.tenant_id = v_agent.tenant_id and (a.id = v_agent.id or a.parent_id = v_agent.id)
    and d.tenant_id = a.tenant_id and d.agent_id = a.id and d.deleted_at = v_deleted_at;
  select a.* into v_agent from public.agents as a where a.id = v_agent.id;
  return v_agent;
end
$$;

create function private.new_agent_version(p_agent_id uuid)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_root_id uuid := (
    select coalesce(a.parent_id, a.id) from public.agents as a
    where a.id = p_agent_id and a.tenant_id = any(private.my_tenant_ids('MEMBER'))
  );
  v_agent public.agents;
  v_new public.agents;
begin
  -- First the first version, as deletion does. Whoever comes second counts what the first one made.
  perform from public.agents as a where a.id = v_root_id for no key update;
  v_agent := private.lock_agent(p_agent_id, 'MEMBER');
  insert into public.agents (
    tenant_id, user_id, name, description, purpose, type, phase, version, parent_id, config, capabilities, parameters,
    prompt_template, input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags,
    is_template
  )
  values (
    v_agent.tenant_id,
    case when private.member_role(v_agent.tenant_id, v_agent.user_id) is null then auth.uid() else v_agent.user_id end,
    v_agent.name, v_agent.description, v_agent.purpose, v_agent.type, v_agent.phase,
    (select max(a.version) + 1 from public.agents as a
     where a.tenant_id = v_agent.tenant_id and coalesce(a.parent_id, a.id) = v_root_id),
    v_root_id, v_agent.config, v_agent.capabilities, v_agent.parameters, v_agent.prompt_template, v_agent.input_schema,
    v_agent.output_schema, v_agent.max_execution_time, v_agent.max_memory_mb, v_agent.max_concurrent_executions,
    v_agent.tags, v_agent.is_template
  )
  returning * into v_new;
  return v_new;
end
$$;

create function private.agent_history(p_agent_id uuid)
returns setof public.agents
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_agent record;
begin
  select a.tenant_id, coalesce(a.parent_id, a.id) as root_id into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.tenant_id = any(private.my_tenant_ids());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  return query
  select a.*
  from public.agents as a
  where a.tenant_id = v_agent.tenant_id and coalesce(a.parent_id, a.id) = v_agent.root_id
  order by a.version desc;
end
$$;

create function private.writable_tenant_id()
returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'MEMBER');
  return v_tenant_id;
end
$$;
comment on function private.writable_tenant_id is 'The current tenant, in which the caller is at least MEMBER.';

create function private.duplicate_agent(p_agent public.agents, p_tenant_id uuid, p_name text)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_new public.agents;
begin
  insert into public.agents (
    tenant_id, user_id, name, description, purpose, type, phase, config, capabilities, parameters, prompt_template,
    input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags
  )
  values (
    p_tenant_id, auth.uid(), coalesce(p_name, p_agent.name), p_agent.description, p_agent.purpose, p_agent.type,
    p_agent.phase, p_agent.config, p_agent.capabilities, p_agent.parameters, p_agent.prompt_template,
    p_agent.input_schema, p_agent.output_schema, p_agent.max_execution_time, p_agent.max_memory_mb,
    p_agent.max_concurrent_executions, p_agent.tags
  )
  returning * into v_new;
  return v_new;
end
$$;
comment on function private.duplicate_agent is 'A first version of the tenant''s own, the caller''s, like that agent.';

create function private.copy_agent(p_agent_id uuid, p_name text)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.writable_tenant_id();
  v_agent public.agents;
begin
  select a.* into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.deleted_at is null and (a.is_public or a.tenant_id = any(private.my_tenant_ids()));
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  return private.duplicate_agent(v_agent, v_tenant_id, p_name);
end
$$;

create function private.search_agents(
  p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[],
  p_public boolean, p_limit integer, p_offset integer
)
returns setof public.agents
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_query);
begin
  -- As a definer function it can use the indexes that row-level security would keep from use; so the membership is
  -- tested here.
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select a.*
  from public.agents as a
  where a.deleted_at is null
    and ((p_public and a.is_public) or (not coalesce(p_public, false) and a.tenant_id = v_tenant_id))
    and (v_pattern is null or a.name ilike v_pattern or a.description ilike v_pattern)
    and (p_type is null or a.type = p_type)
    and (p_status is null or a.status = p_status)
    and (p_phase is null or a.phase = p_phase)
    and (p_tags is null or a.tags && p_tags)
  order by (a.name ilike v_pattern) desc nulls last, a.created_at desc, a.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

-- ============================================================================================= functions: workflows

create function private.lock_workflow(p_workflow_id uuid, p_minimum public.tenant_role)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow public.workflows;
begin
  select w.* into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids()) and w.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  perform private.require_role(v_workflow.tenant_id, p_minimum);
  return v_workflow;
end
$$;
comment on function private.lock_workflow is
'A live workflow of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

create function private.require_sound_steps(p_workflow public.workflows)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_keys text[];
  v_done text[] := array[]::text[];
  v_ready text[];
  v_fault record;
begin
  -- None is changed or restored before the workflow is active.
  perform private.hold_steps(p_workflow.tenant_id, array[p_workflow.id]);
  v_keys := array(
    select s.step_key from public.workflow_steps as s
    where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
  );
  if v_keys = '{}' then
    raise sqlstate 'PT409' using message = 'The workflow has no steps.';
  end if;

  -- Locked, so that none is deactivated or deleted before the workflow is active.
  perform from public.agents as a
  where (a.tenant_id, a.id) in (
    select s.agent_tenant_id, s.agent_id from public.workflow_steps as s
    where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
  )
  order by a.id
  for share;
  select s.step_key into v_fault
  from public.workflow_steps as s
  left join public.agents as a on a.tenant_id = s.agent_tenant_id and a.id = s.agent_id
  where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
    and s.step_type = 'agent' and (a.id is null or a.deleted_at is not null or a.status <> 'active')
  order by s.position, s.step_key
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format('Step "%s" has no active agent.', v_fault.step_key);
  end if;

  select s.step_key, d.key into v_fault
  from public.workflow_steps as s
  cross join unnest(s.depends_on) as d (key)
  where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
    and d.key <> all(v_keys)
  order by s.position, s.step_key
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format(
      'Step "%s" depends on "%s", which is no step of the workflow.', v_fault.step_key, v_fault.key
    );
  end if;

  loop
    v_ready := array(
      select s.step_key from public.workflow_steps as s
      where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
        and s.step_key <> all(v_done) and s.depends_on <@ v_done
    );
    exit when v_ready = '{}';
    v_done := v_done || v_ready;
  end loop;
  if cardinality(v_done) < cardinality(v_keys) then
    raise sqlstate 'PT409' using message = format(
      'Steps wait for each other in a circle: %s.',
      (select string_agg(k.key, ', ' order by k.key) from unnest(v_keys) as k (key) where k.key <> all(v_done))
    );
  end if;

  select s.step_key, d.step_key as key into v_fault
  from public.workflow_steps as s
  join public.workflow_steps as d
    on d.tenant_id = s.tenant_id and d.workflow_id = s.workflow_id and d.deleted_at is null
    and d.step_key = any(s.depends_on) and d.position > s.position
  where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
  order by s.position, s.step_key
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format(
      'Step "%s" is positioned before "%s", on which it depends.', v_fault.step_key, v_fault.key
    );
  end if;
end
$$;
comment on function private.require_sound_steps is
'Raises PT409 unless there are steps, each agent step has a live, active agent, and what they depend on exists, has no '
'circle and is positioned before.';

create function private.activate_workflow(p_workflow_id uuid)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
begin
  if v_workflow.status not in ('draft', 'inactive') then
    raise sqlstate 'PT409' using message = format('The workflow is already %s.', v_workflow.status);
  end if;
  perform private.require_sound_steps(v_workflow);
  update public.workflows set status = 'active' where id = v_workflow.id returning * into v_workflow;
  return v_workflow;
end
$$;

create function private.deactivate_workflow(p_workflow_id uuid)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
begin
  if v_workflow.status <> 'active' then
    raise sqlstate 'PT409' using message = format('The workflow is %s, not active.', v_workflow.status);
  end if;
  update public.workflows set status = 'inactive' where id = v_workflow.id returning * into v_workflow;
  perform private.stop_deployments(v_workflow.tenant_id, array[v_workflow.id], null);
  return v_workflow;
end
$$;

create function private.archive_workflow(p_workflow_id uuid)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
begin
  if v_workflow.status = 'archived' then
    raise sqlstate 'PT409' using message = 'The workflow is already archived.';
  end if;
  update public.workflows set status = 'archived' where id = v_workflow.id returning * into v_workflow;
  perform private.stop_deployments(v_workflow.tenant_id, array[v_workflow.id], null);
  return v_workflow;
end
$$;

create function private.delete_workflow(p_workflow_id uuid)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'VIEWER');
  v_ids uuid[];
begin
  perform private.require_owner_or_admin(v_workflow.tenant_id, v_workflow.user_id);
  -- With the first version go the others: a version's parent is live.
  v_ids := array(
    select w.id from public.workflows as w
    where w.tenant_id = v_workflow.tenant_id and (w.id = v_workflow.id or w.parent_id = v_workflow.id)
      and w.deleted_at is null
    order by w.id
    for no key update
  );
  perform private.hold_workflow_executions(v_workflow.tenant_id, v_ids);
  perform private.hold_steps(v_workflow.tenant_id, v_ids);
  perform private.stop_workflow_executions(v_workflow.tenant_id, v_ids);
  update public.workflow_steps set deleted_at = now()
  where tenant_id = v_workflow.tenant_id and workflow_id = any(v_ids) and deleted_at is null;
  perform private.stop_deployments(v_workflow.tenant_id, v_ids, now());
  update public.workflows set deleted_at = now() where id = any(v_ids);
  select w.* into v_workflow from public.workflows as w where w.id = v_workflow.id;
  return v_workflow;
end
$$;

create function private.restore_workflow(p_workflow_id uuid)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow public.workflows;
  v_deleted_at timestamptz;
  v_ids uuid[];
begin
  select w.* into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.deleted_at is not null and w.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted workflow.';
  end if;
  perform private.require_owner_or_admin(v_workflow.tenant_id, v_workflow.user_id);
  if exists (
    select from public.workflows as w
    where w.tenant_id = v_workflow.tenant_id and w.id = v_workflow.parent_id and w.deleted_at is not null
  ) then
    raise sqlstate 'PT409' using message = 'The first version of the workflow is deleted: restore that.';
  end if;
  v_deleted_at := v_workflow.deleted_at;
  v_ids := array(
    select w.id from public.workflows as w
    where w.tenant_id = v_workflow.tenant_id and (w.id = v_workflow.id or w.parent_id = v_workflow.id)
      and w.deleted_at = v_deleted_at
    order by w.id
    for no key update
  );
  -- Its agents may be gone by now: an active one comes back inactive, and is looked through when it is activated.
  update public.workflows
  set deleted_at = null, status = case when status = 'active' then 'inactive' else status end
  where id = any(v_ids);
  update public.workflow_steps set deleted_at = null
  where tenant_id = v_workflow.tenant_id and workflow_id = any(v_ids) and deleted_at = v_deleted_at;
  update public.deployments set deleted_at = null
  where tenant_id = v_workflow.tenant_id and workflow_id = any(v_ids) and deleted_at = v_deleted_at;
  select w.* into v_workflow from public.workflows as w where w.id = v_workflow.id;
  return v_workflow;
end
$$;

create function private.lock_step(p_step_id uuid, p_is_deleted boolean)
returns public.workflow_steps
language plpgsql security definer
set search_path = ''
as $$
declare
  v_step public.workflow_steps;
  v_status public.workflow_status;
begin
  -- First the workflow, as whoever deletes or activates it does.
  select w.status into v_status
  from public.workflows as w
  where w.deleted_at is null and w.tenant_id = any(private.my_tenant_ids())
    and w.id = (select s.workflow_id from public.workflow_steps as s where s.id = p_step_id)
  for share;
  if found then
    select s.* into v_step
    from public.workflow_steps as s
    where s.id = p_step_id and (s.deleted_at is not null) = p_is_deleted
    for no key update;
  end if;
  if not found then
    raise sqlstate 'PT404' using message =
      case when p_is_deleted then 'There is no such deleted step.' else 'There is no such step.' end;
  end if;
  perform private.require_role(v_step.tenant_id, 'MEMBER');
  if v_status in ('active', 'archived') then
    raise sqlstate 'PT409' using message = format('The steps of an %s workflow stand still.', v_status);
  end if;
  return v_step;
end
$$;
comment on function private.lock_step is
'A step, live or deleted, of a live workflow of the caller''s that may be edited, locked.';

create function private.delete_workflow_step(p_step_id uuid)
returns public.workflow_steps
language plpgsql security definer
set search_path = ''
as $$
declare
  v_step public.workflow_steps := private.lock_step(p_step_id, false);
begin
  update public.workflow_steps set deleted_at = now() where id = v_step.id returning * into v_step;
  return v_step;
end
$$;

create function private.restore_workflow_step(p_step_id uuid)
returns public.workflow_steps
language plpgsql security definer
set search_path = ''
as $$
declare
  v_step public.workflow_steps := private.lock_step(p_step_id, true);
begin
  update public.workflow_steps set deleted_at = null where id = v_step.id returning * into v_step;
  return v_step;
end
$$;

create function private.copy_steps(p_source public.workflows, p_target public.workflows)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_agent public.agents;
  v_copies jsonb := jsonb_build_object();
begin
  -- Agents that are neither the target's own nor official are copied along, those that may be: once each.
  if p_source.tenant_id <> p_target.tenant_id then
    for v_agent in
      select a.*
      from public.agents as a
      where (a.tenant_id, a.id) in (
        select s.agent_tenant_id, s.agent_id from public.workflow_steps as s
        where s.tenant_id = p_source.tenant_id and s.workflow_id = p_source.id and s.deleted_at is null
      )
        and a.deleted_at is null and a.tenant_id not in (p_target.tenant_id, private.official_tenant_id())
        and (a.is_public or a.tenant_id = any(private.my_tenant_ids()))
      order by a.name, a.id
    loop
      v_copies := v_copies || jsonb_build_object(
        v_agent.id, (private.duplicate_agent(v_agent, p_target.tenant_id, null)).id
      );
    end loop;
  end if;
  insert into public.workflow_steps (
    tenant_id, workflow_id, agent_id, step_key, step_name, step_type, position, config, inputs, outputs, depends_on,
    retry_count, retry_delay_ms, timeout_ms, on_error
  )
  select
    p_target.tenant_id, p_target.id, coalesce((v_copies ->> a.id::text)::uuid, a.id), s.step_key, s.step_name,
    s.step_type, s.position, s.config, s.inputs, s.outputs, s.depends_on, s.retry_count, s.retry_delay_ms, s.timeout_ms,
    s.on_error
  from public.workflow_steps as s
  -- A deleted or private agent stays behind: activation says which step lacks one.
  left join public.agents as a
    on a.tenant_id = s.agent_tenant_id and a.id = s.agent_id and a.deleted_at is null
    and (a.tenant_id in (p_target.tenant_id, private.official_tenant_id()) or v_copies ? a.id::text)
  where s.tenant_id = p_source.tenant_id and s.workflow_id = p_source.id and s.deleted_at is null
  order by s.position, s.step_key;
end
$$;
comment on function private.copy_steps is 'The live steps of one workflow for another, which is a new draft.';

create function private.new_workflow_version(p_workflow_id uuid)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_root_id uuid := (
    select coalesce(w.parent_id, w.id) from public.workflows as w
    where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids('MEMBER'))
  );
  v_workflow public.workflows;
  v_new public.workflows;
begin
  -- First the first version, as deletion does. Whoever comes second counts what the first one made.
  perform from public.workflows as w where w.id = v_root_id for no key update;
  v_workflow := private.lock_workflow(p_workflow_id, 'MEMBER');
  insert into public.workflows (
    tenant_id, user_id, name, description, version, parent_id, definition, trigger_config, schedule_cron,
    schedule_timezone, tags
  )
  values (
    v_workflow.tenant_id,
    case
      when private.member_role(v_workflow.tenant_id, v_workflow.user_id) is null then auth.uid() else v_workflow.user_id
    end,
    v_workflow.name, v_workflow.description,
    (select max(w.version) + 1 from public.workflows as w
     where w.tenant_id = v_workflow.tenant_id and coalesce(w.parent_id, w.id) = v_root_id),
    v_root_id, v_workflow.definition, v_workflow.trigger_config, v_workflow.schedule_cron, v_workflow.schedule_timezone,
    v_workflow.tags
  )
  returning * into v_new;
  perform private.copy_steps(v_workflow, v_new);
  return v_new;
end
$$;

create function private.workflow_history(p_workflow_id uuid)
returns setof public.workflows
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_workflow record;
begin
  select w.tenant_id, coalesce(w.parent_id, w.id) as root_id into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  return query
  select w.*
  from public.workflows as w
  where w.tenant_id = v_workflow.tenant_id and coalesce(w.parent_id, w.id) = v_workflow.root_id
  order by w.version desc;
end
$$;

create function private.copy_workflow(p_workflow_id uuid, p_name text)
returns public.workflows
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.writable_tenant_id();
  v_workflow public.workflows;
  v_new public.workflows;
begin
  select w.* into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.deleted_at is null and (w.is_public or w.tenant_id = any(private.my_tenant_ids()));
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  insert into public.workflows (
    tenant_id, user_id, name, description, definition, trigger_config, schedule_cron, schedule_timezone, tags
  )
  values (
    v_tenant_id, auth.uid(), coalesce(p_name, v_workflow.name), v_workflow.description, v_workflow.definition,
    v_workflow.trigger_config, v_workflow.schedule_cron, v_workflow.schedule_timezone, v_workflow.tags
  )
  returning * into v_new;
  perform private.copy_steps(v_workflow, v_new);
  return v_new;
end
$$;

create function private.search_workflows(
  p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer
)
returns setof public.workflows
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_query);
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select w.*
  from public.workflows as w
  where w.deleted_at is null
    and ((p_public and w.is_public) or (not coalesce(p_public, false) and w.tenant_id = v_tenant_id))
    and (v_pattern is null or w.name ilike v_pattern or w.description ilike v_pattern)
    and (p_status is null or w.status = p_status)
    and (p_tags is null or w.tags && p_tags)
  order by (w.name ilike v_pattern) desc nulls last, w.created_at desc, w.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

-- ============================================================================================ functions: executions

create function private.start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb)
returns public.workflow_executions
language plpgsql security definer
set search_path = ''
as $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
  v_execution public.workflow_executions;
begin
  insert into public.workflow_executions (
    tenant_id, workflow_id, user_id, trigger_type, trigger_data, input_data
  )
  values (
    v_workflow.tenant_id, v_workflow.id, auth.uid(), 'manual', coalesce(p_trigger_data, '{}'), coalesce(p_input, '{}')
  )
  returning * into v_execution;
  return v_execution;
end
$$;

create function private.cancel_workflow_execution(p_execution_id uuid)
returns public.workflow_executions
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.workflow_executions;
begin
  select e.* into v_execution
  from public.workflow_executions as e
  where e.id = p_execution_id and e.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  perform private.require_role(v_execution.tenant_id, 'MEMBER');
  if v_execution.status not in ('pending', 'running') then
    raise sqlstate 'PT409' using message = format('The execution is already %s.', v_execution.status);
  end if;
  if v_execution.status = 'pending' then
    update public.workflow_executions set status = 'cancelled', cancel_requested_at = now()
    where id = v_execution.id
    returning * into v_execution;
  elsif v_execution.cancel_requested_at is null then
    update public.workflow_executions set cancel_requested_at = now()
    where id = v_execution.id
    returning * into v_execution;
  end if;
  return v_execution;
end
$$;

create function private.search_workflow_executions(
  p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type,
  p_from timestamptz, p_to timestamptz, p_limit integer, p_offset integer
)
returns setof public.workflow_executions
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
  from public.workflow_executions as e
  where e.tenant_id = v_tenant_id
    and (p_workflow_id is null or e.workflow_id = p_workflow_id)
    and (p_status is null or e.status = p_status)
    and (p_trigger_type is null or e.trigger_type = p_trigger_type)
    and (p_from is null or e.created_at >= p_from)
    and (p_to is null or e.created_at < p_to)
  order by e.created_at desc, e.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

create function private.workflow_stats(p_workflow_id uuid, p_days integer)
returns table (
  total bigint, pending bigint, running bigint, successful bigint, failed bigint, cancelled bigint, timed_out bigint,
  success_rate numeric, avg_duration numeric, p50_duration double precision, p95_duration double precision,
  last_execution_at timestamptz
)
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid;
begin
  select w.tenant_id into v_tenant_id
  from public.workflows as w
  where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  if p_days is null or p_days not between 1 and 3660 then
    raise sqlstate 'PT400' using message = 'p_days is between 1 and 3660.';
  end if;
  return query
  with counted as (
    select
      count(*) as total,
      count(*) filter (where e.status = 'pending') as pending,
      count(*) filter (where e.status = 'running') as running,
      count(*) filter (where e.status = 'completed') as successful,
      count(*) filter (where e.status = 'failed') as failed,
      count(*) filter (where e.status = 'cancelled') as cancelled,
      count(*) filter (where e.status = 'timeout') as timed_out,
      avg(e.duration_ms) as avg_duration,
      percentile_cont(array[0.5, 0.95]) within group (order by e.duration_ms) as durations,
      max(e.created_at) as last_execution_at
    from public.workflow_executions as e
    where e.tenant_id = v_tenant_id and e.workflow_id = p_workflow_id
      and e.created_at > now() - make_interval(days => p_days)
  )

  select
    c.total, c.pending, c.running, c.successful, c.failed, c.cancelled, c.timed_out,
    round(c.successful / nullif(c.successful + c.failed + c.cancelled + c.timed_out, 0)::numeric, 4),
    round(c.avg_duration, 1), c.durations[1], c.durations[2], c.last_execution_at
  from counted as c;
end
$$;

-- ============================================================================================= functions: templates

create function private.lock_template(p_template_id uuid, p_is_deleted boolean)
returns public.templates
language plpgsql security definer
set search_path = ''
as $$
declare
  v_template public.templates;
begin
  select t.* into v_template
  from public.templates as t
  where t.id = p_template_id and t.tenant_id = any(private.my_tenant_ids())
    and (t.deleted_at is not null) = p_is_deleted
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message =
      case when p_is_deleted then 'There is no such deleted template.' else 'There is no such template.' end;
  end if;
  perform private.require_owner_or_admin(v_template.tenant_id, v_template.user_id);
  return v_template;
end
$$;
comment on function private.lock_template is
'A template of one of the caller''s tenants, live or deleted, that they may delete and restore, locked.';

create function private.delete_template(p_template_id uuid)
returns public.templates
language plpgsql security definer
set search_path = ''
as $$
declare
  v_template public.templates := private.lock_template(p_template_id, false);
begin
  update public.templates set deleted_at = now() where id = v_template.id returning * into v_template;
  return v_template;
end
$$;

create function private.restore_template(p_template_id uuid)
returns public.templates
language plpgsql security definer
set search_path = ''
as $$
declare
  v_template public.templates := private.lock_template(p_template_id, true);
begin
  update public.templates set deleted_at = null where id = v_template.id returning * into v_template;
  return v_template;
end
$$;

create function private.only_members(p_document jsonb, p_names text[])
returns jsonb
language sql immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(m.name, m.value), '{}')
  from jsonb_each(p_document) as m (name, value)
  where m.name = any(p_names)
$$;
comment on function private.only_members is 'The object without all members but these.';

create function private.agent_of_template(p_tenant_id uuid, p_data jsonb, p_name text)
returns public.agents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_data public.agents := jsonb_populate_record(null::public.agents, private.only_members(
    p_data,
    '{name,description,purpose,type,phase,config,capabilities,parameters,prompt_template,input_schema,output_schema,'
    'max_execution_time,max_memory_mb,max_concurrent_executions,tags}'
  ));
begin
  v_data.name := coalesce(p_name, v_data.name);
  v_data.config := coalesce(v_data.config, '{}');
  v_data.capabilities := coalesce(v_data.capabilities, '[]');
  v_data.parameters := coalesce(v_data.parameters, '{}');
  v_data.max_execution_time := coalesce(v_data.max_execution_time, 300);
  v_data.max_memory_mb := coalesce(v_data.max_memory_mb, 512);
  v_data.max_concurrent_executions := coalesce(v_data.max_concurrent_executions, 1);
  v_data.tags := coalesce(v_data.tags, '{}');
  return private.duplicate_agent(v_data, p_tenant_id, null);
end
$$;
comment on function private.agent_of_template is 'A new agent of the caller, with the columns that a template gives.';

create function private.step_of_template(p_workflow public.workflows, p_data jsonb, p_position integer)
returns public.workflow_steps
language plpgsql security definer
set search_path = ''
as $$
declare
  v_data public.workflow_steps := jsonb_populate_record(null::public.workflow_steps, private.only_members(
    p_data,
    '{step_key,step_name,step_type,position,config,inputs,outputs,depends_on,retry_count,retry_delay_ms,timeout_ms,on_error}'
  ));
  v_agent_id uuid;
  v_step public.workflow_steps;
begin
  if p_data ? 'agent' then
    v_agent_id := (private.agent_of_template(
      p_workflow.tenant_id,
      jsonb_build_object('name', coalesce(v_data.step_name, v_data.step_key)) || (p_data -> 'agent'), null
    )).id;
  elsif p_data ? 'agent_slug' then
    -- The own one before the official one.
    select a.id into v_agent_id
    from public.agents as a
    where a.slug = p_data ->> 'agent_slug' and a.deleted_at is null
      and a.tenant_id in (p_workflow.tenant_id, private.official_tenant_id())
    order by a.tenant_id = private.official_tenant_id()
    limit 1;
  end if;
  insert into public.workflow_steps (
    tenant_id, workflow_id, agent_id, step_key, step_name, step_type, position, config, inputs, outputs, depends_on,
    retry_count, retry_delay_ms, timeout_ms, on_error
  )
  values (
    p_workflow.tenant_id, p_workflow.id, v_agent_id, v_data.step_key, coalesce(v_data.step_name, v_data.step_key),
    v_data.step_type, coalesce(v_data.position, p_position), coalesce(v_data.config, '{}'),
    coalesce(v_data.inputs, '{}'), coalesce(v_data.outputs, '{}'), coalesce(v_data.depends_on, '{}'),
    coalesce(v_data.retry_count, 0), coalesce(v_data.retry_delay_ms, 1000), coalesce(v_data.timeout_ms, 30000),
    coalesce(v_data.on_error, 'fail')
  )
  returning * into v_step;
  return v_step;
end
$$;
comment on function private.step_of_template is
'A new step, with the columns that a template gives; with an agent that the template describes or calls by its slug.';

create function private.use_template(p_template_id uuid, p_name text, p_workflow_id uuid)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_template public.templates;
  v_tenant_id uuid;
  v_workflow public.workflows;
  v_agent public.agents;
  v_step jsonb;
  v_made jsonb;
begin
  if p_workflow_id is null then
    v_tenant_id := private.writable_tenant_id();
  else
    v_workflow := private.lock_workflow(p_workflow_id, 'MEMBER');
    v_tenant_id := v_workflow.tenant_id;
  end if;
  select t.* into v_template
  from public.templates as t
  where t.id = p_template_id and t.deleted_at is null and (t.is_public or t.tenant_id = any(private.my_tenant_ids()));
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such template.';
  end if;
  if p_workflow_id is not null and v_template.type <> 'step' then
    raise sqlstate 'PT400' using message = 'p_workflow_id goes with a template for a step.';
  end if;

  if v_template.type = 'agent' then
    v_agent := private.agent_of_template(v_tenant_id, v_template.template_data, coalesce(p_name, v_template.name));
    v_made := jsonb_build_object('type', 'agent', 'id', v_agent.id, 'agent', to_jsonb(v_agent));
  elsif v_template.type = 'workflow' then
    v_workflow := jsonb_populate_record(null::public.workflows, private.only_members(
      v_template.template_data,
      '{description,definition,trigger_config,schedule_cron,schedule_timezone,tags}'
    ));
    insert into public.workflows (
      tenant_id, user_id, name, description, definition, trigger_config, schedule_cron, schedule_timezone, tags
    )
    values (
      v_tenant_id, auth.uid(), coalesce(p_name, v_template.name), coalesce(v_workflow.description, v_template.description),
      coalesce(v_workflow.definition, '{}'), coalesce(v_workflow.trigger_config, '{}'), v_workflow.schedule_cron,
      coalesce(v_workflow.schedule_timezone, 'UTC'), coalesce(v_workflow.tags, v_template.tags)
    )
    returning * into v_workflow;
    for v_step in select s.step from jsonb_array_elements(v_template.template_data -> 'steps') as s (step) loop
      perform private.step_of_template(
        v_workflow, v_step,
        (select count(*)::integer from public.workflow_steps as s
         where s.tenant_id = v_tenant_id and s.workflow_id = v_workflow.id)
      );
    end loop;
    v_made := jsonb_build_object('type', 'workflow', 'id', v_workflow.id, 'workflow', to_jsonb(v_workflow));
  elsif p_workflow_id is null then
    v_made := jsonb_build_object('type', 'step', 'step', v_template.template_data);
  else
    v_step := v_template.template_data - 'position';
    if p_name is not null then
      v_step := v_step || jsonb_build_object('step_name', p_name);
    end if;
    v_step := to_jsonb(private.step_of_template(
      v_workflow, v_step,
      (select coalesce(max(s.position) + 1, 0) from public.workflow_steps as s
       where s.tenant_id = v_tenant_id and s.workflow_id = v_workflow.id and s.deleted_at is null)
    ));
    v_made := jsonb_build_object('type', 'step', 'id', v_step -> 'id', 'step', v_step);
  end if;
  update public.templates set usage_count = usage_count + 1 where id = v_template.id;
  return v_made;
end
$$;

create function private.search_templates(
  p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer
)
returns setof public.templates
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_query);
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select t.*
  from public.templates as t
  where t.deleted_at is null and (t.is_public or t.tenant_id = v_tenant_id)
    and (v_pattern is null or t.name ilike v_pattern or t.description ilike v_pattern)
    and (p_type is null or t.type = p_type)
    and (p_category is null or t.category = p_category)
    and (p_tags is null or t.tags && p_tags)
  order by t.usage_count desc, t.rating_average desc, t.created_at desc, t.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

-- =========================================================================================== functions: deployments

create function private.lock_deployment(p_deployment_id uuid, p_minimum public.tenant_role)
returns public.deployments
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deployment public.deployments;
begin
  select d.* into v_deployment
  from public.deployments as d
  where d.id = p_deployment_id and d.tenant_id = any(private.my_tenant_ids()) and d.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deployment.';
  end if;
  perform private.require_role(v_deployment.tenant_id, p_minimum);
  return v_deployment;
end
$$;
comment on function private.lock_deployment is
'A live deployment of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

create function private.start_deployment(p_deployment_id uuid)
returns public.deployments
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'MEMBER');
begin
  if v_deployment.status not in ('stopped', 'failed') then
    raise sqlstate 'PT409' using message = format('The deployment is already %s.', v_deployment.status);
  end if;
  if not exists (
    select from public.workflows as w
    where w.tenant_id = v_deployment.tenant_id and w.id = v_deployment.workflow_id and w.status = 'active'
      and w.deleted_at is null
  ) and not exists (
    select from public.agents as a
    where a.tenant_id = v_deployment.tenant_id and a.id = v_deployment.agent_id and a.status = 'active'
      and a.deleted_at is null
  ) then
    raise sqlstate 'PT409' using message = 'What is deployed is not active.';
  end if;
  update public.deployments set status = 'starting', health_status = 'unknown' where id = v_deployment.id
  returning * into v_deployment;
  return v_deployment;
end
$$;

create function private.stop_deployment(p_deployment_id uuid)
returns public.deployments
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'MEMBER');
begin
  if v_deployment.status not in ('starting', 'running', 'maintenance') then
    raise sqlstate 'PT409' using message = format('The deployment is already %s.', v_deployment.status);
  end if;
  update public.deployments set status = 'stopping' where id = v_deployment.id returning * into v_deployment;
  return v_deployment;
end
$$;

create function private.delete_deployment(p_deployment_id uuid)
returns public.deployments
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'VIEWER');
begin
  perform private.require_owner_or_admin(v_deployment.tenant_id, v_deployment.user_id);
  perform private.stop_deployments(v_deployment.tenant_id, array[v_deployment.id], now());
  select d.* into v_deployment from public.deployments as d where d.id = v_deployment.id;
  return v_deployment;
end
$$;

create function private.restore_deployment(p_deployment_id uuid)
returns public.deployments
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deployment public.deployments;
begin
  select d.* into v_deployment
  from public.deployments as d
  where d.id = p_deployment_id and d.tenant_id = any(private.my_tenant_ids()) and d.deleted_at is not null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted deployment.';
  end if;
  perform private.require_owner_or_admin(v_deployment.tenant_id, v_deployment.user_id);
  -- A deployment that is deleted already is stamped by nobody: waiting for its target is no circle.
  perform from public.workflows as w
  where w.tenant_id = v_deployment.tenant_id and w.id = v_deployment.workflow_id and w.deleted_at is null
  for share;
  if not found then
    perform from public.agents as a
    where a.tenant_id = v_deployment.tenant_id and a.id = v_deployment.agent_id and a.deleted_at is null
    for share;
  end if;
  if not found then
    raise sqlstate 'PT409' using message = 'What was deployed is deleted: restore that.';
  end if;
  update public.deployments set deleted_at = null where id = v_deployment.id returning * into v_deployment;
  return v_deployment;
end
$$;

create function private.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb)
returns public.deployments
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'MEMBER');
  v_variables jsonb;
begin
  if p_environment_vars is null or not private.environment_is_well_formed(jsonb_strip_nulls(p_environment_vars)) then
    raise sqlstate 'PT400' using message =
      'p_environment_vars is an object of at most 100 identifiers, each with a string, or with null to remove it.';
  end if;
  -- What is to be stored is looked through before it is written: a constraint that fails in here tells the caller and
  -- the log the values of the whole row. The lock of the deployment keeps it as it is read.
  v_variables := jsonb_strip_nulls(coalesce(
    (select s.environment_vars from private.deployment_secrets as s where s.deployment_id = v_deployment.id), '{}'
  ) || p_environment_vars);
  if not private.environment_is_well_formed(v_variables) then
    raise sqlstate 'PT400' using message = 'A deployment has at most 100 environment variables: remove some with null.';
  end if;
  if octet_length(v_variables::text) > 65536 then
    raise sqlstate 'PT400' using message = 'The environment variables of a deployment take at most 65536 bytes in all.';
  end if;
  insert into private.deployment_secrets (deployment_id, environment_vars)
  values (v_deployment.id, v_variables)
  on conflict (deployment_id) do update set environment_vars = excluded.environment_vars, updated_at = now();
  -- Which were set, never to what.
  perform private.write_audit_log(
    v_deployment.tenant_id, auth.uid(), 'UPDATE', 'deployment_secrets', v_deployment.id,
    jsonb_build_object('after', jsonb_build_object('environment_variable_names', (
      select jsonb_agg(k.name order by k.name) from jsonb_object_keys(p_environment_vars) as k (name)
    )))
  );
  update public.deployments
  set environment_variable_names = array(select k.name from jsonb_object_keys(v_variables) as k (name) order by k.name)
  where id = v_deployment.id
  returning * into v_deployment;
  return v_deployment;
end
$$;

create function private.rotate_deployment_key(p_deployment_id uuid)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'ADMIN');
  v_key text := 'fo_dep_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
begin
  insert into private.deployment_secrets (deployment_id, api_key_hash)
  values (v_deployment.id, sha256(convert_to(v_key, 'UTF8')))
  on conflict (deployment_id) do update set api_key_hash = excluded.api_key_hash, updated_at = now();
  perform private.write_audit_log(
    v_deployment.tenant_id, auth.uid(), 'UPDATE', 'deployment_secrets', v_deployment.id,
    '{"after": {"api_key_hash": "(new)"}}'
  );
  return jsonb_build_object('deployment_id', v_deployment.id, 'api_key', v_key);
end
$$;

create function private.deployment_environment(p_deployment_id uuid)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_environment jsonb;
begin
  select jsonb_build_object(
    'deployment_id', d.id, 'environment_vars', coalesce(s.environment_vars, '{}'),
    'api_key_hash', encode(s.api_key_hash, 'hex')
  ) into v_environment
  from public.deployments as d
  left join private.deployment_secrets as s on s.deployment_id = d.id
  where d.id = p_deployment_id and d.deleted_at is null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deployment.';
  end if;
  return v_environment;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.activate_agent(p_agent_id uuid) returns public.agents
language sql security invoker set search_path = ''
as $$ select private.activate_agent(p_agent_id) $$;
comment on function public.activate_agent is
'Makes a draft or inactive agent executable. MEMBER.';

create function public.deactivate_agent(p_agent_id uuid) returns public.agents
language sql security invoker set search_path = ''
as $$ select private.deactivate_agent(p_agent_id) $$;
comment on function public.deactivate_agent is
'Takes an active agent out of use for a while and stops its deployments; not while an active workflow uses it. MEMBER.';

create function public.archive_agent(p_agent_id uuid) returns public.agents
language sql security invoker set search_path = ''
as $$ select private.archive_agent(p_agent_id) $$;
comment on function public.archive_agent is
'Retires an agent for good and stops its deployments; not while an active workflow uses it. MEMBER.';

create function public.delete_agent(p_agent_id uuid) returns public.agents
language sql security invoker set search_path = ''
as $$ select private.delete_agent(p_agent_id) $$;
comment on function public.delete_agent is
'Soft-deletes an agent with its deployments, a first version with all versions; not while an active workflow uses it. '
'Its owner as MEMBER, or ADMIN.';

create function public.restore_agent(p_agent_id uuid) returns public.agents
language sql security invoker set search_path = ''
as $$ select private.restore_agent(p_agent_id) $$;
comment on function public.restore_agent is
'Undoes delete_agent, with all that it took along. Its owner as MEMBER, or ADMIN.';

create function public.new_agent_version(p_agent_id uuid) returns public.agents
language sql security invoker set search_path = ''
as $$ select private.new_agent_version(p_agent_id) $$;
comment on function public.new_agent_version is
'A draft with the next number and the content of this version; private, without the slug. MEMBER.';

create function public.agent_history(p_agent_id uuid) returns setof public.agents
language sql stable security invoker set search_path = ''
as $$ select * from private.agent_history(p_agent_id) $$;
comment on function public.agent_history is
'All versions of an agent, by the id of any of them, deleted ones too; newest first.';

create function public.copy_agent(p_agent_id uuid, p_name text default null) returns public.agents
language sql security invoker set search_path = ''
as $$ select private.copy_agent(p_agent_id, p_name) $$;
comment on function public.copy_agent is
'Makes a public, an official or an own agent into a draft of the caller in the current tenant. MEMBER.';

create function public.search_agents(
  p_query text default null, p_type public.agent_type default null, p_status public.agent_status default null,
  p_phase public.agent_phase default null, p_tags text[] default null, p_public boolean default false,
  p_limit integer default 20, p_offset integer default 0
)
returns setof public.agents
language sql stable security invoker set search_path = ''
as $$ select * from private.search_agents(p_query, p_type, p_status, p_phase, p_tags, p_public, p_limit, p_offset) $$;
comment on function public.search_agents is
'Agents of the current tenant, or the public ones, whose name or description contains p_query and that have any of '
'p_tags; at most 100.';

create function public.activate_workflow(p_workflow_id uuid) returns public.workflows
language sql security invoker set search_path = ''
as $$ select private.activate_workflow(p_workflow_id) $$;
comment on function public.activate_workflow is
'Looks through the steps of a draft or inactive workflow and makes it executable. MEMBER.';

create function public.deactivate_workflow(p_workflow_id uuid) returns public.workflows
language sql security invoker set search_path = ''
as $$ select private.deactivate_workflow(p_workflow_id) $$;
comment on function public.deactivate_workflow is
'Takes an active workflow out of use for a while, so that its steps can be edited; its deployments stop. MEMBER.';

create function public.archive_workflow(p_workflow_id uuid) returns public.workflows
language sql security invoker set search_path = ''
as $$ select private.archive_workflow(p_workflow_id) $$;
comment on function public.archive_workflow is
'Retires a workflow for good; its deployments stop. MEMBER.';

create function public.delete_workflow(p_workflow_id uuid) returns public.workflows
language sql security invoker set search_path = ''
as $$ select private.delete_workflow(p_workflow_id) $$;
comment on function public.delete_workflow is
'Soft-deletes a workflow with its steps and deployments, a first version with all versions; executions stay: pending '
'ones are cancelled, running ones asked to stop. Its owner as MEMBER, or ADMIN.';

create function public.restore_workflow(p_workflow_id uuid) returns public.workflows
language sql security invoker set search_path = ''
as $$ select private.restore_workflow(p_workflow_id) $$;
comment on function public.restore_workflow is
'Undoes delete_workflow, with all that it took along; what was active is inactive. Its owner as MEMBER, or ADMIN.';

create function public.delete_workflow_step(p_step_id uuid) returns public.workflow_steps
language sql security invoker set search_path = ''
as $$ select private.delete_workflow_step(p_step_id) $$;
comment on function public.delete_workflow_step is
'Soft-deletes a step of a draft or inactive workflow. MEMBER.';

create function public.restore_workflow_step(p_step_id uuid) returns public.workflow_steps
language sql security invoker set search_path = ''
as $$ select private.restore_workflow_step(p_step_id) $$;
comment on function public.restore_workflow_step is
'Undoes delete_workflow_step. MEMBER.';

create function public.new_workflow_version(p_workflow_id uuid) returns public.workflows
language sql security invoker set search_path = ''
as $$ select private.new_workflow_version(p_workflow_id) $$;
comment on function public.new_workflow_version is
'A draft with the next number and the content and steps of this version; private and not scheduled. MEMBER.';

create function public.workflow_history(p_workflow_id uuid) returns setof public.workflows
language sql stable security invoker set search_path = ''
as $$ select * from private.workflow_history(p_workflow_id) $$;
comment on function public.workflow_history is
'All versions of a workflow, by the id of any of them, deleted ones too; newest first.';

create function public.copy_workflow(p_workflow_id uuid, p_name text default null) returns public.workflows
language sql security invoker set search_path = ''
as $$ select private.copy_workflow(p_workflow_id, p_name) $$;
comment on function public.copy_workflow is
'Makes a public or an own workflow into a draft of the caller in the current tenant, with its steps, and with those of '
'their agents that are public. MEMBER.';

create function public.search_workflows(
  p_query text default null, p_status public.workflow_status default null, p_tags text[] default null,
  p_public boolean default false, p_limit integer default 20, p_offset integer default 0
)
returns setof public.workflows
language sql stable security invoker set search_path = ''
as $$ select * from private.search_workflows(p_query, p_status, p_tags, p_public, p_limit, p_offset) $$;
comment on function public.search_workflows is
'Workflows of the current tenant, or the public ones, whose name or description contains p_query and that have any of '
'p_tags; at most 100.';

create function public.start_workflow_execution(
  p_workflow_id uuid, p_input jsonb default '{}', p_trigger_data jsonb default '{}'
)
returns public.workflow_executions
language sql security invoker set search_path = ''
as $$ select private.start_workflow_execution(p_workflow_id, p_input, p_trigger_data) $$;
comment on function public.start_workflow_execution is
'Asks for a run of an active workflow, which the service takes up. MEMBER.';

create function public.cancel_workflow_execution(p_execution_id uuid) returns public.workflow_executions
language sql security invoker set search_path = ''
as $$ select private.cancel_workflow_execution(p_execution_id) $$;
comment on function public.cancel_workflow_execution is
'Stops an execution: at once while pending, by asking who runs it while running. MEMBER.';

create function public.search_workflow_executions(
  p_workflow_id uuid default null, p_status public.workflow_execution_status default null,
  p_trigger_type public.workflow_trigger_type default null, p_from timestamptz default null,
  p_to timestamptz default null, p_limit integer default 20, p_offset integer default 0
)
returns setof public.workflow_executions
language sql stable security invoker set search_path = ''
as $$
  select *
  from private.search_workflow_executions(
    p_workflow_id, p_status, p_trigger_type, p_from, p_to, p_limit, p_offset
  )
$$;
comment on function public.search_workflow_executions is
'Executions of the current tenant by workflow, status, trigger and time, newest first; at most 100.';

create function public.workflow_stats(p_workflow_id uuid, p_days integer default 30)
returns table (
  total bigint, pending bigint, running bigint, successful bigint, failed bigint, cancelled bigint, timed_out bigint,
  success_rate numeric, avg_duration numeric, p50_duration double precision, p95_duration double precision,
  last_execution_at timestamptz
)
language sql stable security invoker set search_path = ''
as $$ select * from private.workflow_stats(p_workflow_id, p_days) $$;
comment on function public.workflow_stats is
'Counts and durations (in milliseconds) of a workflow''s executions of the last days. The rate is over final ones.';

create function public.use_template(p_template_id uuid, p_name text default null, p_workflow_id uuid default null)
returns jsonb
language sql security invoker set search_path = ''
as $$ select private.use_template(p_template_id, p_name, p_workflow_id) $$;
comment on function public.use_template is
'Makes an agent, a workflow or a step of a workflow from a template: {"type", "id", and the row by its type}. Without '
'p_workflow_id a step is only shown. Counts as a use. MEMBER.';

create function public.delete_template(p_template_id uuid) returns public.templates
language sql security invoker set search_path = ''
as $$ select private.delete_template(p_template_id) $$;
comment on function public.delete_template is
'Soft-deletes a template. Its owner as MEMBER, or ADMIN.';

create function public.restore_template(p_template_id uuid) returns public.templates
language sql security invoker set search_path = ''
as $$ select private.restore_template(p_template_id) $$;
comment on function public.restore_template is
'Undoes delete_template. Its owner as MEMBER, or ADMIN.';

create function public.search_templates(
  p_query text default null, p_type public.template_type default null, p_category text default null,
  p_tags text[] default null, p_limit integer default 20, p_offset integer default 0
)
returns setof public.templates
language sql stable security invoker set search_path = ''
as $$ select * from private.search_templates(p_query, p_type, p_category, p_tags, p_limit, p_offset) $$;
comment on function public.search_templates is
'Public, official and own templates, the most used first; at most 100.';

create function public.start_deployment(p_deployment_id uuid) returns public.deployments
language sql security invoker set search_path = ''
as $$ select private.start_deployment(p_deployment_id) $$;
comment on function public.start_deployment is
'Asks for a stopped or failed deployment of something active to be started. MEMBER.';

create function public.stop_deployment(p_deployment_id uuid) returns public.deployments
language sql security invoker set search_path = ''
as $$ select private.stop_deployment(p_deployment_id) $$;
comment on function public.stop_deployment is
'Asks for a deployment to be stopped. MEMBER.';

create function public.delete_deployment(p_deployment_id uuid) returns public.deployments
language sql security invoker set search_path = ''
as $$ select private.delete_deployment(p_deployment_id) $$;
comment on function public.delete_deployment is
'Soft-deletes a deployment and asks for it to be stopped. Its owner as MEMBER, or ADMIN.';

create function public.restore_deployment(p_deployment_id uuid) returns public.deployments
language sql security invoker set search_path = ''
as $$ select private.restore_deployment(p_deployment_id) $$;
comment on function public.restore_deployment is
'Undoes delete_deployment; it does not start by itself. Its owner as MEMBER, or ADMIN.';

create function public.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb)
returns public.deployments
language sql security invoker set search_path = ''
as $$ select private.set_deployment_secrets(p_deployment_id, p_environment_vars) $$;
comment on function public.set_deployment_secrets is
'Sets the environment variables that are named, removes those with null, keeps the others. Nobody reads them back but '
'the service. MEMBER.';

create function public.rotate_deployment_key(p_deployment_id uuid) returns jsonb
language sql security invoker set search_path = ''
as $$ select private.rotate_deployment_key(p_deployment_id) $$;
comment on function public.rotate_deployment_key is
'Makes a new key for a deployment: {"deployment_id", "api_key"}. It is shown this once; the old one ends. ADMIN.';

create function public.deployment_environment(p_deployment_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.deployment_environment(p_deployment_id);
end
$$;
comment on function public.deployment_environment is
'What a deployment runs with: {"deployment_id", "environment_vars", "api_key_hash"}. Service only.';

-- ========================================================================================================= triggers

create trigger agents_place_version before insert on public.agents
for each row execute function private.place_agent_version();
create trigger agents_guard before update on public.agents
for each row execute function private.guard_agent();
create trigger agents_refuse_tenant_change before update of tenant_id on public.agents
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger agents_require_member before insert or update of user_id on public.agents
for each row when (new.tenant_id <> private.official_tenant_id())
execute function private.require_member_as_user();
-- What a trigger changes in turn is said by the row that it follows from: the deletion of a whole tenant.
create trigger agents_audit
after insert or delete or update of name, slug, description, purpose, type, phase, status, config, capabilities,
parameters, prompt_template, input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions,
tags, is_public, is_template, user_id, parent_id, deleted_at on public.agents
for each row when (pg_trigger_depth() = 0) execute function private.audit('agent');

create trigger agents_archived_stay before update of
name, description, purpose, type, phase, config, capabilities, parameters, prompt_template, input_schema, output_schema,
max_execution_time, max_memory_mb, max_concurrent_executions on public.agents
for each row when (old.status = 'archived') execute function private.refuse_archived_change();

create trigger workflows_place_version before insert on public.workflows
for each row execute function private.place_workflow_version();
create trigger workflows_guard before update on public.workflows
for each row execute function private.guard_workflow();
create trigger workflows_archived_stay before update of
name, description, definition, trigger_config, schedule_enabled, schedule_cron, schedule_timezone on public.workflows
for each row when (old.status = 'archived') execute function private.refuse_archived_change();
create trigger workflows_require_timezone before insert or update of schedule_timezone on public.workflows
for each row when (new.schedule_timezone <> 'UTC') execute function private.require_timezone();
create trigger workflows_refuse_tenant_change before update of tenant_id on public.workflows
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger workflows_require_member before insert or update of user_id on public.workflows
for each row execute function private.require_member_as_user();
create trigger workflows_publish_steps after update of is_public on public.workflows
for each row when (old.is_public <> new.is_public) execute function private.publish_workflow_steps();
create trigger workflows_audit
after insert or delete or update of user_id, name, description, status, parent_id, definition, trigger_config,
schedule_enabled, schedule_cron, schedule_timezone, tags, is_public, deleted_at on public.workflows
for each row when (pg_trigger_depth() = 0) execute function private.audit('workflow');

create trigger workflow_steps_fill before insert or update of workflow_id, agent_id, step_key, step_name, step_type,
position, config, inputs, outputs, depends_on, retry_count, retry_delay_ms, timeout_ms, on_error
on public.workflow_steps
for each row execute function private.fill_workflow_step();
create trigger workflow_steps_set_updated_at before update on public.workflow_steps
for each row execute function private.set_updated_at();
create trigger workflow_steps_refuse_tenant_change before update of tenant_id on public.workflow_steps
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger workflow_steps_audit
after insert or delete or update of agent_id, step_key, step_name, step_type, position, config, inputs, outputs,
depends_on, retry_count, retry_delay_ms, timeout_ms, on_error, deleted_at on public.workflow_steps
for each row when (pg_trigger_depth() = 0) execute function private.audit('workflow_step');

create trigger workflow_executions_admit before insert on public.workflow_executions
for each row when (new.status = 'pending') execute function private.admit_workflow_execution();
create trigger workflow_executions_guard before update on public.workflow_executions
for each row execute function private.guard_workflow_execution();
create trigger workflow_executions_refuse_tenant_change before update of tenant_id on public.workflow_executions
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger workflow_executions_require_member before insert or update of user_id on public.workflow_executions
for each row execute function private.require_member_as_user();
create trigger workflow_executions_are_not_deleted before delete on public.workflow_executions
for each row execute function private.refuse_change('except_purge');
create trigger workflow_executions_are_not_truncated before truncate on public.workflow_executions
for each statement execute function private.refuse_change();
create trigger workflow_executions_count_new after insert on public.workflow_executions
referencing new table as new_rows
for each statement execute function private.count_new_workflow_executions();
create trigger workflow_executions_count_ended after update on public.workflow_executions
referencing old table as old_rows new table as new_rows
for each statement execute function private.count_ended_workflow_executions();
create trigger workflow_executions_audit_start after insert on public.workflow_executions
for each row execute function private.audit_workflow_execution();
create trigger workflow_executions_audit_cancel after update of cancel_requested_at on public.workflow_executions
for each row when (
  old.cancel_requested_at is null and new.cancel_requested_at is not null and pg_trigger_depth() = 0
)
execute function private.audit_workflow_execution();

create trigger workflow_execution_logs_fill before insert on public.workflow_execution_logs
for each row execute function private.fill_workflow_execution_log();
create trigger workflow_execution_logs_count_steps after insert on public.workflow_execution_logs
referencing new table as new_rows
for each statement execute function private.count_executed_steps();
create trigger workflow_execution_logs_are_append_only before update or delete on public.workflow_execution_logs
for each row execute function private.refuse_change('except_purge');
create trigger workflow_execution_logs_are_not_truncated before truncate on public.workflow_execution_logs
for each statement execute function private.refuse_change();

create trigger templates_guard before update on public.templates
for each row execute function private.guard_template();
create trigger templates_refuse_tenant_change before update of tenant_id on public.templates
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger templates_require_member before insert or update of user_id on public.templates
for each row when (new.tenant_id <> private.official_tenant_id())
execute function private.require_member_as_user();
create trigger templates_audit
after insert or delete or update of user_id, name, description, category, type, template_data, tags, is_official,
is_public, deleted_at on public.templates
for each row when (pg_trigger_depth() = 0) execute function private.audit('template');

create trigger template_ratings_fill before insert or update of template_id on public.template_ratings
for each row execute function private.fill_template_rating();
create trigger template_ratings_set_updated_at before update on public.template_ratings
for each row execute function private.set_updated_at();
create trigger template_ratings_refuse_tenant_change before update of tenant_id on public.template_ratings
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger template_ratings_require_member before insert or update of user_id on public.template_ratings
for each row execute function private.require_member_as_user();
create trigger template_ratings_count_new after insert on public.template_ratings
referencing new table as new_rows
for each statement execute function private.count_new_ratings();
create trigger template_ratings_count_changed after update on public.template_ratings
referencing old table as old_rows new table as new_rows
for each statement execute function private.count_changed_ratings();
create trigger template_ratings_count_removed after delete on public.template_ratings
referencing old table as old_rows
for each statement execute function private.count_removed_ratings();
create trigger template_ratings_audit after insert or update or delete on public.template_ratings
for each row execute function private.audit('template_rating');

create trigger deployments_guard before update on public.deployments
for each row execute function private.guard_deployment();
create trigger deployments_require_target before insert or update of workflow_id, agent_id on public.deployments
for each row execute function private.require_deployment_target();
create trigger deployments_refuse_tenant_change before update of tenant_id on public.deployments
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger deployments_require_member before insert or update of user_id on public.deployments
for each row execute function private.require_member_as_user();
create trigger deployments_audit
after insert or delete or update of user_id, name, description, workflow_id, agent_id, environment, status, config,
environment_variable_names, endpoint_url, allocated_memory_mb, allocated_cpu_shares, deleted_at on public.deployments
for each row when (pg_trigger_depth() = 0) execute function private.audit('deployment');

create trigger tenants_delete_workflows after update of deleted_at on public.tenants
for each row when (old.deleted_at is distinct from new.deleted_at)
execute function private.delete_workflows_with_tenant();

-- =========================================================================================================== grants

revoke all on public.agents, public.workflows, public.workflow_steps, public.workflow_executions,
public.workflow_execution_logs, public.templates, public.template_ratings, public.deployments
from public, anon, authenticated, service_role;

grant select on public.agents, public.workflows, public.workflow_steps, public.workflow_executions,
public.workflow_execution_logs, public.templates, public.template_ratings, public.deployments
to authenticated, service_role;
grant insert (
  tenant_id, user_id, name, slug, description, purpose, type, phase, config, capabilities, parameters, prompt_template,
  input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags, is_public,
  is_template
) on public.agents to authenticated;
grant update (
  name, slug, description, purpose, type, phase, config, capabilities, parameters, prompt_template, input_schema,
  output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags, is_public, is_template
) on public.agents to authenticated;

grant insert (
  tenant_id, user_id, name, description, definition, trigger_config, schedule_enabled, schedule_cron, schedule_timezone,
  tags, is_public
) on public.workflows to authenticated;
grant update (
  name, description, definition, trigger_config, schedule_enabled, schedule_cron, schedule_timezone, tags, is_public
) on public.workflows to authenticated;

grant insert (
  tenant_id, workflow_id, agent_id, step_key, step_name, step_type, position, config, inputs, outputs, depends_on,
  retry_count, retry_delay_ms, timeout_ms, on_error
) on public.workflow_steps to authenticated;
grant update (
  agent_id, step_key, step_name, step_type, position, config, inputs, outputs, depends_on, retry_count, retry_delay_ms,
  timeout_ms, on_error
) on public.workflow_steps to authenticated;

grant insert (tenant_id, user_id, name, description, category, type, template_data, tags, is_public)
on public.templates to authenticated;
grant update (name, description, category, type, template_data, tags, is_public) on public.templates to authenticated;

grant insert (tenant_id, user_id, template_id, rating) on public.template_ratings to authenticated;
grant update (rating) on public.template_ratings to authenticated;
grant delete on public.template_ratings to authenticated;

grant insert (
  tenant_id, user_id, name, description, workflow_id, agent_id, environment, config, endpoint_url, allocated_memory_mb,
  allocated_cpu_shares
) on public.deployments to authenticated;
grant update (
  name, description, workflow_id, agent_id, environment, config, endpoint_url, allocated_memory_mb, allocated_cpu_shares
) on public.deployments to authenticated;

-- What the engines write with the service key; the triggers above say in which order.
grant insert (id, tenant_id, workflow_id, user_id, trigger_type, trigger_data, input_data, steps_total)
on public.workflow_executions to service_role;
grant update (
  status, started_at, completed_at, duration_ms, output_data, steps_completed, steps_failed, steps_total, error_message,
  error_stack
) on public.workflow_executions to service_role;
grant insert (
  id, tenant_id, execution_id, workflow_step_id, level, message, metadata, step_key, step_status, step_started_at,
  step_completed_at, step_duration_ms, created_at
) on public.workflow_execution_logs to service_role;
grant update (
  status, endpoint_url, deployed_at, last_health_check_at, health_status, total_requests, total_errors,
  avg_response_time_ms
) on public.deployments to service_role;

revoke all on all functions in schema private from public, anon;

-- What checks call, as whoever writes the row.
grant execute on function private.cron_is_valid(text) to authenticated;
grant execute on function private.template_data_is_usable(public.template_type, jsonb) to authenticated;

-- What clients call, and the definer half of each; what the engines call with the service key.

revoke all on function public.activate_agent(uuid), public.deactivate_agent(uuid), public.archive_agent(uuid),
public.delete_agent(uuid), public.restore_agent(uuid), public.new_agent_version(uuid), public.agent_history(uuid),
public.copy_agent(uuid, text),
public.search_agents(
  text, public.agent_type, public.agent_status, public.agent_phase, text[], boolean, integer, integer
), public.activate_workflow(uuid), public.deactivate_workflow(uuid), public.archive_workflow(uuid),
public.delete_workflow(uuid), public.restore_workflow(uuid), public.delete_workflow_step(uuid),
public.restore_workflow_step(uuid), public.new_workflow_version(uuid), public.workflow_history(uuid),
public.copy_workflow(uuid, text),
public.search_workflows(text, public.workflow_status, text[], boolean, integer, integer),
public.start_workflow_execution(uuid, jsonb, jsonb), public.cancel_workflow_execution(uuid),
public.search_workflow_executions(
  uuid, public.workflow_execution_status, public.workflow_trigger_type, timestamptz, timestamptz, integer, integer
),
public.workflow_stats(uuid, integer), public.use_template(uuid, text, uuid), public.delete_template(uuid),
public.restore_template(uuid), public.search_templates(text, public.template_type, text, text[], integer, integer),
public.start_deployment(uuid), public.stop_deployment(uuid), public.delete_deployment(uuid),
public.restore_deployment(uuid), public.set_deployment_secrets(uuid, jsonb), public.rotate_deployment_key(uuid),
public.deployment_environment(uuid)
from public, anon, authenticated, service_role;

grant execute on function public.activate_agent(uuid), private.activate_agent(uuid) to authenticated;
grant execute on function public.deactivate_agent(uuid), private.deactivate_agent(uuid) to authenticated;
grant execute on function public.archive_agent(uuid), private.archive_agent(uuid) to authenticated;
grant execute on function public.delete_agent(uuid), private.delete_agent(uuid) to authenticated;
grant execute on function public.restore_agent(uuid), private.restore_agent(uuid) to authenticated;
grant execute on function public.new_agent_version(uuid), private.new_agent_version(uuid) to authenticated;
grant execute on function public.agent_history(uuid), private.agent_history(uuid) to authenticated;
grant execute on function public.copy_agent(uuid, text), private.copy_agent(uuid, text) to authenticated;
grant execute on function public.search_agents(
  text, public.agent_type, public.agent_status, public.agent_phase, text[], boolean, integer, integer
) to authenticated;
grant execute on function private.search_agents(
  text, public.agent_type, public.agent_status, public.agent_phase, text[], boolean, integer, integer
) to authenticated;
grant execute on function public.activate_workflow(uuid), private.activate_workflow(uuid) to authenticated;
grant execute on function public.deactivate_workflow(uuid), private.deactivate_workflow(uuid) to authenticated;
grant execute on function public.archive_workflow(uuid), private.archive_workflow(uuid) to authenticated;
grant execute on function public.delete_workflow(uuid), private.delete_workflow(uuid) to authenticated;
grant execute on function public.restore_workflow(uuid), private.restore_workflow(uuid) to authenticated;
grant execute on function public.delete_workflow_step(uuid), private.delete_workflow_step(uuid) to authenticated;
grant execute on function public.restore_workflow_step(uuid), private.restore_workflow_step(uuid) to authenticated;
grant execute on function public.new_workflow_version(uuid), private.new_workflow_version(uuid) to authenticated;
grant execute on function public.workflow_history(uuid), private.workflow_history(uuid) to authenticated;
grant execute on function public.copy_workflow(uuid, text), private.copy_workflow(uuid, text) to authenticated;
grant execute on function public.search_workflows(
  text, public.workflow_status, text[], boolean, integer, integer
) to authenticated;
grant execute on function private.search_workflows(
  text, public.workflow_status, text[], boolean, integer, integer
) to authenticated;
grant execute on function public.start_workflow_execution(uuid, jsonb, jsonb) to authenticated;
grant execute on function private.start_workflow_execution(uuid, jsonb, jsonb) to authenticated;
grant execute on function public.cancel_workflow_execution(uuid) to authenticated;
grant execute on function private.cancel_workflow_execution(uuid) to authenticated;
grant execute on function public.search_workflow_executions(
  uuid, public.workflow_execution_status, public.workflow_trigger_type, timestamptz, timestamptz, integer, integer
) to authenticated;
grant execute on function private.search_workflow_executions(
  uuid, public.workflow_execution_status, public.workflow_trigger_type, timestamptz, timestamptz, integer, integer
) to authenticated;
grant execute on function public.workflow_stats(uuid, integer), private.workflow_stats(uuid, integer) to authenticated;
grant execute on function public.use_template(uuid, text, uuid) to authenticated;
grant execute on function private.use_template(uuid, text, uuid) to authenticated;
grant execute on function public.delete_template(uuid), private.delete_template(uuid) to authenticated;
grant execute on function public.restore_template(uuid), private.restore_template(uuid) to authenticated;
grant execute on function public.search_templates(
  text, public.template_type, text, text[], integer, integer
) to authenticated;
grant execute on function private.search_templates(
  text, public.template_type, text, text[], integer, integer
) to authenticated;
grant execute on function public.start_deployment(uuid), private.start_deployment(uuid) to authenticated;
grant execute on function public.stop_deployment(uuid), private.stop_deployment(uuid) to authenticated;
grant execute on function public.delete_deployment(uuid), private.delete_deployment(uuid) to authenticated;
grant execute on function public.restore_deployment(uuid), private.restore_deployment(uuid) to authenticated;
grant execute on function public.set_deployment_secrets(uuid, jsonb) to authenticated;
grant execute on function private.set_deployment_secrets(uuid, jsonb) to authenticated;
grant execute on function public.rotate_deployment_key(uuid), private.rotate_deployment_key(uuid) to authenticated;
grant execute on function public.deployment_environment(uuid), private.deployment_environment(uuid) to service_role;

-- ========================================================================================================= policies

alter table public.agents enable row level security;
alter table public.agents force row level security;

create policy "members see the agents of their tenants and the public ones" on public.agents
for select to authenticated
using (
  deleted_at is null
  and (
    tenant_id = any((select private.my_tenant_ids())::uuid[])
    or (is_public and (select private.active_user_id()) is not null)
  )
);

create policy "writers add agents in their own name" on public.agents
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the agents of their tenants" on public.agents
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

alter table public.workflows enable row level security;
alter table public.workflows force row level security;
alter table public.workflow_steps enable row level security;
alter table public.workflow_steps force row level security;
alter table public.workflow_executions enable row level security;
alter table public.workflow_executions force row level security;
alter table public.workflow_execution_logs enable row level security;
alter table public.workflow_execution_logs force row level security;
alter table public.templates enable row level security;
alter table public.templates force row level security;
alter table public.template_ratings enable row level security;
alter table public.template_ratings force row level security;
alter table public.deployments enable row level security;
alter table public.deployments force row level security;

create policy "members see the workflows of their tenants and the public ones" on public.workflows
for select to authenticated
using (
  deleted_at is null
  and (
    tenant_id = any((select private.my_tenant_ids())::uuid[])
    or (is_public and (select private.active_user_id()) is not null)
  )
);

create policy "writers add workflows in their own name" on public.workflows
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the workflows of their tenants" on public.workflows
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "members see the steps of their tenants and the public ones" on public.workflow_steps
for select to authenticated
using (
  deleted_at is null
  and (
    tenant_id = any((select private.my_tenant_ids())::uuid[])
    or (is_public and (select private.active_user_id()) is not null)
  )
);

create policy "writers add steps to the workflows of their tenants" on public.workflow_steps
for insert to authenticated
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "writers change the steps of their tenants" on public.workflow_steps
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "members see the workflow executions of their tenants" on public.workflow_executions
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see the workflow logs of their tenants" on public.workflow_execution_logs
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see the templates of their tenants and the public ones" on public.templates
for select to authenticated
using (
  deleted_at is null
  and (
    tenant_id = any((select private.my_tenant_ids())::uuid[])
    or (is_public and (select private.active_user_id()) is not null)
  )
);

create policy "writers add templates in their own name" on public.templates
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the templates of their tenants" on public.templates
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

-- A rating is its author's alone to write, in whatever role.
create policy "members see the ratings of their tenants" on public.template_ratings
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members rate in their own name" on public.template_ratings
for insert to authenticated
with check (tenant_id = any((select private.my_tenant_ids())::uuid[]) and user_id = (select auth.uid()));

create policy "members change their own ratings" on public.template_ratings
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and user_id = (select auth.uid()))
with check (tenant_id = any((select private.my_tenant_ids())::uuid[]) and user_id = (select auth.uid()));

create policy "members take back their own ratings" on public.template_ratings
for delete to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and user_id = (select auth.uid()));

create policy "members see the deployments of their tenants" on public.deployments
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers add deployments in their own name" on public.deployments
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the deployments of their tenants" on public.deployments
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

-- ================================================================================================ official templates

insert into public.templates (
  id, tenant_id, user_id, is_official, is_public, name, description, category, type, tags, template_data
)
values
(
  '00000000-0000-4000-8000-00000000f301', private.official_tenant_id(), null, true, true,
  'Summariser',
  'Shortens a text for a given reader, without adding anything to it.', 'writing', 'agent',
  '{writing,summary}',
  $json${
      "type": "llm",
      "description": "Shortens a text for a given reader, without adding anything to it.",
      "purpose": "A reader decides in half a minute whether the long text is worth their time.",
      "config": {"parameters": {"temperature": 0.2, "max_tokens": 600}},
      "capabilities": ["summarise"],
      "prompt_template": "Summarise the text below for {{ reader }} in at most {{ sentences }} sentences.\nKeep names, numbers and dates exactly as they are. Say nothing that the text does not say.\nIf the text contradicts itself, say where.\n\nText:\n{{ text }}",
      "input_schema": {
        "type": "object", "additionalProperties": false, "required": ["text", "reader", "sentences"],
        "properties": {
          "text": {"type": "string", "minLength": 1}, "reader": {"type": "string", "minLength": 1},
          "sentences": {"type": "integer", "minimum": 1, "maximum": 20}
        }
      },
      "output_schema": {
        "type": "object", "additionalProperties": false, "required": ["summary", "contradictions"],
        "properties": {
          "summary": {"type": "string"}, "contradictions": {"type": "array", "items": {"type": "string"}}
        }
      },
      "max_execution_time": 60
    }$json$
),
(
  '00000000-0000-4000-8000-00000000f302', private.official_tenant_id(), null, true, true,
  'Field extractor',
  'Finds named fields in free text: invoices, letters, tickets. What is not there stays empty.', 'data', 'agent',
  '{data,extraction}',
  $json${
      "type": "llm",
      "description": "Finds named fields in free text. What is not there stays empty.",
      "purpose": "Free text becomes a record that a program can check and store.",
      "config": {"parameters": {"temperature": 0}},
      "capabilities": ["extract"],
      "prompt_template": "From the document below, extract these fields: {{ fields }}.\nFor each give the value as it stands in the document and the words around it as evidence.\nUse null for a field that the document does not contain. Never guess.\n\nDocument:\n{{ document }}",
      "input_schema": {
        "type": "object", "additionalProperties": false, "required": ["document", "fields"],
        "properties": {
          "document": {"type": "string", "minLength": 1}, "fields": {"type": "string", "minLength": 1}
        }
      },
      "output_schema": {
        "type": "object", "additionalProperties": false, "required": ["fields"],
        "properties": {
          "fields": {
            "type": "array",
            "items": {
              "type": "object", "additionalProperties": false, "required": ["name", "value", "evidence"],
              "properties": {
                "name": {"type": "string"}, "value": {"type": ["string", "null"]},
                "evidence": {"type": ["string", "null"]}
              }
            }
          }
        }
      },
      "max_execution_time": 120
    }$json$
),
(
  '00000000-0000-4000-8000-00000000f303', private.official_tenant_id(), null, true, true,
  'HTTP request',
  'Calls an HTTP API with a JSON body and hands on the answer.', 'integration', 'agent', '{integration,http}',
  $json${
      "type": "api",
      "description": "Calls an HTTP API with a JSON body and hands on the answer.",
      "purpose": "A workflow reads from and writes to other systems.",
      "config": {
        "method": "POST", "url": "https://api.example.com/v1/items", "headers": {"accept": "application/json"},
        "expected_status": [200, 201]
      },
      "capabilities": ["call"],
      "parameters": {"url": {"type": "string"}, "method": {"enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]}},
      "input_schema": {
        "type": "object", "additionalProperties": false, "required": ["body"], "properties": {"body": {"type": "object"}}
      },
      "output_schema": {
        "type": "object", "additionalProperties": false, "required": ["status", "body"],
        "properties": {"status": {"type": "integer"}, "body": {}}
      },
      "max_execution_time": 30
    }$json$
),
(
  '00000000-0000-4000-8000-00000000f304', private.official_tenant_id(), null, true, true,
  'Draft, review, revise',
  'One agent writes, a second one finds fault, a third one revises: better than one answer to one prompt.', 'writing',
  'workflow', '{writing,review}',
  $json${
      "definition": {"inputs": {"brief": {"type": "string", "required": true}}},
      "steps": [
        {
          "step_key": "draft", "step_name": "Draft", "step_type": "agent", "position": 0, "timeout_ms": 120000,
          "inputs": {"brief": "$.input.brief"}, "outputs": {"draft": "$.text"}, "retry_count": 2, "on_error": "retry",
          "agent": {
            "type": "llm", "name": "Writer", "purpose": "Writes a first version from a brief.",
            "prompt_template": "Write the text that this brief asks for. Keep to its length and tone.\n\nBrief:\n{{ brief }}"
          }
        },
        {
          "step_key": "review", "step_name": "Review", "step_type": "agent", "position": 1, "depends_on": ["draft"],
          "timeout_ms": 120000, "inputs": {"brief": "$.input.brief", "draft": "$.steps.draft.draft"},
          "outputs": {"faults": "$.text"},
          "agent": {
            "type": "llm", "name": "Reviewer", "purpose": "Finds where a text misses its brief.",
            "prompt_template": "Compare the draft with its brief. List what is missing, wrong or superfluous, each with the sentence concerned. Praise nothing.\n\nBrief:\n{{ brief }}\n\nDraft:\n{{ draft }}"
          }
        },
        {
          "step_key": "any_faults", "step_name": "Any faults?", "step_type": "condition", "position": 2,
          "depends_on": ["review"], "config": {"if": "$.steps.review.faults", "then": ["revise"], "else": []}
        },
        {
          "step_key": "revise", "step_name": "Revise", "step_type": "agent", "position": 3, "depends_on": ["any_faults"],
          "timeout_ms": 120000,
          "inputs": {"draft": "$.steps.draft.draft", "faults": "$.steps.review.faults"},
          "outputs": {"text": "$.text"}, "on_error": "continue",
          "agent": {
            "type": "llm", "name": "Editor", "purpose": "Mends the faults of a text and leaves the rest alone.",
            "prompt_template": "Revise the draft so that each of these faults is gone. Change nothing else.\n\nFaults:\n{{ faults }}\n\nDraft:\n{{ draft }}"
          }
        }
      ]
    }$json$
),
(
  '00000000-0000-4000-8000-00000000f305', private.official_tenant_id(), null, true, true,
  'Nightly import',
  'Every night: fetch from an API, bring the items into shape, go through them and store each.', 'integration',
  'workflow',
  '{integration,schedule}',
  $json${
      "definition": {"inputs": {"since": {"type": "string"}}},
      "schedule_cron": "15 2 * * *",
      "schedule_timezone": "UTC",
      "steps": [
        {
          "step_key": "fetch", "step_name": "Fetch", "step_type": "agent", "position": 0, "retry_count": 3,
          "retry_delay_ms": 60000, "timeout_ms": 60000, "on_error": "retry", "outputs": {"items": "$.body.items"},
          "agent": {
            "type": "api", "name": "Source", "purpose": "Reads the items that are new.",
            "config": {"method": "GET", "url": "https://api.example.com/v1/items"}
          }
        },
        {
          "step_key": "shape", "step_name": "Bring into shape", "step_type": "agent", "position": 1,
          "depends_on": ["fetch"], "inputs": {"items": "$.steps.fetch.items"}, "outputs": {"items": "$.items"},
          "agent": {
            "type": "data", "name": "Shaper", "purpose": "Renames and drops members of each item.",
            "config": {"rename": {"ID": "id", "Name": "name"}, "keep": ["id", "name"]}
          }
        },
        {
          "step_key": "each", "step_name": "For each item", "step_type": "loop", "position": 2, "depends_on": ["shape"],
          "config": {"over": "$.steps.shape.items", "at_once": 4, "steps": ["store"]}
        },
        {
          "step_key": "store", "step_name": "Store", "step_type": "agent", "position": 3, "depends_on": ["each"],
          "retry_count": 2, "on_error": "continue", "inputs": {"body": "$.item"},
          "agent": {
            "type": "api", "name": "Target", "purpose": "Writes one item.",
            "config": {"method": "PUT", "url": "https://target.example.com/v1/items"}
          }
        }
      ]
    }$json$
),
(
  '00000000-0000-4000-8000-00000000f306', private.official_tenant_id(), null, true, true,
  'Pause',
  'Waits before the next step, for a rate limit or for somebody to look.', 'control', 'step', '{control}',
  '{"step_key": "pause", "step_name": "Pause", "step_type": "wait", "config": {"milliseconds": 60000}, '
  '"timeout_ms": 120000}'
),
(
  '00000000-0000-4000-8000-00000000f307', private.official_tenant_id(), null, true, true,
  'Threshold',
  'Goes one way when a number is high enough, and another way when it is not.', 'control', 'step', '{control}',
  '{"step_key": "threshold", "step_name": "High enough?", "step_type": "condition", '
  '"config": {"if": {"path": "$.score", "at_least": 0.8}, "then": [], "else": []}}'
);
