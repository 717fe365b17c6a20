-- What the tests of upkeep share, beyond ../helpers.sql and those of workflows and ventures.

-- A tenant of one ADMIN, and in it what rows of every table that is pruned hang on.
create function tests.create_keeper(p_tenant text, p_admin text) returns void
language plpgsql
as $$
begin
  perform tests.create_tenant(p_tenant, p_admin);
  perform tests.create_prompt(p_tenant || ' prompt', p_admin, tests.id(p_tenant));
  perform tests.publish(p_tenant || ' prompt', p_admin);
  insert into public.executions (id, tenant_id, user_id, prompt_id, prompt_version, inputs)
  values (
    tests.id(p_tenant || ' execution'), tests.id(p_tenant), tests.id(p_admin), tests.id(p_tenant || ' prompt'), 1, '{}'
  );
  perform tests.make_active_workflow(p_tenant || ' flow', p_admin, tests.id(p_tenant));
  perform tests.make_run(p_tenant || ' flow run', p_tenant || ' flow', p_admin);
  perform tests.create_venture(p_tenant || ' shop', p_admin, tests.id(p_tenant));
  perform tests.create_agent(p_tenant || ' agent', p_admin, tests.id(p_tenant));
  perform tests.create_endpoint(p_tenant || '-hook', '{execution.completed}', tests.id(p_tenant));
end
$$;

-- So many rows in every table that is pruned, of so many days ago; a second more than whole days.
create function tests.create_old(p_tenant text, p_user text, p_days integer, p_rows integer default 1) returns void
language plpgsql
as $$
declare
  v_tenant_id uuid := tests.id(p_tenant);
  v_at timestamptz := now() - make_interval(days => p_days, secs => 1);
  v_run text := format('%s run %s', p_tenant, p_days);
begin
  insert into public.execution_logs (tenant_id, execution_id, level, message, timestamp)
  select v_tenant_id, tests.id(p_tenant || ' execution'), l.level, 'Old', v_at
  from generate_series(1, p_rows) as n
  cross join lateral (select (enum_range(null::public.log_level))[1 + n % 4] as level) as l;
  insert into public.workflow_execution_logs (tenant_id, execution_id, message, created_at)
  select v_tenant_id, tests.id(p_tenant || ' flow run'), 'Old', v_at from generate_series(1, p_rows);
  insert into public.telemetry (tenant_id, venture_id, component, metric, value, recorded_at)
  select v_tenant_id, tests.id(p_tenant || ' shop'), 'api', 'latency_ms', 1, v_at from generate_series(1, p_rows);

  perform tests.create_agent_execution(v_run, p_tenant || ' shop', p_user, p_tenant || ' agent');
  insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state, created_at)
  select v_tenant_id, tests.id(v_run), n::text, '{}', v_at from generate_series(1, p_rows) as n;
  alter table public.agent_executions disable trigger user;
  update public.agent_executions set status = 'COMPLETED', started_at = v_at, completed_at = v_at where id = tests.id(v_run);
  alter table public.agent_executions enable trigger user;

  insert into public.webhook_deliveries (
    tenant_id, endpoint_id, event_id, event_type, payload, status, next_attempt_at, created_at
  )
  select v_tenant_id, tests.id(p_tenant || '-hook'), gen_random_uuid(), 'execution.completed', '{}', 'FAILED', null, v_at
  from generate_series(1, p_rows);
end
$$;

-- How many rows of each table a tenant has, as prune_old_rows counts what it removes.
create function tests.kept(p_tenant text) returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'execution_logs', (select count(*) from public.execution_logs as l where l.tenant_id = tests.id(p_tenant)),
    'workflow_execution_logs', (
      select count(*) from public.workflow_execution_logs as l where l.tenant_id = tests.id(p_tenant)
    ),
    'telemetry', (select count(*) from public.telemetry as m where m.tenant_id = tests.id(p_tenant)),
    'agent_checkpoints', (select count(*) from public.agent_checkpoints as c where c.tenant_id = tests.id(p_tenant)),
    'webhook_deliveries', (select count(*) from public.webhook_deliveries as d where d.tenant_id = tests.id(p_tenant))
  )
$$;

create function tests.each(p_rows integer) returns jsonb
language sql immutable
as $$
  select jsonb_object_agg(t.name, p_rows)
  from unnest(array[
    'execution_logs', 'workflow_execution_logs', 'telemetry', 'agent_checkpoints', 'webhook_deliveries'
  ]) as t (name)
$$;

-- A line of today in every table that members' work writes into.
create function tests.create_line(p_tenant text) returns void
language sql
as $$
  insert into public.execution_logs (tenant_id, execution_id, message)
  values (tests.id(p_tenant), tests.id(p_tenant || ' execution'), 'New');
  insert into public.workflow_execution_logs (tenant_id, execution_id, message)
  values (tests.id(p_tenant), tests.id(p_tenant || ' flow run'), 'New');
  insert into public.telemetry (tenant_id, venture_id, component, metric, value)
  values (tests.id(p_tenant), tests.id(p_tenant || ' shop'), 'api', 'latency_ms', 1);
$$;
