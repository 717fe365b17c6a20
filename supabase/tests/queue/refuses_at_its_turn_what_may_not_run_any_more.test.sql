begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 10);
select tests.queued_execution('of_bob', 'bob', 'letter');
select tests.queued_execution('of_alice', 'alice', 'letter');
update public.user_roles set role = 'VIEWER' where tenant_id = tests.id('acme') and user_id = tests.id('bob');

select is(tests.claim(5), array[tests.id('of_alice')], 'who may execute no longer is refused, others are not');
select results_eq(
  $$ select status::text, error ->> 'code', cost_usd from public.executions where id = tests.id('of_bob') $$,
  $$ values ('FAILED', 'forbidden', 0::numeric(20, 12)) $$, 'the execution says so'
);
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0::numeric, 1::numeric) $$, 'nothing is held for it');
select is((select count(*)::integer from private.queued_executions), 1, 'and it is out of the queue');

-- Those of a deleted tenant are refused all at once, however few may run.
update public.tenants set queue_concurrency = 1 where id = tests.id('acme');
select tests.queued_execution('left' || n, 'alice', 'letter') from generate_series(1, 2) as n;
select is(cardinality(tests.claim(5)), 0, 'those that wait');
update public.tenants set deleted_at = now() where id = tests.id('acme');
select is(cardinality(tests.claim(5)), 0, 'for a tenant that is deleted then');
select is(
  (select count(*)::integer from public.executions where status = 'FAILED' and error ->> 'code' = 'forbidden'), 3,
  'are refused'
);

update public.tenants set deleted_at = null, queue_concurrency = 5 where id = tests.id('acme');
select tests.create_api_key('robot', 'alice', '{executions:write}');
select tests.create_api_key('timer', 'alice', '{executions:write}');
select tests.queued_execution('of_robot', 'alice', 'letter'), tests.queued_execution('of_timer', 'alice', 'letter');
update public.executions set api_key_id = tests.id(right(k, 5))
from (values ('of_robot'), ('of_timer')) as v (k)
where id = tests.id(k);
update public.api_keys set revoked_at = now() where id = tests.id('robot');
update public.api_keys set created_at = now() - interval '2 days', expires_at = now() - interval '1 day'
where id = tests.id('timer');
select is(tests.claim(5), array[tests.id('of_timer')], 'what a revoked key asked for is refused, an expired one''s is not');
select results_eq(
  $$ select error ->> 'code', error ->> 'detail' from public.executions where id = tests.id('of_robot') $$,
  $$ values ('forbidden', 'The API key that asked for it was revoked.') $$, 'and says so'
);
select is_empty('select * from tests.miscounted()', 'all is rightly counted');

select * from finish();
rollback;
