-- Undoes 20261121100000_budgets.sql. What budgets counted, held and told is gone; the ledger stays.
-- Afterwards: supabase migration repair --status reverted 20261121100000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- Triggers on tables that stay
drop trigger executions_release_holds on public.executions;
drop trigger cost_tracking_charge_budgets on public.cost_tracking;
drop trigger tenants_recount_budgets on public.tenants;
drop trigger tenants_check_time_zone on public.tenants;

-- Functions that others do not need
drop function public.budget_status();
drop function public.restore_budget(uuid);
drop function public.delete_budget(uuid);
drop function public.learn_list_price(text, text, numeric, numeric, numeric);
drop function public.raise_execution_hold(uuid, uuid, numeric);
drop function public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
);
drop function private.budget_status();
drop function private.restore_budget(uuid);
drop function private.delete_budget(uuid);
drop function private.learn_list_price(text, text, numeric, numeric, numeric);
drop function private.raise_execution_hold(uuid, uuid, numeric);
drop function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
);
drop function private.record_calls(public.executions, uuid, jsonb);
drop function private.estimate_id(uuid);
drop function private.execution_package(public.executions, private.pinned_prompt, jsonb);
drop function private.hold_for_execution(public.executions, private.pinned_prompt, jsonb);
drop function private.prompt_to_run(uuid, uuid, text, integer, text, jsonb);
drop function private.acting_member(uuid, uuid);
drop function private.replayed_execution(uuid, uuid, text, text);
drop function private.hold_in_budgets(uuid, uuid, uuid, uuid, timestamptz, jsonb);
drop function private.release_holds();
drop function private.charge_budgets();
drop function private.recount_budgets();
drop function private.check_time_zone();

-- Tables, and with them their triggers and policies
drop table public.budget_alerts;
drop function private.charge_budget(public.budgets, text, timestamptz, integer[], numeric[], numeric[]);
drop function private.charge_slot(public.budgets, timestamptz, integer, numeric, numeric);
drop function private.hold_in_budget(public.budgets, text, timestamptz, uuid, numeric);
drop function private.refuse_over_budget(public.budgets, text, timestamptz, numeric, numeric, numeric);
drop function private.hold_in_slot(public.budgets, timestamptz, numeric);
drop function private.count_budget(public.budgets);
drop function private.running_bound(public.executions);
drop function private.open_budget_period(public.budgets, text, timestamptz, numeric, numeric);
drop function private.deal_budget(public.budgets, timestamptz);
drop trigger budgets_recount_when_made on public.budgets;
drop trigger budgets_recount_when_changed on public.budgets;
drop trigger budgets_forget on public.budgets;
drop function private.recount_budget();
drop function private.forget_budget();
drop table public.budgets;
drop table private.budget_slots;
drop table private.budget_holds;
drop table private.list_prices;

-- Functions
drop function private.lock_budget_slots(uuid, timestamptz);
drop function private.have_budgets_alone(uuid[]);
drop function private.spent_on_execution(uuid);
drop function private.budget_lock(uuid);
drop function private.execution_bound(text, jsonb, jsonb, jsonb, jsonb, text, text, jsonb);
drop function private.bound_prices(text, text);
drop function private.whole_number(jsonb, jsonb, integer, integer);
drop function private.asking_defaults();
drop function private.period_before(public.budget_period, text, timestamptz);
drop function private.period_end(public.budget_period, text, timestamptz);
drop function private.period_start(public.budget_period, text, timestamptz);
drop function private.thresholds_fit(numeric[]);

-- Types
drop type private.pinned_prompt;
drop type public.budget_kind;
drop type public.budget_period;

-- Columns
alter table public.cost_tracking drop column workflow_id;
alter table public.tenants drop column time_zone;

-- As they were before

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

create or replace function private.settle_execution(
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

create or replace function private.sweep_executions(p_limit integer)
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

revoke all on function
public.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer),
private.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer)
from public, anon, authenticated, service_role;
grant execute on function
public.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer),
private.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer)
to service_role;
