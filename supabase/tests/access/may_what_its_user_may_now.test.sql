begin;
\ir ../helpers.sql
select plan(7);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.publish('letter', 'alice');
select tests.create_api_key('robot', 'bob', '{prompts:write,executions:write}');

update public.user_roles set role = 'VIEWER' where user_id = tests.id('bob') and tenant_id = tests.id('acme');
select throws_ok(
  $$ select public.begin_execution(null, null, 'letter', p_api_key => tests.proof('robot')) $$, 'PT403', null,
  'who became a VIEWER executes no more, with a key neither'
);
select tests.as_key(tests.key('robot'), '/prompts', 'POST');
select throws_ok(
  $$ insert into public.prompts (tenant_id, name, template) values (tests.id('acme'), 'new', 'x') $$, '42501', null,
  'nor writes'
);
select isnt_empty($$ select from public.prompts $$, 'but reads');
select tests.as_owner();

-- Leaving ends keys for good.
delete from public.user_roles where user_id = tests.id('bob') and tenant_id = tests.id('acme');
select throws_ok($$ select tests.as_key(tests.key('robot')) $$, 'PT401', 'This API key was revoked.', 'who left has no keys');
insert into public.user_roles (tenant_id, user_id, role) values (tests.id('acme'), tests.id('bob'), 'ADMIN');
select throws_ok(
  $$ select tests.as_key(tests.key('robot')) $$, 'PT401', 'This API key was revoked.', 'and coming back brings none back'
);

select tests.create_api_key('second', 'bob', '{prompts:read}');
delete from auth.users where id = tests.id('bob');
select isnt((select revoked_at from public.api_keys where id = tests.id('second')), null, 'deleting the account revokes keys');
select is_empty(
  $$ select from public.api_keys where user_id = tests.id('bob') and revoked_at is null $$, 'in every tenant'
);

select * from finish();
rollback;
