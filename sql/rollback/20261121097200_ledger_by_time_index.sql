-- Undoes 20261121097200_ledger_by_time_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121097200

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.cost_tracking_tenant_time_idx;
