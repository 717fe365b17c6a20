begin;
\ir ../helpers.sql
select plan(13);
select tests.create_cast();
update private.retention_turns set next_at = now() + interval '1 hour';

select tests.as_user('alice', tests.id('acme'));
select results_eq(
  'select table_name, kept_days, own_days, default_days, least_days, most_days from public.retention_settings()',
  $$ values ('agent_checkpoints', 7, null::integer, 7, 1, 30), ('execution_logs', 90, null, 90, 1, 90),
  ('telemetry', 90, null, 90, 1, 90), ('webhook_deliveries', 30, null, 30, 1, 90),
  ('workflow_execution_logs', 90, null, 90, 1, 90) $$,
  'as the plan has it, unless it is said otherwise'
);
select lives_ok(
  format('update public.tenants set telemetry_kept_days = 14 where id = %L', tests.id('acme')), 'an ADMIN says otherwise'
);
select is(
  (select (kept_days, own_days, default_days)::text from public.retention_settings() where table_name = 'telemetry'),
  '(14,14,90)', 'which is told'
);
select throws_ok(
  format('update public.tenants set telemetry_kept_days = 91 where id = %L', tests.id('acme')), 'PT400',
  'telemetry_kept_days must be between 1 and 90 on the plan FREE.', 'longer than the plan allows is refused'
);
select throws_ok(
  format('update public.tenants set telemetry_kept_days = 0 where id = %L', tests.id('acme')), '23514', null, 'a day at least'
);
select throws_ok(
  format('update public.tenants set plan = ''PRO'' where id = %L', tests.id('acme')), '42501', null, 'the plan is the operator''s'
);
select tests.as_owner();
select is(
  (select next_at <= now() from private.retention_turns where tenant_id = tests.id('acme')), true, 'it is looked after at once'
);
select isnt_empty(
  $$ select from public.audit_logs where resource_type = 'tenant' and changes #>> '{after,telemetry_kept_days}' = '14' $$, 'it is audited'
);
update public.tenants set plan = 'PRO' where id = tests.id('acme');
update private.retention_limits set least_days = 20 where plan = 'PRO' and table_name = 'telemetry';
select tests.as_user('vera', tests.id('acme'));
select is(
  (select (kept_days, own_days, most_days)::text from public.retention_settings() where table_name = 'telemetry'), '(20,14,365)',
  'under another plan, by its bounds'
);
select lives_ok(format('update public.tenants set telemetry_kept_days = 30 where id = %L', tests.id('acme')), 'others');
select is(
  (select own_days from public.retention_settings() where table_name = 'telemetry'), 14, 'say nothing: nothing is changed'
);
select tests.as_user('mallory');
select is(
  (select count(*)::integer from public.retention_settings() where own_days is not null), 0, 'a stranger sees their own'
);
select tests.as_user('mallory', tests.id('acme'));
select throws_ok('select * from public.retention_settings()', 'PT403', null, 'and no other');

select * from finish();
rollback;
