begin;
\ir ../helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_tenant('other', 'mallory');
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_dollar_prompt('theirs', 'mallory', tests.id('other'));
select tests.create_budget('daily', 100);
select tests.create_budget('monthly', 1000, '{"period": "MONTH"}');

create function tests.unsealed() returns bigint
language sql security definer
as $$ select count(*) from private.audit_unsealed $$;

select tests.as_service();
select public.seal_audit(1000);
select is(
  public.operational_metrics() - 'spend_today' - 'audit' - 'backups',
  '{
    "queue": {"waiting": {}, "again": 0, "tasks": {"waiting": 0, "running": 0, "oldest_seconds": 0}},
    "webhooks": {"waiting": 0, "oldest_seconds": 0, "late_seconds": 0, "failed": 0}, "holds": {"usd": "0", "executions": 0},
    "executions": {"running": 0, "leases_ended": 0, "leases_ending": 0, "oldest_seconds": 0}
  }'::jsonb,
  'nothing is nothing, not null'
);

select tests.as_owner();
select tests.running_execution(word, 'alice', 'letter') from unnest(array['fresh', 'ending', 'ended']) as word;
update public.executions set lease_expires_at = now() + interval '9 seconds' where id = tests.id('ending');
update public.executions
set lease_expires_at = now() - interval '1 second', started_at = now() - interval '50 seconds', created_at = now() - interval '50 seconds'
where id = tests.id('ended');
update public.executions set lease_expires_at = now() + interval '11 seconds' where id = tests.id('fresh');
insert into private.queued_executions (
  execution_id, tenant_id, priority, queued_at, due_at, is_running, attempt, task_id, run_id
)
select
  gen_random_uuid(), tests.id(w.tenant), w.priority, now() - make_interval(secs => w.seconds), now(), w.is_running,
  w.attempt, gen_random_uuid(), gen_random_uuid()
from (
  values
  ('acme', 'LOW'::public.execution_priority, 10, false, 0),
  ('acme', 'LOW', 30, false, 1),
  ('acme', 'HIGH', 40, true, 1),
  ('other', 'LOW', 20, false, 0),
  ('other', 'CRITICAL', 5, false, 0)
) as w (tenant, priority, seconds, is_running, attempt);

select tests.as_service();
select is(
  (public.operational_metrics() -> 'queue') - 'tasks',
  '{
    "waiting": {
      "LOW": {"executions": 3, "oldest_seconds": 30.000000}, "CRITICAL": {"executions": 1, "oldest_seconds": 5.000000}
    },
    "again": 1
  }'::jsonb,
  'what waits in all tenants, by priority'
);
select is(
  public.operational_metrics() -> 'executions',
  '{"running": 3, "leases_ended": 1, "leases_ending": 1, "oldest_seconds": 50.000000}'::jsonb,
  'what runs, and whose lease is about to end or has ended'
);
select is(
  public.operational_metrics() -> 'holds',
  (select jsonb_build_object('executions', 3, 'usd', c.held_usd::text) from tests.counted('daily') as c),
  'what is held counts once, under however many budgets'
);
select ok((public.operational_metrics() #>> '{holds,usd}')::numeric > 0, 'and is something');
select is(
  public.operational_metrics() -> 'audit',
  jsonb_build_object('unsealed', tests.unsealed(), 'oldest_seconds', 0.000000),
  'audit rows that are not sealed'
);
select public.seal_audit(1000);
select is(
  public.operational_metrics() -> 'audit', '{"unsealed": 0, "oldest_seconds": 0}'::jsonb, 'none when all are'
);

select tests.as_owner();
insert into public.webhook_endpoints (id, tenant_id, url, events, created_by)
values (tests.id('hook'), tests.id('acme'), 'https://example.com', '{budget.exceeded}', tests.id('alice'));
insert into public.webhook_deliveries (
  tenant_id, endpoint_id, event_id, event_type, payload, status, next_attempt_at, created_at
)
select
  tests.id('acme'), tests.id('hook'), gen_random_uuid(), 'budget.exceeded', '{}', w.status,
  now() + make_interval(secs => w.due_in), now() - make_interval(secs => w.age)
from (
  values
  ('PENDING'::public.webhook_delivery_status, -3, 60),
  ('PENDING', 10, 90),
  ('FAILED', null, 3600),
  ('FAILED', null, 90000)
) as w (status, due_in, age);
select tests.as_service();
select is(
  public.operational_metrics() -> 'webhooks',
  '{"waiting": 2, "oldest_seconds": 90.000000, "late_seconds": 3.000000, "failed": 1}'::jsonb,
  'deliveries of webhooks'
);

select tests.as_user('alice');
select throws_ok('select public.operational_metrics()', '42501', null, 'no user is told');
select * from finish();
rollback;
