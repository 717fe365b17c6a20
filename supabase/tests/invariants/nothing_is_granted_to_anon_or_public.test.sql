begin;
select plan(5);

create temporary view table_grants as
select c.oid::regclass as object, coalesce(r.rolname, 'PUBLIC') as grantee, a.privilege_type
from pg_class as c
cross join lateral aclexplode(c.relacl) as a
left join pg_roles as r on r.oid = a.grantee
where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
union all
select c.oid::regclass, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
from pg_attribute as t
join pg_class as c on c.oid = t.attrelid
cross join lateral aclexplode(t.attacl) as a
left join pg_roles as r on r.oid = a.grantee
where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace);

select is_empty($$ select * from table_grants where grantee in ('anon', 'PUBLIC') $$, 'no table, view or sequence');
select is_empty(
  $$ select * from table_grants where privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')
     and grantee <> 'postgres' $$,
  'nobody but the owner may truncate, or hang a trigger on a table'
);
select is_empty(
  $$ select * from table_grants where object::text like 'private.%' and grantee <> 'postgres' $$,
  'tables of private are the owner''s alone'
);
select is_empty(
  $$ select n.nspname, coalesce(r.rolname, 'PUBLIC') from pg_namespace as n cross join lateral aclexplode(n.nspacl) as a
     left join pg_roles as r on r.oid = a.grantee
     where (n.nspname = 'private' and (a.grantee = 0 or r.rolname = 'anon'))
       or (n.nspname = 'gate' and a.grantee <> n.nspowner and a.privilege_type <> 'USAGE') $$,
  'anon does not enter private, and nobody makes anything in gate'
);
select is_empty(
  $$ select coalesce(r.rolname, 'PUBLIC'), d.defaclobjtype, a.privilege_type
     from pg_default_acl as d cross join lateral aclexplode(d.defaclacl) as a left join pg_roles as r
     on r.oid = a.grantee
     where d.defaclrole = 'postgres'::regrole
       and (d.defaclnamespace = 0 or d.defaclnamespace in ('public'::regnamespace, 'private'::regnamespace))
       and (a.grantee = 0 or r.rolname in ('anon', 'authenticated', 'service_role')) $$,
  'and what later migrations make is given to nobody by default'
);

select * from finish();
rollback;
