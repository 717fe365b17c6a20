begin;
\ir ../helpers.sql
select plan(9);
select tests.create_cast();

select tests.as_user('bob');
select is(
  private.current_tenant_id(), tests.personal_tenant('bob'), 'without the header it is the personal tenant'
);
select tests.as_user('bob', tests.id('acme'));
select is(private.current_tenant_id(), tests.id('acme'), 'with it, the tenant that it names');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok(
  $$ select private.current_tenant_id() $$, 'PT403', 'You are not a member of the tenant in header x-tenant-id.',
  'a stranger is refused, and not given the personal tenant instead'
);
select tests.as_user('bob', tests.id('nowhere'));
select throws_ok($$ select private.current_tenant_id() $$, 'PT403', null, 'an unknown tenant is like a stranger''s');

select tests.with_header('x-tenant-id', 'acme');
select throws_ok(
  $$ select private.current_tenant_id() $$, 'PT400', 'Header x-tenant-id is not a UUID.',
  'a malformed one is the caller''s mistake'
);
select tests.with_header('x-tenant-id', '');
select throws_ok($$ select private.current_tenant_id() $$, 'PT400', null, 'so is an empty one');
select tests.with_header('x-tenant-id', tests.id('acme') || '; drop table prompts');
select throws_ok($$ select private.current_tenant_id() $$, 'PT400', null, 'and one with something behind it');

select tests.as_user('mallory', tests.id('acme'));
select throws_ok(
  $$ insert into public.prompts (name, template) values ('x', 'x') $$, 'PT403', null,
  'a write with it fails the same way'
);

select tests.as_owner();
update public.tenants set deleted_at = now() where id = tests.id('acme');
select tests.as_user('bob', tests.id('acme'));
select throws_ok($$ select private.current_tenant_id() $$, 'PT403', null, 'a deleted tenant has no members');

select * from finish();
rollback;
