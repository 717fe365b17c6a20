begin;
\ir ../helpers.sql
select plan(7);
select tests.create_cast();

select is(
  (select name || ' ' || plan from public.tenants where id = private.official_tenant_id()), 'FormaOps ENTERPRISE',
  'it is there after migrating'
);
select throws_ok(
  format('insert into public.user_roles (tenant_id, user_id, role) values (%L, %L, ''VIEWER'')', private.official_tenant_id(), tests.id('alice')),
  '23514', null, 'its owner lets nobody in'
);
select throws_ok(
  format(
    'insert into public.invitations (tenant_id, email, role, created_by) values (%L, ''a@example.com'', ''VIEWER'', %L)',
    private.official_tenant_id(), tests.id('alice')
  ), 'PT403', null, 'nobody who could invite is its member'
);
select throws_ok(
  format('update public.tenants set deleted_at = now() where id = %L', private.official_tenant_id()), '23514', null,
  'it is not deleted'
);
select throws_ok(
  format('update public.tenants set personal_user_id = %L where id = %L', tests.id('alice'), private.official_tenant_id()),
  '23514', null, 'nor given to somebody'
);
select tests.as_user('alice');
select is_empty(
  $$ select id from public.tenants where id = private.official_tenant_id() $$, 'it is not among anybody''s tenants'
);
select throws_ok(
  $$ select private.require_role(private.official_tenant_id(), 'VIEWER') $$, '42501', null, 'and nobody has a role in it'
);

select * from finish();
rollback;
