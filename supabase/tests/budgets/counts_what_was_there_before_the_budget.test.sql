begin;
\ir ../helpers.sql
select plan(16);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');

-- Before there is a budget: three dollars spent today, one yesterday, two executions running.
select tests.running_execution('done', 'bob', 'letter');
select tests.settle('done', tests.result(), jsonb_build_array(tests.model_call('1', '3')));
insert into public.cost_tracking (
  tenant_id, user_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at, created_at
)
values (tests.id('acme'), tests.id('bob'), 'EVALUATION', tests.id('x'), 'FIRST', 'p', 'p:m', 1, 'OPERATOR', 'SUCCEEDED', now(), now() - interval '1 day');
select tests.running_execution('of bob', 'bob', 'letter');
select tests.running_execution('of alice', 'alice', 'letter');
select is_empty($$ select from private.budget_holds $$, 'without a budget nothing is held');

select tests.create_budget('daily', 6);
select tests.create_budget('bob''s', 6, jsonb_build_object('user_id', tests.id('bob')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (3::numeric, 2::numeric) $$, 'it begins with what is spent and what runs');
select results_eq($$ select * from tests.counted('bob''s') $$, $$ values (3::numeric, 1::numeric) $$, 'of those whom it is for');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');
select tests.settle('of bob', tests.result(), jsonb_build_array(tests.model_call('2', '0.5')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (3.5, 1::numeric) $$, 'what ran already is settled like others');
select tests.running_execution('fits', 'bob', 'letter');
select throws_ok($$ select tests.begin_execution('bob', 'letter') $$, 'PT402', null, 'all of it counts against the limit');

-- Asleep and awake again.
update public.budgets set is_active = false where id = tests.id('daily');
select is_empty($$ select from private.budget_holds where budget_id = tests.id('daily') $$, 'one that is not active holds nothing');
select tests.running_execution('meanwhile', 'alice', 'letter');
select tests.settle('meanwhile', tests.result(), jsonb_build_array(tests.model_call('3', '0.25')));
update public.budgets set is_active = true where id = tests.id('daily');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (3.75, 2::numeric) $$, 'awake, it has seen what happened meanwhile');

update public.budgets set deleted_at = now() where id = tests.id('daily');
select tests.settle('fits', tests.result(), jsonb_build_array(tests.model_call('4', '1')));
update public.budgets set deleted_at = null where id = tests.id('daily');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (4.75, 1::numeric) $$, 'the same when it was deleted and restored');
update public.budgets set name = 'renamed', limit_usd = 7, thresholds = '{}' where id = tests.id('daily');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (4.75, 1::numeric) $$, 'another limit counts the same');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

-- In Tokyo it is another day for nine hours.
update public.tenants set time_zone = 'Asia/Tokyo' where id = tests.id('acme');
select is_empty($$ select * from tests.miscounted() $$, 'they are right in another time zone');
select is(
  (select max(period_start) from private.budget_slots where budget_id = tests.id('daily')),
  date_trunc('day', now() at time zone 'Asia/Tokyo') at time zone 'Asia/Tokyo', 'where the day begins at its own midnight'
);
select lives_ok(
  $$ select tests.settle('of alice', tests.result(), jsonb_build_array(tests.model_call('5', '1'))) $$,
  'what began before is settled after'
);
select is_empty($$ select * from tests.miscounted() $$, 'and counted right');
select is_empty($$ select from private.budget_holds $$, 'and nothing is held any more');

select * from finish();
rollback;
