begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();
select tests.as_user('bob', tests.id('acme'));
insert into public.prompts (name, template) values ('letter', 'Dear Ms Miller of 7 Elm Street');
select tests.as_user('alice');
update public.tenants set name = 'Mine' where id = tests.personal_tenant('alice');
select tests.as_owner();
create temporary table said as
select id, tenant_id from public.audit_logs where changes #>> '{after,name}' = 'letter' or changes @> '{"after": {"name": "(personal)"}}' and action = 'UPDATE';

select throws_ok(
  $$ select private.erase_audit_payload(array(select id from said), tests.id('alice'), 'asked for') $$, 'PT403', null,
  'only an operator erases'
);
insert into private.operators (user_id) values (tests.id('mallory'));
select throws_ok(
  $$ select private.erase_audit_payload(array(select id from said), tests.id('mallory'), ' ') $$, 'PT400', null, 'and says why'
);
select is((select count(distinct tenant_id)::integer from said), 2, 'rows of two tenants');
select is(private.erase_audit_payload(array(select id from said), tests.id('mallory'), 'Ms Miller''s request'), 2, 'are erased');
select results_eq(
  $$ select tenant_id, user_id, action, resource_type, resource_id, changes, metadata, ip_address, user_agent, created_at
     from public.audit_logs where id in (select id from said) and tenant_id = tests.id('acme') $$,
  $$ values (tests.id('acme'), null::uuid, 'CREATE', 'prompt', null::uuid, '{}'::jsonb, '{}'::jsonb, null::text, null::text, now()) $$,
  'who did what to what is gone; that something was done, and when, stays'
);
select is_empty(
  $$ select from public.audit_logs where changes::text like '%Elm Street%' $$, 'nothing of it is left'
);
select is_empty($$ select from private.audit_chain where audit_log_id in (select id from said) and salt is not null $$, 'nor are the salts');
select is((select count(*)::integer from private.audit_chain where audit_log_id in (select id from said)), 2, 'the digests are');
select is_empty($$ select * from private.audit_faults(tests.id('acme')) $$, 'and the chain is whole');
select is(
  (select sum((private.verify_audit_chain(tenant_id, 1, null, null, null) ->> 'erased')::integer) from said,
    set_config('request.jwt.claims', '{"role": "service_role"}', true)),
  2::bigint, 'verifying tells how many rows were erased'
);
select results_eq(
  $$ select user_id, resource_type, changes from public.audit_logs where action = 'ERASE' and tenant_id = tests.id('acme') $$,
  $$ select tests.id('mallory'), 'audit_log', jsonb_build_object('after', jsonb_build_object('audit_log_ids', array[id], 'reason', 'Ms Miller''s request'))
     from said where tenant_id = tests.id('acme') $$,
  'an audit row in the same chain says who erased what, and why'
);
select results_eq(
  $$ select tenant_id, erased_by from private.audit_erasures order by tenant_id $$,
  $$ select tenant_id, tests.id('mallory') from said order by tenant_id $$, 'so does a list'
);
select is(private.erase_audit_payload(array(select id from said), tests.id('mallory'), 'again'), 0, 'once is enough');
select is(
  (select count(*)::integer from public.audit_logs where action = 'ERASE'), 2, 'which is not written down again'
);

-- What erasing does not cover.
alter table public.audit_logs disable trigger user;
savepoint as_erased;
update public.audit_logs set action = 'DELETE', changes = '{"after": {"template": "Yours"}}' where id in (select id from said);
create temporary table faults as select fault from said, private.audit_faults(said.tenant_id);
select set_eq($$ select fault from faults $$, array['row_erased_without_record'], 'what is written into an erased row is found');
update public.audit_logs set changes = '{}' where id in (select id from said);
update public.audit_logs set changes = '{"after": {"audit_log_ids": []}}' where action = 'ERASE';
select set_eq(
  $$ select fault from said, private.audit_faults(said.tenant_id) $$, array['row_erased_without_record', 'row_edited'],
  'so is an erasure whose record was changed'
);
alter table public.audit_logs enable trigger user;
select hasnt_column('public', 'audit_logs', 'salt', 'a salt stands where no client reads');
select tests.as_service();
select throws_ok(
  $$ select private.erase_audit_payload(array[tests.id('x')], tests.id('mallory'), 'why') $$, '42501', null, 'the service erases nothing'
);
select tests.as_user('alice');
select throws_ok(
  $$ select private.erase_audit_payload(array[tests.id('x')], tests.id('mallory'), 'why') $$, '42501', null, 'nor does an ADMIN'
);

select * from finish();
rollback;
