begin;
\ir ../helpers.sql
select plan(17);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');
select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('call', '0.5')));
select tests.as_user('alice', tests.id('acme'));
select public.invite_member('guest@example.com', 'VIEWER');

select tests.as_user('vera');
select set_eq(
  $$ select id from public.tenants $$, $$ values (tests.id('acme')), (tests.personal_tenant('vera')) $$,
  'a VIEWER sees the tenants to which they belong, whatever the header says'
);
select set_eq(
  $$ select id from public.users $$, $$ values (tests.id('alice')), (tests.id('bob')), (tests.id('vera')) $$,
  'and the profiles of those who share one'
);
select is((select count(*)::integer from public.user_roles where tenant_id = tests.id('acme')), 3, 'the members');
select is((select count(*)::integer from public.invitations), 1, 'the invitations');
select is((select count(*)::integer from public.cost_tracking), 1, 'the ledger');
select isnt_empty($$ select from public.audit_logs where tenant_id = tests.id('acme') $$, 'and the audit log');

select tests.as_user('mallory');
select set_eq(
  $$ select id from public.tenants $$, $$ values (tests.personal_tenant('mallory')) $$,
  'an outsider sees no other tenant'
);
select set_eq($$ select id from public.users $$, $$ values (tests.id('mallory')) $$, 'no other profile');
select is_empty($$ select from public.user_roles where tenant_id = tests.id('acme') $$, 'no members');
select is_empty($$ select from public.invitations $$, 'no invitations');
select is_empty($$ select from public.cost_tracking $$, 'no ledger');
select is_empty($$ select from public.audit_logs where tenant_id = tests.id('acme') $$, 'no audit log');

select tests.as_owner();
delete from public.user_roles where user_id = tests.id('vera') and tenant_id = tests.id('acme');
select tests.as_user('vera');
select is_empty($$ select from public.cost_tracking $$, 'who was put out sees nothing more, with the token they had');

select tests.as_owner();
update public.tenants set deleted_at = now() where id = tests.id('acme');
select tests.as_user('bob');
select is_empty($$ select from public.tenants where id = tests.id('acme') $$, 'nobody sees a deleted tenant');
select is_empty($$ select from public.cost_tracking $$, 'nor its rows');

select tests.as_owner();
update public.tenants set deleted_at = null where id = tests.id('acme');
update public.users set is_active = false where id = tests.id('bob');
select tests.as_user('bob');
select is_empty($$ select from public.cost_tracking $$, 'a user who is locked out sees no tenant''s rows');
select is_empty($$ select from public.tenants $$, 'not even the personal one''s');

select * from finish();
rollback;
