-- What each tenant spent since midnight UTC, from the ledger, dearest first. `unpriced_calls` cost something that
-- nobody knows; `estimated_calls` have tokens that no provider reported.

select
  c.tenant_id,
  t.name as tenant,
  t.plan,
  count(*) as calls,
  sum(c.input_tokens) as input_tokens,
  sum(c.output_tokens) as output_tokens,
  coalesce(sum(c.cost_usd), 0) as cost_usd,
  count(*) filter (where c.cost_usd is null) as unpriced_calls,
  count(*) filter (where c.is_estimate) as estimated_calls
from public.cost_tracking as c
left join public.tenants as t on t.id = c.tenant_id
where c.created_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'
group by c.tenant_id, t.name, t.plan
order by cost_usd desc
limit 100;
