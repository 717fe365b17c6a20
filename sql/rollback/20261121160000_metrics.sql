-- Undoes 20261121160000_metrics.sql: nothing that is kept is lost.
-- Afterwards: supabase migration repair --status reverted 20261121160000

set lock_timeout = '5s';
set statement_timeout = '60s';

drop function public.operational_metrics();
drop function private.operational_metrics();
drop function private.webhook_metrics();
drop function private.audit_metrics();
drop function private.spend_metrics(integer);
drop function private.hold_metrics();
drop function private.running_metrics();
drop function private.queue_metrics();
