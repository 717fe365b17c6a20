begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();

select is(
  tests.create_api_key('robot', 'bob', '{executions:write}', '{"requests_per_minute": 5}'), tests.id('robot'), 'a key'
);
select is(
  (select (tenant_id, user_id, name, last_four, scopes, requests_per_minute)::text from public.api_keys),
  (tests.id('acme'), tests.id('bob'), 'robot', '2345', '{executions:write}'::text[], 5)::text, 'with its owner, scopes, limits'
);
select is(
  (select digest from private.api_key_digests), sha256(tests.key('robot')::bytea), 'of which the digest is kept'
);
select is(
  (select (action, resource_type, resource_id, user_id, changes #>> '{after,name}')::text from public.audit_logs
   where resource_type = 'api_key'),
  ('CREATE', 'api_key', tests.id('robot'), tests.id('bob'), 'robot')::text, 'and that it was made, by whom'
);
select is_empty(
  $$ select from public.audit_logs where changes::text ~ encode(sha256(tests.key('robot')::bytea), 'hex') $$,
  'but not the digest'
);

select throws_ok(format('select tests.create_api_key(%L, %L, %L, %L)', 'x', owner, scopes, more), state, null, what)
from (values
  ('mallory', '{prompts:read}', '{}', 'PT403', 'a stranger makes none'),
  ('vera', '{prompts:read,prompts:write}', '{}', 'PT403', 'a VIEWER makes none that writes'),
  ('bob', '{}', '{}', 'PT400', 'without scopes it could do nothing'),
  ('bob', '{prompts:read,prompts:read}', '{}', 'PT400', 'each scope once'),
  ('bob', '{prompts:admin}', '{}', 'PT400', 'a scope that there is not'),
  ('bob', '{prompts:read}', '{"expires_at": "2020-01-01T00:00:00Z"}', 'PT400', 'one that has expired already'),
  ('bob', '{prompts:read}', '{"expires_at": "9999-12-31T00:00:00Z"}', 'PT400', 'one whose successor would outlive the calendar')
) as t (owner, scopes, more, state, what);
select lives_ok($$ select tests.create_api_key('eyes', 'vera', '{prompts:read}') $$, 'a VIEWER''s reads');

update public.tenants set api_keys_limit = 3 where id = tests.id('acme');
select tests.create_api_key('third', 'bob');
select throws_ok(
  $$ select tests.create_api_key('fourth', 'bob') $$, 'PT409', null, 'no more than the tenant may have'
);
update public.api_keys set revoked_at = now() where id = tests.id('third');
select lives_ok($$ select tests.create_api_key('fourth', 'bob') $$, 'of those that work');

select * from finish();
rollback;
