begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 10, '{"thresholds": [0.1, 0.5, 1, 2], "kind": "WARNING"}');

create function tests.spend(p_word text, p_cost_usd text) returns void
language plpgsql
as $$
begin
  perform tests.running_execution(p_word, 'bob', 'letter');
  perform tests.settle(p_word, tests.result(), jsonb_build_array(tests.model_call(p_word || ' call', p_cost_usd)));
end
$$;

select tests.spend('a', '0.999999999999');
select is_empty($$ select from public.budget_alerts $$, 'none before it is reached, to the last digit');
select tests.running_execution('held', 'bob', 'letter');
select is_empty($$ select from public.budget_alerts $$, 'what is held is not spent');
select tests.spend('b', '0.000000000001');
select results_eq(
  $$ select tenant_id, budget_id, threshold, limit_usd, spent_usd from public.budget_alerts $$,
  $$ values (tests.id('acme'), tests.id('daily'), 0.1, 10.000000000000, 1.000000000000) $$, 'then one'
);
select tests.spend('c', '0.5');
select is((select count(*)::integer from public.budget_alerts), 1, 'and not another');
select tests.spend('d', '20');
select set_eq($$ select threshold from public.budget_alerts $$, array[0.1, 0.5, 1, 2], 'one that passes several tells of all');
select tests.as_user('vera', tests.id('acme'));
select is((select count(*)::integer from public.budget_alerts), 4, 'all members see them');
select tests.as_user('mallory');
select is_empty($$ select from public.budget_alerts $$, 'strangers do not');
select tests.as_owner();

-- A budget that is made when all is spent already says so at once; of yesterday it says nothing.
insert into public.cost_tracking (
  tenant_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at, created_at
)
values (tests.id('acme'), 'EVALUATION', tests.id('x'), 'FIRST', 'p', 'p:m', 99, 'OPERATOR', 'SUCCEEDED', now(), now() - interval '25 hours');
select tests.create_budget('late', 15);
select results_eq(
  $$ select threshold, spent_usd from public.budget_alerts where budget_id = tests.id('late') order by threshold $$,
  $$ values (0.8, 21.500000000000), (1, 21.500000000000) $$, 'one that comes late tells at once'
);
select tests.create_budget('nothing', 0, '{"kind": "WARNING", "user_id": null, "thresholds": [0.5]}');
select results_eq(
  $$ select threshold from public.budget_alerts where budget_id = tests.id('nothing') $$, $$ values (0.5) $$,
  'a limit of nothing is reached by the first thing'
);
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

select * from finish();
rollback;
