begin;
\ir ../helpers.sql
select plan(16);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 3, '{"thresholds": [0.5]}');
create function tests.spend(p_word text, p_cost_usd text) returns void
language plpgsql
as $$
begin
  perform tests.running_execution(p_word, 'bob', 'letter');
  perform tests.settle(p_word, tests.result(), jsonb_build_array(tests.model_call(p_word || ' call', p_cost_usd)));
end
$$;
create function tests.told(p_type text) returns setof jsonb
language sql stable
as $$ select payload from public.webhook_deliveries where event_type = p_type order by created_at $$;

select tests.create_endpoint('silent', '{execution.cancelled}');
select tests.create_endpoint('foreign', p_tenant_id => tests.personal_tenant('mallory'));
select tests.spend('a', '1.5');
select is_empty($$ select from public.webhook_deliveries $$, 'nobody is told who does not want to hear');
select is(public.record_budget_refusal(tests.id('daily')), false, 'neither of a refusal');
select is_empty($$ select from private.exceeded_budgets $$, 'which may still be told to whoever begins to listen');

select tests.create_endpoint('hook', '{budget.threshold_reached,budget.exceeded}');
select tests.create_endpoint('off');
update public.webhook_endpoints set is_active = false where id = tests.id('off');
update public.budgets set thresholds = '{0.6}' where id = tests.id('daily');
select tests.spend('b', '0.3');
select results_eq($$ select endpoint_id, status::text, attempts from public.webhook_deliveries $$, $$ values (tests.id('hook'), 'PENDING', 0) $$, 'who wants to hear and is on is told of a threshold');
select results_eq(
  $$ select t - 'data', (t -> 'data') - '{alert_id,period_start,period_end}'::text[] from tests.told('budget.threshold_reached') as t $$,
  $$ values (
    jsonb_build_object('type', 'budget.threshold_reached', 'timestamp', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
    jsonb_build_object(
      'budget_id', tests.id('daily'), 'name', 'daily', 'kind', 'HARD', 'period', 'DAY', 'user_id', null, 'prompt_id', null,
      'workflow_id', null, 'tenant_id', tests.id('acme'), 'threshold', '0.6', 'limit_usd', '3', 'spent_usd', '1.8'
    )
  ) $$, 'with its figures'
);
select is(
  (select (t #>> '{data,alert_id}')::uuid from tests.told('budget.threshold_reached') as t),
  (select id from public.budget_alerts where threshold = 0.6), 'and the alert'
);

select tests.as_service();
select is(public.record_budget_refusal(tests.id('daily')), true, 'the first refusal is told');
select is(public.record_budget_refusal(tests.id('daily')), false, 'the second is not');
select tests.as_owner();
select results_eq(
  $$ select t #>> '{data,spent_usd}', t #>> '{data,held_usd}', t #>> '{data,limit_usd}' from tests.told('budget.exceeded') as t $$,
  $$ values ('1.8', '0', '3') $$, 'it tells how full the budget is'
);
update private.exceeded_budgets set period_start = period_start - interval '1 day';
select is(public.record_budget_refusal(tests.id('daily')), true, 'in the next period it is told again');
select is(public.record_budget_refusal(tests.id('nothing')), false, 'of what is no budget nothing is told');
update public.budgets set is_active = false where id = tests.id('daily');
delete from private.exceeded_budgets;
select is(public.record_budget_refusal(tests.id('daily')), false, 'nor of one that does not count');

-- A budget that only warns refuses nobody: it is exceeded when its limit is spent, and told of once.
select tests.create_budget('warning', 2, '{"kind": "WARNING", "thresholds": [0.95, 1, 1.5]}');
select is((select count(*)::integer from tests.told('budget.exceeded')), 2, 'it is not exceeded yet');
select tests.spend('c', '0.5');
select is((select count(*)::integer from tests.told('budget.exceeded')), 3, 'then it is');
select tests.spend('d', '1');
select is((select count(*)::integer from tests.told('budget.threshold_reached')), 4, 'each threshold is told');
select is((select count(*)::integer from tests.told('budget.exceeded')), 3, 'but not that it is exceeded');

select * from finish();
rollback;
