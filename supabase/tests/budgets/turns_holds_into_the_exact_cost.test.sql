begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 100, '{"thresholds": []}');
select tests.create_budget('monthly', 100, '{"period": "MONTH"}');
select tests.running_execution(w, 'bob', 'letter') from unnest(array['cheap', 'free', 'dear', 'failed', 'unknown']) as w;
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0::numeric, 5::numeric) $$, 'five dollars are held');

select tests.settle('cheap', tests.result(), jsonb_build_array(tests.model_call('1', '0.1'), tests.model_call('2', '0.2', '{"kind": "retry"}')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0.3, 4::numeric) $$, 'what is left of a hold is free');
select results_eq($$ select * from tests.counted('monthly') $$, $$ values (0.3, 4::numeric) $$, 'under each budget');
select tests.settle('cheap', tests.result(), jsonb_build_array(tests.model_call('1', '0.1'), tests.model_call('2', '0.2', '{"kind": "retry"}')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0.3, 4::numeric) $$, 'settled again, nothing changes');

select tests.settle('free');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0.3, 3::numeric) $$, 'one that asked nobody costs nothing');
select tests.settle('dear', tests.result(), jsonb_build_array(tests.model_call('3', '0.9'), tests.model_call('4', '1.6')));
select results_eq(
  $$ select * from tests.counted('daily') $$, $$ values (2.8, 2::numeric) $$, 'more than was held is counted all the same'
);
select tests.settle('failed', tests.result('FAILED', '{"validation_status": "FAILED"}'), jsonb_build_array(tests.model_call('5', '0.2')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (3.0, 1::numeric) $$, 'a failure costs what it cost');
select tests.settle('unknown', tests.result(), jsonb_build_array(tests.model_call('6', null)));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (3.0, 0::numeric) $$, 'an unknown price is not guessed');
select is_empty($$ select from private.budget_holds $$, 'nothing is held any more');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

-- Whoever settles without the lease has spent all the same.
select tests.running_execution('taken', 'bob', 'letter');
select public.settle_execution(tests.id('taken'), tests.id('wrong'), tests.result(), jsonb_build_array(tests.model_call('7', '0.4')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (3.4, 0.6) $$, 'it comes out of the hold');
select tests.settle('taken', tests.result('CANCELLED'), jsonb_build_array(tests.model_call('8', '0.5')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (3.9, 0::numeric) $$, 'until that is used up');

-- A dead worker: nobody knows, so all that was held is taken for spent, until the worker says otherwise.
select tests.running_execution('dead', 'bob', 'letter');
select tests.running_execution('killed', 'bob', 'letter');
update public.executions set lease_expires_at = now() - interval '1 s' where status = 'RUNNING';
select is(public.sweep_executions(), 2, 'the sweeper ends two');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (5.9, 0::numeric) $$, 'their holds are spent');
select results_eq(
  $$ select kind::text, cost_usd, is_estimate, price_source::text, error from public.cost_tracking where reference_id = tests.id('dead') $$,
  $$ values ('ADJUSTMENT', 1.000000000000, true, 'UNKNOWN', 'lease_expired') $$, 'as one row that says it is an estimate'
);
select tests.settle('dead', tests.result(), jsonb_build_array(tests.model_call('late', '0.25')));
select tests.settle('dead', tests.result(), jsonb_build_array(tests.model_call('late', '0.25')));
select results_eq(
  $$ select kind::text, cost_usd, error from public.cost_tracking where reference_id = tests.id('dead') order by cost_usd $$,
  $$ values ('ADJUSTMENT', -1.000000000000, 'late_settle'), ('FIRST', 0.250000000000, null), ('ADJUSTMENT', 1.000000000000, 'lease_expired') $$,
  'a late worker takes the estimate back, once'
);
select results_eq($$ select * from tests.counted('daily') $$, $$ values (5.15, 0::numeric) $$, 'so that the budget has the truth');
select results_eq($$ select * from tests.counted('monthly') $$, $$ values (5.15, 0::numeric) $$, 'each budget');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

select * from finish();
rollback;
