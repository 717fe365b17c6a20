begin;
\ir ../helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_tenant('umbrella', 'alice', 'bob');
select tests.create_budget('all', 100);
select tests.create_budget('of bob', 100, jsonb_build_object('user_id', tests.id('bob')));
select tests.create_budget('letters', 100, jsonb_build_object('prompt_id', tests.id('letter')));
select tests.create_budget('elsewhere', 100, jsonb_build_object('tenant_id', tests.id('umbrella')));
insert into public.budgets (id, tenant_id, name, period, limit_usd, workflow_id)
values (tests.id('flow budget'), tests.id('acme'), 'flow budget', 'DAY', 100, null);
update public.budgets set is_active = false where id = tests.id('flow budget');

insert into public.cost_tracking (
  tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome, started_at
)
values
(tests.id('acme'), tests.id('bob'), 'EVALUATION', tests.id('a'), null, 'FIRST', 'p', 'p:m', 1, 'OPERATOR', 'SUCCEEDED', now()),
(tests.id('acme'), tests.id('alice'), 'AI_REVIEW', tests.id('b'), tests.id('letter'), 'FIRST', 'p', 'p:m', 2, 'OPERATOR', 'SUCCEEDED', now()),
(tests.id('acme'), null, 'WORKFLOW_STEP', tests.id('c'), null, 'FIRST', 'p', 'p:m', 4, 'OPERATOR', 'FAILED', now()),
(tests.id('acme'), tests.id('bob'), 'EVALUATION', tests.id('a'), null, 'ADJUSTMENT', 'p', 'p:m', -0.5, 'OPERATOR', 'SUCCEEDED', now()),
(tests.id('acme'), tests.id('bob'), 'EVALUATION', tests.id('a'), null, 'RETRY', 'p', 'p:m', null, 'UNKNOWN', 'SUCCEEDED', now()),
(tests.id('umbrella'), tests.id('bob'), 'EVALUATION', tests.id('d'), null, 'FIRST', 'p', 'p:m', 8, 'OPERATOR', 'SUCCEEDED', now());

select is((select spent_usd from tests.counted('all')), 6.5, 'whatever a model was asked for, by whomever');
select is((select spent_usd from tests.counted('of bob')), 0.5, 'a user''s by that user');
select is((select spent_usd from tests.counted('letters')), 2.0, 'a prompt''s for that prompt');
select is((select spent_usd from tests.counted('elsewhere')), 8.0, 'another tenant''s there');
select is_empty($$ select from private.budget_slots where budget_id = tests.id('flow budget') $$, 'one that is not active counts nothing');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

-- It counts in the period that the row is charged to, if that is counted still.
insert into public.cost_tracking (
  tenant_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at, created_at
)
values
(tests.id('acme'), 'EVALUATION', tests.id('a'), 'FIRST', 'p', 'p:m', 16, 'OPERATOR', 'SUCCEEDED', now(), now() - interval '1 day'),
(tests.id('acme'), 'EVALUATION', tests.id('a'), 'FIRST', 'p', 'p:m', 32, 'OPERATOR', 'SUCCEEDED', now(), now() - interval '9 days');
select is((select spent_usd from tests.counted('all')), 6.5, 'what is charged to an earlier day does not count today');
select set_eq(
  $$ select sum(spent_usd) from private.budget_slots where budget_id = tests.id('all') group by period_start $$,
  array[6.5, 16], 'but on that day, while that is counted'
);
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

select * from finish();
rollback;
