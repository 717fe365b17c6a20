-- Executions whose worker stopped answering and that no sweep has ended yet. More than a few, or old ones, mean that
-- sweep_executions is not being called.

select
  e.id,
  e.tenant_id,
  p.name as prompt,
  e.model,
  e.edge_function_id,
  e.started_at,
  now() - e.lease_expires_at as overdue,
  e.cancel_requested_at is not null as cancel_requested
from public.executions as e
join public.prompts as p on p.id = e.prompt_id
where e.status = 'RUNNING' and e.lease_expires_at < now()
order by e.lease_expires_at
limit 100;
