-- Budgets whose counters are not the sum of the ledger or of the holds of what waits or runs, in a period that is
-- counted. There must be none, ever: a row here is a fault of FormaOps. To mend it, change the budget's thresholds and
-- change them back: it is counted anew from the ledger.

with counted as (
  select
    b.id,
    b.name,
    b.tenant_id,
    b.period,
    b.user_id,
    b.prompt_id,
    b.workflow_id,
    t.time_zone,
    s.period_start,
    sum(s.spent_usd) as spent_usd,
    sum(s.held_usd) as held_usd
  from private.budget_slots as s
  join public.budgets as b on b.id = s.budget_id
  join public.tenants as t on t.id = b.tenant_id
  group by b.id, t.time_zone, s.period_start
)

select
  c.id,
  c.tenant_id,
  c.name,
  c.period_start,
  c.spent_usd,
  coalesce(l.spent_usd, 0) as ledger_usd,
  c.held_usd,
  coalesce(h.held_usd, 0) as holds_usd
from counted as c
cross join lateral (
  select sum(l.cost_usd) as spent_usd
  from public.cost_tracking as l
  where
    l.tenant_id = c.tenant_id
    and l.created_at >= c.period_start
    and (c.user_id is null or l.user_id = c.user_id)
    and (c.prompt_id is null or l.prompt_id = c.prompt_id)
    and (c.workflow_id is null or l.workflow_id = c.workflow_id)
    and private.period_start(c.period, c.time_zone, coalesce(l.reference_created_at, l.created_at)) = c.period_start
) as l
cross join lateral (
  select sum(h.held_usd) as held_usd
  from private.budget_holds as h
  join public.executions as e on e.id = h.execution_id and e.status in ('PENDING', 'RUNNING')
  where h.budget_id = c.id and h.period_start = c.period_start
) as h
where c.spent_usd <> coalesce(l.spent_usd, 0) or c.held_usd <> coalesce(h.held_usd, 0)
order by c.name, c.period_start;
