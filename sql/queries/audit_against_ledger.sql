-- Executions that ended since the audit chain is there, of which audit log, execution and ledger do not say the same:
-- what they cost by their END row, by themselves, and by the ledger without the adjustments that were audited
-- afterwards. Of a purged tenant audit log and ledger alone are left. There must be none, ever.

with ends as (
  select
    a.tenant_id,
    a.resource_id as execution_id,
    a.created_at,
    (a.changes #>> '{after,cost_usd}')::numeric as cost_usd,
    a.changes #>> '{after,status}' as status
  from public.audit_logs as a
  where a.action = 'END' and a.resource_type = 'execution' and a.changes <> '{}'
)

select
  n.tenant_id,
  n.execution_id,
  n.status as audited_status,
  e.status,
  n.cost_usd as audited_usd,
  e.cost_usd,
  l.cost_usd as ledger_usd,
  l.adjusted_usd,
  d.cost_usd as audited_adjustments_usd
from ends as n
left join public.executions as e on e.id = n.execution_id
cross join
  lateral (
    select
      coalesce(sum(c.cost_usd), 0) as cost_usd,
      coalesce(sum(c.cost_usd) filter (where c.kind = 'ADJUSTMENT'), 0) as adjusted_usd
    from public.cost_tracking as c
    where c.reference_id = n.execution_id and c.purpose = 'PROMPT_EXECUTION'
  ) as l
cross join
  lateral (
    select coalesce(sum((a.changes #>> '{after,cost_usd}')::numeric), 0) as cost_usd
    from public.cost_tracking as c
    join public.audit_logs as a on a.resource_type = 'cost' and a.resource_id = c.id and a.action = 'ADJUST'
    where c.reference_id = n.execution_id and c.purpose = 'PROMPT_EXECUTION' and a.changes <> '{}'
  ) as d
where
  l.adjusted_usd <> d.cost_usd
  or (
    (e.status::text is distinct from n.status or e.cost_usd is distinct from n.cost_usd)
    and not exists (select from private.purged_tenants as p where p.tenant_id = n.tenant_id)
  )
order by n.created_at;
