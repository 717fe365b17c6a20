begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
create function tests.letter() returns uuid language sql security definer
as $$ select id from public.prompts where name = 'letter' $$;

select tests.as_user('alice', tests.id('acme'));
update public.tenants set name = 'Acme & Co' where id = tests.id('acme');
select results_eq(
  $$ select user_id, action, resource_type, changes, ip_address, user_agent
     from public.audit_logs where tenant_id = tests.id('acme') and action = 'UPDATE' $$,
  $$ values (
       tests.id('alice'), 'UPDATE', 'tenant',
       '{"before": {"name": "acme"}, "after": {"name": "Acme & Co"}}'::jsonb, '192.0.2.7', 'pgTAP'
     ) $$,
  'an audit row says who did what, from where, and what changed'
);
update public.tenants set name = 'Acme & Co' where id = tests.id('acme');
select is(
  (select count(*)::integer from public.audit_logs where tenant_id = tests.id('acme') and action = 'UPDATE'), 1,
  'an update that changes nothing writes no row'
);

insert into public.prompts (name, template) values ('letter', 'one');
select results_eq(
  $$ select user_id, action, changes -> 'after' ->> 'template', changes ? 'before'
     from public.audit_logs where resource_id = tests.letter() $$,
  $$ values (tests.id('alice'), 'CREATE', 'one', false) $$,
  'a new row is recorded whole'
);
update public.prompts set template = 'two' where id = tests.letter();
select results_eq(
  $$ select changes from public.audit_logs where resource_id = tests.letter() and action = 'UPDATE' $$,
  $$ values ('{"before": {"template": "one"}, "after": {"template": "two"}}'::jsonb) $$,
  'of a changed row the changed columns'
);
insert into public.validations (prompt_id, name, type, config)
values (tests.letter(), 'check', 'REGEX', '{"pattern": "."}');
delete from public.validations where name = 'check';
select results_eq(
  $$ select changes -> 'before' ->> 'name', changes ? 'after'
     from public.audit_logs where resource_type = 'validation' and action = 'DELETE' $$,
  $$ values ('check', false) $$,
  'a removed row is recorded as it was'
);
select public.publish_prompt(tests.letter());
select public.archive_prompt(tests.letter());
select public.delete_prompt(tests.letter());
select public.restore_prompt(tests.letter());
select set_eq(
  $$ select action from public.audit_logs where resource_id = tests.letter() $$,
  array['CREATE', 'UPDATE', 'PUBLISH', 'ARCHIVE', 'DELETE', 'RESTORE'],
  'transitions are called by their names'
);
select public.change_member_role(tests.id('vera'), 'MEMBER');
select results_eq(
  $$ select user_id, changes from public.audit_logs
     where resource_type = 'membership' and resource_id = tests.id('vera') and action = 'UPDATE' $$,
  $$ values (tests.id('alice'), '{"before": {"role": "VIEWER"}, "after": {"role": "MEMBER"}}'::jsonb) $$,
  'so are roles'
);

select tests.as_user('bob');
update public.users set name = 'Robert' where id = tests.id('bob');
select results_eq(
  $$ select tenant_id, user_id, changes from public.audit_logs where resource_type = 'user' and action = 'UPDATE' $$,
  $$ values (tests.personal_tenant('bob'), tests.id('bob'), '{"before": {"name": "(personal)"}, "after": {"name": "(personal)"}}'::jsonb) $$,
  'a profile is recorded in its personal tenant'
);

select tests.as_user('alice', tests.id('acme'));
select public.publish_prompt(tests.letter());
select tests.as_owner();
select tests.running_execution('run', 'vera', 'letter');
select results_eq(
  $$ select user_id, changes -> 'after' ->> 'prompt_version' from public.audit_logs where action = 'EXECUTE' $$,
  $$ values (tests.id('vera'), '2') $$,
  'an execution is recorded with the user for whom it runs'
);
select tests.as_user('bob');
select public.cancel_execution(tests.id('run'));
select results_eq(
  $$ select user_id, resource_id from public.audit_logs where action = 'CANCEL' $$,
  $$ values (tests.id('bob'), tests.id('run')) $$, 'a cancellation with the one who asked for it'
);

select tests.as_owner();
select is_empty(
  $$ select from public.audit_logs
     where created_at <> now() and tenant_id <> private.official_tenant_id() $$,
  'every row has the time of the transaction of its change'
);
savepoint change;
update public.tenants set name = 'undone' where id = tests.id('acme');
rollback to savepoint change;
select is_empty(
  $$ select from public.audit_logs where tenant_id = tests.id('acme') and changes::text like '%undone%' $$, 'a change that is undone leaves no audit row'
);
select tests.as_service();
select throws_ok(
  $$ insert into public.audit_logs (tenant_id, action, resource_type) values (tests.id('acme'), 'UPDATE', 'tenant') $$,
  '42501', null, 'the service cannot write one'
);
select tests.as_user('alice');
select throws_ok(
  $$ insert into public.audit_logs (tenant_id, action, resource_type) values (tests.id('acme'), 'UPDATE', 'tenant') $$,
  '42501', null, 'nor can an ADMIN'
);

select * from finish();
rollback;
