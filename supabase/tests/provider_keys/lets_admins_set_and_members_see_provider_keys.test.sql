begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();

select tests.as_service();
select tests.set_provider_key('key', 'alice');
select throws_ok(
  $$ select tests.set_provider_key('x', 'bob') $$, 'PT403', 'Setting a provider key needs role ADMIN; yours is MEMBER.',
  'a MEMBER sets none'
);
select throws_ok($$ select tests.set_provider_key('x', 'vera') $$, 'PT403', null, 'nor does a VIEWER');
select throws_ok(
  $$ select tests.set_provider_key('x', 'mallory') $$, 'PT403', 'The user is not a member of this tenant.',
  'nor a stranger'
);
select throws_ok(
  $$ select tests.set_provider_key('x', 'mallory', p_tenant_id => tests.id('nowhere')) $$, 'PT403',
  'The user is not a member of this tenant.', 'of whatever tenant'
);

select tests.as_user('vera');
select is((select count(*)::integer from public.provider_keys), 1, 'a VIEWER sees that there is one');
select throws_ok($$ select public.revoke_provider_key(tests.id('key')) $$, 'PT403', null, 'and does not revoke it');
select tests.as_user('bob');
select is((select count(*)::integer from public.provider_keys), 1, 'a MEMBER sees it');
select throws_ok($$ select public.revoke_provider_key(tests.id('key')) $$, 'PT403', null, 'and does not revoke it');
select tests.as_user('mallory');
select is_empty('select from public.provider_keys', 'a stranger sees none');
select throws_ok(
  $$ select public.revoke_provider_key(tests.id('key')) $$, 'PT404', 'There is no such provider key.',
  'and hears of none'
);
select throws_ok(
  $$ select public.revoke_provider_key(tests.id('no such')) $$, 'PT404', 'There is no such provider key.',
  'in the same words as of one that is not there'
);

select tests.as_user('alice');
select throws_ok(
  $$ insert into public.provider_keys (tenant_id, provider, last_characters, created_by)
     values (tests.id('acme'), 'google', '', tests.id('alice')) $$,
  '42501', null, 'an ADMIN writes none by herself'
);
select throws_ok($$ update public.provider_keys set label = 'x' $$, '42501', null, 'and changes none');
select throws_ok($$ delete from public.provider_keys $$, '42501', null, 'and removes none');
select throws_ok($$ select tests.set_provider_key('x', 'alice') $$, '42501', null, 'nor calls what functions call');
select throws_ok(
  $$ select from private.provider_key_secrets $$, '42501', null, 'nor reads what is encrypted'
);
select tests.as_service();
select throws_ok(
  $$ select from private.provider_key_secrets $$, '42501', null, 'no more than the service key does'
);
select throws_ok(
  $$ select private.encrypted_provider_keys(tests.id('acme'), 'openai:a', null) $$, '42501', null,
  'whom only begin_execution gives it'
);
select throws_ok($$ update public.provider_keys set label = 'x' $$, '42501', null, 'or writes');

select * from finish();
rollback;
