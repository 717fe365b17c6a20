begin;
\ir ../helpers.sql
select plan(17);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.create_prompt('draft', 'bob');
select tests.publish('letter', 'alice');

select throws_ok(
  $$ select tests.begin_execution('bob', 'unknown') $$, 'PT404', 'There is no such prompt.', 'an unknown name'
);
select throws_ok($$ select tests.begin_execution('bob', tests.id('unknown')::text) $$, 'PT404', null, 'an unknown id');
select throws_ok($$ select tests.begin_execution('bob', null) $$, 'PT404', null, 'no name');
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter', p_tenant_id => null) $$, 'PT404', null,
  'a prompt of another of one''s tenants'
);
select throws_ok(
  $$ select tests.begin_execution('mallory', tests.id('letter')::text, p_tenant_id => null) $$, 'PT404', null,
  'a prompt of another''s tenant, by its id'
);
select throws_ok(
  $$ select tests.begin_execution('mallory', 'letter') $$, 'PT403', 'The user is not a member of this tenant.',
  'a stranger''s tenant'
);
select throws_ok($$ select tests.begin_execution('vera', 'letter') $$, 'PT403', null, 'a VIEWER');
select throws_ok($$ select tests.begin_execution('nobody', 'letter') $$, 'PT403', null, 'an unknown user');
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter', p_tenant_id => tests.id('nowhere')) $$, 'PT403', null,
  'an unknown tenant'
);
select throws_ok(
  $$ select tests.begin_execution('bob', 'draft') $$, 'PT409', 'The prompt has no published version.',
  'what was never published'
);
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter', p_version => 9) $$, 'PT404', 'The prompt has no version 9.',
  'an unknown version'
);
select throws_ok(
  $$ select tests.begin_execution('alice', 'draft', p_version => 1) $$, 'PT404', null,
  'another''s draft, for an ADMIN too'
);
select throws_ok(
  $$ select public.begin_execution(tests.id('bob'), tests.id('acme'), 'letter', p_inputs => '[]') $$, '23514', null,
  'inputs that are no object'
);
select throws_ok(
  $$ select public.begin_execution(tests.id('bob'), tests.id('acme'), 'letter', p_priority => 'SOON') $$, '22P02', null,
  'an unknown priority'
);
update public.users set is_active = false where id = tests.id('bob');
select throws_ok($$ select tests.begin_execution('bob', 'letter') $$, 'PT403', null, 'a user who is locked out');
update public.tenants set deleted_at = now() where id = tests.id('acme');
select throws_ok($$ select tests.begin_execution('alice', 'letter') $$, 'PT403', null, 'a deleted tenant');
select is_empty($$ select from public.executions $$, 'none of this leaves a row');

select * from finish();
rollback;
