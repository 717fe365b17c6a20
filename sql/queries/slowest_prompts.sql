-- Prompts by the 95th percentile of their latency over the last day, slowest first, with how often they fail. Prompts
-- that ran fewer than five times are left out: their percentile says nothing.

select
  e.tenant_id,
  e.prompt_id,
  p.name as prompt,
  count(*) as executions,
  round(count(*) filter (where e.status = 'FAILED') / count(*)::numeric, 4) as failure_rate,
  percentile_cont(0.5) within group (order by e.latency_ms) as p50_latency_ms,
  percentile_cont(0.95) within group (order by e.latency_ms) as p95_latency_ms,
  max(e.latency_ms) as max_latency_ms
from public.executions as e
join public.prompts as p on p.id = e.prompt_id
where e.created_at > now() - interval '1 day' and e.status in ('COMPLETED', 'FAILED', 'CANCELLED')
group by e.tenant_id, e.prompt_id, p.name
having count(*) >= 5
order by p95_latency_ms desc
limit 20;
