begin;
\ir ../helpers.sql
select plan(13);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.create_api_key('robot', 'bob');

-- A user may write into their metadata what they like: it is no key, and takes nothing away.
select tests.as_user('bob');
select set_config('request.jwt.claims', jsonb_build_object(
  'sub', tests.id('bob'), 'role', 'authenticated',
  'user_metadata', jsonb_build_object('api_key', jsonb_build_object('scopes', '[]'::jsonb, 'tenant_id', tests.id('umbrella')))
)::text, true);
select isnt_empty($$ select from public.prompts $$, 'a user with an api_key among their metadata is a user');

select tests.as_user('bob');
select throws_ok(statement, '42501', null, 'a user: ' || statement)
from unnest(array[
  'select gate.key_claims(''x'', null, ''/prompts'', ''GET'')',
  'select private.verify_api_key(tests.id(''robot''), ''x'')',
  'select private.authenticate_api_key(''{}'', ''prompts:read'', null)',
  'insert into public.api_keys (tenant_id, user_id, name, last_four, scopes) values (tests.id(''acme''), tests.id(''bob''), ''x'', ''abcd'', ''{prompts:read}'')',
  'update public.api_keys set scopes = ''{prompts:write}''',
  'delete from public.api_keys',
  'select * from private.api_key_digests'
]) as s (statement);
select tests.as_key(tests.key('robot'));
select throws_ok(
  $$ select gate.key_claims('x', null, '/prompts', 'GET') $$, '42501', null, 'nor does who came with a key look further'
);
select is_empty($$ select from public.api_keys $$, 'a key sees no keys');
select tests.as_service();
select throws_ok(
  $$ update public.api_keys set scopes = '{prompts:write}' $$, '42501', null, 'the service changes none but by its functions'
);
select tests.as_anon();
select throws_ok($$ select private.key_may('prompts:read') $$, '42501', null, 'anon does not enter private');
select lives_ok($$ select gate.check_request() $$, 'and passes where there is no key');

select * from finish();
rollback;
