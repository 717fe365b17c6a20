begin;
\ir ../helpers.sql
select plan(11);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');
select tests.settle(
  'run', tests.result(),
  jsonb_build_array(tests.model_call('one', '0.1'), tests.model_call('two', '0.2', '{"kind": "retry"}'))
);

select tests.as_user('vera');
select is((select count(*)::integer from public.executions), 1, 'a VIEWER reads executions');
select is((select count(*)::integer from public.execution_logs), 1, 'their logs');
select is((select count(*)::integer from public.prompt_versions), 1, 'the versions');
select results_eq(
  $$ select c.id from public.executions as e, public.model_calls(e) as c order by c.kind $$,
  $$ values (tests.id('one')), (tests.id('two')) $$,
  'and the model calls of each'
);
select tests.as_user('mallory');
select is_empty($$ select from public.executions $$, 'a stranger reads no execution');
select is_empty($$ select from public.execution_logs $$, 'no log');
select is_empty($$ select from public.prompt_versions $$, 'no version');
select is_empty(
  $$ select
     from public.model_calls(jsonb_populate_record(null::public.executions, jsonb_build_object('id', tests.id('run'), 'tenant_id', tests.id('acme')))) $$,
  'and no calls of a row that is made up'
);
select tests.as_anon();
select throws_ok($$ select from public.executions $$, '42501', null, 'anon may not ask');
select tests.as_service();
select is((select count(*)::integer from public.executions), 1, 'the service reads all');
select is((select count(*)::integer from public.executions as e, public.model_calls(e)), 2, 'with their calls');

select * from finish();
rollback;
