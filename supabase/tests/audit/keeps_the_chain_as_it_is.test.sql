begin;
\ir ../helpers.sql
select plan(30);
select tests.create_cast();
select private.seal_audit(100000);
update public.tenants set name = 'Acme & Co' where id = tests.id('acme');
insert into private.operators (user_id) values (tests.id('mallory'));
create temporary table chosen as
select (select id from public.audit_logs where tenant_id = tests.id('acme') and resource_type = 'membership' limit 1) as id;
select private.erase_audit_payload(array[id], tests.id('mallory'), 'asked for') from chosen;
update public.tenants set name = 'Acme again' where id = tests.id('acme');

create temporary view kept (name) as
values ('private.audit_chain'), ('private.audit_unsealed'), ('private.audit_erasures');

grant select on kept to service_role, authenticated;

select isnt_empty($$ select from private.audit_unsealed $$, 'something waits to be sealed');
select throws_ok(format('update %s set tenant_id = tenant_id', name), 'PT409', null, 'their owner changes no row of ' || name)
from kept;
select throws_ok(format('delete from %s', name), 'PT409', null, 'their owner deletes none of ' || name) from kept;
select throws_ok(format('truncate %s', name), 'PT409', null, 'their owner does not truncate ' || name) from kept;
select throws_ok(
  $$ update private.audit_unsealed set digest = sha256('x'), salt = uuid_send(gen_random_uuid()) $$, 'PT409', null,
  'what waits keeps its digest'
);
select throws_ok($$ update private.audit_chain set salt = null $$, 'PT409', null, 'a salt stays as long as nothing was erased');
select throws_ok(
  $$ update private.audit_chain set salt = null, hash = sha256('x') where audit_log_id = (select id from chosen) $$, 'PT409',
  null, 'a hash stays even then'
);
select throws_ok(
  $$ update public.audit_logs set changes = '{}', metadata = '{}', user_id = null, resource_id = null, ip_address = null, user_agent = null $$,
  'PT409', null, 'so does what a row says'
);
select throws_ok(
  $$ update public.audit_logs set changes = '{"after": {}}' where id = (select id from chosen) $$, 'PT409', null,
  'what was erased is not written anew'
);
select throws_ok(
  $$ insert into private.audit_chain select tenant_id, sequence + 100, audit_log_id, salt, digest, hash, sealed_at from private.audit_chain limit 1 $$,
  '23505', null, 'a row is sealed once'
);
select throws_ok(
  $$ insert into private.audit_chain select tenant_id, sequence, tests.id('x'), salt, digest, hash, sealed_at from private.audit_chain limit 1 $$,
  '23505', null, 'a number is given once'
);
select throws_ok(
  $$ insert into private.audit_chain select tenant_id, 0, tests.id('x'), salt, digest, hash, sealed_at from private.audit_chain limit 1 $$,
  '23514', null, 'from one on'
);
select throws_ok(
  $$ insert into private.audit_chain select tenant_id, sequence + 100, tests.id('x'), salt, 'short', hash, sealed_at from private.audit_chain limit 1 $$,
  '23514', null, 'with whole hashes'
);
select throws_ok(
  $$ insert into private.audit_unsealed (tenant_id, audit_log_id, digest) values (tests.id('acme'), tests.id('x'), sha256('x')) $$,
  '23514', null, 'no digest is noted without its salt'
);

select tests.as_service();
select throws_ok(format('select from %s', name), '42501', null, 'the service does not read ' || name) from kept;
select tests.as_user('alice', tests.id('acme'));
select throws_ok(format('select from %s', name), '42501', null, 'nor does an ADMIN read ' || name) from kept;
select tests.as_owner();
select throws_ok(
  $$ update public.audit_logs set action = action $$, 'PT409', null, 'an update that changes nothing is refused, too'
);
select throws_ok($$ delete from public.audit_logs $$, 'PT409', null, 'no audit row is deleted');
select throws_ok($$ truncate public.audit_logs $$, 'PT409', null, 'nor are all of them');
select is_empty($$ select * from private.audit_faults(tests.id('acme')) $$, 'the chain is whole after all this');

select * from finish();
rollback;
