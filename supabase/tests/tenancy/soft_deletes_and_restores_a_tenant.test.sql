begin;
\ir ../helpers.sql
select plan(12);
select tests.create_cast();

select tests.as_user('mallory');
create temporary table made as select (public.create_tenant('Umbrella')).id;
select results_eq(
  $$ select r.role::text from public.user_roles as r join made on made.id = r.tenant_id
     where r.user_id = tests.id('mallory') $$,
  $$ values ('ADMIN') $$, 'who makes a tenant is its ADMIN'
);
select throws_ok($$ select public.create_tenant('  ') $$, '23514', null, 'a tenant has a name');

select tests.as_user('alice');
select isnt((public.delete_tenant(tests.id('acme'))).deleted_at, null, 'an ADMIN deletes a tenant');
select is_empty($$ select from public.tenants where id = tests.id('acme') $$, 'then nobody sees it');
select throws_ok($$ select public.delete_tenant(tests.id('acme')) $$, 'PT404', null, 'or deletes it again');
select tests.as_user('bob');
select throws_ok($$ select public.restore_tenant(tests.id('acme')) $$, 'PT404', null, 'a MEMBER cannot restore it');
select tests.as_user('mallory');
select throws_ok($$ select public.restore_tenant(tests.id('acme')) $$, 'PT404', null, 'nor can a stranger');
select tests.as_user('alice');
select is((public.restore_tenant(tests.id('acme'))).deleted_at, null, 'its ADMIN restores it');
select throws_ok($$ select public.restore_tenant(tests.id('acme')) $$, 'PT404', null, 'once');
select throws_ok(
  $$ select public.delete_tenant(tests.personal_tenant('alice')) $$, 'PT409',
  'A personal tenant lives as long as its account.', 'a personal tenant is not deleted'
);

select tests.as_owner();
select results_eq(
  $$ select action from public.audit_logs where resource_id = tests.id('acme') and user_id = tests.id('alice')
     order by action $$,
  $$ values ('DELETE'), ('RESTORE') $$, 'both are in the audit log'
);
update public.users set is_active = false where id = tests.id('mallory');
select tests.as_user('mallory');
select throws_ok($$ select public.create_tenant('Other') $$, 'PT403', null, 'a user who is locked out makes no tenant');

select * from finish();
rollback;
