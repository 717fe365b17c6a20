-- Undoes 20261121180000_backups.sql. What is known of backups, and which of them were verified, is gone; the backups
-- themselves stay where they are.
-- Afterwards: supabase migration repair --status reverted 20261121180000

set lock_timeout = '5s';
set statement_timeout = '60s';

delete from private.api_key_paths where path = 'backup_runs';

-- Functions
drop function public.end_operator_alert(uuid, integer, boolean, text, integer[]);
drop function public.claim_operator_alerts(integer, integer);
drop function public.check_backups(numeric, numeric, integer);
drop function public.health_figures();
drop function public.backup_status();
drop function public.queue_backup_run(public.backup_kind, timestamptz, text);
drop function public.end_backup_run(uuid, uuid, public.backup_run_status, jsonb, jsonb);
drop function public.extend_backup_run(uuid, uuid, integer, jsonb);
drop function public.begin_backup_run(public.backup_kind, timestamptz, text, integer, jsonb);
drop function private.end_operator_alert(uuid, integer, boolean, text, integer[]);
drop function private.claim_operator_alerts(integer, integer);
drop function private.check_backups(numeric, numeric, integer);
drop function private.due_alerts();
drop function private.backup_conditions(numeric, numeric);
create or replace function private.operational_metrics()
returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'queue', private.queue_metrics(),
    'executions', private.running_metrics(),
    'holds', private.hold_metrics(),
    'spend_today', private.spend_metrics(20),
    'audit', private.audit_metrics(),
    'webhooks', private.webhook_metrics()
  )
$$;
drop function private.health_figures();
drop function private.backup_status();
drop function private.backup_figures();
drop function private.verified_backups();
drop function private.queue_backup_run(public.backup_kind, timestamptz, text);
drop function private.end_backup_run(uuid, uuid, public.backup_run_status, jsonb, jsonb);
drop function private.extend_backup_run(uuid, uuid, integer, jsonb);
drop function private.lock_backup_run(uuid, uuid);
drop function private.begin_backup_run(public.backup_kind, timestamptz, text, integer, jsonb);
drop function private.lock_backup_runs();
drop function private.end_lost_backup_runs();
drop function private.system_identifier();

-- Tables, and with them their triggers and policies
drop table private.operator_alerts;
drop table private.backup_watch;
drop table private.backup_leases;
drop table public.backup_runs;
drop function private.guard_backup_run();
drop function private.is_operator();

-- Types
drop type public.backup_run_status;
drop type public.backup_kind;
