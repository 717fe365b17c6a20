begin;
\ir ../helpers.sql
select plan(17);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 10);
select tests.queued_execution('e', 'bob', 'letter', '{"asking": {"max_attempts": 1}}');
select tests.claim(1, 'first');
create temporary table lease as select lease_id from public.executions;
grant select on lease to service_role;

select tests.as_service();
select is(
  public.release_execution(tests.id('e'), gen_random_uuid()), false, 'nobody gives back what they have not'
);
select is(
  public.release_execution(
    tests.id('e'), (select lease_id from lease), jsonb_build_array(tests.model_call('begun', '0.25')),
    '[{"level": "warn", "message": "It was asked to stop."}]'
  ),
  true, 'its worker does'
);
select is(
  public.release_execution(
    tests.id('e'), (select lease_id from lease), jsonb_build_array(tests.model_call('begun', '0.25'))
  ),
  false, 'once'
);
select is((select status::text from public.executions where id = tests.id('e')), 'PENDING', 'it waits again');
select tests.as_owner();
select results_eq(
  $$ select * from tests.counted('daily') $$, $$ values (0.25, 1::numeric) $$, 'what it spent is spent, and all of it held anew'
);
select results_eq(
  'select message from public.execution_logs order by 1',
  $$ values ('Attempt 1: given back by its worker, which was asked to stop.'), ('It was asked to stop.') $$,
  'the log says so'
);
select is(tests.claim(1, 'second'), array[tests.id('e')], 'another worker has it at once, though one attempt is all it has');
select is((select attempt from private.queued_executions), 1, 'for the first was none');
select is(
  tests.settle_claimed('e', p_calls => jsonb_build_array(tests.model_call('second', '0.5'))), 'settled', 'which ends it'
);
select is((select cost_usd from public.executions), 0.75, 'at what both have spent');
select is_empty('select * from tests.miscounted()', 'all is rightly counted');
select is(
  public.release_execution((tests.begin_execution('bob', 'letter') #>> '{execution,id}')::uuid, gen_random_uuid()), false,
  'what its caller waits for is given back by nobody'
);
select is(public.release_execution(gen_random_uuid(), gen_random_uuid()), false, 'nor is what is not there');

-- A call whose price nobody knows, before it waits again and is cancelled.
select tests.queued_execution('unpriced', 'bob', 'letter');
select tests.claim(1);
select is(
  public.release_execution(id, lease_id, jsonb_build_array(tests.model_call('unpriced call', null))), true, 'one is given back'
)
from public.executions
where id = tests.id('unpriced');
select tests.as_user('bob');
select is(
  (public.cancel_execution(tests.id('unpriced'))).cost_is_complete, false, 'and its cost lacks what a call of it has cost'
);
select tests.as_owner();

-- One whose task an operator has ended.
select tests.queued_execution('ended', 'bob', 'letter');
select tests.claim(1);
select absurd.cancel_task('executions', task_id) from private.queued_executions;
select public.release_execution(id, lease_id) from public.executions where id = tests.id('ended');
select is(
  (select status::text from public.executions where id = tests.id('ended')), 'CANCELLED', 'what an operator has ended does not wait again'
);
select tests.as_user('bob');
select throws_ok(
  $$ select public.release_execution(tests.id('e'), gen_random_uuid()) $$, '42501', null, 'no user gives back'
);

select * from finish();
rollback;
