begin;
select plan(4);

-- Tables whose rows belong to a tenant, and all foreign keys between them.
create temporary view owned as
select a.attrelid as table_id, a.attnum, a.attnotnull
from pg_attribute as a
join pg_class as c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'tenant_id';
create temporary view keys as
select k.oid, k.conname, k.conrelid, k.confrelid, k.confdeltype,
  (select array_agg(a.attname::text order by o.n) from unnest(k.conkey) with ordinality as o (attnum, n)
   join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = o.attnum) as columns,
  (select array_agg(a.attname::text order by o.n) from unnest(k.confkey) with ordinality as o (attnum, n)
   join pg_attribute as a on a.attrelid = k.confrelid and a.attnum = o.attnum) as referenced
from pg_constraint as k
where k.contype = 'f' and k.conrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace);

select is_empty($$ select table_id::regclass from owned where not attnotnull $$, 'every row says to which tenant it belongs');
select is_empty(
  $$ select c.oid::regclass from pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not exists (select from owned as o where o.table_id = c.oid)
       and c.relname not in ('tenants', 'users') $$,
  'on every table but those of the tenants and of the people themselves'
);
-- By decision these two hold the id without a key, so that no cascade reaches what is append-only.
select is_empty(
  $$ select o.table_id::regclass from owned as o
     where not exists (
       select from keys as k where k.conrelid = o.table_id and k.confrelid = 'public.tenants'::regclass and k.columns = array['tenant_id'] and k.confdeltype = 'c'
     ) and o.table_id not in ('public.audit_logs'::regclass, 'public.cost_tracking'::regclass) $$,
  'the tenant exists, and takes its rows along when it is purged'
);
-- tenants and users belong to no tenant: keys to them have one column.
select is_empty(
  $$ select k.conrelid::regclass, k.conname from keys as k
     join owned as target on target.table_id = k.confrelid
     where not (k.columns[1] = 'tenant_id' and k.referenced[1] = 'tenant_id' and cardinality(k.columns) = 2) $$,
  'a key to a tenant''s row is of the tenant and the id'
);

select * from finish();
rollback;
