begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');
select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('call', '0.5')));
insert into public.validations (tenant_id, prompt_id, name, type, config)
values (tests.id('acme'), tests.id('letter'), 'v', 'REGEX', '{"pattern": "."}');

select throws_ok(
  $$ select private.purge_tenant(tests.id('acme'), tests.id('alice')) $$, 'PT403', null, 'only an operator purges'
);
insert into private.operators (user_id) values (tests.id('mallory'));
select throws_ok(
  $$ select private.purge_tenant(tests.id('acme'), tests.id('mallory')) $$, 'PT409', null, 'and only a deleted tenant'
);
select throws_ok(
  $$ delete from public.tenants where id = tests.id('acme') $$, 'PT409', null,
  'deleting the row stops at what must be kept'
);
update public.tenants set deleted_at = now() where id = tests.id('acme');
select lives_ok($$ select private.purge_tenant(tests.id('acme'), tests.id('mallory')) $$, 'then it goes');
select is_empty(
  $$ select from public.tenants where id = tests.id('acme')
     union all select from public.user_roles where tenant_id = tests.id('acme')
     union all select from public.prompts where tenant_id = tests.id('acme')
     union all select from public.prompt_versions where tenant_id = tests.id('acme')
     union all select from public.validations where tenant_id = tests.id('acme')
     union all select from public.executions where tenant_id = tests.id('acme')
     union all select from public.execution_logs where tenant_id = tests.id('acme') $$,
  'with everything that hangs on it'
);
select is(
  (select count(*)::integer from public.cost_tracking where tenant_id = tests.id('acme')), 1, 'the ledger stays'
);
select is(
  (select audit_log_count from private.purged_tenants where tenant_id = tests.id('acme')),
  (select count(*) from public.audit_logs where tenant_id = tests.id('acme')),
  'so does the audit log, whose length the tombstone says'
);
select is(
  (select a.action from private.purged_tenants as p join public.audit_logs as a on a.id = p.last_audit_log_id
   where p.tenant_id = tests.id('acme')), 'PURGE', 'its last row is the purge'
);
select throws_ok(
  $$ delete from public.audit_logs where tenant_id = tests.id('acme') $$, 'PT409', null,
  'which does not open the audit log'
);
select throws_ok(
  $$ delete from public.cost_tracking where tenant_id = tests.id('acme') $$, 'PT409', null, 'nor the ledger'
);

select * from finish();
rollback;
