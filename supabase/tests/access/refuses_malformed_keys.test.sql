begin;
\ir ../helpers.sql
select plan(13);
select tests.create_cast();
select tests.create_tenant('umbrella', 'alice');
select tests.create_api_key('robot', 'bob');

create function tests.put(p_changes jsonb) returns void
language plpgsql
as $$
declare
  v_row public.api_keys;
begin
  select k.* into v_row from public.api_keys as k where k.id = tests.id('robot');
  v_row := jsonb_populate_record(v_row, p_changes || jsonb_build_object('id', tests.id('x')));
  insert into public.api_keys values (v_row.*);
end
$$;

select lives_ok($$ select tests.put('{}') $$, 'a row that is right');
delete from public.api_keys where id = tests.id('x');
select throws_ok(format('select tests.put(%L)', changes), state, null, rule)
from (values
  ('{"name": " "}', '23514', 'api_keys_name_fits'),
  ('{"last_four": "1"}', '23514', 'api_keys_last_four_fits'),
  ('{"scopes": []}', '23514', 'api_keys_scopes_are_known'),
  ('{"scopes": ["everything"]}', '23514', 'api_keys_scopes_are_known: unknown'),
  ('{"requests_per_minute": 0}', '23514', 'api_keys_limits_are_positive'),
  ('{"tokens_per_minute": -1}', '23514', 'api_keys_limits_are_positive: tokens'),
  ('{"expires_at": "2020-01-01T00:00:00Z"}', '23514', 'api_keys_expire_after_they_are_made'),
  (jsonb_build_object('user_id', tests.id('mallory'))::text, 'PT403', 'the user is a member'),
  (jsonb_build_object('tenant_id', tests.id('umbrella'), 'user_id', tests.id('alice'), 'rotated_from', tests.id('robot'))::text, '23503', 'api_keys_rotated_from_key')
) as t (changes, state, rule);
select tests.put(jsonb_build_object('rotated_from', tests.id('robot')));
select throws_ok(
  $$ insert into public.api_keys (tenant_id, user_id, name, last_four, scopes, rotated_from)
     values (tests.id('acme'), tests.id('bob'), 'x', 'abcd', '{prompts:read}', tests.id('robot')) $$,
  '23505', null, 'api_keys_rotated_once'
);
select throws_ok(
  $$ insert into private.api_key_digests values (tests.id('x'), 'short', tests.id('x')) $$, '23514', null,
  'api_key_digests_are_sha256'
);
select throws_ok(
  $$ update public.tenants set requests_per_minute = 0 $$, '23514', null, 'tenants_requests_limit_is_positive'
);

select * from finish();
rollback;
