begin;
\ir ../helpers.sql
select plan(6);
select tests.create_user('alice'), tests.create_user('bob');

update auth.users set email = 'Alice@New.example' where id = tests.id('alice');
select is(
  (select email from public.users where id = tests.id('alice')), 'alice@new.example',
  'the profile follows a new address, in lower case'
);
update auth.users set email_confirmed_at = null where id = tests.id('alice');
select results_eq(
  $$ select email_verified, email_verified_at from public.users where id = tests.id('alice') $$,
  $$ values (false, null::timestamptz) $$,
  'an address that is no longer confirmed is not verified'
);
update auth.users set email_confirmed_at = '2026-01-01' where id = tests.id('alice');
select results_eq(
  $$ select email_verified, email_verified_at from public.users where id = tests.id('alice') $$,
  $$ values (true, '2026-01-01'::timestamptz) $$,
  'a confirmation is copied with its time'
);
update auth.users set last_sign_in_at = '2026-02-02' where id = tests.id('alice');
select is(
  (select last_login_at from public.users where id = tests.id('alice')), '2026-02-02'::timestamptz,
  'so is a sign-in'
);
select is(
  (select count(*)::integer from public.audit_logs where resource_id = tests.id('alice') and changes -> 'after' ? 'last_login_at'),
  0, 'a sign-in alone writes no audit row'
);
update auth.users set email = null, phone = '15550100' where id = tests.id('bob');
select is((select email from public.users where id = tests.id('bob')), null, 'an address may be taken away');

select * from finish();
rollback;
