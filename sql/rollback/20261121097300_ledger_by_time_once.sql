-- Undoes 20261121097300_ledger_by_time_once.sql: the index is there again.
-- Afterwards: supabase migration repair --status reverted 20261121097300

set lock_timeout = '5s';
set statement_timeout = '60min';

create index concurrently cost_tracking_tenant_created_idx on public.cost_tracking (tenant_id, created_at desc);
