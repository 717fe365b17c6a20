begin;
select plan(1);

-- The columns of their own table that policies compare with something, except for tests for null.
create temporary view read_by_policies as
select distinct p.polrelid, a.attname
from pg_policy as p
join pg_class as c on c.oid = p.polrelid and c.relnamespace = 'public'::regnamespace
join pg_depend as d on d.classid = 'pg_policy'::regclass and d.objid = p.oid
  and d.refclassid = 'pg_class'::regclass and d.refobjid = p.polrelid and d.refobjsubid > 0
join pg_attribute as a on a.attrelid = p.polrelid and a.attnum = d.refobjsubid
where a.attname <> 'deleted_at';

select is_empty(
  $$ select r.polrelid::regclass, r.attname from read_by_policies as r
     where not exists (
       select from pg_index as i
       join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where i.indrelid = r.polrelid and a.attname = r.attname and i.indpred is null
     ) $$,
  'an index counts for its first column only'
);

select * from finish();
rollback;
