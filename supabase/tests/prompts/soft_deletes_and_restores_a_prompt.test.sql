begin;
\ir ../helpers.sql
select plan(18);
select tests.create_cast();
select tests.create_prompt('letter', 'bob');
insert into public.validations (tenant_id, prompt_id, name, type, config)
values (tests.id('acme'), tests.id('letter'), 'check', 'REGEX', '{"pattern": "."}');
select tests.publish('letter', 'bob');
select tests.running_execution('run', 'bob', 'letter');

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  $$ select public.delete_prompt(tests.id('letter')) $$, 'PT403', null, 'a MEMBER does not delete, the author neither'
);
select tests.as_user('mallory');
select throws_ok($$ select public.delete_prompt(tests.id('letter')) $$, 'PT404', null, 'a stranger finds nothing');

select tests.as_user('alice', tests.id('acme'));
select is((public.delete_prompt(tests.id('letter'))).deleted_at, now(), 'an ADMIN deletes');
select throws_ok($$ select public.delete_prompt(tests.id('letter')) $$, 'PT404', null, 'once');
select is_empty($$ select from public.prompts $$, 'then it is not to be seen');
select is_empty($$ select from public.prompt_versions $$, 'nor its versions');
select is_empty($$ select from public.validations $$, 'nor its validations');
select is_empty($$ select public.search_prompts('letter') $$, 'nor by searching');
select throws_ok(
  $$ insert into public.validations (prompt_id, name, type, config)
     values (tests.id('letter'), 'x', 'REGEX', '{"pattern": "."}') $$,
  '42501', null, 'nothing is added to it'
);
select is((select count(*)::integer from public.executions), 1, 'its executions stay');
select tests.as_owner();
select throws_ok($$ select tests.begin_execution('bob', 'letter') $$, 'PT404', null, 'it does not run by name');
select throws_ok($$ select tests.begin_execution('bob', tests.id('letter')::text) $$, 'PT404', null, 'nor by id');
select is(tests.settle('run') ->> 'outcome', 'settled', 'what runs already comes to its end');

select tests.as_user('bob');
select throws_ok($$ select public.restore_prompt(tests.id('letter')) $$, 'PT404', null, 'a MEMBER does not restore');
select tests.as_user('mallory');
select throws_ok($$ select public.restore_prompt(tests.id('letter')) $$, 'PT404', null, 'nor does a stranger');
select tests.as_user('alice');
select is((public.restore_prompt(tests.id('letter'))).deleted_at, null, 'an ADMIN does');
select throws_ok($$ select public.restore_prompt(tests.id('letter')) $$, 'PT404', null, 'once');
select is(
  (select count(*)::integer from public.prompts natural join (select prompt_id as id from public.validations) as v), 1,
  'with everything that belongs to it'
);

select * from finish();
rollback;
