"""The audit rows that the triggers would have written, of what was made and of what was executed and published.

Noted, as the triggers would have noted them, to be sealed into the chains of their tenants.
"""

from typing import Final

from formaops.local.volume.parts import Domain, Statement

# Every table with an audit trigger on insert; rows that have their audit row already (the demo's) are left alone.
_CREATED: Final = """
do $fill$
declare
  v_table record;
begin
  for v_table in
    select
      t.tgrelid::regclass as name, convert_from(substring(t.tgargs from 1 for octet_length(t.tgargs) - 1), 'UTF8') as
      resource
    from pg_catalog.pg_trigger as t
    where t.tgfoid = 'private.audit'::regproc and t.tgtype & 4 = 4
    order by 1
  loop
    execute format(
      $sql$
        insert into public.audit_logs (id, tenant_id, user_id, action, resource_type, resource_id, changes, created_at)
        select
          md5('CREATE:' || %1$L || r.rest::text)::uuid, coalesce(r.tenant_id, r.id),
          coalesce(r.user_id, r.created_by, (
            select m.user_id from public.user_roles as m
            where m.tenant_id = coalesce(r.tenant_id, r.id) and m.role = 'ADMIN' limit 1
          )),
          'CREATE', %1$L, coalesce(r.id, r.user_id),
          jsonb_build_object('after', case
            when r.rest ->> 'personal_user_id' is null then private.without_large_values(r.rest)
            else private.without_personal_data(r.rest)
          end),
          r.created_at
        from (
          select
            (j.rest ->> 'tenant_id')::uuid as tenant_id, (j.rest ->> 'id')::uuid as id,
            (j.rest ->> 'user_id')::uuid as user_id, (j.rest ->> 'created_by')::uuid as created_by,
            coalesce(
              (j.rest ->> 'created_at')::timestamptz, (j.rest ->> 'calculated_at')::timestamptz,
              (select w.until from formaops_volume.world as w)
            ) as created_at,
            j.rest
          from (select to_jsonb(x) as rest from %2$s as x) as j
        ) as r
        where not exists (
          select from public.audit_logs as a
          where a.resource_type = %1$L and a.resource_id = coalesce(r.id, r.user_id)
            and a.tenant_id = coalesce(r.tenant_id, r.id)
        )
      $sql$,
      v_table.resource, v_table.name
    );
  end loop;
end
$fill$
"""
_EXECUTED: Final = """
insert into public.audit_logs (id, tenant_id, user_id, action, resource_type, resource_id, changes, created_at)
select
  md5('EXECUTE:' || e.id::text)::uuid, e.tenant_id, e.user_id, 'EXECUTE', 'execution', e.id,
  jsonb_build_object('after', jsonb_build_object('prompt_id', e.prompt_id, 'prompt_version', e.prompt_version)),
  e.created_at
from public.executions as e
where not exists (select from public.audit_logs as a where a.resource_type = 'execution' and a.resource_id = e.id)
order by e.created_at
"""
_PUBLISHED: Final = """
insert into public.audit_logs (id, tenant_id, user_id, action, resource_type, resource_id, changes, created_at)
select
  md5('PUBLISH:' || v.id::text)::uuid, v.tenant_id, v.created_by, 'PUBLISH', 'prompt', v.prompt_id,
  jsonb_build_object('after', jsonb_build_object('version', v.version + 1, 'published_version', v.version)),
  v.created_at
from public.prompt_versions as v
where not exists (
  select from public.audit_logs as a
  where a.resource_type = 'prompt' and a.resource_id = v.prompt_id and a.action = 'PUBLISH'
)
"""
# The trigger that notes new audit rows was set aside, too; seal_audit makes links of what is noted.
_NOTED: Final = """
insert into private.audit_unsealed (tenant_id, audit_log_id)
select a.tenant_id, a.id
from public.audit_logs as a
where not exists (select from private.audit_chain as c where c.audit_log_id = a.id)
  and not exists (select from private.audit_unsealed as u where u.audit_log_id = a.id)
order by a.created_at, a.id
"""

AUDIT = Domain(
    parts=(),
    statements=(
        Statement("audit of what was made", "public.audit_logs", _CREATED),
        Statement("audit of what was executed", "public.audit_logs", _EXECUTED),
        Statement("audit of what was published", "public.audit_logs", _PUBLISHED),
        Statement("audit rows to be sealed", "private.audit_unsealed", _NOTED),
    ),
)
