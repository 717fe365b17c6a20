-- Prompts: the working copy, its published versions, its validations, its executions and their logs.
--
-- A prompt row is the working copy; publishing makes an immutable version, and versions are what runs. An execution is
-- begun and settled by one function call each, fenced by a lease, so that whatever dies in between leaves a row that
-- says so and money that is accounted for. Clients write prompts and validations; functions write everything else.

set lock_timeout = '5s';
set statement_timeout = '60s';

create extension if not exists pg_trgm with schema extensions;

-- ============================================================================================================ types

create type public.prompt_status as enum (
  'DRAFT',      -- on insert
  'PUBLISHED',  -- publish_prompt, rollback_prompt
  'ARCHIVED'    -- archive_prompt; publishing brings it back
);
comment on type public.prompt_status is 'DRAFT -> PUBLISHED <-> ARCHIVED, DRAFT -> ARCHIVED. Never back to DRAFT.';

create type public.validation_type as enum (
  'SCHEMA',   -- JSON Schema: config is the schema
  'REGEX',    -- regular expression: config is {"pattern", "flags"?}
  'FUNCTION'  -- JavaScript: config is {"code"} defining validate(output, context)
);
comment on type public.validation_type is 'How an output is checked.';

create type public.execution_status as enum (
  'PENDING',    -- on insert, queued
  'RUNNING',    -- begin_execution, or a worker that claims a queued one
  'COMPLETED',  -- settle_execution: the output passed, or nothing checks it
  'FAILED',     -- settle_execution, or sweep_executions when the lease ran out
  'CANCELLED'   -- settle_execution after a cancel request, or cancel_execution before it ran
);
comment on type public.execution_status is
'PENDING -> RUNNING -> COMPLETED | FAILED | CANCELLED, PENDING -> CANCELLED. The last three are final.';

create type public.execution_priority as enum ('LOW', 'NORMAL', 'HIGH', 'CRITICAL');
comment on type public.execution_priority is
'Order among queued executions, given by the caller; a synchronous one only records it.';

create type public.validation_status as enum (
  'PENDING',  -- until the execution is settled
  'PASSED',   -- settle_execution: all active validations passed
  'FAILED',   -- settle_execution: one failed, after all repairs
  'SKIPPED'   -- settle_execution: there is none, or there was no output to check
);
comment on type public.validation_status is 'What the validations said about the output.';

create type public.log_level as enum ('DEBUG', 'INFO', 'WARN', 'ERROR');
comment on type public.log_level is 'Weight of an execution''s log line, given by the function that ran it.';

-- ============================================================================================ functions of the checks

create function private.json_is_plain(p_document jsonb)
returns boolean
language plpgsql immutable
set search_path = ''
as $$
declare
  v_numbers text := regexp_replace(p_document::text, '"(\\.|[^"\\])*"', '', 'g');
  v_brackets text := regexp_replace(v_numbers, '[^][{}]', '', 'g');
begin
  for level in 1..100 loop
    v_brackets := regexp_replace(v_brackets, '\[\]|\{\}', '', 'g');
  end loop;
  return v_brackets = '' and v_numbers !~ '[0-9]{155}[0-9]{155}';
end
$$;
comment on function private.json_is_plain is
'Nested at most 100 levels, numbers of at most 309 digits: what jsonb holds beyond that, its readers cannot read.';

create function private.variables_are_well_formed(p_variables jsonb)
returns boolean
language sql immutable
set search_path = ''
as $$
  select
    case
      when jsonb_typeof(p_variables) <> 'array' then false
      else (
        select
          count(*) <= 100
          and count(*) = count(distinct v.variable ->> 'name')
          and coalesce(bool_and(coalesce(
            jsonb_typeof(v.variable) = 'object'
            and jsonb_typeof(v.variable -> 'name') = 'string'
            and (v.variable ->> 'name') ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'
            and (v.variable ->> 'type') in ('string', 'number', 'integer', 'boolean', 'array', 'object')
            and coalesce(jsonb_typeof(v.variable -> 'required'), 'boolean') = 'boolean'
            and coalesce(jsonb_typeof(v.variable -> 'options'), 'array') = 'array',
            false
          )), true)
        from jsonb_array_elements(p_variables) as v (variable)
      )
    end
$$;
comment on function private.variables_are_well_formed is
'At most 100 objects, each with a unique identifier as name, one of six types, a boolean required and an array of '
'options.';

create function private.validation_config_is_well_formed(p_type public.validation_type, p_config jsonb)
returns boolean
language sql immutable
set search_path = ''
as $$
  select coalesce(
    case p_type
      when 'SCHEMA' then jsonb_typeof(p_config) in ('object', 'boolean')
      when 'REGEX' then jsonb_typeof(p_config) = 'object' and jsonb_typeof(p_config -> 'pattern') = 'string'
      when 'FUNCTION' then jsonb_typeof(p_config) = 'object' and jsonb_typeof(p_config -> 'code') = 'string'
    end, false
  )
$$;
comment on function private.validation_config_is_well_formed is
'SCHEMA: an object or a boolean. REGEX: an object with a string pattern. FUNCTION: an object with a string code.';

-- =========================================================================================================== tables

create table public.prompts (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid not null default auth.uid() references public.users (id),
  name text not null,
  description text,
  template text not null,
  variables jsonb not null default '[]',
  version integer not null default 1,
  status public.prompt_status not null default 'DRAFT',
  tags text[] not null default '{}',
  model text,
  fallback_model text,
  parameters jsonb not null default '{}',
  published_version integer,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint prompts_id_in_tenant unique (tenant_id, id),
  constraint prompts_name_fits check (btrim(name) <> '' and char_length(name) <= 200),
  constraint prompts_description_fits check (char_length(description) <= 5000),
  constraint prompts_template_fits check (template <> '' and octet_length(template) <= 102400),
  constraint prompts_variables_are_well_formed check (private.variables_are_well_formed(variables)),
  constraint prompts_variables_fit check (octet_length(variables::text) <= 102400),
  constraint prompts_variables_are_plain_json check (private.json_is_plain(variables)),
  constraint prompts_version_starts_at_one check (version >= 1),
  constraint prompts_tags_are_few_and_short check (
    cardinality(tags) <= 50 and array_position(tags, null) is null and octet_length(array_to_string(tags, '')) <= 5000
  ),
  constraint prompts_model_names_its_provider check (model ~ '^[a-z0-9_-]{1,40}:.+$' and char_length(model) <= 200),
  constraint prompts_fallback_model_names_its_provider check (
    fallback_model ~ '^[a-z0-9_-]{1,40}:.+$' and char_length(fallback_model) <= 200
  ),
  constraint prompts_parameters_is_small_object check (
    jsonb_typeof(parameters) = 'object' and octet_length(parameters::text) <= 16384
  ),
  constraint prompts_parameters_are_plain_json check (private.json_is_plain(parameters)),
  constraint prompts_published_version_precedes_version check (published_version between 1 and version - 1),
  constraint prompts_published_has_version_and_timestamp check (
    status <> 'PUBLISHED' or (published_at is not null and published_version is not null)
  )
);
comment on table public.prompts is 'Working copies of prompts. What runs is the published version.';
comment on column public.prompts.user_id is 'The author: may run the working copy.';
comment on column public.prompts.template is 'Liquid, {{name}}. At most 100 kB.';
comment on column public.prompts.variables is
'[{"name", "type", "required"?, "defaultValue"?, "options"?, "description"?, limits…}]';
comment on column public.prompts.version is 'The number that publishing would give next.';
comment on column public.prompts.model is 'provider:name. Null: the default of the settings.';
comment on column public.prompts.fallback_model is 'Asked when the first model gives up.';
comment on column public.prompts.parameters is
'temperature, top_p, max_tokens, seed, stop_sequences, timeout_seconds, max_retries, max_repairs.';
comment on column public.prompts.published_version is
'The version that runs. Editing the working copy does not change it.';
comment on column public.prompts.deleted_at is 'Soft delete by delete_prompt, undone by restore_prompt.';

create table public.prompt_versions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  prompt_id uuid not null,
  version integer not null,
  template text not null,
  variables jsonb not null,
  validations jsonb not null,
  model text,
  fallback_model text,
  parameters jsonb not null,
  change_log text,
  created_by uuid not null references public.users (id),
  created_at timestamptz not null default now(),
  constraint prompt_versions_belong_to_prompt foreign key (tenant_id, prompt_id)
  references public.prompts (tenant_id, id) on delete cascade,
  constraint prompt_versions_version_is_unique unique (prompt_id, version),
  constraint prompt_versions_version_starts_at_one check (version >= 1),
  constraint prompt_versions_validations_is_array check (jsonb_typeof(validations) = 'array'),
  constraint prompt_versions_change_log_fits check (char_length(change_log) <= 2000)
);
comment on table public.prompt_versions is 'What publishing froze. Append-only.';
comment on column public.prompt_versions.validations is
'The active validations at publishing: [{"name", "type", "config"}].';
comment on column public.prompt_versions.created_by is 'Who published it.';

create table public.validations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  prompt_id uuid not null,
  name text not null,
  type public.validation_type not null,
  config jsonb not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint validations_belong_to_prompt foreign key (tenant_id, prompt_id)
  references public.prompts (tenant_id, id) on delete cascade,
  constraint validations_name_is_unique_in_prompt unique (tenant_id, prompt_id, name),
  constraint validations_name_fits check (btrim(name) <> '' and char_length(name) <= 200),
  constraint validations_config_is_well_formed check (private.validation_config_is_well_formed(type, config)),
  constraint validations_config_fits check (octet_length(config::text) <= 262144),
  constraint validations_config_is_plain_json check (private.json_is_plain(config))
);
comment on table public.validations is
'Checks on a prompt''s output. They belong to the working copy: publishing takes the active ones along.';
comment on column public.validations.config is
'SCHEMA: the JSON Schema. REGEX: {"pattern", "flags"?}. FUNCTION: {"code"}. At most 256 kB.';

create table public.executions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid not null references public.users (id),
  prompt_id uuid not null,
  prompt_version integer not null,
  inputs jsonb not null,
  context jsonb,
  status public.execution_status not null default 'PENDING',
  priority public.execution_priority not null default 'NORMAL',
  edge_function_id text,
  model text,
  output text,
  validated_output jsonb,
  validation_status public.validation_status not null default 'PENDING',
  validation_results jsonb,
  token_usage jsonb,
  latency_ms integer,
  cost_usd numeric(20, 12),
  cost_is_complete boolean not null default true,
  error jsonb,
  idempotency_key text,
  idempotency_hash text,
  lease_id uuid,
  lease_expires_at timestamptz,
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz,
  constraint executions_id_in_tenant unique (tenant_id, id),
  constraint executions_belong_to_prompt foreign key (tenant_id, prompt_id) references public.prompts (tenant_id, id),
  constraint executions_prompt_version_starts_at_one check (prompt_version >= 1),
  constraint executions_inputs_is_object_of_2_mb check (
    jsonb_typeof(inputs) = 'object' and octet_length(inputs::text) <= 2097152
  ),
  constraint executions_context_is_object_of_2_mb check (
    jsonb_typeof(context) = 'object' and octet_length(context::text) <= 2097152
  ),
  constraint executions_output_fits_4_mb check (octet_length(output) <= 4194304),
  constraint executions_validated_output_fits_8_mb check (octet_length(validated_output::text) <= 8388608),
  constraint executions_validation_results_fit_4_mb check (octet_length(validation_results::text) <= 4194304),
  constraint executions_token_usage_fits check (octet_length(token_usage::text) <= 16384),
  constraint executions_error_fits check (octet_length(error::text) <= 262144),
  constraint executions_edge_function_id_fits check (char_length(edge_function_id) <= 200),
  constraint executions_model_fits check (char_length(model) <= 200),
  constraint executions_idempotency_key_fits check (char_length(idempotency_key) between 1 and 255),
  constraint executions_idempotency_key_has_hash check ((idempotency_key is null) = (idempotency_hash is null)),
  constraint executions_cost_not_negative check (cost_usd >= 0),
  constraint executions_latency_positive check (latency_ms > 0),
  constraint executions_completed_after_started check (completed_at >= started_at),
  constraint executions_status_matches_timestamps check (
    (status = 'PENDING' and started_at is null and completed_at is null)
    or (status = 'RUNNING' and started_at is not null and completed_at is null)
    or (status in ('COMPLETED', 'FAILED', 'CANCELLED') and started_at is not null and completed_at is not null)
  ),
  constraint executions_running_has_lease check (
    status <> 'RUNNING' or (lease_id is not null and lease_expires_at is not null)
  ),
  constraint executions_completed_passed_its_validations check (
    status <> 'COMPLETED' or validation_status in ('PASSED', 'SKIPPED')
  )
);
comment on table public.executions is 'One run of a prompt. Written by functions only; immutable once final.';
comment on column public.executions.prompt_version is
'A published version, or the number of the working copy when its author ran that.';
comment on column public.executions.edge_function_id is 'The function instance''s name for this run.';
comment on column public.executions.model is
'The model asked for; when settled, the one whose answer counts. provider:name.';
comment on column public.executions.validation_results is
'[{"name", "type", "passed", "errors": [{"path", "message"}]}]';
comment on column public.executions.token_usage is
'{"input", "output", "total", "cache_read", "cache_write", "model"}, summed over all calls.';
comment on column public.executions.latency_ms is 'From begin to settle, at least 1.';
comment on column public.executions.cost_usd is
'Sum of the ledger rows when settled. Ask for cost_usd::text: JSON numbers are floats.';
comment on column public.executions.cost_is_complete is
'False when a call''s price was unknown, or its worker died before it could say what it used.';
comment on column public.executions.lease_id is 'Fence: only its holder settles. Taken away by the sweeper.';
comment on column public.executions.cancel_requested_at is 'Asks the worker to stop; it settles as CANCELLED.';

create table public.execution_logs (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  execution_id uuid not null,
  level public.log_level not null default 'INFO',
  message text not null,
  metadata jsonb,
  timestamp timestamptz not null default now(),
  constraint execution_logs_belong_to_execution foreign key (tenant_id, execution_id)
  references public.executions (tenant_id, id) on delete cascade,
  constraint execution_logs_message_fits check (char_length(message) <= 10000),
  constraint execution_logs_metadata_fits check (octet_length(metadata::text) <= 262144)
);
comment on table public.execution_logs is 'What happened during an execution, written when it settles. Append-only.';

-- ========================================================================================================== indexes

-- Lists are read tenant by tenant, so their indexes lead with it: under row-level security an index on status or
-- created_at alone is never used.
create unique index prompts_name_is_unique_among_live_prompts on public.prompts (tenant_id, name)
where deleted_at is null;
create index prompts_tenant_created_idx on public.prompts (tenant_id, created_at desc);
create index prompts_deleted_idx on public.prompts (tenant_id) where deleted_at is not null;
create index prompts_user_status_idx on public.prompts (user_id, status);
create index prompts_published_idx on public.prompts (tenant_id, status, published_at desc)
where status = 'PUBLISHED';
create index prompts_search_idx on public.prompts
using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
where deleted_at is null;
create index prompts_tags_idx on public.prompts using gin (tags) where deleted_at is null;

create index prompt_versions_prompt_created_idx on public.prompt_versions (tenant_id, prompt_id, created_at desc);
create index prompt_versions_created_by_idx on public.prompt_versions (created_by);

create index validations_prompt_active_idx on public.validations (prompt_id, is_active);

create index executions_tenant_created_idx on public.executions (tenant_id, created_at desc);
create index executions_prompt_created_idx on public.executions (tenant_id, prompt_id, created_at desc);
create index executions_user_created_idx on public.executions (user_id, created_at desc);
create index executions_status_created_idx on public.executions (status, created_at desc);
create index executions_user_status_idx on public.executions (user_id, status)
where status in ('RUNNING', 'FAILED');
create index executions_lease_idx on public.executions (lease_expires_at) where status = 'RUNNING';
create unique index executions_idempotency_key_is_unique on public.executions (tenant_id, user_id, idempotency_key)
where idempotency_key is not null;

create index execution_logs_execution_time_idx on public.execution_logs (tenant_id, execution_id, timestamp desc);
create index execution_logs_level_time_idx on public.execution_logs (tenant_id, level, timestamp desc);

-- ============================================================================================== functions: triggers

create function private.guard_prompt()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status <> new.status and new.status = 'DRAFT' then
    raise sqlstate 'PT409' using message = format('A prompt does not go from %s to %s.', old.status, new.status);
  end if;
  if new.version < old.version or new.published_version < old.published_version
    or (old.published_version is not null and new.published_version is null)
  then
    raise sqlstate 'PT409' using message = 'Version numbers of a prompt only grow.';
  end if;
  return new;
end
$$;
comment on function private.guard_prompt is 'Status moves along its transitions, versions only grow.';

create function private.limit_validations()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if (select count(*) from public.validations as v where v.prompt_id = new.prompt_id) > 20 then
    raise sqlstate 'PT409' using message = 'A prompt has at most 20 validations.';
  end if;
  return null;
end
$$;
comment on function private.limit_validations is 'All of them run on every output.';

create function private.guard_execution()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'PENDING' and new.status in ('RUNNING', 'CANCELLED'))
    or (old.status = 'RUNNING' and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_execution is
'Status moves along its transitions, a final row is immutable; keeps updated_at.';

create function private.audit_execution()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.write_audit_log(
      new.tenant_id, new.user_id, 'EXECUTE', 'execution', new.id,
      jsonb_build_object(
        'after', jsonb_build_object('prompt_id', new.prompt_id, 'prompt_version', new.prompt_version)
      )
    );
  else
    perform private.write_audit_log(
      new.tenant_id, auth.uid(), 'CANCEL', 'execution', new.id,
      jsonb_build_object(
        'before', jsonb_build_object('status', old.status),
        'after', jsonb_build_object('status', new.status, 'cancel_requested_at', new.cancel_requested_at)
      )
    );
  end if;
  return null;
end
$$;
comment on function private.audit_execution is
'EXECUTE when one begins (actor: its user), CANCEL when its end is asked for.';

-- ============================================================================================== functions: prompts

create function private.my_deleted_prompt_ids()
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return array(
    select p.id
    from public.prompts as p
    where p.tenant_id = any(private.my_tenant_ids()) and p.deleted_at is not null
  );
end
$$;
comment on function private.my_deleted_prompt_ids is
'Soft-deleted prompts of the caller''s tenants, whose versions and validations policies hide.';

create function private.lock_prompt(p_prompt_id uuid, p_minimum public.tenant_role)
returns public.prompts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_prompt public.prompts;
begin
  select p.* into v_prompt
  from public.prompts as p
  where p.id = p_prompt_id and p.tenant_id = any(private.my_tenant_ids()) and p.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such prompt.';
  end if;
  perform private.require_role(v_prompt.tenant_id, p_minimum);
  return v_prompt;
end
$$;
comment on function private.lock_prompt is
'A live prompt of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

create function private.active_validations(p_prompt_id uuid)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(
      jsonb_agg(
        jsonb_build_object('name', v.name, 'type', v.type, 'config', v.config) order by v.created_at, v.name
      ), '[]'
    )
    from public.validations as v
    where v.prompt_id = p_prompt_id and v.is_active
  );
end
$$;
comment on function private.active_validations is
'The active validations of a working copy, in the order in which they were written.';

create function private.publish_prompt(p_prompt_id uuid, p_change_log text)
returns public.prompts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'MEMBER');
begin
  insert into public.prompt_versions (
    tenant_id, prompt_id, version, template, variables, validations, model, fallback_model, parameters, change_log,
    created_by
  )
  values (
    v_prompt.tenant_id, v_prompt.id, v_prompt.version, v_prompt.template, v_prompt.variables,
    private.active_validations(v_prompt.id), v_prompt.model, v_prompt.fallback_model, v_prompt.parameters, p_change_log,
    auth.uid()
  );
  update public.prompts
  set status = 'PUBLISHED', published_version = version, version = version + 1, published_at = now()
  where id = v_prompt.id
  returning * into v_prompt;
  return v_prompt;
end
$$;

create function private.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text)
returns public.prompts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'MEMBER');
begin
  insert into public.prompt_versions (
    tenant_id, prompt_id, version, template, variables, validations, model, fallback_model, parameters, change_log,
    created_by
  )
  select
    v.tenant_id, v.prompt_id, v_prompt.version, v.template, v.variables, v.validations, v.model, v.fallback_model,
    v.parameters, coalesce(p_change_log, format('Rollback to version %s', p_version)), auth.uid()
  from public.prompt_versions as v
  where v.prompt_id = v_prompt.id and v.version = p_version;
  if not found then
    raise sqlstate 'PT404' using message = format('The prompt has no version %s.', p_version);
  end if;
  update public.prompts
  set status = 'PUBLISHED', published_version = version, version = version + 1, published_at = now()
  where id = v_prompt.id
  returning * into v_prompt;
  return v_prompt;
end
$$;

create function private.archive_prompt(p_prompt_id uuid)
returns public.prompts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'MEMBER');
begin
  if v_prompt.status = 'ARCHIVED' then
    raise sqlstate 'PT409' using message = 'The prompt is already archived.';
  end if;
  update public.prompts set status = 'ARCHIVED' where id = v_prompt.id returning * into v_prompt;
  return v_prompt;
end
$$;

create function private.delete_prompt(p_prompt_id uuid)
returns public.prompts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'ADMIN');
begin
  update public.prompts set deleted_at = now() where id = v_prompt.id returning * into v_prompt;
  return v_prompt;
end
$$;

create function private.restore_prompt(p_prompt_id uuid)
returns public.prompts
language plpgsql security definer
set search_path = ''
as $$
declare
  v_prompt public.prompts;
begin
  update public.prompts set deleted_at = null
  where id = p_prompt_id and deleted_at is not null and tenant_id = any(private.my_tenant_ids('ADMIN'))
  returning * into v_prompt;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted prompt, or you are not an ADMIN of its tenant.';
  end if;
  return v_prompt;
end
$$;

create function private.search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer)
returns setof public.prompts
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := '%' || replace(replace(replace(p_query, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  -- As a definer function it can use the trigram and tag indexes, which row-level security would keep from use; so the
  -- membership is tested here.
  perform private.require_role(v_tenant_id, 'VIEWER');
  if p_status not in ('DRAFT', 'PUBLISHED', 'ARCHIVED') then
    raise sqlstate 'PT400' using message = 'p_status is one of DRAFT, PUBLISHED, ARCHIVED.';
  end if;
  return query
  select p.*
  from public.prompts as p
  where p.tenant_id = v_tenant_id
    and p.deleted_at is null
    and (v_pattern is null or p.name ilike v_pattern or p.description ilike v_pattern)
    and (p_status is null or p.status = p_status::public.prompt_status)
    and (p_tags is null or p.tags && p_tags)
  order by (p.name ilike v_pattern) desc nulls last, p.updated_at desc, p.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

-- ============================================================================================ functions: executions

create function private.find_prompt(p_tenant_id uuid, p_prompt text)
returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_id uuid;
begin
  if p_prompt ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select p.id into v_id
    from public.prompts as p
    where p.tenant_id = p_tenant_id and p.id = p_prompt::uuid and p.deleted_at is null;
  end if;
  if v_id is null then
    select p.id into v_id
    from public.prompts as p
    where p.tenant_id = p_tenant_id and p.name = p_prompt and p.deleted_at is null;
  end if;
  return v_id;
end
$$;
comment on function private.find_prompt is 'A live prompt of the tenant by its id or its name.';

create function private.prices_in_force()
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(p)), '[]')
    from (
      select distinct on (m.provider, m.model)
        m.provider, m.model,
        trim_scale(m.input_usd_per_mtok)::text as input_usd_per_mtok,
        trim_scale(m.output_usd_per_mtok)::text as output_usd_per_mtok,
        trim_scale(m.cache_read_usd_per_mtok)::text as cache_read_usd_per_mtok,
        trim_scale(m.cache_write_usd_per_mtok)::text as cache_write_usd_per_mtok,
        m.effective_from, m.version
      from private.model_prices as m
      where m.effective_from <= now()
      order by m.provider, m.model, m.effective_from desc
    ) as p
  );
end
$$;
comment on function private.prices_in_force is
'The operator''s newest price of each model, amounts as decimal strings.';

create function private.execution_record(p_execution public.executions)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return to_jsonb(p_execution) || jsonb_build_object('cost_usd', trim_scale(p_execution.cost_usd)::text);
end
$$;
comment on function private.execution_record is 'An execution as JSON, its cost as a decimal string.';

create function private.begin_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text,
  p_model text, p_edge_function_id text, p_lease_seconds integer
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid;
  v_role public.tenant_role;
  v_prompt record;
  v_version integer;
  v_is_draft boolean;
  v_execution record;
begin
  select r.tenant_id, r.role into v_tenant_id, v_role
  from public.user_roles as r
  join public.tenants as t on t.id = r.tenant_id
  join public.users as u on u.id = r.user_id
  where r.user_id = p_user_id and t.deleted_at is null and u.is_active
    and case when p_tenant_id is null then t.personal_user_id = p_user_id else t.id = p_tenant_id end;
  if not found then
    raise sqlstate 'PT403' using message = 'The user is not a member of this tenant.';
  end if;
  if v_role < 'MEMBER' then
    raise sqlstate 'PT403' using message = format('Executing needs role MEMBER in the tenant; yours is %s.', v_role);
  end if;

  -- The asked or published version, next to the working copy.
  select
    p.id, p.user_id, p.name, p.status, p.version, p.published_version,
    p.template, p.variables, p.model, p.fallback_model, p.parameters,
    v.version as pinned_version, v.template as pinned_template, v.variables as pinned_variables,
    v.validations as pinned_validations, v.model as pinned_model, v.fallback_model as pinned_fallback_model,
    v.parameters as pinned_parameters
  into v_prompt
  from public.prompts as p
  left join public.prompt_versions as v on v.prompt_id = p.id and v.version = coalesce(p_version, p.published_version)
  where p.id = private.find_prompt(v_tenant_id, p_prompt);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such prompt.';
  end if;
  if v_prompt.status = 'ARCHIVED' then
    raise sqlstate 'PT409' using message = 'The prompt is archived.';
  end if;
  v_is_draft := v_prompt.pinned_version is null;
  if v_is_draft and p_version is null then
    raise sqlstate 'PT409' using message = 'The prompt has no published version.';
  end if;
  if v_is_draft and (p_version <> v_prompt.version or v_prompt.user_id <> p_user_id) then
    raise sqlstate 'PT404' using message = format('The prompt has no version %s.', p_version);
  end if;
  v_version := coalesce(v_prompt.pinned_version, v_prompt.version);

  insert into public.executions (
    tenant_id, user_id, prompt_id, prompt_version, inputs, context, status, priority, edge_function_id, model,
    started_at, lease_id, lease_expires_at
  )
  values (
    v_tenant_id, p_user_id, v_prompt.id, v_version, coalesce(p_inputs, '{}'), p_context, 'RUNNING',
    coalesce(p_priority, 'NORMAL')::public.execution_priority, p_edge_function_id,
    coalesce(p_model, case when v_is_draft then v_prompt.model else v_prompt.pinned_model end), now(),
    gen_random_uuid(), now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600))
  )
  returning id, status, priority, created_at, started_at, lease_id, lease_expires_at into v_execution;

  return jsonb_build_object(
    'execution', jsonb_build_object(
      'id', v_execution.id, 'tenant_id', v_tenant_id, 'user_id', p_user_id, 'prompt_id', v_prompt.id,
      'prompt_version', v_version, 'status', v_execution.status, 'priority', v_execution.priority,
      'created_at', v_execution.created_at, 'started_at', v_execution.started_at,
      'lease_id', v_execution.lease_id, 'lease_expires_at', v_execution.lease_expires_at
    ),
    'prompt', case
      when v_is_draft then jsonb_build_object(
        'id', v_prompt.id, 'name', v_prompt.name, 'version', v_version, 'template', v_prompt.template,
        'variables', v_prompt.variables, 'model', v_prompt.model, 'fallback_model', v_prompt.fallback_model,
        'parameters', v_prompt.parameters
      )
      else jsonb_build_object(
        'id', v_prompt.id, 'name', v_prompt.name, 'version', v_version, 'template', v_prompt.pinned_template,
        'variables', v_prompt.pinned_variables, 'model', v_prompt.pinned_model,
        'fallback_model', v_prompt.pinned_fallback_model, 'parameters', v_prompt.pinned_parameters
      )
    end,
    'validations', case
      when v_is_draft then private.active_validations(v_prompt.id) else v_prompt.pinned_validations
    end,
    'prices', private.prices_in_force()
  );
end
$$;

create function private.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_cancel_requested boolean;
begin
  update public.executions
  set lease_expires_at = now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600))
  where id = p_execution_id and lease_id = p_lease_id and status = 'RUNNING'
  returning cancel_requested_at is not null into v_cancel_requested;
  return jsonb_build_object(
    'held', v_cancel_requested is not null, 'cancel_requested', coalesce(v_cancel_requested, false)
  );
end
$$;

create function private.settle_execution(
  p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.executions;
begin
  if coalesce(p_result ->> 'status', '') not in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT400' using message = 'p_result.status is one of COMPLETED, FAILED, CANCELLED.';
  end if;
  select * into v_execution from public.executions where id = p_execution_id for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;

  -- What was spent is written down even when somebody else has settled: once, by the id that the caller gave it.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, cost_usd, price_source, price_version, outcome, is_estimate, error,
    latency_ms, started_at
  )
  select
    c.id, v_execution.tenant_id, v_execution.user_id, 'PROMPT_EXECUTION', p_execution_id, v_execution.prompt_id,
    upper(c.kind)::public.call_kind, left(c.provider, 100), left(c.model, 200), coalesce(c.input_tokens, 0), coalesce(c.output_tokens, 0),
    coalesce(c.cache_read_tokens, 0), coalesce(c.cache_write_tokens, 0), c.cost_usd,
    upper(replace(c.price_source, '-', '_'))::public.price_source, left(coalesce(c.price_version, ''), 100),
    upper(c.outcome)::public.call_outcome, coalesce(c.is_estimate, false), left(c.error, 10000), c.latency_ms,
    coalesce(c.started_at, v_execution.started_at)
  from jsonb_to_recordset(p_calls) as c (
    id uuid, kind text, provider text, model text, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint,
    cache_write_tokens bigint, cost_usd numeric, price_source text, price_version text, outcome text,
    is_estimate boolean, error text, latency_ms integer, started_at timestamptz
  )
  on conflict (id) do nothing;

  if v_execution.status <> 'RUNNING' or v_execution.lease_id is distinct from p_lease_id then
    return jsonb_build_object(
      'outcome', case
        when v_execution.status <> 'RUNNING' and v_execution.lease_id = p_lease_id then 'settled' else 'superseded'
      end,
      'execution', private.execution_record(v_execution)
    );
  end if;

  update public.executions as e
  set
    status = (p_result ->> 'status')::public.execution_status,
    model = coalesce(p_result ->> 'model', e.model),
    output = p_result ->> 'output',
    validated_output = nullif(p_result -> 'validated_output', 'null'),
    validation_status = coalesce(p_result ->> 'validation_status', 'SKIPPED')::public.validation_status,
    validation_results = nullif(p_result -> 'validation_results', 'null'),
    token_usage = nullif(p_result -> 'token_usage', 'null'),
    latency_ms = greatest(round((p_result ->> 'latency_ms')::numeric)::integer, 1),
    error = nullif(p_result -> 'error', 'null'),
    cost_usd = spent.cost_usd,
    cost_is_complete = spent.is_complete,
    completed_at = greatest(now(), e.started_at)
  from (
    select coalesce(sum(c.cost_usd), 0) as cost_usd, coalesce(bool_and(c.cost_usd is not null), true) as is_complete
    from public.cost_tracking as c
    where c.reference_id = p_execution_id and c.purpose = 'PROMPT_EXECUTION'
  ) as spent
  where e.id = p_execution_id
  returning e.* into v_execution;

  insert into public.execution_logs (tenant_id, execution_id, level, message, metadata, timestamp)
  select
    v_execution.tenant_id, p_execution_id, upper(coalesce(l.level, 'INFO'))::public.log_level, left(l.message, 10000),
    l.metadata, coalesce(l.timestamp, now())
  from jsonb_to_recordset(p_logs) as l (level text, message text, metadata jsonb, timestamp timestamptz);

  return jsonb_build_object('outcome', 'settled', 'execution', private.execution_record(v_execution));
end
$$;

create function private.cancel_execution(p_execution_id uuid)
returns public.executions
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.executions;
begin
  select e.* into v_execution
  from public.executions as e
  where e.id = p_execution_id and e.tenant_id = any(private.my_tenant_ids('MEMBER'))
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  if v_execution.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is already %s.', v_execution.status);
  end if;

  if v_execution.status = 'PENDING' then
    update public.executions
    set
      status = 'CANCELLED', validation_status = 'SKIPPED', cancel_requested_at = now(), started_at = now(),
      completed_at = now(), latency_ms = 1, cost_usd = 0
    where id = p_execution_id
    returning * into v_execution;
  elsif v_execution.cancel_requested_at is null then
    update public.executions set cancel_requested_at = now() where id = p_execution_id returning * into v_execution;
  end if;
  return v_execution;
end
$$;

create function private.sweep_executions(p_limit integer)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_count integer;
begin
  with dead as (
    select e.id
    from public.executions as e
    where e.status = 'RUNNING' and e.lease_expires_at < now()
    order by e.lease_expires_at
    limit p_limit
    for no key update skip locked
  ),

  failed as (
    -- The lease is taken away: a worker that comes back late finds itself superseded.
    update public.executions as e
    set
      status = 'FAILED', validation_status = 'SKIPPED', lease_id = null, cost_is_complete = false,
      cost_usd = coalesce((
        select sum(c.cost_usd) from public.cost_tracking as c
        where c.reference_id = e.id and c.purpose = 'PROMPT_EXECUTION'
      ), 0),
      error = jsonb_build_object(
        'code', 'lease_expired', 'detail', 'The worker of this execution stopped answering.',
        'lease_expires_at', e.lease_expires_at
      ),
      completed_at = now(),
      latency_ms = least(greatest(extract(epoch from now() - e.started_at) * 1000, 1), 2147483647)::integer
    from dead
    where e.id = dead.id
    returning e.*
  ),

  ledger as (
    insert into public.cost_tracking (
      tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
      is_estimate, error, started_at
    )
    select
      f.tenant_id, f.user_id, 'PROMPT_EXECUTION', f.id, f.prompt_id, 'ADJUSTMENT',
      coalesce(nullif(left(split_part(f.model, ':', 1), 100), ''), 'unknown'),
      coalesce(nullif(f.model, ''), 'unknown'), 0, 'UNKNOWN', 'UNKNOWN', true,
      'lease_expired', f.started_at
    from failed as f
  )

  select count(*) into v_count from failed;
  return v_count;
end
$$;

-- =============================================================================================== functions: metrics

create function private.execution_metrics(p_from timestamptz, p_to timestamptz, p_prompt_id uuid)
returns table (
  total bigint, pending bigint, running bigint, completed bigint, failed bigint, cancelled bigint, success_rate numeric,
  avg_latency_ms numeric, p50_latency_ms double precision, p95_latency_ms double precision,
  p99_latency_ms double precision, avg_cost_usd numeric, total_cost_usd numeric, input_tokens bigint,
  output_tokens bigint
)
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  with chosen as (
    select e.id, e.status, e.latency_ms
    from public.executions as e
    where e.tenant_id = v_tenant_id and e.created_at >= p_from and e.created_at < p_to
      and (p_prompt_id is null or e.prompt_id = p_prompt_id)
  ),

  -- From the ledger, so that later adjustments count.
  spent as (
    select
      coalesce(sum(c.cost_usd), 0) as cost_usd,
      coalesce(sum(c.input_tokens), 0)::bigint as input_tokens,
      coalesce(sum(c.output_tokens), 0)::bigint as output_tokens
    from public.cost_tracking as c
    join chosen on chosen.id = c.reference_id
    where c.purpose = 'PROMPT_EXECUTION'
  ),

  counted as (
    select
      count(*) as total,
      count(*) filter (where c.status = 'PENDING') as pending,
      count(*) filter (where c.status = 'RUNNING') as running,
      count(*) filter (where c.status = 'COMPLETED') as completed,
      count(*) filter (where c.status = 'FAILED') as failed,
      count(*) filter (where c.status = 'CANCELLED') as cancelled,
      avg(c.latency_ms) as avg_latency_ms,
      percentile_cont(array[0.5, 0.95, 0.99]) within group (order by c.latency_ms) as latencies
    from chosen as c
  )

  select
    n.total, n.pending, n.running, n.completed, n.failed, n.cancelled,
    round(n.completed / nullif(n.completed + n.failed + n.cancelled, 0)::numeric, 4),
    round(n.avg_latency_ms, 1),
    n.latencies[1], n.latencies[2], n.latencies[3],
    round(s.cost_usd / nullif(n.completed + n.failed + n.cancelled, 0), 12),
    s.cost_usd, s.input_tokens, s.output_tokens
  from counted as n
  cross join spent as s;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.publish_prompt(p_prompt_id uuid, p_change_log text default null) returns public.prompts
language sql security invoker set search_path = ''
as $$ select private.publish_prompt(p_prompt_id, p_change_log) $$;
comment on function public.publish_prompt is
'Freezes the working copy and its active validations as a version, which runs from now on. MEMBER.';

create function public.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text default null)
returns public.prompts
language sql security invoker set search_path = ''
as $$ select private.rollback_prompt(p_prompt_id, p_version, p_change_log) $$;
comment on function public.rollback_prompt is
'Publishes an old version as a new one. The working copy is left as it is. MEMBER.';

create function public.archive_prompt(p_prompt_id uuid) returns public.prompts
language sql security invoker set search_path = ''
as $$ select private.archive_prompt(p_prompt_id) $$;
comment on function public.archive_prompt is 'Takes a prompt out of use; publishing brings it back. MEMBER.';

create function public.delete_prompt(p_prompt_id uuid) returns public.prompts
language sql security invoker set search_path = ''
as $$ select private.delete_prompt(p_prompt_id) $$;
comment on function public.delete_prompt is
'Soft-deletes a prompt, and with it hides its versions and validations. Executions stay. ADMIN.';

create function public.restore_prompt(p_prompt_id uuid) returns public.prompts
language sql security invoker set search_path = ''
as $$ select private.restore_prompt(p_prompt_id) $$;
comment on function public.restore_prompt is 'Undoes delete_prompt. ADMIN.';

create function public.search_prompts(
  p_query text default null, p_status text default null, p_tags text[] default null, p_limit integer default 20,
  p_offset integer default 0
)
returns setof public.prompts
language sql stable security invoker set search_path = ''
as $$ select * from private.search_prompts(p_query, p_status, p_tags, p_limit, p_offset) $$;
comment on function public.search_prompts is
'Prompts of the current tenant whose name or description contains p_query and that have any of p_tags; at most 100.';

create function public.execution_metrics(
  p_from timestamptz default now() - interval '24 hours', p_to timestamptz default now(), p_prompt_id uuid default null
)
returns table (
  total bigint, pending bigint, running bigint, completed bigint, failed bigint, cancelled bigint, success_rate numeric,
  avg_latency_ms numeric, p50_latency_ms double precision, p95_latency_ms double precision,
  p99_latency_ms double precision, avg_cost_usd numeric, total_cost_usd numeric, input_tokens bigint,
  output_tokens bigint
)
language sql stable security invoker set search_path = ''
as $$ select * from private.execution_metrics(p_from, p_to, p_prompt_id) $$;
comment on function public.execution_metrics is
'Counts, latencies and costs of the current tenant''s executions created from p_from up to p_to. Rates and averages '
'are over final ones.';

create function public.model_calls(public.executions) returns setof public.cost_tracking
language sql stable security invoker rows 2 set search_path = ''
as $$
  select c.*
  from public.cost_tracking as c
  where c.reference_id = $1.id and c.tenant_id = $1.tenant_id and c.purpose = 'PROMPT_EXECUTION'
  order by c.started_at, c.created_at
$$;
comment on function public.model_calls is
'The ledger rows of an execution, embedded as executions?select=*,model_calls(*).';

create function public.cancel_execution(p_execution_id uuid) returns public.executions
language sql security invoker set search_path = ''
as $$ select private.cancel_execution(p_execution_id) $$;
comment on function public.cancel_execution is
'Stops an execution: at once while PENDING, by asking its worker while RUNNING. MEMBER.';

-- The hot path, called by the functions with the service key. In plpgsql, whose plans outlive the call.
create function public.begin_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer default null, p_inputs jsonb default '{}',
  p_context jsonb default null, p_priority text default 'NORMAL', p_model text default null,
  p_edge_function_id text default null, p_lease_seconds integer default 30
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.begin_execution(
    p_user_id, p_tenant_id, p_prompt, p_version, p_inputs, p_context, p_priority, p_model, p_edge_function_id,
    p_lease_seconds
  );
end
$$;
comment on function public.begin_execution is
'Checks that the user may run the prompt, makes a RUNNING execution with a lease, and returns it with the pinned '
'version, its validations and the operator''s prices. Service only: the caller has verified the user.';

create function public.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer default 30)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.extend_execution_lease(p_execution_id, p_lease_id, p_lease_seconds);
end
$$;
comment on function public.extend_execution_lease is
'Heartbeat of a running execution: {"held", "cancel_requested"}. Not held means stop. Service only.';

create function public.settle_execution(
  p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb default '[]', p_logs jsonb default '[]'
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.settle_execution(p_execution_id, p_lease_id, p_result, p_calls, p_logs);
end
$$;
comment on function public.settle_execution is
'Ends an execution in one transaction: result, ledger rows, logs. May be repeated; {"outcome": "superseded"} when the '
'lease was lost. Service only.';

create function public.sweep_executions(p_limit integer default 100) returns integer
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.sweep_executions(p_limit);
end
$$;
comment on function public.sweep_executions is
'Fails executions whose lease ran out, at most p_limit; returns how many. Service only.';

-- ========================================================================================================= triggers

create trigger prompts_set_updated_at before update on public.prompts
for each row execute function private.set_updated_at();
create trigger prompts_refuse_tenant_change before update of tenant_id on public.prompts
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger prompts_require_member before insert or update of user_id on public.prompts
for each row execute function private.require_member_as_user();
create trigger prompts_guard before update on public.prompts
for each row execute function private.guard_prompt();
create trigger prompts_audit after insert or update or delete on public.prompts
for each row execute function private.audit('prompt');

create trigger prompt_versions_require_member before insert on public.prompt_versions
for each row execute function private.require_member_as_author();
create trigger prompt_versions_are_append_only before update or delete on public.prompt_versions
for each row execute function private.refuse_change('except_purge');
create trigger prompt_versions_are_not_truncated before truncate on public.prompt_versions
for each statement execute function private.refuse_change();

create trigger validations_set_updated_at before update on public.validations
for each row execute function private.set_updated_at();
create trigger validations_refuse_tenant_change before update of tenant_id on public.validations
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger validations_are_limited after insert on public.validations
for each row execute function private.limit_validations();
create trigger validations_audit after insert or update or delete on public.validations
for each row execute function private.audit('validation');

create trigger executions_guard before update on public.executions
for each row execute function private.guard_execution();
create trigger executions_refuse_tenant_change before update of tenant_id on public.executions
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger executions_require_member before insert or update of user_id on public.executions
for each row execute function private.require_member_as_user();
create trigger executions_are_not_deleted before delete on public.executions
for each row execute function private.refuse_change('except_purge');
create trigger executions_are_not_truncated before truncate on public.executions
for each statement execute function private.refuse_change();
create trigger executions_audit_begin after insert on public.executions
for each row execute function private.audit_execution();
create trigger executions_audit_cancel after update of cancel_requested_at on public.executions
for each row when (old.cancel_requested_at is null and new.cancel_requested_at is not null)
execute function private.audit_execution();

create trigger execution_logs_are_append_only before update or delete on public.execution_logs
for each row execute function private.refuse_change('except_purge');
create trigger execution_logs_are_not_truncated before truncate on public.execution_logs
for each statement execute function private.refuse_change();

-- =========================================================================================================== grants

revoke all on public.prompts, public.prompt_versions, public.validations, public.executions, public.execution_logs
from public, anon, authenticated, service_role;

grant select on public.prompts, public.prompt_versions, public.validations, public.executions, public.execution_logs
to authenticated, service_role;
grant insert (tenant_id, user_id, name, description, template, variables, tags, model, fallback_model, parameters)
on public.prompts to authenticated;
grant update (name, description, template, variables, tags, model, fallback_model, parameters)
on public.prompts to authenticated;
grant insert (tenant_id, prompt_id, name, type, config, is_active) on public.validations to authenticated;
grant update (name, type, config, is_active) on public.validations to authenticated;
grant delete on public.validations to authenticated;

revoke all on all functions in schema private from public, anon;

-- What checks and policies call, as whoever reads or writes the row.
grant execute on function private.my_deleted_prompt_ids() to authenticated;
grant execute on function private.json_is_plain(jsonb) to authenticated;
grant execute on function private.variables_are_well_formed(jsonb) to authenticated;
grant execute on function private.validation_config_is_well_formed(public.validation_type, jsonb) to authenticated;

-- What clients call, and the definer half of each.
revoke all on function public.publish_prompt(uuid, text), public.rollback_prompt(uuid, integer, text),
public.archive_prompt(uuid), public.delete_prompt(uuid), public.restore_prompt(uuid),
public.search_prompts(text, text, text[], integer, integer),
public.execution_metrics(timestamptz, timestamptz, uuid), public.model_calls(public.executions),
public.cancel_execution(uuid)
from public, anon, authenticated, service_role;

grant execute on function public.publish_prompt(uuid, text), private.publish_prompt(uuid, text) to authenticated;
grant execute on function public.rollback_prompt(uuid, integer, text) to authenticated;
grant execute on function private.rollback_prompt(uuid, integer, text) to authenticated;
grant execute on function public.archive_prompt(uuid), private.archive_prompt(uuid) to authenticated;
grant execute on function public.delete_prompt(uuid), private.delete_prompt(uuid) to authenticated;
grant execute on function public.restore_prompt(uuid), private.restore_prompt(uuid) to authenticated;
grant execute on function public.search_prompts(text, text, text[], integer, integer) to authenticated;
grant execute on function private.search_prompts(text, text, text[], integer, integer) to authenticated;
grant execute on function public.execution_metrics(timestamptz, timestamptz, uuid) to authenticated;
grant execute on function private.execution_metrics(timestamptz, timestamptz, uuid) to authenticated;
grant execute on function public.cancel_execution(uuid), private.cancel_execution(uuid) to authenticated;
grant execute on function public.model_calls(public.executions) to authenticated, service_role;

-- What the functions call with the service key.
revoke all on function
public.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer),
public.extend_execution_lease(uuid, uuid, integer), public.settle_execution(uuid, uuid, jsonb, jsonb, jsonb),
public.sweep_executions(integer)
from public, anon, authenticated, service_role;

grant execute on function public.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer)
to service_role;
grant execute on function private.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer)
to service_role;
grant execute on function public.extend_execution_lease(uuid, uuid, integer) to service_role;
grant execute on function private.extend_execution_lease(uuid, uuid, integer) to service_role;
grant execute on function public.settle_execution(uuid, uuid, jsonb, jsonb, jsonb) to service_role;
grant execute on function private.settle_execution(uuid, uuid, jsonb, jsonb, jsonb) to service_role;
grant execute on function public.sweep_executions(integer), private.sweep_executions(integer) to service_role;

-- ========================================================================================================= policies

alter table public.prompts enable row level security;
alter table public.prompts force row level security;
alter table public.prompt_versions enable row level security;
alter table public.prompt_versions force row level security;
alter table public.validations enable row level security;
alter table public.validations force row level security;
alter table public.executions enable row level security;
alter table public.executions force row level security;
alter table public.execution_logs enable row level security;
alter table public.execution_logs force row level security;

create policy "members see the prompts of their tenants" on public.prompts
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers add prompts in their own name" on public.prompts
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the prompts of their tenants" on public.prompts
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

-- Versions and validations of a soft-deleted prompt are hidden with it.
create policy "members see the versions of their tenants" on public.prompt_versions
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and prompt_id <> all((select private.my_deleted_prompt_ids())::uuid[])
);

create policy "members see the validations of their tenants" on public.validations
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and prompt_id <> all((select private.my_deleted_prompt_ids())::uuid[])
);

create policy "writers add validations to the prompts of their tenants" on public.validations
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[])
  and exists (
    select from public.prompts as p
    where p.id = validations.prompt_id
  )
);

create policy "writers change the validations of their tenants" on public.validations
for update to authenticated
using (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[])
  and prompt_id <> all((select private.my_deleted_prompt_ids())::uuid[])
)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "writers remove the validations of their tenants" on public.validations
for delete to authenticated
using (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[])
  and prompt_id <> all((select private.my_deleted_prompt_ids())::uuid[])
);

create policy "members see the executions of their tenants" on public.executions
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see the execution logs of their tenants" on public.execution_logs
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));
