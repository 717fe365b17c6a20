-- Final executions whose cost is not the sum of their ledger rows. Rows that were written after the execution had ended
-- (a late settle, an adjustment) are shown apart: they explain a difference, and then `unexplained_usd` is zero.
-- Anything else must not happen, and stands first.

with ledger as (
  select
    c.reference_id,
    sum(c.cost_usd) as total_usd,
    sum(c.cost_usd) filter (where c.created_at > e.completed_at) as later_usd,
    bool_or(c.cost_usd is null) as has_unknown_price
  from public.cost_tracking as c
  join public.executions as e on e.id = c.reference_id
  where c.purpose = 'PROMPT_EXECUTION'
  group by c.reference_id
)

select
  e.id,
  e.tenant_id,
  e.status,
  e.completed_at,
  e.cost_usd as execution_usd,
  coalesce(l.total_usd, 0) as ledger_usd,
  coalesce(l.later_usd, 0) as later_usd,
  coalesce(l.total_usd, 0) - coalesce(l.later_usd, 0) - e.cost_usd as unexplained_usd,
  e.cost_is_complete and coalesce(l.has_unknown_price, false) as hides_unknown_price
from public.executions as e
left join ledger as l on l.reference_id = e.id
where
  e.status in ('COMPLETED', 'FAILED', 'CANCELLED')
  and (
    e.cost_usd is distinct from coalesce(l.total_usd, 0)
    or (e.cost_is_complete and coalesce(l.has_unknown_price, false))
  )
order by
  coalesce(l.total_usd, 0) - coalesce(l.later_usd, 0) is distinct from e.cost_usd
  or (e.cost_is_complete and coalesce(l.has_unknown_price, false)) desc,
  e.completed_at desc
limit 100;
