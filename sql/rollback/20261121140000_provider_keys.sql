-- Undoes 20261121140000_provider_keys.sql. Keys of tenants are gone for good, and so is who asked with whose key.
-- Afterwards: supabase migration repair --status reverted 20261121140000

set lock_timeout = '5s';
set statement_timeout = '60s';

drop function public.reencrypt_provider_keys(uuid, jsonb);
drop function public.provider_keys_to_reencrypt(uuid, text, uuid, integer);
drop function public.revoke_provider_key(uuid);
drop function public.set_provider_key(uuid, uuid, uuid, text, text, text, text, text);
drop function private.reencrypt_provider_keys(uuid, jsonb);
drop function private.provider_keys_to_reencrypt(uuid, text, uuid, integer);
drop function private.require_operator(uuid);
drop function private.revoke_provider_key(uuid);
drop function private.set_provider_key(uuid, uuid, uuid, text, text, text, text, text);
drop function private.end_provider_key(uuid, uuid);
drop function private.note_refused_keys(uuid, jsonb);
drop function public.usage_by_day_and_model(date, date, public.key_source);
drop function private.usage_by_day_and_model(date, date, public.key_source);

-- As 20261121100000_budgets.sql, 20261121101000_cost_corrections.sql and 20261121120000_queue.sql had them
create or replace function private.record_estimate(p_execution public.executions)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
    is_estimate, error, started_at
  )
  values (
    private.estimate_id(p_execution.lease_id), p_execution.tenant_id, p_execution.user_id, 'PROMPT_EXECUTION',
    p_execution.id, p_execution.prompt_id, 'ADJUSTMENT',
    coalesce(nullif(left(split_part(p_execution.model, ':', 1), 100), ''), 'unknown'),
    coalesce(nullif(p_execution.model, ''), 'unknown'),
    coalesce((select max(h.held_usd) from private.budget_holds as h where h.execution_id = p_execution.id), 0),
    'UNKNOWN', 'UNKNOWN', true, 'lease_expired', p_execution.started_at
  );
end
$$;

create or replace function private.execution_package(
  p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'execution', jsonb_build_object(
      'id', p_execution.id, 'tenant_id', p_execution.tenant_id, 'user_id', p_execution.user_id,
      'prompt_id', p_execution.prompt_id, 'prompt_version', p_execution.prompt_version, 'status', p_execution.status,
      'priority', p_execution.priority, 'created_at', p_execution.created_at, 'started_at', p_execution.started_at,
      'lease_id', p_execution.lease_id, 'lease_expires_at', p_execution.lease_expires_at
    ),
    'prompt', jsonb_build_object(
      'id', p_prompt.id, 'name', p_prompt.name, 'version', p_prompt.version, 'template', p_prompt.template,
      'variables', p_prompt.variables, 'model', p_prompt.model, 'fallback_model', p_prompt.fallback_model,
      'parameters', p_prompt.parameters
    ),
    'validations', p_prompt.validations,
    'prices', private.prices_in_force(),
    'hold', p_hold
  );
end
$$;

create or replace function private.record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- What was spent is written down even when somebody else has settled: once, by the id that the caller gave it.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, cost_usd, price_source, price_version, outcome, is_estimate, error,
    latency_ms, started_at
  )
  select
    c.id, p_execution.tenant_id, p_execution.user_id, 'PROMPT_EXECUTION', p_execution.id, p_execution.prompt_id,
    upper(c.kind)::public.call_kind, left(c.provider, 100), left(c.model, 200), coalesce(c.input_tokens, 0),
    coalesce(c.output_tokens, 0), coalesce(c.cache_read_tokens, 0), coalesce(c.cache_write_tokens, 0), c.cost_usd,
    upper(replace(c.price_source, '-', '_'))::public.price_source, left(coalesce(c.price_version, ''), 100),
    upper(c.outcome)::public.call_outcome, coalesce(c.is_estimate, false), left(c.error, 10000), c.latency_ms,
    coalesce(c.started_at, p_execution.started_at)
  from jsonb_to_recordset(p_calls) as c (
    id uuid, kind text, provider text, model text, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint,
    cache_write_tokens bigint, cost_usd numeric, price_source text, price_version text, outcome text,
    is_estimate boolean, error text, latency_ms integer, started_at timestamptz
  )
  union all
  -- The sweeper took this worker for dead and wrote down what it might have spent: now it has said what it did. The ids
  -- of both rows follow from the lease, so that a settle that is repeated takes it back once.
  select
    md5(c.id::text || ' taken back')::uuid, c.tenant_id, c.user_id, c.purpose, c.reference_id, c.prompt_id, c.kind,
    c.provider, c.model, 0, 0, 0, 0, -c.cost_usd, c.price_source, c.price_version, c.outcome, c.is_estimate,
    'late_settle', null, c.started_at
  from public.cost_tracking as c
  where c.id = private.estimate_id(p_lease_id) and c.reference_id = p_execution.id and c.cost_usd <> 0
  on conflict (id) do nothing;
end
$$;

create or replace function private.recompute_costs(
  p_from timestamptz, p_to timestamptz, p_tenant_id uuid, p_dry_run boolean, p_limit integer
)
returns table (model text, price_version text, calls bigint, difference_usd numeric)
language plpgsql security definer
set search_path = ''
as $$
begin
  if not coalesce(p_dry_run, false) then
    -- Two who come at once would both see what is wrong, and both set it right.
    perform pg_advisory_xact_lock(hashtextextended('recompute_costs', 0));
  end if;
  return query
  with wrong as (
    select
      c.id, c.tenant_id, c.user_id, c.purpose, c.reference_id, c.prompt_id, c.workflow_id, c.provider, c.model,
      c.outcome, c.started_at, n.version, n.cost_usd - coalesce(c.cost_usd, 0) - o.corrected_usd as difference_usd
    from public.cost_tracking as c
    cross join lateral private.priced_again(c) as n
    cross join lateral (
      select coalesce(sum(a.cost_usd), 0) as corrected_usd
      from public.cost_tracking as a
      where a.reference_id = c.reference_id and a.corrects_id = c.id
    ) as o
    where c.kind <> 'ADJUSTMENT' and c.created_at >= p_from and c.created_at < p_to
      and (p_tenant_id is null or c.tenant_id = p_tenant_id)
      and n.cost_usd <> coalesce(c.cost_usd, 0) + o.corrected_usd
    order by c.created_at, c.id
    limit p_limit
  ),

  corrected as (
    insert into public.cost_tracking as t (
      tenant_id, user_id, purpose, reference_id, prompt_id, workflow_id, kind, provider, model, cost_usd, price_source,
      price_version, outcome, error, started_at, corrects_id
    )
    select
      w.tenant_id, w.user_id, w.purpose, w.reference_id, w.prompt_id, w.workflow_id, 'ADJUSTMENT', w.provider, w.model,
      w.difference_usd, 'OPERATOR', w.version, w.outcome, 'repriced', w.started_at, w.id
    from wrong as w
    where not coalesce(p_dry_run, false)
  )

  select w.model, w.version, count(*), sum(w.difference_usd)
  from wrong as w
  group by w.model, w.version
  order by w.model, w.version;
end
$$;

create function private.usage_by_day_and_model(p_from date, p_to date)
returns table (
  day date, provider text, model text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric,
  calls_without_price bigint
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
  select
    (c.started_at at time zone 'UTC')::date as started_on, c.provider, c.model,
    count(*) filter (where c.kind <> 'ADJUSTMENT'), sum(c.input_tokens)::bigint, sum(c.output_tokens)::bigint,
    coalesce(sum(c.cost_usd), 0),
    count(*) filter (
      where c.cost_usd is null
        and not exists (
          select from public.cost_tracking as a
          where a.reference_id = c.reference_id and a.corrects_id = c.id
        )
    )
  from public.cost_tracking as c
  where c.tenant_id = v_tenant_id
    -- A row is written after its call was made.
    and c.created_at >= p_from::timestamp at time zone 'UTC'
    and c.started_at >= p_from::timestamp at time zone 'UTC'
    and c.started_at < (p_to + 1)::timestamp at time zone 'UTC'
  group by started_on, c.provider, c.model
  order by started_on, c.provider, c.model;
end
$$;

create function public.usage_by_day_and_model(
  p_from date default current_date - 30, p_to date default current_date
)
returns table (
  day date, provider text, model text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric,
  calls_without_price bigint
)
language sql stable security invoker set search_path = ''
as $$ select * from private.usage_by_day_and_model(p_from, p_to) $$;
comment on function public.usage_by_day_and_model is
'What the current tenant used of each model on each day (UTC) on which its calls were made, p_to included; corrections '
'count on the day of their call. To compare with a provider''s bill.';

revoke all on function private.usage_by_day_and_model(date, date), public.usage_by_day_and_model(date, date)
from public, anon, authenticated, service_role;
grant execute on function public.usage_by_day_and_model(date, date), private.usage_by_day_and_model(date, date)
to authenticated;

drop function private.encrypted_provider_keys(uuid, text, text);
drop function private.key_provider(text);
alter table private.plan_limits drop column uses_operator_keys;
drop table private.provider_key_secrets;
drop table public.provider_keys;
delete from private.api_key_paths where path in ('provider_keys', 'rpc/revoke_provider_key');
drop function private.key_providers();
alter table public.cost_tracking drop column key_source;
drop type public.key_source;
