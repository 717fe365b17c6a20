begin;
\ir ../helpers.sql
select plan(7);
select tests.create_cast();
select tests.create_prompt('greet', 'alice');
select tests.publish('greet', 'alice');
select is(
  public.queue_status(),
  '{"installed": true, "waiting": {"CRITICAL": 0, "HIGH": 0, "NORMAL": 0, "LOW": 0}, "delayed": 0, "oldest_seconds": 0,
    "running": 0, "again": 0, "tasks": {"waiting": 0, "running": 0, "oldest_seconds": 0}, "tenants": []}'::jsonb,
  'an empty queue'
);
select tests.queued_execution(upper(p) || n, 'bob', 'greet', jsonb_build_object('priority', upper(p)))
from unnest(array['low', 'normal', 'high', 'critical']) with ordinality as o (p, k)
cross join lateral generate_series(1, o.k) as n;
select tests.claim(2);
select tests.lose('CRITICAL1');
select public.sweep_executions();
update private.queued_executions set queued_at = now() - interval '90 seconds' where execution_id = tests.id('LOW1');

select is(
  public.queue_status() -> 'waiting', '{"CRITICAL": 3, "HIGH": 3, "NORMAL": 2, "LOW": 1}', 'what waits, by priority'
);
select is(
  public.queue_status() - 'waiting' - 'tenants' - 'tasks' - 'oldest_seconds',
  '{"installed": true, "delayed": 1, "running": 1, "again": 1}'::jsonb, 'what runs, and what is tried again'
);
select is(public.queue_status() ->> 'oldest_seconds', '90', 'and for how long');
select is(
  public.queue_status() -> 'tenants',
  jsonb_build_array(jsonb_build_object(
    'tenant_id', tests.id('acme'), 'waiting', 9, 'running', 1, 'concurrency', 2, 'oldest_seconds', 90
  )),
  'and of whom'
);
select is(public.queue_status(0) -> 'tenants', '[]', 'of as many as are asked for');
select tests.as_user('alice');
select throws_ok('select public.queue_status()', '42501', null, 'which is nothing for users');

select * from finish();
rollback;
