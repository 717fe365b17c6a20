begin;
\ir ../helpers.sql
select plan(7);
select tests.create_cast();
select tests.create_tenant('umbrella', 'alice');
select tests.create_prompt('letter', 'alice'), tests.create_prompt('foreign', 'alice', tests.id('umbrella'));
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'alice', 'letter');

-- alice belongs to both tenants, and still no row of one may point at a row of the other.
select throws_ok(
  $$ insert into public.validations (tenant_id, prompt_id, name, type, config)
     values (tests.id('umbrella'), tests.id('letter'), 'x', 'SCHEMA', '{}') $$,
  '23503', null, 'a validation'
);
select throws_ok(
  $$ insert into public.prompt_versions (tenant_id, prompt_id, version, template, variables, validations, parameters, created_by)
     values (tests.id('umbrella'), tests.id('letter'), 9, 'x', '[]', '[]', '{}', tests.id('alice')) $$,
  '23503', null, 'a version'
);
select throws_ok(
  $$ insert into public.executions (tenant_id, user_id, prompt_id, prompt_version, inputs)
     values (tests.id('umbrella'), tests.id('alice'), tests.id('letter'), 1, '{}') $$,
  '23503', null, 'an execution'
);
select throws_ok(
  $$ insert into public.execution_logs (tenant_id, execution_id, message)
     values (tests.id('umbrella'), tests.id('run'), 'x') $$,
  '23503', null, 'a log'
);
select throws_ok(
  $$ update public.executions set prompt_id = tests.id('foreign') where id = tests.id('run') $$, '23503', null,
  'nor by a change'
);
select tests.as_user('alice', tests.id('umbrella'));
select throws_ok(
  $$ insert into public.validations (prompt_id, name, type, config) values (tests.id('letter'), 'x', 'SCHEMA', '{}') $$,
  '23503', null,
  'it is the same for a client whose header names the other tenant'
);
select tests.as_user('mallory');
select throws_ok(
  $$ insert into public.validations (tenant_id, prompt_id, name, type, config)
     values (tests.personal_tenant('mallory'), tests.id('letter'), 'x', 'SCHEMA', '{}') $$,
  '42501', null, 'a stranger learns nothing from it: the prompt is not visible, whether it exists or not'
);

select * from finish();
rollback;
