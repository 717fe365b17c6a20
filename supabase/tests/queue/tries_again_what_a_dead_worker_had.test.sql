begin;
\ir ../helpers.sql
select plan(42);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 10);
select tests.queued_execution('e', 'bob', 'letter', '{"asking": {"max_attempts": 3, "retry_seconds": 4}}');
select is(tests.claim(1, 'first'), array[tests.id('e')], 'a worker has it');
create temporary table lease as select lease_id from public.executions where id = tests.id('e');
select is(public.sweep_executions(), 0, 'which lives');

select tests.lose('e');
select is(public.sweep_executions(), 1, 'when its lease is over it is swept');
select results_eq(
  $$ select status::text, started_at, lease_id, completed_at from public.executions where id = tests.id('e') $$,
  $$ values ('PENDING', null::timestamptz, null::uuid, null::timestamptz) $$, 'not to its end: it waits again'
);
select is(cardinality(tests.claim(1)), 0, 'for a while');
select ok(
  (select due_at - clock_timestamp() between '2 s' and '4 s' from private.queued_executions), 'as long as it was told'
);
select results_eq(
  $$ select kind::text, cost_usd, is_estimate, error from public.cost_tracking $$,
  $$ values ('ADJUSTMENT', 1::numeric(20, 12), true, 'lease_expired') $$, 'what the worker may have spent is written down'
);
select results_eq(
  $$ select * from tests.counted('daily') $$, $$ values (1::numeric, 1::numeric) $$, 'and as much is held for the next'
);
select is_empty('select * from tests.miscounted()', 'rightly counted');
select results_eq(
  $$ select level::text, message, metadata ->> 'attempt', metadata ->> 'worker' from public.execution_logs $$,
  $$ values ('WARN', 'Attempt 1: its worker stopped answering.', '1', 'first') $$, 'the log says so'
);
select results_eq(
  'select state, attempt from absurd.r_executions order by attempt',
  $$ values ('failed', 1), ('sleeping', 2) $$, 'Absurd knows of both attempts'
);

-- The first comes back late.
select is(
  public.settle_execution(
    tests.id('e'), (select lease_id from lease), tests.result(), jsonb_build_array(tests.model_call('late', '0.25'))
  ) ->> 'outcome',
  'superseded', 'what the first worker brings is refused'
);
select is((select sum(cost_usd) from public.cost_tracking), 0.25, 'but what it spent is in the ledger, instead of the guess');
select results_eq(
  $$ select * from tests.counted('daily') $$, $$ values (0.25, 1::numeric) $$, 'and in the budget'
);
select is(
  public.settle_execution(
    tests.id('e'), (select lease_id from lease), tests.result(), jsonb_build_array(tests.model_call('late', '0.25'))
  ) ->> 'outcome',
  'superseded', 'a second time'
);
select is((select sum(cost_usd) from public.cost_tracking), 0.25, 'counts nothing twice');

select tests.fall_due('e');
select is(tests.claim(1, 'second'), array[tests.id('e')], 'another worker takes over');
select isnt((select lease_id from public.executions), (select lease_id from lease), 'with a lease of its own');
select is(
  public.settle_execution(tests.id('e'), (select lease_id from lease), tests.result()) ->> 'outcome', 'superseded',
  'the first is refused still'
);
select is(
  tests.settle_claimed('e', p_calls => jsonb_build_array(tests.model_call('second', '0.5'))), 'settled', 'the second settles'
);
select results_eq(
  $$ select status::text, cost_usd, cost_is_complete from public.executions $$,
  $$ values ('COMPLETED', 0.75::numeric(20, 12), true) $$, 'with what both have spent'
);
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0.75, 0::numeric) $$, 'nothing is held');
select is_empty('select * from private.queued_executions', 'nothing waits');
select results_eq('select * from tests.task_states()', $$ values ('completed', 1::bigint) $$, 'its task is done');

-- One that kills every worker.
select tests.queued_execution('poison', 'bob', 'letter', '{"asking": {"max_attempts": 2, "retry_seconds": 0}}');
select is(cardinality(tests.claim(1)), 1, 'a first');
select tests.lose('poison');
select is(public.sweep_executions(), 1, 'is lost');
select is(cardinality(tests.claim(1)), 1, 'a second begins at once, when there is no pause');
select tests.lose('poison');
select is(public.sweep_executions(), 1, 'and is lost');
select results_eq(
  $$ select status::text, error ->> 'code', cost_usd, cost_is_complete from public.executions where id = tests.id('poison') $$,
  $$ values ('FAILED', 'poisoned', 2::numeric(20, 12), false) $$, 'then it is no more tried, and what is unknown is said'
);
select is(
  (select count(*)::integer from public.execution_logs where execution_id = tests.id('poison')), 2, 'its log has each attempt'
);
select is(
  (select state from absurd.t_executions where idempotency_key is not null order by enqueue_at desc limit 1), 'failed',
  'its task has failed'
);
select is_empty('select * from private.queued_executions', 'it is out of the queue');

-- One whose budget is used up by its own first attempt.
update public.budgets set limit_usd = 4;
select tests.queued_execution('dear', 'bob', 'letter');
select tests.claim(1);
update public.budgets set limit_usd = 3.75;
select tests.lose('dear');
select is(public.sweep_executions(), 1, 'where the budget does not bear another');
select results_eq(
  $$ select status::text, error ->> 'code' from public.executions where id = tests.id('dear') $$,
  $$ values ('FAILED', 'budget_exceeded') $$, 'it ends, and says why'
);

-- One that was to be stopped.
update public.budgets set limit_usd = 10;
select tests.queued_execution('unwanted', 'bob', 'letter');
select tests.claim(1);
select tests.as_user('bob');
select public.cancel_execution(tests.id('unwanted'));
select tests.as_owner();
select tests.lose('unwanted');
select public.sweep_executions();
select is((select status::text from public.executions where id = tests.id('unwanted')), 'CANCELLED', 'what was cancelled is not tried again');

-- One that is cancelled while it waits for its second attempt.
select tests.queued_execution('stopped', 'bob', 'letter');
select tests.claim(1);
select tests.lose('stopped');
select public.sweep_executions();
select tests.as_user('bob');
select results_eq(
  $$ select e.status::text, e.cost_usd, e.cost_is_complete, e.error from public.cancel_execution(tests.id('stopped')) as e $$,
  $$ values ('CANCELLED', 1::numeric, false, null::jsonb) $$, 'what its first worker may have spent is what it costs'
);
select tests.as_owner();
select is_empty('select * from tests.miscounted()', 'all is rightly counted');

-- Where no budget holds anything, nobody knows what a dead worker has spent all the same.
update public.budgets set is_active = false;
select tests.queued_execution(w, 'bob', 'letter', '{"asking": {"retry_seconds": 0}}')
from unnest(array['unheld', 'unheld and stopped']) as w;
select tests.claim(2);
select tests.lose('unheld'), tests.lose('unheld and stopped');
select public.sweep_executions();
select tests.as_user('bob');
select public.cancel_execution(tests.id('unheld and stopped'));
select tests.as_owner();
select tests.claim(1);
select tests.settle_claimed('unheld', p_calls => jsonb_build_array(tests.model_call('known', '0.5')));
select results_eq(
  $$ select status::text, cost_usd, cost_is_complete from public.executions
     where id in (tests.id('unheld'), tests.id('unheld and stopped')) order by 1 $$,
  $$ values ('CANCELLED', 0::numeric, false), ('COMPLETED', 0.5, false) $$, 'without a budget, too, the cost is not complete'
);

-- One whose task an operator ends with absurdctl while it runs, and whose worker dies; another dead beside it.
select tests.queued_execution(w, 'bob', 'letter', '{"asking": {"max_attempts": 1}}') from unnest(array['ended', 'other']) as w;
select tests.claim(2);
select absurd.cancel_task('executions', task_id) from private.queued_executions where execution_id = tests.id('ended');
select tests.lose('ended'), tests.lose('other');
select is(public.sweep_executions(), 2, 'a task that an operator has ended keeps nobody from sweeping');
select results_eq(
  $$ select status::text, error ->> 'code' from public.executions where id in (tests.id('ended'), tests.id('other')) order by 1 $$,
  $$ values ('CANCELLED', 'cancelled'), ('FAILED', 'poisoned') $$, 'and is not begun again'
);

-- Nor does a queue that is taken away under those who run.
select tests.queued_execution('homeless', 'bob', 'letter');
select tests.claim(1);
select tests.lose('homeless');
alter schema absurd rename to taken_away;
select is(public.sweep_executions(), 1, 'without the queue it is swept');
select results_eq(
  $$ select status::text, error ->> 'code' from public.executions where id = tests.id('homeless') $$,
  $$ values ('FAILED', 'poisoned') $$, 'to its end'
);

select * from finish();
rollback;
