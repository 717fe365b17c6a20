begin;
select plan(10);

-- ===================================================================================== exceptions, each with a name

-- A key whose tenant is of no matter: whoever has signed in may point at a public row of any tenant.
create temporary table may_cross (key name);
-- workflows: a rating is its author's, the template may be another tenant's.
insert into may_cross values ('template_ratings_rate_template');
-- ventures
-- specifications
-- ideas

-- An id that is no key.
create temporary table no_key (table_name name, column_name name);
-- tenancy: by decision these two point at nothing, so that no cascade reaches what is append-only.
insert into no_key
select table_name, column_name from (values
  ('audit_logs', 'tenant_id'), ('audit_logs', 'user_id'), ('audit_logs', 'resource_id'),
  ('cost_tracking', 'tenant_id'), ('cost_tracking', 'user_id'), ('cost_tracking', 'reference_id'),
  ('cost_tracking', 'prompt_id')
) as t (table_name, column_name);
-- access: keys stay as long as their tenant, and each execution would look for its key.
insert into no_key values ('executions', 'api_key_id');
-- prompts: a lease is no row.
insert into no_key values ('executions', 'lease_id');
-- workflows
-- ventures
-- specifications
-- ideas
-- budgets: as prompt_id.
insert into no_key values ('cost_tracking', 'workflow_id'), ('cost_tracking', 'corrects_id');
-- webhooks: what is told of is no row.
insert into no_key values ('webhook_deliveries', 'event_id');

-- A person who is checked to be a member by the function that writes the column, not by a trigger.
create temporary table checked_by_function (table_name name, column_name name);
-- tenancy: accept_invitation makes them one.
insert into checked_by_function values ('invitations', 'accepted_by');
-- workflows
-- ventures: taken from user_id on insert; on update a trigger of its own checks it.
insert into checked_by_function values ('artifacts', 'updated_by');
-- specifications: the functions that write them take the caller, or one whose membership they hold.
insert into checked_by_function values
('specification_projects', 'owner_id'), ('comment_threads', 'resolved_by'), ('comments', 'author_id');
-- ideas
-- provider_keys: an ADMIN, whom the functions that set and revoke a key have checked.
insert into checked_by_function values ('provider_keys', 'created_by'), ('provider_keys', 'revoked_by');

-- ================================================================================================ what there is

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
       and c.relname not in ('tenants', 'users', 'backup_runs') $$,
  'on every table but those of the tenants and of the people themselves, and what operators alone read'
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
-- tenants and users belong to no tenant: keys to them have one column. A key of more columns than these two also holds
-- a row to the parent of the row that it points at.
create temporary view crossing as
select k.*, left(k.columns[1], -char_length('_tenant_id')) as pointer
from keys as k
join owned as target on target.table_id = k.confrelid
where not (k.columns[1] = 'tenant_id' and k.referenced[1] = 'tenant_id' and cardinality(k.columns) >= 2);

select is_empty(
  $$ select k.conrelid::regclass, k.conname from crossing as k
     where not (
       k.columns = array[k.pointer || '_tenant_id', k.pointer || '_id'] and k.referenced = array['tenant_id', 'id']
     ) $$,
  'a key to a tenant''s row is of the tenant and the id, or of a tenant and an id that are called by what they name'
);
select is_empty(
  $$ select k.conrelid::regclass, k.conname from crossing as k
     where k.conname not in (select key from may_cross)
       and not exists (
         select from pg_constraint as c
         where c.conrelid = k.conrelid and c.contype = 'c' and c.convalidated
           and c.conname = (
             select relname from pg_class where oid = k.conrelid
           ) || '_' || k.pointer || '_is_own_or_official'
           and pg_get_constraintdef(c.oid) like '%private.official_tenant_id()%'
       ) $$,
  'that tenant is the own one or the official one: a check of that name says so'
);
-- A key looks at nothing while one of its columns is null: these two are null together.
select is_empty(
  $$ select k.conrelid::regclass, k.conname from crossing as k
     join pg_constraint as f on f.oid = k.oid
     where f.confmatchtype <> 'f'
       and exists (
         select from pg_attribute as a where a.attrelid = f.conrelid and a.attnum = any(f.conkey) and not a.attnotnull
       )
       and not exists (
         select from pg_constraint as c
         where c.conrelid = f.conrelid and c.contype = 'c' and c.convalidated and c.conkey @> f.conkey
           and pg_get_constraintdef(c.oid) ~* 'is null|num_n'
       ) $$,
  'and is there exactly when the id is'
);
select is_empty($$ select key from may_cross except select conname from crossing $$, 'no exception is left over');

select is_empty(
  $$ select c.oid::regclass, a.attname
     from pg_attribute as a join pg_class as c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       and a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype) and a.attname <> 'id'
       and (c.relname, a.attname) not in (select table_name, column_name from no_key)
       and not exists (select from keys as k where k.conrelid = c.oid and a.attname = any(k.columns)) $$,
  'an id that is no key is an exception with a name'
);
select is_empty(
  $$ select k.conrelid::regclass, k.columns from keys as k
     join owned as o on o.table_id = k.conrelid
     join pg_class as c on c.oid = k.conrelid
     where k.confrelid = 'public.users'::regclass and k.conrelid <> 'public.user_roles'::regclass
       and (c.relname, k.columns[1]) not in (select table_name, column_name from checked_by_function)
       and not exists (
         select from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
         where t.tgrelid = k.conrelid and t.tgenabled = 'O' and t.tgtype & 4 = 4
           and (p.proname, k.columns[1]) in (
             ('require_member_as_user', 'user_id'), ('require_member_as_author', 'created_by')
           )
       ) $$,
  'people have no tenant: that they belong to the row''s is checked by a trigger'
);
-- Where the person may be another one later, the trigger looks again.
select is_empty(
  $$ select t.tgrelid::regclass, t.tgname from pg_trigger as t
     join pg_proc as p on p.oid = t.tgfoid
     join pg_attribute as a on a.attrelid = t.tgrelid
       and (p.proname, a.attname) in (('require_member_as_user', 'user_id'), ('require_member_as_author', 'created_by'))
     where t.tgtype & 16 = 0
       and (has_column_privilege('authenticated', t.tgrelid, a.attnum, 'UPDATE')
         or has_column_privilege('service_role', t.tgrelid, a.attnum, 'UPDATE')) $$,
  'on every change of the person that a role may make, too'
);

select * from finish();
rollback;
