begin;
\ir ../helpers.sql
select plan(8);

select tests.create_user('alice');

select results_eq(
  $$ select email, name, plan::text, role::text, is_active, email_verified from public.users
     where id = tests.id('alice') $$,
  $$ values ('alice@example.com', 'Alice', 'FREE', 'user', true, true) $$,
  'the profile has the account''s id, address and name, and the smallest plan'
);
select results_eq(
  $$ select name, plan::text, deleted_at is null from public.tenants where personal_user_id = tests.id('alice') $$,
  $$ values ('Alice', 'FREE', true) $$,
  'there is one personal tenant'
);
select results_eq(
  $$ select tenant_id, role::text from public.user_roles where user_id = tests.id('alice') $$,
  $$ values (tests.personal_tenant('alice'), 'ADMIN') $$,
  'its owner is its ADMIN, and a member of nothing else'
);

insert into auth.users (id, raw_user_meta_data, raw_app_meta_data)
values (tests.id('phone'), '{"role": "admin", "plan": "ENTERPRISE", "is_active": false}', '{}');
select results_eq(
  $$ select email, plan::text, role::text, is_active from public.users where id = tests.id('phone') $$,
  $$ values (null, 'FREE', 'user', true) $$,
  'user metadata gives no rights, and an account without an address gets a profile too'
);

insert into auth.users (id, email, is_sso_user) values (tests.id('alice by sso'), 'Alice@Example.com', true);
select is(
  (select email from public.users where id = tests.id('alice by sso')), null,
  'an address that a live profile has already is left out, and the sign-up does not fail'
);

insert into auth.users (id, email, raw_user_meta_data)
values (tests.id('long'), 'long@example.com', jsonb_build_object('name', repeat('x', 5000), 'avatar_url', repeat('y', 5000)));
select is(
  (select char_length(name) from public.users where id = tests.id('long')), 200, 'a name that is too long is cut'
);
insert into auth.users (id, email, raw_user_meta_data)
values (tests.id('blank'), 'blank@example.com', jsonb_build_object('name', e'\n\u3000'));
select results_eq(
  $$ select u.name, t.name from public.users as u join public.tenants as t on t.personal_user_id = u.id
     where u.id = tests.id('blank') $$,
  $$ values (null, 'blank') $$, 'a name of white space is none'
);
select is(
  (select count(*)::integer from public.tenants where personal_user_id in (tests.id('phone'), tests.id('alice by sso'), tests.id('long'))),
  3, 'each of them has a personal tenant'
);

select * from finish();
rollback;
