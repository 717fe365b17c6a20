-- Undoes 20261121097000_dashboards.sql: the sums of dashboards are read as they were, slower.
-- Afterwards: supabase migration repair --status reverted 20261121097000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- Triggers and their function
drop trigger cost_tracking_date on public.cost_tracking;
drop function private.date_ledger_row();

-- As they were before
create or replace function private.cost_summary(p_from timestamptz, p_to timestamptz, p_group_by text)
returns table (
  key text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, estimated_calls bigint
)
language plpgsql stable security definer
set search_path = ''
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
  select
    case p_group_by
      when 'day' then to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD')
      when 'model' then c.model
      when 'provider' then c.provider
      when 'prompt' then c.prompt_id::text
      when 'user' then c.user_id::text
      when 'purpose' then c.purpose::text
      when 'outcome' then c.outcome::text
    end as group_key,
    count(*),
    sum(c.input_tokens)::bigint,
    sum(c.output_tokens)::bigint,
    coalesce(sum(c.cost_usd), 0),
    count(*) filter (where c.is_estimate)
  from public.cost_tracking as c
  where c.tenant_id = v_tenant_id and c.created_at >= p_from and c.created_at < p_to
  group by group_key
  order by group_key;
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

-- Tables
alter table public.executions reset (autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_scale_factor);
alter table public.cost_tracking reset (autovacuum_vacuum_insert_scale_factor);
alter table public.cost_tracking drop column reference_created_at;
