begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 2.5);
select tests.create_budget('advice', 1, '{"kind": "WARNING", "period": "MONTH"}');

create function tests.refusal() returns jsonb
language plpgsql
as $$
declare
  v_message text;
  v_detail text;
  v_code text;
begin
  perform tests.begin_execution('bob', 'letter');
  return null;
exception when others then
  get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_code = returned_sqlstate;
  return jsonb_build_object('code', v_code, 'message', v_message) || v_detail::jsonb;
end
$$;

select tests.running_execution('first', 'bob', 'letter');
select tests.running_execution('second', 'alice', 'letter');
create temporary table refused as select tests.refusal() as r;
select is((select r ->> 'code' from refused), 'PT402', 'the third does not fit');
select results_eq(
  $$ select r ->> 'limit', r ->> 'spent', r ->> 'held', r ->> 'needed', r ->> 'budget', r ->> 'budget_id' from refused $$,
  $$ values ('2.5', '0', '2', '1', 'daily', tests.id('daily')::text) $$, 'the refusal names limit, spent, held and budget'
);
select is(
  (select (r ->> 'period_end')::timestamptz - (r ->> 'period_start')::timestamptz from refused), interval '1 day',
  'and the period'
);
select matches((select r ->> 'message' from refused), '^Budget daily allows 2.5 US dollars a day: 0 are spent, 2 are held', 'and says it in words');
select is((select count(*)::integer from public.executions), 2, 'nothing of it is left');
select is((select count(*)::integer from private.budget_holds), 4, 'no hold either');

-- bob's costs half a dollar: what it held beyond that is free again.
select tests.settle('first', tests.result(), jsonb_build_array(tests.model_call('one', '0.5')));
select results_eq(
  $$ select * from tests.counted('daily') $$, $$ values (0.5, 1::numeric) $$, 'what is settled is exact'
);
select lives_ok($$ select tests.running_execution('third', 'bob', 'letter') $$, 'then another one fits');
select is(tests.refusal() ->> 'spent', '0.5', 'then none');
select results_eq(
  $$ select * from tests.counted('advice') $$, $$ values (0.5, 2::numeric) $$,
  'a warning refuses nothing, and counts the same'
);
update public.budgets set limit_usd = 3.5 where id = tests.id('daily');
select lives_ok($$ select tests.running_execution('fourth', 'bob', 'letter') $$, 'a higher limit counts at once');
update public.budgets set limit_usd = 1 where id = tests.id('daily');
select results_eq(
  $$ select r ->> 'limit', r ->> 'spent', r ->> 'held' from tests.refusal() as r $$, $$ values ('1', '0.5', '3') $$,
  'so does a lower one, below what is held already'
);
update public.budgets set kind = 'WARNING' where id = tests.id('daily');
select lives_ok($$ select tests.running_execution('fifth', 'bob', 'letter') $$, 'or that it only warns');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

select * from finish();
rollback;
