begin;
\ir ../helpers.sql
select plan(3);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');

select tests.settle(
  'run', tests.result(), jsonb_build_array(tests.model_call('known', '0.25'), tests.model_call('unknown', null))
);
select results_eq(
  $$ select cost_usd, cost_is_complete from public.executions $$, $$ values (0.250000000000, false) $$,
  'what is known is added up, and the row says that it is not all'
);
select results_eq(
  $$ select cost_usd, price_source::text from public.cost_tracking where id = tests.id('unknown') $$,
  $$ values (null::numeric, 'UNKNOWN') $$,
  'the call has no cost, not a cost of nothing'
);
select tests.running_execution('two', 'bob', 'letter');
select tests.settle(
  'two', tests.result(),
  jsonb_build_array(tests.model_call('packaged', '0.1', '{"price_source": "genai-prices", "price_version": "0.2.3"}'))
);
select results_eq(
  $$ select price_source::text, price_version from public.cost_tracking where id = tests.id('packaged') $$,
  $$ values ('GENAI_PRICES', '0.2.3') $$,
  'a price says where it comes from'
);

select * from finish();
rollback;
