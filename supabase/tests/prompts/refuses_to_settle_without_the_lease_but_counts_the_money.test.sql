begin;
\ir ../helpers.sql
select plan(11);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');

select tests.as_service();
select is(
  public.settle_execution(tests.id('run'), tests.id('wrong lease'), tests.result(), jsonb_build_array(tests.model_call('stray', '0.1'))) ->> 'outcome',
  'superseded', 'who does not hold the lease does not settle'
);
select is((select status::text from public.executions), 'RUNNING', 'the execution goes on');
select is((select count(*)::integer from public.cost_tracking), 1, 'what was spent is written down all the same');
select is_empty($$ select from public.execution_logs $$, 'nothing is logged');

-- The worker dies, its lease runs out, and it comes back.
select tests.as_owner();
update public.executions set lease_expires_at = now() - interval '1 second';
select is(public.sweep_executions(), 1, 'the sweeper ends it');
select is((select cost_usd::text from public.executions), '0.100000000000', 'with what is known of its cost');
select tests.as_service();
select results_eq(
  $$ select j ->> 'outcome', j #>> '{execution,status}', j #>> '{execution,error,code}'
     from tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('late', '0.2'))) as j $$,
  $$ values ('superseded', 'FAILED', 'lease_expired') $$, 'the late worker is told what became of it'
);
select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('late', '0.2')));
select is(
  (select sum(cost_usd)::text from public.cost_tracking), '0.300000000000',
  'its spending is in the ledger once, however often it says so'
);
select results_eq(
  $$ select status::text, output, cost_usd::text from public.executions $$,
  $$ values ('FAILED', null, '0.100000000000') $$,
  'the final row does not change; the ledger has the later truth'
);
select is(
  public.settle_execution(tests.id('run'), null, tests.result()) ->> 'outcome', 'superseded',
  'no lease is not the lease that was taken away'
);
select is(
  (select count(*)::integer from public.cost_tracking where is_estimate), 1, 'one row is the estimate of the sweeper'
);

select * from finish();
rollback;
