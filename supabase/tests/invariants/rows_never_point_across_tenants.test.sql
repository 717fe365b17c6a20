begin;
select plan(6);

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

select is_empty(
  $$ select table_id::regclass from owned where not attnotnull $$, 'every row says to which tenant it belongs'
);
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
       select from keys as k where k.conrelid = o.table_id and k.confrelid = 'public.tenants'::regclass
       and k.columns = array['tenant_id'] and k.confdeltype = 'c'
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

-- By decision audit rows and the ledger point at nothing; a lease is not a row.
select is_empty(
  $$ select c.oid::regclass, a.attname
     from pg_attribute as a join pg_class as c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       and a.atttypid = 'uuid'::regtype and a.attname <> 'id'
       and c.relname not in ('audit_logs', 'cost_tracking')
       and (c.relname, a.attname) not in (('executions', 'lease_id'))
       and not exists (select from keys as k where k.conrelid = c.oid and a.attname = any(k.columns)) $$,
  'an id that is no key is an exception with a name'
);
select is_empty(
  $$ select k.conrelid::regclass, k.conname from keys as k
     join owned as o on o.table_id = k.conrelid
     where k.confrelid = 'public.users'::regclass and k.conrelid <> 'public.user_roles'::regclass
       and not exists (
         select from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
         where t.tgrelid = k.conrelid and t.tgenabled = 'O' and t.tgtype & 4 = 4
         and p.proname like 'require\_member\_as\_%'
       ) $$,
  'people have no tenant: that they belong to the row''s is checked by a trigger'
);

select * from finish();
rollback;
