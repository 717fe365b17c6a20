begin;
\ir ../helpers.sql
select plan(20);
select tests.create_cast();

select is_empty($$ select from private.audit_chain where tenant_id = tests.id('acme') $$, 'nothing is sealed yet');
select set_eq(
  $$ select audit_log_id from private.audit_unsealed where tenant_id = tests.id('acme') $$,
  $$ select id from public.audit_logs where tenant_id = tests.id('acme') $$, 'but every row is noted'
);
select is_empty(
  $$ select from private.audit_unsealed as u join public.audit_logs as a on a.id = u.audit_log_id
     where u.digest <> sha256(u.salt || convert_to(private.audit_record(a)::text, 'UTF8')) $$,
  'with SHA-256 of its salt and its text'
);
select is(
  (select count(distinct salt) from private.audit_unsealed where digest is not null),
  (select count(*) from private.audit_unsealed where digest is not null), 'each salt is another'
);

select tests.as_service();
select is(public.seal_audit(3), 3, 'so many are sealed as were asked for');
select ok(public.seal_audit(100000) > 0, 'then the others');
select is(public.seal_audit(100000), 0, 'then there is none');
select tests.as_owner();
select is_empty($$ select from private.audit_unsealed $$, 'none waits any more');
select set_eq(
  $$ select audit_log_id from private.audit_chain where tenant_id = tests.id('acme') $$,
  $$ select id from public.audit_logs where tenant_id = tests.id('acme') $$, 'each row has a link'
);
select is_empty(
  $$ select tenant_id from private.audit_chain group by tenant_id having max(sequence) <> count(*) or min(sequence) <> 1 $$,
  'the numbers of each tenant have no gaps'
);
select is_empty(
  $$ select from (select c.*, lag(hash) over (partition by tenant_id order by sequence) as previous from private.audit_chain as c) as c
     where c.hash <> sha256(
       coalesce(c.previous, decode(repeat('00', 32), 'hex')) || uuid_send(c.tenant_id) || int8send(c.sequence)
       || uuid_send(c.audit_log_id) || c.digest || timestamptz_send(c.sealed_at)
     ) $$,
  'each hash is over the one before'
);
select is_empty(
  $$ select from public.audit_logs as a cross join lateral private.audit_faults(a.tenant_id) as f $$, 'nothing is wrong with any chain'
);

update public.tenants set name = 'One' where id = tests.id('acme');
update public.tenants set name = 'Two' where id = tests.id('acme');
select is_empty($$ select * from private.audit_faults(tests.id('acme')) $$, 'nor while rows wait');
select tests.as_service();
select is(public.seal_audit(1), 1, 'the chain goes on');
select is(public.seal_audit(), 1, 'in the order in which rows were written');
select tests.as_owner();
select results_eq(
  $$ select a.changes #>> '{after,name}' from private.audit_chain as c join public.audit_logs as a on a.id = c.audit_log_id
     where c.tenant_id = tests.id('acme') order by c.sequence desc limit 2 $$,
  array['Two', 'One'], 'not by chance'
);
select is_empty($$ select * from private.audit_faults(tests.id('acme')) $$, 'it is whole');

-- What is older than the chain was noted without a digest.
alter table public.audit_logs disable trigger user;
insert into public.audit_logs (id, tenant_id, action, resource_type, created_at) values (tests.id('old'), tests.id('acme'), 'CREATE', 'tenant', '2020-01-01');
alter table public.audit_logs enable trigger user;
insert into private.audit_unsealed (tenant_id, audit_log_id) values (tests.id('acme'), tests.id('old'));
select is_empty($$ select * from private.audit_faults(tests.id('acme')) $$, 'a row from before the chain is in order');
select is(private.seal_audit(10), 1, 'and is sealed like others');
select is_empty($$ select * from private.audit_faults(tests.id('acme')) $$, 'with a digest of its own');

select * from finish();
rollback;
