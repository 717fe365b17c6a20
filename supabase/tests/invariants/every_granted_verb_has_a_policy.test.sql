begin;
select plan(5);

-- What authenticated may do to a table or to some of its columns, and what policies say about it.
create temporary view granted as
select c.oid as table_id, v.verb
from pg_class as c
cross join (values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) as v (verb, code)
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and case v.verb
    when 'DELETE' then has_table_privilege('authenticated', c.oid, 'DELETE')
    else has_any_column_privilege('authenticated', c.oid, v.verb)
  end;
create temporary view governed as
select p.polrelid as table_id, v.verb, p.polname, p.polroles, p.polpermissive
from pg_policy as p
join (values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) as v (verb, code)
  on p.polcmd = v.code::"char"
join pg_class as c on c.oid = p.polrelid and c.relnamespace = 'public'::regnamespace;

select is_empty(
  $$ select table_id::regclass, verb from granted except select table_id::regclass, verb from governed $$,
  'no grant without a policy'
);
select is_empty(
  $$ select table_id::regclass, verb from governed except select table_id::regclass, verb from granted $$,
  'no policy without a grant'
);
select is_empty(
  $$ select p.polrelid::regclass, p.polname from pg_policy as p join pg_class as c on c.oid = p.polrelid
     where c.relnamespace = 'public'::regnamespace and p.polcmd = '*' $$,
  'each policy is for one verb'
);
select is_empty(
  $$ select table_id::regclass, polname from governed where polroles <> array['authenticated'::regrole::oid] $$,
  'and for authenticated alone'
);
select is_empty(
  $$ select table_id::regclass, verb from governed where polpermissive group by table_id, verb having count(*) > 1 $$,
  'one for each verb: a second permissive policy would widen the first'
);

select * from finish();
rollback;
