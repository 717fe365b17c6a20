begin;
\ir ../helpers.sql
select plan(21);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.publish('letter', 'alice');
select tests.create_api_key(word, 'bob', '{prompts:read,executions:write}')
from unnest(array['good', 'revoked', 'expired']) as k (word);
update public.api_keys set revoked_at = now() where id = tests.id('revoked');
update public.api_keys set expires_at = now() where id = tests.id('expired');

create function tests.run_with(p_proof jsonb) returns jsonb
language sql
as $$ select public.begin_execution(null, null, 'letter', p_inputs => '{"who": "you"}', p_api_key => p_proof) $$;

select lives_ok($$ select tests.as_key(tests.key('good')) $$, 'a key that holds');
select tests.as_owner();
select lives_ok($$ select tests.run_with(tests.proof('good')) $$, 'runs a prompt, too');

-- On direct requests, and inside begin_execution.
create function tests.refused() returns table (what text, key text, proof jsonb, message text)
language sql stable
as $$
  values
  ('a key of nobody', tests.key('nobody'), tests.proof('nobody'), 'There is no such API key.'),
  (
    'a right id with another secret', overlay(tests.key('good') placing 'A' from 50),
    tests.proof('good', overlay(tests.key('good') placing 'A' from 50)), 'There is no such API key.'
  ),
  ('a key without a digest', 'fo_live_', tests.proof('good') - 'digest', 'There is no such API key.'),
  ('a revoked key', tests.key('revoked'), tests.proof('revoked'), 'This API key was revoked.'),
  ('an expired key', tests.key('expired'), tests.proof('expired'), 'This API key has expired.')
$$;
select throws_ok(format('select tests.as_key(%L)', key), 'PT401', message, what || ' opens nothing') from tests.refused();
select throws_ok(format('select tests.run_with(%L)', proof), 'PT401', message, what || ' runs nothing')
from tests.refused();
select throws_ok(format('select tests.as_key(%L)', key), 'PT401', 'There is no such API key.', what)
from (values
  ('', 'no key at all'), (tests.key('good') || E'\n', 'a key with a line end'), (upper(tests.key('good')), 'in another case'),
  (repeat('x', 1000000), 'a megabyte'), (E'\\x00', 'an escape')
) as t (key, what);

select tests.as_user('bob');
select throws_ok(
  $$ do 'begin perform set_config(''request.headers'', ''{"x-api-key": "x"}'', true); perform gate.check_request(); end' $$,
  'PT400', 'Send an API key or a user''s token, not both.', 'a key beside a user''s token'
);
select tests.as_owner();

update public.users set is_active = false where id = tests.id('bob');
select throws_ok(
  $$ select tests.as_key(tests.key('good')) $$, 'PT401', null, 'the key of somebody who is locked out'
);
update public.users set is_active = true where id = tests.id('bob');
update public.tenants set deleted_at = now() where id = tests.id('acme');
select throws_ok($$ select tests.run_with(tests.proof('good')) $$, 'PT401', null, 'the key of a deleted tenant');
update public.tenants set deleted_at = null where id = tests.id('acme');
select lives_ok($$ select tests.as_key(tests.key('good')) $$, 'with them back, the key is back');

select * from finish();
rollback;
