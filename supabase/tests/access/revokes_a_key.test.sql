begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_api_key('robot', 'bob'), tests.create_api_key('second', 'bob');

select tests.as_user('vera');
select is_empty($$ select from public.api_keys $$, 'another member does not see the key');
select throws_ok($$ select public.revoke_api_key(tests.id('robot')) $$, 'PT404', null, 'nor revokes it');
select tests.as_user('mallory');
select throws_ok($$ select public.revoke_api_key(tests.id('robot')) $$, 'PT404', null, 'nor does a stranger');

select tests.as_user('bob');
select isnt((public.revoke_api_key(tests.id('robot'))).revoked_at, null, 'its owner does');
select throws_ok($$ select public.revoke_api_key(tests.id('robot')) $$, 'PT409', null, 'once');
select throws_ok(
  $$ update public.api_keys set revoked_at = null $$, '42501', null, 'and nobody takes it back'
);
select tests.as_user('alice');
select is((select count(*) from public.api_keys), 2::bigint, 'an ADMIN sees all');
select isnt((public.revoke_api_key(tests.id('second'))).revoked_at, null, 'and revokes any');
select tests.as_owner();
select results_eq(
  $$ select user_id from public.audit_logs where resource_type = 'api_key' and action = 'UPDATE' order by resource_id = tests.id('second') $$,
  array[tests.id('bob'), tests.id('alice')], 'the audit log says who'
);
select throws_ok($$ select tests.as_key(tests.key('robot')) $$, 'PT401', 'This API key was revoked.', 'it opens nothing');

select * from finish();
rollback;
