begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();
do $$
begin
  for i in 1 .. 5 loop
    update public.tenants set name = 'Name ' || i where id = tests.id('acme');
    perform private.seal_audit(100);
    perform pg_sleep(0.002);
  end loop;
end
$$;
update public.tenants set name = 'Not sealed' where id = tests.id('acme');
create function tests.sealed_at(p_sequence bigint) returns timestamptz language sql stable security definer
as $$ select sealed_at from private.audit_chain where tenant_id = tests.id('acme') and sequence = p_sequence $$;

select tests.as_user('alice', tests.id('acme'));
select is((select count(*)::integer from public.export_audit()), 9, 'an ADMIN exports what is sealed');
select results_eq(
  $$ select (l::jsonb ->> 'sequence')::integer from public.export_audit(p_after => 3, p_limit => 2) as l $$, array[4, 5],
  'page by page, in order'
);
select is((select count(*)::integer from public.export_audit(p_limit => 0)), 1, 'at least one');
select is_empty($$ select public.export_audit(p_after => 9) $$, 'until there is none');
select tests.as_owner();
select results_eq(
  $$ select l::jsonb from private.export_audit(tests.id('acme'), 8, 1) as l, set_config('request.jwt.claims', '{"role": "service_role"}', true) $$,
  $$ select jsonb_build_object(
       'sequence', 9, 'audit_log_id', c.audit_log_id, 'salt', encode(c.salt, 'hex'), 'digest', encode(c.digest, 'hex'),
       'hash', encode(c.hash, 'hex'), 'sealed_at', c.sealed_at at time zone 'UTC', 'row', private.audit_record(a)
     )
     from private.audit_chain as c join public.audit_logs as a on a.id = c.audit_log_id
     where c.tenant_id = tests.id('acme') and c.sequence = 9 $$,
  'each line has all that its hash and its digest are made of'
);
select is(public.audit_chain_position('infinity', tests.id('acme')), 9::bigint, 'the last link');
select is(public.audit_chain_position('-infinity', tests.id('acme')), 0::bigint, 'none');
select is(public.audit_chain_position('infinity', tests.id('nothing')), 0::bigint, 'of no tenant none');
select is(
  public.audit_chain_position(tests.sealed_at(7), tests.id('acme')), 6::bigint, 'the last one that was sealed before then'
);
select is(
  public.audit_chain_position(tests.sealed_at(7) + interval '1 microsecond', tests.id('acme')), 7::bigint, 'to the microsecond'
);
select tests.as_user('bob', tests.id('acme'));
select throws_ok($$ select public.export_audit() $$, 'PT403', null, 'a MEMBER exports nothing');
select throws_ok($$ select public.audit_chain_position(now()) $$, 'PT403', null, 'nor asks for a place');
select tests.as_user('mallory');
select throws_ok($$ select public.export_audit(tests.id('acme')) $$, 'PT404', null, 'a stranger hears of no tenant');
select throws_ok($$ select public.audit_chain_position(now(), tests.id('acme')) $$, 'PT404', null, 'either way');
select is((select count(*)::integer from public.export_audit()), 2, 'but exports their own');

select * from finish();
rollback;
