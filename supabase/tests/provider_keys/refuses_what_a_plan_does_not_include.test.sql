begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
update public.prompts set model = 'openai:gpt-5' where id = tests.id('letter');
select tests.publish('letter', 'alice');
select tests.create_prompt('note', 'alice');
update public.prompts set model = 'local:smollm2' where id = tests.id('note');
select tests.publish('note', 'alice');
select results_eq(
  'select uses_operator_keys from private.plan_limits', 'values (true), (true), (true)',
  'every plan includes the operator''s keys at first'
);

select tests.as_service();
select lives_ok($$ select tests.begin_execution('bob', 'letter') $$, 'then nobody needs one of their own');
select tests.as_owner();
update private.plan_limits set uses_operator_keys = false where plan = 'FREE';
select tests.as_service();
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter') $$, 'PT422',
  'Asking openai takes a key of the tenant''s own: an ADMIN can store one.', 'without them an execution is refused'
);
select is(
  (select count(*)::integer from public.executions where status = 'RUNNING'), 1, 'before there is one'
);
select lives_ok($$ select tests.begin_execution('bob', 'note') $$, 'a local model is asked');
select lives_ok(
  $$ select public.begin_execution(tests.id('bob'), tests.id('acme'), 'note', p_model => 'nobody:x') $$,
  'of a provider that nobody knows the function tells'
);
select throws_ok(
  $$ select public.begin_execution(tests.id('bob'), tests.id('acme'), 'note', p_model => 'google-gla:x') $$, 'PT422',
  'Asking google takes a key of the tenant''s own: an ADMIN can store one.', 'the model that is asked for counts'
);
select tests.set_provider_key('key', 'alice');
select lives_ok($$ select tests.begin_execution('bob', 'letter') $$, 'with a key of its own the tenant asks');
select tests.as_owner();
update public.prompts set fallback_model = 'anthropic:x' where id = tests.id('letter');
select tests.publish('letter', 'alice');
select tests.as_service();
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter') $$, 'PT422',
  'Asking anthropic takes a key of the tenant''s own: an ADMIN can store one.', 'the fallback needs one as well'
);
select tests.as_owner();
update public.tenants set plan = 'PRO' where id = tests.id('acme');
select tests.as_service();
select lives_ok($$ select tests.begin_execution('bob', 'letter') $$, 'another plan may include them');

select * from finish();
rollback;
