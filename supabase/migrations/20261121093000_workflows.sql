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
  constraint agents_name_fits check (btrim(name) <> '' and char_length(name) <= 255),
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
language plpgsql
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
  if new.version <> old.version or (new.parent_id is not null and new.parent_id is distinct from old.parent_id) then
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
create trigger agents_audit
after insert or delete or update of name, slug, description, purpose, type, phase, status, config, capabilities,
parameters, prompt_template, input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions,
tags, is_public, is_template, user_id, parent_id, deleted_at on public.agents
for each row execute function private.audit('agent');

-- =========================================================================================================== grants

revoke all on public.agents from public, anon, authenticated, service_role;

grant select on public.agents to authenticated, service_role;
grant insert (
  tenant_id, user_id, name, slug, description, purpose, type, phase, config, capabilities, parameters, prompt_template,
  input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags, is_public,
  is_template
) on public.agents to authenticated;
grant update (
  name, slug, description, purpose, type, phase, config, capabilities, parameters, prompt_template, input_schema,
  output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags, is_public, is_template
) on public.agents to authenticated;

revoke all on all functions in schema private from public, anon;

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
