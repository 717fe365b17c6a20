begin;
\ir ../helpers.sql
\ir ../workflows/helpers.sql
\ir ../ventures/helpers.sql
\ir helpers.sql
select plan(17);
select tests.create_user('alice'), tests.create_user('mallory');
select tests.create_keeper('acme', 'alice'), tests.create_keeper('other', 'mallory');
update private.retention_limits set default_days = 40, most_days = 50;
select tests.create_old('acme', 'alice', 40), tests.create_old('acme', 'alice', 39), tests.create_old('acme', 'alice', 9);
select tests.create_old('other', 'mallory', 40), tests.create_old('other', 'mallory', 9);
select tests.as_user('mallory', tests.id('other'));
update public.tenants
set
  execution_logs_kept_days = 9, workflow_execution_logs_kept_days = 9, telemetry_kept_days = 9,
  agent_checkpoints_kept_days = 9, webhook_deliveries_kept_days = 9
where id = tests.id('other');

select tests.as_service();
select is(
  (select jsonb_object_agg(c.key, c.value -> 'rows') from jsonb_each(public.count_old_rows()) as c), tests.each(3),
  'three of each are to be removed'
);
select is(
  (select count(*)::integer from jsonb_each(public.count_old_rows()) as c where c.value -> 'tenants' = '2'), 5, 'of two tenants'
);
select is(
  (public.count_old_rows() #>> '{telemetry,oldest}')::timestamptz, now() - interval '40 days 1 second', 'and this is the oldest'
);
select tests.as_owner();
select is(tests.kept('acme'), tests.each(3), 'counting removes nothing');

select tests.as_service();
select is(
  public.prune_old_rows(20, 100) - 'tenants', jsonb_build_object('deleted', tests.each(3), 'more', false), 'they are removed'
);
select tests.as_owner();
select is(tests.kept('acme'), tests.each(2), 'what its plan keeps stays');
select is(tests.kept('other'), tests.each(0), 'a tenant that keeps less loses more');
select is(public.prune_old_rows(20, 100), '{"deleted": {}, "tenants": 0, "more": false}', 'nobody is looked after for an hour');
select ok(
  (select min(t.next_at) > now() + interval '59 minutes' from private.retention_turns as t), 'nor is there anything to look for'
);

-- What must not be removed however old it is.
select tests.create_delivery('waits', 'acme-hook');
alter table public.webhook_deliveries disable trigger user;
update public.webhook_deliveries set created_at = now() - interval '400 days';
alter table public.webhook_deliveries enable trigger user;
select tests.create_agent_execution('broken', 'acme shop', 'alice', 'acme agent');
insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state, created_at)
values (tests.id('acme'), tests.id('broken'), '1', '{}', now() - interval '400 days');
update private.retention_turns set next_at = now();
select is(
  public.prune_old_rows(20, 100) -> 'deleted' -> 'agent_checkpoints', '0', 'a run that may go on keeps its checkpoints'
);
select is(
  (select array_agg(id) from public.webhook_deliveries where tenant_id = tests.id('acme')), array[tests.id('waits')],
  'a delivery that waits is not removed, the ended ones are'
);
select is((select count(*)::integer from public.executions), 2, 'executions stay');
select is((select count(*)::integer from public.workflow_executions), 2, 'those of workflows, too');
select is((select count(*)::integer from public.agent_executions), 6, 'and runs of agents');

-- Under a smaller plan.
update private.retention_limits set default_days = 5, most_days = 6;
select tests.create_old('other', 'mallory', 7), tests.create_old('other', 'mallory', 5);
update private.retention_turns set next_at = now();
select is(public.prune_old_rows(20, 100) #> '{deleted,telemetry}', '3', 'what was asked for is held to the plan');
select is((tests.kept('other') ->> 'telemetry')::integer, 1, 'to its bound, not to its default');

-- Without a limit.
delete from private.retention_limits;
update public.tenants set telemetry_kept_days = 1;
update private.retention_turns set next_at = now();
select is(public.prune_old_rows(20, 100) #> '{deleted,telemetry}', '0', 'where the operator sets no limit nothing is removed');

select * from finish();
rollback;
