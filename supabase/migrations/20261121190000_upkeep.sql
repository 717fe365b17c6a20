-- Upkeep: what only tells how something went is removed when it is old enough, as each tenant says.
--
-- Pruned are the lines of logs, telemetry, checkpoints of runs that have ended, and webhook deliveries that have ended.
-- Executions, the ledger, alerts of budgets, the audit log, gates and versions are proof, and stay as long as their
-- tenant.
--
-- In batches, not by partitions. Tenants keep their rows for different times, so hardly a partition would ever be old
-- for all of them; dropping one locks the whole table, writers included; and a partitioned table would need its time in
-- its primary key. A batch locks the rows that it removes and nothing else: nobody writes or waits for these. Every
-- search goes along an index that begins with the tenant and leads to the oldest rows.
--
-- What may be removed is a fact about the row and not about who asks: the triggers that keep logs as they are let rows
-- go whose time is over, and no others.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- =========================================================================================================== tables

create table private.retention_limits (
  table_name text not null,
  plan public.user_plan not null,
  default_days integer not null,
  least_days integer not null default 1,
  most_days integer not null,
  primary key (table_name, plan),
  constraint retention_limits_of_tables_that_are_pruned check (
    table_name in (
      'execution_logs', 'workflow_execution_logs', 'telemetry', 'agent_checkpoints', 'webhook_deliveries'
    )
  ),
  constraint retention_limits_are_in_order check (
    least_days >= 1 and least_days <= default_days and default_days <= most_days and most_days <= 36500
  )
);
comment on table private.retention_limits is
'How many days tenants of a plan keep the rows of a table: unless they say otherwise, at least, at most. Kept by hand, '
'by the operator. Without a line here nothing is pruned.';

insert into private.retention_limits (table_name, plan, default_days, most_days)
values
('execution_logs', 'FREE', 90, 90),
('execution_logs', 'PRO', 90, 365),
('execution_logs', 'ENTERPRISE', 90, 3650),
('workflow_execution_logs', 'FREE', 90, 90),
('workflow_execution_logs', 'PRO', 90, 365),
('workflow_execution_logs', 'ENTERPRISE', 90, 3650),
('telemetry', 'FREE', 90, 90),
('telemetry', 'PRO', 90, 365),
('telemetry', 'ENTERPRISE', 90, 3650),
('agent_checkpoints', 'FREE', 7, 30),
('agent_checkpoints', 'PRO', 7, 90),
('agent_checkpoints', 'ENTERPRISE', 7, 365),
('webhook_deliveries', 'FREE', 30, 90),
('webhook_deliveries', 'PRO', 30, 90),
('webhook_deliveries', 'ENTERPRISE', 30, 365);

create table private.retention_turns (
  tenant_id uuid primary key references public.tenants (id) on delete cascade,
  next_at timestamptz not null default now()
);
comment on table private.retention_turns is
'When a tenant''s old rows are looked for next. Whoever looks locks the row, so that two never do the same.';

alter table public.tenants
add column execution_logs_kept_days integer
constraint tenants_execution_logs_kept_days_fit check (execution_logs_kept_days between 1 and 36500),
add column workflow_execution_logs_kept_days integer
constraint tenants_workflow_execution_logs_kept_days_fit check (workflow_execution_logs_kept_days between 1 and 36500),
add column telemetry_kept_days integer
constraint tenants_telemetry_kept_days_fit check (telemetry_kept_days between 1 and 36500),
add column agent_checkpoints_kept_days integer
constraint tenants_agent_checkpoints_kept_days_fit check (agent_checkpoints_kept_days between 1 and 36500),
add column webhook_deliveries_kept_days integer
constraint tenants_webhook_deliveries_kept_days_fit check (webhook_deliveries_kept_days between 1 and 36500);
comment on column public.tenants.execution_logs_kept_days is
'Days after which lines of executions'' logs are removed. Null: as the plan has it.';
comment on column public.tenants.workflow_execution_logs_kept_days is
'Days after which lines of workflows'' logs are removed. Null: as the plan has it.';
comment on column public.tenants.telemetry_kept_days is
'Days after which telemetry is removed, counted from recorded_at. Null: as the plan has it.';
comment on column public.tenants.agent_checkpoints_kept_days is
'Days after its end for which a run''s checkpoints are kept. Null: as the plan has it.';
comment on column public.tenants.webhook_deliveries_kept_days is
'Days after which webhook deliveries that have ended are removed. Null: as the plan has it.';

-- ========================================================================================================== indexes

create index retention_turns_next_idx on private.retention_turns (next_at);

-- ================================================================================================= functions: rules

create function private.kept_since(p_tenant_id uuid, p_table_name text)
returns timestamptz
language plpgsql stable
set search_path = ''
as $$
begin
  -- What was set under another plan is held to the bounds of the present one.
  return (
    select now() - make_interval(days => least(greatest(coalesce(
      case p_table_name
        when 'execution_logs' then t.execution_logs_kept_days
        when 'workflow_execution_logs' then t.workflow_execution_logs_kept_days
        when 'telemetry' then t.telemetry_kept_days
        when 'agent_checkpoints' then t.agent_checkpoints_kept_days
        when 'webhook_deliveries' then t.webhook_deliveries_kept_days
      end,
      l.default_days
    ), l.least_days), l.most_days))
    from public.tenants as t
    join private.retention_limits as l on l.plan = t.plan
    where t.id = p_tenant_id and l.table_name = p_table_name
  );
end
$$;
comment on function private.kept_since is
'Rows of the table before this may be removed. Null where nothing may: without a limit, or a tenant.';

create function private.retention_of(p_tenant_id uuid)
returns table (
  table_name text, kept_days integer, own_days integer, default_days integer, least_days integer, most_days integer
)
language sql stable
set search_path = ''
as $$
  select
    l.table_name,
    round(extract(epoch from now() - private.kept_since(t.id, l.table_name)) / 86400)::integer as kept_days,
    (to_jsonb(t) ->> (l.table_name || '_kept_days'))::integer as own_days,
    l.default_days,
    l.least_days,
    l.most_days
  from public.tenants as t
  join private.retention_limits as l on l.plan = t.plan
  where t.id = p_tenant_id
$$;
comment on function private.retention_of is
'For each table that is pruned, how many days a tenant keeps its rows, and why.';

-- ============================================================================================== functions: triggers

create function private.refuse_change_but_pruning()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_at timestamptz;
begin
  if tg_op = 'DELETE' then
    if tg_table_name = 'execution_logs' then
      v_at := old.timestamp;
    elsif tg_table_name = 'telemetry' then
      v_at := old.recorded_at;
    else
      v_at := old.created_at;
    end if;
    if v_at < private.kept_since(old.tenant_id, tg_table_name)
      or exists (select from private.purged_tenants as p where p.tenant_id = old.tenant_id)
    then
      return old;
    end if;
  end if;
  raise sqlstate 'PT409' using message =
    format('%s on %s is refused: its rows are kept as they are.', tg_op, tg_table_name);
end
$$;
comment on function private.refuse_change_but_pruning is
'Keeps logs append-only, for every role: only rows of a purged tenant, and those older than their tenant keeps them, '
'may be deleted.';

create function private.check_retention()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_wrong record;
begin
  select w.table_name, w.least_days, w.most_days into v_wrong
  from private.retention_of(new.id) as w
  where w.own_days not between w.least_days and w.most_days
  order by w.table_name
  limit 1;
  if found then
    raise sqlstate 'PT400' using message = format(
      '%s_kept_days must be between %s and %s on the plan %s.',
      v_wrong.table_name, v_wrong.least_days, v_wrong.most_days, new.plan
    );
  end if;
  -- What is shortened shows at once.
  update private.retention_turns set next_at = now() where tenant_id = new.id;
  return null;
end
$$;
comment on function private.check_retention is 'How long rows are kept is within the bounds of the tenant''s plan.';

create function private.begin_retention()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into private.retention_turns (tenant_id) values (new.id);
  return null;
end
$$;
comment on function private.begin_retention is 'A new tenant takes its turn, too.';

insert into private.retention_turns (tenant_id)
select t.id from public.tenants as t;

-- =============================================================================================== functions: pruning

create function private.prune_tenant(p_tenant_id uuid, p_batch integer)
returns jsonb
language plpgsql
set search_path = ''
-- The same searches again and again, by ids and along indexes.
set plan_cache_mode = force_generic_plan
as $$
declare
  v_before timestamptz;
  v_rows integer;
  v_deleted jsonb := jsonb_build_object();
begin
  -- A row that somebody holds is left for the next turn. Each table is searched along an index that begins with the
  -- tenant; where a column stands between it and the time, once for each of its values.
  v_before := private.kept_since(p_tenant_id, 'execution_logs');
  delete from public.execution_logs
  where ctid = any(array(
    select o.ctid
    from unnest(enum_range(null::public.log_level)) as v (level)
    cross join lateral (
      select l.ctid
      from public.execution_logs as l
      where l.tenant_id = p_tenant_id and l.level = v.level and l.timestamp < v_before
      order by l.timestamp
      limit p_batch
      for update skip locked
    ) as o
    limit p_batch
  ));
  get diagnostics v_rows = row_count;
  v_deleted := v_deleted || jsonb_build_object('execution_logs', v_rows);

  v_before := private.kept_since(p_tenant_id, 'workflow_execution_logs');
  delete from public.workflow_execution_logs
  where ctid = any(array(
    select l.ctid
    from public.workflow_execution_logs as l
    where l.tenant_id = p_tenant_id and l.created_at < v_before
    order by l.created_at
    limit p_batch
    for update skip locked
  ));
  get diagnostics v_rows = row_count;
  v_deleted := v_deleted || jsonb_build_object('workflow_execution_logs', v_rows);

  v_before := private.kept_since(p_tenant_id, 'telemetry');
  delete from public.telemetry
  where ctid = any(array(
    select o.ctid
    from public.ventures as v
    cross join lateral (
      select m.ctid
      from public.telemetry as m
      where m.tenant_id = p_tenant_id and m.venture_id = v.id and m.recorded_at < v_before
      order by m.recorded_at
      limit p_batch
      for update skip locked
    ) as o
    where v.tenant_id = p_tenant_id
    limit p_batch
  ));
  get diagnostics v_rows = row_count;
  v_deleted := v_deleted || jsonb_build_object('telemetry', v_rows);

  -- Of runs that have ended so long ago; whoever takes up a broken-off run needs its checkpoints, however old.
  v_before := private.kept_since(p_tenant_id, 'agent_checkpoints');
  delete from public.agent_checkpoints
  where ctid = any(array(
    select c.ctid
    from public.agent_checkpoints as c
    join public.agent_executions as e on e.tenant_id = c.tenant_id and e.id = c.execution_id
    where c.tenant_id = p_tenant_id and c.created_at < v_before and e.completed_at < v_before
    order by c.created_at
    limit p_batch
    for update of c skip locked
  ));
  get diagnostics v_rows = row_count;
  v_deleted := v_deleted || jsonb_build_object('agent_checkpoints', v_rows);

  -- The status as text, so that the index of what has ended by time alone is out of the question: it would lead
  -- through the rows of all tenants.
  v_before := private.kept_since(p_tenant_id, 'webhook_deliveries');
  delete from public.webhook_deliveries
  where ctid = any(array(
    select d.ctid
    from public.webhook_deliveries as d
    where d.tenant_id = p_tenant_id and d.status::text <> 'PENDING' and d.created_at < v_before
    order by d.created_at
    limit p_batch
    for update skip locked
  ));
  get diagnostics v_rows = row_count;
  return v_deleted || jsonb_build_object('webhook_deliveries', v_rows);
end
$$;
comment on function private.prune_tenant is
'Removes rows of a tenant that are older than it keeps them, of each table at most so many: how many of each.';

create function private.prune_old_rows(p_seconds numeric, p_batch integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_began timestamptz := clock_timestamp();
  v_tenant_id uuid;
  v_tenants integer := 0;
  v_here jsonb;
  v_full boolean;
  v_more boolean := false;
  v_deleted jsonb := jsonb_build_object();
begin
  if p_seconds is null or p_seconds < 0 or p_seconds > 20 or p_batch is null or p_batch not between 1 and 10000 then
    raise sqlstate 'PT400' using message = 'p_seconds goes from 0 to 20, p_batch from 1 to 10000.';
  end if;
  loop
    -- Turns that come again are later than the beginning, so that each tenant has one and the next call goes on.
    select t.tenant_id into v_tenant_id
    from private.retention_turns as t
    where t.next_at <= v_began
    order by t.next_at
    limit 1
    for update skip locked;
    exit when not found;

    v_here := private.prune_tenant(v_tenant_id, p_batch);
    v_full := exists (select from jsonb_each(v_here) as h where h.value::integer >= p_batch);
    v_more := v_more or v_full;
    update private.retention_turns
    set next_at = clock_timestamp() + case when v_full then interval '0' else interval '1 hour' end
    where tenant_id = v_tenant_id;

    v_tenants := v_tenants + 1;
    select jsonb_object_agg(h.key, coalesce((v_deleted ->> h.key)::bigint, 0) + h.value::bigint) into v_deleted
    from jsonb_each(v_here) as h;
    if clock_timestamp() >= v_began + make_interval(secs => p_seconds::double precision) then
      -- Perhaps somebody else is at it; then the next call finds nothing.
      v_more := v_more or exists (select from private.retention_turns as t where t.next_at <= v_began);
      exit;
    end if;
  end loop;
  return jsonb_build_object('deleted', v_deleted, 'tenants', v_tenants, 'more', v_more);
end
$$;

create function private.count_old_rows()
returns jsonb
language sql stable security definer
set search_path = ''
as $$
  with kept as materialized (
    select t.id as tenant_id, l.table_name, private.kept_since(t.id, l.table_name) as since
    from public.tenants as t
    join private.retention_limits as l on l.plan = t.plan
  ),

  old as (
    select 'execution_logs' as table_name, l.tenant_id, l.timestamp as at
    from kept as k
    join public.execution_logs as l on l.tenant_id = k.tenant_id and l.timestamp < k.since
    where k.table_name = 'execution_logs'
    union all
    select k.table_name, l.tenant_id, l.created_at
    from kept as k
    join public.workflow_execution_logs as l on l.tenant_id = k.tenant_id and l.created_at < k.since
    where k.table_name = 'workflow_execution_logs'
    union all
    select k.table_name, m.tenant_id, m.recorded_at
    from kept as k
    join public.telemetry as m on m.tenant_id = k.tenant_id and m.recorded_at < k.since
    where k.table_name = 'telemetry'
    union all
    select k.table_name, c.tenant_id, c.created_at
    from kept as k
    join public.agent_checkpoints as c on c.tenant_id = k.tenant_id and c.created_at < k.since
    join public.agent_executions as e
      on e.tenant_id = c.tenant_id and e.id = c.execution_id and e.completed_at < k.since
    where k.table_name = 'agent_checkpoints'
    union all
    select k.table_name, d.tenant_id, d.created_at
    from kept as k
    join public.webhook_deliveries as d
      on d.tenant_id = k.tenant_id and d.status <> 'PENDING' and d.created_at < k.since
    where k.table_name = 'webhook_deliveries'
  )

  select jsonb_object_agg(n.table_name, jsonb_build_object('rows', n.rows, 'tenants', n.tenants, 'oldest', n.oldest))
  from (
    select l.table_name, count(o.at) as rows, count(distinct o.tenant_id) as tenants, min(o.at) as oldest
    from (select distinct l.table_name from private.retention_limits as l) as l
    left join old as o on o.table_name = l.table_name
    group by l.table_name
  ) as n
$$;

create function private.retention_settings()
returns table (
  table_name text, kept_days integer, own_days integer, default_days integer, least_days integer, most_days integer
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query select r.* from private.retention_of(v_tenant_id) as r order by r.table_name;
end
$$;

-- Deliveries are pruned with all the rest.
drop function public.sweep_webhooks(integer, integer);
drop function private.sweep_webhooks(integer, integer);

create function private.sweep_webhooks(p_limit integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_queued integer;
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

  delete from private.exceeded_budgets
  where (budget_id, period_start) in (
    select x.budget_id, x.period_start
    from private.exceeded_budgets as x
    where x.created_at < now() - interval '100 days'
    limit p_limit
  );
  return jsonb_build_object('queued', v_queued);
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.sweep_webhooks(p_limit integer default 100) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.sweep_webhooks(p_limit);
end
$$;
comment on function public.sweep_webhooks is 'Queues deliveries that lost their task: {"queued"}. Service only.';

create function public.prune_old_rows(p_seconds numeric default 1, p_batch integer default 1000) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.prune_old_rows(p_seconds, p_batch);
end
$$;
comment on function public.prune_old_rows is
'Removes rows that are older than their tenants keep them, for about so many seconds: of each tenant in turn, of each '
'table at most p_batch. {"deleted": {"<table>": rows}, "tenants", "more"}; call again while there is more. Service '
'only.';

create function public.count_old_rows() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.count_old_rows();
end
$$;
comment on function public.count_old_rows is
'What prune_old_rows would remove in the end: {"<table>": {"rows", "tenants", "oldest"}}. Reads them all. Service '
'only.';

create function public.retention_settings()
returns table (
  table_name text, kept_days integer, own_days integer, default_days integer, least_days integer, most_days integer
)
language sql stable security invoker set search_path = ''
as $$ select * from private.retention_settings() $$;
comment on function public.retention_settings is
'How many days the current tenant keeps the rows of each table that is pruned; what it says itself, what its plan says '
'unless it does, and within which bounds it may. Members.';

-- ========================================================================================================= triggers

drop trigger execution_logs_are_append_only on public.execution_logs;
create trigger execution_logs_are_append_only before update or delete on public.execution_logs
for each row execute function private.refuse_change_but_pruning();
drop trigger workflow_execution_logs_are_append_only on public.workflow_execution_logs;
create trigger workflow_execution_logs_are_append_only before update or delete on public.workflow_execution_logs
for each row execute function private.refuse_change_but_pruning();
drop trigger telemetry_is_append_only on public.telemetry;
create trigger telemetry_is_append_only before update or delete on public.telemetry
for each row execute function private.refuse_change_but_pruning();

create trigger tenants_check_retention
after update of execution_logs_kept_days, workflow_execution_logs_kept_days, telemetry_kept_days,
agent_checkpoints_kept_days, webhook_deliveries_kept_days on public.tenants
for each row execute function private.check_retention();
create trigger tenants_begin_retention after insert on public.tenants
for each row execute function private.begin_retention();

comment on table public.execution_logs is
'What happened during an execution, written when it settles. Append-only, and removed when older than its tenant keeps '
'it.';
comment on table public.workflow_execution_logs is
'What happened during an execution, step by step, written by the service. Append-only, and removed when older than its '
'tenant keeps it.';
comment on table public.telemetry is
'What production reports about a venture''s components. Append-only, and removed when older than its tenant keeps it.';
comment on table public.agent_checkpoints is
'States that a broken-off run goes on from. Kept by the engine, which also drops them; what it leaves is removed some '
'time after the run''s end.';
comment on table public.webhook_deliveries is
'What one endpoint is told of one event, and what became of it. Ended ones are kept as long as their tenant says.';

-- =========================================================================================================== grants

grant update (
  execution_logs_kept_days, workflow_execution_logs_kept_days, telemetry_kept_days, agent_checkpoints_kept_days,
  webhook_deliveries_kept_days
) on public.tenants to authenticated;

revoke all on all functions in schema private from public, anon;
revoke all on function public.prune_old_rows(numeric, integer), public.count_old_rows(), public.retention_settings(),
public.sweep_webhooks(integer)
from public, anon, authenticated, service_role;

grant execute on function public.retention_settings(), private.retention_settings() to authenticated;
grant execute on function public.prune_old_rows(numeric, integer), private.prune_old_rows(numeric, integer)
to service_role;
grant execute on function public.count_old_rows(), private.count_old_rows() to service_role;
grant execute on function public.sweep_webhooks(integer), private.sweep_webhooks(integer) to service_role;

insert into private.api_key_paths (path, read_scope, write_scope)
values ('rpc/retention_settings', 'tenants:read', 'tenants:read');
