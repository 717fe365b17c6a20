-- Undoes 20261121130000_audit.sql. Chains are gone, and with them the proof; the audit rows stay, and where a payload
-- was erased it stays erased.
-- Afterwards: supabase migration repair --status reverted 20261121130000

set lock_timeout = '5s';
set statement_timeout = '60s';

delete from private.api_key_paths
where path in (
  'rpc/verify_audit_chain', 'rpc/verify_audit_rows', 'rpc/audit_chain_status', 'rpc/audit_chain_position',
  'rpc/export_audit'
);

-- Triggers on tables that stay
drop trigger cost_tracking_audit_adjustment on public.cost_tracking;
drop trigger executions_audit_end on public.executions;
drop trigger audit_logs_are_noted on public.audit_logs;
drop trigger audit_logs_are_not_deleted on public.audit_logs;
drop trigger audit_logs_are_append_only on public.audit_logs;
create trigger audit_logs_are_append_only before update or delete on public.audit_logs
for each row execute function private.refuse_change();

-- Functions
drop function public.export_audit(uuid, bigint, integer);
drop function public.audit_chain_position(timestamptz, uuid);
drop function public.audit_chain_status(uuid);
drop function public.verify_audit_rows(uuid, timestamptz, integer);
drop function public.verify_audit_chain(uuid, bigint, bigint, bigint, text);
drop function public.seal_audit(integer);
drop function private.export_audit(uuid, bigint, integer);
drop function private.audit_chain_position(uuid, timestamptz);
drop function private.audit_chain_status(uuid);
drop function private.verify_audit_rows(uuid, timestamptz, integer);
drop function private.verify_audit_chain(uuid, bigint, bigint, bigint, text);
drop function private.audit_faults(uuid);
drop function private.unchained_audit_rows(uuid, timestamptz, timestamptz);
drop function private.audit_unsealed_faults(uuid, integer);
drop function private.audit_chain_faults(uuid, bigint, bigint);
drop function private.audit_erasure_is_recorded(uuid);
drop function private.require_auditor(uuid);
drop function private.erase_audit_payload(uuid[], uuid, text);
drop function private.seal_audit(integer);
drop function private.seal_tenant_audit(uuid, integer);
drop function private.audit_lock(uuid);
drop function private.audit_adjustment();
drop function private.audit_end_of_execution();

create or replace function private.purge_tenant(p_tenant_id uuid, p_operator_id uuid)
returns private.purged_tenants
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tombstone private.purged_tenants;
begin
  if not exists (select from private.operators as o where o.user_id = p_operator_id) then
    raise sqlstate 'PT403' using message = 'Only an operator purges a tenant.';
  end if;
  if not exists (select from public.tenants as t where t.id = p_tenant_id and t.deleted_at is not null) then
    raise sqlstate 'PT409' using message = 'Only a soft-deleted tenant is purged.';
  end if;
  perform private.write_audit_log(p_tenant_id, p_operator_id, 'PURGE', 'tenant', p_tenant_id, '{}');
  insert into private.purged_tenants (tenant_id, purged_by, audit_log_count, last_audit_log_id)
  select
    p_tenant_id, p_operator_id, count(*),
    (array_agg(a.id order by a.created_at desc, (a.action = 'PURGE') desc))[1]
  from public.audit_logs as a
  where a.tenant_id = p_tenant_id
  returning * into v_tombstone;
  delete from public.tenants where id = p_tenant_id;
  return v_tombstone;
end
$$;

-- Tables, and with them their triggers
drop table private.audit_erasures;
drop table private.audit_chain;
drop table private.audit_unsealed;
alter table private.purged_tenants drop column chain_hash;
alter table private.purged_tenants drop column chain_sequence;

drop function private.refuse_losing_unsealed();
drop function private.refuse_change_but_forgetting();
drop function private.refuse_change_but_erasure();
drop function private.erased_audit_row(public.audit_logs);
drop function private.note_audit_row();
drop function private.audit_hash(bytea, uuid, bigint, uuid, bytea, timestamptz);
drop function private.audit_digest(public.audit_logs, bytea);
drop function private.audit_record(public.audit_logs);

comment on table public.audit_logs is
'What was done, by whom, in the same transaction as the change. Append-only for everyone.';
comment on column public.audit_logs.action is
'CREATE, UPDATE, DELETE, RESTORE, PUBLISH, ARCHIVE, EXECUTE, CANCEL, PURGE.';
