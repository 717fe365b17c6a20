begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
insert into private.operators (user_id) values (tests.id('alice'));
select tests.create_prompt('letter', 'alice');
create temporary table before_erasure as select tests.personal_tenant('alice') as tenant_id, now() as at;
select tests.as_user('alice', tests.id('acme'));
select public.invite_member('guest@example.com', 'MEMBER');
select tests.as_owner();

select lives_ok(
  $$ delete from auth.users where id = tests.id('alice') $$, 'an account can be deleted, the last ADMIN''s too'
);

select results_eq(
  $$ select email, name, avatar_url, preferences, is_active, last_login_at, deleted_at is not null
     from public.users where id = tests.id('alice') $$,
  $$ values (null, null, null, '{}'::jsonb, false, null::timestamptz, true) $$,
  'its profile stays, anonymous and inactive'
);
select is_empty(
  $$ select from public.user_roles where user_id = tests.id('alice') $$, 'its memberships end, the last ADMIN''s too'
);
select isnt(
  (select t.deleted_at from public.tenants as t join before_erasure as b on b.tenant_id = t.id), null,
  'its personal tenant is soft-deleted'
);
select is(
  (select deleted_at from public.tenants where id = tests.id('acme')), null, 'a shared tenant lives on'
);
select is_empty($$ select from private.operators where user_id = tests.id('alice') $$, 'it is no operator any more');
select isnt(
  (select revoked_at from public.invitations where created_by = tests.id('alice')), null,
  'its pending invitations are revoked'
);
select is(
  (select user_id from public.prompts where id = tests.id('letter')), tests.id('alice'),
  'what it wrote in a shared tenant keeps its anonymous author'
);
select is_empty(
  $$ select from public.audit_logs as a, before_erasure as b
     where a.resource_id in (tests.id('alice'), b.tenant_id) and a.action = 'DELETE'
       and (a.changes::text ilike '%alice%') $$,
  'the audit rows of the erasure do not write down what was erased'
);
select lives_ok(
  $$ select tests.create_user('alice2'); update auth.users set email = 'alice@example.com'
     where id = tests.id('alice2') $$,
  'its address is free again'
);

select * from finish();
rollback;
