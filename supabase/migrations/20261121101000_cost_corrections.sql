-- Corrections of the ledger: prices that were wrong or unknown when a call was made, and what a provider's own bill can
-- be compared with. Rows of the ledger never change; what was wrong is set right by a row of its own.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- =========================================================================================================== tables

alter table public.cost_tracking add column corrects_id uuid;
-- squawk-ignore constraint-missing-not-valid
alter table public.cost_tracking add constraint cost_tracking_only_adjustments_correct check (
  corrects_id is null or kind = 'ADJUSTMENT'
);
comment on column public.cost_tracking.corrects_id is
'The row whose cost this one sets right. No foreign key, as for the other ids of the ledger.';

-- ======================================================================================================== functions

create function private.priced_again(p_call public.cost_tracking)
returns table (cost_usd numeric, version text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    -- Half to even, as the call was priced first.
    case
      when abs(x.units - trunc(x.units)) = 0.5 then 2 * round(x.units / 2) else round(x.units)
    end / 1000000000000,
    m.version
  from private.model_prices as m
  cross join lateral (
    select 1000000 * (
      greatest(p_call.input_tokens - p_call.cache_read_tokens - p_call.cache_write_tokens, 0) * m.input_usd_per_mtok
      + p_call.cache_read_tokens * coalesce(m.cache_read_usd_per_mtok, m.input_usd_per_mtok)
      + p_call.cache_write_tokens * coalesce(m.cache_write_usd_per_mtok, m.input_usd_per_mtok)
      + p_call.output_tokens * m.output_usd_per_mtok
    ) as units
  ) as x
  where m.provider = split_part(p_call.model, ':', 1) and m.model = substr(p_call.model, strpos(p_call.model, ':') + 1)
    and m.effective_from <= p_call.started_at
  order by m.effective_from desc
  limit 1;
end
$$;
comment on function private.priced_again is
'What the call costs by the operator''s price that is said now to have been in force when it was made; no row when '
'there is none.';

create function private.recompute_costs(
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

-- ====================================================================================== functions: exposed wrappers

create function public.recompute_costs(
  p_from timestamptz, p_to timestamptz default now(), p_tenant_id uuid default null, p_dry_run boolean default false,
  p_limit integer default 10000
)
returns table (model text, price_version text, calls bigint, difference_usd numeric)
language sql security invoker set search_path = ''
as $$ select * from private.recompute_costs(p_from, p_to, p_tenant_id, p_dry_run, p_limit) $$;
comment on function public.recompute_costs is
'Prices the calls that were written from p_from up to p_to again by the operator''s prices as they are now, and adds '
'a row of kind ADJUSTMENT where the cost was another; with p_dry_run only tells. At most p_limit calls: repeat until '
'none is left. Repeated, it adds nothing. Service only.';

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

-- =========================================================================================================== grants

revoke all on function private.priced_again(public.cost_tracking),
private.recompute_costs(timestamptz, timestamptz, uuid, boolean, integer), private.usage_by_day_and_model(date, date),
public.recompute_costs(timestamptz, timestamptz, uuid, boolean, integer), public.usage_by_day_and_model(date, date)
from public, anon, authenticated, service_role;

grant execute on function public.recompute_costs(timestamptz, timestamptz, uuid, boolean, integer) to service_role;
grant execute on function private.recompute_costs(timestamptz, timestamptz, uuid, boolean, integer) to service_role;
grant execute on function public.usage_by_day_and_model(date, date), private.usage_by_day_and_model(date, date)
to authenticated;
