begin;
\ir ../helpers.sql
select plan(21);
select tests.create_cast();
select private.seal_audit(100000);
update public.tenants set name = 'Acme & Co' where id = tests.id('acme');
create function tests.acme() returns uuid language sql immutable as $$ select tests.id('acme') $$;

select tests.as_user('alice', tests.acme());
select is(public.verify_audit_chain() -> 'faults', '[]', 'an ADMIN verifies the chain of the current tenant');
select is((public.verify_audit_chain() ->> 'tenant_id')::uuid, tests.acme(), 'which the answer names');
select is((public.verify_audit_rows() -> 'rows')::integer, 5, 'and its rows');
select results_eq(
  $$ select tenant_id, sequence, unsealed, oldest_unsealed_at, delay_seconds from public.audit_chain_status() $$,
  $$ values (tests.acme(), 4::bigint, 1::bigint, now(), 0.000) $$, 'sees what is sealed, what waits, and for how long'
);
select is(
  public.verify_audit_chain() #>> '{head,hash}', (select hash from public.audit_chain_status()), 'both say the same head'
);
select throws_ok(
  $$ select public.verify_audit_chain(tests.personal_tenant('bob')) $$, 'PT404', null, 'not that of a stranger''s tenant'
);
select results_eq(
  $$ select (v ->> 'from')::integer, (v ->> 'to')::integer, (v ->> 'next')::integer
     from (values (public.verify_audit_chain(p_from => 2, p_to => 3)), (public.verify_audit_chain(p_from => 9))) as x (v) $$,
  $$ values (2, 3, null::integer), (9, 4, null) $$, 'a part when asked for one'
);
select tests.as_user('bob', tests.acme());
select throws_ok($$ select public.verify_audit_chain() $$, 'PT403', null, 'a MEMBER does not verify');
select throws_ok($$ select public.verify_audit_rows() $$, 'PT403', null, 'neither way');
select throws_ok($$ select * from public.audit_chain_status() $$, 'PT403', null, 'nor sees the head');
select tests.as_user('mallory');
select throws_ok($$ select public.verify_audit_chain(tests.acme()) $$, 'PT404', null, 'a stranger hears of no tenant');
select throws_ok($$ select public.verify_audit_rows(tests.acme()) $$, 'PT404', null, 'neither way');
select throws_ok($$ select * from public.audit_chain_status(tests.acme()) $$, 'PT404', null, 'nor of its head');
select throws_ok($$ select public.seal_audit() $$, '42501', null, 'nobody seals');
select is(public.verify_audit_chain() -> 'head' ->> 'sequence', '2', 'but verifies their own');

select tests.as_owner();
insert into private.operators (user_id) values (tests.id('mallory'));
select tests.as_user('mallory');
select is(public.verify_audit_chain(tests.acme()) -> 'faults', '[]', 'an operator verifies every chain');
select is(public.verify_audit_rows(tests.acme()) -> 'faults', '[]', 'both ways');
select isnt_empty($$ select * from public.audit_chain_status(tests.acme()) $$, 'and sees its head');
select tests.as_owner();
update public.users set is_active = false where id = tests.id('mallory');
select tests.as_user('mallory');
select throws_ok($$ select public.verify_audit_chain(tests.acme()) $$, 'PT404', null, 'unless locked out');
select tests.as_service();
select is(public.verify_audit_chain(tests.acme()) -> 'faults', '[]', 'so does the service');
select is(public.verify_audit_chain(tests.id('nothing')) -> 'head', 'null', 'no tenant, no chain');

select * from finish();
rollback;
