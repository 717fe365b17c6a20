-- Undoes 20261121190000_upkeep.sql. How long tenants wanted to keep their rows is forgotten; what was pruned stays so.
-- Afterwards: supabase migration repair --status reverted 20261121190000

set lock_timeout = '5s';
set statement_timeout = '60s';

delete from private.api_key_paths
where path = 'rpc/retention_settings';

-- Triggers on tables that stay
drop trigger tenants_begin_retention on public.tenants;
drop trigger tenants_check_retention on public.tenants;
drop trigger telemetry_is_append_only on public.telemetry;
create trigger telemetry_is_append_only before update or delete on public.telemetry
for each row execute function private.refuse_change('except_purge');
drop trigger workflow_execution_logs_are_append_only on public.workflow_execution_logs;
create trigger workflow_execution_logs_are_append_only before update or delete on public.workflow_execution_logs
for each row execute function private.refuse_change('except_purge');
drop trigger execution_logs_are_append_only on public.execution_logs;
create trigger execution_logs_are_append_only before update or delete on public.execution_logs
for each row execute function private.refuse_change('except_purge');

-- Functions
drop function public.retention_settings();
drop function public.count_old_rows();
drop function public.prune_old_rows(numeric, integer);
drop function public.sweep_webhooks(integer);
drop function private.sweep_webhooks(integer);
drop function private.retention_settings();
drop function private.count_old_rows();
drop function private.prune_old_rows(numeric, integer);
drop function private.prune_tenant(uuid, integer);
drop function private.begin_retention();
drop function private.check_retention();
drop function private.refuse_change_but_pruning();
drop function private.retention_of(uuid);
drop function private.kept_since(uuid, text);

-- Tables and columns
alter table public.tenants
drop column webhook_deliveries_kept_days,
drop column agent_checkpoints_kept_days,
drop column telemetry_kept_days,
drop column workflow_execution_logs_kept_days,
drop column execution_logs_kept_days;
drop table private.retention_turns;
drop table private.retention_limits;

-- As they were
comment on table public.execution_logs is 'What happened during an execution, written when it settles. Append-only.';
comment on table public.workflow_execution_logs is
'What happened during an execution, step by step, written by the service. Append-only.';
comment on table public.telemetry is 'What production reports about a venture''s components. Append-only.';
comment on table public.agent_checkpoints is
'States that a broken-off run goes on from. Kept by the engine, which also drops them.';
comment on table public.webhook_deliveries is
'What one endpoint is told of one event, and what became of it. Ended ones are kept for thirty days.';

create function private.sweep_webhooks(p_limit integer, p_keep_days integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_queued integer;
  v_pruned integer;
begin
  -- Due for so long that nobody looks at them: their task was never made, or is lost.
  select count(*) filter (where private.queue_webhook(d.id, extract(epoch from d.next_attempt_at)::text)) into v_queued
  from (
    select o.id, o.next_attempt_at
    from public.webhook_deliveries as o
    where o.status = 'PENDING' and o.next_attempt_at < now() - interval '5 minutes'
    order by o.next_attempt_at
    limit p_limit
  ) as d;

  delete from public.webhook_deliveries
  where id in (
    select d.id
    from public.webhook_deliveries as d
    where d.status <> 'PENDING' and d.created_at < now() - make_interval(days => greatest(p_keep_days, 1))
    order by d.created_at
    limit p_limit
    for update skip locked
  );
  get diagnostics v_pruned = row_count;
  delete from private.exceeded_budgets
  where (budget_id, period_start) in (
    select x.budget_id, x.period_start
    from private.exceeded_budgets as x
    where x.created_at < now() - interval '100 days'
    limit p_limit
  );
  return jsonb_build_object('queued', v_queued, 'pruned', v_pruned);
end
$$;

create function public.sweep_webhooks(p_limit integer default 100, p_keep_days integer default 30) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.sweep_webhooks(p_limit, p_keep_days);
end
$$;
comment on function public.sweep_webhooks is
'Queues deliveries that lost their task, and removes ended ones that are older than so many days: {"queued", '
'"pruned"}. Service only.';

revoke all on function private.sweep_webhooks(integer, integer) from public, anon;
revoke all on function public.sweep_webhooks(integer, integer) from public, anon, authenticated, service_role;
grant execute on function public.sweep_webhooks(integer, integer), private.sweep_webhooks(integer, integer)
to service_role;
