-- Dashboards: what a tenant's executions of 30 days came to, fast however many there are.
--
-- Each sum is read from the ledger itself through indexes that cover it, so that it can be no other than the ledger's.
-- For that a ledger row knows when the execution began that it belongs to. The indexes are built without locking, each
-- in a migration of its own after this one; until they are there, all of this works, only slower.

set lock_timeout = '5s';
set statement_timeout = '10min';

-- =========================================================================================================== tables

alter table public.cost_tracking add column reference_created_at timestamptz;
comment on column public.cost_tracking.reference_created_at is
'When the prompt execution that this belongs to was created: in whose window execution_metrics counts it. Set by a '
'trigger; null for other purposes.';

-- An index alone answers only for pages that vacuum has seen. By default it comes after every fifth row is new; rows
-- that dashboards read are the newest.
alter table public.cost_tracking set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table public.executions set (
  autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02
);

-- ======================================================================================================== functions

create function private.date_ledger_row()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.reference_created_at := (
    select e.created_at
    from public.executions as e
    where e.id = new.reference_id and e.tenant_id = new.tenant_id
  );
  return new;
end
$$;
comment on function private.date_ledger_row is 'A ledger row of a prompt execution knows when that was created.';

create or replace function private.cost_summary(p_from timestamptz, p_to timestamptz, p_group_by text)
returns table (
  key text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, estimated_calls bigint
)
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  if p_group_by is null or p_group_by not in ('day', 'model', 'provider', 'prompt', 'user', 'purpose', 'outcome') then
    raise sqlstate 'PT400' using message =
      'p_group_by is one of day, model, provider, prompt, user, purpose, outcome.';
  end if;
  return query
  with summed as (
    select
      -- Days are cut here, and written out once they are few.
      case when p_group_by = 'day' then date_bin('1 day', c.created_at, '2000-01-01 00:00+00') end as day,
      case p_group_by
        when 'model' then c.model
        when 'provider' then c.provider
        when 'prompt' then c.prompt_id::text
        when 'user' then c.user_id::text
        when 'purpose' then c.purpose::text
        when 'outcome' then c.outcome::text
      end as group_key,
      count(*) as calls,
      sum(c.input_tokens)::bigint as input_tokens,
      sum(c.output_tokens)::bigint as output_tokens,
      coalesce(sum(c.cost_usd), 0) as cost_usd,
      count(*) filter (where c.is_estimate) as estimated_calls
    from public.cost_tracking as c
    where c.tenant_id = v_tenant_id and c.created_at >= p_from and c.created_at < p_to
    group by day, group_key
  )

  select
    coalesce(to_char(s.day at time zone 'UTC', 'YYYY-MM-DD'), s.group_key) as written_key,
    s.calls, s.input_tokens, s.output_tokens, s.cost_usd, s.estimated_calls
  from summed as s
  order by written_key;
end
$$;

create or replace function private.execution_metrics(p_from timestamptz, p_to timestamptz, p_prompt_id uuid)
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
  with counted as (
    select
      count(*) as total,
      count(*) filter (where e.status = 'PENDING') as pending,
      count(*) filter (where e.status = 'RUNNING') as running,
      count(*) filter (where e.status = 'COMPLETED') as completed,
      count(*) filter (where e.status = 'FAILED') as failed,
      count(*) filter (where e.status = 'CANCELLED') as cancelled,
      avg(e.latency_ms) as avg_latency_ms,
      percentile_cont(array[0.5, 0.95, 0.99]) within group (order by e.latency_ms) as latencies
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
    where c.tenant_id = v_tenant_id and c.purpose = 'PROMPT_EXECUTION'
      and c.reference_created_at >= p_from and c.reference_created_at < p_to
      and (
        p_prompt_id is null
        or c.reference_id in (
          select e.id
          from public.executions as e
          where e.tenant_id = v_tenant_id and e.prompt_id = p_prompt_id
            and e.created_at >= p_from and e.created_at < p_to
        )
      )
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

-- ========================================================================================================= triggers

-- What is in the ledger already is dated once; this is all that ever changes in a row of it.
alter table public.cost_tracking disable trigger cost_tracking_is_append_only;
update public.cost_tracking as c
set reference_created_at = e.created_at
from public.executions as e
where c.purpose = 'PROMPT_EXECUTION' and e.id = c.reference_id and e.tenant_id = c.tenant_id;
alter table public.cost_tracking enable trigger cost_tracking_is_append_only;

create trigger cost_tracking_date before insert on public.cost_tracking
for each row when (new.purpose = 'PROMPT_EXECUTION')
execute function private.date_ledger_row();

-- =========================================================================================================== grants

revoke all on function private.date_ledger_row() from public, anon, authenticated, service_role;
