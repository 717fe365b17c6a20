begin;
\ir ../helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 10);
select tests.queued_execution(w, 'bob', 'letter') from unnest(array['waiting', 'running', 'ended']) as w;

select tests.as_user('bob');
select is((public.cancel_execution(tests.id('waiting'))).status::text, 'CANCELLED', 'what waits ends at once');
select tests.as_owner();
select results_eq(
  $$ select * from tests.counted('daily') $$, $$ values (0::numeric, 2::numeric) $$, 'and nothing is held for it'
);
select results_eq(
  'select * from tests.task_states() order by 1', $$ values ('cancelled', 1::bigint), ('pending', 2) $$, 'nor is there a task'
);
select is(tests.claim(2), array[tests.id('running'), tests.id('ended')], 'it is not begun');

select tests.as_user('bob');
select is((public.cancel_execution(tests.id('running'))).status::text, 'RUNNING', 'what runs is asked to stop');
select tests.as_owner();
select is(
  (select public.extend_execution_lease(id, lease_id) ->> 'cancel_requested' from public.executions where id = tests.id('running')),
  'true', 'which its worker hears with its heartbeat'
);
select is(tests.settle_claimed('running', tests.result('CANCELLED')), 'settled', 'and settles');

-- An operator ends a task with absurdctl.
select tests.settle_claimed('ended');
select tests.queued_execution('taken', 'bob', 'letter');
select absurd.cancel_task('executions', task_id) from private.queued_executions;
select is(cardinality(tests.claim(5)), 0, 'what an operator ended is not begun');
select is((select status::text from public.executions where id = tests.id('taken')), 'CANCELLED', 'but ends');

select * from finish();
rollback;
