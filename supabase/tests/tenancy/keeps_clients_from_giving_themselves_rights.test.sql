begin;
\ir ../helpers.sql
select plan(23);
select tests.create_cast();

create function tests.forgeries() returns table (what text, statement text)
language sql immutable
as $$
  values
  ('choose their plan', 'update public.tenants set plan = ''ENTERPRISE'''),
  ('own somebody''s personal tenant', 'update public.tenants set personal_user_id = tests.id(''vera'')'),
  ('undelete a tenant by hand', 'update public.tenants set deleted_at = null'),
  ('make a tenant by hand', 'insert into public.tenants (name) values (''x'')'),
  ('remove a tenant', 'delete from public.tenants'),
  ('choose their plan on the profile', 'update public.users set plan = ''ENTERPRISE'''),
  ('become an admin of the system', 'update public.users set role = ''admin'''),
  ('choose their learner role', 'update public.users set learner_role = ''ADMIN'''),
  ('unlock themselves', 'update public.users set is_active = true'),
  ('verify their address', 'update public.users set email_verified = true'),
  ('change their address here', 'update public.users set email = ''x@example.com'''),
  ('make a profile', 'insert into public.users (id) values (gen_random_uuid())'),
  ('join a tenant by hand', 'insert into public.user_roles values (tests.id(''acme''), tests.id(''alice''), ''ADMIN'')'),
  ('raise their role', 'update public.user_roles set role = ''ADMIN'''),
  ('write an invitation by hand',
    'insert into public.invitations (tenant_id, email, role, created_by)
     values (tests.id(''acme''), ''x@example.com'', ''ADMIN'', tests.id(''alice''))'),
  ('read tokens', 'select * from private.invitation_tokens'),
  ('name operators', 'insert into private.operators (user_id) values (tests.id(''alice''))'),
  ('set prices', 'update private.model_prices set input_usd_per_mtok = 0'),
  ('purge a tenant', 'select private.purge_tenant(tests.id(''acme''), tests.id(''alice''))')
$$;

select tests.as_user('alice', tests.id('acme'));
select throws_ok(statement, '42501', null, 'not even an ADMIN can ' || what) from tests.forgeries();

select lives_ok(
  $$ update public.users set name = 'Alice A.', preferences = '{"theme": "dark"}' where id = tests.id('alice') $$,
  'a user may change their name and preferences'
);
update public.users set name = 'Hacked' where id = tests.id('bob');
select tests.as_owner();
select is((select name from public.users where id = tests.id('bob')), 'Bob', 'not those of a colleague: 0 rows');
select tests.as_user('bob');
update public.tenants set name = 'Bobs' where id = tests.id('acme');
select is(
  (select name from public.tenants where id = tests.id('acme')), 'acme', 'only an ADMIN renames a tenant: 0 rows'
);
select tests.as_user('alice');
select results_eq(
  $$ update public.tenants set name = 'Acme & Co' where id = tests.id('acme') returning name $$,
  $$ values ('Acme & Co') $$,
  'an ADMIN does'
);

select * from finish();
rollback;
