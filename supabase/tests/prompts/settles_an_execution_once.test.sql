begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');

select tests.as_service();
create temporary table first_answer as select tests.settle(
  'run',
  tests.result('COMPLETED', '{"validated_output": {"a": 1}, "validation_status": "PASSED", "validation_results": [{"name": "v"}]}'),
  jsonb_build_array(tests.model_call('one', '0.1'), tests.model_call('two', '0.000000000001', '{"kind": "repair"}'))
) as answer;
select is((select answer ->> 'outcome' from first_answer), 'settled', 'the holder of the lease settles');
select results_eq(
  $$ select status::text, model, output, validated_output, validation_status::text, validation_results, token_usage,
     latency_ms, error,
       completed_at
     from public.executions where id = tests.id('run') $$,
  $$ values (
       'COMPLETED', 'local:smollm2', 'Hello', '{"a": 1}'::jsonb, 'PASSED', '[{"name": "v"}]'::jsonb,
       '{"input": 10, "output": 5, "total": 15}'::jsonb, 120, null::jsonb, now()
     ) $$,
  'the row has the result'
);
select is(
  (select cost_usd::text from public.executions), '0.100000000001',
  'its cost is the sum of its calls, to the last digit'
);
select is(
  (select answer #>> '{execution,cost_usd}' from first_answer), '0.100000000001', 'the answer has it as a string'
);
select ok((select cost_is_complete from public.executions), 'and all of it is known');
select results_eq(
  $$ select id, kind::text, tenant_id, user_id, purpose::text, reference_id, prompt_id, cost_usd
     from public.cost_tracking order by cost_usd desc $$,
  $$ values
     (tests.id('one'), 'FIRST', tests.id('acme'), tests.id('bob'), 'PROMPT_EXECUTION', tests.id('run'), tests.id('letter'), 0.100000000000),
     (tests.id('two'), 'REPAIR', tests.id('acme'), tests.id('bob'), 'PROMPT_EXECUTION', tests.id('run'), tests.id('letter'), 0.000000000001) $$,
  'the ledger has a row for each call'
);
select results_eq(
  $$ select level::text, message, metadata, tenant_id from public.execution_logs $$,
  $$ values ('INFO', 'Asked', '{"n": 1}'::jsonb, tests.id('acme')) $$, 'the logs are written with it'
);

select is(
  tests.settle(
    'run', tests.result('FAILED'),
    jsonb_build_array(tests.model_call('one', '0.1'), tests.model_call('two', '0.000000000001'))
  ),
  (select answer from first_answer), 'settling again gives the first answer'
);
select is((select count(*)::integer from public.cost_tracking), 2, 'and counts nothing twice');
select is((select count(*)::integer from public.execution_logs), 1, 'and logs nothing twice');
select is((select status::text from public.executions), 'COMPLETED', 'and changes nothing');

select throws_ok($$ select tests.settle('none') $$, 'PT404', null, 'an unknown execution is not settled');
select throws_ok(
  $$ select tests.settle('run', tests.result('RUNNING')) $$, 'PT400', null, 'only a final status settles'
);
select throws_ok($$ select tests.settle('run', '{}') $$, 'PT400', null, 'a status is needed');
select throws_ok($$ select tests.settle('run', null) $$, 'PT400', null, 'a result is');

select * from finish();
rollback;
