begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_prompt('greet', 'alice');
select tests.publish('greet', 'alice');
select tests.queued_execution('e' || n, 'bob', 'greet', case when n > 4 then '{"priority": "CRITICAL"}' else '{}' end::jsonb)
from generate_series(1, 8) as n;

select is(cardinality(tests.claim(5)), 2, 'two at once for a FREE tenant');
select is(cardinality(tests.claim(5)), 0, 'and no more');
select tests.settle_claimed('e5');
select is(cardinality(tests.claim(5)), 1, 'one ends, one begins');
update public.tenants set plan = 'PRO' where id = tests.id('acme');
select is(cardinality(tests.claim(3)), 3, 'more for a PRO tenant, as many as are asked for');
update public.tenants set queue_concurrency = 5 where id = tests.id('acme');
select is(cardinality(tests.claim(5)), 0, 'an operator''s word goes over the plan''s');
update public.tenants set queue_concurrency = 6 where id = tests.id('acme');
select is(cardinality(tests.claim(5)), 1, 'at once');
update public.tenants set queue_concurrency = 0 where id = tests.id('acme');
select public.settle_execution(id, lease_id, tests.result()) from public.executions where status = 'RUNNING';
select is(cardinality(tests.claim(5)), 0, 'none is a pause');
select throws_ok(
  $$ update public.tenants set queue_concurrency = -1 $$, '23514', null, 'less than none is refused'
);
select tests.as_user('alice');
select throws_ok(
  $$ update public.tenants set queue_concurrency = 100 where id = tests.id('acme') $$, '42501', null,
  'nobody raises their own'
);
select tests.as_owner();
update public.tenants set queue_concurrency = null, plan = 'ENTERPRISE' where id = tests.id('acme');
select is(private.queue_concurrency(t), 32, 'an ENTERPRISE has the most') from public.tenants as t where id = tests.id('acme');

select * from finish();
rollback;
