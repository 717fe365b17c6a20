begin;
select plan(5);

select is_empty(
  $$ select c.oid::regclass from pg_class as c
     where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v')
     and obj_description(c.oid, 'pg_class') is null $$,
  'every table'
);
select is_empty(
  $$ select t.oid::regtype from pg_type as t
     where t.typnamespace in ('public'::regnamespace, 'private'::regnamespace) and t.typtype in ('e', 'd')
     and obj_description(t.oid, 'pg_type') is null $$,
  'every enum'
);
select is_empty(
  $$ select p.oid::regprocedure from pg_proc as p
     where p.pronamespace = 'public'::regnamespace and obj_description(p.oid, 'pg_proc') is null
       and not exists (select from pg_depend as d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') $$,
  'every function that is exposed'
);
-- A definer half is explained by the wrapper of the same name.
select is_empty(
  $$ select p.oid::regprocedure from pg_proc as p
     where p.pronamespace = 'private'::regnamespace and obj_description(p.oid, 'pg_proc') is null
       and not exists (select from pg_proc as w where w.pronamespace = 'public'::regnamespace and w.proname = p.proname) $$,
  'every function of private, unless the wrapper of its name says it'
);
select is_empty(
  $$ select a.attrelid::regclass, a.attname from pg_attribute as a join pg_class as c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and a.attname in (
       'cost_usd', 'lease_id', 'published_version'  -- tenancy, prompts
       -- workflows
       -- ventures
       -- specifications
       -- ideas
       , 'limit_usd', 'thresholds'  -- budgets
     )
       and col_description(a.attrelid, a.attnum) is null $$,
  'and columns whose meaning is not in their name'
);

select * from finish();
rollback;
