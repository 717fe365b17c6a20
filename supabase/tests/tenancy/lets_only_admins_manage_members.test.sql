begin;
\ir ../helpers.sql
select plan(26);
select tests.create_cast();

create function tests.management() returns table (what text, statement text)
language sql immutable
as $$
  values
  ('invite', 'select public.invite_member(''x@example.com'', ''VIEWER'')'),
  ('invite an ADMIN', 'select public.invite_member(''x@example.com'', ''ADMIN'')'),
  ('change a role', 'select public.change_member_role(tests.id(''vera''), ''ADMIN'')'),
  ('remove a member', 'select public.remove_member(tests.id(''vera''))'),
  ('delete the tenant', 'select public.delete_tenant(tests.id(''acme''))')
$$;

select tests.as_user('bob', tests.id('acme'));
select throws_ok(statement, 'PT403', null, 'a MEMBER cannot ' || what) from tests.management();
select tests.as_user('vera', tests.id('acme'));
select throws_ok(statement, 'PT403', null, 'a VIEWER cannot ' || what) from tests.management();
select tests.as_user('mallory', tests.id('acme'));
select throws_ok(
  statement, case when what like 'delete%' then 'PT404' else 'PT403' end, null, 'a stranger cannot ' || what
)
from tests.management();
select tests.as_service();
select throws_ok(statement, '42501', null, 'the service cannot ' || what) from tests.management();
select tests.as_anon();
select throws_ok(statement, '42501', null, 'anon cannot ' || what) from tests.management();

select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ select public.change_member_role(tests.id('mallory'), 'ADMIN') $$, 'PT404', null,
  'an ADMIN cannot give a role to somebody who is no member'
);

select * from finish();
rollback;
